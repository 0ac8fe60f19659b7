//! The plan: every trial by name, in order, before anything is asked.

use sha2::{Digest, Sha256};

use super::{
    Head, Keeper, Planned, Session, Shard, Subject, Trial, TrialKind,
    classes::{ATS, class_requirement},
    rivals::{pairs, rivals},
};
use crate::{
    contract::hex,
    generate::{Drawer, malformed::MALFORMED},
    record::{Group, Promises, TargetRecord, TrialId, Waived},
    scenario::Scenario,
    target::Waiver,
};

/// What shapes a plan beside the contracts themselves.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The seed of everything drawn.
    pub seed: u64,
    /// Random draws for each generated trial, beside the enumerated ones.
    pub cases: u32,
    /// Whether `should` counts as `must`.
    pub strict: bool,
    /// The most requests that shrinking one finding may cost.
    pub shrink: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { seed: 1, cases: 20, strict: false, shrink: 200 }
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
    /// The target, for the record.
    pub target: TargetRecord,
    /// The settings.
    pub settings: Settings,
    /// What was cut to keep within the limits of a target, a line each.
    pub cuts: Vec<String>,
}

impl Plan {
    /// Plans every trial of the subjects.
    pub fn new(subjects: Vec<Subject>, target: TargetRecord, settings: Settings) -> Self {
        let mut trials: Vec<Trial> =
            subjects.iter().enumerate().flat_map(|(index, subject)| of_subject(index, subject, &settings)).collect();
        trials.sort_by(|a, b| a.name.cmp(&b.name));
        for trial in &mut trials {
            trial.left_out = writes(&subjects[trial.subject], trial);
        }
        let sessions = subjects.iter().map(Session::new).collect();
        Self { subjects, sessions, trials, target, settings, cuts: Vec::new() }
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
            cases: self.settings.cases,
            strict: self.settings.strict,
            cuts: self.cuts.clone(),
            waivers: self.waivers(),
            planned: self.trials.len(),
            shard,
            contracts: self.subjects.iter().map(|subject| Promises::of(&subject.suite.contract)).collect(),
            trials: self.trials.iter().filter(|trial| chosen(trial)).map(planned).collect(),
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

    /// A hash over everything that decides what is asked: contracts, readings, seed and trials. A filter changes nothing of it, as long as the
    /// limits of the target ask for no cuts.
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
fn writes(subject: &Subject, trial: &Trial) -> Option<String> {
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
    writing.map(|operation| format!("read-only: `{}` writes", operation.id))
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
    let mut add = |group: Group, rest: &str, kind: TrialKind, requirements: Vec<String>, cases: usize| {
        let id = TrialId::of_operation(&contract.id, &operation.id, group, rest);
        trials.push(Trial::new(id, index, kind, requirements, u32::try_from(cases).unwrap_or(u32::MAX)));
    };
    let mut labels: Vec<String> = Vec::new();
    for (place, classes) in by_place(drawer) {
        let requirements =
            unique(classes.iter().map(|class| class_requirement(operation, drawer, &drawer.classes()[*class]).0));
        let cases = classes.len();
        labels.push(label(&place, None));
        let name = numbered(labels.last().map_or("", String::as_str), &labels);
        add(Group::Accepts, &name, TrialKind::Accepts { operation: number, classes }, requirements, cases);
    }
    let success = || vec![operation.success.clone()];
    let draws = settings.cases as usize;
    add(Group::Pairs, "", TrialKind::Pairs(number), success(), draws);
    add(Group::Random, "", TrialKind::Random(number), success(), draws * 10);
    for (constraint, name, cases) in rejects(drawer, settings) {
        let requirement =
            drawer.constraints()[constraint].annotations["x-requirement"].as_str().unwrap_or_default().to_owned();
        let kind = TrialKind::Rejects { operation: number, constraint };
        add(Group::Rejects, &name, kind, vec![requirement], cases);
    }
    let rivals = rivals(operation, drawer).len();
    if rivals > 1 {
        add(Group::Precedence, "", TrialKind::Precedence(number), Vec::new(), pairs(rivals));
    }
    for (raw, (kind, row)) in
        operation.raw.iter().flat_map(|raw| MALFORMED.iter().enumerate().map(move |row| (raw, row)))
    {
        let requirements = vec![raw.requirement.clone()];
        add(Group::Raw, row.name, TrialKind::Raw { operation: number, kind }, requirements, 1);
    }
    trials
}

/// Boundary classes by place, places in the order of the schema.
fn by_place(drawer: &Drawer) -> Vec<(String, Vec<usize>)> {
    let mut places: Vec<(String, Vec<usize>)> = Vec::new();
    for (index, class) in drawer.classes().iter().enumerate() {
        match places.iter_mut().find(|(place, _)| *place == class.place.as_str()) {
            Some((_, classes)) => classes.push(index),
            None => places.push((class.place.as_str().to_owned(), vec![index])),
        }
    }
    places
}

/// Each constraint that can be broken, with the name of its trial and the number of its cases.
fn rejects(drawer: &Drawer, settings: &Settings) -> Vec<(usize, String, usize)> {
    let (mut trials, mut bases) = (Vec::new(), Vec::new());
    for (index, constraint) in drawer.constraints().iter().enumerate() {
        let kinds = drawer.kinds(constraint).len();
        if kinds == 0 || !constraint.annotations.contains_key("x-requirement") {
            continue;
        }
        let label = label(constraint.place.as_str(), constraint.property.as_deref());
        bases.push(format!("{label}/{}", constraint.keyword));
        let name = numbered(bases.last().map_or("", String::as_str), &bases);
        let positions = if constraint.place.as_str().contains('*') { ATS.len() } else { 1 };
        trials.push((index, name, kinds * positions + settings.cases as usize));
    }
    trials
}

/// A name with its number where it is not the first of its kind: two places may have one label, as an array and its items.
fn numbered(name: &str, so_far: &[String]) -> String {
    match so_far.iter().filter(|other| *other == name).count() {
        0 | 1 => name.to_owned(),
        count => format!("{name}~{count}"),
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
    // A hook is taken to tell one table, as long as nobody knows.
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
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        run::testing::{files, order, plan, profile, scenario, subject, trial},
        target::{ContractProfile, HookCall, HookScope, HttpCall, Override, StateHook},
    };

    const NOWHERE: &str = "http://127.0.0.1:1";

    #[test]
    fn a_name_that_comes_again_gets_a_number() {
        let names = ["a", "b", "a", "a"].map(str::to_owned);
        let told: Vec<String> = (0..names.len()).map(|at| numbered(&names[at], &names[..=at])).collect();
        assert_eq!(told, ["a", "b", "a~2", "a~3"]);
    }

    #[test]
    fn a_label_is_the_path_without_indexes() {
        assert_eq!(label("/rows/*/amount", None), "rows.amount");
        assert_eq!(label("/rows/*", Some("amount")), "rows.amount");
        assert_eq!(label("", None), "body");
    }

    /// The names and cases of the trials that a plan has of one kind.
    fn list<'a>(plan: &'a Plan, start: &str) -> Vec<(&'a str, u32)> {
        let own = plan.trials.iter().filter_map(|trial| Some((trial.name.strip_prefix(start)?, trial.cases)));
        own.collect()
    }

    #[test]
    fn an_operation_has_trials_for_its_places_its_constraints_and_its_bodies() {
        let plan = plan(subject(NOWHERE));
        let accepts =
            [("count", 4), ("item", 37), ("note", 39), ("pairs", 3), ("random", 30), ("rows", 6), ("rows.n", 4)];
        assert_eq!(list(&plan, "shop/order/accepts/"), accepts);
        assert_eq!(list(&plan, "shop/order/precedence"), [("", 6)], "each two of four codes");
        assert_eq!(list(&plan, "shop/cancel/precedence"), [], "one code has no rival");
        let raw: Vec<u32> = list(&plan, "shop/order/raw/").into_iter().map(|(_, cases)| cases).collect();
        assert_eq!(raw, [1; MALFORMED.len()]);
        assert_eq!(list(&plan, "shop/find/raw/"), []);
        let rejects = [
            ("body/type", 9),
            ("count/maximum", 6),
            ("count/minimum", 8),
            ("count/required", 4),
            ("count/type", 11),
            ("item/maxLength", 8),
            ("item/minLength", 4),
            ("item/required", 4),
            ("item/type", 8),
            ("note/maxLength", 8),
            ("note/type", 8),
            ("rows.n/maximum", 12),
            ("rows.n/minimum", 15),
            ("rows.n/required", 6),
            ("rows.n/type", 27),
            ("rows/maxItems", 5),
            ("rows/type", 9),
            ("rows/type~2", 21),
        ];
        assert_eq!(list(&plan, "shop/order/rejects/"), rejects);
        assert_eq!(
            list(&plan, "shop/cancel/rejects/why/"),
            [("maxLength", 8), ("type", 8)],
            "nothing is shorter than empty"
        );
        for (name, requirements) in [
            ("accepts/count", vec!["SH-count"]),
            ("accepts/rows", vec!["SH-rows"]),
            ("accepts/random", vec!["SH-ok"]),
            ("rejects/note/type", vec!["SH-note"]),
            ("raw/empty", vec!["SH-json"]),
            ("precedence", vec![]),
        ] {
            assert_eq!(trial(&plan, &format!("shop/order/{name}")).requirements, requirements, "{name}");
        }
        assert!(plan.trials.is_sorted_by_key(|trial| &trial.name));
    }

    #[test]
    fn a_target_that_is_only_read_is_asked_nothing_that_writes() {
        let find = json!({"name": "a", "operation": "find", "expect": {"outcome": "any", "requirement": "SH-find"}});
        let files = scenario(files(), "reads", &json!({"steps": [find.clone()]}));
        let writing = json!({"steps": [find, order("b", &json!({}), "accepted", &[])]});
        let files = scenario(files, "writes", &writing);
        let planned = |read_only: bool| {
            let given = ContractProfile { read_only, ..profile(NOWHERE) };
            plan(Subject::url(&files, "shop", given).expect("a subject"))
        };
        for (name, why) in [
            ("order/raw/empty", Some("read-only: `order` writes")),
            ("find/accepts/random", None),
            ("cancel/accepts/random", Some("read-only: `order` writes")),
            ("scenario/reads", None),
            ("scenario/writes", Some("read-only: `order` writes")),
        ] {
            let name = format!("shop/{name}");
            assert_eq!(trial(&planned(true), &name).left_out.as_deref(), why, "{name}");
            assert_eq!(trial(&planned(false), &name).left_out, None, "{name}");
        }
    }

    #[test]
    fn a_scenario_has_a_case_for_each_table_of_its_state_each_row_and_each_draw() {
        let steps = json!([order("a", &json!({}), "accepted", &[])]);
        let tables = |count: usize| vec![json!({"id": "o"}); count];
        let hook = HookCall::Http(HttpCall {
            method: "GET".to_owned(),
            url: NOWHERE.to_owned(),
            headers: Vec::new(),
            body: None,
            timeout: std::time::Duration::from_secs(1),
        });
        let hook = StateHook { make: hook, teardown: None, scope: HookScope::Run, writes: false };
        for (more, given, hooked, cases) in [
            (json!({}), None, false, 1),
            (json!({"cases": 5}), None, false, 5),
            (json!({"cases": 5, "table": [1, 2]}), None, false, 10),
            (json!({"cases": 5, "table": [1, 2], "state": "order-known"}), Some(tables(3)), false, 30),
            (json!({"cases": 5, "state": "order-known"}), None, false, 0),
            (json!({"cases": 5, "state": "order-known"}), None, true, 5),
        ] {
            let (mut more, mut profile) = (more, profile(NOWHERE));
            more["steps"] = steps.clone();
            profile.states.extend(given.map(|tables| ("order-known".to_owned(), tables)));
            profile.hooks.extend(hooked.then(|| ("order-known".to_owned(), hook.clone())));
            let subject = Subject::url(&scenario(files(), "s", &more), "shop", profile).expect("a subject");
            assert_eq!(scenario_cases(&subject, &subject.suite.scenarios[0]), cases, "{more}");
        }
    }

    #[test]
    fn the_head_says_what_the_run_is_about() {
        let waiver = json!({"requirement": "SH-ok", "until": "2027-01-31", "owner": "o", "reason": "r"});
        let waivers = vec![serde_json::from_value(waiver).expect("a waiver")];
        let given = ContractProfile { waivers, ..profile(NOWHERE) };
        let mut plan = plan(Subject::url(&files(), "shop", given).expect("a subject"));
        (plan.settings.strict, plan.cuts) = (true, vec!["a cut".to_owned()]);
        let shard = Some(Shard { number: 1, of: 2 });
        let head = plan.head("now".to_owned(), shard, &|trial| trial.name == "shop/order/raw/empty");
        assert_eq!((head.started.as_str(), head.seed, head.cases, head.strict), ("now", 1, 3, true));
        assert_eq!((head.plan_hash, head.shard, head.planned), (plan.hash(), shard, plan.trials.len()));
        assert_eq!((head.cuts, head.target), (plan.cuts.clone(), plan.target.clone()));
        assert_eq!((head.contracts.len(), head.contracts[0].id.as_str()), (1, "shop"));
        assert_eq!((head.waivers.len(), head.waivers[0].contract.as_str()), (1, "shop"));
        let [planned] = head.trials.as_slice() else { panic!("one was chosen") };
        assert_eq!(
            (planned.name.as_str(), planned.requirements.as_slice()),
            ("shop/order/raw/empty", &["SH-json".to_owned()][..])
        );
    }

    #[test]
    fn the_hash_of_a_plan_changes_with_what_is_asked_and_with_nothing_else() {
        let hash = |change: &dyn Fn(&mut Plan)| {
            let mut plan = plan(subject(NOWHERE));
            change(&mut plan);
            plan.hash()
        };
        let plain = hash(&|_| {});
        assert_eq!(plain.len(), 16);
        assert_eq!(plain, hash(&|plan| (plan.settings.strict, plan.settings.shrink) = (true, 7)));
        let mut moved = profile("http://127.0.0.1:2");
        moved.operations.insert("order".to_owned(), Override { method: None, path: Some("/other".to_owned()) });
        let moved = plan(Subject::url(&files(), "shop", moved).expect("a subject")).hash();
        let mut read = profile(NOWHERE);
        read.readings.insert("most".to_owned(), json!(50));
        let read = plan(Subject::url(&files(), "shop", read).expect("a subject")).hash();
        let changes: [String; 6] = [
            hash(&|plan| plan.settings.seed = 2),
            hash(&|plan| plan.settings.cases = 2),
            hash(&|plan| plan.trials[0].cases += 1),
            hash(&|plan| plan.trials[0].left_out = Some("why".to_owned())),
            moved,
            read,
        ];
        assert!(changes.iter().all(|other| *other != plain), "{changes:?} {plain}");
    }

    #[test]
    fn a_plan_is_kept_by_all_of_its_sessions() {
        let mut plan = plan(subject(NOWHERE));
        let keeper = Keeper { aside: Some("most=50".to_owned()), ..Keeper::default() };
        plan.keep(&keeper);
        assert!(plan.sessions.iter().all(|session| session.keeper.aside == keeper.aside));
    }

    #[test]
    fn a_requirement_that_comes_again_is_listed_once() {
        let names = ["b", "a", "b", "a"].map(str::to_owned);
        assert_eq!(unique(names.into_iter()), ["b", "a"]);
    }
}
