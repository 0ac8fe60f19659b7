//! The classes of names: where the names of properties have a schema, each member and each limit of it is met by a name.

use std::sync::Arc;

use serde_json::Value;

use super::binding::Constraints;
use super::classes::classes;
use super::point::Point;
use crate::contract::schema::Place;
use crate::generate::conjunct::Conjunct;
use crate::generate::edit::Edit;
use crate::generate::goal::{Goal, Naming};
use crate::generate::graph::Graph;
use crate::generate::limits::{Extra, NodeId};
use crate::generate::types::Types;

/// Names that are drawn of one object.
const NAMES: usize = 40;

/// An object for each boundary of the names of its properties.
pub(super) fn points(
    graph: &Graph,
    conjunct: &Conjunct,
    whole: &Arc<Conjunct>,
    constraints: &Constraints<'_>,
) -> Vec<Point> {
    let Some(names) = conjunct.object.name_node else { return Vec::new() };
    let mut found = Vec::new();
    for (_, of_names) in graph.live(names).filter(|(_, conjunct)| conjunct.types.holds(Types::STRING)) {
        // What a name must keep is not a constraint of a place of the value.
        for point in classes(&of_names.only(Types::STRING), &constraints.binding(&Place::root(), of_names)) {
            let limit = ["enum:", "length-"].iter().any(|start| point.name.starts_with(start));
            let edit = text(&point.edit).filter(|_| limit).and_then(|name| named(graph, whole, &name));
            found.extend(edit.map(|edit| Point::new(format!("name:{}", point.name), edit, None)));
        }
    }
    found.truncate(NAMES);
    found
}

fn text(edit: &Edit) -> Option<String> {
    match edit {
        Edit::Put(Value::String(text)) => Some(text.clone()),
        Edit::Text(conjunct, ask) => conjunct.text.plan.as_ref()?.draw(ask, None),
        _ => None,
    }
}

/// The object with a property of this name; none where no value may be there.
fn named(graph: &Graph, whole: &Arc<Conjunct>, name: &str) -> Option<Edit> {
    let object = &whole.object;
    if let Some(child) = object.names.get(name) {
        graph.depth(child.node)?;
        return Some(Edit::Presence(Arc::clone(whole), name.to_owned(), true));
    }
    let value = Value::from(name);
    let matching = |matcher: &crate::contract::schema::Validator| matcher.is_valid(&value);
    let pattern = object.patterns.iter().find(|one| one.matcher.as_ref().is_some_and(matching));
    let node: NodeId = pattern.map_or(object.rest.node, |pattern| pattern.child.node);
    graph.depth(node)?;
    let mut with = whole.only(Types::OBJECT);
    let naming = Naming::Exactly(name.into());
    with.object.extras.push(Extra { naming, goal: Goal::Anything, value: node, name: None });
    Some(Edit::Conjunct(Arc::new(with)))
}
