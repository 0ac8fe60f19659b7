//! A counterexample as a scenario file: no place left open but what belongs to the target's owner.

use serde_json::{Value, json};

use super::{
    case::{Aim, Case, Drawn, OneCall, Steps},
    contexts, spell,
    stage::Stage,
};
use crate::{
    check::Finding,
    contract::{Carries, Text, hex},
    scenario::{DrawForm, Scenario, Step},
    target::Redactor,
};

mod new;

use new::New;

/// The form of a scenario file, as seen from a report's folder.
const SCHEMA: &str = "../../../schemas/_meta/scenario.schema.json";

impl Case<'_> {
    /// The case as a scenario that can be played alone; none where it would show what the profile hides.
    pub(super) fn to_scenario(&self, stage: &Stage<'_>, finding: &Finding) -> Option<Box<Scenario>> {
        let scenario = match &self.steps {
            Steps::Call(call) => of_call(stage, call, self.draw.first()?, finding)?,
            Steps::Scenario { scenario, row, .. } => {
                let fixed = |drawn: &Drawn<'_>| {
                    let like = Value::clone(&drawn.value);
                    let form = match scenario.draw.get(drawn.name) {
                        // What is to be new each time is made again when it is played again.
                        Some(form) if !drawn.drawer.unique().is_empty() => {
                            DrawForm { like: Some(like), ..form.clone() }
                        }
                        _ => DrawForm { schema: Some(json!({"const": like})), ..DrawForm::default() },
                    };
                    (drawn.name.to_owned(), form)
                };
                Scenario {
                    schema: SCHEMA.to_owned(),
                    cases: 1,
                    table: row.iter().copied().cloned().collect(),
                    draw: self.draw.iter().map(fixed).collect(),
                    ..Scenario::clone(scenario)
                }
            }
        };
        unless_hidden(stage.subject.redactor.fields(), scenario)
    }
}

/// Takes out of a scenario the values that the target's owner gives for a state and that are secret.
pub(super) fn clean(scenario: &mut Box<Scenario>, redactor: &Redactor) {
    let Ok(before) = serde_json::to_value(&**scenario) else { return };
    let mut after = before.clone();
    redactor.value(&mut after);
    if let (true, Ok(clean)) = (before != after, serde_json::from_value(after)) {
        *scenario = clean;
    }
}

/// A generated request as a scenario: the set-up steps, and one step with every value written out.
fn of_call(stage: &Stage<'_>, call: &OneCall<'_>, drawn: &Drawn<'_>, finding: &Finding) -> Option<Scenario> {
    let operation = &stage.subject.suite.contract.operations[call.operation];
    let mut due = call.due.clone();
    if due.requirement.is_empty() {
        due.requirement.clone_from(&finding.requirement);
    }
    let mut requirements = vec![finding.requirement.clone()];
    if due.requirement != finding.requirement {
        requirements.push(due.requirement.clone());
    }
    let mut step: Step =
        serde_json::from_value(json!({"name": "ask", "operation": operation.id, "expect": due})).ok()?;
    let mut marked = Value::clone(&drawn.value);
    stage.markers.mark(&mut marked);
    let mut request = templated(&marked, &|text| open(stage, text));
    if let Some(number) = call.context {
        stage.contexts.place_open(number, &mut request, &call.due.at);
    }
    let new = New::of(stage, call, drawn);
    new.open(&mut request);
    let part = |name: &str| request.get(name).cloned().filter(|_| operation.carries == Carries::Parts);
    let object = |name: &str| part(name).and_then(|part| part.as_object().cloned()).unwrap_or_default();
    step.path = object("path");
    step.query = part("query");
    step.headers = object("headers");
    step.headers.extend(spell::cookies(&object("cookies")).map(|cookies| ("cookie".to_owned(), cookies.into())));
    match (&call.aim, operation.carries) {
        (Aim::Malformed(_), _) => write_bytes(stage, &new, &call.call(stage, drawn)?.request.body, &mut step),
        (_, Carries::Body) => step.body = Some(request.clone()),
        (_, Carries::Parts) => step.body = part("body"),
    }
    if let Aim::Altered(altered) = call.aim {
        altered.write(stage, &mut step);
    }
    let steps = contexts::steps_for(operation, &stage.subject.suite.setup[call.operation], step);
    let mut scenario = of_steps(stage, call.operation, steps, finding);
    scenario.requirements = requirements;
    scenario.draw.extend(new.draws(&operation.id));
    Some(scenario)
}

/// A finding of the set-up steps of an operation as a scenario: those steps.
pub(super) fn of_set_up(stage: &Stage<'_>, operation: usize, finding: &Finding) -> Option<Box<Scenario>> {
    let steps = stage.subject.suite.setup[operation].clone();
    unless_hidden(stage.subject.redactor.fields(), of_steps(stage, operation, steps, finding))
}

/// Steps to an operation as a scenario, with what its set-up steps draw.
fn of_steps(stage: &Stage<'_>, operation: usize, steps: Vec<Step>, finding: &Finding) -> Scenario {
    let text = format!("{}: {}", finding.requirement, finding.check);
    let suite = &stage.subject.suite;
    Scenario {
        schema: SCHEMA.to_owned(),
        contract: suite.contract.id.clone(),
        name: format!("{}-{}", finding.requirement, finding.check).to_lowercase(),
        title: Text { ja: format!("{text} の最小の反例"), en: format!("smallest counterexample of {text}") },
        requirements: vec![finding.requirement.clone()],
        state: None,
        states: Vec::new(),
        when: None,
        alone: false,
        cookies: suite.contract.operations[operation].cookies,
        cases: 1,
        table: Vec::new(),
        draw: suite.setup_draw[operation].iter().map(|(name, form)| (name.clone(), form.clone())).collect(),
        steps,
    }
}

/// Writes the bytes of a body into a step, as text where they are text. What is the target's to keep is left open.
fn write_bytes(stage: &Stage<'_>, new: &New, body: &[u8], step: &mut Step) {
    let known = stage.subject.given.credentials.iter().filter(|(_, secret)| !secret.is_empty());
    let open = known.fold(body.to_vec(), |body, (name, secret)| {
        replaced(&body, secret.as_bytes(), format!("{{{{credentials.{name}}}}}").as_bytes())
    });
    let marks = new.values.iter().enumerate().filter_map(|(number, (_, value))| {
        // A short one may stand elsewhere as well.
        let text = value.as_str().filter(|text| text.len() >= 6)?;
        Some((text.as_bytes(), format!("{{{{draw.{}}}}}", New::name(number))))
    });
    let open = marks.fold(open, |body, (text, mark)| replaced(&body, text, mark.as_bytes()));
    match String::from_utf8(open) {
        Ok(text) => step.raw = Some(text),
        Err(bytes) => step.raw_hex = Some(hex(bytes.as_bytes())),
    }
}

fn replaced(bytes: &[u8], what: &[u8], by: &[u8]) -> Vec<u8> {
    let (mut all, mut rest) = (Vec::with_capacity(bytes.len()), bytes);
    while let Some(at) = rest.windows(what.len()).position(|window| window == what) {
        all.extend_from_slice(&rest[..at]);
        all.extend_from_slice(by);
        rest = &rest[at + what.len()..];
    }
    all.extend_from_slice(rest);
    all
}

/// The scenario, unless it would send what the profile hides: that is to stand in no file, and without it the scenario is another.
fn unless_hidden(hidden: &[String], scenario: Scenario) -> Option<Box<Scenario>> {
    fn holds(hidden: &[String], value: &Value) -> bool {
        match value {
            Value::Array(items) => items.iter().any(|item| holds(hidden, item)),
            Value::Object(fields) => {
                fields.iter().any(|(key, value)| (hidden.contains(key) && !value.is_null()) || holds(hidden, value))
            }
            _ => false,
        }
    }
    let drawn = scenario.draw.values().filter_map(|form| form.schema.as_ref());
    let of_steps = scenario.steps.iter().flat_map(|step| [step.body.as_ref(), step.query.as_ref()]).flatten();
    let in_values = drawn.chain(&scenario.table).chain(of_steps).any(|value| holds(hidden, value));
    let in_texts = scenario.steps.iter().any(|step| {
        let raw = step.raw.as_deref().unwrap_or_default();
        let header = |field: &String| step.headers.keys().any(|name| name.eq_ignore_ascii_case(field));
        hidden.iter().any(|field| header(field) || raw.contains(field.as_str()) || step.raw_hex.is_some())
    });
    (!in_values && !in_texts).then(|| Box::new(scenario))
}

/// The value with texts that are not ours to keep turned into open places.
fn templated(value: &Value, open: &dyn Fn(&str) -> Option<Value>) -> Value {
    match value {
        Value::String(text) => open(text).unwrap_or_else(|| value.clone()),
        Value::Array(items) => Value::Array(items.iter().map(|item| templated(item, open)).collect()),
        Value::Object(fields) => {
            let filled = fields.iter().map(|(key, value)| (key.clone(), templated(value, open)));
            Value::Object(filled.collect())
        }
        other => other.clone(),
    }
}

/// The open place that a text stands for: a marker of the set-up, or a text that holds a credential.
fn open(stage: &Stage<'_>, text: &str) -> Option<Value> {
    if let Some(path) = text.strip_prefix("{{setup.").and_then(|rest| rest.strip_suffix("}}")) {
        return Some(json!({"$cel": format!("steps.{path}")}));
    }
    let mut credentials = stage.subject.given.credentials.iter().filter(|(_, secret)| !secret.is_empty());
    let (name, secret) = credentials.find(|(_, secret)| text.contains(secret.as_str()))?;
    let parts: Vec<String> = text.split(secret.as_str()).map(|part| Value::from(part).to_string()).collect();
    let joined = parts.join(&format!(" + credentials.{name} + "));
    // Empty literals at the ends say nothing.
    Some(json!({"$cel": joined.trim_start_matches("\"\" + ").trim_end_matches(" + \"\"")}))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::run::{
        Subject,
        scope::Markers,
        testing::{KEY, case, cases, files, finding, order, plan, profile, scenario, settings, stage, subject, trial},
    };

    const NOWHERE: &str = "http://127.0.0.1:1";

    /// The first case of a trial of an operation as a scenario, its drawn value put in place of the real one.
    fn saved(subject: &Subject, (operation, name): (usize, &str), value: Option<Value>) -> Option<Box<Scenario>> {
        let (plan, settings) = (plan(subject.clone()), settings());
        let mut stage = stage(subject, &settings, operation);
        if operation == 2 {
            let setup = json!({"order": {"response": {"id": "o-1"}}});
            stage.markers = Markers::of_setup(setup.as_object().expect("an object"));
        }
        let mut case = cases(&stage, trial(&plan, &format!("shop/{name}"))).swap_remove(0);
        if let Some(value) = value {
            case.draw[0].value = Arc::new(value);
        }
        case.to_scenario(&stage, &finding("SH-same"))
    }

    #[test]
    fn a_request_is_saved_with_every_value_written_out() {
        let subject = subject(NOWHERE);
        let value = json!({"item": "a", "count": 5});
        let scenario = saved(&subject, (0, "order/rejects/count/maximum"), Some(value.clone())).expect("it is saved");
        assert_eq!((scenario.contract.as_str(), scenario.name.as_str()), ("shop", "sh-same-code"));
        assert_eq!(scenario.title.en, "smallest counterexample of SH-same: code");
        assert_eq!(scenario.requirements, ["SH-same", "SH-count"]);
        let [step] = scenario.steps.as_slice() else { panic!("{scenario:?}") };
        assert_eq!((step.name.as_str(), step.operation.as_str(), &step.body), ("ask", "order", &Some(value)));
        assert_eq!((step.expect.requirement.as_str(), step.expect.codes.as_slice()), ("SH-count", &[json!("E2")][..]));
        let pair = saved(&subject, (0, "order/precedence"), None).expect("it is saved");
        assert_eq!(pair.requirements, ["SH-same"], "where nothing is due the finding gives the requirement");
        assert_eq!(pair.steps[0].expect.requirement, "SH-same");
    }

    #[test]
    fn a_request_of_parts_is_saved_part_by_part() {
        let value = json!({"query": {"item": "a"}, "headers": {"X-Trace": "t"}});
        let scenario = saved(&subject(NOWHERE), (1, "find/accepts/random"), Some(value)).expect("it is saved");
        let step = &scenario.steps[0];
        assert_eq!((step.query.clone(), step.body.clone()), (Some(json!({"item": "a"})), None));
        assert_eq!(Value::Object(step.headers.clone()), json!({"X-Trace": "t"}));
    }

    #[test]
    fn what_the_set_up_brings_is_left_open_behind_its_steps() {
        let scenario = saved(&subject(NOWHERE), (2, "cancel/accepts/random"), None).expect("it is saved");
        let names: Vec<&str> = scenario.steps.iter().map(|step| step.name.as_str()).collect();
        assert_eq!(names, ["order", "ask"]);
        let body = scenario.steps[1].body.as_ref().expect("a body");
        assert_eq!(body["id"], json!({"$cel": "steps.order.response.id"}));
    }

    #[test]
    fn a_malformed_body_is_saved_to_the_byte_without_what_is_the_targets_to_keep() {
        let subject = subject(NOWHERE);
        let value = json!({"item": KEY, "count": 5});
        let text = saved(&subject, (0, "order/raw/trailing-comma"), Some(value.clone())).expect("it is saved");
        let step = &text.steps[0];
        assert_eq!(step.raw.as_deref(), Some("{\"item\":\"{{credentials.key}}\",\"count\":5,}"));
        assert_eq!((step.body.clone(), step.raw_hex.clone()), (None, None));
        let bytes = saved(&subject, (0, "order/raw/invalid-utf8"), Some(value)).expect("it is saved");
        let (step, open) = (&bytes.steps[0], hex(b"{\"item\":\"{{credentials.key}}\""));
        assert!(step.raw.is_none() && step.raw_hex.as_ref().is_some_and(|hex| hex.starts_with(&open)), "{step:?}");
    }

    #[test]
    fn a_credential_in_a_value_is_left_open() {
        let mut given = profile(NOWHERE);
        given.credentials.insert("shop".to_owned(), String::new());
        let subject = Subject::url(&files(), "shop", given).expect("a subject");
        let value =
            json!({"item": [KEY, format!("a{KEY}b\"{KEY}"), "plain"], "note": {"n": format!("{KEY}!")}, "count": 1});
        let scenario = saved(&subject, (0, "order/accepts/random"), Some(value)).expect("it is saved");
        let due = json!({
            "item": [
                {"$cel": "credentials.key"}, {"$cel": "\"a\" + credentials.key + \"b\\\"\" + credentials.key"}, "plain"
            ],
            "note": {"n": {"$cel": "credentials.key + \"!\""}}, "count": 1
        });
        assert_eq!(scenario.steps[0].body, Some(due));
    }

    #[test]
    fn a_scenario_is_saved_with_its_row_and_what_was_drawn() {
        let more = json!({
            "table": [{"n": 1}, {"n": 2}], "cases": 9, "draw": {"x": {"request": "order"}},
            "steps": [order("a", &json!({"$draw": "x"}), "accepted", &[])]
        });
        let subject = Subject::url(&scenario(files(), "s", &more), "shop", profile(NOWHERE)).expect("a subject");
        let (settings, row) = (settings(), json!({"n": 2}));
        let stage = Stage::of_scenario(&subject, &settings, &subject.suite.expressions);
        let steps = Steps::Scenario { scenario: &subject.suite.scenarios[0], state: None, row: Some(&row) };
        let drawn = Drawn { name: "x", value: Arc::new(json!({"item": "a"})), drawer: &subject.drawers[0], part: None };
        let case = Case { intent: crate::record::Intent::default(), steps, draw: vec![drawn] };
        let saved = case.to_scenario(&stage, &finding("SH-same")).expect("it is saved");
        assert_eq!((saved.name.as_str(), saved.cases, saved.table.as_slice()), ("s", 1, &[row.clone()][..]));
        assert_eq!(saved.draw["x"].schema, Some(json!({"const": {"item": "a"}})));
        assert_eq!((saved.draw["x"].request.as_ref(), saved.schema.as_str(), saved.steps.len()), (None, SCHEMA, 1));
    }

    #[test]
    fn a_counterexample_that_would_show_what_is_hidden_is_not_saved() {
        let read = |more: &Value| -> Scenario {
            let files = scenario(files(), "s", more);
            serde_json::from_str(files.text("scenarios/shop/s.json").expect("it is there")).expect("a scenario")
        };
        let step = |more: &Value| {
            let mut step = order("a", &json!({"item": "a"}), "accepted", &[]);
            for (key, value) in more.as_object().into_iter().flatten() {
                step[key] = value.clone();
            }
            json!({"steps": [step]})
        };
        for (more, shown) in [
            (step(&json!({})), false),
            (step(&json!({"body": {"memo": "a"}})), true),
            (step(&json!({"body": {"memo": null}})), false),
            (step(&json!({"body": {"rows": [{"memo": 1}]}})), true),
            (step(&json!({"body": {"rows": [{"note": "memo"}]}})), false),
            (step(&json!({"body": {"rows": {"more": [[{"memo": 1}]]}}})), true),
            (step(&json!({"query": {"memo": "a"}})), true),
            (step(&json!({"headers": {"MEMO": "a"}})), true),
            (step(&json!({"headers": {"other": "memo"}})), false),
            (step(&json!({"raw": "{\"memo\": 1"})), true),
            (step(&json!({"raw": "{\"note\": 1"})), false),
            (step(&json!({"rawHex": "00"})), true),
            (json!({"steps": [], "table": [{"memo": 1}]}), true),
            (json!({"steps": [], "draw": {"x": {"schema": {"const": {"memo": 1}}}}}), true),
            (json!({"steps": [], "draw": {"x": {"schema": {"const": {"note": 1}}}}}), false),
        ] {
            assert_eq!(unless_hidden(&["memo".to_owned()], read(&more)).is_none(), shown, "{more}");
            assert!(unless_hidden(&[], read(&more)).is_some(), "{more}");
        }
    }

    #[test]
    fn a_saved_case_of_one_way_keeps_that_way() {
        let subject = subject(NOWHERE);
        let (plan, settings) = (plan(subject.clone()), settings());
        let stage = stage(&subject, &settings, 0);
        let case = case(&stage, trial(&plan, "shop/order/accepts/note"), "length-max");
        let saved = case.to_scenario(&stage, &finding("SH-note")).expect("it is saved");
        assert_eq!(
            (saved.requirements.as_slice(), &saved.steps[0].body),
            (&["SH-note".to_owned()][..], &Some(Value::clone(&case.draw[0].value)))
        );
    }

    #[test]
    fn every_occurrence_is_replaced_and_nothing_else() {
        assert_eq!(replaced(b"aXbXXc", b"X", b"yy"), b"ayybyyyyc");
        assert_eq!(replaced(b"abc", b"X", b"yy"), b"abc");
        assert_eq!(replaced(b"abab", b"ab", b""), b"");
    }
}
