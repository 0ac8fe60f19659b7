//! The classes of one conjunct: members and types, limits of numbers and sizes, and the numbers at which implementations break.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use super::binding::Binding;
use super::point::Point;
use super::text;
use crate::generate::conjunct::Conjunct;
use crate::generate::edit::Edit;
use crate::generate::number::Lattice;
use crate::generate::types::Types;

/// Items of the longest array that is drawn.
const ROWS: usize = 1000;

/// The classes of one conjunct.
pub(super) fn classes(conjunct: &Conjunct, binding: &Binding<'_>) -> Vec<Point> {
    if conjunct.unavailable {
        let null =
            conjunct.types.holds(Types::NULL).then(|| Point::new("null", Edit::Put(Value::Null), binding.null()));
        let blank =
            conjunct.blank.then(|| Point::new("length-max", Edit::Put("".into()), binding.count(&["maxLength"], 0)));
        return null.into_iter().chain(blank).collect();
    }
    if let Some(choices) = &conjunct.choices {
        return members(conjunct, choices, binding);
    }
    let mut classes: Vec<Point> =
        conjunct.types.singles().flat_map(|single| classes_of_type(conjunct, single, binding)).collect();
    let several = conjunct.types.without(Types::NULL).singles().count() > 1;
    if several && conjunct.types != Types::ALL {
        for (single, name) in Types::EACH.into_iter().filter(|(single, _)| conjunct.types.holds(*single)) {
            let edit = Edit::Conjunct(Arc::new(conjunct.only(single)));
            classes.push(Point::new(format!("type:{name}"), edit, binding.types()));
        }
    }
    classes
}

/// Each member of an enumeration, or each value that is given.
fn members(conjunct: &Conjunct, choices: &[Value], binding: &Binding<'_>) -> Vec<Point> {
    let given = conjunct.from.is_some();
    let point = |(index, value): (usize, &Value)| {
        let listed = || conjunct.listed.iter().position(|listed| listed == value);
        let (name, of) = match value {
            Value::Null => ("null".to_owned(), binding.null()),
            _ if given => (format!("given:{index}"), binding.form()),
            _ => (format!("enum:{}", listed().unwrap_or(index)), binding.enumeration()),
        };
        Point::new(name, Edit::Put(value.clone()), of)
    };
    choices.iter().enumerate().map(point).collect()
}

fn classes_of_type(conjunct: &Conjunct, single: Types, binding: &Binding<'_>) -> Vec<Point> {
    match single {
        Types::NULL => vec![Point::new("null", Edit::Put(Value::Null), binding.null())],
        Types::BOOLEAN => [("true", true), ("false", false)]
            .map(|(name, value)| Point::new(name, Edit::Put(Value::Bool(value)), binding.types()))
            .into(),
        Types::INTEGER => conjunct.numbers.whole.iter().flat_map(|l| numbers(conjunct, l, true, binding)).collect(),
        Types::FRACTION => {
            conjunct.numbers.fraction.iter().flat_map(|l| numbers(conjunct, l, false, binding)).collect()
        }
        Types::STRING => text::classes(conjunct, binding),
        Types::ARRAY => {
            let point = |n| {
                let mut sized = conjunct.only(Types::ARRAY);
                (sized.array.min, sized.array.max) = (n, Some(n));
                Point::new(format!("items-{n}"), Edit::Conjunct(Arc::new(sized)), binding.items(n))
            };
            counts(conjunct.array.least(), conjunct.array.max, &[12]).into_iter().map(point).collect()
        }
        _ if conjunct.object.min > 0 || conjunct.object.max.is_some() => {
            let least = conjunct.object.min.max(conjunct.object.required.len());
            let point = |n| {
                let mut sized = conjunct.only(Types::OBJECT);
                (sized.object.min, sized.object.max) = (n, Some(n));
                Point::new(format!("properties-{n}"), Edit::Conjunct(Arc::new(sized)), binding.properties(n))
            };
            counts(least, conjunct.object.max, &[]).into_iter().map(point).collect()
        }
        _ => Vec::new(),
    }
}

/// The sizes of containers that are drawn: both limits, one inside each, the smallest ones and some more.
fn counts(min: usize, max: Option<usize>, more: &[usize]) -> Vec<usize> {
    let most = max.unwrap_or(usize::MAX);
    let mut counts = vec![0, 1, min, min.saturating_add(1)];
    counts.extend(more);
    counts.extend(max.into_iter().flat_map(|max| [max.saturating_sub(1), max]));
    counts.retain(|n| (min..=most).contains(n) && *n <= ROWS);
    counts.sort_unstable();
    counts.dedup();
    counts
}

/// Limits, their insides, and the numbers at which implementations break.
fn numbers(conjunct: &Conjunct, lattice: &Lattice, whole: bool, binding: &Binding<'_>) -> Vec<Point> {
    const FAMOUS: [(&str, i128); 9] = [
        ("zero", 0),
        ("one", 1),
        ("negative", -1),
        ("int32-max", (1 << 31) - 1),
        ("int32-over", 1 << 31),
        ("uint32-over", 1 << 32),
        ("float-limit", (1 << 53) + 1),
        ("digits-18", 999_999_999_999_999_999),
        ("int64-max", (1 << 63) - 1),
    ];
    let mut rows: Vec<(String, i128, Option<usize>)> = Vec::new();
    let (low, high) = ((conjunct.numbers.low, lattice.low), (conjunct.numbers.high, lattice.high));
    let prefix = if whole { "" } else { "fraction-" };
    if let (Some(_), Some(at)) = low {
        let of = binding.low(whole);
        rows.push((format!("{prefix}minimum"), at, of));
        rows.push((format!("{prefix}minimum-inside"), at + lattice.step, of));
    }
    let bounded = high.0.is_some() || conjunct.numbers.max_digits.is_some();
    if let (true, Some(at)) = (bounded, high.1) {
        let of = binding.high(whole);
        rows.push((format!("{prefix}maximum"), at, of));
        rows.push((format!("{prefix}maximum-inside"), at - lattice.step, of));
    }
    if let (Some(_), None, Some(at)) = (conjunct.numbers.max_digits, low.0, lattice.low) {
        rows.push(("minimum".into(), at, binding.low(whole)));
    }
    let one = lattice.unit();
    if whole {
        let famous = FAMOUS.iter().filter(|_| !lattice.is_vast());
        rows.extend(famous.filter_map(|&(name, value)| Some((name.to_owned(), value.checked_mul(one)?, None))));
    } else {
        rows.push(("fraction".into(), lattice.nearest(one + one / 2), None));
        rows.push(("fraction-one-digit".into(), lattice.nearest(one / 10), None));
    }
    let mut seen = HashSet::new();
    let point = |(name, units, of): (String, i128, Option<usize>)| {
        let value = lattice.value(units).filter(|value| conjunct.admits(value))?;
        Some(Point::new(name, Edit::Put(value), of))
    };
    let unique = rows.into_iter().filter(|(_, units, _)| seen.insert(*units));
    let mut points: Vec<Point> = unique.filter_map(point).collect();
    if whole {
        points.extend(vast_ends(conjunct, lattice, binding));
    }
    points
}

/// The bounds that are too far out for the numbers between them to be counted.
fn vast_ends(conjunct: &Conjunct, lattice: &Lattice, binding: &Binding<'_>) -> Vec<Point> {
    let numbers = &conjunct.numbers;
    let ends = [("minimum", numbers.low, false), ("maximum", numbers.high, true)];
    let far = ends.into_iter().filter_map(|(name, bound, upper)| {
        let at = bound?.at;
        let met = if upper { lattice.high } else { lattice.low };
        let value = (at.is_vast() && met.is_none()).then(|| at.value()).flatten()?;
        let of = if upper { binding.high(true) } else { binding.low(true) };
        conjunct.admits(&value).then(|| Point::new(name, Edit::Put(value), of))
    });
    far.collect()
}
