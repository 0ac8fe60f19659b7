//! Goals: what is required of one value, in terms of schemas of the document. All goals of a value must be met.

use crate::contract::{DrawId, Message};
use std::sync::Arc;

/// A pointer into the schema document.
pub(super) type SchemaPointer = Arc<str>;

/// One requirement on a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Goal {
    /// It keeps the schema.
    Holds(SchemaPointer),
    /// It breaks the schema, somehow.
    Fails(SchemaPointer),
    /// It breaks this keyword of the schema.
    Breaks(SchemaPointer, Arc<str>),
    /// It is an object with a property of which more is required.
    Has(Arc<str>, Box<Goal>),
    /// It is an object without this property.
    Lacks(Arc<str>),
    /// It is an object with a further property, named so, of which more is required.
    Extra(Naming, Box<Goal>),
    /// It is an array with an item at this index of which more is required.
    Item(usize, Box<Goal>),
    /// It is an integer at or beyond this power of ten, on the side of the sign.
    Digits(u32, bool),
    /// Nothing.
    Anything,
}

/// How the name of a further property is found.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Naming {
    /// Any name that no schema applies to by name.
    Free,
    /// A name that matches this pattern.
    Matching(Arc<str>),
    /// A name that breaks the schema of names here.
    Against(SchemaPointer),
    /// This name.
    Exactly(Arc<str>),
}

/// A keyword that need not be kept, because it is the one to be broken.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Exempt {
    /// The schema object that the keyword stands in.
    pub(super) at: SchemaPointer,
    /// The keyword.
    pub(super) keyword: String,
    /// The one property that is meant, where the keyword requires several.
    pub(super) property: Option<String>,
}

/// Everything required of one value. Equal goals share a node of the graph, which is how recursion ends.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Goals {
    /// Sorted, without repeats.
    pub(super) all: Vec<Goal>,
    /// The keyword that need not be kept.
    pub(super) exempt: Option<Exempt>,
    /// Further keywords that need not be kept: those that can only fail together with it.
    pub(super) also: Vec<Exempt>,
}

impl Goals {
    pub(super) fn new(goals: impl IntoIterator<Item = Goal>) -> Self {
        let mut goals: Vec<Goal> = goals.into_iter().filter(|goal| *goal != Goal::Anything).collect();
        goals.sort();
        goals.dedup();
        Self { all: goals, ..Self::default() }
    }

    /// Whether the keyword (for this property, where one is named) need not be kept.
    pub(super) fn exempts(&self, at: &str, keyword: &str, property: Option<&str>) -> bool {
        self.exempt
            .iter()
            .chain(&self.also)
            .any(|exempt| &*exempt.at == at && exempt.keyword == keyword && exempt.property.as_deref() == property)
    }
}

/// A goal that is still to be merged into a conjunct, and the evaluation path it came by.
#[derive(Debug, Clone)]
pub(super) struct Task {
    /// What is required.
    pub(super) goal: Goal,
    /// Where the schema of the goal was reached.
    pub(super) trail: Trail,
}

/// An evaluation path, relative to one goal of a node.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Trail {
    /// The goal of the node that it starts at, by index.
    pub(super) member: usize,
    /// From the schema of that goal down.
    pub(super) path: String,
}

impl Trail {
    /// The path one step further down.
    pub(super) fn down(&self, step: &str) -> Self {
        Self { member: self.member, path: format!("{}{step}", self.path) }
    }
}

/// Whether a contradiction is none of the schema's own: a value may exist, and is too large to be drawn.
pub(super) fn is_beyond(text: &Message) -> bool {
    [DrawId::ItemsBeyond, DrawId::PropertiesBeyond, DrawId::NumberBeyond, DrawId::NumberFiner, DrawId::TextBeyond]
        .iter()
        .any(|id| text.is(*id))
}

/// A contradiction: where in the schema, and what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Contradiction {
    /// JSON Pointer of the schema that cannot be kept.
    pub(super) pointer: String,
    /// What contradicts what.
    pub(super) text: Message,
}

impl Contradiction {
    pub(super) fn new(pointer: &str, text: impl Into<Message>) -> Self {
        Self { pointer: pointer.to_owned(), text: text.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_repeats_of_goals_do_not_matter() {
        let (a, b) = (Goal::Holds("/a".into()), Goal::Fails("/b".into()));
        assert_eq!(Goals::new([a.clone(), b.clone(), a.clone()]), Goals::new([b, a, Goal::Anything]));
    }

    #[test]
    fn an_exemption_is_for_one_keyword_of_one_schema() {
        let exempt = Exempt { at: "/a".into(), keyword: "required".into(), property: Some("x".into()) };
        let goals = Goals { exempt: Some(exempt), ..Goals::default() };
        assert!(goals.exempts("/a", "required", Some("x")));
        assert!(!goals.exempts("/a", "required", Some("y")) && !goals.exempts("/b", "required", Some("x")));
        let of = |keyword: &str| Exempt { at: "/a".into(), keyword: keyword.to_owned(), property: None };
        let goals = Goals { exempt: Some(of("format")), also: vec![of("pattern")], ..Goals::default() };
        assert!(goals.exempts("/a", "format", None) && goals.exempts("/a", "pattern", None));
        assert!(!goals.exempts("/b", "pattern", None) && !goals.exempts("/a", "maxLength", None));
    }
}
