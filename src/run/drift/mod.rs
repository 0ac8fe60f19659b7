//! What changed from one run to another: the same requests, answer by answer.
//!
//! Both journals are read a line at a time; of the first only the places of its lines are kept in memory.

mod class;
mod compare;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

use serde_json::Value;

use super::journal::{Exchanges, Journaled, ReadExchange};
use crate::{
    contract::{Contract, Files, Level, Pattern},
    record::{Change, ChangeKind, Drift, Latency, Masked, Met, Side},
};
use compare::{Difference, bodies, scalars};

/// The most different changes that are listed.
const MOST: usize = 5_000;
/// An answer that takes so many times as long, and at least so many microseconds more, is a change.
const SLOWER: (u64, u64) = (10, 1_000_000);

/// Compares the run in one folder with that in another. The contracts say where codes stand; one that is not among the files is
/// compared without that. The values of fields that `mask` names are passed over.
pub fn drift(files: &Files, a: &Path, b: &Path, mask: &[String]) -> Result<Drift, String> {
    let side = |folder: &Path| side(folder).map_err(|error| error.to_string());
    let (head_a, head_b) = (side(a)?, side(b)?);
    let known = Known { codes: codes(files, &[&head_a.1, &head_b.1]), mask };
    let mut drift = Drift {
        a: head_a.0,
        b: head_b.0,
        compared: 0,
        same: 0,
        only_a: 0,
        only_b: 0,
        asked_otherwise: 0,
        changes: BTreeMap::new(),
        more: 0,
        masked: BTreeMap::new(),
    };
    let mut places = HashMap::new();
    let mut old = Exchanges::open(a).map_err(|error| error.to_string())?;
    let latency = &mut drift.a.latency;
    let indexed = old.each(|spot, exchange| {
        places.insert(key(&exchange), spot);
        see(latency, &exchange);
        Ok(())
    });
    indexed.map_err(|error| error.to_string())?;
    let mut new = Exchanges::open(b).map_err(|error| error.to_string())?;
    let mut parted: HashMap<String, u64> = HashMap::new();
    let compared = new.each(|_, exchange| {
        see(&mut drift.b.latency, &exchange);
        // Once a case asks something else, what follows in it is no longer the same question.
        let is_parted = parted.get(exchange.trial.as_ref()) == Some(&exchange.case);
        match places.remove(&key(&exchange)) {
            None => drift.only_b += 1,
            Some(_) if is_parted => drift.asked_otherwise += 1,
            Some(spot) => {
                if !old.at(spot, |before| pair(&mut drift, &known, &before, &exchange))? {
                    drift.asked_otherwise += 1;
                    parted.insert(exchange.trial.clone().into_owned(), exchange.case);
                }
            }
        }
        Ok(())
    });
    compared.map_err(|error| error.to_string())?;
    drift.only_a = places.len() as u64;
    Ok(drift)
}

fn side(folder: &Path) -> Result<(Side, Journaled), super::JournalError> {
    let journaled = Journaled::read(folder, false)?;
    let head = &journaled.head;
    let side = Side {
        folder: folder.display().to_string(),
        target: head.target.name.clone(),
        plan_hash: head.plan_hash.clone(),
        started: head.started.clone(),
        latency: BTreeMap::new(),
    };
    Ok((side, journaled))
}

/// Where the codes of an operation stand, by contract and operation.
type Codes = HashMap<(String, String), Vec<Pattern>>;

fn codes(files: &Files, runs: &[&Journaled]) -> Codes {
    let mut codes = Codes::new();
    for promises in runs.iter().flat_map(|run| &run.head.contracts) {
        // A reading may move a code; that of the second run holds where they differ.
        let Ok(contract) = Contract::load(files, &promises.id, &promises.readings) else { continue };
        for operation in &contract.operations {
            let places = operation.errors.iter().map(|place| place.code.clone()).collect();
            codes.insert((promises.id.clone(), operation.id.clone()), places);
        }
    }
    codes
}

/// What is known of the answers before they are compared.
struct Known<'a> {
    codes: Codes,
    mask: &'a [String],
}

/// The place of a request in the plan, as a number: two that meet are told apart by what they ask.
fn key(exchange: &ReadExchange<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&exchange.trial, exchange.number).hash(&mut hasher);
    hasher.finish()
}

fn contract_of<'a>(exchange: &'a ReadExchange<'_>) -> &'a str {
    exchange.trial.split('/').next().unwrap_or_default()
}

fn see(latency: &mut BTreeMap<String, Latency>, exchange: &ReadExchange<'_>) {
    latency.entry(format!("{}/{}", contract_of(exchange), exchange.operation)).or_default().see(exchange.micros);
}

/// Compares two answers; whether their requests were the same.
fn pair(drift: &mut Drift, known: &Known<'_>, a: &ReadExchange<'_>, b: &ReadExchange<'_>) -> bool {
    let json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
    let (sent_a, sent_b) = (json(&a.request), json(&b.request));
    // What one run was answered may stand in its next request: ids and tokens differ there for the same reason.
    let requests = bodies(&a.request, &b.request, &BTreeSet::new(), known.mask, &|_| false);
    if a.method != b.method
        || a.operation != b.operation
        || path(&a.url) != path(&b.url)
        || !requests.differences.is_empty()
    {
        return false;
    }
    drift.compared += 1;
    let mut sent = BTreeSet::new();
    [&sent_a, &sent_b].into_iter().flatten().for_each(|value| scalars(value, &mut sent));
    let place = (contract_of(b).to_owned(), b.operation.clone());
    let patterns = known.codes.get(&place).map(Vec::as_slice).unwrap_or_default();
    let is_code = |pointer: &str| patterns.iter().any(|pattern| pattern.fits(pointer));
    let compared = bodies(&a.response, &b.response, &sent, known.mask, &is_code);
    let mut differences = compared.differences;
    let mut differ = |kind, from: String, to: String| {
        differences.push(Difference::plain(kind, "", from, to));
    };
    if a.status != b.status {
        differ(ChangeKind::Status, a.status.to_string(), b.status.to_string());
    }
    if b.micros / SLOWER.0 > a.micros && b.micros - a.micros >= SLOWER.1 {
        differ(ChangeKind::Latency, "at most a tenth of it".to_owned(), "at least a second more".to_owned());
    }
    for (at, class) in compared.masked {
        let masked = drift.masked.entry(format!("{}/{} {at}", place.0, place.1)).or_default();
        *masked = Masked { class: class.to_owned(), values: masked.values + 1 };
    }
    if differences.is_empty() {
        drift.same += 1;
    }
    for difference in differences {
        note(drift, &place, b, difference);
    }
    true
}

fn note(drift: &mut Drift, (contract, operation): &(String, String), met: &ReadExchange<'_>, difference: Difference) {
    let Difference { kind, place, from, to, example } = difference;
    let level = if kind == ChangeKind::Latency { Level::Open } else { met.due.level.unwrap_or(Level::Open) };
    let change = Change { contract: contract.clone(), operation: operation.clone(), kind, place, from, to };
    let requirement = Some(&met.due.requirement).filter(|requirement| !requirement.is_empty()).cloned();
    if let Some(known) = drift.changes.get_mut(&change) {
        known.cases += 1;
        known.level = known.level.max(level);
        known.requirements.extend(requirement);
    } else if drift.changes.len() < MOST {
        let (trial, request) = (met.trial.clone().into_owned(), met.number);
        let requirements = requirement.into_iter().collect();
        drift.changes.insert(change, Met { level, cases: 1, requirements, trial, request, example });
    } else {
        drift.more += 1;
    }
}

/// An address without its host: two targets have two.
fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("", |at| &rest[at..])
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde_json::json;

    use super::*;
    use crate::{
        run::{
            journal::Due,
            play_trial,
            testing::{Asked, Memory, Reply, Server, asked_line, files, folder, honest, journal_text, plan, subject},
        },
        target::Purpose,
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

    fn known() -> Known<'static> {
        let place = Pattern::new("/error/code").expect("a place");
        Known { codes: [(("shop".to_owned(), "order".to_owned()), vec![place])].into(), mask: &[] }
    }

    /// What changed from one exchange to another, with whether they asked the same.
    fn compared(a: &ReadExchange<'_>, b: &ReadExchange<'_>) -> (bool, Vec<(&'static str, String)>) {
        let mut drift = blank();
        let same = pair(&mut drift, &known(), a, b);
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
            assert!(pair(&mut drift, &known(), &a, &b));
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
        let (empty, count, array) = ("shop/order/raw/empty", "shop/order/accepts/count", "shop/order/raw/array");
        let a = run("drift-a", &[empty, count], honest);
        let b = run("drift-b", &[count, array], |ask| match ask.json()["count"].as_i64() {
            Some(100) => Reply::json(400, &json!({"error": {"code": "E2"}})),
            _ => honest(ask),
        });
        let drift = drift(&files(), &a, &b, &[]).expect("two runs");
        assert_eq!((drift.compared, drift.same, drift.only_a, drift.only_b, drift.asked_otherwise), (4, 3, 1, 1, 0));
        let changes: Vec<(&str, &str)> =
            drift.changes.keys().map(|change| (change.kind.name(), change.place.as_str())).collect();
        assert_eq!(
            changes,
            [("status", ""), ("shape", "/count"), ("shape", "/error"), ("shape", "/id"), ("shape", "/note")]
        );
        assert_eq!((drift.a.folder, drift.a.latency["shop/order"].count()), (a.display().to_string(), 5));
        assert_eq!((drift.b.latency["shop/order"].count(), drift.b.target.as_str()), (5, "shop"));
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
}
