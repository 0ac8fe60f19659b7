//! What a scenario needs before it can be played: states, fields that are not hidden, and what its parts are drawn from.

use std::sync::Arc;

use serde_json::Value;

use super::{Subject, given::not_given, script::holds, stage::Stage};
use crate::{
    contract::{DrawId, Message, ReasonId, has_word},
    generate::{DrawError, Drawer},
    scenario::{DrawForm, Scenario},
};

/// Whether a step computes what it sends from a field of this name.
pub(super) fn sends(scenario: &Scenario, field: &str) -> bool {
    fn computed(value: &Value, field: &str) -> bool {
        match value {
            Value::Object(members) => match members.get("$cel").and_then(Value::as_str) {
                Some(source) => has_word(source, field),
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
pub(super) fn cannot(stage: &Stage<'_>, scenario: &Scenario) -> Option<Message> {
    let subject = stage.subject;
    let missing =
        scenario.state.iter().chain(&scenario.states).find(|state| !subject.given.states.contains_key(*state));
    if let Some(state) = missing {
        return Some(not_given(&subject.suite.contract, &subject.given, state));
    }
    let most = subject.given.limits.jobs.unwrap_or(u32::MAX);
    if let Some(step) = scenario.steps.iter().find(|step| step.together.is_some_and(|count| count > most)) {
        let (name, count) = (&step.name, step.together.unwrap_or_default());
        return Some(ReasonId::TogetherMost.with([name.into(), count.into(), most.into()]));
    }
    let waits = || scenario.steps.iter().any(|step| step.wait.is_some());
    let tells = || serde_json::to_string(&scenario.steps).is_ok_and(|text| has_word(&text, "callbacks"));
    if subject.given.callbacks.is_none() && (waits() || tells()) {
        return Some(ReasonId::NoCallbacks.with([(&subject.suite.contract.id).into()]));
    }
    if let Some(field) = subject.redactor.fields().iter().find(|field| sends(scenario, field)) {
        return Some(ReasonId::SendsHidden.with([field.into()]));
    }
    let when = scenario.when.as_ref()?;
    match holds(stage.expressions, when, &stage.scope) {
        Ok(true) => None,
        Ok(false) => Some(ReasonId::LeftOut.with([when.into()])),
        Err(why) => Some(why),
    }
}

/// What draws each part of a scenario, by the name of the part.
type Drawers<'a> = Vec<(&'a str, Arc<Drawer>)>;

/// What draws the parts of a scenario, or the part that cannot be drawn.
pub(super) fn drawers<'a>(subject: &Subject, scenario: &'a Scenario) -> Result<Drawers<'a>, (String, DrawError)> {
    let drawer = |(name, form): (&'a String, &DrawForm)| {
        let nothing = || DrawError::Unsatisfiable { pointer: String::new(), why: DrawId::NoOperationHas.into() };
        let schema = form.schema(&subject.suite.contract).ok_or_else(nothing);
        let drawer = schema.and_then(|schema| subject.part(&schema));
        drawer.map(|drawer| (name.as_str(), drawer)).map_err(|error| (name.clone(), error))
    };
    scenario.draw.iter().map(drawer).collect()
}
