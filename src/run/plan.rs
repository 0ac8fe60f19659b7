//! The plan: every trial by name, in order, before anything is sent.

use std::{borrow::Cow, collections::HashMap};

use sha2::{Digest, Sha256};

use super::{
    Head, Keeper, Planned, Session, Shard, Subject, Trial, TrialKind,
    classes::{ATS, class_requirement},
    floor::Floor,
    given::not_given,
    rate::share_rate,
    rivals::{pairs, rivals},
    serial::Streams,
};
use crate::{
    contract::{Message, ReasonId, Text, hex},
    generate::{Class, Drawer, Untold, malformed::MALFORMED},
    record::{Group, TargetRecord, TrialId, Waived},
    scenario::Scenario,
    target::{RunClock, TestedProduct, Waiver},
};

/// What shapes a plan besides the contracts themselves.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The seed of everything drawn.
    pub seed: u64,
    /// Random draws for each generated trial, besides the enumerated ones.
    pub cases: u32,
    /// Whether `should` counts as `must`.
    pub strict: bool,
    /// The most requests that shrinking one finding may cost.
    pub shrink: u32,
    /// The number of the run, by which values that are to be new each time differ from those of other runs.
    pub run: u64,
    /// How many runs, each of a shard, share the rate that a target allows.
    pub shards: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { seed: 1, cases: 20, strict: false, shrink: 200, run: 0, shards: 1 }
    }
}

/// Every trial, in the order of their names.
pub struct Plan {
    /// What is tested.
    pub subjects: Vec<Subject>,
    /// How each subject is reached, in their order.
    pub sessions: Vec<Session>,
    /// The trials.
    pub trials: Vec<Trial>,
    /// The target, as it is written to the record.
    pub target: TargetRecord,
    /// What is certified, as it is written to the record.
    pub product: TestedProduct,
    /// The settings.
    pub settings: Settings,
    /// What was cut to keep within the limits of a target, a line each.
    pub cuts: Vec<Text>,
    /// Where the trials are played.
    pub floor: Floor,
}

impl Plan {
    /// Plans every trial of the subjects.
    pub fn new(mut subjects: Vec<Subject>, target: TargetRecord, settings: Settings) -> Self {
        let cuts = subjects.iter_mut().filter_map(|subject| share_rate(subject, settings.shards)).collect();
        let mut trials: Vec<Trial> =
            subjects.iter().enumerate().flat_map(|(index, subject)| of_subject(index, subject, &settings)).collect();
        trials.sort_by(|a, b| a.name.cmp(&b.name));
        for trial in &mut trials {
            let subject = &subjects[trial.subject];
            let left_out = writes(subject, trial).or_else(|| nobody_elses(subject, trial));
            trial.left_out = left_out.or_else(|| trial.left_out.take());
        }
        let clock = RunClock::default();
        let streams = Streams::new(settings.run, trials.iter().map(|trial| trial.name.as_str()));
        let session = |subject| Session::of_run(subject, &clock).with(&streams);
        let sessions = subjects.iter().map(session).collect();
        let product = TestedProduct::default();
        Self { subjects, sessions, trials, target, product, settings, cuts, floor: Floor::default() }
    }

    /// Keeps what is sent and received in one place, whichever subject it is about.
    pub fn keep(&mut self, keeper: &Keeper) {
        self.sessions.iter_mut().for_each(|session| session.keeper = keeper.clone());
    }

    /// The head of a run that plays some trials of the plan.
    pub fn head(&self, started: String, shard: Option<Shard>, chosen: &dyn Fn(&Trial) -> bool) -> Head {
        let planned = |trial: &Trial| Planned {
            id: trial.id.clone(),
            name: trial.name.clone(),
            contract: trial.id.contract.clone(),
            requirements: trial.requirements.clone(),
        };
        Head {
            started,
            plan_hash: self.hash(),
            seed: self.settings.seed,
            run_number: if self.subjects.iter().any(Subject::has_unique) { self.settings.run } else { 0 },
            cases: self.settings.cases,
            strict: self.settings.strict,
            cuts: self.cuts.clone(),
            waivers: self.waivers(),
            planned: self.trials.len(),
            shard,
            contracts: self.subjects.iter().map(Subject::promises).collect(),
            trials: self.trials.iter().filter(|trial| chosen(trial)).map(planned).collect(),
            product: self.product.clone(),
            ..Head::of(self.target.clone())
        }
    }

    /// Every waiver of the targets' owners.
    pub(super) fn waivers(&self) -> Vec<Waived> {
        let own = |subject: &Subject| {
            let contract = subject.suite.contract.id.clone();
            let waived = |waiver: &Waiver| Waived { contract: contract.clone(), waiver: waiver.clone() };
            subject.given.waivers.iter().map(waived).collect::<Vec<_>>()
        };
        self.subjects.iter().flat_map(own).collect()
    }

    /// A hash of everything that decides what is sent: contracts, readings, seed and trials. A filter changes nothing of it, as long as the
    /// limits of the target require no cuts.
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(format!("{} {} {}\n", env!("CARGO_PKG_VERSION"), self.settings.seed, self.settings.cases));
        for subject in &self.subjects {
            let contract = &subject.suite.contract;
            hash.update(format!("{} {} {:?}\n", contract.id, contract.digest, contract.in_force));
            for (id, own) in &subject.given.operations {
                hash.update(format!("{id} {own:?}\n"));
            }
        }
        for trial in &self.trials {
            let left_out = if trial.left_out.is_some() { " left out" } else { "" };
            hash.update(format!("{} {}{left_out}\n", trial.name, trial.cases));
        }
        hex(&hash.finalize())[..16].to_owned()
    }
}

/// Why a trial may not be played at a target that is only read: an operation that it calls.
fn writes(subject: &Subject, trial: &Trial) -> Option<Message> {
    if !subject.given.read_only {
        return None;
    }
    let operations = &subject.suite.contract.operations;
    let steps = match (&trial.kind, trial.kind.operation()) {
        (TrialKind::Scenario(number), _) => &subject.suite.scenarios[*number].steps,
        (_, Some(number)) => &subject.suite.setup[number],
        _ => return None,
    };
    let mut called: Vec<&str> = steps.iter().map(|step| step.operation.as_str()).collect();
    called.extend(trial.kind.operation().map(|number| operations[number].id.as_str()));
    let writing = operations.iter().find(|operation| operation.writes && called.contains(&operation.id.as_str()));
    writing.map(|operation| ReasonId::ReadOnly.with([(&operation.id).into()]))
}

/// Why the id of another party cannot be tried: the state that gives it is not there.
fn nobody_elses(subject: &Subject, trial: &Trial) -> Option<Message> {
    let TrialKind::Altered { operation, refusal } = trial.kind else { return None };
    let contract = &subject.suite.contract;
    let source = contract.operations[operation].refusals[refusal].another()?;
    let (state, _) = source.split_once('/')?;
    let given = &subject.given;
    let is_there = given.states.contains_key(state) || given.hooks.contains_key(state);
    (!is_there).then(|| not_given(contract, given, source))
}

fn of_subject(index: usize, subject: &Subject, settings: &Settings) -> Vec<Trial> {
    let contract = &subject.suite.contract;
    let operations = 0..contract.operations.len();
    let mut trials: Vec<Trial> = operations.flat_map(|number| of_operation(index, subject, number, settings)).collect();
    for (number, scenario) in subject.suite.scenarios.iter().enumerate() {
        let id = TrialId::of_contract(&contract.id, Group::Scenario, &scenario.name);
        let (kind, cases) = (TrialKind::Scenario(number), scenario_cases(subject, scenario));
        trials.push(Trial::new(id, index, kind, scenario.requirements.clone(), cases));
    }
    trials
}

/// The trials of generated requests to one operation.
fn of_operation(index: usize, subject: &Subject, number: usize, settings: &Settings) -> Vec<Trial> {
    let contract = &subject.suite.contract;
    let (operation, drawer) = (&contract.operations[number], &subject.drawers[number]);
    let mut trials = Vec::new();
    if !operation.generated {
        return trials;
    }
    let mut add = |group: Group, rest: &str, kind: TrialKind, requirements: Vec<String>, (cases, untold): Asked| {
        let id = TrialId::of_operation(&contract.id, &operation.id, group, rest);
        let mut trial = Trial::new(id, index, kind, requirements, u32::try_from(cases).unwrap_or(u32::MAX));
        trial.untold = untold;
        trial.left_out = trial.why_untold().filter(|_| cases == 0);
        trials.push(trial);
    };
    let mut labels = Numbers::default();
    for AtPlace { name: place, classes, untold } in by_place(drawer) {
        let all = classes.iter().map(|class| &drawer.classes()[*class]).chain(untold.iter().copied());
        let requirements = unique(all.map(|class| class_requirement(operation, drawer, class).0));
        let asked = (classes.len(), untold.iter().map(|class| class.name.clone()).collect());
        let name = labels.numbered(label(place, None));
        add(Group::Accepts, &name, TrialKind::Accepts { operation: number, classes }, requirements, asked);
    }
    let success = || vec![operation.success.clone()];
    let draws = settings.cases as usize;
    add(Group::Pairs, "", TrialKind::Pairs(number), success(), (draws, Vec::new()));
    add(Group::Random, "", TrialKind::Random(number), success(), (draws * 10, Vec::new()));
    for (constraint, name, asked) in rejects(drawer, settings) {
        let requirement = drawer.constraints()[constraint].requirement().map(Cow::into_owned).unwrap_or_default();
        let kind = TrialKind::Rejects { operation: number, constraint };
        add(Group::Rejects, &name, kind, vec![requirement], asked);
    }
    for (which, refusal) in operation.refusals.iter().enumerate() {
        let name = format!("{}/{}", label(&refusal.at, None), refusal.keyword);
        let kind = TrialKind::Altered { operation: number, refusal: which };
        add(Group::Rejects, &name, kind, vec![refusal.due.requirement.clone()], (refusal.ways.len(), Vec::new()));
    }
    let rivals = rivals(operation, drawer).len();
    if rivals > 1 {
        add(Group::Precedence, "", TrialKind::Precedence(number), Vec::new(), (pairs(rivals), Vec::new()));
    }
    for (raw, (kind, row)) in
        operation.raw.iter().flat_map(|raw| MALFORMED.iter().enumerate().map(move |row| (raw, row)))
    {
        let requirements = vec![raw.requirement.clone()];
        add(Group::Raw, row.name, TrialKind::Raw { operation: number, kind }, requirements, (1, Vec::new()));
    }
    trials
}

/// The boundary classes of one place: by their index, and those that cannot be distinguished on the wire.
struct AtPlace<'a> {
    name: &'a str,
    classes: Vec<usize>,
    untold: Vec<&'a Class>,
}

/// Boundary classes by place, places in the order of the schema.
fn by_place(drawer: &Drawer) -> Vec<AtPlace<'_>> {
    let (mut places, mut known): (Vec<AtPlace<'_>>, HashMap<&str, usize>) = (Vec::new(), HashMap::new());
    let mut at = |place, places: &mut Vec<AtPlace<'_>>| {
        *known.entry(place).or_insert_with(|| {
            places.push(AtPlace { name: "", classes: Vec::new(), untold: Vec::new() });
            places.len() - 1
        })
    };
    for (index, class) in drawer.classes().iter().enumerate() {
        let number = at(class.place.as_str(), &mut places);
        places[number].name = class.place.as_str();
        places[number].classes.push(index);
    }
    for untold in drawer.untold() {
        let Untold::Class(class) = untold else { continue };
        let number = at(class.place.as_str(), &mut places);
        places[number].name = class.place.as_str();
        places[number].untold.push(class);
    }
    places
}

/// How many cases a trial has, and what is not sent because it cannot be distinguished on the wire.
type Asked = (usize, Vec<String>);

/// Each constraint that can be broken, or could be if it were distinguished on the wire, with the name of its trial and its cases.
fn rejects(drawer: &Drawer, settings: &Settings) -> Vec<(usize, String, Asked)> {
    let (mut trials, mut bases) = (Vec::new(), Numbers::default());
    let mut all_untold: HashMap<usize, Vec<String>> = HashMap::new();
    for untold in drawer.untold() {
        if let Untold::Kind(number, kind) = untold {
            all_untold.entry(*number).or_default().push(kind.name.clone());
        }
    }
    for (index, constraint) in drawer.constraints().iter().enumerate() {
        let kinds = drawer.kinds_of(index).len();
        let untold = all_untold.remove(&index).unwrap_or_default();
        if (kinds == 0 && untold.is_empty()) || !constraint.has_requirement() {
            continue;
        }
        let label = label(constraint.place.as_str(), constraint.property.as_deref());
        let name = bases.numbered(format!("{label}/{}", constraint.keyword));
        let positions = if constraint.place.as_str().contains('*') { ATS.len() } else { 1 };
        let cases = if kinds == 0 { 0 } else { kinds * positions + settings.cases as usize };
        trials.push((index, name, (cases, untold)));
    }
    trials
}

/// Names with their numbers.
#[derive(Default)]
struct Numbers(HashMap<String, usize>);

impl Numbers {
    /// A name with its number where it is not the first of its kind: two places may have one label, as an array and its items.
    fn numbered(&mut self, name: String) -> String {
        let count = self.0.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{name}~{count}") }
    }
}

/// A place as it stands in a trial's name: `/rows/*/amount` is `rows.amount`.
fn label(place: &str, property: Option<&str>) -> String {
    let steps = place.split('/').filter(|step| !step.is_empty() && *step != "*").chain(property);
    let label = steps.collect::<Vec<_>>().join(".");
    if label.is_empty() { "body".to_owned() } else { label }
}

/// How many cases a scenario has for this target: one for each table of its state, times each row, times the draws.
fn scenario_cases(subject: &Subject, scenario: &Scenario) -> u32 {
    // A hook is taken to report one table, as long as nobody knows.
    let hooked = |state: &String| usize::from(subject.given.hooks.contains_key(state));
    let states = scenario.state.as_ref();
    let states = states.map_or(1, |state| subject.given.states.get(state).map_or_else(|| hooked(state), Vec::len));
    let rows = scenario.table.len().max(1);
    u32::try_from(states * rows).unwrap_or(u32::MAX).saturating_mul(scenario.cases)
}

fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for name in names {
        if !list.contains(&name) {
            list.push(name);
        }
    }
    list
}

#[cfg(test)]
mod tests;
