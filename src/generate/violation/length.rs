//! Text too long or too short, also in alphabets in which bytes, UTF-16 units and characters differ.

use serde_json::json;

use super::{Family, Spot, Way};
use crate::generate::alphabet::{ASTRAL, Alphabet, KANA};
use crate::generate::text::TextAsk;

/// The longest text that is drawn at all.
const LONGEST: usize = 150_000;
/// Characters that a text far over its limit has at most.
const FAR: usize = 20_000;

pub(super) const FAMILY: Family = Family { keywords: &["minLength", "maxLength"], ways };

fn ways(spot: &Spot<'_>) -> Vec<Way> {
    let limit = spot.count();
    let plans = || spot.relaxed.iter().filter_map(|conjunct| conjunct.text.plan.as_ref());
    let in_alphabets = |kind: &str, length: usize| {
        let written = [("kana", &KANA), ("astral", &ASTRAL)];
        let fitting =
            written.into_iter().filter(move |(_, alphabet)| plans().any(|plan| plan.writes(alphabet, length)));
        fitting.map(|(name, alphabet)| (format!("{kind}:{name}"), length, Some(alphabet))).collect::<Vec<_>>()
    };
    let of = |kind: &str, length: usize, alphabet: Option<&'static Alphabet>| {
        if length > LONGEST {
            return Way::new(kind, Vec::new());
        }
        spot.ask(kind, &TextAsk { length: Some(length), alphabet, ..TextAsk::default() })
    };
    let mut ways = Vec::new();
    if spot.constraint.keyword == "maxLength" {
        ways.push(of("one-over", limit + 1, None));
        ways.extend(
            in_alphabets("one-over", limit + 1).iter().map(|(kind, length, alphabet)| of(kind, *length, *alphabet)),
        );
        ways.push(of("two-over", limit + 2, None));
        // Some forms end before ten times the limit.
        let far = [10, 5, 2].map(|times| limit.saturating_mul(times).clamp(limit + 3, limit + FAR));
        let edits = far.into_iter().flat_map(|length| of("far-over", length, None).edits);
        ways.push(Way::new("far-over", edits.collect()));
        return ways;
    }
    if limit > 1 {
        ways.push(of("one-under", limit - 1, None));
        ways.extend(
            in_alphabets("one-under", limit - 1).iter().map(|(kind, length, alphabet)| of(kind, *length, *alphabet)),
        );
    }
    ways.push(spot.put("empty", [json!("")]));
    ways
}
