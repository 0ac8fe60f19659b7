//! The graph of nodes: each node is a key with its alternatives, each alternative points to the nodes of its parts.

use super::claim::{Key, Why};
use super::flat::{Flat, NodeId};

/// A key, expanded.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) key: Key,
    /// Alternatives keep their index for ever; one that turns out impossible has no types left.
    pub(super) flats: Vec<Flat>,
    pub(super) why: Why,
    /// Levels of containers that the smallest value needs; none where there is no value.
    pub(super) height: Option<u32>,
    /// The alternatives that have values, the plainest first.
    pub(super) order: Vec<usize>,
    /// Its values are to be given, and none are.
    pub(super) withheld: bool,
    /// The source of values without which nothing that needs it has one.
    pub(super) missing: Option<String>,
}

/// All nodes. The first is the dead node, which has no values.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
}

impl Graph {
    /// The alternatives of a node that have values, with their index.
    pub(super) fn live(&self, node: NodeId) -> impl Iterator<Item = (usize, &Flat)> {
        self.nodes[node].flats.iter().enumerate().filter(|(_, flat)| !flat.types.is_empty())
    }

    pub(super) fn height(&self, node: NodeId) -> Option<u32> {
        self.nodes[node].height
    }

    /// Whether the values of the node are to be given and none are.
    pub(super) fn withheld(&self, node: NodeId) -> bool {
        self.nodes[node].withheld
    }
}
