//! Who is tested against what: a suite, what the target's owner gives for it, and the way to the target.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::Value;

use super::{Keeper, reach::Reach};
use crate::{
    check::Foreign,
    contract::{Contract, Files, LoadError, Readings, Shape, schema::Options},
    generate::{DrawError, Drawer},
    reference::{self, Reference},
    scenario::{self, Suite},
    target::{ContractProfile, Gate, Redactor, Sent, Signer},
};

/// One contract, ready to be asked of one target; a clone shares all that was prepared.
#[derive(Clone)]
pub struct Subject {
    /// The contract and its scenarios.
    pub suite: Arc<Suite>,
    /// For each operation what draws its requests.
    pub drawers: Vec<Arc<Drawer>>,
    /// The same as they were when the plan was made: by them its trials count what they draw.
    pub(super) planned: Vec<Arc<Drawer>>,
    /// For each operation why none of its drawn requests can be asked, where the profile leaves out what all of them need.
    pub(super) untested: Arc<Vec<Option<String>>>,
    /// What the target's owner gives.
    pub given: ContractProfile,
    /// The way to the target.
    pub target: Target,
    /// Knows the secrets.
    pub redactor: Redactor,
    /// What the target's limits still allow.
    pub gate: Arc<Gate>,
    /// Knows what belongs to other parties.
    pub(super) foreign: Arc<Foreign>,
    /// What draws the parts of scenarios, by schema: many of them draw the same.
    parts: Arc<Mutex<HashMap<String, Arc<Drawer>>>>,
    /// What is left of states that could not be taken down, a line each.
    pub(super) left: Arc<Mutex<Vec<String>>>,
    /// Where each request is copied to as it is sent, so that another client can be measured on the same bytes.
    pub tap: Option<Tap>,
    /// Tells the target who asks.
    pub(super) signer: Arc<Signer>,
    /// Whether the target can still be reached.
    pub(super) reach: Arc<Reach>,
    /// Where exchanges are kept as they are made, and what ends trials early.
    pub keeper: Keeper,
}

/// Requests as they were sent, by lane; for measurements only, it still holds secrets.
pub type Tap = Arc<Mutex<Vec<Sent>>>;

/// The way to a target.
#[derive(Clone)]
pub enum Target {
    /// The embedded reference: a fresh world for each trial.
    Reference(&'static Reference, reference::Config),
    /// Whatever answers at the profile's address.
    Url,
}

/// Why a contract cannot be asked of a target; completes "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum SubjectError {
    /// Mistakes in contract or scenario files.
    #[error("read the contract {0}")]
    Files(String, Vec<LoadError>),
    /// A request schema from which nothing can be drawn.
    #[error("draw requests for {0}: {1}")]
    Draw(String, DrawError),
    /// The reference has no such contract, fault or reading.
    #[error("start the reference for {0}: {1}")]
    Reference(String, String),
    /// The profile leaves out what every request needs.
    #[error("ask {0}: the profile gives no credential `{1}`; add it under [{0}] credentials")]
    Credential(String, String),
}

impl Subject {
    /// A contract against its embedded reference, which gives all states.
    pub fn reference(files: &Files, id: &str, config: &reference::Config) -> Result<Self, SubjectError> {
        let wrong = |why: String| SubjectError::Reference(id.to_owned(), why);
        let reference = reference::find(id)
            .ok_or_else(|| wrong("there is none for this contract; give --url or --target".to_owned()))?;
        reference.world(config).map_err(|error| wrong(error.to_string()))?;
        let given = given(&reference.gives(), &config.readings);
        Self::new(files, id, given, Target::Reference(reference, config.clone()))
    }

    /// The same suite against the same reference with a fault.
    #[must_use]
    pub fn with_fault(&self, fault: &str) -> Self {
        let target = match &self.target {
            Target::Reference(reference, config) => {
                Target::Reference(reference, reference::Config { faults: vec![fault.to_owned()], ..config.clone() })
            }
            Target::Url => Target::Url,
        };
        Self { target, ..self.clone() }
    }

    /// The same target asked by another reading: the suite changes, the target does not.
    pub fn read_as(&self, files: &Files, reading: &str, choice: &Value) -> Result<Self, SubjectError> {
        let mut given = self.given.clone();
        given.readings.insert(reading.to_owned(), choice.clone());
        let other = Self::new(files, &self.suite.contract.id, given, self.target.clone())?;
        let (gate, reach, signer) = (Arc::clone(&self.gate), Arc::clone(&self.reach), Arc::clone(&self.signer));
        // The signer teaches the redactor that it knows.
        Ok(Self { gate, reach, signer, redactor: self.redactor.clone(), ..other })
    }

    /// A contract against the target of a profile.
    pub fn url(files: &Files, id: &str, given: ContractProfile) -> Result<Self, SubjectError> {
        Self::new(files, id, given, Target::Url)
    }

    /// A contract of which only the plan is wanted: nothing can be asked.
    pub fn unasked(files: &Files, id: &str) -> Result<Self, SubjectError> {
        let (suite, given) = (suite(files, id, &Readings::new())?, ContractProfile::default());
        Self::of(suite, given, Target::Url)
    }

    fn new(files: &Files, id: &str, mut given: ContractProfile, target: Target) -> Result<Self, SubjectError> {
        if let Some((credential, stand_in)) = given.auth.as_ref().and_then(|auth| auth.provides()) {
            given.credentials.insert(credential.to_owned(), stand_in.to_owned());
        }
        let suite = suite(files, id, &given.readings)?;
        if let Some(missing) = suite.contract.credentials.keys().find(|name| !given.credentials.contains_key(*name)) {
            return Err(SubjectError::Credential(id.to_owned(), missing.clone()));
        }
        Self::of(suite, given, target)
    }

    fn of(mut suite: Suite, given: ContractProfile, target: Target) -> Result<Self, SubjectError> {
        for operation in &mut suite.contract.operations {
            let Some(own) = given.operations.get(&operation.id) else { continue };
            operation.method = own.method.clone().unwrap_or_else(|| operation.method.clone());
            operation.path = own.path.clone().unwrap_or_else(|| operation.path.clone());
        }
        let (mut drawers, mut untested) = (Vec::new(), Vec::new());
        for operation in &suite.contract.operations {
            let (drawer, why) = drawer(&suite.contract, &operation.request, &given)
                .map_err(|error| SubjectError::Draw(format!("{}/{}", suite.contract.id, operation.id), error))?;
            drawers.push(Arc::new(drawer));
            untested.push(why);
        }
        let redactor = Redactor::new(secrets(&suite.contract, &given)).hiding(&given.redact);
        given.connection.secrets().iter().for_each(|(name, text)| redactor.learn(name, text));
        let foreign = Arc::new(Foreign::of(&suite.contract, &given.states, &redactor));
        let gate = Arc::new(Gate::new(given.limits.clone()));
        let (suite, untested) = (Arc::new(suite), Arc::new(untested));
        let (parts, reach, keeper) = (Arc::default(), Arc::default(), Keeper::default());
        let signer = Arc::new(Signer::new(given.auth.as_deref(), &redactor));
        Ok(Self {
            suite,
            planned: drawers.clone(),
            drawers,
            untested,
            given,
            target,
            redactor,
            gate,
            foreign,
            parts,
            left: Arc::default(),
            tap: None,
            signer,
            reach,
            keeper,
        })
    }

    /// Learns the secrets of a state that came up meanwhile.
    pub(super) fn learn(&self, state: &str, tables: &[Value]) {
        let states = [(state.to_owned(), tables.to_vec())].into();
        let given = ContractProfile { states, ..ContractProfile::default() };
        for (name, text) in secrets(&self.suite.contract, &given) {
            self.redactor.learn(&name, &text);
        }
    }

    /// Draws the requests of an operation and the parts of scenarios with what came up meanwhile.
    pub(super) fn draw_anew(&mut self, operation: Option<usize>) {
        self.parts = Arc::default();
        self.foreign = Arc::new(Foreign::of(&self.suite.contract, &self.given.states, &self.redactor));
        let Some(number) = operation else { return };
        let request = &self.suite.contract.operations[number].request;
        let (fresh, why) = match drawer(&self.suite.contract, request, &self.given) {
            // What is drawn must be what was planned, class by class and constraint by constraint.
            Ok((fresh, why)) if fresh.can_stand_for(&self.planned[number]) => (Some(fresh), why),
            Ok(_) => {
                let unmade = states_of(request).iter().find_map(|state| self.given.unmade.get(state).cloned());
                let unfit = || "the values of its states do not fit the requests that were planned".to_owned();
                (None, Some(unmade.unwrap_or_else(unfit)))
            }
            Err(error) => (None, Some(format!("failed to {error}"))),
        };
        if let Some(fresh) = fresh {
            self.drawers[number] = Arc::new(fresh);
        }
        Arc::make_mut(&mut self.untested)[number] = why;
    }

    /// What draws from a schema that stands outside the operations, such as one in a scenario; made once.
    pub fn part(&self, schema: &Value) -> Result<Arc<Drawer>, DrawError> {
        let key = schema.to_string();
        if let Some(known) = self.parts.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(known));
        }
        let drawer = Arc::new(Drawer::new(schema, &options(&self.suite.contract, schema, &self.given))?);
        self.parts.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&drawer));
        Ok(drawer)
    }

    /// What the target's owner gives for the requests of an operation.
    pub(super) fn given_for(&self, operation: usize) -> Vec<Value> {
        let request = &self.suite.contract.operations[operation].request;
        drawn_from(request, &self.given).into_values().flatten().collect()
    }

    /// Every shape that answers can have, for the requirements that they cite.
    pub fn shapes(&self) -> impl Iterator<Item = &Shape> {
        let operations = self.suite.contract.operations.iter();
        operations.flat_map(|operation| {
            std::iter::once(&operation.shape).chain(operation.errors.iter().filter_map(|error| error.shape.as_ref()))
        })
    }
}

fn suite(files: &Files, id: &str, readings: &Readings) -> Result<Suite, SubjectError> {
    scenario::load(files, id, readings).map_err(|errors| SubjectError::Files(id.to_owned(), errors))
}

fn options(contract: &Contract, schema: &Value, given: &ContractProfile) -> Options {
    Options { classes: contract.classes.clone(), given: drawn_from(schema, given), invent: false, strict: true }
}

/// What draws from a request schema. Where every request needs what the profile leaves out, values are made up so that the plan
/// is the same, and the reason why none may be sent comes with it.
fn drawer(
    contract: &Contract,
    request: &Value,
    given: &ContractProfile,
) -> Result<(Drawer, Option<String>), DrawError> {
    let mut options = options(contract, request, given);
    let later = |state: &String| given.of_trial(state) && !given.states.contains_key(state);
    if states_of(request).iter().any(later) {
        // Each trial brings about its own, and draws with it then.
        options.invent = true;
        return Drawer::new(request, &options).map(|drawer| (drawer, None));
    }
    match Drawer::new(request, &options) {
        Err(DrawError::NotGiven(source)) => {
            let why = not_given(contract, given, &source);
            Drawer::new(request, &Options { invent: true, ..options }).map(|drawer| (drawer, Some(why)))
        }
        drawer => drawer.map(|drawer| (drawer, None)),
    }
}

/// What a profile leaves out and would have to give: a state, or a key of one (`state/key`).
pub(super) fn not_given(contract: &Contract, given: &ContractProfile, source: &str) -> String {
    let (state, key) = source.split_once('/').map_or((source, None), |(state, key)| (state, Some(key)));
    if let Some(why) = given.unmade.get(state) {
        return why.clone();
    }
    let known = contract.states.iter().find(|known| known.id == state);
    let provides = known.map(|known| known.provides.join(", ")).unwrap_or_default();
    let what = key.map(|key| format!("`{key}` of the ")).unwrap_or_default();
    format!("the profile gives no {what}state `{state}`; add it under [{}.states] with {provides}", contract.id)
}

/// What must never be seen, with the name that stands in its place: secret credentials, and those that states hold, such as the key
/// of another shop.
fn secrets(contract: &Contract, given: &ContractProfile) -> Vec<(String, String)> {
    let secret = |name: &String| contract.credentials.get(name).copied();
    let own = given.credentials.iter().filter(|(name, _)| secret(name).unwrap_or(true));
    let own = own.map(|(name, text)| (name.clone(), text.clone()));
    let tables = given.states.iter().flat_map(|(state, tables)| tables.iter().map(move |table| (state, table)));
    let fields =
        tables.flat_map(|(state, table)| table.as_object().into_iter().flatten().map(move |field| (state, field)));
    let others = fields.filter(|(_, (key, _))| secret(key).unwrap_or(false));
    let others =
        others.filter_map(|(state, (key, value))| Some((format!("{state}.{key}"), value.as_str()?.to_owned())));
    own.chain(others).collect()
}

fn given(gives: &Value, readings: &BTreeMap<String, String>) -> ContractProfile {
    let object = |key: &str| gives.get(key).and_then(Value::as_object).into_iter().flatten();
    let tables = |value: &Value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
    ContractProfile {
        credentials: object("credentials")
            .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect(),
        states: object("states").map(|(name, value)| (name.clone(), tables(value))).collect(),
        readings: readings.iter().map(|(name, choice)| (name.clone(), Value::from(choice.as_str()))).collect(),
        ..ContractProfile::default()
    }
}

/// The values for every `x-from` of a schema. What a set-up step captures is not known yet: the marker that stands for it is
/// replaced when the request is made.
fn drawn_from(schema: &Value, given: &ContractProfile) -> BTreeMap<String, Vec<Value>> {
    let mut names = Vec::new();
    collect_from(schema, &mut names);
    let mut values = BTreeMap::new();
    for name in names {
        let Some((from, key)) = name.split_once('/') else { continue };
        let found = match (from, key.split_once('/')) {
            ("credentials", _) => given.credentials.get(key).map(|text| Value::from(text.as_str())),
            ("setup", Some((step, key))) => Some(Value::from(format!("{{{{setup.{step}.response.{key}}}}}"))),
            _ => given.states.get(from).and_then(|tables| tables.first()?.get(key)).cloned(),
        };
        if let Some(value) = found {
            values.insert(name, vec![value]);
        }
    }
    values
}

/// The states whose values requests of a schema are drawn with.
pub(super) fn states_of(schema: &Value) -> BTreeSet<String> {
    let mut names = Vec::new();
    collect_from(schema, &mut names);
    let states = names.iter().filter_map(|name| Some(name.split_once('/')?.0.to_owned()));
    states.filter(|from| !["credentials", "setup"].contains(&from.as_str())).collect()
}

fn collect_from(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(name) = fields.get("x-from").and_then(Value::as_str) {
                names.push(name.to_owned());
            }
            fields.values().for_each(|value| collect_from(value, names));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_from(item, names)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_operation_whose_every_request_needs_a_state_is_planned_and_not_asked() {
        let contract = Contract::load(&Files::embedded(), "abs-status", &Readings::new()).unwrap_or_else(|_| panic!());
        let request = json!({"type": "object", "required": ["id"], "properties": {
            "id": {"type": "string", "maxLength": 20, "x-from": "payment-updatable/transactionId"}, "n": {"type": "integer"}}});
        let states = |given: Value| serde_json::from_value(given).expect("states");
        let (_, untested) = drawer(&contract, &request, &ContractProfile::default()).expect("a drawer for the plan");
        let told = "the profile gives no `transactionId` of the state `payment-updatable`; \
            add it under [abs-status.states] with transactionId, paymentBatchNumber";
        assert_eq!(untested.as_deref(), Some(told));
        let states = states(json!({"payment-updatable": [{"transactionId": "4000000000101"}]}));
        let given = ContractProfile { states, ..ContractProfile::default() };
        let (drawer, untested) = drawer(&contract, &request, &given).expect("a drawer");
        assert_eq!(untested, None);
        assert_eq!(drawer.minimal(&mut crate::generate::Rng::new(1, "t")).expect("a value")["id"], "4000000000101");
    }
}
