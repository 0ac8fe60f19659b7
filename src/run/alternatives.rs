//! Why trials fail that should not: a target that goes by another reading than the one in force.

use std::collections::BTreeSet;

use super::{
    Plan, Session, Settings, Subject,
    assemble::count,
    journal::{Aside, Line},
    play_trial,
};
use crate::{
    contract::{Files, Level, code_text},
    record::{Flight, Likely, Run, TrialError, TrialRecord},
    target::ErrorKind,
};

/// Trials that are played again for each choice, at most.
pub const AGAIN: usize = 12;

/// Plays some trials that failed again under every other choice of every reading, and notes the choices under which they pass.
pub fn likely(files: &Files, plan: &Plan, run: &mut Run) {
    for (index, (subject, session)) in plan.subjects.iter().zip(&plan.sessions).enumerate() {
        let contract = &subject.suite.contract;
        let failed = affordable(plan, index, &run.trials);
        // A resumed run may know already.
        let known = run.contracts.iter().any(|record| record.id == contract.id && !record.likely.is_empty());
        if failed.is_empty() || known || session.is_halted() {
            continue;
        }
        let mut flights = Vec::new();
        let choices = choices(files, plan, (subject, session), &failed, &mut flights);
        if let Some(journal) = &session.keeper.journal {
            for flight in &flights {
                session.keeper.written(journal.write(&Line::Flight(flight)));
            }
        }
        if let Some(record) = run.contracts.iter_mut().find(|record| record.id == contract.id) {
            for (operation, times) in flights.iter().flat_map(|flight| &flight.latency) {
                record.latency.entry(operation.clone()).or_default().add(times);
            }
        }
        count(&mut run.trials, flights);
        // What went out to find out whether the target lets us in is in the journal already.
        count(&mut run.trials, session.take_flights());
        if session.keeper.cancel.is_requested() {
            return;
        }
        if let Some(journal) = &session.keeper.journal {
            let line = Line::Likely { contract: &contract.id, choices: &choices };
            session.keeper.written(journal.write(&line));
        }
        if let Some(record) = run.contracts.iter_mut().find(|record| record.id == contract.id) {
            record.likely = Likely::most(&choices);
        }
    }
}

/// How trials fare under every other choice of every reading, as far as requests could be sent to the target.
fn choices(
    files: &Files,
    plan: &Plan,
    (subject, session): (&Subject, &Session),
    failed: &[String],
    flights: &mut Vec<Flight>,
) -> Vec<Likely> {
    let contract = &subject.suite.contract;
    let mut tried = Vec::new();
    for reading in &contract.readings {
        let in_force = contract.in_force.get(&reading.id);
        for choice in reading.choices.iter().filter(|choice| Some(*choice) != in_force) {
            let Ok(other) = subject.read_as(files, &reading.id, choice) else { continue };
            let choice = code_text(choice);
            let aside = Aside::reading(&reading.id, &choice);
            let Some((pass, of)) = again(plan, other, session.aside(aside), failed, flights) else { return tried };
            // A target that may get no more requests showed nothing.
            if session.gate.closed().is_some() {
                return tried;
            }
            tried.push(Likely { reading: reading.id.clone(), choice, pass, of });
        }
    }
    tried
}

/// The names of trials to play again: as many as what a run may send beyond its plan suffices for, under every other choice.
fn affordable(plan: &Plan, subject: usize, records: &[TrialRecord]) -> Vec<String> {
    let readings = &plan.subjects[subject].suite.contract.readings;
    let choices: u64 = readings.iter().map(|reading| reading.choices.len().saturating_sub(1) as u64).sum();
    let mut left = (plan.spare(subject, records) / 2).max(plan.least(records));
    let cost = |name: &String| plan.trials.iter().find(|trial| trial.name == *name).map_or(0, |trial| plan.cost(trial));
    let mut afford = |name: &String| {
        let taken = left.checked_sub(cost(name) * choices);
        left = taken.unwrap_or(left);
        taken.is_some()
    };
    failed(plan, subject, records).into_iter().filter(|name| afford(name)).collect()
}

/// The names of trials with a broken promise, the cheap ones first, different requirements before more of the same.
fn failed(plan: &Plan, subject: usize, records: &[TrialRecord]) -> Vec<String> {
    let own = |record: &&TrialRecord| {
        plan.trials.iter().any(|trial| trial.subject == subject && trial.name == record.name) && broken(record)
    };
    let mut failed: Vec<&TrialRecord> = records.iter().filter(own).collect();
    failed.sort_by_key(|record| record.cases);
    let mut seen = BTreeSet::new();
    let (fresh, more): (Vec<_>, Vec<_>) =
        failed.into_iter().partition(|record| seen.insert(record.findings[0].finding.requirement.clone()));
    fresh.into_iter().chain(more).take(AGAIN).map(|record| record.name.clone()).collect()
}

fn broken(record: &TrialRecord) -> bool {
    record.findings.iter().any(|found| found.waived.is_none() && found.finding.level > Level::Open)
}

/// Of the trials of these names, how many do not fail for the subject (one that it does not have sends nothing), and how many there are;
/// none where no requests could be sent to the target. What went out is noted.
fn again(
    plan: &Plan,
    subject: Subject,
    session: Session,
    names: &[String],
    flights: &mut Vec<Flight>,
) -> Option<(usize, usize)> {
    let settings = Settings { shrink: 0, ..plan.settings.clone() };
    let mut plan = Plan::new(vec![subject], plan.target.clone(), settings);
    plan.sessions = vec![session];
    let mut pass = 0;
    for name in names {
        let Some(trial) = plan.trials.iter().find(|trial| trial.name == *name) else {
            pass += 1;
            continue;
        };
        let record = play_trial(&plan, trial);
        let (latency, made) = (record.latency.clone(), record.made.clone());
        flights.push(Flight { trial: name.clone(), latency, made, read_otherwise: true, ..Flight::default() });
        // A response that is too large to be read says nothing of the choice, and keeps none of the next requests from being sent.
        let is_large = |error: &TrialError| matches!(error, TrialError::Target { kind: ErrorKind::TooLarge, .. });
        let can_go_on = record.is_over() || (!record.interrupted && record.errors.iter().all(is_large));
        if !can_go_on {
            return None;
        }
        pass += usize::from(!broken(&record) && record.errors.is_empty());
    }
    Some((pass, names.len()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        record::Found,
        run::{
            finish,
            testing::{
                Asked, Memory, Reply, Server, files, finding, found, honest, plan, record, scenario, subject, trial,
            },
        },
        target::Limits,
    };

    /// A shop that goes by the reading in which no order counts more than fifty.
    fn fifty(ask: &Asked) -> Reply {
        match ask.json()["count"].as_f64() {
            Some(count) if count > 50.0 => Reply::json(400, &json!({"error": {"code": "E2"}})),
            _ => honest(ask),
        }
    }

    const NAMES: [&str; 3] = ["shop/order/accepts/count", "shop/order/raw/empty", "shop/order/rejects/count/maximum"];

    /// The result of trials of the shop, as a run.
    fn run(plan: &Plan) -> Run {
        let trials = NAMES.iter().map(|name| play_trial(plan, trial(plan, name))).collect();
        finish(plan, trials, "2026-11-22T00:00:00Z".to_owned(), 1.0)
    }

    #[test]
    fn a_target_that_goes_by_another_reading_is_recognised() {
        let server = Server::start(fifty);
        let mut plan = plan(subject(&server.url));
        let memory = Memory::of(&mut plan);
        let mut run = run(&plan);
        let before = server.count();
        likely(&files(), &plan, &mut run);
        let due = Likely { reading: "most".to_owned(), choice: "50".to_owned(), pass: 1, of: 1 };
        assert_eq!(run.contracts[0].likely, [due]);
        assert_eq!(server.count() - before, 4, "the cases of the one trial that failed, and nothing is made small");
        let counted = run.total(|trial| trial.exchanges);
        assert_eq!(counted, server.count() as u64, "every request that went out is in the report");
        let again = crate::run::recorded(vec![crate::run::testing::reread(&memory.text())]).expect("a run");
        let of = |run: &Run| run.trials.iter().find(|trial| trial.name == NAMES[0]).map(|trial| trial.latency.clone());
        assert!(memory.lines("flight").len() == 1 && of(&again).is_some(), "and in what is rendered again");
        let exchanges = memory.lines("exchange");
        let aside = exchanges.iter().filter(|line| line["purpose"] == "likely");
        assert!(aside.clone().all(|line| line["trial"] == "shop/order/accepts/count as most=50") && aside.count() == 4);
        assert_eq!(
            memory.lines("likely"),
            [json!({"contract": "shop", "choices": [{"reading": "most", "choice": "50", "pass": 1, "of": 1}]})]
        );
        let before = server.count();
        likely(&files(), &plan, &mut run);
        assert_eq!((server.count(), run.contracts[0].likely.len()), (before, 1), "what is known is not asked again");
    }

    #[test]
    fn requests_that_find_out_whether_we_are_let_in_are_counted_under_other_readings_too() {
        let server = Server::start(|ask| match ask.json()["count"].as_f64() {
            Some(count) if count > 50.0 => Reply::json(401, &json!({"error": {"code": "E2"}})),
            _ => honest(ask),
        });
        let plan = plan(subject(&server.url));
        let mut run = run(&plan);
        plan.sessions[0].take_flights();
        let (before, counted) = (server.count() as u64, run.total(|trial| trial.exchanges));
        likely(&files(), &plan, &mut run);
        let (sent, counted) = (server.count() as u64 - before, run.total(|trial| trial.exchanges) - counted);
        assert!(sent > 4 && counted == sent, "{counted} of {sent}");
    }

    #[test]
    fn a_choice_under_which_trials_fail_as_well_explains_nothing() {
        let server = Server::start(|_| Reply::json(400, &json!({"error": {"code": "E3"}})));
        let plan = plan(subject(&server.url));
        let mut run = run(&plan);
        likely(&files(), &plan, &mut run);
        assert_eq!(run.contracts[0].likely, []);
        let (failed, before) = (failed(&plan, 0, &run.trials), server.count());
        assert_eq!(failed.len(), 3);
        let choices = choices(&files(), &plan, (&plan.subjects[0], &plan.sessions[0]), &failed, &mut Vec::new());
        let due = Likely { reading: "most".to_owned(), choice: "50".to_owned(), pass: 0, of: 3 };
        assert_eq!(choices, [due]);
        // The code is that of another field, so that breaches are sent without them too, as often as the repeats of the trial allow.
        assert_eq!(server.count() - before, 4 + 1 + 6 + 3, "their cases, and nothing is made small or repeated");
    }

    #[test]
    fn a_target_that_may_be_asked_no_more_is_not_asked() {
        let server = Server::start(fifty);
        for ends in
            [|plan: &Plan| plan.sessions[0].gate.close("shut"), |plan: &Plan| plan.sessions[0].keeper.cancel.request()]
        {
            let plan = plan(subject(&server.url));
            let (mut run, before) = (run(&plan), server.count());
            ends(&plan);
            likely(&files(), &plan, &mut run);
            assert_eq!((server.count(), run.contracts[0].likely.len()), (before, 0));
        }
    }

    #[test]
    fn trials_that_pass_need_no_explanation() {
        let server = Server::start(honest);
        let plan = plan(subject(&server.url));
        let (mut run, before) = (run(&plan), server.count());
        likely(&files(), &plan, &mut run);
        assert_eq!((server.count(), run.contracts[0].likely.len()), (before, 0));
    }

    #[test]
    fn the_cheap_trials_go_first_and_each_requirement_before_more_of_the_same() {
        let plan = plan(subject("http://127.0.0.1:1"));
        let failing = |name: &str, requirement: &str, cases: u64| TrialRecord {
            cases,
            ..record(&format!("shop/order/{name}"), vec![found(finding(requirement))])
        };
        let mut records = vec![
            failing("accepts/note", "A", 9),
            failing("accepts/item", "A", 2),
            failing("accepts/rows", "B", 5),
            failing("accepts/count", "A", 1),
            failing("of-another-plan", "C", 1),
            record("shop/order/accepts/random", Vec::new()),
        ];
        let names =
            ["accepts/count", "accepts/rows", "accepts/item", "accepts/note"].map(|name| format!("shop/order/{name}"));
        assert_eq!(failed(&plan, 0, &records), names);
        assert_eq!(failed(&plan, 1, &records), Vec::<String>::new(), "they are of the other subject");
        let raw = plan.trials.iter().filter(|trial| trial.name.contains("/raw/")).map(|trial| trial.id.own());
        records.extend(raw.map(|name| failing(&name, "D", 20)));
        assert_eq!(failed(&plan, 0, &records).len(), AGAIN);
    }

    #[test]
    fn a_trial_is_broken_by_what_is_neither_waived_nor_open() {
        let of = |level: Level, waived: bool| {
            let mut found = found(crate::check::Finding { level, ..finding("A") });
            let waiver = json!({"requirement": "A", "until": "2027-01-31", "owner": "o", "reason": "r"});
            found.waived = waived.then(|| serde_json::from_value(waiver).expect("a waiver"));
            found
        };
        let broken = |findings: Vec<Found>| broken(&record("shop/a", findings));
        assert!(!broken(Vec::new()) && !broken(vec![of(Level::Open, false)]) && !broken(vec![of(Level::Must, true)]));
        assert!(broken(vec![of(Level::Should, false)]) && broken(vec![of(Level::Must, false)]));
        assert!(broken(vec![of(Level::Must, true), of(Level::Must, false)]));
    }

    #[test]
    fn a_trial_passes_under_a_choice_that_does_not_have_it_and_not_with_an_error_of_ours() {
        let server = Server::start(honest);
        let rule = json!([{"requirement": "SH-same", "rule": "response.none > 1", "text": {"ja": "a", "en": "a"}}]);
        let mut step = crate::run::testing::order("a", &json!({"item": "a", "count": 1}), "accepted", &[]);
        step["rules"] = rule;
        let files = scenario(files(), "s", &json!({"steps": [step]}));
        let names = |names: &[&str]| names.iter().map(|name| format!("shop/{name}")).collect::<Vec<_>>();
        let counted = |url: &str, limits: Limits, list: &[&str]| {
            let mut given = crate::run::testing::profile(url);
            given.limits = limits;
            let plan = plan(Subject::url(&files, "shop", given).expect("a subject"));
            again(&plan, plan.subjects[0].clone(), Session::new(&plan.subjects[0]), &names(list), &mut Vec::new())
        };
        let none = Limits::default;
        assert_eq!(
            counted(&server.url, none(), &["order/raw/empty", "no/such/trial", "order/raw/blank"]),
            Some((3, 3))
        );
        assert_eq!(counted(&server.url, none(), &["scenario/s", "order/raw/empty"]), Some((1, 2)));
        assert_eq!(counted("http://127.0.0.1:1", none(), &["order/raw/empty"]), None);
        let one = Limits { requests: Some(1), ..none() };
        assert_eq!(counted(&server.url, one, &["order/accepts/count"]), None, "it was cut short");
    }
}
