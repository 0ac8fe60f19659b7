//! What is tested against which target: a suite and what the target's owner gives for it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock},
};

use serde_json::Value;

use super::{
    alone::Alone,
    given::{all_given, drawer, given, options, secrets, states_of},
    needs::needed_credentials,
    prepared::{Drawn, NotPrepared, prepared},
    request::wire,
    signals::Signals,
    subject_error::SubjectError,
    target::Target,
    unfit::unfit,
};
use crate::{
    check::Foreign,
    contract::{
        Contract, Files, Message, Operation, Readings, ReasonId, Shape, expression::Expression, schema::marked,
    },
    generate::{DrawError, Drawer},
    reference,
    scenario::{self, Suite, has_fresh_mark},
    target::{ContractProfile, Redactor},
    util::sync::lock,
};

/// One contract, ready to be checked at one target; a clone shares all that was prepared.
#[derive(Clone)]
pub struct Subject {
    /// The contract and its scenarios.
    pub suite: Arc<Suite>,
    /// For each operation what draws its requests.
    pub drawers: Vec<Arc<Drawer>>,
    /// The same as they were when the plan was made: by them its trials count what they draw.
    pub(super) planned: Vec<Arc<Drawer>>,
    /// For each operation why none of its drawn requests can be sent, where the profile leaves out what all of them need.
    pub(super) untested: Arc<Vec<Option<Message>>>,
    /// What the target's owner gives.
    pub given: ContractProfile,
    /// The way to the target.
    pub target: Target,
    /// Knows the secrets.
    pub redactor: Redactor,
    /// Knows what belongs to other parties.
    pub(super) foreign: Arc<Foreign>,
    /// Knows what a response says whatever was requested.
    pub(super) signals: Arc<Signals>,
    /// What no case breaks alone, found once.
    pub(super) alone: Arc<OnceLock<Alone>>,
    /// What draws the parts of scenarios, by schema: many of them draw the same.
    parts: Arc<Mutex<HashMap<String, Arc<Drawer>>>>,
}

impl Subject {
    /// A contract against its embedded reference, which gives all states.
    pub fn reference(files: &Files, id: &str, config: &reference::Config) -> Result<Self, SubjectError> {
        let wrong = |why: String| SubjectError::Reference(id.to_owned(), why);
        let reference = reference::find(id)
            .ok_or_else(|| wrong("there is none for this contract; give --url or --target".to_owned()))?;
        reference.world(config).map_err(|error| wrong(error.to_string()))?;
        let given = given(&reference.gives(), &config.readings);
        Self::new(files, id, given, Target::Reference(reference, config.clone()), None)
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

    /// The same target checked by another reading: the suite changes, the target does not.
    pub fn read_as(&self, files: &Files, reading: &str, choice: &Value) -> Result<Self, SubjectError> {
        let mut given = self.given.clone();
        given.readings.insert(reading.to_owned(), choice.clone());
        let other = Self::new(files, &self.suite.contract.id, given, self.target.clone(), Some(self))?;
        // The session that reaches both teaches secrets to this redactor.
        Ok(Self { redactor: self.redactor.clone(), ..other })
    }

    /// A contract against the target of a profile.
    pub fn url(files: &Files, id: &str, given: ContractProfile) -> Result<Self, SubjectError> {
        Self::new(files, id, given, Target::Url, None)
    }

    /// The same, of a suite that is read already, with every credential that it needs.
    pub fn of_suite(suite: Suite, given: ContractProfile) -> Result<Self, SubjectError> {
        Self::of(suite, given, Target::Url, None)
    }

    /// A contract of which only the plan is wanted: nothing can be sent.
    pub fn unasked(files: &Files, id: &str) -> Result<Self, SubjectError> {
        let (suite, given) = (suite(files, id, &Readings::new())?, ContractProfile::default());
        Self::of(suite, given, Target::Url, None)
    }

    fn new(
        files: &Files,
        id: &str,
        mut given: ContractProfile,
        target: Target,
        like: Option<&Self>,
    ) -> Result<Self, SubjectError> {
        if let Some((credential, stand_in)) = given.auth.as_ref().and_then(|auth| auth.provides()) {
            given.credentials.insert(credential.to_owned(), stand_in.to_owned());
        }
        let suite = suite(files, id, &given.readings)?;
        if let Some(missing) = needed_credentials(&suite).into_iter().find(|name| !given.credentials.contains_key(name))
        {
            return Err(SubjectError::Credential(id.to_owned(), missing));
        }
        Self::of(suite, given, target, like)
    }

    /// A subject that is `like` it is of the same contract in another reading, and is given the same values: what draws the same requests is
    /// taken over from it.
    fn of(mut suite: Suite, given: ContractProfile, target: Target, like: Option<&Self>) -> Result<Self, SubjectError> {
        for operation in &mut suite.contract.operations {
            let Some(own) = given.operations.get(&operation.id) else { continue };
            operation.method = own.method.clone().unwrap_or_else(|| operation.method.clone());
            operation.path = own.path.clone().unwrap_or_else(|| operation.path.clone());
        }
        let (mut drawers, mut untested) = (Vec::new(), Vec::new());
        let known = |operation: &Operation| like.and_then(|like| like.drawn(operation, &suite.contract));
        for (operation, drawn) in prepared(&suite.contract, &given, &known) {
            let id = || format!("{}/{}", suite.contract.id, operation.id);
            let (drawer, why) = drawn.map_err(|why| match why {
                NotPrepared::Unfit(unfit) => SubjectError::Unfit(id(), unfit),
                NotPrepared::Draw(error) => SubjectError::Draw(id(), error),
            })?;
            drawers.push(drawer);
            untested.push(why);
        }
        let redactor = Redactor::new(secrets(&suite.contract, &given)).hiding(&given.redact);
        given.connection.secrets().iter().for_each(|(name, text)| redactor.learn(name, text));
        let foreign = Arc::new(Foreign::of(&suite.contract, &given.states, &redactor));
        let signals = Arc::new(Signals::of(&suite.contract, &given));
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
            signals,
            alone: Arc::default(),
            parts: Arc::default(),
        })
    }

    /// What draws the requests of an operation here, and why none may be sent, where another reading of the contract leaves it the same.
    fn drawn(&self, operation: &Operation, contract: &Contract) -> Option<Drawn> {
        let number = self.suite.contract.operations.iter().position(|own| own.id == operation.id)?;
        let own = &self.suite.contract.operations[number];
        let same = (&own.request, own.generated, wire(own))
            == (&operation.request, operation.generated, wire(operation))
            && self.suite.contract.classes == contract.classes
            && Arc::ptr_eq(&self.drawers[number], &self.planned[number]);
        same.then(|| (Arc::clone(&self.drawers[number]), self.untested[number].clone()))
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
        let operation = &self.suite.contract.operations[number];
        let unmade = states_of(&operation.request).iter().find_map(|state| self.given.unmade.get(state).cloned());
        let refused = || unfit(&self.suite.contract, operation, &self.given).map(|unfit| unfit.message());
        let (fresh, why) = match unmade.or_else(refused) {
            Some(why) => (None, Some(why)),
            None => match drawer(&self.suite.contract, (&operation.request, &wire(operation)), &self.given) {
                Ok((fresh, why)) => (Some(fresh), why),
                Err(error) => (None, Some(ReasonId::FailedTo.with([error.to_string().into()]))),
            },
        };
        if let Some(fresh) = fresh {
            self.drawers[number] = Arc::new(fresh);
        }
        Arc::make_mut(&mut self.untested)[number] = why;
    }

    /// Whether some value of its requests is to be new each time.
    pub(super) fn has_unique(&self) -> bool {
        let drawn = self.suite.scenarios.iter().flat_map(|scenario| scenario.draw.values());
        let mut schemas = drawn.filter_map(|form| form.schema.as_ref());
        self.drawers.iter().any(|drawer| !drawer.unique().is_empty())
            || self.suite.expressions.values().any(Expression::is_fresh)
            || self.suite.scenarios.iter().flat_map(|scenario| &scenario.steps).any(has_fresh_mark)
            || schemas.any(|schema| !marked(schema, "x-unique").is_empty())
    }

    /// What draws from a schema that stands outside the operations, such as one in a scenario; made once.
    pub fn part(&self, schema: &Value) -> Result<Arc<Drawer>, DrawError> {
        let key = schema.to_string();
        if let Some(known) = lock(&self.parts).get(&key) {
            return Ok(Arc::clone(known));
        }
        let drawer = Arc::new(Drawer::new(schema, &options(&self.suite.contract, schema, &self.given))?);
        lock(&self.parts).insert(key, Arc::clone(&drawer));
        Ok(drawer)
    }

    /// What the target's owner gives for the requests of an operation.
    pub(super) fn given_for(&self, operation: usize) -> Vec<Value> {
        self.given_in(&self.suite.contract.operations[operation].request)
    }

    /// What the target's owner gives for values of a schema.
    pub(super) fn given_in(&self, schema: &Value) -> Vec<Value> {
        all_given(schema, &self.given).into_values().flatten().flatten().collect()
    }

    /// Every shape that responses can have, for the requirements that they cite.
    pub fn shapes(&self) -> impl Iterator<Item = &Shape> {
        let operations = self.suite.contract.operations.iter();
        operations.flat_map(crate::contract::Operation::shapes)
    }
}

fn suite(files: &Files, id: &str, readings: &Readings) -> Result<Suite, SubjectError> {
    scenario::load(files, id, readings).map_err(|errors| SubjectError::Files(id.to_owned(), errors))
}

#[cfg(test)]
mod tests;
