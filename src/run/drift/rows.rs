//! Which rows of two lists belong together, wherever they are.

use std::collections::{HashMap, VecDeque};

use serde_json::Value;

/// The most rows without a counterpart of which the nearest are looked for.
const MOST: usize = 100;

/// The rows of two lists that belong together.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Paired {
    /// By their indices, in the order of the first list.
    pub(super) pairs: Vec<(usize, usize)>,
    /// Whether the same rows stand in another order.
    pub(super) is_moved: bool,
}

/// Pairs the rows of two lists. `sign` is a row without what is never the same twice.
///
/// Rows at the same index belong together, unless more of them are the same elsewhere: then those do, and of the others those that
/// differ least.
pub(super) fn paired(a: &[Value], b: &[Value], sign: impl Fn(&Value) -> Value) -> Paired {
    let (signs_a, signs_b): (Vec<Value>, Vec<Value>) = (a.iter().map(&sign).collect(), b.iter().map(&sign).collect());
    let shorter = a.len().min(b.len());
    let here = signs_a.iter().zip(&signs_b).filter(|(a, b)| a == b).count();
    let mut found = if here < shorter { same(a, b, &signs_a, &signs_b) } else { Vec::new() };
    if found.len() <= here {
        return Paired { pairs: (0..shorter).map(|index| (index, index)).collect(), is_moved: false };
    }
    found.sort_unstable();
    let is_moved = !found.is_sorted_by_key(|(_, b)| *b);
    let left = |length: usize, taken: &dyn Fn(usize) -> bool| (0..length).filter(|at| !taken(*at)).collect::<Vec<_>>();
    let left_a = left(a.len(), &|at| found.iter().any(|(a, _)| *a == at));
    let left_b = left(b.len(), &|at| found.iter().any(|(_, b)| *b == at));
    found.extend(nearest(&left_a, &left_b, |a, b| distance(&signs_a[a], &signs_b[b])));
    found.sort_unstable();
    Paired { pairs: found, is_moved }
}

/// Rows that are the same: first exactly, then except for what is never the same.
fn same(a: &[Value], b: &[Value], signs_a: &[Value], signs_b: &[Value]) -> Vec<(usize, usize)> {
    let (mut found, mut taken_a, mut taken_b) = (Vec::new(), vec![false; a.len()], vec![false; b.len()]);
    for (a, b) in [(a, b), (signs_a, signs_b)] {
        let mut there: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (at, row) in b.iter().enumerate().filter(|(at, _)| !taken_b[*at]) {
            there.entry(row.to_string()).or_default().push_back(at);
        }
        for (at, row) in a.iter().enumerate() {
            if taken_a[at] {
                continue;
            }
            if let Some(other) = there.get_mut(&row.to_string()).and_then(VecDeque::pop_front) {
                (taken_a[at], taken_b[other]) = (true, true);
                found.push((at, other));
            }
        }
    }
    found
}

fn nearest(a: &[usize], b: &[usize], distance: impl Fn(usize, usize) -> usize) -> Vec<(usize, usize)> {
    if a.len() > MOST || b.len() > MOST {
        return a.iter().copied().zip(b.iter().copied()).collect();
    }
    let mut all: Vec<(usize, usize, usize)> =
        a.iter().flat_map(|&a| b.iter().map(move |&b| (a, b))).map(|(a, b)| (distance(a, b), a, b)).collect();
    all.sort_unstable();
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (_, a, b) in all {
        if found.iter().all(|(of_a, of_b)| *of_a != a && *of_b != b) {
            found.push((a, b));
        }
    }
    found
}

/// In how many scalars two values differ.
fn distance(a: &Value, b: &Value) -> usize {
    match (a, b) {
        _ if a == b => 0,
        (Value::Object(a), Value::Object(b)) => {
            let gone = b.keys().filter(|key| !a.contains_key(*key)).count();
            gone + a.iter().map(|(key, a)| b.get(key).map_or(1, |b| distance(a, b))).sum::<usize>()
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len().abs_diff(b.len()) + a.iter().zip(b).map(|(a, b)| distance(a, b)).sum::<usize>()
        }
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Rows of a name, a price and an id that is never the same.
    fn rows(of: &str, ids: usize) -> Vec<Value> {
        let row = |(at, row): (usize, &str)| {
            let (name, price) = row.split_at(1);
            json!({"name": name, "price": price, "id": ids + at})
        };
        of.split_whitespace().enumerate().map(row).collect()
    }

    #[test]
    fn the_same_rows_belong_together_wherever_they_stand() {
        let sign = |row: &Value| json!([row["name"], row["price"]]);
        for (a, b, pairs, is_moved) in [
            ("a1 b2 c3", "a1 b2 c3", &[(0, 0), (1, 1), (2, 2)][..], false),
            ("a1 b2 c3", "c3 a1 b2", &[(0, 1), (1, 2), (2, 0)], true),
            // One price changed, in place and out of it.
            ("a1 b2 c3", "a1 b9 c3", &[(0, 0), (1, 1), (2, 2)], false),
            ("a1 b2 c3", "c3 b9 a1", &[(0, 2), (1, 1), (2, 0)], true),
            ("a1 b2 c3 d4", "c3 d9 b9 a1", &[(0, 3), (1, 2), (2, 0), (3, 1)], true),
            // One more, one fewer.
            ("a1 b2", "z0 a1 b2", &[(0, 1), (1, 2)], false),
            ("a1 b2 c3", "b2 c3", &[(1, 0), (2, 1)], false),
            ("a1 b2", "a1 b2 c3", &[(0, 0), (1, 1)], false),
            // Nothing is the same.
            ("a1 b2", "a3 b4", &[(0, 0), (1, 1)], false),
            ("a1 a1 b2", "b2 a1 a1", &[(0, 1), (1, 2), (2, 0)], true),
            ("", "a1", &[], false),
        ] {
            let found = paired(&rows(a, 100), &rows(b, 200), sign);
            assert_eq!(found, Paired { pairs: pairs.to_vec(), is_moved }, "{a} | {b}");
        }
    }

    #[test]
    fn rows_that_are_the_same_to_the_last_letter_come_first() {
        let (a, b) = (rows("a1 a1 b2", 1), {
            let mut b = rows("b2 a1 a1", 7);
            b[1]["id"] = json!(2);
            b
        });
        let found = paired(&a, &b, |row| json!([row["name"]]));
        assert_eq!(found.pairs, [(0, 2), (1, 1), (2, 0)]);
    }
}
