//! States that hooks bring about: before the first request, or for a trial alone.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Plan, Session, Subject, Trial, TrialKind, given::states_of, runtime::block_on};
use crate::target::{
    Client, Connection, ContractProfile, HookCall, HookScope, HttpCall, Redactor, Sent, StateHook, origin,
};

/// The most of what a hook says that is told.
const MOST_TOLD: usize = 400;

/// Brings about every state that lasts for a whole run. One that cannot be brought about is left out, with the reason.
pub fn make_states(given: &mut ContractProfile, contract: &str) {
    for (state, hook) in given.hooks.clone() {
        if given.read_only && hook.writes {
            let why = format!(
                "read-only: the hook of the state `{state}` is not run; give the values, or add writes = false where it only looks them up"
            );
            given.unmade.insert(state, why);
            continue;
        }
        if hook.scope == HookScope::Trial {
            continue;
        }
        match made(given, contract, &state, &hook) {
            Ok(tables) => {
                given.states.insert(state, tables);
            }
            Err(why) => {
                given.unmade.insert(state, why);
            }
        }
    }
}

/// The subject of a trial that needs states of its own, with their names; none where it needs none.
pub(super) fn of_trial(subject: &Subject, trial: &Trial) -> Option<(Subject, Vec<String>)> {
    let needed: Vec<String> =
        needed(subject, trial).into_iter().filter(|state| subject.given.of_trial(state)).collect();
    if needed.is_empty() {
        return None;
    }
    let mut subject = subject.clone();
    let contract = subject.suite.contract.id.clone();
    for state in &needed {
        match made(&subject.given, &contract, state, &subject.given.hooks[state]) {
            Ok(tables) => {
                subject.learn(state, &tables);
                subject.given.states.insert(state.clone(), tables);
            }
            Err(why) => {
                subject.given.unmade.insert(state.clone(), why);
            }
        }
    }
    subject.draw_anew(trial.kind.operation());
    Some((subject, needed))
}

/// The states that a trial speaks of, and those whose values its requests are drawn with.
fn needed(subject: &Subject, trial: &Trial) -> BTreeSet<String> {
    let contract = &subject.suite.contract;
    let mut needed = BTreeSet::new();
    if let TrialKind::Scenario(number) = trial.kind {
        let scenario = &subject.suite.scenarios[number];
        needed.extend(scenario.state.iter().chain(&scenario.states).cloned());
        for schema in scenario.draw.values().filter_map(|form| form.schema(contract)) {
            needed.extend(states_of(&schema));
        }
    }
    if let Some(number) = trial.kind.operation() {
        needed.extend(states_of(&contract.operations[number].request));
    }
    needed
}

impl Plan {
    /// Takes down every state that was brought about for the whole run; what could not be taken down in all of it, a line each.
    pub fn tear_down(&self) -> Vec<String> {
        let of_run = |subject: &Subject| {
            let hooks = subject.given.hooks.iter().filter(|(_, hook)| hook.scope == HookScope::Run);
            hooks.map(|(state, _)| state.clone()).collect::<Vec<_>>()
        };
        for (subject, session) in self.subjects.iter().zip(&self.sessions) {
            take_down(subject, session, &of_run(subject));
        }
        self.sessions.iter().flat_map(Session::take_left).collect()
    }
}

/// Takes down states that were brought about; what failed is noted at the session.
pub(super) fn take_down(subject: &Subject, session: &Session, states: &[String]) {
    let (given, contract) = (&subject.given, &subject.suite.contract.id);
    let failed = states.iter().filter_map(|state| {
        let (values, teardown) = (given.states.get(state)?, given.hooks.get(state)?.teardown.as_ref()?);
        let about = json!({"contract": contract, "url": given.url, "state": state, "values": values});
        let why = call(given, teardown, &about).err()?;
        let why = subject.redactor.text(&why);
        Some(format!("failed to take down the state `{state}` of {contract}: {why}"))
    });
    session.leave(failed.collect());
}

fn made(given: &ContractProfile, contract: &str, state: &str, hook: &StateHook) -> Result<Vec<Value>, String> {
    let redactor = Redactor::new(given.credentials.iter().map(|(name, text)| (name.clone(), text.clone())));
    let wrong = |why: String| format!("the hook of the state `{state}` failed: {}", redactor.text(&why));
    let about = json!({"contract": contract, "url": given.url, "state": state});
    let said = call(given, &hook.make, &about).map_err(wrong)?;
    match serde_json::from_slice(&said) {
        Ok(Value::Object(table)) => Ok(vec![Value::Object(table)]),
        Ok(Value::Array(tables)) if !tables.is_empty() && tables.iter().all(Value::is_object) => Ok(tables),
        _ => Err(wrong(format!("it told no JSON object, and no list of them: {}", told(&said)))),
    }
}

/// What a hook says.
fn call(given: &ContractProfile, hook: &HookCall, about: &Value) -> Result<Vec<u8>, String> {
    match hook {
        HookCall::Command(command) => {
            let (status, out, err) = command.run(about.to_string().into_bytes())?;
            if status.success() { Ok(out) } else { Err(format!("it ended with {status}: {}", told(&err))) }
        }
        HookCall::Http(call) => http(given, call, about),
    }
}

/// The answer to a request; one without a body of its own is told what a command is told.
fn http(given: &ContractProfile, call: &HttpCall, about: &Value) -> Result<Vec<u8>, String> {
    let origins = origin(&call.url).into_iter().collect();
    let connection = Connection { timeout: call.timeout, origins, ..given.connection.clone() };
    let client = Client::new(&connection).map_err(|error| error.text())?;
    let json = call.body.clone().or_else(|| (call.method != "GET").then(|| about.clone()));
    let mut headers = call.headers.clone();
    if json.is_some() {
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
    }
    let body = json.as_ref().map(Value::to_string).unwrap_or_default().into();
    let sent = Sent { method: call.method.clone(), url: call.url.clone(), headers, body, json: json.map(Into::into) };
    let exchange = block_on(client.send(sent, &Redactor::default())).map_err(|error| error.text())?;
    if !(200..300).contains(&exchange.status) {
        return Err(format!("{} answered {}: {}", call.url, exchange.status, told(&exchange.response_body)));
    }
    Ok(exchange.response_body.to_vec())
}

fn told(said: &[u8]) -> String {
    String::from_utf8_lossy(said).trim().chars().take(MOST_TOLD).collect()
}
