//! Why a node of the graph has no value: which contradiction, or whose values are missing.

use super::claim::{Claim, Why};
use super::flat::NodeId;
use super::graph::Graph;

/// Why a node has no value: its own contradiction, or that of a part it needs.
pub(super) fn reason(graph: &Graph, node: NodeId, depth: usize) -> Why {
    let this = &graph.nodes[node];
    let endless = || {
        let at = this.key.claims.iter().find_map(|claim| match claim {
            Claim::Holds(at) => Some(at.to_string()),
            _ => None,
        });
        Why { pointer: at.unwrap_or_default(), text: "a value would have to contain itself without end".into() }
    };
    if this.flats.is_empty() {
        return if this.why.text.is_empty() { endless() } else { this.why.clone() };
    }
    let dead = dead_parts(graph, node);
    let told = dead.iter().find(|part| graph.nodes[**part].flats.is_empty()).or(dead.first());
    match told {
        Some(part) if depth < 8 => reason(graph, *part, depth + 1),
        _ => endless(),
    }
}

/// The parts that a node needs and that have no value.
fn dead_parts(graph: &Graph, node: NodeId) -> Vec<NodeId> {
    let required = graph.nodes[node].flats.iter().flat_map(|flat| {
        let named = flat.object.names.iter().filter(|(name, _)| flat.object.required.contains(name));
        named.map(|(_, child)| child.node).chain((flat.array.min > 0).then_some(flat.array.rest.plain.node))
    });
    required.filter(|part| graph.height(*part).is_none() || graph.nodes[*part].missing.is_some()).collect()
}

/// The source of values that a node waits for, if it has no value without them.
pub(super) fn missing(graph: &Graph, node: NodeId, depth: usize) -> Option<String> {
    let own = graph.nodes[node].missing.clone();
    if own.is_some() || graph.height(node).is_some() || depth == 8 {
        return own;
    }
    dead_parts(graph, node).into_iter().find_map(|part| missing(graph, part, depth + 1))
}
