//! What later steps of a scenario cannot rest on after one that went otherwise than it should.
//!
//! A scenario goes on after a wrong response, as long as the target is still in the state that the steps after it were written for: a
//! refusal with the wrong code changed nothing, a request that was to be refused and was not may have changed anything.

use crate::{
    contract::{Message, ReasonId, has_word},
    scenario::Step,
};

/// What a step leaves missing for the steps after it.
pub(super) struct Gap {
    /// The actual value in place of what was due.
    pub(super) what: Message,
    /// Whether the target may have done something else than was meant, so that nothing can rest on it any more.
    pub(super) strays: bool,
    /// Whether all that is missing is the JSON of the response.
    pub(super) of_body: bool,
}

/// A step without the response that was due.
pub(super) struct Without<'a> {
    /// Its name.
    pub(super) step: &'a str,
    /// Why.
    pub(super) reason: Message,
    /// Whether all that is missing is the JSON of the response.
    pub(super) of_body: bool,
}

/// What steps cannot rest on, because those before them went otherwise than they should.
#[derive(Default)]
pub(super) struct Gaps<'a> {
    /// Steps without the response that was due, with the reason.
    pub(super) without: Vec<Without<'a>>,
    /// Why nothing after this can be played.
    pub(super) all: Option<Message>,
}

impl<'a> Gaps<'a> {
    /// Notes what a step left missing.
    pub(super) fn add(&mut self, step: &'a Step, gap: Gap) {
        let reason = ReasonId::StepCameTo.with([(&step.name).into(), gap.what]);
        if gap.strays {
            self.all = Some(reason);
        } else {
            self.without.push(Without { step: &step.name, reason, of_body: gap.of_body });
        }
    }

    /// Why a step is not played, if so: it refers to a step that is missing.
    pub(super) fn keep_from(&self, step: &Step) -> Option<Message> {
        if self.all.is_some() || self.without.is_empty() {
            return self.all.clone();
        }
        let text = serde_json::to_string(step).unwrap_or_default();
        let says = |name: &str| has_word(&text, name);
        let of_body = || ["response", "responses", "exchanges"].into_iter().any(says);
        let needs = |one: &&Without<'_>| says("steps") && says(one.step) && (!one.of_body || of_body());
        self.without.iter().find(needs).map(|one| one.reason.clone())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::run::testing::order;

    fn step(body: &Value) -> Step {
        serde_json::from_value(order("later", body, "accepted", &[])).expect("a step")
    }

    #[test]
    fn a_step_is_kept_from_by_what_it_speaks_of_and_by_a_target_that_strays() {
        let first: Step = serde_json::from_value(order("first", &json!({}), "accepted", &[])).expect("a step");
        let of_first = step(&json!({"item": {"$cel": "steps.first.response.id"}}));
        let of_itself = step(&json!({"item": "first"}));
        let kept = |strays: bool, step: &Step| {
            let mut gaps = Gaps::default();
            gaps.add(&first, Gap { what: "status 404".into(), strays, of_body: false });
            gaps.keep_from(step).map(|why| why.english())
        };
        let why = Some("step `first` got: status 404".to_owned());
        assert_eq!((kept(false, &of_first), kept(false, &of_itself)), (why.clone(), None));
        assert_eq!((kept(true, &of_first), kept(true, &of_itself)), (why.clone(), why));
        assert_eq!(Gaps::default().keep_from(&of_first), None);
    }
}
