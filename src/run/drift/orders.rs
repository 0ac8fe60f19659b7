//! Lists whose rows one run itself shows in several orders, so that their order says nothing.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use serde_json::Value;

use crate::util::pointer::escape;

/// A number for the request, and how a row is distinguished from others.
type By<'a> = (u64, &'a dyn Fn(&Value, &str) -> Value);

/// The orders in which the rows of lists were met.
#[derive(Debug, Default)]
pub(super) struct Orders {
    /// By place, the request and the rows, the order in which they came first.
    first: HashMap<u64, u64>,
    unordered: HashSet<String>,
}

impl Orders {
    /// Notes the order of every list of a response. `of` names the operation, `asked` the request to it; `sign` is a row at a place
    /// without what is never the same twice.
    pub(super) fn see(&mut self, of: &str, asked: u64, answer: &Value, sign: &dyn Fn(&Value, &str) -> Value) {
        self.below(of, "", answer, (asked, sign));
    }

    fn below(&mut self, of: &str, place: &str, value: &Value, by: By<'_>) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    self.below(of, &format!("{place}/{}", escape(key)), value, by);
                }
            }
            Value::Array(items) => {
                let below = format!("{place}/*");
                for item in items {
                    self.below(of, &below, item, by);
                }
                if items.len() > 1 {
                    self.list(
                        of,
                        place,
                        by.0,
                        items.iter().map(|item| hash(&by.1(item, &below).to_string())).collect(),
                    );
                }
            }
            _ => {}
        }
    }

    fn list(&mut self, of: &str, place: &str, asked: u64, rows: Vec<u64>) {
        let order = hash(&rows);
        let mut rows = rows;
        rows.sort_unstable();
        if *self.first.entry(hash(&(of, place, asked, rows))).or_insert(order) != order {
            self.unordered.insert(format!("{of} {place}"));
        }
    }

    /// Whether the rows of a list came in several orders.
    pub(super) fn is_unordered(&self, of: &str, place: &str) -> bool {
        !self.unordered.is_empty() && self.unordered.contains(&format!("{of} {place}"))
    }
}

/// A number for a value.
pub(super) fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_is_unordered_where_one_question_showed_its_rows_in_two_orders() {
        for (asked, answers, due) in [
            ([1, 1], [json!({"rows": [1, 2]}), json!({"rows": [2, 1]})], true),
            ([1, 2], [json!({"rows": [1, 2]}), json!({"rows": [2, 1]})], false),
            ([1, 1], [json!({"rows": [1, 2]}), json!({"rows": [1, 2]})], false),
            ([1, 1], [json!({"rows": [1, 2]}), json!({"rows": [3, 1]})], false),
            ([1, 1], [json!({"rows": [1, 2]}), json!({"rows": [2, 1, 1]})], false),
        ] {
            let mut orders = Orders::default();
            for (asked, answer) in asked.iter().zip(&answers) {
                orders.see("shop/find", *asked, answer, &|row, _| row.clone());
            }
            assert_eq!(orders.is_unordered("shop/find", "/rows"), due, "{asked:?} {answers:?}");
            assert!(!orders.is_unordered("shop/other", "/rows") && !orders.is_unordered("shop/find", ""));
        }
    }

    #[test]
    fn lists_within_rows_have_places_with_stars() {
        let mut orders = Orders::default();
        for answer in [json!([{"of": ["a", "b"]}]), json!([{"of": ["b", "a"]}])] {
            orders.see("shop/find", 1, &answer, &|row, _| row.clone());
        }
        assert!(orders.is_unordered("shop/find", "/*/of"));
    }
}
