//! Another JSON type than the one that is required.

use serde_json::{Value, json};

use super::{Family, Spot, Way};
use crate::generate::types::Types;

pub(super) const FAMILY: Family = Family { keywords: &["type"], ways };

fn ways(spot: &Spot<'_>) -> Vec<Way> {
    let asked = Types::named(&spot.constraint.operand);
    let mut ways = Vec::new();
    if !asked.holds(Types::NULL) {
        ways.push(of(spot, Types::NULL, "null"));
    }
    if asked.holds(Types::INTEGER) && !asked.holds(Types::FRACTION) {
        ways.push(of(spot, Types::FRACTION, "fraction"));
    }
    for (single, name) in Types::EACH {
        let own_name = single == Types::NULL || single == Types::FRACTION;
        if !own_name && !asked.holds(single) {
            ways.push(of(spot, single, &format!("type-{name}")));
        }
    }
    if asked.holds(Types::NUMBER) && !asked.holds(Types::STRING) {
        ways.push(spot.put("numeric-string", numeric_strings(spot)));
        ways.push(spot.put("empty-string", [json!("")]));
    }
    if asked.holds(Types::BOOLEAN) {
        ways.push(spot.put("boolean-string", [json!("true")]));
        ways.push(spot.put("zero-or-one", [json!(1), json!(0)]));
    }
    if asked.holds(Types::OBJECT) && !asked.holds(Types::ARRAY) {
        ways.push(spot.put("array-of-object", [json!([{}])]));
    }
    if asked.holds(Types::ARRAY) && !asked.holds(Types::OBJECT) {
        ways.push(spot.put("object-with-indexes", [json!({"0": {}})]));
    }
    ways
}

fn of(spot: &Spot<'_>, single: Types, kind: &str) -> Way {
    spot.tweak(kind, |conjunct| {
        let possible = conjunct.types.holds(single);
        conjunct.types = single;
        possible
    })
}

/// The strings of numbers that would be legal.
fn numeric_strings(spot: &Spot<'_>) -> Vec<Value> {
    let kept = spot.kept.iter().filter_map(|conjunct| match &conjunct.choices {
        Some(choices) => choices.iter().find(|choice| choice.is_number()).cloned(),
        None => conjunct.numbers.whole.and_then(|lattice| lattice.value(lattice.nearest(lattice.unit()))),
    });
    kept.chain([json!(1)]).map(|number| Value::from(number.to_string())).collect()
}
