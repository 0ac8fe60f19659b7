//! What is said of one value: a conjunction of claims about schemas of the document.

use std::sync::Arc;

/// A pointer into the schema document.
pub(super) type At = Arc<str>;

/// One thing said of a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Claim {
    /// It keeps the schema.
    Holds(At),
    /// It breaks the schema, somehow.
    Fails(At),
    /// It breaks this keyword of the schema.
    Breaks(At, Arc<str>),
    /// It is an object with a property of which more is said.
    Has(Arc<str>, Box<Claim>),
    /// It is an object without this property.
    Lacks(Arc<str>),
    /// It is an object with a further property, named so, of which more is said.
    Extra(Naming, Box<Claim>),
    /// It is an array with an item at this index of which more is said.
    Item(usize, Box<Claim>),
    /// It is an integer at or beyond this power of ten, on the side of the sign.
    Digits(u32, bool),
    /// Nothing.
    Anything,
}

/// How the name of a further property is found.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Naming {
    /// Any name that no schema speaks of.
    Free,
    /// A name that matches this pattern.
    Matching(Arc<str>),
    /// A name that breaks the schema of names here.
    Against(At),
}

/// A keyword that is left out of consideration: it is the one to be broken.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Waiver {
    pub(super) at: At,
    pub(super) keyword: String,
    pub(super) property: Option<String>,
}

/// Everything said of one value. Equal keys share a node of the graph, which is how recursion ends.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Key {
    /// Sorted, without repeats.
    pub(super) claims: Vec<Claim>,
    pub(super) waiver: Option<Waiver>,
}

impl Key {
    pub(super) fn new(claims: impl IntoIterator<Item = Claim>) -> Self {
        let mut claims: Vec<Claim> = claims.into_iter().filter(|claim| *claim != Claim::Anything).collect();
        claims.sort();
        claims.dedup();
        Self { claims, waiver: None }
    }

    /// Whether the keyword (for this property, where one is named) is left out.
    pub(super) fn waives(&self, at: &str, keyword: &str, property: Option<&str>) -> bool {
        self.waiver.as_ref().is_some_and(|waiver| {
            &*waiver.at == at && waiver.keyword == keyword && waiver.property.as_deref() == property
        })
    }
}

/// A claim on its way into a conjunction, and the evaluation path it came by.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub(super) claim: Claim,
    pub(super) trail: Trail,
}

/// An evaluation path, relative to one claim of the node's key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Trail {
    pub(super) member: usize,
    pub(super) path: String,
}

impl Trail {
    pub(super) fn down(&self, step: &str) -> Self {
        Self { member: self.member, path: format!("{}{step}", self.path) }
    }
}

/// A contradiction: where in the schema, and what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Why {
    pub(super) pointer: String,
    pub(super) text: String,
}

impl Why {
    pub(super) fn new(pointer: &str, text: impl Into<String>) -> Self {
        Self { pointer: pointer.to_owned(), text: text.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_claims_make_the_same_key() {
        let (a, b) = (Claim::Holds("/a".into()), Claim::Fails("/b".into()));
        assert_eq!(Key::new([a.clone(), b.clone(), a.clone()]), Key::new([b, a, Claim::Anything]));
    }

    #[test]
    fn a_waiver_is_for_one_keyword_of_one_schema() {
        let waiver = Waiver { at: "/a".into(), keyword: "required".into(), property: Some("x".into()) };
        let key = Key { waiver: Some(waiver), ..Key::default() };
        assert!(key.waives("/a", "required", Some("x")));
        assert!(!key.waives("/a", "required", Some("y")) && !key.waives("/b", "required", Some("x")));
    }
}
