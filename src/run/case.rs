//! A case: a scenario with every place filled, ready to be sent, made simpler, and saved.

use std::{borrow::Cow, sync::Arc};

use bytes::Bytes;
use serde_json::{Map, Value};

use super::{
    altered::Altered,
    contexts::{Contexts, described},
    lane::Call,
    request::{self, Request},
    rivals::{Rival, breaks_both},
    stage::Stage,
};
use crate::{
    contract::{Carries, Expectation, Operation, expression::Scope, schema::Constraint},
    generate::{Class, Drawer, Kind, Unique, malformed::Malformed, simpler},
    record::Intent,
    scenario::Scenario,
};

/// What one test sends, and what it is meant to do.
#[derive(Clone)]
pub(super) struct Case<'a> {
    /// What it is meant to do, for reports.
    pub(super) intent: Intent,
    /// What is sent.
    pub(super) steps: Steps<'a>,
    /// The values that were drawn for it.
    pub(super) draw: Vec<Drawn<'a>>,
}

/// What the steps of a case are.
#[derive(Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "one case is alive at a time, and a box would cost an allocation for each request"
)]
pub(super) enum Steps<'a> {
    /// One call of an operation, whose request is the first value drawn.
    Call(OneCall<'a>),
    /// The steps of a scenario.
    Scenario {
        scenario: &'a Scenario,
        /// The table of its state.
        state: Option<&'a Value>,
        /// The row of its table.
        row: Option<&'a Value>,
    },
}

/// One call of an operation whose request was drawn.
#[derive(Clone)]
pub(super) struct OneCall<'a> {
    /// The operation, by index.
    pub(super) operation: usize,
    /// What is due.
    pub(super) due: Expectation,
    /// What the request must be, so that the case does what its intent says.
    pub(super) aim: Aim<'a>,
    /// The context that the broken row is put into when it is sent; none leaves it as it was drawn.
    pub(super) context: Option<usize>,
}

/// What a drawn request must be: nothing else is ever sent.
#[derive(Clone)]
pub(super) enum Aim<'a> {
    /// Valid.
    Valid,
    /// Valid, and in a boundary class.
    Class(&'a Class),
    /// One that breaks exactly one constraint, in one way.
    Breaks(&'a Constraint, Kind),
    /// One that breaks exactly two constraints.
    BreaksBoth(Rival<'a>, Rival<'a>),
    /// Valid, and written as bytes that are not the JSON they should be.
    Malformed(&'static Malformed),
    /// Valid, and sent with one thing in it that is refused.
    Altered(Altered<'a>),
}

/// A value that was drawn for a case.
#[derive(Clone)]
pub(super) struct Drawn<'a> {
    /// Its name among the variables of a scenario; empty for the request of a call.
    pub(super) name: &'a str,
    /// The value, with markers for what set-up steps bring.
    pub(super) value: Arc<Value>,
    /// What it was drawn from.
    pub(super) drawer: &'a Drawer,
    /// The place of such a value that it stands for alone, where it is not the whole.
    pub(super) part: Option<&'a Unique>,
}

/// A value that may take the place of one that was drawn.
pub(super) struct Candidate {
    /// The number of the drawn value.
    pub(super) number: usize,
    /// What may be in its place.
    pub(super) value: Value,
}

impl Case<'_> {
    /// The case with what it breaks in the context whose turn it is, and described so.
    pub(super) fn in_context(mut self, contexts: &Contexts, kind: &str, turn: usize) -> Self {
        if let Steps::Call(call) = &mut self.steps {
            call.context = contexts.chosen(&call.due.at, kind, turn);
            let id = call.context.map(|number| contexts.id(number));
            self.intent.context = described(&self.draw[0].value, &call.due.at, id);
        }
        self
    }

    /// How many requests playing it costs at least.
    pub(super) fn cost(&self) -> u32 {
        match &self.steps {
            Steps::Call(_) => 1,
            Steps::Scenario { scenario, .. } => u32::try_from(scenario.steps.len().max(1)).unwrap_or(u32::MAX),
        }
    }

    /// Whether it may use up a state that the target's owner gives: played again, it may rightly end otherwise.
    pub(super) fn uses_state(&self) -> bool {
        match &self.steps {
            Steps::Call(_) => false,
            Steps::Scenario { scenario, .. } => scenario.state.is_some() || !scenario.states.is_empty(),
        }
    }

    /// The variables of a scenario with what fills its open places.
    pub(super) fn scope(&self, base: &Scope) -> Scope {
        let mut scope = base.clone();
        let draw: Map<String, Value> =
            self.draw.iter().map(|drawn| (drawn.name.to_owned(), Value::clone(&drawn.value))).collect();
        scope.set("draw", &Value::Object(draw));
        if let Steps::Scenario { state, row, .. } = &self.steps {
            if let Some(table) = *state {
                scope.set("state", table);
            }
            if let Some(row) = *row {
                scope.set("row", row);
            }
        }
        scope
    }

    /// Simpler values in place of those that were drawn, one at a time, the boldest first; none of them is confirmed.
    pub(super) fn simpler(&self) -> impl Iterator<Item = Candidate> + '_ {
        let all = self.draw.iter().enumerate();
        all.flat_map(|(number, drawn)| simpler(&drawn.value).map(move |value| Candidate { number, value }))
    }

    /// The case with a candidate in its place; none where it would no longer do what its intent says.
    pub(super) fn with(&self, stage: &Stage<'_>, candidate: Candidate) -> Option<Self> {
        let Candidate { number, value } = candidate;
        let drawn = &self.draw[number];
        if !keeps(&drawn.value, &value, &stage.given) || !keeps_new(drawn, &value) {
            return None;
        }
        let mut case = self.clone();
        if let Steps::Call(call) = &mut case.steps {
            let moved = call.moved(stage, drawn, &value)?;
            if let Aim::Breaks(constraint, kind) = &call.aim {
                call.due = Expectation::of_violation(&stage.subject.suite.contract, constraint, &kind.name, &moved)?;
                case.intent.at.clone_from(&call.due.at);
                let context = call.context.map(|number| stage.contexts.id(number));
                case.intent.context = described(&value, &call.due.at, context);
            }
        } else if !drawn.drawer.keeps(&value) {
            return None;
        }
        case.draw[number].value = Arc::new(value);
        Some(case)
    }
}

impl OneCall<'_> {
    /// The call that is sent for a drawn request; none where HTTP cannot carry it or the bytes would not do what is intended.
    pub(super) fn call(&self, stage: &Stage<'_>, drawn: &Drawn<'_>) -> Option<Call> {
        let request = if let Aim::Malformed(row) = self.aim {
            let (operation, value) = (self.operation(stage), bound(stage, &drawn.value));
            let body = Bytes::from(row.bytes(request::body_of(operation, &value)));
            request::of_bytes(operation, &stage.own, &value, body)?
        } else if let Aim::Altered(altered) = self.aim {
            altered.request(stage, self.operation(stage), bound(stage, &drawn.value).into_owned())?
        } else {
            self.written(stage, drawn)?
        };
        let laid = drawn.value.get("headers").filter(|_| self.operation(stage).carries == Carries::Parts);
        let own = !laid.and_then(Value::as_object).is_some_and(|headers| stage.own.is_changed_by(headers));
        Some(Call { operation: self.operation, method: None, request, own })
    }

    fn operation<'s>(&self, stage: &'s Stage<'_>) -> &'s Operation {
        &stage.subject.suite.contract.operations[self.operation]
    }

    /// The request as it is sent; read back, it is the very value that was confirmed, or is confirmed once more.
    fn written(&self, stage: &Stage<'_>, drawn: &Drawn<'_>) -> Option<Request> {
        if let Some(number) = self.context {
            return self.in_context(stage, drawn, number);
        }
        let operation = self.operation(stage);
        let request = if stage.markers.is_empty() {
            request::of_drawn(operation, &stage.own, &drawn.value)?
        } else {
            request::of_drawn(operation, &stage.own, &Arc::new(bound(stage, &drawn.value).into_owned()))?
        };
        let read = request.json.as_ref()?;
        let same = Arc::ptr_eq(read, &drawn.value) || *read == drawn.value;
        (same || self.confirms(drawn.drawer, read)).then_some(request)
    }

    /// The request with its broken row put into a context. What puts it there may be what the schema says nothing of, so that the
    /// request is confirmed without it.
    fn in_context(&self, stage: &Stage<'_>, drawn: &Drawn<'_>, number: usize) -> Option<Request> {
        let mut value = bound(stage, &drawn.value).into_owned();
        if value != *drawn.value && !self.confirms(drawn.drawer, &value) {
            return None;
        }
        stage.contexts.place(number, &mut value, &self.due.at);
        let value = Arc::new(value);
        let request = request::of_drawn(self.operation(stage), &stage.own, &value)?;
        (request.json.as_ref()? == &value).then_some(request)
    }

    /// Whether a request, with its markers filled, is what is intended.
    pub(super) fn confirms(&self, drawer: &Drawer, read: &Value) -> bool {
        match &self.aim {
            Aim::Valid | Aim::Malformed(_) | Aim::Class(_) | Aim::Altered(_) => drawer.keeps(read),
            Aim::BreaksBoth(one, other) => {
                drawer.travels(read) && breaks_both(&drawer.validator().breaches(read), one.0, other.0)
            }
            Aim::Breaks(constraint, _) => {
                let pointer = match &constraint.property {
                    Some(property) => self.due.at.strip_suffix(&format!("/{property}")),
                    None => Some(self.due.at.as_str()),
                };
                pointer.is_some_and(|pointer| drawer.breaks(read, constraint).is_some_and(|found| found == pointer))
            }
        }
    }

    /// Where a simpler request breaks what this one breaks (nowhere for a valid one); none where it would do something else.
    pub(super) fn moved(&self, stage: &Stage<'_>, drawn: &Drawn<'_>, value: &Value) -> Option<String> {
        let value = bound(stage, value);
        match &self.aim {
            Aim::Class(class) => {
                let stays = || drawn.drawer.stays_in(class, &bound(stage, &drawn.value), &value);
                (self.confirms(drawn.drawer, &value) && stays()).then(String::new)
            }
            Aim::Malformed(row) => {
                // Of some kinds every body is the same; sending it again would show nothing.
                let operation = self.operation(stage);
                let bytes = |value: &Value| row.bytes(request::body_of(operation, value));
                let other = || bytes(&value) != bytes(&bound(stage, &drawn.value));
                (self.confirms(drawn.drawer, &value) && other()).then(String::new)
            }
            Aim::Valid | Aim::Altered(_) | Aim::BreaksBoth(..) => self.confirms(drawn.drawer, &value).then(String::new),
            Aim::Breaks(constraint, _) => {
                let at = broken_at(constraint, &drawn.drawer.breaks(&value, constraint)?);
                let before = bound(stage, &drawn.value);
                is_alike(constraint, before.pointer(&self.due.at), value.pointer(&at)).then_some(at)
            }
        }
    }
}

/// Where in a request a constraint is broken.
pub(super) fn broken_at(constraint: &Constraint, pointer: &str) -> String {
    constraint.property.as_ref().map_or_else(|| pointer.to_owned(), |property| format!("{pointer}/{property}"))
}

/// A drawn value with its markers filled.
pub(super) fn bound<'v>(stage: &Stage<'_>, value: &'v Value) -> Cow<'v, Value> {
    if stage.markers.is_empty() {
        return Cow::Borrowed(value);
    }
    let mut filled = value.clone();
    stage.markers.fill(&mut filled);
    Cow::Owned(filled)
}

/// Whether what breaks a constraint still breaks it in the way that the intent names: a scalar stays what it is, a container keeps
/// its size where its size is what is wrong. What surrounds it may become simpler.
fn is_alike(constraint: &Constraint, before: Option<&Value>, after: Option<&Value>) -> bool {
    let sized = ["minItems", "maxItems", "minProperties", "maxProperties", "contains", "minContains", "maxContains"];
    match (before, after) {
        (Some(Value::Array(before)), Some(Value::Array(after))) => {
            !sized.contains(&constraint.keyword.as_str()) || before.len() == after.len()
        }
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            !sized.contains(&constraint.keyword.as_str()) || before.len() == after.len()
        }
        (before, after) => before == after,
    }
}

/// Whether a candidate has what the target's owner gives as it was, or not at all: another user or another account would be another
/// matter, and trying them is pointless.
fn keeps(base: &Value, candidate: &Value, given: &[Value]) -> bool {
    match (base, candidate) {
        (Value::Object(before), Value::Object(after)) => {
            before.iter().all(|(key, value)| after.get(key).is_none_or(|other| keeps(value, other, given)))
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            before.iter().zip(after).all(|(value, other)| keeps(value, other, given))
        }
        _ => base == candidate || !given.contains(base),
    }
}

/// Whether a simpler value has what is new each time as it was, or not at all: it is made again in any case.
fn keeps_new(drawn: &Drawn<'_>, simpler: &Value) -> bool {
    if drawn.part.is_some() {
        return false;
    }
    drawn.drawer.unique().iter().all(|unique| {
        let before: Vec<&Value> =
            unique.pointers(&drawn.value).iter().filter_map(|at| drawn.value.pointer(at)).collect();
        unique.pointers(simpler).iter().all(|at| simpler.pointer(at).is_some_and(|value| before.contains(&value)))
    })
}

#[cfg(test)]
mod tests;
