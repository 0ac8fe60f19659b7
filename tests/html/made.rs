//! Runs made up through the public types, with nothing played.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tekigo::{
    check::{Codes, Finding},
    contract::{Also, Level, Message, Reading, Text},
    record::{
        CodeRecord, CodeSeen, ContractRecord, Found, Group, History, Intent, IntentKind, KillMatrix, Latency, Likely,
        PastRun, Precedence, Proved, ProvedFault, RequirementRecord, Run, TargetRecord, TrialError, TrialId,
        TrialRecord, Verdict, Waived, WaiverRecord, WaiverState,
    },
    target::{ErrorKind, TestedProduct, Waiver},
};

fn text(ja: &str, en: &str) -> Text {
    Text { ja: ja.to_owned(), en: en.to_owned() }
}

/// The id of a trial, from its name.
pub(crate) fn id(name: &str) -> TrialId {
    let (contract, rest) = name.split_once('/').expect("a contract");
    let (first, rest) = rest.split_once('/').expect("an operation or a group");
    match first {
        "scenario" => TrialId::of_contract(contract, Group::Scenario, rest),
        operation => {
            let (group, rest) = rest.split_once('/').expect("a group");
            let group = match group {
                "accepts" => Group::Accepts,
                "rejects" => Group::Rejects,
                "raw" => Group::Raw,
                other => panic!("no test needs the group {other}"),
            };
            TrialId::of_operation(contract, operation, group, rest)
        }
    }
}

fn found(requirement: &str, class: &str, intent: Intent, request: Value, response: Value) -> Found {
    let finding = Finding {
        requirement: requirement.to_owned(),
        level: Level::Must,
        check: "outcome".into(),
        operation: "update".to_owned(),
        pointer: "/rows/0/error_code".to_owned(),
        expected: format!("refused with code {class} for /rows/0/amount"),
        actual: "status 200, no error".to_owned(),
        messages: None,
        class: class.to_owned(),
        codes: Codes::default(),
        rests_on: Vec::new(),
        flaw: String::new(),
    };
    let curl = format!("curl -i -X POST 'http://127.0.0.1/update' --data-binary '{request}'");
    let key = finding.key();
    Found {
        finding,
        key,
        intent,
        cases: 3,
        case: 1,
        pursued: false,
        request,
        response,
        status: 200,
        curl,
        scenario: None,
        kinds: BTreeSet::new(),
        flaky: false,
        waived: None,
    }
}

fn requirement(number: usize, trials: Vec<String>) -> RequirementRecord {
    RequirementRecord {
        id: format!("AC-{number}"),
        level: Level::Must,
        text: text(&format!("条文 {number}"), &format!("Clause {number}")),
        source: Text::from(format!("acme.txt lines {number}").as_str()),
        note: None,
        url: number.is_multiple_of(2).then(|| format!("https://acme.example/api#clause-{number}")),
        line: u32::try_from(number * 10 + 5).ok(),
        readings: Vec::new(),
        states: Vec::new(),
        verdict: Verdict::Fail,
        cases: 10,
        trials,
        reason: Message::default(),
    }
}

fn run(contracts: Vec<ContractRecord>, trials: Vec<TrialRecord>) -> Run {
    Run {
        complete: true,
        seed: u64::MAX,
        run_number: 0,
        plan_hash: "404d660c51d0e6c7".into(),
        started: "2026-11-21T23:59:24.738Z".into(),
        seconds: 61.25,
        target: TargetRecord {
            name: "acme".into(),
            kind: "url",
            url: "http://127.0.0.1:1".into(),
            places: BTreeMap::new(),
        },
        product: TestedProduct::default(),
        arguments: vec!["--target".into(), "acme.toml".into()],
        strict: false,
        contracts,
        trials,
        cuts: Vec::new(),
        ended: None,
        late: None,
        waivers: Vec::new(),
        kill_matrix: None,
        history: None,
    }
}

fn contract(id: &str, requirements: Vec<RequirementRecord>) -> ContractRecord {
    ContractRecord {
        id: id.to_owned(),
        title: text("更新", "Update"),
        digest: format!("sha256:{}", "0a".repeat(32)),
        readings: BTreeMap::new(),
        choices: Vec::new(),
        states: BTreeMap::new(),
        requirements,
        codes: Vec::new(),
        precedence: Vec::new(),
        latency: BTreeMap::new(),
        likely: Vec::new(),
        unbroken: Vec::new(),
        derived: Vec::new(),
    }
}

/// A run of 200,000 cases and 5,000 findings with long bodies, of so many causes.
pub(crate) fn large(causes: usize) -> Run {
    const TRIALS: usize = 500;
    let name = |number: usize| format!("acme/update/rejects/payment_bank_transfer.field{number}/x-maxDigits");
    let memo = "口座名義が長い取引の備考 <b>&\"".repeat(100);
    let trials = (0..TRIALS).map(|number| {
        let findings = (0..10).map(|nth| {
            let cause = (number * 10 + nth) % causes;
            let at = format!("/payment_bank_transfer/0/field{number}");
            let intent = Intent::violates(&at, "x-maxDigits", &format!("way {nth}"));
            let body = json!({"user_id": "tester@example.com", "rows": [{"amount": 10_000_000_000_u64, "memo": memo}]});
            found(&format!("AC-{}", cause % 200), &cause.to_string(), intent, body.clone(), body)
        });
        TrialRecord {
            id: id(&name(number)),
            name: name(number),
            contract: "acme".into(),
            cases: 400,
            exchanges: 900,
            findings: findings.collect(),
            ..TrialRecord::default()
        }
    });
    let requirements =
        (0..200).map(|number| requirement(number, (0..TRIALS).step_by(number % 3 + 1).map(name).collect()));
    run(vec![contract("acme", requirements.collect())], trials.collect())
}

/// A run with one of everything.
pub(crate) fn small() -> Run {
    spelled(&str::to_owned)
}

/// A contract with one of everything, and one trial that puts its requirements to the test.
fn acme(spell: &dyn Fn(&str) -> String, trial: &str) -> ContractRecord {
    let both = |word: &str| text(&spell(word), &spell(word));
    let mut latency = Latency::default();
    for micros in [900, 1_200, 64_000] {
        latency.see(micros);
    }
    let latency = BTreeMap::from([(spell("update"), latency)]);
    let statuses = BTreeMap::from([(200, 3)]);
    let code = |code: &str, documented, count, statuses| CodeRecord {
        code: spell(code),
        title: both("amount is wrong"),
        documented,
        seen: CodeSeen { count, statuses },
        reason: spell("no trial").into(),
    };
    let pair = |word: &str| (spell(word), spell("3605"));
    let came = vec![spell("3605")];
    let precedence = vec![Precedence { operation: spell("update"), one: pair("/a"), other: pair("/b"), came }];
    let reading = Reading {
        id: spell("rows"),
        choices: vec![spell("all").into(), spell("none").into()],
        also: Also::default(),
        why: both("why"),
    };
    let mut acme = contract(&spell("acme"), vec![requirement(0, vec![trial.to_owned()])]);
    let plain = acme.requirements.remove(0);
    acme.requirements = [Verdict::Fail, Verdict::NotTested, Verdict::Info, Verdict::Waived, Verdict::Error]
        .into_iter()
        .enumerate()
        .map(|(number, verdict)| RequirementRecord {
            id: spell(&format!("AC-{number}")),
            text: text(&spell(&plain.text.ja), &spell(&plain.text.en)),
            source: Text { ja: spell(&plain.source.ja), en: spell(&plain.source.en) },
            reason: spell("reason").into(),
            verdict,
            ..plain.clone()
        })
        .collect();
    acme.title = both("Update");
    acme.digest = spell("sha256:0a");
    acme.readings = BTreeMap::from([(spell("rows"), spell("all").into()), (spell("other"), json!([spell("list")]))]);
    acme.choices = vec![reading];
    acme.codes = vec![
        code("3605", true, 4, statuses),
        code("3606", true, 0, BTreeMap::new()),
        code("99", false, 1, BTreeMap::new()),
    ];
    acme.precedence = precedence;
    acme.latency = latency;
    acme.likely = vec![Likely { reading: spell("rows"), choice: spell("none"), pass: 3, of: 4 }];
    acme
}

/// The small run with every string that comes from elsewhere spelled in another way.
pub(crate) fn spelled(spell: &dyn Fn(&str) -> String) -> Run {
    let trial = spell("acme/update/rejects/amount");
    let finding = |level, class: &str| {
        let request = json!({"bank": "0013", spell("key"): spell("value")});
        let response = json!({"payment_id": 300_000_000_000_000_008_u64, spell("key"): spell("value")});
        let mut found =
            found(&spell("AC-0"), &spell(class), Intent::of(IntentKind::Valid, &spell("intent")), request, response);
        let finding = &mut found.finding;
        finding.level = level;
        finding.check = spell("outcome").into();
        finding.operation = spell("update");
        finding.pointer = format!("/{}", spell("rows"));
        finding.expected = spell("{\"a\":1,\n\"b\":2}");
        finding.actual = spell("{\"a\":1,\n\"b\":3}");
        found.key = found.finding.key();
        found.curl = spell(&found.curl);
        found
    };
    let findings = vec![finding(Level::Must, "one"), finding(Level::Should, "two"), finding(Level::Open, "three")];
    let errors = vec![
        TrialError::Target { kind: ErrorKind::Refused, text: spell("reach it").into() },
        TrialError::Ours(spell("draw").into()),
    ];
    let record = TrialRecord {
        id: TrialId::of_operation(&spell("acme"), &spell("update"), Group::Rejects, &spell("amount")),
        name: trial,
        contract: spell("acme"),
        cases: 9,
        exchanges: 3,
        findings,
        errors,
        ..TrialRecord::default()
    };
    let mut run = run(vec![acme(spell, &record.name)], vec![record]);
    run.complete = false;
    run.cuts = vec![spell("left out").as_str().into()];
    let waiver = Waiver {
        requirement: spell("AC-0"),
        trial: Some(spell("acme/update/rejects/rows/maximum")),
        check: Some(spell("code")),
        operation: Some(spell("update")),
        pointer: Some(spell("/rows")),
        kind: Some(spell("one-over")),
        expected_code: Some(spell("3605")),
        observed_code: Some(spell("3606")),
        until: "2027-01-31".parse().expect("a day"),
        owner: spell("payments team"),
        reason: spell("fixed in release 12"),
    };
    let of = Waived { contract: spell("acme"), waiver: waiver.clone() };
    run.waivers =
        vec![WaiverRecord { of, state: WaiverState::Used, findings: 1, beside: std::collections::BTreeSet::new() }];
    run.trials[0].findings[0].waived = Some(Box::new(waiver));
    run.ended = Some(spell("limit reached").into());
    run.plan_hash = spell(&run.plan_hash);
    run.started = spell(&run.started);
    run.target.name = spell(&run.target.name);
    run.target.url = spell(&run.target.url);
    run.arguments = run.arguments.iter().map(|word| spell(word)).collect();
    run
}

/// The same with what is next to a run: what is certified, the faults that were found, and the runs before.
pub(crate) fn whole(spell: &dyn Fn(&str) -> String) -> Run {
    let mut run = spelled(spell);
    run.product = TestedProduct {
        organisation: Some(spell("Example Bank")),
        product: Some(spell("Payment API")),
        version: Some(spell("2.3")),
        build: Some(spell("0042")),
        environment: Some(spell("sandbox")),
        document: Some(spell("the specification")),
        edition: Some(spell("03")),
    };
    let fault = |name: &str, killed: bool, accused: &[&str]| ProvedFault {
        name: spell(name),
        text: spell("one more is accepted"),
        japanese: spell("1件多く受け付ける"),
        requirement: spell("AC-0"),
        sleeper: false,
        killed,
        findings: 3,
        checks: vec![spell("outcome")],
        trials: 2,
        shown_by: vec![spell("acme/update/rejects/amount"), spell("acme/update/rejects/memo")],
        others: BTreeMap::new(),
        accused: accused.iter().map(|id| spell(id)).collect(),
        error: (!killed).then(|| spell("reach it")),
    };
    let proved = Proved {
        contract: spell("acme"),
        digest: spell("sha256:0a"),
        plan_hash: spell("404d660c51d0e6c8"),
        seed: u64::MAX,
        cases: 20,
        known: 9,
        faults: vec![
            fault("limit-loose", true, &[]),
            fault("limit-off", true, &["AC-1"]),
            fault("memo-kept", false, &[]),
        ],
    };
    run.kill_matrix = Some(KillMatrix {
        kill_matrix: 1,
        tekigo: spell("0.1.0"),
        proved: spell("2026-11-20T01:02:03Z"),
        extent: spell("whole"),
        contracts: vec![proved],
    });
    let mut before = run.clone();
    before.started = spell("2026-11-20T23:59:24Z");
    before.contracts[0].requirements[0].verdict = Verdict::Pass;
    before.contracts[0].requirements[2].verdict = Verdict::Fail;
    run.history = Some(History { history: 1, runs: vec![PastRun::of(&before)] });
    run
}
