//! Keywords and claims that need no choice, merged into the limits of an alternative.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::claim::{Claim, Key, Why};
use super::flat::{Extra, Flat, least};
use super::number::Dec;
use super::types::Types;
use crate::contract::schema::LengthUnit;

/// Merges a keyword that needs no choice.
#[allow(clippy::too_many_lines)]
pub(super) fn merge(
    key: &Key,
    flat: &mut Flat,
    at: &Arc<str>,
    schema: &Map<String, Value>,
    keyword: &str,
    operand: &Value,
) -> Result<(), Why> {
    let count = || {
        operand.as_u64().or_else(|| Dec::of(operand)?.units(0)?.try_into().ok()).and_then(|n| usize::try_from(n).ok())
    };
    let text = || operand.as_str().map(str::to_owned);
    match keyword {
        "type" => flat.restrict(Types::named(operand), at, keyword)?,
        "enum" => flat.choose(operand.as_array().map_or(&[], Vec::as_slice), at)?,
        "const" => flat.choose(std::slice::from_ref(operand), at)?,
        "minimum" | "exclusiveMinimum" | "maximum" | "exclusiveMaximum" => {
            flat.hint(Types::NUMBER);
            extreme(flat, at, keyword, operand)?;
            if let Some(bound) = Dec::of(operand) {
                let open = keyword.starts_with("exclusive");
                if keyword.ends_with("inimum") { flat.at_least(bound, open) } else { flat.at_most(bound, open) }
            }
        }
        "multipleOf" => {
            flat.hint(Types::NUMBER);
            flat.numbers.multiples.extend(Dec::of(operand));
        }
        "x-maxDigits" => {
            flat.hint(Types::INTEGER);
            let digits = operand.as_u64().and_then(|digits| u32::try_from(digits).ok());
            flat.numbers.max_digits = flat.numbers.max_digits.into_iter().chain(digits).min();
        }
        "minLength" | "maxLength" => {
            flat.hint(Types::STRING);
            let (limit, unit) = (count(), unit_of(schema));
            if keyword == "minLength" {
                flat.length(unit, limit.unwrap_or(0), None);
            } else {
                flat.length(unit, 0, limit);
            }
        }
        "pattern" => {
            flat.hint(Types::STRING);
            flat.text.limits.patterns.extend(text());
        }
        "format" => {
            flat.hint(Types::STRING);
            flat.text.limits.formats.extend(text());
        }
        "x-charClass" => {
            flat.hint(Types::STRING);
            flat.text.limits.classes.extend(text());
        }
        "x-from" => flat.from = text(),
        "minItems" => flat.array.min = flat.array.min.max(count().unwrap_or(0)),
        "maxItems" => flat.array.max = least(flat.array.max, count()),
        "uniqueItems" => flat.array.unique |= operand == &Value::Bool(true),
        "contains" => need(key, flat, at, schema),
        "minProperties" => flat.object.min = flat.object.min.max(count().unwrap_or(0)),
        "maxProperties" => flat.object.max = least(flat.object.max, count()),
        "required" => {
            let names = operand.as_array().into_iter().flatten().filter_map(Value::as_str);
            for name in names.filter(|name| !key.waives(at, keyword, Some(name))) {
                require(flat, name);
            }
        }
        "dependentRequired" => {
            for (trigger, names) in operand.as_object().into_iter().flatten() {
                let names = names.as_array().into_iter().flatten().filter_map(Value::as_str);
                let kept = names.filter(|name| !key.waives(at, keyword, Some(name)));
                flat.object.dependent.extend(kept.map(|name| (trigger.clone(), name.to_owned())));
            }
        }
        "propertyNames" => flat.object.name_schemas.push(format!("{at}/propertyNames").into()),
        _ => {}
    }
    match keyword {
        "items" | "prefixItems" | "minItems" | "maxItems" | "uniqueItems" | "contains" => flat.hint(Types::ARRAY),
        "properties"
        | "required"
        | "additionalProperties"
        | "patternProperties"
        | "minProperties"
        | "maxProperties" => {
            flat.hint(Types::OBJECT);
        }
        _ => {}
    }
    Ok(())
}

/// A bound too large or too fine for exact decimals: a few values beyond it stand for all.
fn extreme(flat: &mut Flat, at: &str, keyword: &str, operand: &Value) -> Result<(), Why> {
    let Some(bound) = operand.as_f64().filter(|_| Dec::of(operand).is_none()) else { return Ok(()) };
    let lower = keyword.ends_with("inimum");
    if bound.abs() < 1.0 {
        let (zero, positive) = (Dec::integer(0), bound > 0.0);
        if lower {
            flat.at_least(zero, positive);
        } else {
            flat.at_most(zero, !positive);
        }
        return Ok(());
    }
    if lower == (bound > 0.0) {
        let values: Vec<Value> =
            [bound * 2.0, bound * 1.5].into_iter().filter(|x| x.is_finite()).map(Value::from).collect();
        return flat.choose(&values, at);
    }
    Ok(())
}

fn need(key: &Key, flat: &mut Flat, at: &str, schema: &Map<String, Value>) {
    let limit = |keyword: &str| {
        let operand = schema.get(keyword).filter(|_| !key.waives(at, keyword, None))?;
        Dec::of(operand)?.units(0)?.try_into().ok()
    };
    let waived = key.waives(at, "minContains", None);
    let min = limit("minContains").unwrap_or(usize::from(!waived));
    flat.array.need(Claim::Holds(format!("{at}/contains").into()), min, limit("maxContains"));
}

pub(super) fn unit_of(schema: &Map<String, Value>) -> LengthUnit {
    schema.get("x-lengthUnit").and_then(Value::as_str).and_then(LengthUnit::named).unwrap_or_default()
}

fn require(flat: &mut Flat, name: &str) {
    if !flat.object.required.iter().any(|known| known == name) {
        flat.object.required.push(name.to_owned());
    }
}

/// Claims that speak of a value's parts and not of a schema.
pub(super) fn structural(flat: &mut Flat, claim: Claim) -> Result<(), Why> {
    match claim {
        Claim::Has(name, claim) => {
            flat.restrict(Types::OBJECT, "", "an object")?;
            require(flat, &name);
            flat.object.claims.push((name.to_string(), *claim));
        }
        Claim::Lacks(name) => {
            flat.restrict(Types::OBJECT, "", "an object")?;
            flat.object.forbidden.push(name.to_string());
        }
        Claim::Extra(naming, claim) => {
            flat.restrict(Types::OBJECT, "", "an object")?;
            flat.object.extras.push(Extra { naming, claim: *claim, value: 0, name: None });
        }
        Claim::Item(index, claim) => {
            flat.restrict(Types::ARRAY, "", "an array")?;
            flat.array.min = flat.array.min.max(index + 1);
            flat.array.claims.push((index, *claim));
        }
        Claim::Digits(power, positive) => {
            flat.restrict(Types::INTEGER, "", "digits")?;
            let bound = Dec::integer(10_i128.pow(power));
            if positive { flat.at_least(bound, false) } else { flat.at_most(Dec::integer(-10_i128.pow(power)), false) }
        }
        Claim::Holds(_) | Claim::Fails(_) | Claim::Breaks(..) | Claim::Anything => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn merged(schema: &Value) -> Result<Flat, Why> {
        let mut flat = Flat::default();
        let object = schema.as_object().expect("an object");
        for (keyword, operand) in object {
            merge(&Key::default(), &mut flat, &Arc::from(""), object, keyword, operand)?;
        }
        Ok(flat)
    }

    #[test]
    fn keywords_become_limits() {
        let flat = merged(&json!({"minItems": 2, "maxItems": 5, "contains": {}, "maxContains": 1, "minLength": 3.0}));
        let flat = flat.expect("no contradiction");
        assert_eq!((flat.array.min, flat.array.max), (2, Some(5)));
        assert_eq!((flat.array.needs[0].min, flat.array.needs[0].max), (1, Some(1)));
        assert_eq!(flat.text.limits.lengths, [(LengthUnit::Scalars, 3, None)]);
        assert!(flat.hinted.holds(Types::ARRAY) && !flat.hinted.holds(Types::OBJECT));
    }

    #[test]
    fn bounds_beyond_exact_decimals_still_hold() {
        let high = merged(&json!({"minimum": 1e300})).expect("no contradiction");
        assert!(high.choices.is_some_and(|choices| choices.iter().all(|c| c.as_f64() > Some(1e300))));
        let mut fine = merged(&json!({"minimum": 1e-30})).expect("no contradiction");
        fine.settle_numbers();
        assert_eq!(fine.numbers.whole.and_then(|lattice| lattice.low), Some(1));
    }
}
