//! The wire request of a good request with one thing in it that is refused: a header, or an id in the path.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{
    request::{self, Request},
    stage::Stage,
};
use crate::{
    contract::{Operation, Refusal, near_id},
    scenario::Step,
};

/// A good request that is to be refused for one thing.
#[derive(Clone, Copy)]
pub(super) struct Altered<'a> {
    pub(super) refusal: &'a Refusal,
    /// The value of the header, or in which way the id is nearly right.
    pub(super) way: &'a str,
}

impl Altered<'_> {
    /// What is sent in place of a good request; none where nothing lies near the id in this way, or what does may be another record.
    pub(super) fn request(self, stage: &Stage<'_>, operation: &Operation, mut value: Value) -> Option<Request> {
        let Some(name) = self.refusal.header() else {
            let place = value.pointer_mut(&self.refusal.at)?;
            *place = self.id(stage, place)?;
            return request::of_drawn(operation, &stage.own, &Arc::new(value));
        };
        let mut sent = request::of_drawn(operation, &stage.own, &Arc::new(value))?;
        // A request without a body has no content type that could be wrong.
        if name == "content-type" && !sent.headers.iter().any(|(known, _)| known == name) {
            return None;
        }
        sent.headers.retain(|(known, _)| known != name);
        sent.headers.push((name.to_owned(), self.way.to_owned()));
        if !sent.spoken.iter().any(|known| known == name) {
            sent.spoken.push(name.to_owned());
        }
        Some(sent)
    }

    /// What is in the place of an id that is right.
    fn id(self, stage: &Stage<'_>, right: &Value) -> Option<Value> {
        let Some(source) = self.refusal.another() else {
            let text = right.as_str().map_or_else(|| right.to_string(), str::to_owned);
            return near_id(&text, self.way).map(Value::from);
        };
        let (named, key) = source.split_once('/')?;
        let table = stage.subject.given.states.get(named)?.first()?;
        let other = table.get(key)?;
        let other = other.as_array().map_or(Some(other), |all| all.first())?;
        (other != right).then(|| other.clone())
    }

    /// Writes what is wrong into a step that is saved; what is in it already may be left open.
    pub(super) fn write(self, stage: &Stage<'_>, step: &mut Step) {
        if let Some(name) = self.refusal.header() {
            step.headers.retain(|known, _| !known.eq_ignore_ascii_case(name));
            step.headers.insert(name.to_owned(), self.way.into());
            return;
        }
        let Some(place) = self.refusal.at.strip_prefix("/path/").and_then(|name| step.path.get_mut(name)) else {
            return;
        };
        let source = place.get("$cel").and_then(Value::as_str).filter(|_| self.refusal.another().is_none());
        let open = source.map(|source| json!({"$cel": format!("near_miss(string({source}), '{}')", self.way)}));
        if let Some(other) = open.or_else(|| self.id(stage, place)) {
            *place = other;
        }
    }
}
