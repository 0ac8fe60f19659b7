//! How the reader knows that the suite can fail: the defects that it was shown to find.

use serde_json::{Value, json};

use crate::{
    contract::Language,
    record::{KillMatrix, Proved, Run},
};

/// The file of a run that holds its kill matrix.
pub const KILL_MATRIX: &str = "kill-matrix.json";

/// What the kill matrix says of the contracts of a run.
pub(super) fn of_run(run: &Run) -> impl Iterator<Item = &Proved> {
    let matrix = run.kill_matrix.as_ref();
    run.contracts.iter().filter_map(move |contract| Some(matrix?.of(&contract.id))).flatten()
}

/// A line for each contract and seed, and one for what has no reference; none where the run has no kill matrix.
pub(super) fn lines(run: &Run, language: Language) -> Vec<String> {
    let Some(matrix) = &run.kill_matrix else { return Vec::new() };
    let none = run.contracts.iter().filter(|contract| matrix.of(&contract.id).next().is_none());
    let none = none.map(|contract| match language {
        Language::Japanese => format!("検出力の確認: {} は参照実装がないため未確認", contract.id),
        Language::English => format!("kill matrix: nothing was proved of {}, which has no reference", contract.id),
    });
    of_run(run).map(|proved| line(matrix, proved, language)).chain(none).collect()
}

fn line(matrix: &KillMatrix, proved: &Proved, language: Language) -> String {
    let Proved { contract, plan_hash, seed, known, .. } = proved;
    let (killed, tried, misjudged) = (proved.killed(), proved.faults.len(), proved.misjudged());
    let day = matrix.proved.get(..10).unwrap_or(&matrix.proved);
    let mut line = match language {
        Language::Japanese => format!("検出力の確認: {contract} 既知の欠陥 {tried}件中{killed}件を検出"),
        Language::English => format!("kill matrix: {contract} {killed} of {tried} faults killed"),
    };
    if misjudged > 0 {
        line.push_str(&match language {
            Language::Japanese => format!("、うち{misjudged}件で別の要件も誤って指摘"),
            Language::English => format!(", {misjudged} of them with a requirement that is wrongly accused"),
        });
    }
    if tried < *known {
        line.push_str(&match language {
            Language::Japanese => format!("（参照実装の欠陥 {known}件の一部のみ）"),
            Language::English => format!(" (of the {known} that the reference has)"),
        });
    }
    line.push_str(&match language {
        Language::Japanese => format!("、{day} 実施、シード {seed}、計画 {plan_hash}"),
        Language::English => format!(", proved on {day}, seed {seed}, plan {plan_hash}"),
    });
    line
}

/// The same in short, for `report.json`.
pub(super) fn brief(run: &Run) -> Value {
    let Some(matrix) = &run.kill_matrix else { return Value::Null };
    let contract = |proved: &Proved| {
        json!({
            "contract": proved.contract, "digest": proved.digest, "plan_hash": proved.plan_hash, "seed": proved.seed,
            "cases": proved.cases, "known": proved.known, "faults": proved.faults.len(), "killed": proved.killed(),
            "misjudged": proved.misjudged(),
        })
    };
    json!({
        "file": KILL_MATRIX, "tekigo": matrix.tekigo, "proved": matrix.proved, "extent": matrix.extent,
        "contracts": of_run(run).map(contract).collect::<Vec<_>>(),
    })
}

/// All of it, for the page.
pub(super) fn whole(run: &Run) -> Value {
    let Some(matrix) = &run.kill_matrix else { return Value::Null };
    let contract = |proved: &Proved| {
        let mut value = serde_json::to_value(proved).unwrap_or_default();
        // A number of 64 bits would lose digits in a script.
        value["seed"] = proved.seed.to_string().into();
        value["killed"] = proved.killed().into();
        value
    };
    json!({
        "tekigo": matrix.tekigo, "proved": matrix.proved, "extent": matrix.extent,
        "contracts": of_run(run).map(contract).collect::<Vec<_>>(),
    })
}
