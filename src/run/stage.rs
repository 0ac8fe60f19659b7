//! What every case of one trial shares: its variables, and what its set-up steps brought.

use serde_json::Value;

use super::{
    Settings, Subject,
    contexts::Contexts,
    lane::Lane,
    recorder::{Recorder, found},
    request::Own,
    scope::{Markers, base_scope},
    script::Script,
};
use crate::{
    contract::{
        Operation,
        expression::{Expression, Scope},
    },
    record::{Intent, IntentKind, TrialError},
    scenario::Expressions,
};

/// Whether what an operation sends by itself is another one for each request.
fn is_fresh(operation: &Operation, expressions: &Expressions) -> bool {
    fn any(template: &Value, expressions: &Expressions) -> bool {
        match template {
            Value::Object(fields) => match fields.get("$cel").and_then(Value::as_str) {
                Some(source) => expressions.get(source).is_some_and(Expression::is_fresh),
                None => fields.values().any(|field| any(field, expressions)),
            },
            Value::Array(items) => items.iter().any(|item| any(item, expressions)),
            _ => false,
        }
    }
    [&operation.headers, &operation.query].into_iter().any(|template| any(template, expressions))
}

/// The surroundings of the cases of one trial.
pub(super) struct Stage<'a> {
    /// What is tested.
    pub(super) subject: &'a Subject,
    /// What shapes the plan, and how much may be spent on a finding.
    pub(super) settings: &'a Settings,
    /// The compiled expressions of what is played.
    pub(super) expressions: &'a Expressions,
    /// The variables that stay the same for all cases.
    pub(super) scope: Scope,
    /// What the operation sends by itself, where requests are generated.
    pub(super) own: Own,
    /// Whether that is another one for each request.
    pub(super) own_is_fresh: bool,
    /// What stands in generated requests for values that the set-up steps brought.
    pub(super) markers: Markers,
    /// What the target's owner gives: shrinking leaves such values as they are.
    pub(super) given: Vec<Value>,
    /// Where broken rows may stand.
    pub(super) contexts: Contexts,
}

impl<'a> Stage<'a> {
    /// The surroundings of the cases of a scenario.
    pub(super) fn of_scenario(subject: &'a Subject, settings: &'a Settings, expressions: &'a Expressions) -> Self {
        let (own, markers, given) = (Own::default(), Markers::default(), Vec::new());
        let contexts = Contexts::default();
        Self {
            subject,
            settings,
            expressions,
            scope: base_scope(subject),
            own,
            own_is_fresh: false,
            markers,
            given,
            contexts,
        }
    }

    /// The surroundings of generated requests to an operation: its set-up steps are played once.
    pub(super) async fn set_up(
        lane: &mut Lane<'_>,
        subject: &'a Subject,
        settings: &'a Settings,
        operation: usize,
        recorder: &mut Recorder,
    ) -> Result<Self, TrialError> {
        let suite = &subject.suite;
        let mut stage = Self::of_scenario(subject, settings, &suite.expressions);
        let script = Script { subject, expressions: &suite.expressions, steps: &suite.setup[operation] };
        let played = script.play(lane, &mut stage.scope, None).await;
        if let Some(error) = played.error {
            return Err(error);
        }
        let intent = Intent::of(IntentKind::SetUp, "set-up");
        for (finding, exchange) in played.findings {
            if recorder.count(&finding.key(), &intent.way) {
                let found = found(finding, &intent, &exchange);
                lane.scribe.found(&found);
                recorder.record.findings.push(found);
            }
        }
        let steps = stage.scope.object("steps");
        stage.markers = Markers::of_setup(&steps);
        stage.contexts = Contexts::of(&suite.contract.operations[operation], &steps);
        stage.scope.set("setup", &Value::Object(steps));
        stage.own_is_fresh = is_fresh(&suite.contract.operations[operation], &suite.expressions);
        if stage.own_is_fresh {
            stage.scope.begin(lane.serial.moment());
        }
        let own = Own::of(&suite.contract.operations[operation], &suite.expressions, &stage.scope);
        stage.own = own.map_err(|error| TrialError::Ours(format!("headers and query: failed to {error}")))?;
        stage.given = subject.given_for(operation);
        Ok(stage)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        contract::expression::Expression,
        run::testing::{KEY, Reply, Server, honest, plan, played, subject},
    };

    #[test]
    fn what_the_set_up_steps_bring_is_known_to_every_case() {
        let server = Server::start(honest);
        let subject = subject(&server.url);
        let (settings, session) = (crate::run::testing::settings(), crate::run::Session::new(&subject));
        let mut recorder = Recorder::default();
        let stage = crate::run::runtime::block_on(async {
            let mut lane = Lane::open(&subject, &session, "t").await.expect("a lane");
            Stage::set_up(&mut lane, &subject, &settings, 2, &mut recorder)
                .await
                .unwrap_or_else(|error| panic!("{error:?}"))
        });
        let mut value = json!("{{setup.order.response.id}}");
        stage.markers.fill(&mut value);
        assert_eq!(value, "o-1");
        let holds = Expression::compile("setup.order.response.id == 'o-1'", &["setup"]).expect("an expression");
        assert_eq!(holds.holds(&stage.scope), Ok(true));
        let sent = crate::run::request::of(&stage.own, None, &serde_json::Map::new(), None, None);
        assert_eq!(sent.expect("carried").headers, [("x-key".to_owned(), KEY.to_owned())]);
        assert_eq!(stage.given, [json!("{{setup.order.response.id}}")]);
        assert!(recorder.record.findings.is_empty() && server.count() == 1);
    }

    #[test]
    fn a_set_up_that_breaks_a_promise_is_a_finding_and_no_case() {
        let server = Server::start(|ask| match ask.path.as_str() {
            "/orders" => Reply::json(201, &json!({"id": "o-1", "count": 5})),
            _ => honest(ask),
        });
        let record = played(&plan(subject(&server.url)), "shop/cancel/accepts/id");
        let [found] = record.findings.as_slice() else { panic!("{record:?}") };
        assert_eq!(
            (found.intent.kind, found.finding.requirement.as_str(), found.cases),
            (IntentKind::SetUp, "SH-same", 1)
        );
        assert_eq!((record.cases, record.exchanges, found.kinds.len()), (1, 2, 1));
    }
}
