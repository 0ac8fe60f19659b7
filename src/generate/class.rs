//! A boundary class: one edge of the valid values of a place.

use std::hash::{Hash, Hasher};

use crate::contract::schema::Place;

/// A boundary of the valid values: what is at which place. Place and name identify it.
#[derive(Debug, Clone)]
pub struct Class {
    /// Where.
    pub place: Place,
    /// What is there, such as `maximum`, `absent` or `enum:2`.
    pub name: String,
    /// The constraint whose limit it is, by its index in [`Drawer::constraints`](super::Drawer::constraints); none where it is at no limit.
    pub of: Option<usize>,
}

impl PartialEq for Class {
    fn eq(&self, other: &Self) -> bool {
        (&self.place, &self.name) == (&other.place, &other.name)
    }
}

impl Eq for Class {}

impl Hash for Class {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.place, &self.name).hash(state);
    }
}
