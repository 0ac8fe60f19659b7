//! What is to be new each time, in a counterexample: it is drawn when the scenario is played, of the form that it had.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::{
    case::{Aim, Drawn, OneCall, bound},
    stage::Stage,
};
use crate::scenario::DrawForm;

/// What is to be new each time in a request: the names by which it is drawn, and the place and the value of each.
pub(super) struct New {
    /// Pointers into the request, each with the number of its value.
    at: Vec<(String, usize)>,
    pub(super) values: Vec<(String, Value)>,
}

impl New {
    pub(super) fn of(stage: &Stage<'_>, call: &OneCall<'_>, drawn: &Drawn<'_>) -> Self {
        let mut new = Self { at: Vec::new(), values: Vec::new() };
        let validator = drawn.drawer.validator();
        for unique in drawn.drawer.unique() {
            for at in unique.pointers(&drawn.value) {
                let Some(value) = drawn.value.pointer(&at) else { continue };
                let is_broken = match &call.aim {
                    Aim::Breaks(..) => at == call.due.at || call.due.at.starts_with(&format!("{at}/")),
                    Aim::BreaksBoth(..) => {
                        validator.breaches(&bound(stage, &drawn.value)).iter().any(|breach| breach.pointer == at)
                    }
                    _ => false,
                };
                if is_broken {
                    continue;
                }
                let entry = (unique.place().as_str().to_owned(), value.clone());
                let known = new.values.iter().position(|known| *known == entry);
                let number = known.unwrap_or(new.values.len());
                if known.is_none() {
                    new.values.push(entry);
                }
                new.at.push((at, number));
            }
        }
        new
    }

    pub(super) fn name(number: usize) -> String {
        format!("new{}", number + 1)
    }

    /// Puts the names in the places of the values.
    pub(super) fn open(&self, request: &mut Value) {
        for (at, number) in &self.at {
            if let Some(place) = request.pointer_mut(at) {
                *place = json!({"$draw": Self::name(*number)});
            }
        }
    }

    pub(super) fn draws(&self, operation: &str) -> BTreeMap<String, DrawForm> {
        let draw = |(number, (place, like)): (usize, &(String, Value))| {
            let (request, place) = (Some(operation.to_owned()), Some(place.clone()));
            (Self::name(number), DrawForm { request, place, like: Some(like.clone()), ..DrawForm::default() })
        };
        self.values.iter().enumerate().map(draw).collect()
    }
}
