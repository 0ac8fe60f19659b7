//! Playing one trial from start to end.

use std::{
    any::Any,
    borrow::Cow,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Instant,
};

use jiff::Timestamp;

use super::{
    Plan, Session, Settings, Subject, Trial, TrialKind,
    case::Case,
    cases::{again, generated, of_scenario},
    control::{self, Explained},
    fresh,
    given::not_given,
    hooks,
    lane::Lane,
    met::met,
    play::{self, Ready},
    played::Played,
    precedence,
    preflight::Knocker,
    pursue::pursue,
    recorder::Recorder,
    runtime::block_on,
    sampled,
    saved::{clean, of_set_up},
    scenarios::{cannot, drawers},
    serial::Streams,
    stage::Stage,
    window::Window,
};
use crate::{
    contract::{Message, ReasonId},
    generate::{DrawError, Rng},
    record::{Found, Group, IntentKind, TrialError, TrialId, TrialRecord},
    scenario::{Expressions, Scenario},
    target::Redactor,
};

/// Plays a trial; whatever goes wrong is in its record.
pub fn play_trial(plan: &Plan, trial: &Trial) -> TrialRecord {
    let (subject, session) = (&plan.subjects[trial.subject], &plan.sessions[trial.subject]);
    let _place = plan.place(trial);
    let clock = Clock::start();
    let asks = trial.left_out.is_none() && session.gate.closed().is_none();
    let own = if asks { hooks::of_trial(subject, trial) } else { None };
    let subject = own.as_ref().map_or(subject, |(subject, _)| subject);
    let played = catch_unwind(AssertUnwindSafe(|| block_on(run(plan, trial, subject))));
    let mut recorder = played.unwrap_or_else(|panic| {
        let mut recorder = Recorder::default();
        recorder.error(TrialError::Ours(ReasonId::Panicked.with([panic_text(panic.as_ref()).into()])));
        recorder
    });
    if let Some((subject, states)) = &own {
        hooks::take_down(subject, session, states);
    }
    for requirement in &trial.requirements {
        // A requirement that a trial stands for is touched by its errors even when nothing could be sent.
        if !recorder.record.errors.is_empty() {
            recorder.record.not_tested.entry(requirement.clone()).or_insert_with(|| ReasonId::EndedEarly.into());
        }
    }
    let record = clock.stop(recorder, &trial.id, &subject.redactor);
    session.keeper.ended(&record);
    record
}

/// Plays a scenario that is in no plan, such as a saved counterexample.
pub fn replay(subject: &Subject, scenario: &Scenario, expressions: &Expressions, settings: &Settings) -> TrialRecord {
    let (clock, session) = (Clock::start(), Session::new(subject));
    let session = session.with(&Streams::new(settings.run, std::iter::empty()));
    let id = TrialId::of_contract(&scenario.contract, Group::Replay, &scenario.name);
    let name = id.to_string();
    let recorder = block_on(async {
        let mut recorder = Recorder::default();
        match Lane::open(subject, &session, &name).await {
            Ok(mut lane) => {
                let stage = Stage::of_scenario(subject, settings, expressions);
                play_scenario(&mut lane, &stage, scenario, &name, &mut recorder).await;
                close(lane, &mut recorder);
            }
            Err(error) => recorder.error(TrialError::of(&error)),
        }
        recorder
    });
    clock.stop(recorder, &id, &subject.redactor)
}

/// When a trial began.
struct Clock {
    began: Timestamp,
    started: Instant,
}

impl Clock {
    fn start() -> Self {
        Self { began: Timestamp::now(), started: Instant::now() }
    }

    /// The record of a trial that has ended.
    fn stop(self, mut recorder: Recorder, id: &TrialId, redactor: &Redactor) -> TrialRecord {
        recorder.record.id.clone_from(id);
        recorder.record.name = id.to_string();
        recorder.record.contract.clone_from(&id.contract);
        let micros = u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX);
        let mut record = recorder.done(self.began, micros);
        redact(&mut record, redactor);
        record
    }
}

/// Takes secrets out of what is not a part of an exchange: the words of errors of ours and of panics, and values that the target's owner
/// gives for a state and that a counterexample repeats.
fn redact(record: &mut TrialRecord, redactor: &Redactor) {
    for error in &mut record.errors {
        if let TrialError::Target { text, .. } | TrialError::Ours(text) = error {
            text.change_texts(&|part| redactor.text(part));
        }
    }
    for sample in &mut record.samples {
        for text in [&mut sample.line, &mut sample.body, &mut sample.response] {
            *text = redactor.text(text);
        }
        if let Ok(mut due) = serde_json::to_value(&sample.due) {
            redactor.value(&mut due);
            sample.due = serde_json::from_value(due).unwrap_or_else(|_| sample.due.clone());
        }
    }
    for value in record.tried.iter_mut().filter_map(|tried| tried.value.as_mut()) {
        *value = redactor.text(value);
    }
    for scenario in record.findings.iter_mut().filter_map(|found| found.scenario.as_mut()) {
        clean(scenario, redactor);
    }
}

async fn run(plan: &Plan, trial: &Trial, subject: &Subject) -> Recorder {
    let _job = plan.floor.job().await;
    let (session, settings) = (&plan.sessions[trial.subject], &plan.settings);
    let mut recorder = Recorder::default();
    if let Some(reason) = trial.left_out.clone().or_else(|| session.gate.closed()) {
        recorder.stop(&reason, &trial.requirements);
        recorder.record.interrupted = trial.left_out.is_none();
        return recorder;
    }
    let knocker = Knocker::new(plan, trial.subject);
    let mut lane = match Lane::open(subject, session, &trial.name).await {
        Ok(lane) => lane,
        Err(error) => {
            recorder.error(TrialError::of(&error));
            return recorder;
        }
    };
    lane.knocks = Some(&knocker);
    lane.floor = Some(&plan.floor).filter(|_| session.keeper.aside.is_none());
    lane.repeats = plan.repeats(trial);
    if let TrialKind::Scenario(number) = trial.kind {
        let scenario = &subject.suite.scenarios[number];
        recorder.record.title = Some(scenario.title.clone());
        let stage = Stage::of_scenario(subject, settings, &subject.suite.expressions);
        play_scenario(&mut lane, &stage, scenario, &trial.name, &mut recorder).await;
    } else if let Some(operation) = trial.kind.operation() {
        Box::pin(play_generated(&mut lane, subject, (trial, operation), settings, &mut recorder)).await;
    }
    if let Some(reason) = &lane.stopped {
        recorder.stop(reason, &trial.requirements);
    }
    recorder.record.interrupted |= lane.is_cut_short();
    session.used(&trial.name, &lane.serial);
    close(lane, &mut recorder);
    recorder
}

/// Hands what the lane has counted to the recorder.
fn close(mut lane: Lane<'_>, recorder: &mut Recorder) {
    recorder.record.exchanges = lane.exchanges;
    recorder.record.made = std::mem::take(&mut lane.made);
    recorder.record.latency = lane.latency();
}

/// How often the set-up steps of a trial are played once more, because what they brought is no longer taken.
const MOST_LOGINS: u32 = 20;

/// Plays the generated requests of a trial.
async fn play_generated(
    lane: &mut Lane<'_>,
    subject: &Subject,
    (trial, operation): (&Trial, usize),
    settings: &Settings,
    recorder: &mut Recorder,
) {
    if let Some(reason) = &subject.untested[operation] {
        return recorder.not_tested(&trial.requirements, reason);
    }
    if let Some(reason) = trial.why_untold() {
        recorder.stop(&reason, &trial.requirements);
    }
    let (mut played, mut logins) = (0, if subject.suite.setup[operation].is_empty() { 0 } else { MOST_LOGINS });
    loop {
        lane.logins = 0;
        let stage = match Stage::set_up(lane, subject, settings, operation, recorder).await {
            Ok(stage) => stage,
            Err(error) => return recorder.error(error),
        };
        for found in recorder.record.findings.iter_mut().filter(|found| found.intent.kind == IntentKind::SetUp) {
            found.scenario = of_set_up(&stage, operation, &found.finding);
        }
        (lane.logins, lane.expired) = (logins, false);
        let cases = generated(&stage, trial, Rng::new(settings.seed, &trial.name)).skip(played);
        let again = |number: usize, attempt: u32| again(&stage, trial, played + number, attempt);
        let window = Window::of(operation, Box::new(cases), &again);
        let Some(more) = Box::pin(play_all(lane, &stage, window, recorder)).await else { return };
        played += more;
        // Where a fresh proof changes nothing, it is not what the case was refused for.
        logins = if more == 0 { 0 } else { logins - 1 };
    }
}

/// Plays a scenario with each table of its state and each of its rows.
async fn play_scenario(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    scenario: &Scenario,
    name: &str,
    recorder: &mut Recorder,
) {
    let subject = stage.subject;
    if let Some(reason) = cannot(stage, scenario) {
        return recorder.not_tested(&scenario.requirements, &reason);
    }
    match drawers(subject, scenario) {
        Ok(drawers) => {
            let cases = of_scenario(stage, scenario, &drawers, Rng::new(stage.settings.seed, name));
            Box::pin(play_all(lane, stage, Window::in_turn(cases, &|_, _| None), recorder)).await;
        }
        Err((_, DrawError::NotGiven(source))) => {
            let reason = not_given(&subject.suite.contract, &subject.given, &source);
            recorder.not_tested(&scenario.requirements, &reason);
        }
        Err((name, error)) if subject.suite.contract.derive => {
            recorder.not_tested(&scenario.requirements, &not_drawn(&name, &error));
        }
        Err((name, error)) => recorder.error(TrialError::Ours(not_drawn(&name, &error))),
    }
}

/// Why a part of a scenario cannot be drawn.
fn not_drawn(name: &str, error: &DrawError) -> Message {
    ReasonId::NotDrawn.with([name.into(), error.message()])
}

/// Plays cases one after another, as long as the target can be reached. How many there were where what the set-up steps brought
/// expired in the next one.
async fn play_all(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    mut cases: Window<'_, '_>,
    recorder: &mut Recorder,
) -> Option<usize> {
    let mut number = 0;
    let ended = loop {
        let Some(next) = cases.next(lane, stage) else { break None };
        lane.scribe.case = recorder.begin_case();
        match next {
            Some((case, ready)) => play_case(lane, stage, (&case, ready), recorder).await,
            None => recorder.drop_case(),
        }
        if lane.expired {
            // It is played once more.
            recorder.record.cases -= 1;
            break Some(number);
        }
        if recorder.lost() || lane.is_over() {
            break None;
        }
        number += 1;
    };
    lane.let_go().await;
    ended
}

/// The most bytes of bodies in a case that is saved at once.
const MOST_SAVED: usize = 16 << 10;

/// Plays a case, and pursues what it shows for the first time.
async fn play_case(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    (case, ready): (&Case<'_>, Ready<'_>),
    recorder: &mut Recorder,
) {
    sampled::aim(recorder, &case.intent);
    let played = play::play_ready(lane, stage, (case, ready), Some(recorder)).await;
    let Some(played) = played else { return recorder.drop_case() };
    if lane.expired {
        return;
    }
    lane.turn_aside();
    look_into(lane, stage, case, (played, recorder)).await;
    lane.turn_aside();
}

/// Finds out what lies behind what a case shows.
async fn look_into(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    case: &Case<'_>,
    (played, recorder): (Played, &mut Recorder),
) {
    let operations = &stage.subject.suite.contract.operations;
    let order = played.exchanges.first().and_then(|exchange| precedence::observed(operations, case, exchange));
    recorder.record.precedence.extend(order);
    let mut fresh = Vec::new();
    for (finding, exchange) in &played.findings {
        if !recorder.knows(&finding.key()) && control::is_doubtful(stage, case, finding, exchange) {
            let asks = lane.spend(case.cost());
            let explained = if asks { control::explained(lane, stage, case, (finding, exchange)).await } else { None };
            if let Some(explained) = explained {
                recorder.hide(finding);
                fresh.extend(of_control(recorder, explained));
                continue;
            }
            // What can no longer be sent is as it was before.
            if !asks && recorder.is_hidden(&finding.key()) {
                recorder.hide(finding);
                continue;
            }
        }
        if recorder.count(&finding.key(), &case.intent.way) {
            let found = Found { case: recorder.record.cases, ..met(finding.clone(), &case.intent, exchange) };
            fresh.push(Fresh { found, sent: played.sent_until(exchange), case: Cow::Borrowed(case) });
        }
    }
    // One that is long is saved only where it is the first of its cause, after the trials.
    let is_short = played.exchanges.iter().map(|exchange| exchange.request_body.len()).sum::<usize>() <= MOST_SAVED;
    let error = played.error.clone();
    // Responses can be large, and more of them follow while a finding is made small.
    drop(played);
    if let Some(error) = error {
        recorder.error(error);
    }
    for Fresh { found, sent, case } in fresh {
        let mut found = pursue(lane, stage, &case, found, sent).await;
        found.scenario = if is_short {
            fresh::renewed(&mut lane.serial, stage, &case).ok().and_then(|case| case.to_scenario(stage, &found.finding))
        } else {
            None
        };
        recorder.record.findings.push(found);
    }
}

/// A finding that is new to its trial.
struct Fresh<'c, 'a> {
    found: Found,
    /// What was sent until it showed.
    sent: Vec<u64>,
    /// The case that shows it.
    case: Cow<'c, Case<'a>>,
}

/// What is new in what a control explains. It has no number among the cases of its trial, so that it stays as it was met.
fn of_control<'c, 'a>(recorder: &mut Recorder, explained: Explained<'a>) -> Vec<Fresh<'c, 'a>> {
    let Explained { case, played } = explained;
    let mut fresh = Vec::new();
    for (finding, exchange) in &played.findings {
        if recorder.count(&finding.key(), &case.intent.way) {
            let found = met(finding.clone(), &case.intent, exchange);
            fresh.push(Fresh { found, sent: played.sent_until(exchange), case: Cow::Owned(case.clone()) });
        }
    }
    fresh
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

#[cfg(test)]
mod tests;
