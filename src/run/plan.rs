//! The plan: every trial by name, in order, before anything is asked.

use sha2::{Digest, Sha256};

use super::{Subject, precedence};
use crate::{
    contract::{Level, Operation, hex, schema::Constraint},
    generate::{At, Class, Drawer, malformed::MALFORMED},
    record::TargetRecord,
    scenario::Scenario,
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
    /// Who is asked what.
    pub subjects: Vec<Subject>,
    /// The trials.
    pub trials: Vec<Trial>,
    /// The target, for the record.
    pub target: TargetRecord,
    /// The settings.
    pub settings: Settings,
    /// What was cut to keep within the limits of a target, a line each.
    pub cuts: Vec<String>,
}

/// One named entry of the plan.
#[derive(Debug, Clone)]
pub struct Trial {
    /// Its name: a path and a filter.
    pub name: String,
    /// The subject, by index.
    pub subject: usize,
    /// What it plays.
    pub kind: TrialKind,
    /// The requirements it is there for.
    pub requirements: Vec<String>,
    /// How many cases it plays.
    pub cases: u32,
    /// Why it is not played, where that is known beforehand.
    pub left_out: Option<String>,
}

/// What a trial plays; operations, constraints, raw kinds and scenarios by index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrialKind {
    /// Valid requests at every boundary class of one place.
    Accepts {
        /// The operation.
        operation: usize,
        /// The classes.
        classes: Vec<usize>,
    },
    /// Valid requests in which optional fields stand together.
    Pairs(usize),
    /// Valid requests drawn at random.
    Random(usize),
    /// Requests that break one constraint.
    Rejects {
        /// The operation.
        operation: usize,
        /// The constraint.
        constraint: usize,
    },
    /// Requests that break two constraints at once.
    Precedence(usize),
    /// Bodies that are no JSON object.
    Raw {
        /// The operation.
        operation: usize,
        /// The kind.
        kind: usize,
    },
    /// A scenario from a file.
    Scenario(usize),
}

impl TrialKind {
    /// The operation that generated requests are for; none for a scenario.
    pub fn operation(&self) -> Option<usize> {
        match self {
            Self::Accepts { operation, .. }
            | Self::Pairs(operation)
            | Self::Random(operation)
            | Self::Rejects { operation, .. }
            | Self::Precedence(operation)
            | Self::Raw { operation, .. } => Some(*operation),
            Self::Scenario(_) => None,
        }
    }
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
        Self { subjects, trials, target, settings, cuts: Vec::new() }
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
    let called: Vec<&str> = match (&trial.kind, trial.kind.operation()) {
        (TrialKind::Scenario(number), _) => {
            subject.suite.scenarios[*number].steps.iter().map(|step| step.operation.as_str()).collect()
        }
        (_, Some(number)) => {
            let setup = operations[number].setup.iter().filter_map(|step| step["operation"].as_str());
            setup.chain([operations[number].id.as_str()]).collect()
        }
        _ => Vec::new(),
    };
    let writing = operations.iter().find(|operation| operation.writes && called.contains(&operation.id.as_str()));
    writing.map(|operation| format!("read-only: `{}` writes", operation.id))
}

fn of_subject(index: usize, subject: &Subject, settings: &Settings) -> Vec<Trial> {
    let contract = &subject.suite.contract;
    let mut trials = Vec::new();
    for (number, (operation, drawer)) in contract.operations.iter().zip(subject.drawers.iter()).enumerate() {
        let head = format!("{}/{}", contract.id, operation.id);
        let mut add = |name: String, kind: TrialKind, requirements: Vec<String>, cases: usize| {
            let cases = u32::try_from(cases).unwrap_or(u32::MAX);
            trials.push(Trial {
                name: format!("{head}/{name}"),
                subject: index,
                kind,
                requirements,
                cases,
                left_out: None,
            });
        };
        let mut labels: Vec<String> = Vec::new();
        for (place, classes) in by_place(drawer) {
            let requirements =
                unique(classes.iter().map(|class| class_requirement(operation, drawer, &drawer.classes()[*class]).0));
            let cases = classes.len();
            labels.push(label(&place, None));
            let name = numbered(labels.last().map_or("", String::as_str), &labels);
            add(format!("accepts/{name}"), TrialKind::Accepts { operation: number, classes }, requirements, cases);
        }
        add("accepts/pairs".into(), TrialKind::Pairs(number), vec![operation.success.clone()], settings.cases as usize);
        add(
            "accepts/random".into(),
            TrialKind::Random(number),
            vec![operation.success.clone()],
            settings.cases as usize * 10,
        );
        for (constraint, name, cases) in rejects(drawer, settings) {
            let requirement =
                drawer.constraints()[constraint].annotations["x-requirement"].as_str().unwrap_or_default().to_owned();
            add(name, TrialKind::Rejects { operation: number, constraint }, vec![requirement], cases);
        }
        let rivals = precedence::rivals(operation, drawer).len();
        if rivals > 1 {
            add("precedence".into(), TrialKind::Precedence(number), Vec::new(), precedence::pairs(rivals));
        }
        if let Some(raw) = &operation.raw {
            for (kind, row) in MALFORMED.iter().enumerate() {
                add(
                    format!("raw/{}", row.name),
                    TrialKind::Raw { operation: number, kind },
                    vec![raw.requirement.clone()],
                    1,
                );
            }
        }
    }
    for (number, scenario) in subject.suite.scenarios.iter().enumerate() {
        trials.push(Trial {
            name: format!("{}/scenario/{}", contract.id, scenario.name),
            subject: index,
            kind: TrialKind::Scenario(number),
            requirements: scenario.requirements.clone(),
            cases: scenario_cases(subject, scenario),
            left_out: None,
        });
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
        bases.push(format!("rejects/{label}/{}", constraint.keyword));
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

/// Where in arrays a constraint is broken.
pub(super) const ATS: [At; 3] = [At::First, At::Middle, At::Last];

/// A place as it stands in a trial's name: `/rows/*/amount` is `rows.amount`.
fn label(place: &str, property: Option<&str>) -> String {
    let steps = place.split('/').filter(|step| !step.is_empty() && *step != "*").chain(property);
    let label = steps.collect::<Vec<_>>().join(".");
    if label.is_empty() { "body".to_owned() } else { label }
}

/// The requirement that a boundary class puts to the test, and the level below it where the contract lowers it.
pub(super) fn class_requirement(operation: &Operation, drawer: &Drawer, class: &Class) -> (String, Option<Level>) {
    let cites = |constraint: &&Constraint| constraint.annotations.contains_key("x-requirement");
    let here = |constraint: &&Constraint| {
        let parent = constraint.property.as_ref().map(|property| constraint.place.property(property));
        constraint.place == class.place || parent.as_ref() == Some(&class.place)
    };
    // A class at a limit speaks for the constraint that sets the limit; any other for the place as a whole.
    let of_limit = class.of.map(|of| &drawer.constraints()[of]).filter(cites);
    let candidates = || drawer.constraints().iter().filter(cites).filter(here);
    let of_place = || candidates().find(|constraint| constraint.place == class.place);
    let found = of_limit.or_else(of_place).or_else(|| candidates().next());
    let Some(constraint) = found else { return (operation.success.clone(), None) };
    let requirement = constraint.annotations["x-requirement"].as_str().unwrap_or(&operation.success).to_owned();
    (requirement, crate::contract::kind_level(&constraint.annotations, "accepts", &class.name))
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
    use super::{class_requirement, label, numbered};
    use crate::{contract::Files, contract::Level, reference::Config, run::Subject};

    #[test]
    fn a_class_is_credited_to_its_limit_at_the_level_that_the_contract_gives_it() {
        let credited = |contract: &str, operation: usize, place: &str, name: &str| {
            let subject = Subject::reference(&Files::embedded(), contract, &Config::default()).expect("a subject");
            let drawer = &subject.drawers[operation];
            let class = drawer.classes().iter().find(|class| class.place.as_str() == place && class.name == name);
            class_requirement(&subject.suite.contract.operations[operation], drawer, class.expect("a class"))
        };
        let array = "/payment_bank_transfer";
        assert_eq!(credited("robo-payment", 0, array, "items-1000"), ("RP-3628".into(), None));
        assert_eq!(credited("robo-payment", 0, array, "items-12"), ("RP-one-array".into(), None));
        assert_eq!(credited("robo-payment", 0, array, "absent"), ("RP-one-array".into(), Some(Level::Should)));
        let commission = "/transactionList/*/paymentBatchList/*/transferCommission";
        assert_eq!(credited("abs-status", 0, commission, "maximum"), ("AS-003".into(), None));
        assert_eq!(credited("abs-status", 0, commission, "minimum"), ("AS-types".into(), None));
    }

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
}
