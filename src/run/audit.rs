//! What only shows over all trials of a contract together.

use serde_json::Value;

use crate::{
    check::{Codes, Finding},
    contract::{Level, code_text},
    record::{CodeSeen, Found, Group, Intent, IntentKind, Promises, TrialId, TrialRecord, codes_seen},
};

/// The audit of a contract as the record of a trial of its own; none where there is nothing to tell.
pub(super) fn audit(contract: &Promises, trials: &[TrialRecord]) -> Option<TrialRecord> {
    let seen = codes_seen(trials.iter().filter(|trial| trial.contract == contract.id));
    let documented = |code: &String| contract.codes.iter().any(|row| code_text(&row.code) == *code);
    let split = seen.iter().filter(|(code, seen)| documented(code) && seen.statuses.len() > 1);
    let findings: Vec<Found> = split.map(|(code, seen)| two_statuses(contract, code, seen)).collect();
    let id = TrialId::of_contract(&contract.id, Group::Audit, "codes");
    (!findings.is_empty()).then(|| TrialRecord {
        name: id.to_string(),
        id,
        contract: contract.id.clone(),
        asked: [(contract.catalogue.clone(), findings.len() as u64)].into(),
        findings,
        ..TrialRecord::default()
    })
}

/// One code under two statuses: a client that goes by either of them is misled.
fn two_statuses(contract: &Promises, code: &str, seen: &CodeSeen) -> Found {
    let named = contract.requirements.iter().find(|requirement| requirement.id == contract.catalogue);
    let own = named.map_or(Level::Should, |requirement| requirement.level);
    let under: Vec<String> = seen.statuses.iter().map(|(status, count)| format!("{status} ({count} times)")).collect();
    let finding = Finding {
        requirement: contract.catalogue.clone(),
        level: own.min(Level::Should),
        check: "audit".into(),
        operation: String::new(),
        pointer: String::new(),
        expected: format!("one HTTP status for code {code}"),
        actual: under.join(", "),
        class: code.to_owned(),
        codes: Codes { due: Vec::new(), came: vec![code.to_owned()] },
        rests_on: Vec::new(),
    };
    Found {
        key: finding.key(),
        finding,
        intent: Intent::of(IntentKind::Audit, "codes"),
        cases: seen.count,
        case: 0,
        pursued: false,
        request: Value::Null,
        response: Value::Null,
        status: seen.statuses.iter().min_by_key(|(_, count)| **count).map_or(0, |(status, _)| *status),
        curl: String::new(),
        scenario: None,
        kinds: std::collections::BTreeSet::default(),
        flaky: false,
        waived: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Contract, Files, Readings};

    fn audited(code: &str, statuses: &[Option<u16>]) -> Option<TrialRecord> {
        let contract = Promises::of(&Contract::load(&Files::embedded(), "jpay-search", &Readings::new()).ok()?);
        let mut seen = CodeSeen::default();
        for status in statuses {
            seen.see(*status);
        }
        let codes = [(code.to_owned(), seen)].into();
        audit(&contract, &[TrialRecord { contract: contract.id.clone(), codes, ..TrialRecord::default() }])
    }

    #[test]
    fn a_documented_code_under_two_statuses_is_a_finding_of_the_catalogue() {
        let record = audited("ER400", &[Some(400), Some(422), Some(400)]).expect("told");
        let finding = &record.findings[0].finding;
        assert_eq!((finding.requirement.as_str(), finding.level), ("JP-catalogue", Level::Should));
        assert_eq!(finding.actual, "400 (2 times), 422 (1 times)");
        assert_eq!(record.findings[0].status, 422);
    }

    #[test]
    fn one_status_or_none_that_counts_or_a_code_of_the_targets_own_is_none() {
        assert!(audited("ER400", &[Some(400), Some(400), None]).is_none());
        assert!(audited("X1", &[Some(400), Some(422)]).is_none());
    }
}
