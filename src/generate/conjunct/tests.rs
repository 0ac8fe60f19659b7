//! Limits that are merged one after the other.

use serde_json::json;

use super::*;

#[test]
fn the_tighter_limit_wins() {
    let mut conjunct = Conjunct::default();
    conjunct.at_least(Decimal::integer(1), false);
    conjunct.at_least(Decimal::integer(1), true);
    conjunct.at_most(Decimal::integer(4), false);
    conjunct.at_most(Decimal::integer(9), true);
    conjunct.settle_numbers();
    assert_eq!(conjunct.numbers.whole.map(|l| (l.low, l.high)), Some((Some(2), Some(4))));
    conjunct.length(LengthUnit::Scalars, 1, Some(9));
    conjunct.length(LengthUnit::Scalars, 3, Some(12));
    assert_eq!(conjunct.text.limits.lengths, [(LengthUnit::Scalars, 3, Some(9))]);
}

#[test]
fn digits_bound_integers_exactly() {
    let mut conjunct = Conjunct::default();
    conjunct.numbers.max_digits = Some(18);
    conjunct.settle_numbers();
    assert!(
        conjunct.admits(&json!(999_999_999_999_999_999_u64)) && !conjunct.admits(&json!(1_000_000_000_000_000_000_u64))
    );
    assert_eq!(conjunct.numbers.whole.and_then(|l| l.high), Some(999_999_999_999_999_999));
}

#[test]
fn contradictions_take_types_away() {
    let mut conjunct = Conjunct::default();
    conjunct.at_least(Decimal::integer(5), false);
    conjunct.at_most(Decimal::integer(3), false);
    conjunct.settle_numbers();
    assert!(!conjunct.types.holds(Types::NUMBER));
    assert!(conjunct.choose(&[json!(1)], "").is_ok());
    assert!(conjunct.choose(&[json!(2)], "").is_err());
}

#[test]
fn equality_is_that_of_json_schema() {
    assert!(same(&json!([1, {"a": 1.0}]), &json!([1.0, {"a": 1}])));
    assert!(!same(&json!(u64::MAX), &json!(u64::MAX - 1)) && !same(&json!("1"), &json!(1)));
}
