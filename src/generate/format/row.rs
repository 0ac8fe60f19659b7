//! One row of the table of formats.

use crate::generate::rng::Rng;

/// How texts of one format are drawn. What is legal the validator says.
#[derive(Debug)]
pub(in crate::generate) struct Format {
    /// As `format` names it.
    pub(in crate::generate) name: &'static str,
    /// The plainest legal text.
    pub(in crate::generate) plain: &'static str,
    /// Legal texts at a boundary, by name.
    pub(in crate::generate) classes: &'static [(&'static str, &'static str)],
    /// A legal text of exactly this many characters.
    pub(in crate::generate) sized: Option<fn(usize) -> Option<String>>,
    /// A legal text by chance.
    pub(in crate::generate) random: fn(&mut Rng) -> String,
    /// Illegal texts, by the name of what is wrong with them.
    pub(in crate::generate) misses: fn() -> Vec<(&'static str, String)>,
}

/// The format of this name.
pub(in crate::generate) fn find(table: &'static [&'static [Format]], name: &str) -> Option<&'static Format> {
    table.iter().copied().flatten().find(|format| format.name == name)
}
