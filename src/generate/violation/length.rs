//! Text too long or too short, also in alphabets in which bytes, UTF-16 units and characters differ.

use serde_json::json;

use super::{Family, Spot, Way};
use crate::generate::alphabet::{ASTRAL, Alphabet, KANA};
use crate::generate::text::TextAsk;

/// Characters that a text far over its limit has at most.
const FAR: usize = 20_000;

pub(super) const FAMILY: Family = Family { keywords: &["minLength", "maxLength"], ways };

fn ways(spot: &Spot<'_>) -> Vec<Way> {
    let limit = spot.count();
    let free = spot.relaxed.iter().any(|flat| flat.text.plan.as_ref().is_some_and(|plan| plan.is_free()));
    let of = |kind: &str, length: usize, alphabet: Option<&'static Alphabet>| {
        spot.ask(kind, &TextAsk { length: Some(length), alphabet, ..TextAsk::default() })
    };
    let mut ways = Vec::new();
    if spot.constraint.keyword == "maxLength" {
        ways.push(of("one-over", limit + 1, None));
        if free {
            ways.push(of("one-over:kana", limit + 1, Some(&KANA)));
            ways.push(of("one-over:astral", limit + 1, Some(&ASTRAL)));
        }
        ways.push(of("two-over", limit + 2, None));
        ways.push(of("far-over", limit.saturating_mul(10).clamp(limit + 3, limit + FAR), None));
        return ways;
    }
    if limit > 1 {
        ways.push(of("one-under", limit - 1, None));
        if free {
            ways.push(of("one-under:kana", limit - 1, Some(&KANA)));
            ways.push(of("one-under:astral", limit - 1, Some(&ASTRAL)));
        }
    }
    ways.push(spot.put("empty", [json!("")]));
    ways
}
