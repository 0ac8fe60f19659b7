//! Flats against each other.

use serde_json::json;

use super::*;

#[test]
fn the_tighter_limit_wins() {
    let mut flat = Flat::default();
    flat.at_least(Dec::integer(1), false);
    flat.at_least(Dec::integer(1), true);
    flat.at_most(Dec::integer(4), false);
    flat.at_most(Dec::integer(9), true);
    flat.settle_numbers();
    assert_eq!(flat.numbers.whole.map(|l| (l.low, l.high)), Some((Some(2), Some(4))));
    flat.length(LengthUnit::Scalars, 1, Some(9));
    flat.length(LengthUnit::Scalars, 3, Some(12));
    assert_eq!(flat.text.limits.lengths, [(LengthUnit::Scalars, 3, Some(9))]);
}

#[test]
fn digits_bound_integers_exactly() {
    let mut flat = Flat::default();
    flat.numbers.max_digits = Some(18);
    flat.settle_numbers();
    assert!(flat.admits(&json!(999_999_999_999_999_999_u64)) && !flat.admits(&json!(1_000_000_000_000_000_000_u64)));
    assert_eq!(flat.numbers.whole.and_then(|l| l.high), Some(999_999_999_999_999_999));
}

#[test]
fn contradictions_take_types_away() {
    let mut flat = Flat::default();
    flat.at_least(Dec::integer(5), false);
    flat.at_most(Dec::integer(3), false);
    flat.settle_numbers();
    assert!(!flat.types.holds(Types::NUMBER));
    assert!(flat.choose(&[json!(1)], "").is_ok());
    assert!(flat.choose(&[json!(2)], "").is_err());
}

#[test]
fn equality_is_that_of_json_schema() {
    assert!(same(&json!([1, {"a": 1.0}]), &json!([1.0, {"a": 1}])));
    assert!(!same(&json!(u64::MAX), &json!(u64::MAX - 1)) && !same(&json!("1"), &json!(1)));
}
