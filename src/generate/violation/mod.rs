//! Every way to break a constraint: one family of kinds a file, one row of the table each.

mod bound;
mod branch;
mod char_class;
mod choice;
mod extra;
mod family;
mod format;
mod length;
mod pattern;
mod presence;
mod size;
mod types;
mod way;

pub(super) use family::{Family, ways};
pub(super) use length::LONGEST;
pub(super) use way::{Spot, Way};

/// Every family. A keyword belongs to one.
pub(super) static FAMILIES: &[Family] = &[
    presence::FAMILY,
    types::FAMILY,
    choice::FAMILY,
    bound::FAMILY,
    length::FAMILY,
    char_class::FAMILY,
    format::FAMILY,
    pattern::FAMILY,
    size::FAMILY,
    extra::FAMILY,
    branch::FAMILY,
];

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
