//! States: for each one or more tables of what stands for it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Node, ProfileError};

pub(super) fn read(node: &Node<'_>) -> Result<BTreeMap<String, Vec<Value>>, ProfileError> {
    node.fields()?.iter().map(|state| Ok((state.key().to_owned(), tables(state)?))).collect()
}

fn tables(state: &Node<'_>) -> Result<Vec<Value>, ProfileError> {
    let name = state.key();
    let wrong = || state.error(format!("state `{name}` is no table"), "write { key = value } or a list of such tables");
    if state.is_table() {
        if let Some(hook) = state.get("hook")? {
            let problem = format!("state `{name}` names a hook, which this version does not run");
            return Err(hook.error(problem, "give the values themselves"));
        }
        return Ok(vec![state.json()?]);
    }
    let items = if state.is_list() { state.items()? } else { Vec::new() };
    if items.is_empty() || !items.iter().all(Node::is_table) {
        return Err(wrong());
    }
    items.iter().map(Node::json).collect()
}
