//! Simpler values than a given one, the boldest first: what shrinking tries.

use proptest::{num::i64::BinarySearch, strategy::ValueTree};
use serde_json::{Map, Value};

/// Values that are one step simpler: less of it, or smaller parts.
pub fn simpler(value: &Value) -> Vec<Value> {
    match value {
        Value::Null | Value::Bool(false) => Vec::new(),
        Value::Bool(true) => vec![Value::Bool(false)],
        Value::Number(number) => number.as_i64().map(smaller_integers).unwrap_or_default(),
        Value::String(text) => shorter_texts(text),
        Value::Array(items) => smaller_arrays(items),
        Value::Object(fields) => smaller_objects(fields),
    }
}

/// The numbers that a binary search from zero would try, the nearest to zero first.
fn smaller_integers(number: i64) -> Vec<Value> {
    let mut tree = BinarySearch::new(number);
    let mut tried = Vec::new();
    while tried.len() < 70 && tree.simplify() {
        tried.push(tree.current());
        if !tree.complicate() {
            break;
        }
        tried.push(tree.current());
    }
    if number < 0 {
        tried.push(-number);
    }
    tried.push(number - number.signum());
    let mut distinct: Vec<i64> = Vec::new();
    for candidate in tried {
        if candidate != number && !distinct.contains(&candidate) {
            distinct.push(candidate);
        }
    }
    distinct.into_iter().map(Value::from).collect()
}

fn shorter_texts(text: &str) -> Vec<Value> {
    let scalars: Vec<char> = text.chars().collect();
    let mut candidates: Vec<String> = Vec::new();
    let mut chunk = scalars.len();
    while chunk > 0 {
        for start in (0..scalars.len()).step_by(chunk) {
            let rest = scalars[..start].iter().chain(&scalars[(start + chunk).min(scalars.len())..]);
            candidates.push(rest.collect());
        }
        chunk /= 2;
    }
    // The same length in the plainest letter keeps what only length shows.
    for plain in ['a', '1'] {
        candidates.push(std::iter::repeat_n(plain, scalars.len()).collect());
        for index in 0..scalars.len().min(64) {
            if scalars[index] != 'a' && scalars[index] != '1' {
                candidates.push(scalars.iter().enumerate().map(|(i, c)| if i == index { plain } else { *c }).collect());
            }
        }
    }
    candidates.retain(|candidate| candidate != text);
    candidates.dedup();
    candidates.into_iter().map(Value::from).collect()
}

fn smaller_arrays(items: &[Value]) -> Vec<Value> {
    let mut candidates = Vec::new();
    let mut chunk = items.len();
    while chunk > 0 {
        for start in (0..items.len()).step_by(chunk) {
            let rest = items[..start].iter().chain(&items[(start + chunk).min(items.len())..]);
            candidates.push(Value::Array(rest.cloned().collect()));
        }
        chunk /= 2;
    }
    for (index, item) in items.iter().enumerate() {
        for smaller in simpler(item) {
            let mut copy = items.to_vec();
            copy[index] = smaller;
            candidates.push(Value::Array(copy));
        }
    }
    candidates
}

fn smaller_objects(fields: &Map<String, Value>) -> Vec<Value> {
    let without = fields.keys().map(|gone| {
        let kept = fields.iter().filter(|(key, _)| *key != gone);
        Value::Object(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
    });
    let mut candidates: Vec<Value> = without.collect();
    for (key, value) in fields {
        for smaller in simpler(value) {
            let mut copy = fields.clone();
            copy[key] = smaller;
            candidates.push(Value::Object(copy));
        }
    }
    candidates
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Shrinks as the runner does: always on to the first simpler value that still fails.
    fn shrunk(mut value: Value, fails: impl Fn(&Value) -> bool) -> Value {
        'again: loop {
            for candidate in simpler(&value) {
                if fails(&candidate) {
                    value = candidate;
                    continue 'again;
                }
            }
            return value;
        }
    }

    #[test]
    fn a_number_shrinks_onto_its_limit() {
        assert_eq!(
            shrunk(json!(987_654_321_987_654_321_i64), |v| v.as_i64() > Some(2_147_483_647)),
            json!(2_147_483_648_i64)
        );
        assert_eq!(shrunk(json!(-5), |v| v.as_i64() < Some(0)), json!(-1));
    }

    #[test]
    fn a_text_shrinks_to_what_matters() {
        assert_eq!(shrunk(json!("ab𠮷cd"), |v| v.as_str().is_some_and(|t| t.contains('𠮷'))), json!("𠮷"));
        assert_eq!(shrunk(json!("ｱｲｳｴｵ"), |v| v.as_str().is_some_and(|t| t.chars().count() >= 3)), json!("aaa"));
    }

    #[test]
    fn rows_before_a_late_one_stay_only_where_they_matter() {
        let rows: Vec<Value> = (0..13).map(|i| json!({"amount": i, "memo": "x"})).collect();
        let small =
            shrunk(json!({"rows": rows, "other": 1}), |v| v["rows"].as_array().is_some_and(|rows| rows.len() > 10));
        assert_eq!(small["rows"].as_array().map(Vec::len), Some(11));
        assert_eq!(small["rows"][0], json!({}));
        assert_eq!(small.get("other"), None);
    }
}
