//! What only shows over all trials of a contract together.

use serde_json::Value;

use crate::{
    check::Finding,
    contract::{Contract, Level, code_text},
    record::{CodeSeen, Found, TrialRecord, codes_seen},
};

/// The audit of a contract as the record of a trial of its own; none where there is nothing to tell.
pub(super) fn audit(contract: &Contract, trials: &[TrialRecord]) -> Option<TrialRecord> {
    let seen = codes_seen(trials.iter().filter(|trial| trial.contract == contract.id));
    let documented = |code: &String| contract.catalogue.codes.iter().any(|row| code_text(&row.code) == *code);
    let split = seen.iter().filter(|(code, seen)| documented(code) && seen.statuses.len() > 1);
    let findings: Vec<Found> = split.map(|(code, seen)| two_statuses(contract, code, seen)).collect();
    (!findings.is_empty()).then(|| TrialRecord {
        name: format!("{}/audit/codes", contract.id),
        contract: contract.id.clone(),
        asked: [(contract.catalogue.requirement.clone(), findings.len() as u64)].into(),
        findings,
        ..TrialRecord::default()
    })
}

/// One code under two statuses: a client that goes by either of them is misled.
fn two_statuses(contract: &Contract, code: &str, seen: &CodeSeen) -> Found {
    let own =
        contract.requirement(&contract.catalogue.requirement).map_or(Level::Should, |requirement| requirement.level);
    let under: Vec<String> = seen.statuses.iter().map(|(status, count)| format!("{status} ({count} times)")).collect();
    let finding = Finding {
        requirement: contract.catalogue.requirement.clone(),
        level: own.min(Level::Should),
        check: "audit",
        operation: String::new(),
        pointer: String::new(),
        expected: format!("one HTTP status for code {code}"),
        actual: under.join(", "),
        class: code.to_owned(),
    };
    Found {
        key: finding.key(),
        finding,
        intent: "audit: every code that came in this run".to_owned(),
        cases: seen.count,
        request: Value::Null,
        response: Value::Null,
        status: seen.statuses.iter().min_by_key(|(_, count)| **count).map_or(0, |(status, _)| *status),
        curl: String::new(),
        scenario: None,
    }
}
