//! Every way to break a constraint: one family of kinds a file, one row of the table each.

mod bound;
mod branch;
mod choice;
mod extra;
mod form;
mod length;
mod letters;
mod pattern;
mod presence;
mod size;
mod types;
mod way;

pub(super) use way::{Spot, Way};

/// The ways to break some keywords.
pub(super) struct Family {
    keywords: &'static [&'static str],
    ways: fn(&Spot<'_>) -> Vec<Way>,
}

/// Every family. A keyword belongs to one.
static FAMILIES: &[Family] = &[
    presence::FAMILY,
    types::FAMILY,
    choice::FAMILY,
    bound::FAMILY,
    length::FAMILY,
    letters::FAMILY,
    form::FAMILY,
    pattern::FAMILY,
    size::FAMILY,
    extra::FAMILY,
    branch::FAMILY,
];

/// Every way to break the constraint at this spot, in a stable order, each kind once.
pub(super) fn ways(spot: &Spot<'_>) -> Vec<Way> {
    let keyword = spot.constraint.keyword.as_str();
    let family = FAMILIES.iter().find(|family| family.keywords.contains(&keyword));
    let mut ways = family.map_or_else(Vec::new, |family| (family.ways)(spot));
    let mut seen: Vec<String> = Vec::new();
    ways.retain(|way| {
        let fresh = !way.leaves.is_empty() && !seen.contains(&way.kind);
        seen.push(way.kind.clone());
        fresh
    });
    ways
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_belongs_to_one_family() {
        let mut keywords: Vec<_> = FAMILIES.iter().flat_map(|family| family.keywords).collect();
        let count = keywords.len();
        keywords.sort_unstable();
        keywords.dedup();
        assert_eq!(keywords.len(), count);
    }
}
