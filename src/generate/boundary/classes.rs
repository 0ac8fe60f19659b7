//! The classes of one alternative: members and types, limits of numbers and sizes, and the numbers at which implementations break.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use super::binding::Binding;
use super::point::Point;
use super::text;
use crate::generate::flat::Flat;
use crate::generate::number::Lattice;
use crate::generate::route::Leaf;
use crate::generate::types::Types;

/// Items of the longest array that is drawn.
const ROWS: usize = 1000;

/// The classes of one alternative.
pub(super) fn classes(flat: &Flat, binding: &Binding<'_>) -> Vec<Point> {
    if flat.unavailable {
        let null = flat.types.holds(Types::NULL).then(|| Point::new("null", Leaf::Put(Value::Null), binding.null()));
        let blank =
            flat.blank.then(|| Point::new("length-max", Leaf::Put("".into()), binding.count(&["maxLength"], 0)));
        return null.into_iter().chain(blank).collect();
    }
    if let Some(choices) = &flat.choices {
        return members(flat, choices, binding);
    }
    let mut classes: Vec<Point> =
        flat.types.singles().flat_map(|single| classes_of_type(flat, single, binding)).collect();
    let several = flat.types.without(Types::NULL).singles().count() > 1;
    if several && flat.types != Types::ALL {
        for (single, name) in Types::EACH.into_iter().filter(|(single, _)| flat.types.holds(*single)) {
            let leaf = Leaf::Flat(Arc::new(flat.only(single)));
            classes.push(Point::new(format!("type:{name}"), leaf, binding.types()));
        }
    }
    classes
}

/// Each member of an enumeration, or each value that is given.
fn members(flat: &Flat, choices: &[Value], binding: &Binding<'_>) -> Vec<Point> {
    let given = flat.from.is_some();
    let point = |(index, value): (usize, &Value)| {
        let listed = || flat.listed.iter().position(|listed| listed == value);
        let (name, of) = match value {
            Value::Null => ("null".to_owned(), binding.null()),
            _ if given => (format!("given:{index}"), binding.form()),
            _ => (format!("enum:{}", listed().unwrap_or(index)), binding.enumeration()),
        };
        Point::new(name, Leaf::Put(value.clone()), of)
    };
    choices.iter().enumerate().map(point).collect()
}

fn classes_of_type(flat: &Flat, single: Types, binding: &Binding<'_>) -> Vec<Point> {
    match single {
        Types::NULL => vec![Point::new("null", Leaf::Put(Value::Null), binding.null())],
        Types::BOOLEAN => [("true", true), ("false", false)]
            .map(|(name, value)| Point::new(name, Leaf::Put(Value::Bool(value)), binding.types()))
            .into(),
        Types::INTEGER => flat.numbers.whole.iter().flat_map(|l| numbers(flat, l, true, binding)).collect(),
        Types::FRACTION => flat.numbers.fraction.iter().flat_map(|l| numbers(flat, l, false, binding)).collect(),
        Types::STRING => text::classes(flat, binding),
        Types::ARRAY => {
            let point = |n| {
                let mut sized = flat.only(Types::ARRAY);
                (sized.array.min, sized.array.max) = (n, Some(n));
                Point::new(format!("items-{n}"), Leaf::Flat(Arc::new(sized)), binding.items(n))
            };
            counts(flat.array.least(), flat.array.max, &[12]).into_iter().map(point).collect()
        }
        _ if flat.object.min > 0 || flat.object.max.is_some() => {
            let least = flat.object.min.max(flat.object.required.len());
            let point = |n| {
                let mut sized = flat.only(Types::OBJECT);
                (sized.object.min, sized.object.max) = (n, Some(n));
                Point::new(format!("properties-{n}"), Leaf::Flat(Arc::new(sized)), binding.properties(n))
            };
            counts(least, flat.object.max, &[]).into_iter().map(point).collect()
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
fn numbers(flat: &Flat, lattice: &Lattice, whole: bool, binding: &Binding<'_>) -> Vec<Point> {
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
    let (low, high) = ((flat.numbers.low, lattice.low), (flat.numbers.high, lattice.high));
    let prefix = if whole { "" } else { "fraction-" };
    if let (Some(_), Some(at)) = low {
        let of = binding.low(whole);
        rows.push((format!("{prefix}minimum"), at, of));
        rows.push((format!("{prefix}minimum-inside"), at + lattice.step, of));
    }
    let bounded = high.0.is_some() || flat.numbers.max_digits.is_some();
    if let (true, Some(at)) = (bounded, high.1) {
        let of = binding.high(whole);
        rows.push((format!("{prefix}maximum"), at, of));
        rows.push((format!("{prefix}maximum-inside"), at - lattice.step, of));
    }
    if let (Some(_), None, Some(at)) = (flat.numbers.max_digits, low.0, lattice.low) {
        rows.push(("minimum".into(), at, binding.low(whole)));
    }
    if whole {
        let unit = 10_i128.pow(lattice.scale);
        rows.extend(FAMOUS.iter().map(|&(name, value)| (name.to_owned(), value * unit, None)));
    } else {
        let one = 10_i128.pow(lattice.scale);
        rows.push(("fraction".into(), lattice.nearest(one + one / 2), None));
        rows.push(("fraction-one-digit".into(), lattice.nearest(one / 10), None));
    }
    let mut seen = HashSet::new();
    let point = |(name, units, of): (String, i128, Option<usize>)| {
        let value = lattice.value(units).filter(|value| flat.admits(value))?;
        Some(Point::new(name, Leaf::Put(value), of))
    };
    let unique = rows.into_iter().filter(|(_, units, _)| seen.insert(*units));
    unique.filter_map(point).collect()
}
