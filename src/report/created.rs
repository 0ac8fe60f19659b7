//! `made.json`: the records that the run created at its target, so that they can be removed.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::plural::grouped;
use crate::{
    contract::Language,
    record::{Made, Run},
};

/// Each record once, by contract, operation and id.
pub(super) fn render(run: &Run) -> String {
    let removed = removed(run);
    let made: Vec<Value> = all(run)
        .into_iter()
        .map(|(contract, made)| {
            let mut row =
                json!({"contract": contract, "operation": made.operation, "place": made.place, "id": made.id});
            if removed.contains(&(contract, made)) {
                row["removed"] = true.into();
            }
            row
        })
        .collect();
    serde_json::to_string_pretty(&made).unwrap_or_default() + "\n"
}

/// How many there are and where they are listed, for a summary; nothing where there are none.
pub(super) fn sentence(run: &Run, language: Language) -> Option<String> {
    let (count, removed) = (all(run).len(), removed(run).len());
    let text = match language {
        Language::Japanese if removed > 0 => {
            format!(
                "対象環境に作成したデータ: {}件、うち削除 {}件（一覧は made.json）",
                grouped(count as u64),
                grouped(removed as u64)
            )
        }
        Language::Japanese => format!("対象環境に作成したデータ: {}件（一覧は made.json）", grouped(count as u64)),
        Language::English if removed > 0 => {
            format!(
                "{count} records were made at the target, and {removed} of them removed again; made.json lists them"
            )
        }
        Language::English => format!("{count} records were made at the target; made.json lists them"),
    };
    (count > 0).then_some(text)
}

fn all(run: &Run) -> BTreeSet<(&str, &Made)> {
    run.trials.iter().flat_map(|trial| trial.made.iter().map(|made| (trial.contract.as_str(), made))).collect()
}

/// Those of them that were removed again.
fn removed(run: &Run) -> BTreeSet<(&str, &Made)> {
    run.trials.iter().flat_map(|trial| trial.removed.iter().map(|made| (trial.contract.as_str(), made))).collect()
}
