//! A part of a conjunct: its node in the graph.

/// A node of the graph, by its index.
pub(super) type NodeId = usize;

/// The node of a part, and where its goals come from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Child {
    /// The node.
    pub(super) node: NodeId,
    /// For a goal of the node, by index: which of `Conjunct::holds` requires it, and by which step down.
    pub(super) origins: Vec<(usize, usize, String)>,
}
