//! States: one or more tables of values for each, or a hook that returns them.

use serde_json::Value;

use super::{ContractProfile, Node, ProfileError, hooks};
use crate::contract::ProfileId;

pub(super) fn read(node: &Node<'_>, contract: &mut ContractProfile) -> Result<(), ProfileError> {
    for state in node.fields()? {
        let name = state.key().to_owned();
        if hooks::is_hook(&state)? {
            contract.hooks.insert(name, hooks::read(&state)?);
        } else {
            contract.states.insert(name, tables(&state)?);
        }
    }
    Ok(())
}

fn tables(state: &Node<'_>) -> Result<Vec<Value>, ProfileError> {
    if state.is_table() {
        return Ok(vec![state.json()?]);
    }
    let items = if state.is_list() { state.items()? } else { Vec::new() };
    if items.is_empty() || !items.iter().all(Node::is_table) {
        let problem = ProfileId::StateNoTable.with([state.key().into()]);
        return Err(state.error(problem, ProfileId::WriteTables));
    }
    items.iter().map(Node::json).collect()
}
