//! Negation: every way in which a value can break a schema, keyword by keyword, as limits and goals again.

use std::rc::Rc;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::draft::{Choice, Draft};
use super::goal::{Contradiction, Goal, Naming, Task, Trail};
use super::limits::least;
use super::merge::unit_of;
use super::number::Decimal;
use super::types::Types;
use crate::contract::DrawId;
use crate::contract::schema::{Document, escape};

/// Pairs of branches tried for "more than one of `oneOf`".
const PAIRS: usize = 28;

/// Properties of another closed schema that are tried as further ones.
const FURTHER: usize = 4;

/// Keywords that can be broken, in the order in which they are tried.
const BREAKABLE: &[&str] = &[
    "const",
    "enum",
    "required",
    "properties",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "x-maxDigits",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "x-charClass",
    "minItems",
    "maxItems",
    "uniqueItems",
    "prefixItems",
    "items",
    "contains",
    "minProperties",
    "maxProperties",
    "patternProperties",
    "additionalProperties",
    "propertyNames",
    "dependentRequired",
    "dependentSchemas",
    "$ref",
    "$dynamicRef",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "x-open",
    "unevaluatedProperties",
    "unevaluatedItems",
    "type",
];

/// The value breaks the schema: one of its keywords fails.
pub(super) fn schema(document: &Document, draft: &mut Draft, at: &Arc<str>) -> Result<(), Contradiction> {
    match document.at(at) {
        Some(Value::Bool(false)) => Ok(()),
        Some(Value::Object(object)) => {
            let keywords = BREAKABLE.iter().filter(|keyword| object.contains_key(**keyword));
            let options: Vec<Vec<Task>> =
                keywords.map(|keyword| vec![task(Goal::Breaks(Arc::clone(at), (*keyword).into()))]).collect();
            let count = options.len();
            choose(draft, options, at)?;
            if let Some(choice) = draft.choices.last_mut().filter(|_| count > 1) {
                Rc::make_mut(choice).breaks = Some(Arc::clone(at));
            }
            Ok(())
        }
        _ => Err(Contradiction::new(at, DrawId::KeepsEveryValue)),
    }
}

fn task(goal: Goal) -> Task {
    Task { goal, trail: Trail::default() }
}

fn choose(draft: &mut Draft, mut options: Vec<Vec<Task>>, at: &str) -> Result<(), Contradiction> {
    match options.len() {
        0 => return Err(Contradiction::new(at, DrawId::NoWayToBreak)),
        1 => draft.todo.extend(options.remove(0)),
        _ => draft.choices.push(Rc::new(Choice { options, breaks: None, each: false })),
    }
    Ok(())
}

/// The value breaks this keyword of the schema.
pub(super) fn keyword(
    document: &Document,
    draft: &mut Draft,
    at: &Arc<str>,
    keyword: &str,
) -> Result<(), Contradiction> {
    let Some(Value::Object(schema)) = document.at(at) else { return Ok(()) };
    let operand = schema.get(keyword).unwrap_or(&Value::Null);
    let here = format!("{at}/{keyword}");
    match keyword {
        // Not a keyword: the value is not an object.
        "object" => draft.conjunct.restrict(Types::ALL.without(Types::OBJECT), at, keyword),
        "type" => draft.conjunct.restrict(Types::ALL.without(Types::named(operand)), at, keyword),
        "const" | "enum" => {
            let values = if keyword == "const" {
                std::slice::from_ref(operand)
            } else {
                operand.as_array().map_or(&[][..], |v| v)
            };
            draft.conjunct.excluded.extend(values.iter().cloned());
            draft.conjunct.hint(values.iter().map(Types::of).fold(Types::NONE, Types::or));
            Ok(())
        }
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" | "x-maxDigits" => {
            number(draft, at, keyword, operand)
        }
        "minLength" | "maxLength" | "pattern" | "format" | "x-charClass" => text(draft, at, schema, keyword, operand),
        "minItems" | "maxItems" | "uniqueItems" | "prefixItems" | "items" | "contains" | "noneContained"
        | "minContains" | "maxContains" | "unevaluatedItems" => array(draft, at, schema, keyword),
        "$ref" | "$dynamicRef" => match operand.as_str().and_then(|to| document.target(at, keyword, to)) {
            Some(target) => {
                draft.todo.push(task(Goal::Fails(target.into())));
                Ok(())
            }
            None => Err(Contradiction::new(&here, DrawId::LeavesDocument)),
        },
        "not" | "x-open" => {
            draft.todo.push(task(Goal::Holds(here.into())));
            Ok(())
        }
        "allOf" | "anyOf" | "oneOf" | "if" => branches(draft, at, schema, keyword),
        _ => object(document, draft, at, keyword, operand),
    }
}

fn number(draft: &mut Draft, at: &str, keyword: &str, operand: &Value) -> Result<(), Contradiction> {
    if keyword == "x-maxDigits" {
        let power = operand.as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(19);
        let options = [true, false].map(|positive| vec![task(Goal::Digits(power, positive))]);
        return choose(draft, options.to_vec(), at);
    }
    draft.conjunct.restrict(Types::NUMBER, at, keyword)?;
    let Some(bound) = Decimal::of(operand) else {
        return Err(Contradiction::new(at, DrawId::BoundBeyond));
    };
    match keyword {
        "minimum" => draft.conjunct.at_most(bound, true),
        "exclusiveMinimum" => draft.conjunct.at_most(bound, false),
        "maximum" => draft.conjunct.at_least(bound, true),
        "exclusiveMaximum" => draft.conjunct.at_least(bound, false),
        _ => draft.conjunct.numbers.not_multiples.push(bound),
    }
    Ok(())
}

fn text(
    draft: &mut Draft,
    at: &str,
    schema: &Map<String, Value>,
    keyword: &str,
    operand: &Value,
) -> Result<(), Contradiction> {
    draft.conjunct.restrict(Types::STRING, at, keyword)?;
    let name = || operand.as_str().unwrap_or_default().to_owned();
    let limits = &mut draft.conjunct.text.limits;
    match (keyword, limit(operand)) {
        ("pattern", _) => limits.not_patterns.push(name()),
        ("format", _) => limits.not_formats.push(name()),
        ("x-charClass", _) => limits.not_classes.push(name()),
        ("minLength", 0) => return Err(Contradiction::new(at, DrawId::NoShorterText)),
        ("minLength", n) => draft.conjunct.length(unit_of(schema), 0, Some(n - 1)),
        (_, n) => draft.conjunct.length(unit_of(schema), n + 1, None),
    }
    Ok(())
}

fn limit(operand: &Value) -> usize {
    Decimal::of(operand).and_then(|dec| dec.units(0)).and_then(|n| usize::try_from(n).ok()).unwrap_or(0)
}

fn array(draft: &mut Draft, at: &str, schema: &Map<String, Value>, keyword: &str) -> Result<(), Contradiction> {
    draft.conjunct.restrict(Types::ARRAY, at, keyword)?;
    let count = |keyword: &str| schema.get(keyword).map(limit);
    let here = format!("{at}/{keyword}");
    let contained = || Goal::Holds(format!("{at}/contains").into());
    let array = &mut draft.conjunct.array;
    match keyword {
        "minItems" => match count(keyword) {
            None | Some(0) => return Err(Contradiction::new(at, DrawId::NoShorterArray)),
            Some(n) => array.max = least(array.max, Some(n - 1)),
        },
        "maxItems" => array.min = array.min.max(count(keyword).map_or(0, |n| n + 1)),
        "uniqueItems" => {
            array.repeat = true;
            array.min = array.min.max(2);
        }
        "items" | "unevaluatedItems" => {
            let fixed = schema.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
            array.goals.push((fixed, Goal::Fails(here.into())));
            array.min = array.min.max(fixed + 1);
        }
        "prefixItems" => {
            let items = schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
            let option =
                |index: usize| vec![task(Goal::Item(index, Box::new(Goal::Fails(format!("{here}/{index}").into()))))];
            return choose(draft, (0..items).map(option).collect(), at);
        }
        // Not a keyword: nothing matches `contains`.
        "noneContained" => array.need(contained(), 0, Some(0)),
        "minContains" => match count(keyword) {
            None | Some(0) => return Err(Contradiction::new(at, DrawId::NoneContained)),
            // One less, or as many as may match where that is fewer still.
            Some(n) => array.need(contained(), (n - 1).min(count("maxContains").unwrap_or(n)), Some(n - 1)),
        },
        "maxContains" => {
            let min = count(keyword).map_or(0, |n| n + 1);
            array.need(contained(), min, None);
            array.min = array.min.max(min);
        }
        // Of the schema as a whole: too few match, or too many.
        _ => {
            let named = ["noneContained", "minContains", "maxContains"].into_iter().filter(|keyword| match *keyword {
                "noneContained" => !schema.contains_key("minContains"),
                keyword => schema.contains_key(keyword),
            });
            let options = named.map(|keyword| vec![task(Goal::Breaks(at.into(), keyword.into()))]);
            return choose(draft, options.collect(), at);
        }
    }
    Ok(())
}

fn branches(draft: &mut Draft, at: &str, schema: &Map<String, Value>, keyword: &str) -> Result<(), Contradiction> {
    let sub = |name: &str| Arc::<str>::from(format!("{at}/{name}"));
    let count = schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
    let branch = |index: usize| sub(&format!("{keyword}/{index}"));
    let none: Vec<Task> = (0..count).map(|index| task(Goal::Fails(branch(index)))).collect();
    match keyword {
        "allOf" => choose(draft, none.into_iter().map(|task| vec![task]).collect(), at),
        "anyOf" => {
            draft.todo.extend(none);
            Ok(())
        }
        "oneOf" => {
            let pairs = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b))).take(PAIRS);
            let two = pairs.map(|(a, b)| vec![task(Goal::Holds(branch(a))), task(Goal::Holds(branch(b)))]);
            choose(draft, std::iter::once(none).chain(two).collect(), at)
        }
        _ => {
            let then = vec![task(Goal::Holds(sub("if"))), task(Goal::Fails(sub("then")))];
            let other = vec![task(Goal::Fails(sub("if"))), task(Goal::Fails(sub("else")))];
            let body = [("then", then), ("else", other)].into_iter().filter(|(name, _)| schema.contains_key(*name));
            choose(draft, body.map(|(_, tasks)| tasks).collect(), at)
        }
    }
}

/// The properties of another closed schema that the value keeps, which are further ones here: no name is free there.
fn closed_elsewhere<'a>(document: &'a Document, draft: &Draft, at: &str) -> Vec<&'a str> {
    fn properties(schema: &Value) -> Option<&Map<String, Value>> {
        schema.get("properties")?.as_object()
    }
    let own = document.at(at).filter(|own| own.get("patternProperties").is_none());
    let Some(own) = own else { return Vec::new() };
    let closed = draft.conjunct.holds.iter().filter_map(|(held, _)| document.at(held).filter(|_| **held != *at));
    let closed = closed.filter(|schema| schema.get("additionalProperties") == Some(&Value::Bool(false)));
    let names = closed.filter_map(properties).flatten().filter(|(_, schema)| **schema != Value::Bool(false));
    let names = names.map(|(name, _)| name.as_str());
    let is_further = |name: &&str| properties(own).is_none_or(|known| !known.contains_key(*name));
    names.filter(is_further).take(FURTHER).collect()
}

/// The value has a property that no schema names, or one that another closed schema names, and it breaks the keyword.
fn further(document: &Document, draft: &mut Draft, at: &str, keyword: &str) -> Result<(), Contradiction> {
    let fails = || Box::new(Goal::Fails(format!("{at}/{keyword}").into()));
    let known = if keyword == "additionalProperties" { closed_elsewhere(document, draft, at) } else { Vec::new() };
    let known = known.into_iter().map(|name| vec![task(Goal::Has(name.into(), fails()))]);
    choose(draft, known.chain([vec![task(Goal::Extra(Naming::Free, fails()))]]).collect(), at)
}

fn object(
    document: &Document,
    draft: &mut Draft,
    at: &str,
    keyword: &str,
    operand: &Value,
) -> Result<(), Contradiction> {
    draft.conjunct.restrict(Types::OBJECT, at, keyword)?;
    let here = format!("{at}/{keyword}");
    let names = || operand.as_object().into_iter().flatten();
    let fails = |name: &str| Goal::Fails(format!("{here}/{}", escape(name)).into());
    let has = |name: &str, goal: Goal| task(Goal::Has(name.into(), Box::new(goal)));
    let object = &mut draft.conjunct.object;
    match keyword {
        "minProperties" => match limit(operand) {
            0 => return Err(Contradiction::new(at, DrawId::NoSmallerObject)),
            n => object.max = least(object.max, Some(n - 1)),
        },
        "maxProperties" => object.min = object.min.max(limit(operand) + 1),
        "required" => {
            let missing = operand.as_array().into_iter().flatten().filter_map(Value::as_str);
            let options = missing.map(|name| vec![task(Goal::Lacks(name.into()))]).collect();
            return choose(draft, options, at);
        }
        "properties" => {
            let options = names().map(|(name, _)| vec![has(name, fails(name))]).collect();
            let before = draft.choices.len();
            choose(draft, options, at)?;
            // It is one way to break the schema: where that is broken otherwise there is nothing to choose.
            if let Some(choice) = draft.choices.get_mut(before) {
                Rc::make_mut(choice).breaks = Some(at.into());
            }
            return Ok(());
        }
        "patternProperties" => {
            let extra = |name: &String| Goal::Extra(Naming::Matching(name.as_str().into()), Box::new(fails(name)));
            let options = names().map(|(name, _)| vec![task(extra(name))]).collect();
            return choose(draft, options, at);
        }
        "additionalProperties" | "unevaluatedProperties" => return further(document, draft, at, keyword),
        "propertyNames" => {
            draft.todo.push(task(Goal::Extra(Naming::Against(here.into()), Box::new(Goal::Anything))));
        }
        "dependentRequired" => {
            let pairs =
                names().flat_map(|(trigger, names)| names.as_array().into_iter().flatten().map(move |n| (trigger, n)));
            let pairs = pairs.filter_map(|(trigger, name)| Some((trigger, name.as_str()?)));
            let option =
                |(trigger, name): (&String, &str)| vec![has(trigger, Goal::Anything), task(Goal::Lacks(name.into()))];
            let options = pairs.map(option).collect();
            return choose(draft, options, at);
        }
        "dependentSchemas" => {
            let options = names().map(|(name, _)| vec![has(name, Goal::Anything), task(fails(name))]).collect();
            return choose(draft, options, at);
        }
        _ => return Err(Contradiction::new(at, DrawId::NoKnownWay.with([keyword.into()]))),
    }
    Ok(())
}
