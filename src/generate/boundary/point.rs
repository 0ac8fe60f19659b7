//! A class before its place is known.

use crate::generate::edit::Edit;

/// A class of one conjunct, wherever that is.
pub(super) struct Point {
    /// The name of the class.
    pub(super) name: String,
    /// What is put there.
    pub(super) edit: Edit,
    /// The constraint whose limit it is, by its index.
    pub(super) of: Option<usize>,
}

impl Point {
    pub(super) fn new(name: impl Into<String>, edit: Edit, of: Option<usize>) -> Self {
        Self { name: name.into(), edit, of }
    }
}
