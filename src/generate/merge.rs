//! Merges keywords and goals that leave no choice into the limits of a conjunct.

use serde_json::{Map, Value};

use super::conjunct::Conjunct;
use super::goal::{Contradiction, Goal, Goals, SchemaPointer};
use super::limits::{Array, Extra, least};
use super::number::Decimal;
use super::types::Types;
use crate::contract::DrawId;
use crate::contract::schema::LengthUnit;

/// One keyword of a schema object that has to be kept.
pub(super) struct Keyword<'a> {
    /// The goals of the value, which may exempt a part of the keyword.
    pub(super) goals: &'a Goals,
    /// The schema object, by its pointer.
    pub(super) at: &'a SchemaPointer,
    /// The schema object itself.
    pub(super) schema: &'a Map<String, Value>,
    /// The keyword.
    pub(super) name: &'a str,
    /// The value of the keyword.
    pub(super) operand: &'a Value,
}

impl Keyword<'_> {
    fn count(&self) -> Option<usize> {
        let units = || Decimal::of(self.operand)?.units(0)?.try_into().ok();
        self.operand.as_u64().or_else(units).and_then(|n| usize::try_from(n).ok())
    }

    fn text(&self) -> Option<String> {
        self.operand.as_str().map(str::to_owned)
    }

    /// Whether the keyword need not be kept for this property.
    fn exempts(&self, property: &str) -> bool {
        self.goals.exempts(self.at, self.name, Some(property))
    }
}

/// Merges a keyword that leaves no choice.
pub(super) fn merge(conjunct: &mut Conjunct, keyword: &Keyword<'_>) -> Result<(), Contradiction> {
    let &Keyword { at, operand, .. } = keyword;
    match keyword.name {
        "type" => conjunct.restrict(Types::named(operand), at, "type")?,
        "enum" => conjunct.choose(operand.as_array().map_or(&[], Vec::as_slice), at)?,
        "const" => conjunct.choose(std::slice::from_ref(operand), at)?,
        "x-from" => conjunct.from = keyword.text(),
        "minimum" | "exclusiveMinimum" | "maximum" | "exclusiveMaximum" | "multipleOf" => number(conjunct, keyword)?,
        "x-maxDigits" => {
            conjunct.hint(Types::INTEGER);
            let digits = operand.as_u64().and_then(|digits| u32::try_from(digits).ok());
            conjunct.numbers.max_digits = conjunct.numbers.max_digits.into_iter().chain(digits).min();
        }
        "minLength" | "maxLength" | "pattern" | "format" | "x-charClass" => text(conjunct, keyword),
        // A limit that is to be overstepped is left out, and its unit still counts.
        "x-lengthUnit" => conjunct.length(unit_of(keyword.schema), 0, None),
        "items" | "prefixItems" | "minItems" | "maxItems" | "uniqueItems" | "contains" => array(conjunct, keyword),
        _ => object(conjunct, keyword),
    }
    Ok(())
}

fn number(conjunct: &mut Conjunct, keyword: &Keyword<'_>) -> Result<(), Contradiction> {
    let &Keyword { at, name, operand, .. } = keyword;
    conjunct.hint(Types::NUMBER);
    if name == "multipleOf" {
        conjunct.numbers.multiples.extend(Decimal::of(operand));
        return Ok(());
    }
    extreme(conjunct, at, name, operand)?;
    if let Some(bound) = Decimal::of(operand) {
        let open = name.starts_with("exclusive");
        if name.ends_with("inimum") { conjunct.at_least(bound, open) } else { conjunct.at_most(bound, open) }
    }
    Ok(())
}

fn text(conjunct: &mut Conjunct, keyword: &Keyword<'_>) {
    conjunct.hint(Types::STRING);
    let unit = unit_of(keyword.schema);
    match keyword.name {
        "minLength" => conjunct.length(unit, keyword.count().unwrap_or(0), None),
        "maxLength" => conjunct.length(unit, 0, keyword.count()),
        "pattern" => conjunct.text.limits.patterns.extend(keyword.text()),
        "format" => conjunct.text.limits.formats.extend(keyword.text()),
        _ => conjunct.text.limits.classes.extend(keyword.text()),
    }
}

fn array(conjunct: &mut Conjunct, keyword: &Keyword<'_>) {
    conjunct.hint(Types::ARRAY);
    let array = &mut conjunct.array;
    match keyword.name {
        "minItems" => array.min = array.min.max(keyword.count().unwrap_or(0)),
        "maxItems" => array.max = least(array.max, keyword.count()),
        "uniqueItems" => array.unique |= keyword.operand == &Value::Bool(true),
        "contains" => need(array, keyword),
        // The schemas of items are read where the nodes of the items are made.
        _ => {}
    }
}

fn object(conjunct: &mut Conjunct, keyword: &Keyword<'_>) {
    let &Keyword { at, name, operand, .. } = keyword;
    if ["properties", "required", "additionalProperties", "patternProperties", "minProperties", "maxProperties"]
        .contains(&name)
    {
        conjunct.hint(Types::OBJECT);
    }
    match name {
        "minProperties" => conjunct.object.min = conjunct.object.min.max(keyword.count().unwrap_or(0)),
        "maxProperties" => conjunct.object.max = least(conjunct.object.max, keyword.count()),
        "required" => {
            let names = operand.as_array().into_iter().flatten().filter_map(Value::as_str);
            names.filter(|name| !keyword.exempts(name)).for_each(|name| require(conjunct, name));
        }
        "dependentRequired" => {
            for (trigger, names) in operand.as_object().into_iter().flatten() {
                let names = names.as_array().into_iter().flatten().filter_map(Value::as_str);
                let kept = names.filter(|name| !keyword.exempts(name));
                conjunct.object.dependent.extend(kept.map(|name| (trigger.clone(), name.to_owned())));
            }
        }
        "propertyNames" => conjunct.object.name_schemas.push(format!("{at}/propertyNames").into()),
        _ => {}
    }
}

/// A bound that no exact decimal holds: a finer one stands at zero, a larger one leaves no number or every one.
fn extreme(conjunct: &mut Conjunct, at: &str, keyword: &str, operand: &Value) -> Result<(), Contradiction> {
    if Decimal::of(operand).is_some() {
        return Ok(());
    }
    let lower = keyword.ends_with("inimum");
    let size = operand.as_f64();
    if let Some(bound) = size.filter(|bound| bound.abs() < 1.0) {
        let (zero, positive) = (Decimal::integer(0), bound > 0.0);
        conjunct.numbers.rounded = true;
        if lower {
            conjunct.at_least(zero, positive);
        } else {
            conjunct.at_most(zero, !positive);
        }
        return Ok(());
    }
    let positive = !operand.to_string().starts_with('-');
    if lower == positive {
        return Err(Contradiction::new(at, DrawId::NumberBeyond));
    }
    Ok(())
}

fn need(array: &mut Array, keyword: &Keyword<'_>) {
    let &Keyword { goals, at, schema, .. } = keyword;
    let limit = |keyword: &str| {
        let operand = schema.get(keyword).filter(|_| !goals.exempts(at, keyword, None))?;
        Decimal::of(operand)?.units(0)?.try_into().ok()
    };
    let exempt = goals.exempts(at, "minContains", None);
    let min = limit("minContains").unwrap_or(usize::from(!exempt));
    array.need(Goal::Holds(format!("{at}/contains").into()), min, limit("maxContains"));
}

/// The unit in which a schema counts lengths.
pub(super) fn unit_of(schema: &Map<String, Value>) -> LengthUnit {
    schema.get("x-lengthUnit").and_then(Value::as_str).and_then(LengthUnit::named).unwrap_or_default()
}

fn require(conjunct: &mut Conjunct, name: &str) {
    if !conjunct.object.required.iter().any(|known| known == name) {
        conjunct.object.required.push(name.to_owned());
    }
}

/// Merges a goal about a value's parts, which names no schema.
pub(super) fn structural(conjunct: &mut Conjunct, goal: Goal) -> Result<(), Contradiction> {
    match goal {
        Goal::Has(name, goal) => {
            conjunct.restrict(Types::OBJECT, "", "object")?;
            require(conjunct, &name);
            conjunct.object.goals.push((name.to_string(), *goal));
        }
        Goal::Lacks(name) => {
            conjunct.restrict(Types::OBJECT, "", "object")?;
            conjunct.object.forbidden.push(name.to_string());
        }
        Goal::Extra(naming, goal) => {
            conjunct.restrict(Types::OBJECT, "", "object")?;
            conjunct.object.extras.push(Extra { naming, goal: *goal, value: 0, name: None });
        }
        Goal::Item(index, goal) => {
            conjunct.restrict(Types::ARRAY, "", "array")?;
            conjunct.array.min = conjunct.array.min.max(index + 1);
            conjunct.array.goals.push((index, *goal));
        }
        Goal::Digits(power, positive) => {
            conjunct.restrict(Types::INTEGER, "", "digits")?;
            let bound = Decimal::integer(10_i128.pow(power));
            if positive {
                conjunct.at_least(bound, false);
            } else {
                conjunct.at_most(Decimal::integer(-10_i128.pow(power)), false);
            }
        }
        Goal::Holds(_) | Goal::Fails(_) | Goal::Breaks(..) | Goal::Anything => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn merged(schema: &Value) -> Result<Conjunct, Contradiction> {
        let mut conjunct = Conjunct::default();
        let object = schema.as_object().expect("an object");
        for (name, operand) in object {
            let goals = Goals::default();
            let keyword = Keyword { goals: &goals, at: &"".into(), schema: object, name, operand };
            merge(&mut conjunct, &keyword)?;
        }
        Ok(conjunct)
    }

    #[test]
    fn keywords_become_limits() {
        let conjunct =
            merged(&json!({"minItems": 2, "maxItems": 5, "contains": {}, "maxContains": 1, "minLength": 3.0}));
        let conjunct = conjunct.expect("no contradiction");
        assert_eq!((conjunct.array.min, conjunct.array.max), (2, Some(5)));
        assert_eq!((conjunct.array.needs[0].min, conjunct.array.needs[0].max), (1, Some(1)));
        assert_eq!(conjunct.text.limits.lengths, [(LengthUnit::Scalars, 3, None)]);
        assert!(conjunct.hinted.holds(Types::ARRAY) && !conjunct.hinted.holds(Types::OBJECT));
    }

    #[test]
    fn bounds_beyond_exact_decimals_still_hold() {
        let mut high = merged(&json!({"minimum": 1e300})).expect("no contradiction");
        high.settle_numbers();
        assert!(high.numbers.whole.is_some_and(|lattice| lattice.is_vast()) && high.numbers.fraction.is_none());
        let mut fine = merged(&json!({"minimum": 1e-40})).expect("no contradiction");
        fine.settle_numbers();
        assert_eq!(fine.numbers.whole.and_then(|lattice| lattice.low), Some(1));
    }
}
