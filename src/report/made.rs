//! `made.json`: the records that the run made at its target, so that they can be removed.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::record::{Made, Run};

/// Each record once, by contract, operation and id.
pub(super) fn render(run: &Run) -> String {
    let made: Vec<Value> = all(run)
        .into_iter()
        .map(|(contract, made)| {
            json!({"contract": contract, "operation": made.operation, "place": made.place, "id": made.id})
        })
        .collect();
    serde_json::to_string_pretty(&made).unwrap_or_default() + "\n"
}

/// How many there are.
pub(super) fn count(run: &Run) -> usize {
    all(run).len()
}

fn all(run: &Run) -> BTreeSet<(&str, &Made)> {
    run.trials.iter().flat_map(|trial| trial.made.iter().map(|made| (trial.contract.as_str(), made))).collect()
}
