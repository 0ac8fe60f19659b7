//! Which exchanges of a trial are kept as examples, and which of the values that it tried.

use super::recorder::Recorder;
use crate::{
    check::Evidence,
    contract::code_text,
    record::{Intent, IntentKind, Sample, Tried},
};

/// The most codes that are kept of one response.
const MOST_CODES: usize = 20;

/// Says what the case that begins tries: its value and what comes of it are kept, if no case before it was tried in this way.
pub(super) fn aim(recorder: &mut Recorder, intent: &Intent) {
    let is_limit = matches!(intent.kind, IntentKind::Boundary | IntentKind::Violates | IntentKind::Malformed);
    if is_limit && Tried::is_new(&recorder.record.tried, intent) {
        recorder.trying = Some((intent.at.clone(), intent.way.clone()));
    }
}

/// Keeps an exchange as an example, if it shows what none before it did, and the value that its case tries.
pub(super) fn sample(recorder: &mut Recorder, evidence: &Evidence<'_>) {
    let Evidence { operation, expectation: due, exchange, .. } = evidence;
    let codes = || {
        let codes = evidence.errors.iter().map(|error| error.code).chain(evidence.successes());
        codes.map(code_text).take(MOST_CODES).collect()
    };
    if let Some((at, way)) = recorder.trying.take() {
        let value = exchange.request.as_deref().and_then(|request| Tried::value_at(&at, request));
        let requirement = due.requirement.clone();
        recorder.record.tried.push(Tried { requirement, at, way, value, status: exchange.status, codes: codes() });
    }
    if !Sample::is_new(&recorder.record.samples, &operation.id, due) {
        return;
    }
    let after_scheme = exchange.url.split_once("://").map_or(exchange.url.as_str(), |(_, rest)| rest);
    let path = after_scheme.find('/').map_or("/", |at| &after_scheme[at..]);
    recorder.record.samples.push(Sample {
        operation: operation.id.clone(),
        line: Sample::cut(&format!("{} {path}", exchange.method)),
        body: Sample::cut(&String::from_utf8_lossy(&exchange.request_body)),
        due: (*due).clone(),
        status: exchange.status,
        codes: codes(),
        response: Sample::cut(&String::from_utf8_lossy(&exchange.response_body)),
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        check::seen_errors,
        contract::{Expectation, expression::Scope},
        record::TrialRecord,
        run::testing::{exchange, subject},
    };

    /// What a trial keeps of cases with these intents, each refused with a code.
    fn kept(intents: &[Intent]) -> TrialRecord {
        let (subject, due) = (subject("http://127.0.0.1:1"), Expectation::accepted("SH-ok", None));
        let exchange = exchange(&json!({"item": "0013"}), 400, &json!({"error": {"code": "E1"}}));
        let contract = &subject.suite.contract;
        let operation = &contract.operations[0];
        let mut recorder = Recorder::default();
        for intent in intents {
            recorder.begin_case();
            aim(&mut recorder, intent);
            sample(
                &mut recorder,
                &Evidence {
                    contract,
                    operation,
                    expectation: &due,
                    exchange: &exchange,
                    errors: seen_errors(operation, &due, &exchange),
                    foreign: &subject.foreign,
                    scope: &Scope::default(),
                },
            );
        }
        recorder.done("2027-01-31T00:00:00Z".parse().expect("a time"), 7)
    }

    #[test]
    fn one_exchange_of_each_requirement_is_kept_as_an_example_with_its_response() {
        let record = kept(&[Intent::default(), Intent::default()]);
        let [sample] = record.samples.try_into().expect("one");
        assert_eq!((sample.line.as_str(), sample.body.as_str()), ("POST /orders", "{\"item\":\"0013\"}"));
        assert_eq!((sample.status, sample.codes), (400, vec!["E1".to_owned()]));
        assert_eq!(
            (sample.due.requirement.as_str(), sample.response.as_str()),
            ("SH-ok", "{\"error\":{\"code\":\"E1\"}}")
        );
    }

    #[test]
    fn each_way_is_kept_with_its_value_and_what_came_and_a_scenario_has_none() {
        let intents = [
            Intent::boundary("/item", "length-min"),
            Intent::boundary("/item", "length-min"),
            Intent::violates("/item/gone", "type", "missing"),
            Intent::of(IntentKind::Scenario, "update-keeps"),
        ];
        let tried = kept(&intents).tried;
        let told = tried.iter().map(|one| (one.at.as_str(), one.way.as_str(), one.value.as_deref(), one.status));
        let due = [("/item", "length-min", Some("\"0013\""), 400), ("/item/gone", "missing", None, 400)];
        assert_eq!(told.collect::<Vec<_>>(), due);
        assert_eq!((tried[0].requirement.as_str(), tried[0].codes.as_slice()), ("SH-ok", &["E1".to_owned()][..]));
    }
}
