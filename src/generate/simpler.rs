//! Simpler values than a given one, the boldest first: what shrinking tries.

use serde_json::{Map, Value};

/// Values that are one step simpler: less of it, or smaller parts. Made one at a time, because each is a copy of the whole.
pub fn simpler(value: &Value) -> Box<dyn Iterator<Item = Value> + '_> {
    match value {
        Value::Null | Value::Bool(false) => Box::new(std::iter::empty()),
        Value::Bool(true) => Box::new(std::iter::once(Value::Bool(false))),
        Value::Number(number) => Box::new(number.as_i64().map(smaller_integers).unwrap_or_default().into_iter()),
        Value::String(text) => Box::new(shorter_texts(text).into_iter()),
        Value::Array(items) => Box::new(smaller_arrays(items)),
        Value::Object(fields) => Box::new(smaller_objects(fields)),
    }
}

/// Numbers nearer to zero, the nearest first and each next one half as far away from the number itself.
fn smaller_integers(number: i64) -> Vec<Value> {
    let halves =
        std::iter::successors(Some(number), |distance| Some(distance / 2)).take_while(|distance| *distance != 0);
    let nearer = halves.map(|distance| number - distance);
    nearer.chain((number < 0).then(|| number.saturating_neg())).map(Value::from).collect()
}

fn shorter_texts(text: &str) -> Vec<Value> {
    let scalars: Vec<char> = text.chars().collect();
    let mut candidates: Vec<String> = chunks(scalars.len())
        .take(256)
        .map(|(start, end)| scalars[..start].iter().chain(&scalars[end..]).collect())
        .collect();
    // The same length in the plainest letter keeps what only length shows.
    let already_plain = |plain: &char| !scalars.iter().all(|c| *c == 'a' || c == plain);
    for plain in ['a', '1'].into_iter().filter(already_plain) {
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

/// Runs of items to take away, the longest first.
fn chunks(count: usize) -> impl Iterator<Item = (usize, usize)> {
    let sizes = std::iter::successors(Some(count), |size| Some(size / 2)).take_while(|size| *size > 0);
    sizes.flat_map(move |size| (0..count).step_by(size).map(move |start| (start, (start + size).min(count))))
}

/// Runs of keys to take away, the longest first: what depends on each other mostly stands together and can only go together.
fn neighbours(count: usize) -> impl Iterator<Item = (usize, usize)> {
    let longest = if count > 16 { 1 } else { count };
    (1..=longest).rev().flat_map(move |size| (0..=count - size).map(move |start| (start, start + size)))
}

fn smaller_arrays(items: &[Value]) -> impl Iterator<Item = Value> + '_ {
    let shorter = chunks(items.len())
        .map(|(start, end)| Value::Array(items[..start].iter().chain(&items[end..]).cloned().collect()));
    let smaller = items.iter().enumerate().flat_map(move |(index, item)| {
        simpler(item).map(move |smaller| {
            let mut copy = items.to_vec();
            copy[index] = smaller;
            Value::Array(copy)
        })
    });
    shorter.chain(smaller)
}

fn smaller_objects(fields: &Map<String, Value>) -> impl Iterator<Item = Value> + '_ {
    let without = neighbours(fields.len()).map(move |(start, end)| {
        let kept = fields.iter().enumerate().filter(move |(index, _)| !(start..end).contains(index));
        Value::Object(kept.map(|(_, (key, value))| (key.clone(), value.clone())).collect())
    });
    let smaller = fields.iter().flat_map(move |(key, value)| {
        simpler(value).map(move |smaller| {
            let mut copy = fields.clone();
            copy[key] = smaller;
            Value::Object(copy)
        })
    });
    without.chain(smaller)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Shrinks as the runner does: always on to the first simpler value that still fails.
    fn shrunk(mut value: Value, fails: impl Fn(&Value) -> bool) -> Value {
        loop {
            let next = simpler(&value).find(|candidate| fails(candidate));
            let Some(next) = next else { return value };
            value = next;
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
    fn candidates_of_a_large_value_are_made_one_at_a_time() {
        let row = json!({"memo": "x".repeat(300), "amount": 1_234_567});
        let large = json!({"rows": vec![row; 1_000]});
        // All of them at once would be gigabytes.
        assert_eq!(simpler(&large).take(3).count(), 3);
    }

    #[test]
    fn a_text_shrinks_to_what_matters() {
        assert_eq!(shrunk(json!("ab𠮷cd"), |v| v.as_str().is_some_and(|t| t.contains('𠮷'))), json!("𠮷"));
        assert_eq!(shrunk(json!("ｱｲｳｴｵ"), |v| v.as_str().is_some_and(|t| t.chars().count() >= 3)), json!("aaa"));
    }

    #[test]
    fn keys_that_need_each_other_go_together() {
        let whole = |v: &Value| ["code", "flag", "number"].iter().filter(|key| v.get(**key).is_some()).count() % 3 == 0;
        let value = json!({"id": 1, "flag": 1, "code": "B", "number": 2, "memo": ""});
        assert_eq!(shrunk(value, |v| v.get("id").is_some() && whole(v)), json!({"id": 0}));
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
