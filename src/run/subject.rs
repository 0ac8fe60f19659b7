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
    contract::{Contract, Files, Operation, Readings, Shape, expression::Expression, schema::marked},
    generate::{DrawError, Drawer},
    reference,
    scenario::{self, Suite, has_fresh_mark},
    target::{ContractProfile, Redactor},
    util::sync::lock,
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
    /// Knows what a response says whatever was asked.
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

    /// The same target asked by another reading: the suite changes, the target does not.
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

    /// A contract of which only the plan is wanted: nothing can be asked.
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
        let refused = || unfit(&self.suite.contract, operation, &self.given).map(|unfit| unfit.to_string());
        let (fresh, why) = match unmade.or_else(refused) {
            Some(why) => (None, Some(why)),
            None => match drawer(&self.suite.contract, (&operation.request, &wire(operation)), &self.given) {
                Ok((fresh, why)) => (Some(fresh), why),
                Err(error) => (None, Some(format!("failed to {error}"))),
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

    /// Every shape that answers can have, for the requirements that they cite.
    pub fn shapes(&self) -> impl Iterator<Item = &Shape> {
        let operations = self.suite.contract.operations.iter();
        operations.flat_map(crate::contract::Operation::shapes)
    }
}

fn suite(files: &Files, id: &str, readings: &Readings) -> Result<Suite, SubjectError> {
    scenario::load(files, id, readings).map_err(|errors| SubjectError::Files(id.to_owned(), errors))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        reference::Config,
        run::testing::{KEY, files, profile, subject},
        target::{Override, Profile},
    };

    const NOWHERE: &str = "http://127.0.0.1:1";

    fn why<T>(subject: Result<T, SubjectError>) -> String {
        subject.err().map(|error| format!("failed to {error}")).unwrap_or_default()
    }

    #[test]
    fn a_subject_that_cannot_be_asked_says_why() {
        let config = |fault: &str| Config { faults: vec![fault.to_owned()], ..Config::default() };
        let reference = |id: &str, config: &Config| why(Subject::reference(&files(), id, config));
        let none = "failed to start the reference for shop: there is none for this contract; give --url or --target";
        assert_eq!(reference("shop", &Config::default()), none);
        let unknown = reference("jpay-search", &config("none"));
        assert!(
            unknown.starts_with("failed to start the reference for jpay-search: ") && unknown.contains("none"),
            "{unknown}"
        );
        assert_eq!(reference("jpay-search", &config("order-status-201")), "");
        let mut given = profile(NOWHERE);
        given.credentials.remove("key");
        let missing = "failed to ask shop: the profile gives no credential `key`; add it under [shop] credentials";
        assert_eq!(why(Subject::url(&files(), "shop", given)), missing);
        assert_eq!(why(Subject::unasked(&files(), "none")), "failed to read the contract none");
        assert_eq!(why(Subject::unasked(&files(), "shop")), "", "a plan needs no credential");
    }

    #[test]
    fn a_token_stands_for_the_credential_that_it_is_fetched_for() {
        let text = "[shop.auth]\nkind = \"oauth2\"\ntoken-url = \"http://127.0.0.1:1/\"\nclient-id = \"c\"\nclient-secret = \"s\"\ncredential = \"key\"\n";
        let read = Profile::parse("p.toml", text, &|_| None).unwrap_or_else(|error| panic!("{error}"));
        let mut given = ContractProfile { auth: read.contracts["shop"].auth.clone(), ..profile(NOWHERE) };
        given.credentials.remove("key");
        let subject = Subject::url(&files(), "shop", given).expect("a subject");
        assert!(subject.given.credentials["key"].contains("token"), "{:?}", subject.given.credentials);
    }

    #[test]
    fn a_target_may_have_another_method_and_another_path() {
        let mut given = profile(NOWHERE);
        given.operations.insert("order".to_owned(), Override { method: Some("PUT".to_owned()), path: None });
        given.operations.insert("find".to_owned(), Override { method: None, path: Some("/v2".to_owned()) });
        let subject = Subject::url(&files(), "shop", given).expect("a subject");
        let told: Vec<(&str, &str)> =
            subject.suite.contract.operations.iter().map(|one| (one.method.as_str(), one.path.as_str())).collect();
        assert_eq!(told, [("PUT", "/orders"), ("GET", "/v2"), ("POST", "/cancellations")]);
    }

    #[test]
    fn a_fault_is_one_of_the_reference_and_of_no_other_target() {
        let sound = Subject::reference(&files(), "jpay-search", &Config::default()).expect("a subject");
        assert!(!sound.given.states.is_empty() && !sound.given.credentials.is_empty());
        let Target::Reference(_, config) = sound.with_fault("order-status-201").target else { panic!("a reference") };
        assert_eq!(config.faults, ["order-status-201"]);
        assert!(matches!(subject(NOWHERE).with_fault("order-status-201").target, Target::Url));
    }

    #[test]
    fn another_reading_changes_what_is_asked_and_keeps_what_is_secret() {
        let subject = subject(NOWHERE);
        let other = subject.read_as(&files(), "most", &json!(50)).expect("another reading");
        assert_eq!(
            (&subject.suite.contract.in_force["most"], &other.suite.contract.in_force["most"]),
            (&json!(100), &json!(50))
        );
        let order = json!({"item": "a", "count": 70});
        assert!(subject.drawers[0].validator().is_valid(&order) && !other.drawers[0].validator().is_valid(&order));
        other.redactor.learn("token", "a-fresh-token");
        assert_eq!(subject.redactor.text(&format!("a-fresh-token {KEY}")), "{{token}} {{key}}");
        assert_eq!(why(subject.read_as(&files(), "most", &json!(7))), "failed to read the contract shop");
    }

    #[test]
    fn what_comes_up_meanwhile_is_drawn_with_where_it_fits_the_plan() {
        let mut subject = subject(NOWHERE);
        let with_id = |subject: &Subject| {
            let class = subject.planned[1].classes().iter().find(|class| class.place.as_str() == "/query/id");
            subject.drawers[1].class(class.expect("a class"), &mut crate::generate::Rng::new(1, "t")).is_some()
        };
        assert!(with_id(&subject));
        let tables = vec![json!({"id": "o-1", "key": "k0OTHERkey"})];
        subject.learn("order-known", &tables);
        assert_eq!(subject.redactor.text("k0OTHERkey o-1"), "{{order-known.key}} o-1");
        subject.given.states.insert("order-known".to_owned(), tables);
        let (before, part) = (Arc::clone(&subject.drawers[1]), json!({"type": "integer"}));
        let known = subject.part(&part).expect("a drawer");
        assert!(Arc::ptr_eq(&known, &subject.part(&part).expect("a drawer")), "it is made once");
        subject.draw_anew(Some(1));
        assert!(!Arc::ptr_eq(&before, &subject.drawers[1]) && subject.untested[1].is_none());
        assert!(!Arc::ptr_eq(&known, &subject.part(&part).expect("a drawer")), "parts may draw with it as well");
        assert_eq!(subject.given_for(1), [json!("o-1")]);
        assert_eq!(subject.given_in(&json!({"x-from": "order-known/id"})), [json!("o-1")]);
        assert_eq!(subject.given_for(0), Vec::<Value>::new());
    }

    #[test]
    fn what_the_schema_refuses_is_not_drawn_with() {
        let mut subject = subject(NOWHERE);
        // An id that the schema allows none of.
        subject.given.states.insert("order-known".to_owned(), vec![json!({"id": "longer than nine"})]);
        let before = Arc::clone(&subject.drawers[1]);
        subject.draw_anew(Some(1));
        assert!(Arc::ptr_eq(&before, &subject.drawers[1]));
        let why = subject.untested[1].clone().unwrap_or_default();
        assert!(
            why.starts_with("`id` of the state `order-known` is a text of 16 characters (small letters, "),
            "{why}"
        );
        assert!(why.contains("which breaks `maxLength` of /query/id") && !why.contains("nine"), "{why}");
        subject.given.unmade.insert("order-known".to_owned(), "its hook failed".to_owned());
        subject.draw_anew(Some(1));
        assert_eq!(subject.untested[1].as_deref(), Some("its hook failed"));
        subject.draw_anew(None);
    }

    #[test]
    fn the_shapes_of_a_contract_are_those_of_success_and_of_errors_with_a_body_of_their_own() {
        let subject = subject(NOWHERE);
        assert_eq!(
            subject.shapes().count(),
            12,
            "of three operations: two statuses of success, errors, and errors at their place"
        );
        assert!(subject.shapes().all(|shape| shape.requirement.starts_with("SH-")));
    }

    #[test]
    fn another_reading_draws_anew_only_what_it_changes() {
        let subject = Subject::url(&files(), "shop", profile(NOWHERE)).expect("a subject");
        let same = |choice: u32| {
            let other = subject.read_as(&files(), "most", &json!(choice)).expect("a subject");
            let operations = other.suite.contract.operations.iter().zip(&subject.suite.contract.operations);
            let drawers = other.drawers.iter().zip(&subject.drawers);
            let each = operations
                .zip(drawers)
                .map(|((other, own), drawers)| (other.request == own.request, Arc::ptr_eq(drawers.0, drawers.1)));
            each.collect::<Vec<_>>()
        };
        assert!(same(100).iter().all(|one| *one == (true, true)));
        let fewer = same(50);
        assert!(fewer.iter().all(|(same, shared)| same == shared) && fewer.contains(&(false, false)), "{fewer:?}");
    }
}
