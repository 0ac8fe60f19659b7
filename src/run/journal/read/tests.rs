//! Journals of a few lines, read back.

use serde_json::{Value, json};

use super::{super::PLAIN, *};
use crate::record::Lines;
use crate::run::testing::{asked_line, finding, folder, found, journal_text, plan, record, subject};

const TRIAL: &str = "shop/order/raw/empty";

fn head() -> Head {
    plan(subject("http://127.0.0.1:1")).head("2026-11-22T00:00:00Z".to_owned(), None, &|trial| trial.name == TRIAL)
}

fn read(lines: &[String], with_past: bool) -> Result<Journaled, JournalError> {
    let text = journal_text(&head(), lines.iter().cloned());
    Journaled::of(Path::new("j"), text.as_bytes(), with_past)
}

fn at(seconds: u64, number: usize) -> String {
    asked_line(TRIAL, 1, number, &json!({"at": seconds * 1_000_000}))
}

fn line(kind: &str, value: &Value) -> String {
    json!({kind: value}).to_string()
}

fn trial(record: &TrialRecord) -> String {
    line("trial", &json!({"at": 9_000_000, "record": record}))
}

#[test]
fn a_trial_that_did_not_end_is_known_as_far_as_it_came() {
    let second = asked_line(TRIAL, 2, 1, &json!({}));
    let found = |requirement: &str| {
        line("found", &json!({"trial": TRIAL, "contract": "shop", "found": found(finding(requirement))}))
    };
    let lines = [at(1, 0), found("A"), second, found("B"), found("A")];
    let journaled = read(&lines, false).expect("a journal");
    let record = &journaled.records[TRIAL];
    assert_eq!((record.cases, record.exchanges, record.interrupted), (2, 2, true));
    assert_eq!(
        (record.id.to_string().as_str(), record.name.as_str(), record.contract.as_str()),
        (TRIAL, TRIAL, "shop")
    );
    assert_eq!(record.asked, [("A".to_owned(), 2), ("B".to_owned(), 1)].into());
    let requirements: Vec<&str> = record.findings.iter().map(|found| found.finding.requirement.as_str()).collect();
    assert_eq!(requirements, ["B", "A"], "a finding that is met again stands once");
    assert_eq!((journaled.asked["shop"], journaled.past.len()), (2, 0));
}

#[test]
fn a_record_knows_the_lines_of_what_it_put_to_the_test_and_found() {
    let due = |case: u64, number: usize, requirement: &str| {
        asked_line(TRIAL, case, number, &json!({"due": {"requirement": requirement, "level": "must"}}))
    };
    let shows = |case: u64, requirement: &str| {
        let found = Found { case, ..found(finding(requirement)) };
        line("found", &json!({"trial": TRIAL, "contract": "shop", "found": found}))
    };
    // Lines 2 to 9; the head is the first.
    let lines = [
        due(1, 0, "A"),
        due(1, 1, "B"),
        due(1, 2, "A"),
        asked_line(TRIAL, 1, 3, &json!({"purpose": "again", "due": {"requirement": "C", "level": "must"}})),
        shows(1, "B"),
        due(2, 4, "A"),
        due(2, 5, "D"),
        shows(2, "E"),
    ];
    let lines_of = |lines: &[String]| read(lines, false).expect("a journal").records[TRIAL].lines.clone();
    let asked = [("A", 2), ("B", 3), ("D", 8)].map(|(id, line)| (id.to_owned(), line)).into();
    let expected = Lines { journal: 0, first: 2, asked, found: [(1, 3), (2, 7)].into() };
    let ended = [lines.as_slice(), &[trial(&record(TRIAL, Vec::new()))]].concat();
    assert_eq!([lines_of(&lines), lines_of(&ended)], [expected.clone(), expected]);
    let again = [lines.as_slice(), &[due(1, 0, "B")]].concat();
    assert_eq!((lines_of(&again).first, lines_of(&again).asked.len()), (10, 1), "a trial that starts anew");
}

#[test]
fn a_trial_that_starts_again_forgets_what_it_was() {
    let over = record(TRIAL, vec![found(finding("A"))]);
    let journaled = read(&[at(1, 0), trial(&over)], true).expect("a journal");
    assert_eq!((journaled.records[TRIAL].findings.len(), journaled.past.len()), (1, 0), "it is over");
    let halted = TrialRecord { interrupted: true, ..over.clone() };
    let journaled = read(&[at(1, 0), at(2, 1), trial(&halted)], true).expect("a journal");
    assert_eq!((journaled.records[TRIAL].findings.len(), journaled.past[TRIAL].len()), (1, 2), "it may go on");
    let again = read(&[at(1, 0), at(2, 1), trial(&halted), at(3, 0)], true).expect("a journal");
    let record = &again.records[TRIAL];
    assert_eq!((record.findings.len(), record.exchanges, again.past[TRIAL].len()), (0, 1, 1));
    assert_eq!(again.asked["shop"], 3, "what went out went out");
    let after = read(&[trial(&over), at(3, 1)], true).expect("a journal");
    assert!(after.records[TRIAL].interrupted && after.records[TRIAL].findings.is_empty());
}

#[test]
fn what_was_asked_beside_the_plan_is_counted_and_no_trial_of_it() {
    let aside = asked_line("shop/order/raw/empty as most=50", 1, 0, &json!({"purpose": "likely"}));
    let choices = json!({"contract": "shop", "choices": [{"reading": "most", "choice": "50", "pass": 1, "of": 2}]});
    let journaled = read(&[aside, line("likely", &choices)], true).expect("a journal");
    assert_eq!((journaled.records.len(), journaled.asked["shop"], journaled.past.len()), (0, 1, 1));
    assert_eq!(journaled.likely["shop"][0].pass, 1);
}

#[test]
fn the_time_that_was_spent_is_that_of_all_sessions() {
    let resumed = |seconds: u64| line("resumed", &json!({"at": seconds * 1_000_000}));
    let end = line("end", &json!({"seconds": 20.0, "complete": false, "ended": "shut"}));
    let of = |lines: &[String]| {
        let journaled = read(lines, false).expect("a journal");
        (journaled.spent.as_secs(), journaled.ended, journaled.last / 1_000_000)
    };
    assert_eq!(of(&[at(5, 0)]), (5, None, 5));
    assert_eq!(of(&[at(5, 0), at(3, 1)]), (5, None, 5));
    assert_eq!(of(&[at(5, 0), resumed(100), at(103, 1)]), (8, None, 103));
    assert_eq!(of(&[at(5, 0), resumed(100), at(103, 1), resumed(200), at(210, 2)]), (18, None, 210));
    assert_eq!(of(&[at(5, 0), trial(&record(TRIAL, Vec::new()))]), (9, None, 9));
    assert_eq!(of(&[at(5, 0), end.clone()]), (20, Some("shut".into()), 5));
    assert_eq!(of(&[at(5, 0), end, resumed(100), at(103, 1)]), (23, None, 103));
}

#[test]
fn a_line_that_was_cut_off_is_passed_over_and_any_other_that_is_broken_is_told() {
    let text = journal_text(&head(), [at(1, 0)]);
    let of = |text: &str| Journaled::of(Path::new("j"), text.as_bytes(), false);
    let whole = of(&text).expect("a journal");
    let cut = of(&format!("{text}{{\"exch")).expect("a journal");
    assert_eq!((cut.records.len(), whole.records.len()), (1, 1));
    let wrong = |text: String| of(&text).expect_err("it is broken").to_string();
    let broken = wrong(format!("{text}{{\"exch\n"));
    assert!(broken.starts_with("j:3: the line is broken: ") && broken.ends_with("; take it from a copy"), "{broken}");
    let other = line("trial", &json!({"name": "other", "at": 1, "record": record(TRIAL, Vec::new())}));
    assert_eq!(
        wrong(format!("{text}{other}\n")),
        format!("j:3: the line is broken: it names other and is about {TRIAL}; take it from a copy")
    );
    assert_eq!(wrong(format!("{}\n", at(1, 0))), "j:1: the head is missing; take it from a copy");
    assert_eq!(wrong(format!("{text}{text}")), "j:3: a second head; part the two journals");
    let form =
        text.replace(&format!("\"journal\":{VERSION}"), "\"journal\":1").replace(env!("CARGO_PKG_VERSION"), "0.0.9");
    assert_eq!(
        wrong(form),
        format!(
            "j:1: the journal has form 1, and this version reads {OLDEST} and {VERSION}; read it with tekigo 0.0.9"
        )
    );
    assert_eq!(wrong(String::new()), "j: nothing was written to it before the run ended; start the run again");
    let nowhere = Journaled::read(&folder("read").join("none"), false).expect_err("there is none").to_string();
    assert!(
        nowhere.contains("the journal cannot be read")
            && nowhere.ends_with("name the folder that a run was written to"),
        "{nowhere}"
    );
}

#[test]
fn an_interrupted_run_goes_on_behind_its_last_whole_line() {
    let folder = folder("go-on");
    let text = journal_text(&head(), [at(5, 0)]);
    std::fs::write(folder.join(PLAIN), format!("{text}{{\"exch")).expect("a file");
    let journal = Journaled::read(&folder, true).expect("a journal").go_on().expect("it goes on");
    assert!(journal.at() > 3_600_000_000, "it began long ago");
    let told = std::fs::read_to_string(folder.join(PLAIN)).expect("a file");
    let resumed = told.strip_prefix(&text).expect("what was whole is still there");
    assert!(resumed.starts_with("{\"resumed\":{\"at\":") && resumed.ends_with("}}\n"), "{resumed}");
    drop(journal);
    assert_eq!(Journaled::read(&folder, true).expect("a journal").past[TRIAL].len(), 1);
}
