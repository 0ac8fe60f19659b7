//! Constraints that hold of a whole: alternatives of which none or too many match, what must not match, what must be contained.

use super::{Family, Spot, Way};
use crate::generate::conjunct::Conjunct;

pub(super) const FAMILY: Family =
    Family { keywords: &["anyOf", "oneOf", "not", "contains", "minContains", "maxContains"], ways };

fn ways(spot: &Spot<'_>) -> Vec<Way> {
    let whole = |kind: &str| vec![spot.negation(kind, |_| true)];
    match spot.constraint.keyword.as_str() {
        "contains" => whole("none-contained"),
        "minContains" => whole("one-under"),
        "maxContains" => whole("one-over"),
        "not" => with_types(spot, whole("matches")),
        "anyOf" => with_types(spot, whole("none-matches")),
        _ => {
            let branch = format!("{}/oneOf/", spot.at);
            let two = |conjunct: &Conjunct| conjunct.holds.iter().any(|(at, _)| at.starts_with(&branch));
            let ways = vec![spot.negation("two-match", two), spot.negation("none-matches", |conjunct| !two(conjunct))];
            with_types(spot, ways)
        }
    }
}

fn with_types(spot: &Spot<'_>, mut ways: Vec<Way>) -> Vec<Way> {
    ways.extend(spot.each_type());
    ways
}
