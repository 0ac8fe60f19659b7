//! New values for each request: what a schema marks with `x-unique` never repeats, within a run and from one run to the next.
//!
//! Each way to the target has a stream of numbers that no other has, so that a run gives the same result for any number of jobs, and the
//! run number moves all of them on. A number becomes a value of the form that is valid at its place.

use std::{borrow::Cow, sync::Arc};

use serde_json::Value;

use super::{
    case::{Aim, Case, Drawn, OneCall, Steps, bound},
    serial::Serial,
    stage::Stage,
};
use crate::contract::{Message, ReasonId};
use crate::generate::{Form, Unique};

/// Fewer values than this of the form that a case needs are not drawn from: soon a run would send one that an earlier run sent.
const LEAST_OF_CASE: u128 = 1 << 16;
/// Fewer values than this at a place are refused by `check`: they would not last for many runs.
pub const LEAST: u128 = 1_000_000;
/// How often a value is tried whose characters depend on each other.
const TRIES: usize = 64;
/// The case with a new value at each place that is marked; why there is none, where there is none left.
pub(super) fn renewed<'c, 'a>(
    serial: &mut Serial,
    stage: &Stage<'_>,
    case: &'c Case<'a>,
) -> Result<Cow<'c, Case<'a>>, Message> {
    if case.draw.iter().all(|drawn| drawn.drawer.unique().is_empty()) {
        return Ok(Cow::Borrowed(case));
    }
    let mut fresh = case.clone();
    for (number, drawn) in case.draw.iter().enumerate() {
        let call = match &case.steps {
            Steps::Call(call) => Some(call),
            Steps::Scenario { .. } => None,
        };
        if let Some(value) = (Renewal { stage, call, drawn }).value(serial)? {
            fresh.draw[number].value = Arc::new(value);
        }
    }
    Ok(Cow::Owned(fresh))
}

fn places<'v>(unique: &Unique, value: &'v Value) -> impl Iterator<Item = (String, &'v Value)> {
    unique.pointers(value).into_iter().filter_map(|at| value.pointer(&at).map(|found| (at.clone(), found)))
}

/// A drawn value of a case that is made again.
struct Renewal<'r, 's, 'a> {
    stage: &'r Stage<'s>,
    call: Option<&'r OneCall<'a>>,
    drawn: &'r Drawn<'a>,
}

/// A place to fill: where it is, what it is filled with, and what is there.
struct Fill<'v> {
    at: String,
    before: &'v Value,
    form: Cow<'v, Form>,
}

impl Renewal<'_, '_, '_> {
    /// The value as it is sent; none where nothing of it is marked.
    fn value(&self, serial: &mut Serial) -> Result<Option<Value>, Message> {
        if let Some(part) = self.drawn.part {
            return Ok(Some(self.part(part, serial)));
        }
        let fills = self.fills()?;
        if fills.is_empty() {
            return Ok(None);
        }
        // Two places that must be equal to break what the case breaks stay equal, and no others.
        for equal in [false, true] {
            for _ in 0..TRIES {
                let value = self.filled(&fills, equal, serial)?;
                if self.is_meant(&value) {
                    return Ok(Some(value));
                }
            }
        }
        Err(ReasonId::NoNewValue.with([(&fills[0].at).into()]))
    }

    /// A new value of one place, of the form that a saved one has.
    fn part(&self, unique: &Unique, serial: &mut Serial) -> Value {
        let (drawer, saved) = (self.drawn.drawer, &*self.drawn.value);
        let own = unique.form_of(drawer, saved).filter(|form| form.room() >= LEAST_OF_CASE);
        let Some(form) = own.as_ref().or_else(|| unique.form(drawer)) else { return saved.clone() };
        let mut values = (0..TRIES).filter_map(|_| form.value(serial.index(form.room())?));
        values.find(|value| unique.fits(drawer, value)).unwrap_or_else(|| saved.clone())
    }

    fn fills(&self) -> Result<Vec<Fill<'_>>, Message> {
        let value = &*self.drawn.value;
        let validator = self.drawn.drawer.validator();
        let sent = bound(self.stage, value);
        let broken: Vec<String> = if validator.is_valid(&sent) {
            Vec::new()
        } else {
            validator.breaches(&sent).into_iter().map(|breach| breach.pointer).collect()
        };
        // What breaks its own place is what the case is for.
        let is_broken = |at: &str| broken.iter().any(|breach| breach == at || breach.starts_with(&format!("{at}/")));
        let mut fills = Vec::new();
        for unique in self.drawn.drawer.unique() {
            for (at, before) in places(unique, value).filter(|(at, _)| !is_broken(at)) {
                let form = if self.is_about(unique) { self.own(unique, before)? } else { self.free(unique)? };
                fills.push(Fill { at, before, form });
            }
        }
        Ok(fills)
    }

    /// Whether the case is about a boundary of this place.
    fn is_about(&self, unique: &Unique) -> bool {
        matches!(self.call.map(|call| &call.aim), Some(Aim::Class(class)) if class.place == *unique.place())
    }

    fn free<'u>(&self, unique: &'u Unique) -> Result<Cow<'u, Form>, Message>
    where
        Self: 'u,
    {
        let form = unique.form(self.drawn.drawer);
        form.map(Cow::Borrowed).ok_or_else(|| ReasonId::NoneCanBeNew.with([unique.place().to_string().into()]))
    }

    fn own<'u>(&self, unique: &'u Unique, before: &Value) -> Result<Cow<'u, Form>, Message> {
        let form = unique.form_of(self.drawn.drawer, before).or_else(|| Form::of(before, &|_| false));
        let room = form.as_ref().map_or(0, Form::room);
        match form {
            Some(form) if room >= LEAST_OF_CASE => Ok(Cow::Owned(form)),
            _ => Err(ReasonId::TooFewNew.with([unique.place().to_string().into(), room.to_string().into()])),
        }
    }

    fn filled(&self, fills: &[Fill<'_>], equal: bool, serial: &mut Serial) -> Result<Value, Message> {
        let mut value = Value::clone(&self.drawn.value);
        let mut known: Vec<(&Value, Value)> = Vec::new();
        for fill in fills {
            let twin = known.iter().find(|(before, _)| equal && *before == fill.before).map(|(_, new)| new.clone());
            let room = fill.form.room();
            let new = match twin {
                Some(twin) => twin,
                None => serial
                    .index(room)
                    .and_then(|index| fill.form.value(index))
                    .ok_or_else(|| ReasonId::NewUsedUp.with([room.to_string().into(), (&fill.at).into()]))?,
            };
            known.push((fill.before, new.clone()));
            if let Some(place) = value.pointer_mut(&fill.at) {
                *place = new;
            }
        }
        Ok(value)
    }

    /// Whether the value with new parts still does what the case is for.
    fn is_meant(&self, value: &Value) -> bool {
        let (stage, drawn) = (self.stage, self.drawn);
        match self.call {
            Some(call) if matches!(call.aim, Aim::Malformed(_)) => {
                drawn.drawer.validator().is_valid(&bound(stage, value))
            }
            Some(call) => call.moved(stage, drawn, value).is_some_and(|at| at.is_empty() || at == call.due.at),
            None => {
                let pointers = |value: &Value| -> Vec<(String, String)> {
                    let breaches = drawn.drawer.validator().breaches(value);
                    breaches.into_iter().map(|breach| (breach.pointer, breach.schema_path)).collect()
                };
                drawn.drawer.validator().is_valid(value) || pointers(value) == pointers(&drawn.value)
            }
        }
    }
}

#[cfg(test)]
mod tests;
