//! Set-up steps: what is played once before the generated requests of a trial.

use serde_json::Value;

use super::{
    Settings, Subject,
    cases::of_scenario,
    contexts::Contexts,
    fresh,
    lane::Lane,
    met::found,
    recorder::Recorder,
    request::Own,
    scenarios::drawers,
    scope::Markers,
    script::{Script, reads},
    stage::Stage,
};
use crate::{
    contract::{
        BESIDE_THE_BODY, Message, ReasonId,
        expression::{Expression, Scope},
    },
    generate::Rng,
    record::{Intent, IntentKind, TrialError},
    scenario::{BODY, Scenario, Suite},
};

impl<'a> Stage<'a> {
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
        let steps = &suite.setup[operation];
        let cookies = suite.contract.operations[operation].cookies;
        let script = Script { subject, expressions: &suite.expressions, steps, cookies };
        let invariants = &suite.contract.operations[operation].invariants;
        let rest = || BESIDE_THE_BODY.into_iter().filter(|name| *name != "status");
        stage.reads_rest = invariants.iter().any(|rule| rest().any(|name| rule.uses(name)));
        let intent = Intent::of(IntentKind::SetUp, "set-up");
        let bare = stage.scope.clone();
        for attempt in 0..attempts(suite, operation) {
            stage.scope = bare.clone();
            if let Some(scope) = drawn(lane, &stage, operation, attempt)? {
                stage.scope = scope;
            }
            let played = script.play(lane, &mut stage.scope, None).await;
            stage.jar = played.jar;
            if let Some(error) = played.error {
                return Err(error);
            }
            let mut is_refused = false;
            for (finding, exchange) in played.findings {
                is_refused |= finding.check == "outcome";
                if recorder.count(&finding.key(), &intent.way) {
                    let found = found(finding, &intent, &exchange);
                    lane.scribe.found(&found);
                    recorder.record.findings.push(found);
                }
            }
            if !is_refused {
                break;
            }
        }
        let steps = stage.scope.object("steps");
        let request = &suite.contract.operations[operation].request;
        stage.markers = Markers::of_setup(&steps).for_requests(request, &steps);
        stage.contexts = Contexts::of(&suite.contract.operations[operation], &steps);
        stage.scope.set("setup", &Value::Object(steps));
        let own = &suite.contract.operations[operation];
        stage.own_signs = reads(&own.headers, &suite.expressions, &|one| one.uses(BODY));
        let templates = [&own.headers, &own.query];
        let is_fresh = |template| reads(template, &suite.expressions, &Expression::is_fresh);
        stage.own_is_fresh = stage.own_signs || templates.into_iter().any(is_fresh);
        if stage.own_is_fresh {
            stage.scope.begin(lane.serial.moment());
        }
        let own = Own::of(&suite.contract.operations[operation], &suite.expressions, &stage.scope);
        stage.own = own.map_err(|error| TrialError::Ours(ReasonId::HeadersAndQuery.with([error.message()])))?;
        stage.given = subject.given_for(operation);
        Ok(stage)
    }
}

/// How often set-up steps are tried. A description leaves out much of what its target demands, so one that is refused says nothing of the next one
/// with other values; and without it, nothing of the operation is tested.
fn attempts(suite: &Suite, operation: usize) -> u32 {
    if suite.contract.derive && !suite.setup_draw[operation].is_empty() { 3 } else { 1 }
}

/// The variables of the set-up steps of an operation with what is drawn for them; none where nothing is.
fn drawn(lane: &mut Lane<'_>, stage: &Stage<'_>, operation: usize, attempt: u32) -> Result<Option<Scope>, TrialError> {
    let suite = &stage.subject.suite;
    let form = &suite.contract.operations[operation];
    let draw = suite.setup_draw[operation].clone();
    if draw.is_empty() {
        return Ok(None);
    }
    let wrong = |why: Message| TrialError::Ours(ReasonId::SetUpError.with([(&form.id).into(), why]));
    let scenario = Scenario::of_steps(&suite.contract.id, &form.title, suite.setup[operation].clone(), draw);
    let drawers = drawers(stage.subject, &scenario)
        .map_err(|(name, error)| wrong(ReasonId::NotDrawn.with([name.into(), error.to_string().into()])))?;
    // Each set-up of a run draws other values, whatever the number of jobs.
    let number = lane.serial.clone().index(u128::MAX).unwrap_or_default();
    let again = if attempt == 0 { String::new() } else { format!("/{attempt}") };
    let rng = Rng::new(stage.settings.seed, &format!("{}/set-up/{number}{again}", form.id));
    let case = of_scenario(stage, &scenario, &drawers, rng).flatten().next();
    let case = case.ok_or_else(|| wrong(ReasonId::ValuesNotDrawn.into()))?;
    let case = fresh::renewed(&mut lane.serial, stage, &case).map_err(wrong)?;
    Ok(Some(case.scope(&stage.scope)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        contract::expression::Expression,
        run::testing::{KEY, Reply, Server, edited, files, honest, plan, played, profile, subject},
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
        let operation = &subject.suite.contract.operations[2];
        let sent = crate::run::request::of(operation, &stage.own, crate::run::request::Over::default(), None, None);
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
        // Played again, what is saved of it shows it.
        let scenario = found.scenario.as_ref().expect("a counterexample");
        let (subject, settings) = (subject(&server.url), crate::run::testing::settings());
        let again = crate::run::replay(&subject, scenario, &subject.suite.expressions, &settings);
        assert_eq!(again.findings.iter().map(|again| &again.key).collect::<Vec<_>>(), [&found.key], "{again:?}");
    }

    /// Each trial registers somebody else, and what is marked to be new is.
    #[test]
    fn set_up_steps_draw_values_of_their_own() {
        let files = edited(files(), "schemas/shop/contract.json", |contract| {
            let word = json!({"type": "string", "pattern": "^[a-z]{8}$", "x-unique": true});
            contract["operations"]["cancel"]["draw"] = json!({"who": {"schema": word}});
            contract["operations"]["cancel"]["setup"][0]["body"]["note"] = json!({"$draw": "who"});
        });
        let server = Server::start(honest);
        let plan = plan(Subject::url(&files, "shop", profile(&server.url)).unwrap_or_else(|error| panic!("{error:?}")));
        for name in ["shop/cancel/accepts/id", "shop/cancel/accepts/why"] {
            let record = played(&plan, name);
            assert!(record.errors.is_empty() && record.findings.is_empty(), "{record:?}");
        }
        let asked = server.asked();
        let who: Vec<String> =
            asked.iter().filter(|ask| ask.path == "/orders").map(|ask| ask.json()["note"].to_string()).collect();
        assert!(who.len() == 2 && who[0] != who[1] && who.iter().all(|who| who.len() == 10), "{who:?}");
        let unknown = edited(files, "schemas/shop/contract.json", |contract| {
            contract["operations"]["cancel"]["setup"][0]["body"]["note"] = json!({"$draw": "whom"});
        });
        let errors =
            crate::scenario::load(&unknown, "shop", &crate::contract::Readings::new()).err().unwrap_or_default();
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(errors[0].to_string().contains("no value `whom` is generated; write who"), "{}", errors[0]);
    }

    #[test]
    fn a_set_up_that_the_target_of_a_description_refuses_is_tried_with_other_values() {
        let body =
            json!({"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "minLength": 3}}});
        let made = json!({"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}});
        let content = |schema| json!({"application/json": {"schema": schema}});
        let id = json!({"name": "id", "in": "path", "required": true, "schema": {"type": "string"}});
        let text = json!({"openapi": "3.1.0", "info": {"title": "shop", "version": "1"}, "paths": {
            "/things": {"post": {"operationId": "make", "requestBody": {"required": true, "content": content(body)},
                "responses": {"201": {"description": "made", "content": content(made)}}}},
            "/things/{id}": {"get": {"operationId": "read", "parameters": [id], "responses": {"200": {"description": "there"}}}}
        }});
        let derived = crate::contract::derive::derived("shop.json", &text.to_string(), false).expect("a contract");
        let refused = std::sync::atomic::AtomicU32::new(0);
        let server = Server::start(move |ask| match ask.path.as_str() {
            "/things" if refused.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < 2 => Reply::json(422, &json!({})),
            "/things" => Reply::json(201, &json!({"id": "t-1"})),
            _ => Reply::json(200, &json!({})),
        });
        let subject = Subject::url(&derived.files, "shop", profile(&server.url)).expect("a subject");
        let record = played(&plan(subject), "shop/read/accepts/path.id");
        let names: Vec<_> =
            server.asked().iter().filter(|ask| ask.path == "/things").map(|ask| ask.json()["name"].clone()).collect();
        assert!(names.len() >= 3 && names[0] != names[1] && names[1] != names[2], "{names:?}");
        assert!(server.asked().iter().any(|ask| ask.path == "/things/t-1"), "{record:?}");
    }

    #[test]
    fn nothing_is_drawn_for_an_operation_that_only_scenarios_ask() {
        let files = edited(files(), "schemas/shop/contract.json", |contract| {
            let first = contract["operations"]["order"].as_object_mut().expect("an operation");
            first.insert("generated".to_owned(), json!(false));
            first.shift_remove("raw");
        });
        // Nothing can be drawn from it either.
        let files =
            edited(files, "schemas/shop/order.request.schema.json", |schema| schema["maxProperties"] = json!(0));
        let subject =
            Subject::url(&files, "shop", profile("http://127.0.0.1:1")).unwrap_or_else(|error| panic!("{error:?}"));
        let plan = plan(subject);
        let names: Vec<&str> = plan.trials.iter().map(|trial| trial.name.as_str()).collect();
        assert!(names.iter().all(|name| !name.starts_with("shop/order/")), "{names:?}");
        assert!(names.iter().any(|name| name.starts_with("shop/cancel/")), "{names:?}");
        let drawn = edited(files, "schemas/shop/order.request.schema.json", |schema| {
            schema.as_object_mut().expect("a schema").shift_remove("maxProperties");
        });
        let subject = Subject::url(&drawn, "shop", profile("http://127.0.0.1:1")).expect("a subject");
        let why: Vec<String> = subject.alone().all.iter().map(|one| one.message().english()).collect();
        let said = |why: &String| why.contains("only scenarios test it");
        assert!(why.iter().any(said) && why.iter().filter(|why| said(why)).all(|why| why.contains("order")), "{why:?}");
    }

    #[test]
    fn what_has_no_effect_is_refused_with_the_fix() {
        let messages = |change: &dyn Fn(&mut Value)| {
            let files =
                edited(files(), "schemas/shop/contract.json", |contract| change(&mut contract["operations"]["order"]));
            let errors =
                crate::scenario::load(&files, "shop", &crate::contract::Readings::new()).err().unwrap_or_default();
            errors.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let place = "schemas/shop/contract.json /operations/order";
        let due = |word: &str| {
            format!(
                "{place}/{word}: `generated` is false, so nothing is generated that `{word}` could be about; take `{word}` or `generated` out"
            )
        };
        assert!(messages(&|operation| operation["generated"] = json!(false)).contains(&due("raw")));
        let due = format!(
            "{place}/cookies: `cookies` is about set-up steps, and there are none; declare `setup`, or take `cookies` out"
        );
        assert_eq!(messages(&|operation| operation["cookies"] = json!(true)), [due]);
    }
}
