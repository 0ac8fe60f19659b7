//! A path through the graph: how a place in a value is reached.

use super::goal::Naming;
use super::limits::NodeId;
use crate::contract::schema::escape;

/// One step down into a container.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// The node of the container.
    pub(super) node: NodeId,
    /// Which of its conjuncts the container keeps, by index.
    pub(super) alternative: usize,
    /// The part that the step leads to.
    pub(super) part: Part,
}

/// Which part of the container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// The property of this name.
    Property(String),
    /// A property without a name of its own.
    Further(Naming),
    /// The item at a fixed index.
    Index(usize),
    /// Any item after the fixed ones.
    Item,
    /// The same, an item that counts for this need.
    Counted(usize),
}

/// The steps from the root to a place, and the conjunct that is there.
#[derive(Debug, Clone)]
pub(super) struct NodePath {
    /// From the root down.
    pub(super) steps: Vec<Step>,
    /// The node at the end.
    pub(super) node: NodeId,
    /// Which of its conjuncts is meant, by index.
    pub(super) alternative: usize,
}

/// The token of a part in a place.
pub(super) fn token(part: &Part) -> String {
    match part {
        Part::Property(name) if name == "*" => "~2".into(),
        Part::Property(name) => escape(name).into_owned(),
        Part::Index(index) => index.to_string(),
        Part::Further(_) | Part::Item | Part::Counted(_) => "*".into(),
    }
}
