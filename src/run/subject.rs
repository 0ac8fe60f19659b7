//! What is tested against which target: a suite and what the target's owner gives for it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::Value;

use super::given::{drawer, drawn_from, given, options, secrets, states_of};
use crate::{
    check::Foreign,
    contract::{Files, LoadError, Readings, Shape},
    generate::{DrawError, Drawer},
    reference::{self, Reference},
    scenario::{self, Suite},
    target::{ContractProfile, Redactor},
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
    /// Knows what belongs to other parties.
    pub(super) foreign: Arc<Foreign>,
    /// What draws the parts of scenarios, by schema: many of them draw the same.
    parts: Arc<Mutex<HashMap<String, Arc<Drawer>>>>,
}

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
        // The session that reaches both teaches secrets to this redactor.
        Ok(Self { redactor: self.redactor.clone(), ..other })
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
        let (suite, untested) = (Arc::new(suite), Arc::new(untested));
        Ok(Self {
            suite,
            planned: drawers.clone(),
            drawers,
            untested,
            given,
            target,
            redactor,
            foreign,
            parts: Arc::default(),
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
        self.given_in(&self.suite.contract.operations[operation].request)
    }

    /// What the target's owner gives for values of a schema.
    pub(super) fn given_in(&self, schema: &Value) -> Vec<Value> {
        drawn_from(schema, &self.given).into_values().flatten().collect()
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
