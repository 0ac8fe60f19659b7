//! `junit.xml`, read back as GitHub's, GitLab's and Jenkins' readers do.

use std::collections::BTreeMap;

use tekigo::{
    contract::{Language, Level},
    record::{Group, Intent, Run, TrialError, TrialId, TrialRecord, Verdict},
    target::ErrorKind,
};

use crate::{
    ATTACKS, file, folder, hidden, hostile, made, unwaived,
    xml::{Element, read},
};

fn junit(run: &Run) -> (String, Element) {
    let text = file(run, Language::English, "junit.xml");
    let root = read(&text);
    (text, root)
}

fn trial(name: &str) -> TrialRecord {
    let asked = BTreeMap::from([("AC-0".to_owned(), 2), ("AC-1".to_owned(), 1)]);
    TrialRecord {
        id: made::id(name),
        name: name.into(),
        contract: "acme".into(),
        cases: 3,
        micros: 1_500_000,
        asked,
        ..TrialRecord::default()
    }
}

/// A run with a trial of every kind.
pub(crate) fn every_kind() -> Run {
    let mut run = unwaived(made::small());
    let mut found = run.trials[0].findings.clone();
    found[0].intent = Intent::violates("/amount", "maximum", "one-over");
    let (must, should, open) = (found[0].clone(), found[1].clone(), found[2].clone());
    let left_out = BTreeMap::from([("AC-1".to_owned(), "the profile gives no state `closed`".into())]);
    run.trials = vec![
        trial("acme/update/accepts/amount"),
        TrialRecord { findings: vec![must.clone(), should.clone()], ..trial("acme/update/rejects/amount/maximum") },
        TrialRecord { findings: vec![should, open], ..trial("acme/update/rejects/amount/type") },
        TrialRecord {
            errors: vec![TrialError::Target { kind: ErrorKind::Refused, text: "reach it".into() }],
            ..trial("acme/update/raw/empty")
        },
        TrialRecord {
            findings: vec![must],
            errors: vec![TrialError::Ours("draw".into())],
            ..trial("acme/scenario/both")
        },
        TrialRecord { cases: 0, asked: BTreeMap::new(), not_tested: left_out.clone(), ..trial("acme/scenario/closed") },
        TrialRecord { not_tested: left_out, ..trial("acme/scenario/in-part") },
        TrialRecord { interrupted: true, ..trial("acme/scenario/late") },
    ];
    run
}

fn cases(root: &Element) -> BTreeMap<String, &Element> {
    let cases = root.all("testsuite").flat_map(|suite| suite.all("testcase"));
    cases.map(|case| (format!("{}/{}", case.get("classname"), case.get("name")), case)).collect()
}

/// An element: its name, its children, and its attributes, the required ones first.
type Known = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

/// What `junit-10.xsd` of the xUnit plugin of Jenkins lets an element have: children in any order, and attributes, the required ones first.
const SCHEMA: [Known; 9] = [
    ("testsuites", &["testsuite"], &[], &["name", "time", "tests", "failures", "errors"]),
    (
        "testsuite",
        &["testsuite", "properties", "testcase", "system-out", "system-err"],
        &["name", "tests", "failures", "errors"],
        &["group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"],
    ),
    ("properties", &["property"], &[], &[]),
    ("property", &[], &["name", "value"], &[]),
    (
        "testcase",
        &[
            "skipped",
            "error",
            "failure",
            "rerunFailure",
            "rerunError",
            "flakyFailure",
            "flakyError",
            "system-out",
            "system-err",
        ],
        &["name"],
        &["time", "classname", "group"],
    ),
    ("failure", &[], &[], &["type", "message"]),
    ("error", &[], &[], &["type", "message"]),
    ("skipped", &[], &[], &["type", "message"]),
    ("system-out", &[], &[], &[]),
];

/// Each breach of that schema in an element and below it.
fn breaches(element: &Element) -> Vec<String> {
    let Some((name, children, required, more)) = SCHEMA.iter().find(|(name, ..)| *name == element.name) else {
        return vec![format!("{} is unknown", element.name)];
    };
    let known = |attribute: &str| required.contains(&attribute) || more.contains(&attribute);
    let has = |attribute: &str| element.attributes.iter().any(|(name, _)| name == attribute);
    let unknown = element.attributes.iter().filter(|(one, _)| !known(one)).map(|(one, _)| format!("{name}/@{one}"));
    let missing = required.iter().filter(|one| !has(one)).map(|one| format!("{name} lacks @{one}"));
    let strangers = element.children.iter().filter(|child| !children.contains(&child.name.as_str()));
    let strangers = strangers.map(|child| format!("{} in {name}", child.name));
    // Digits and a fraction, as Surefire writes a time.
    let time = Some(element.get("time")).filter(|time| !time.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    let mixed = (!children.is_empty() && !element.text.trim().is_empty()).then(|| format!("text in {name}"));
    let own =
        unknown.chain(missing).chain(strangers).chain(time.map(|time| format!("{name}/@time {time}"))).chain(mixed);
    own.chain(element.children.iter().flat_map(breaches)).collect()
}

#[test]
fn every_file_keeps_the_schema_that_jenkins_validates_against() {
    for run in [every_kind(), made::small(), made::large(50), made::spelled(&hostile)] {
        assert_eq!(breaches(&junit(&run).1), Vec::<String>::new());
    }
    let (text, _) = junit(&every_kind());
    for (from, to) in [
        ("<testcase ", "<testcase timestamp=\"2026\" "),
        ("<testsuites ", "<testsuites skipped=\"1\" "),
        ("</testcase>", "<properties/></testcase>"),
        ("<failure ", "<fault "),
    ] {
        let other =
            text.replace(from, to).replace("</failure>", if to == "<fault " { "</fault>" } else { "</failure>" });
        assert!(!breaches(&read(&other)).is_empty(), "{to}: the schema is able to fail");
    }
}

#[test]
fn failures_errors_and_skipped_trials_stand_apart() {
    let (_, root) = junit(&every_kind());
    let kinds: Vec<(String, Vec<&str>)> = cases(&root)
        .into_iter()
        .map(|(name, case)| (name, case.children.iter().map(|child| child.name.as_str()).collect()))
        .collect();
    let kinds: Vec<(&str, &[&str])> = kinds.iter().map(|(name, kinds)| (name.as_str(), kinds.as_slice())).collect();
    assert_eq!(
        kinds,
        [
            ("acme.scenario/both", &["failure", "system-out"][..]),
            ("acme.scenario/closed", &["skipped", "system-out"]),
            ("acme.scenario/in-part", &["system-out"]),
            ("acme.scenario/late", &["skipped", "system-out"]),
            ("acme.update/accepts/amount", &["system-out"]),
            ("acme.update/raw/empty", &["error", "system-out"]),
            ("acme.update/rejects/amount/maximum", &["failure", "system-out"]),
            ("acme.update/rejects/amount/type", &["system-out"]),
        ]
    );
    assert_eq!(root.name, "testsuites");
    let suites: Vec<&str> = root.all("testsuite").map(|suite| suite.get("name")).collect();
    assert_eq!(suites, ["acme.scenario", "acme.update"]);
}

/// Readers show the sums of the attributes, or count for themselves: both must come to the same.
#[test]
fn the_sums_are_those_of_the_cases() {
    let (_, root) = junit(&every_kind());
    for element in root.all("testsuite").chain([&root]) {
        let suites: Vec<&Element> =
            if element.name == "testsuite" { vec![element] } else { root.all("testsuite").collect() };
        let all: Vec<&Element> = suites.iter().flat_map(|suite| suite.all("testcase")).collect();
        let with = |kind: &str| all.iter().filter(|case| case.one(kind).is_some()).count().to_string();
        let told = ["tests", "failures", "errors"].map(|name| element.get(name).to_owned());
        assert_eq!(told, [all.len().to_string(), with("failure"), with("error")]);
        if element.name == "testsuite" {
            assert_eq!(element.get("skipped"), with("skipped"));
            assert!(element.get("timestamp").starts_with("2026-11-21T23:59:24.738"), "{}", element.get("timestamp"));
        }
    }
    assert_eq!(root.all("testsuite").map(|suite| suite.get("time")).collect::<Vec<_>>(), ["6.000", "6.000"]);
    assert_eq!(cases(&root)["acme.update/accepts/amount"].get("time"), "1.500");
}

#[test]
fn a_failure_says_what_is_broken_and_how_to_see_it_again() {
    let (_, root) = junit(&every_kind());
    let cases = cases(&root);
    let case = cases["acme.update/rejects/amount/maximum"];
    let told = &case.one("system-out").expect("what it is about").text;
    let ids: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("requirement: ")).collect();
    assert_eq!(ids, ["AC-0", "AC-1"]);
    let failure = case.one("failure").expect("a failure");
    assert_eq!(failure.get("type"), "outcome");
    let message = r#"AC-0: expected {"a":1, "b":2}, got {"a":1, "b":3}"#;
    assert_eq!(failure.get("message"), message, "the broken `should` only warns");
    for part in ["Clause 0", "violates: /amount maximum", "/rows", "-  \"b\": 2\n+  \"b\": 3", "curl -i -X POST"] {
        assert!(failure.text.contains(part), "no {part} in {}", failure.text);
    }
    let warned = &case.one("system-out").expect("a warning").text;
    assert!(warned.contains("\nwarn: AC-0: expected"), "{warned}");
    let seen = &cases["acme.update/rejects/amount/type"].one("system-out").expect("two").text;
    assert!(seen.contains("warn: AC-0") && seen.contains("\ninfo: AC-0"), "{seen}");
    let skipped = cases["acme.scenario/closed"].one("skipped").expect("skipped");
    assert_eq!(skipped.get("message"), "the profile gives no state `closed`");
    assert_eq!(cases["acme.scenario/late"].one("skipped").expect("skipped").get("message"), "the run was interrupted");
    let error = cases["acme.update/raw/empty"].one("error").expect("an error");
    assert_eq!((error.get("message"), error.text.as_str()), ("reach it", "reach it"));
    assert!(cases["acme.scenario/both"].one("system-out").expect("the error").text.contains("error: draw"));
}

#[test]
fn what_came_once_and_not_again_is_an_error_and_what_is_waived_is_told() {
    let mut run = every_kind();
    let trial = &mut run.trials[1];
    trial.findings.truncate(1);
    trial.findings[0].flaky = true;
    let root = junit(&run).1;
    let cases = cases(&root);
    let error = cases["acme.update/rejects/amount/maximum"].one("error").expect("an error");
    assert!(error.get("type") == "flaky" && error.get("message").ends_with("kept every requirement)"), "{error:?}");
    let root = junit(&made::small()).1;
    let case = root.one("testsuite").and_then(|suite| suite.one("testcase")).expect("a trial");
    assert!(case.one("failure").is_none());
    assert!(case.one("system-out").is_some_and(|out| out.text.contains("\nwaived: AC-0")), "{case:?}");
}

#[test]
fn the_verdict_says_what_was_not_tested() {
    let mut run = made::small();
    (run.complete, run.ended) = (true, None);
    run.waivers.clear();
    for trial in &mut run.trials {
        trial.errors.clear();
        trial.findings.clear();
    }
    for one in run.contracts.iter_mut().flat_map(|contract| &mut contract.requirements) {
        one.verdict = Verdict::Pass;
    }
    let verdict = |run: &Run| {
        let (_, root) = junit(run);
        let suite = root.one("testsuite").and_then(|suite| suite.one("properties")).expect("properties");
        suite.all("property").find(|one| one.get("name") == "verdict").expect("a verdict").get("value").to_owned()
    };
    assert_eq!(verdict(&run), "conformant");
    let one = run.contracts[0].requirements.iter_mut().find(|one| one.level == Level::Must).expect("one");
    one.verdict = Verdict::NotTested;
    assert_eq!(verdict(&run), "conformant (1 must requirement not tested)");
}

#[test]
fn under_strict_a_broken_should_fails() {
    let mut run = every_kind();
    run.strict = true;
    let (_, root) = junit(&run);
    assert!(cases(&root)["acme.update/rejects/amount/type"].one("failure").is_some());
}

#[test]
fn no_answer_leaves_its_place() {
    let mut run = unwaived(made::spelled(&hostile));
    run.trials.push(TrialRecord {
        id: TrialId::of_contract(&hostile("acme"), Group::Replay, "path"),
        contract: hostile("acme"),
        ..trial("acme/scenario/path")
    });
    run.trials[0].findings.retain(|found| found.finding.level == Level::Must);
    let (text, root) = junit(&run);
    assert_eq!(hidden(&text), None);
    let failed: Vec<&Element> =
        root.all("testsuite").flat_map(|suite| suite.all("testcase")).filter_map(|case| case.one("failure")).collect();
    assert_eq!(failed.len(), 1, "{text}");
    assert!(failed[0].children.is_empty());
    for part in
        ["]]>", "<![CDATA[", "</failure></testcase>", r"\ud800 \u0000 \udfff", "U+0000U+0001", "U+FFFEU+FFFF", "U+202E"]
    {
        assert!(failed[0].text.contains(part), "{part} is not told: {}", failed[0].text);
    }
    assert!(ATTACKS[3].len() < 100 && failed[0].get("message").contains("]]>"), "{}", failed[0].get("message"));
}

#[test]
fn a_large_run_stays_readable() {
    let run = made::large(5_000);
    let (text, root) = junit(&run);
    assert!(text.len() < 12_000_000, "{} bytes", text.len());
    assert_eq!((root.get("tests"), root.get("failures")), ("500", "500"));
    let told = root.all("testsuite").flat_map(|suite| suite.all("testcase")).filter_map(|case| case.one("failure"));
    assert!(told.into_iter().all(|failure| failure.get("message").starts_with("AC-")));
}

#[test]
fn a_played_run_stands_in_it_with_every_trial() {
    let out = folder("junit-played");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_tekigo"))
        .args([
            "run",
            "--contract",
            "robo-payment",
            "--fault",
            "good-call-201",
            "bulk_upsert/raw",
            "document-sample",
            "--out",
        ])
        .arg(&out)
        .output()
        .expect("tekigo starts");
    assert_eq!(output.status.code(), Some(1));
    let read_file = |name: &str| std::fs::read_to_string(out.join(name)).expect("there");
    let root = read(&read_file("junit.xml"));
    let report: serde_json::Value = serde_json::from_str(&read_file("report.json")).expect("JSON");
    assert_eq!(root.get("tests"), report["totals"]["trials"].to_string());
    let cases = cases(&root);
    let failure = cases["robo-payment.scenario/document-sample"].one("failure").expect("it fails");
    let findings = report["findings"].as_array().expect("findings");
    let of_trial =
        findings.iter().find(|one| one["trial"] == "robo-payment/scenario/document-sample").expect("it is there");
    let replay = format!("tekigo replay {} --fault good-call-201", of_trial["scenario"].as_str().expect("a path"));
    assert!(failure.text.contains(&replay), "{replay} in {}", failure.text);
}
