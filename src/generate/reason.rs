//! Why a node of the graph has no value: which contradiction, or whose values are missing.

use super::goal::{Contradiction, Goal};
use super::graph::Graph;
use super::limits::NodeId;
use crate::contract::DrawId;

/// Why a node has no value: its own contradiction, or that of a part it needs.
pub(super) fn reason(graph: &Graph, node: NodeId, hops: usize) -> Contradiction {
    let this = &graph.nodes[node];
    let endless = || {
        let at = this.goals.all.iter().find_map(|goal| match goal {
            Goal::Holds(at) => Some(at.to_string()),
            _ => None,
        });
        Contradiction { pointer: at.unwrap_or_default(), text: DrawId::ContainsItself.into() }
    };
    if this.conjuncts.is_empty() {
        return if this.why.text.is_empty() { endless() } else { this.why.clone() };
    }
    let dead = dead_parts(graph, node);
    let nearest = dead.iter().find(|part| graph.nodes[**part].conjuncts.is_empty()).or(dead.first());
    match nearest {
        Some(part) if hops < 8 => reason(graph, *part, hops + 1),
        _ => endless(),
    }
}

/// The parts that a node needs and that have no value.
fn dead_parts(graph: &Graph, node: NodeId) -> Vec<NodeId> {
    let required = graph.nodes[node].conjuncts.iter().flat_map(|conjunct| {
        let named = conjunct.object.names.iter().filter(|(name, _)| conjunct.object.required.contains(name));
        named.map(|(_, child)| child.node).chain((conjunct.array.min > 0).then_some(conjunct.array.rest.plain.node))
    });
    required.filter(|part| graph.depth(*part).is_none() || graph.nodes[*part].missing.is_some()).collect()
}

/// The source of values that a node waits for, if it has no value without them.
pub(super) fn missing(graph: &Graph, node: NodeId, hops: usize) -> Option<String> {
    let own = graph.nodes[node].missing.clone();
    if own.is_some() || graph.depth(node).is_some() || hops == 8 {
        return own;
    }
    dead_parts(graph, node).into_iter().find_map(|part| missing(graph, part, hops + 1))
}
