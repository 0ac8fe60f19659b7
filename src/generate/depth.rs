//! Depth: the least fixed point of how deep the smallest value of each node is. A node without one is uninhabited, because its recursion does
//! not end.

use super::conjunct::Conjunct;
use super::graph::Graph;
use super::limits::{Depths, NodeId, Slot, least};
use super::types::Types;

/// Works out the depths of all nodes, and takes types without a value from every conjunct.
pub(super) fn settle(graph: &mut Graph) {
    let mut depths: Vec<Option<u32>> = vec![None; graph.nodes.len()];
    // A node that waits for given values has none for those that need it; what is drawn to break it on purpose needs none.
    let needed = |depths: &[Option<u32>]| -> Vec<Option<u32>> {
        depths.iter().zip(&graph.nodes).map(|(depth, node)| depth.filter(|_| node.missing.is_none())).collect()
    };
    loop {
        let parts = needed(&depths);
        let next: Vec<Option<u32>> = graph
            .nodes
            .iter()
            .map(|node| node.conjuncts.iter().filter_map(|conjunct| depth(conjunct, &parts)).min())
            .collect();
        if next == depths {
            break;
        }
        depths = next;
    }
    let parts = needed(&depths);
    let few: Vec<Option<usize>> = graph.nodes.iter().map(|node| values(&node.conjuncts)).collect();
    for node in &mut graph.nodes {
        for conjunct in &mut node.conjuncts {
            let distinct = few[conjunct.array.rest.plain.node]
                .filter(|_| conjunct.array.prefix.is_empty() && conjunct.array.needs.is_empty());
            prune(conjunct, &parts, distinct);
        }
    }
    for (node, depth) in graph.nodes.iter_mut().zip(depths) {
        node.depth = depth;
        let containers = Types::OBJECT.or(Types::ARRAY);
        node.scalar = node.conjuncts.iter().all(|conjunct| !conjunct.types.holds(containers));
        let mut order: Vec<usize> =
            (0..node.conjuncts.len()).filter(|at| !node.conjuncts[*at].types.is_empty()).collect();
        // Null alone comes last: where a value is requested, it shows nothing.
        order.sort_by_key(|at| (node.conjuncts[*at].types == Types::NULL, node.conjuncts[*at].depths.any));
        node.withheld = !order.is_empty() && order.iter().all(|at| node.conjuncts[*at].unavailable);
        node.order = order;
    }
}

/// The depth of the smallest value of a conjunct.
fn depth(conjunct: &Conjunct, depths: &[Option<u32>]) -> Option<u32> {
    conjunct.types.singles().filter_map(|single| depth_as(conjunct, single, &|node| depths[node])).min()
}

/// The depth of the smallest value of one type.
fn depth_as(conjunct: &Conjunct, single: Types, of: &dyn Fn(NodeId) -> Option<u32>) -> Option<u32> {
    if conjunct.choices.is_some() {
        return Some(0);
    }
    let parts: Vec<NodeId> = match single {
        Types::OBJECT => {
            let required = conjunct.object.required.iter();
            let named = required.filter_map(|name| Some(conjunct.object.names.get(name)?.node));
            let extras = conjunct.object.extras.iter().flat_map(|extra| extra.name.into_iter().chain([extra.value]));
            named.chain(extras).collect()
        }
        Types::ARRAY => {
            if conjunct.array.min > room(conjunct, of) {
                return None;
            }
            let fixed = conjunct.array.prefix.iter().take(conjunct.array.min).map(|slot| slot.plain.node);
            let rest = (conjunct.array.min > conjunct.array.prefix.len()).then_some(conjunct.array.rest.plain.node);
            let fixed: Vec<NodeId> =
                if conjunct.array.needs.is_empty() { fixed.chain(rest).collect() } else { Vec::new() };
            let wanted = conjunct.array.needs.iter().enumerate().filter(|(_, need)| need.min > 0);
            let mut parts = fixed;
            for (index, _) in wanted {
                let slots = conjunct.array.prefix.iter().chain([&conjunct.array.rest]);
                let nodes = slots.filter_map(|slot| Some(slot.with.get(index)?.node));
                parts.push(nodes.filter(|node| of(*node).is_some()).min_by_key(|node| of(*node))?);
            }
            parts
        }
        _ => return Some(0),
    };
    let deepest = parts.into_iter().try_fold(0, |most: u32, node| of(node).map(|depth| most.max(depth + 1)))?;
    Some(deepest)
}

/// How many items can stand: up to the first position that has no value.
fn room(conjunct: &Conjunct, of: &dyn Fn(NodeId) -> Option<u32>) -> usize {
    let empty = |slot: &Slot| of(slot.plain.node).is_none() && slot.with.iter().all(|child| of(child.node).is_none());
    let array = &conjunct.array;
    let stop = array.prefix.iter().position(empty);
    let stop = stop.or_else(|| empty(&array.rest).then_some(array.prefix.len()));
    least(array.max, stop).unwrap_or(usize::MAX)
}

/// How many values there are, where they are few enough to count.
fn values(conjuncts: &[Conjunct]) -> Option<usize> {
    let count = |conjunct: &Conjunct| match &conjunct.choices {
        Some(choices) => Some(choices.len()),
        None if conjunct.types == Types::NULL => Some(1),
        None => None,
    };
    conjuncts.iter().filter(|conjunct| !conjunct.types.is_empty()).map(count).sum()
}

fn prune(conjunct: &mut Conjunct, depths: &[Option<u32>], distinct: Option<usize>) {
    let of = |node: NodeId| depths[node];
    conjunct.depths = Depths {
        any: depth(conjunct, depths),
        object: depth_as(conjunct, Types::OBJECT, &of),
        array: depth_as(conjunct, Types::ARRAY, &of),
    };
    for single in conjunct.types.singles() {
        if depth_as(conjunct, single, &|node| depths[node]).is_none() {
            conjunct.types = conjunct.types.without(single);
        }
    }
    if conjunct.types.holds(Types::ARRAY) && conjunct.choices.is_none() {
        let room = room(conjunct, &|node| depths[node]);
        conjunct.array.max = (room < usize::MAX).then_some(room);
        conjunct.array.max = least(conjunct.array.max, distinct.filter(|_| conjunct.array.unique));
    }
}
