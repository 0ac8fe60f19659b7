//! The graph of nodes: a node is one value with its goals and its conjuncts, and each conjunct points to the nodes of its parts. Where goals
//! come again the graph has a cycle, which is how it ends for schemas that refer to themselves.

use super::conjunct::Conjunct;
use super::goal::{Contradiction, Goals};
use super::limits::NodeId;

/// One value: its goals, and the conjuncts that they expand to.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// What is required of the value.
    pub(super) goals: Goals,
    /// The alternatives. Each keeps its index for ever; one that turns out impossible has no types left.
    pub(super) conjuncts: Vec<Conjunct>,
    /// Why there is no further alternative.
    pub(super) why: Contradiction,
    /// Levels of containers that the smallest value needs; none where there is no value.
    pub(super) depth: Option<u32>,
    /// None of its values is an object or an array.
    pub(super) scalar: bool,
    /// The alternatives that have values, the plainest first.
    pub(super) order: Vec<usize>,
    /// There may be alternatives that were not found.
    pub(super) unsure: bool,
    /// Values must come from the profile, which gives none.
    pub(super) withheld: bool,
    /// The source of values without which nothing that needs it has one.
    pub(super) missing: Option<String>,
}

/// All nodes. The first is the dead node, which has no values.
#[derive(Debug, Default)]
pub(super) struct Graph {
    /// By their id.
    pub(super) nodes: Vec<Node>,
    /// Some parts have no node, because there would be too many: they count as impossible to draw.
    pub(super) full: bool,
}

impl Graph {
    /// The alternatives of a node that have values, with their index.
    pub(super) fn live(&self, node: NodeId) -> impl Iterator<Item = (usize, &Conjunct)> {
        self.nodes[node].conjuncts.iter().enumerate().filter(|(_, conjunct)| !conjunct.types.is_empty())
    }

    /// Levels of containers that the smallest value of a node needs; none where it has no value.
    pub(super) fn depth(&self, node: NodeId) -> Option<u32> {
        self.nodes[node].depth
    }

    /// Whether the values of the node must come from the profile, which gives none.
    pub(super) fn withheld(&self, node: NodeId) -> bool {
        self.nodes[node].withheld
    }
}
