//! Text that is nearly of a format: the impossible days, the other separators, the zone too many.

use serde_json::Value;

use super::{Family, Spot, Way};
use crate::generate::format;

pub(super) const FAMILY: Family = Family { keywords: &["format"], ways };

fn ways(spot: &Spot<'_>) -> Vec<Way> {
    let Some(format) = spot.constraint.operand.as_str().and_then(|name| format::find(format::FORMATS, name)) else {
        return Vec::new();
    };
    let misses = (format.misses)();
    let mut ways: Vec<Way> = misses.into_iter().map(|(kind, text)| spot.put(kind, [Value::from(text)])).collect();
    // Where other keywords leave none of the misses, whatever breaks the format.
    if ways.iter().all(|way| way.edits.is_empty()) {
        ways.push(spot.negation("other-form", |_| true));
    }
    ways
}
