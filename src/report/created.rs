//! `made.json`: the records that the run created at its target, so that they can be removed.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    contract::Language,
    record::{Made, Run},
};

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

/// How many there are and where they are listed, for a summary; nothing where there are none.
pub(super) fn sentence(run: &Run, language: Language) -> Option<String> {
    let count = all(run).len();
    let text = match language {
        Language::Japanese => "対象に作られた記録。一覧は made.json",
        Language::English => "records were made at the target; made.json lists them",
    };
    (count > 0).then(|| format!("{count} {text}"))
}

fn all(run: &Run) -> BTreeSet<(&str, &Made)> {
    run.trials.iter().flat_map(|trial| trial.made.iter().map(|made| (trial.contract.as_str(), made))).collect()
}
