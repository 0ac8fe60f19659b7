//! Which alternatives have a value at all, and how deep the smallest one is. This is where endless recursion is found.

use super::flat::{Flat, Heights, NodeId, least};
use super::graph::Graph;
use super::types::Types;

/// Works out the heights of all nodes, and takes types without a value from every alternative.
pub(super) fn settle(graph: &mut Graph) {
    let mut heights: Vec<Option<u32>> = vec![None; graph.nodes.len()];
    // What waits for values has none for those who need it; what is drawn to break it on purpose needs none.
    let needed = |heights: &[Option<u32>]| -> Vec<Option<u32>> {
        heights.iter().zip(&graph.nodes).map(|(height, node)| height.filter(|_| node.missing.is_none())).collect()
    };
    loop {
        let parts = needed(&heights);
        let next: Vec<Option<u32>> =
            graph.nodes.iter().map(|node| node.flats.iter().filter_map(|flat| height(flat, &parts)).min()).collect();
        if next == heights {
            break;
        }
        heights = next;
    }
    let parts = needed(&heights);
    let few: Vec<Option<usize>> = graph.nodes.iter().map(|node| values(&node.flats)).collect();
    for node in &mut graph.nodes {
        for flat in &mut node.flats {
            let distinct =
                few[flat.array.rest.plain.node].filter(|_| flat.array.prefix.is_empty() && flat.array.needs.is_empty());
            prune(flat, &parts, distinct);
        }
    }
    for (node, height) in graph.nodes.iter_mut().zip(heights) {
        node.height = height;
        let mut order: Vec<usize> = (0..node.flats.len()).filter(|at| !node.flats[*at].types.is_empty()).collect();
        // Where a value was asked for, nothing is said by the plainest alternative being null alone.
        order.sort_by_key(|at| (node.flats[*at].types == Types::NULL, node.flats[*at].heights.any));
        node.withheld = !order.is_empty() && order.iter().all(|at| node.flats[*at].unavailable);
        node.order = order;
    }
}

/// The height of the smallest value of an alternative.
fn height(flat: &Flat, heights: &[Option<u32>]) -> Option<u32> {
    flat.types.singles().filter_map(|single| height_as(flat, single, &|node| heights[node])).min()
}

/// The height of the smallest value of one type.
fn height_as(flat: &Flat, single: Types, of: &dyn Fn(NodeId) -> Option<u32>) -> Option<u32> {
    if flat.choices.is_some() {
        return Some(0);
    }
    let parts: Vec<NodeId> = match single {
        Types::OBJECT => {
            let required = flat.object.required.iter();
            let named =
                required.filter_map(|name| Some(flat.object.names.iter().find(|(known, _)| known == name)?.1.node));
            let extras = flat.object.extras.iter().flat_map(|extra| extra.name.into_iter().chain([extra.value]));
            named.chain(extras).collect()
        }
        Types::ARRAY => {
            if flat.array.min > room(flat, of) {
                return None;
            }
            let fixed = flat.array.prefix.iter().take(flat.array.min).map(|slot| slot.plain.node);
            let rest = (flat.array.min > flat.array.prefix.len()).then_some(flat.array.rest.plain.node);
            let fixed: Vec<NodeId> = if flat.array.needs.is_empty() { fixed.chain(rest).collect() } else { Vec::new() };
            let wanted = flat.array.needs.iter().enumerate().filter(|(_, need)| need.min > 0);
            let mut parts = fixed;
            for (index, _) in wanted {
                let nodes = flat.array.prefix.iter().chain([&flat.array.rest]).filter_map(|slot| slot.with.get(index));
                parts.push(nodes.copied().filter(|node| of(*node).is_some()).min_by_key(|node| of(*node))?);
            }
            parts
        }
        _ => return Some(0),
    };
    let deepest = parts.into_iter().try_fold(0, |most: u32, node| of(node).map(|height| most.max(height + 1)))?;
    Some(deepest)
}

/// How many items can stand: up to the first position that has no value.
fn room(flat: &Flat, of: &dyn Fn(NodeId) -> Option<u32>) -> usize {
    let empty =
        |slot: &super::flat::Slot| of(slot.plain.node).is_none() && slot.with.iter().all(|node| of(*node).is_none());
    let array = &flat.array;
    let stop = array.prefix.iter().position(empty);
    let stop = stop.or_else(|| empty(&array.rest).then_some(array.prefix.len()));
    least(array.max, stop).unwrap_or(usize::MAX)
}

/// How many values there are, where they are few enough to count.
fn values(flats: &[Flat]) -> Option<usize> {
    let count = |flat: &Flat| match &flat.choices {
        Some(choices) => Some(choices.len()),
        None if flat.types == Types::NULL => Some(1),
        None => None,
    };
    flats.iter().filter(|flat| !flat.types.is_empty()).map(count).sum()
}

fn prune(flat: &mut Flat, heights: &[Option<u32>], distinct: Option<usize>) {
    let of = |node: NodeId| heights[node];
    flat.heights = Heights {
        any: height(flat, heights),
        object: height_as(flat, Types::OBJECT, &of),
        array: height_as(flat, Types::ARRAY, &of),
    };
    for single in flat.types.singles() {
        if height_as(flat, single, &|node| heights[node]).is_none() {
            flat.types = flat.types.without(single);
        }
    }
    if flat.types.holds(Types::ARRAY) && flat.choices.is_none() {
        let room = room(flat, &|node| heights[node]);
        flat.array.max = (room < usize::MAX).then_some(room);
        flat.array.max = least(flat.array.max, distinct.filter(|_| flat.array.unique));
    }
}
