//! A class before its place is known.

use crate::generate::route::Leaf;

/// A class of one alternative, wherever that stands.
pub(super) struct Point {
    /// The name of the class.
    pub(super) name: String,
    /// What is put there.
    pub(super) leaf: Leaf,
    /// The constraint whose limit it is, by its index.
    pub(super) of: Option<usize>,
}

impl Point {
    pub(super) fn new(name: impl Into<String>, leaf: Leaf, of: Option<usize>) -> Self {
        Self { name: name.into(), leaf, of }
    }
}
