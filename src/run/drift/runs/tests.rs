//! Pairs of answers, and two whole runs.

use bytes::Bytes;
use serde_json::json;

use super::*;
use crate::run::{
    journal::{Due, Purpose},
    play_trial,
    testing::{Asked, Memory, Reply, Server, asked_line, files, folder, honest, journal_text, plan, subject},
};

#[test]
fn an_address_is_compared_by_its_path() {
    assert_eq!(path("http://127.0.0.1:8080/api/x?y=1"), "/api/x?y=1");
    assert_eq!(path("https://demo.example"), "");
}

/// An exchange of the shop as a journal holds it.
fn exchange(response: &Value) -> ReadExchange<'static> {
    ReadExchange {
        trial: "shop/order/a".into(),
        case: 1,
        number: 0,
        operation: "order".to_owned(),
        due: Due { requirement: "SH-ok".to_owned(), level: Some(Level::Must) },
        purpose: Purpose::Case,
        at: 0,
        method: "POST".to_owned(),
        url: "http://a/orders".to_owned(),
        headers: Vec::new(),
        request: Bytes::from(json!({"count": 70_001}).to_string()),
        status: 200,
        content_type: String::new(),
        retry_after: None,
        response: Bytes::from(response.to_string()),
        leaked: Vec::new(),
        micros: 1_000,
        attempts: 1,
    }
}

fn blank() -> Drift {
    let side = || Side {
        folder: String::new(),
        target: String::new(),
        plan_hash: String::new(),
        started: String::new(),
        latency: BTreeMap::new(),
    };
    Drift {
        a: side(),
        b: side(),
        compared: 0,
        same: 0,
        only_a: 0,
        only_b: 0,
        asked_otherwise: 0,
        changes: BTreeMap::new(),
        more: 0,
        masked: BTreeMap::new(),
    }
}

fn hints() -> Hints<'static> {
    let place = Pattern::new("/error/code").expect("a place");
    Hints { codes: [(("shop".to_owned(), "order".to_owned()), vec![place])].into(), mask: &[] }
}

/// What changed from one exchange to another, with whether they asked the same.
fn compared(a: &ReadExchange<'_>, b: &ReadExchange<'_>) -> (bool, Vec<(&'static str, String)>) {
    let mut drift = blank();
    let same = pair(&mut drift, &hints(), a, b);
    assert_eq!(drift.compared, u64::from(same));
    assert_eq!(drift.same, u64::from(same && drift.changes.is_empty()));
    (same, drift.changes.into_keys().map(|change| (change.kind.name(), change.place)).collect())
}

#[test]
fn two_answers_are_compared_where_the_requests_were_the_same() {
    let base = || exchange(&json!({"error": {"code": "E1"}}));
    let with = |change: &dyn Fn(&mut ReadExchange<'static>)| {
        let mut other = base();
        change(&mut other);
        compared(&base(), &other)
    };
    let same = |changes: &[(&'static str, &str)]| {
        (true, changes.iter().map(|(kind, place)| (*kind, (*place).to_owned())).collect())
    };
    assert_eq!(with(&|_| {}), same(&[]));
    assert_eq!(with(&|other| other.url = "https://elsewhere/orders".to_owned()), same(&[]));
    assert_eq!(with(&|other| other.status = 201), same(&[("status", "")]));
    assert_eq!(
        with(&|other| other.response = Bytes::from(json!({"error": {"code": "E2"}}).to_string())),
        same(&[("code", "/error/code")])
    );
    let otherwise = (false, Vec::new());
    assert_eq!(with(&|other| other.method = "PUT".to_owned()), otherwise);
    assert_eq!(with(&|other| other.operation = "find".to_owned()), otherwise);
    assert_eq!(with(&|other| other.url = "http://a/other".to_owned()), otherwise);
    assert_eq!(with(&|other| other.request = Bytes::from_static(b"{\"count\":2}")), otherwise);
}

#[test]
fn an_answer_that_takes_ten_times_and_a_second_longer_is_a_change() {
    for (before, after, slower) in [
        (100_000, 1_100_010, true),
        (100_000, 1_000_009, false),
        (111_112, 1_111_129, false),
        (111_112, 1_111_130, true),
        (90_000, 1_090_000, true),
        (90_000, 1_089_999, false),
        (2_000_000, 3_000_000, false),
        (1_000, 10, false),
        (0, 1_000_000, true),
    ] {
        let timed = |micros: u64| ReadExchange { micros, ..exchange(&json!({})) };
        let (same, changes) = compared(&timed(before), &timed(after));
        assert_eq!((same, !changes.is_empty()), (true, slower), "{before} {after}");
    }
}

#[test]
fn what_a_request_holds_is_no_id_and_what_is_masked_is_counted() {
    let mut drift = blank();
    let (a, b) =
        (exchange(&json!({"n_id": 70_001, "at_id": 80_001})), exchange(&json!({"n_id": 70_002, "at_id": 80_002})));
    for _ in 0..2 {
        assert!(pair(&mut drift, &hints(), &a, &b));
    }
    let (change, met) = drift.changes.iter().next().expect("one");
    assert_eq!((change.place.as_str(), change.kind, drift.changes.len()), ("/n_id", ChangeKind::Value, 1));
    assert_eq!((met.cases, met.level, met.trial.as_str(), met.request), (2, Level::Must, "shop/order/a", 0));
    assert_eq!(
        drift.masked,
        [("shop/order /at_id".to_owned(), Masked { class: "number".to_owned(), values: 2 })].into()
    );
    assert_eq!((drift.compared, drift.same), (2, 0));
}

#[test]
fn a_change_is_as_firm_as_the_firmest_case_and_a_slow_answer_never() {
    let difference = |kind, place: &str| Difference::plain(kind, place, "a".to_owned(), "b".to_owned());
    let place = ("shop".to_owned(), "order".to_owned());
    let due = |requirement: &str, level| ReadExchange {
        due: Due { requirement: requirement.to_owned(), level },
        ..exchange(&json!({}))
    };
    let mut drift = blank();
    note(&mut drift, &place, &due("", None), difference(ChangeKind::Status, ""));
    let (_, met) = drift.changes.first_key_value().expect("one");
    assert_eq!((met.level, met.requirements.len()), (Level::Open, 0));
    note(&mut drift, &place, &due("A", Some(Level::Should)), difference(ChangeKind::Status, ""));
    note(&mut drift, &place, &due("B", Some(Level::Open)), difference(ChangeKind::Status, ""));
    let (_, met) = drift.changes.first_key_value().expect("one");
    assert_eq!((met.level, met.cases, met.requirements.len()), (Level::Should, 3, 2));
    note(&mut drift, &place, &due("A", Some(Level::Must)), difference(ChangeKind::Latency, ""));
    let latency = drift.changes.iter().find(|(change, _)| change.kind == ChangeKind::Latency).expect("it is there");
    assert_eq!(latency.1.level, Level::Open);
    for number in drift.changes.len()..MOST + 3 {
        note(&mut drift, &place, &due("A", None), difference(ChangeKind::Value, &number.to_string()));
    }
    assert_eq!((drift.changes.len(), drift.more), (MOST, 3));
}

/// Plays some trials of the shop into the journal of a folder.
fn run(name: &str, names: &[&str], answer: impl FnMut(&Asked) -> Reply + Send + 'static) -> std::path::PathBuf {
    let server = Server::start(answer);
    let mut plan = plan(subject(&server.url));
    // What is made small or repeated would take numbers of its own.
    plan.settings.shrink = 0;
    let memory = Memory::of(&mut plan);
    for trial in plan.trials.iter().filter(|trial| names.contains(&trial.name.as_str())) {
        play_trial(&plan, trial);
    }
    let folder = folder(name);
    std::fs::write(folder.join(crate::run::FILE), memory.text()).expect("a file");
    folder
}

#[test]
fn two_runs_are_compared_request_by_request() {
    let [empty, blank, array] = ["empty", "blank", "array"].map(|name| format!("shop/order/raw/{name}"));
    let count = "shop/order/accepts/count";
    let a = run("drift-a", &[&empty, &blank, count], honest);
    let b = run("drift-b", &[&blank, count, &array], |ask| match ask.json()["count"].as_i64() {
        Some(100) => Reply::json(400, &json!({"error": {"code": "E2"}})),
        None if ask.body == b" \n" => Reply::json(400, &json!({"error": {"code": "E1"}})),
        _ => honest(ask),
    });
    let drift = drift(&files(), &a, &b, &[]).expect("two runs");
    assert_eq!((drift.compared, drift.same, drift.only_a, drift.only_b, drift.asked_otherwise), (5, 3, 1, 1, 0));
    let told: Vec<(&str, &str)> =
        drift.changes.keys().map(|change| (change.kind.name(), change.place.as_str())).collect();
    let due = [("status", ""), ("code", "/error/code"), ("shape", "/count"), ("shape", "/error"), ("shape", "/id")];
    assert_eq!(told, [&due[..], &[("shape", "/note")]].concat());
    assert_eq!((drift.a.folder, drift.a.latency["shop/order"].count()), (a.display().to_string(), 6));
    assert_eq!((drift.b.latency["shop/order"].count(), drift.b.target.as_str()), (6, "shop"));
    let nowhere = folder("drift-none").join("none");
    assert!(super::drift(&files(), &nowhere, &b, &[]).is_err_and(|why| why.contains("the journal cannot be read")));
}

#[test]
fn once_a_case_asks_something_else_what_follows_in_it_is_another_question() {
    let text = |requests: &[(u64, &str)]| {
        let head = plan(subject("http://127.0.0.1:1")).head("2026-11-22T00:00:00Z".to_owned(), None, &|_| true);
        let lines = requests.iter().enumerate();
        let lines = lines.map(|(number, (case, body))| {
            asked_line("shop/scenario/s", *case, number, &json!({"request": {"text": body}}))
        });
        journal_text(&head, lines)
    };
    let write = |name: &str, text: String| {
        let folder = folder(name);
        std::fs::write(folder.join(crate::run::FILE), text).expect("a file");
        folder
    };
    let a = write("drift-parted-a", text(&[(1, "1"), (1, "2"), (1, "3"), (2, "4"), (2, "5")]));
    let b = write("drift-parted-b", text(&[(1, "1"), (1, "[]"), (1, "3"), (2, "4"), (2, "5")]));
    let drift = drift(&files(), &a, &b, &[]).expect("two runs");
    assert_eq!((drift.compared, drift.same, drift.asked_otherwise, drift.only_a, drift.only_b), (3, 3, 2, 0, 0));
}
