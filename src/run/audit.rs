//! What only shows over all trials of a contract together.

use serde_json::Value;

use crate::{
    check::{Codes, Finding, Messages},
    contract::{Language, Level, Message, MessageId, code_text},
    record::{CodeSeen, Found, Group, Intent, IntentKind, Promises, TrialId, TrialRecord, codes_seen},
};

/// The audit of a contract as the record of a trial of its own; none where there is nothing to report.
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
    let times = |(status, count): (&u16, &u64)| MessageId::Times.with([(*status).into(), count.to_string().into()]);
    let actual = Message::joined(MessageId::Comma, seen.statuses.iter().map(times));
    let expected = MessageId::OneStatus.with([code.into()]);
    let finding = Finding {
        requirement: contract.catalogue.clone(),
        level: own.min(Level::Should),
        check: "audit".into(),
        operation: String::new(),
        pointer: String::new(),
        expected: expected.in_language(Language::English),
        actual: actual.in_language(Language::English),
        messages: Messages::of(expected, actual),
        class: code.to_owned(),
        codes: Codes { due: Vec::new(), came: vec![code.to_owned()] },
        rests_on: Vec::new(),
        flaw: String::new(),
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
    use crate::{
        contract::{Contract, Files, Readings},
        run::testing::{edited, files, record},
    };

    fn audited(code: &str, statuses: &[Option<u16>]) -> Option<TrialRecord> {
        let contract = Promises::of(&Contract::load(&Files::embedded(), "jpay-search", &Readings::new()).ok()?, &[]);
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

    #[test]
    fn the_audit_is_a_trial_of_its_contract_at_the_level_of_the_catalogue() {
        let files = edited(files(), "schemas/shop/requirements.json", |requirements| {
            let list = requirements["requirements"].as_array_mut().expect("a list");
            list.iter_mut().filter(|one| one["id"] == "SH-codes").for_each(|one| one["level"] = "open".into());
        });
        let contract = Contract::load(&files, "shop", &Readings::new()).unwrap_or_else(|errors| panic!("{errors:?}"));
        let seen =
            |count: u64, statuses: &[(u16, u64)]| CodeSeen { count, statuses: statuses.iter().copied().collect() };
        let codes =
            [("E1".to_owned(), seen(3, &[(400, 2), (422, 1)])), ("E2".to_owned(), seen(2, &[(400, 1), (500, 1)]))];
        let trial = TrialRecord { codes: codes.into(), ..record("shop/a", Vec::new()) };
        let elsewhere = TrialRecord {
            contract: "other".to_owned(),
            codes: [("E3".to_owned(), seen(2, &[(1, 1), (2, 1)]))].into(),
            ..TrialRecord::default()
        };
        let audit = audit(&Promises::of(&contract, &[]), &[trial, elsewhere]).expect("two codes");
        let id = TrialId::of_contract("shop", Group::Audit, "codes");
        assert_eq!((&audit.id, audit.name.as_str(), audit.contract.as_str()), (&id, "shop/audit/codes", "shop"));
        assert_eq!(audit.asked, [("SH-codes".to_owned(), 2)].into());
        let told: Vec<_> = audit
            .findings
            .iter()
            .map(|found| (found.finding.level, found.cases, found.finding.class.as_str()))
            .collect();
        assert_eq!(told, [(Level::Open, 3, "E1"), (Level::Open, 2, "E2")]);
    }
}
