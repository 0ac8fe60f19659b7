//! The form of a scenario.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::contract::{Contract, Expectation, Level, Text};

/// Named steps with requirements; some places may be open.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Scenario {
    /// The meta-schema that describes this form.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// The contract it belongs to.
    pub contract: String,
    /// Its name, part of the trial's name.
    pub name: String,
    /// What it shows.
    pub title: Text,
    /// The requirements it exercises.
    pub requirements: Vec<String>,
    /// The state it needs: the scenario is played once for each table that the profile gives for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Further states it needs, read through the variable `states`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<String>,
    /// Played only where this holds (over `readings`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Whether no other trial may run at the same time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub alone: bool,
    /// Whether the cookies that a response sets go with the later requests of the case.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cookies: bool,
    /// How many cases are generated.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub cases: u32,
    /// Played once for each row, which is the variable `row`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub table: Vec<Value>,
    /// Values drawn once for a case: the variable `draw`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub draw: BTreeMap<String, DrawForm>,
    /// The requests, in this order.
    pub steps: Vec<Step>,
}

impl Scenario {
    /// Steps that are in no file of their own, with what is generated for them.
    pub fn of_steps(contract: &str, title: &Text, steps: Vec<Step>, draw: BTreeMap<String, DrawForm>) -> Self {
        Self {
            schema: String::new(),
            contract: contract.to_owned(),
            name: "set-up".to_owned(),
            title: title.clone(),
            requirements: Vec::new(),
            state: None,
            states: Vec::new(),
            when: None,
            alone: false,
            cookies: false,
            cases: 1,
            table: Vec::new(),
            draw,
            steps,
        }
    }
}

/// What a value is generated from.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct DrawForm {
    /// An inline JSON Schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Value>,
    /// An operation, for a valid request of it …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// … or for a value of one of its `$defs`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub def: Option<String>,
    /// A place of that request whose value is new each time, for a value of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What is taken in place of a generated value, but for what is to be new each time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<Value>,
}

impl DrawForm {
    /// The schema that the value is generated from; `None` if the operation or the definition does not exist.
    pub fn schema(&self, contract: &Contract) -> Option<Value> {
        if let Some(schema) = &self.schema {
            return Some(schema.clone());
        }
        let request = &contract.operation(self.request.as_ref()?)?.request;
        match &self.def {
            None => Some(request.clone()),
            Some(def) => Some(json!({"$ref": format!("#/$defs/{def}"), "$defs": request.get("$defs")?})),
        }
    }
}

/// One call of an operation.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Step {
    /// Its name: `steps.<name>` holds `request`, `response`, `status`, and for repeated steps `requests` and `responses`.
    pub name: String,
    /// The operation called.
    pub operation: String,
    /// Another method than the operation's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Laid over `credentials` while the operation's own headers and query are made; null takes one away.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub credentials: Map<String, Value>,
    /// What fills the places of the operation's path, such as `{id}`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub path: Map<String, Value>,
    /// Query parameters laid over the operation's (null takes one away, a list repeats one), or the query as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<Value>,
    /// Headers laid over the operation's; null takes one away.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub headers: Map<String, Value>,
    /// The body as a template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// The body as exact text, in place of `body`; `{{path}}` in it is replaced by a variable, such as `{{credentials.key}}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    /// The body as exact bytes in hexadecimal, in place of `body`; the bytes of `{{path}}` among them are replaced by a variable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_hex: Option<String>,
    /// Whether it sends the cookies of the case and takes over new ones, where that is not what the scenario says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cookies: Option<bool>,
    /// Nothing is sent: the step waits for what the target sends to `callbacks.url`.
    #[serde(default, rename = "await", skip_serializing_if = "Option::is_none")]
    pub wait: Option<Await>,
    /// Played several times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Repeat>,
    /// So many of the same request at the same time, each on a connection of its own; the variable `i` counts from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub together: Option<u32>,
    /// Played only where this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// What is due.
    pub expect: Expectation,
    /// What must hold after the step, over everything known so far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
}

impl Step {
    /// The most requests that it sends while nothing is found.
    pub fn most(&self) -> u64 {
        if self.wait.is_some() {
            return 0;
        }
        let turns = self.repeat.as_ref().map_or(1, |repeat| u64::from(repeat.max));
        turns * u64::from(self.together.unwrap_or(1))
    }
}

/// What a step waits for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Await {
    /// The time within which all of it must come.
    pub within: String,
    /// How many requests are due.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub deliveries: u32,
    /// The statuses of the responses to them, one after another, and then 200.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub respond: Vec<u16>,
    /// How long is waited for what should not come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settle: Option<String>,
}

impl Await {
    /// The status for each request that is due.
    pub fn answers(&self) -> impl Iterator<Item = u16> {
        (0..self.deliveries as usize).map(|number| self.respond.get(number).copied().unwrap_or(200))
    }
}

/// How often a step is played; the variable `i` counts from 0. Each expression is evaluated anew each time.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// An expression that gives the number; `max` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<String>,
    /// The most that is ever played.
    pub max: u32,
    /// An expression that holds after the last response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// The time between a response and the next request: `200ms`, `1s`, `2m`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause: Option<String>,
    /// The time within which `until` must hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
}

/// A rule of one scenario.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The requirement that it tests.
    pub requirement: String,
    /// A level below that of the requirement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Checked only where this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// What must hold.
    pub rule: String,
    /// JSON pointer into the response of the step, for the report.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pointer: String,
    /// The rule in words.
    pub text: Text,
}

fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_one(cases: &u32) -> bool {
    *cases == 1
}
