//! Too many, too few, or the same twice: items and properties.

use super::{Family, Spot, Way};
use crate::generate::conjunct::Conjunct;
use crate::generate::types::Types;

/// Items that an array far over its limit has at most.
const ITEMS: usize = 3000;
/// Properties that an object far over its limit has at most.
const PROPERTIES: usize = 300;

pub(super) const FAMILY: Family =
    Family { keywords: &["minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"], ways };

fn ways(spot: &Spot<'_>) -> Vec<Way> {
    let limit = spot.count();
    let sized = |kind: &str, count: usize| match spot.constraint.keyword.as_str() {
        "minItems" | "maxItems" => spot.tweak(kind, |conjunct| items(conjunct, count)),
        _ => spot.tweak(kind, |conjunct| properties(conjunct, count)),
    };
    match spot.constraint.keyword.as_str() {
        "uniqueItems" => repeats(spot),
        "minItems" | "minProperties" => {
            let mut ways = Vec::new();
            if limit > 1 {
                ways.push(sized("one-under", limit - 1));
            }
            if limit > 0 {
                ways.push(sized("empty", 0));
            }
            ways
        }
        keyword => {
            let cap = if keyword == "maxItems" { ITEMS } else { PROPERTIES };
            let mut ways = Vec::new();
            if limit < cap {
                ways.push(sized("one-over", limit + 1));
            }
            let far = limit.saturating_mul(10).max(limit + 2).min(cap);
            if far > limit + 1 {
                ways.push(sized("far-over", far));
            }
            ways
        }
    }
}

fn items(conjunct: &mut Conjunct, count: usize) -> bool {
    let possible = conjunct.types.holds(Types::ARRAY)
        && conjunct.array.max.is_none_or(|max| count <= max)
        && count >= conjunct.array.min;
    conjunct.types = Types::ARRAY;
    (conjunct.array.min, conjunct.array.max) = (count, Some(count));
    possible
}

fn properties(conjunct: &mut Conjunct, count: usize) -> bool {
    let possible = conjunct.types.holds(Types::OBJECT) && count >= conjunct.object.required.len();
    conjunct.types = Types::OBJECT;
    (conjunct.object.min, conjunct.object.max) = (count, Some(count));
    possible
}

fn repeats(spot: &Spot<'_>) -> Vec<Way> {
    let repeated = |kind: &str, count: usize| {
        spot.tweak(kind, |conjunct| {
            conjunct.array.repeat = true;
            let count = count.max(conjunct.array.min);
            items(conjunct, count)
        })
    };
    // Among several items only the first and the last are equal: the others must differ.
    let apart = spot.tweak("repeat-apart", |conjunct| {
        (conjunct.array.repeat, conjunct.array.unique) = (true, true);
        let count = conjunct.array.min.max(3);
        items(conjunct, count)
    });
    vec![repeated("repeat", 2), apart]
}
