//! Playing one trial from start to end.

use std::{
    any::Any,
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
    sync::Arc,
    time::Instant,
};

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    Plan, Settings, Subject, Trial, TrialKind, binding,
    flaky::Played,
    generated, hooks,
    journal::Purpose,
    lane::{Lane, block_on},
    saved, shrink,
    steps::{holds, perform},
    subject::not_given,
    tally::{Tally, found},
    waivers::names,
};
use crate::{
    contract::expression::Scope,
    generate::{DrawError, Drawer, Rng},
    record::{LEFT_OUT, TrialError, TrialRecord},
    scenario::{DrawForm, Expressions, Scenario},
    target::Redactor,
};

/// Plays a trial; whatever goes wrong is in its record.
pub fn play(plan: &Plan, trial: &Trial) -> TrialRecord {
    let subject = &plan.subjects[trial.subject];
    let (began, started) = (Timestamp::now(), Instant::now());
    let contract = subject.suite.contract.id.clone();
    let asks = trial.left_out.is_none() && subject.gate.closed().is_none();
    let own = if asks { hooks::of_trial(subject, trial) } else { None };
    let subject = own.as_ref().map_or(subject, |(subject, _)| subject);
    let played = catch_unwind(AssertUnwindSafe(|| block_on(run(plan, trial, subject))));
    let mut tally = played.unwrap_or_else(|panic| {
        let mut tally = Tally::default();
        tally.error(TrialError::Ours(format!("the trial panicked: {}", panic_text(panic.as_ref()))));
        tally
    });
    if let Some((subject, states)) = &own {
        hooks::take_down(subject, states);
    }
    for requirement in &trial.requirements {
        // A requirement that a trial stands for is touched by its errors even when nothing could be asked.
        if !tally.record.errors.is_empty() {
            tally.record.not_tested.entry(requirement.clone()).or_insert_with(|| "the trial ended early".to_owned());
        }
    }
    tally.record.name.clone_from(&trial.name);
    tally.record.contract = contract;
    let mut record = tally.done(began, u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX));
    redact(&mut record, &subject.redactor);
    subject.keeper.ended(&record);
    record
}

/// Takes secrets out of what is no part of an exchange: the words of errors of ours and of panics, and values that the target's owner
/// gives for a state and that a counterexample repeats.
fn redact(record: &mut TrialRecord, redactor: &Redactor) {
    for error in &mut record.errors {
        if let TrialError::Target(text) | TrialError::Ours(text) = error {
            *text = redactor.text(text);
        }
    }
    for sample in &mut record.samples {
        (sample.line, sample.body) = (redactor.text(&sample.line), redactor.text(&sample.body));
        if let Ok(mut due) = serde_json::to_value(&sample.due) {
            redactor.value(&mut due);
            sample.due = serde_json::from_value(due).unwrap_or_else(|_| sample.due.clone());
        }
    }
    for scenario in record.findings.iter_mut().filter_map(|found| found.scenario.as_mut()) {
        let Ok(before) = serde_json::to_value(&*scenario) else { continue };
        let mut after = before.clone();
        redactor.value(&mut after);
        if let (true, Ok(clean)) = (before != after, serde_json::from_value(after)) {
            *scenario = clean;
        }
    }
}

async fn run(plan: &Plan, trial: &Trial, subject: &Subject) -> Tally {
    let mut tally = Tally::default();
    if let Some(reason) = trial.left_out.clone().or_else(|| subject.gate.closed()) {
        tally.stop(&reason, &trial.requirements);
        tally.record.interrupted = trial.left_out.is_none();
        return tally;
    }
    let mut lane = match Lane::open(subject, &trial.name).await {
        Ok(lane) => lane,
        Err(error) => {
            tally.error(TrialError::of(&error));
            return tally;
        }
    };
    if let TrialKind::Scenario(number) = trial.kind {
        let scenario = &subject.suite.scenarios[number];
        tally.record.title = Some(scenario.title.clone());
        scenario_trial(
            &mut lane,
            subject,
            scenario,
            &subject.suite.expressions,
            &plan.settings,
            &trial.name,
            &mut tally,
        )
        .await;
    } else {
        generated::play(&mut lane, subject, trial, &plan.settings, &mut tally).await;
    }
    tally.record.exchanges = lane.exchanges;
    if let Some(reason) = &lane.stopped {
        tally.stop(reason, &trial.requirements);
    }
    tally.record.interrupted |= lane.scribe.halted || lane.stopped.is_some();
    tally.record.made = std::mem::take(&mut lane.made);
    tally.record.latency = lane.latency();
    tally
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

/// Plays a scenario that is in no plan, such as a saved counterexample.
pub fn replay(subject: &Subject, scenario: &Scenario, expressions: &Expressions, settings: &Settings) -> TrialRecord {
    let (began, started) = (Timestamp::now(), Instant::now());
    let name = format!("{}/replay/{}", scenario.contract, scenario.name);
    let mut tally = block_on(async {
        let mut tally = Tally::default();
        match Lane::open(subject, &name).await {
            Ok(mut lane) => {
                scenario_trial(&mut lane, subject, scenario, expressions, settings, &name, &mut tally).await;
                tally.record.exchanges = lane.exchanges;
                tally.record.made = std::mem::take(&mut lane.made);
                tally.record.latency = lane.latency();
            }
            Err(error) => tally.error(TrialError::of(&error)),
        }
        tally
    });
    tally.record.name = name;
    tally.record.contract.clone_from(&scenario.contract);
    let mut record = tally.done(began, u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX));
    redact(&mut record, &subject.redactor);
    record
}

/// Everything that fills the places of a scenario for one case.
pub(super) struct ScenarioCase {
    /// The table of its state, with its number.
    pub(super) state: Option<(usize, Value)>,
    /// The row of its table.
    pub(super) row: Option<Value>,
    /// Drawn values by name.
    pub(super) draw: Map<String, Value>,
}

impl ScenarioCase {
    pub(super) fn scope(&self, base: &Scope) -> Scope {
        let mut scope = base.clone();
        scope.set("draw", &Value::Object(self.draw.clone()));
        if let Some((_, table)) = &self.state {
            scope.set("state", table);
        }
        if let Some(row) = &self.row {
            scope.set("row", row);
        }
        scope
    }
}

async fn scenario_trial(
    lane: &mut Lane<'_>,
    subject: &Subject,
    scenario: &Scenario,
    expressions: &Expressions,
    settings: &Settings,
    name: &str,
    tally: &mut Tally,
) {
    let base = binding::base_scope(subject);
    if let Some(reason) = cannot(subject, scenario, expressions, &base) {
        return tally.not_tested(&scenario.requirements, &reason);
    }
    let drawers = match drawers(subject, scenario) {
        Ok(drawers) => drawers,
        Err((_, DrawError::NotGiven(source))) => {
            let reason = not_given(&subject.suite.contract, &subject.given, &source);
            return tally.not_tested(&scenario.requirements, &reason);
        }
        Err((name, error)) => return tally.error(TrialError::Ours(format!("draw `{name}`: failed to {error}"))),
    };
    let mut rng = Rng::new(settings.seed, name);
    let none = || vec![None];
    let tables = scenario
        .state
        .as_ref()
        .map_or_else(none, |state| subject.given.states[state].iter().cloned().enumerate().map(Some).collect());
    let rows = if scenario.table.is_empty() {
        none()
    } else {
        scenario.table.iter().cloned().map(|row| Some((0, row))).collect()
    };
    for state in &tables {
        for row in &rows {
            for _ in 0..scenario.cases {
                let Some(draw) = drawn(&drawers, &mut rng) else {
                    tally.record.dropped += 1;
                    continue;
                };
                let case = ScenarioCase { state: state.clone(), row: row.clone().map(|(_, row)| row), draw };
                play_case(lane, subject, scenario, expressions, settings, &base, &case, &drawers, tally).await;
                if tally.lost() {
                    return;
                }
            }
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "one case is all of these; a struct would only rename them")]
async fn play_case(
    lane: &mut Lane<'_>,
    subject: &Subject,
    scenario: &Scenario,
    expressions: &Expressions,
    settings: &Settings,
    base: &Scope,
    case: &ScenarioCase,
    drawers: &BTreeMap<String, Arc<Drawer>>,
    tally: &mut Tally,
) {
    lane.scribe.case = tally.begin_case();
    let performance = perform(lane, subject, expressions, &scenario.steps, &mut case.scope(base), Some(tally)).await;
    if let Some(error) = performance.error {
        tally.error(error);
    }
    for (finding, exchange) in performance.findings {
        if tally.count(&finding.key(), &scenario.name) {
            let mut found = found(finding, &format!("scenario {}", scenario.name), &exchange);
            lane.scribe.found(&found);
            lane.purpose = Purpose::Shrink;
            let smaller =
                shrink::scenario(lane, subject, scenario, expressions, settings, base, case, drawers, &found.key).await;
            lane.purpose = Purpose::Case;
            let until = performance.asked.iter().position(|asked| Rc::ptr_eq(asked, &exchange)).map_or(0, |at| at + 1);
            let asked = &performance.asked[..until];
            let played = Played { subject, scenario, expressions, base, case, asked };
            found.flaky = played.is_flaky(lane, settings, &found.finding).await;
            found.scenario = saved::scenario(subject, scenario, smaller.as_ref().unwrap_or(case));
            tally.record.findings.push(found);
        }
    }
}

/// Whether a step computes what it sends from a field of this name.
fn sends(scenario: &Scenario, field: &str) -> bool {
    fn computed(value: &Value, field: &str) -> bool {
        match value {
            Value::Object(members) => match members.get("$cel").and_then(Value::as_str) {
                Some(source) => names(source, field),
                None => members.values().any(|member| computed(member, field)),
            },
            Value::Array(items) => items.iter().any(|item| computed(item, field)),
            _ => false,
        }
    }
    let steps = scenario.steps.iter().filter_map(|step| serde_json::to_value(step).ok());
    steps.into_iter().any(|step| computed(&step, field))
}

/// Why a scenario cannot be played against this target.
fn cannot(subject: &Subject, scenario: &Scenario, expressions: &Expressions, base: &Scope) -> Option<String> {
    let missing =
        scenario.state.iter().chain(&scenario.states).find(|state| !subject.given.states.contains_key(*state));
    if let Some(state) = missing {
        return Some(not_given(&subject.suite.contract, &subject.given, state));
    }
    if let Some(field) = subject.redactor.fields().iter().find(|field| sends(scenario, field)) {
        return Some(format!("the profile hides `{field}`, which a step takes from an answer to send it again"));
    }
    let when = scenario.when.as_ref()?;
    match holds(expressions, when, base) {
        Ok(true) => None,
        Ok(false) => Some(format!("{LEFT_OUT} ({when})")),
        Err(why) => Some(why),
    }
}

/// What draws the parts of a scenario, or the part that cannot be drawn.
fn drawers(subject: &Subject, scenario: &Scenario) -> Result<BTreeMap<String, Arc<Drawer>>, (String, DrawError)> {
    let drawer = |(name, form): (&String, &DrawForm)| {
        let nothing = || DrawError::Unsatisfiable { pointer: String::new(), why: "no operation has it".into() };
        let drawer = schema_of(subject, form).ok_or_else(nothing).and_then(|schema| subject.part(&schema));
        drawer.map(|drawer| (name.clone(), drawer)).map_err(|error| (name.clone(), error))
    };
    scenario.draw.iter().map(drawer).collect()
}

pub(super) fn schema_of(subject: &Subject, form: &DrawForm) -> Option<Value> {
    if let Some(schema) = &form.schema {
        return Some(schema.clone());
    }
    let request = &subject.suite.contract.operation(form.request.as_ref()?)?.request;
    match &form.def {
        None => Some(request.clone()),
        Some(def) => Some(serde_json::json!({"$ref": format!("#/$defs/{def}"), "$defs": request.get("$defs")?})),
    }
}

fn drawn(drawers: &BTreeMap<String, Arc<Drawer>>, rng: &mut Rng) -> Option<Map<String, Value>> {
    drawers.iter().map(|(name, drawer)| Some((name.clone(), drawer.random(rng)?))).collect()
}
