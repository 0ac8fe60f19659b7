//! A family of kinds: the ways to break one keyword, or a few that are alike.

use super::{Spot, Way};

/// The ways to break some keywords.
pub(in crate::generate) struct Family {
    /// The keywords; each belongs to one family.
    pub(super) keywords: &'static [&'static str],
    /// Every way to break one of them at a spot, in a stable order.
    pub(super) ways: fn(&Spot<'_>) -> Vec<Way>,
}

/// Every way to break the constraint at this spot, each kind once.
pub(in crate::generate) fn ways(families: &[Family], spot: &Spot<'_>) -> Vec<Way> {
    let keyword = spot.constraint.keyword.as_str();
    let family = families.iter().find(|family| family.keywords.contains(&keyword));
    let mut ways = family.map_or_else(Vec::new, |family| (family.ways)(spot));
    let mut seen: Vec<String> = Vec::new();
    ways.retain(|way| {
        let fresh = !way.edits.is_empty() && !seen.contains(&way.kind);
        seen.push(way.kind.clone());
        fresh
    });
    ways
}
