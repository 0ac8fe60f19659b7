//! What a trial knows before its first case: the variables, and what its set-up steps brought.

use serde_json::{Map, Value};

use super::stand_in::{StandIn, mark, stand_ins};
use super::{Subject, blank::blank_scope, given::sources};
use crate::contract::{expression::Scope, marker};

/// The variables that stay the same for a whole trial.
pub(super) fn base_scope(subject: &Subject) -> Scope {
    let text = |(name, value): (&String, &String)| (name.clone(), Value::from(value.as_str()));
    let credentials = Value::Object(subject.given.credentials.iter().map(text).collect());
    let mut scope = blank_scope(&credentials, &subject.suite.contract.in_force);
    let states = subject.given.states.iter().map(|(name, tables)| (name.clone(), Value::Array(tables.clone())));
    scope.set("states", &Value::Object(states.collect()));
    scope
}

/// Markers such as `{{setup.order.response.sid}}` with the values that they stand for.
#[derive(Debug, Clone, Default)]
pub(super) struct Markers {
    known: Vec<(String, Value)>,
    /// What stands for markers that a schema does not allow.
    stand_ins: Vec<StandIn>,
}

impl Markers {
    /// The markers of the responses to the set-up steps.
    pub(super) fn of_setup(setup: &Map<String, Value>) -> Self {
        let mut markers = Vec::new();
        for (step, played) in setup {
            let fields = |part: &str| played.get(part).and_then(Value::as_object).into_iter().flatten();
            let of_body = fields("response").map(|(key, value)| (marker(step, key), value));
            let of_head = fields("headers").map(|(name, value)| (marker(step, &format!("header:{name}")), value));
            markers.extend(of_body.chain(of_head).map(|(marker, value)| (marker, value.clone())));
        }
        Self { known: markers, stand_ins: Vec::new() }
    }

    /// The same for requests of a schema, in which other values may stand for markers; what a source of it names deeper in the responses of the
    /// set-up steps is known as well.
    pub(super) fn for_requests(mut self, schema: &Value, setup: &Map<String, Value>) -> Self {
        for source in sources(schema) {
            let Some((step, key)) = source.strip_prefix("setup/").and_then(|source| source.split_once('/')) else {
                continue;
            };
            let response = setup.get(step).and_then(|played| played.get("response"));
            if let Some(value) = response.filter(|_| key.contains('/')).and_then(|it| it.pointer(&format!("/{key}"))) {
                self.known.push((marker(step, key), value.clone()));
            }
        }
        Self { stand_ins: stand_ins(schema), ..self }
    }

    /// Puts the markers into a drawn request.
    pub(super) fn mark(&self, value: &mut Value) {
        mark(value, &self.stand_ins);
    }

    /// Whether there is nothing to replace.
    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The value with every marker replaced.
    pub(super) fn fill(&self, value: &mut Value) {
        self.mark(value);
        self.fill_markers(value);
    }

    fn fill_markers(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some((_, known)) = self.known.iter().find(|(marker, _)| marker == text) {
                    *value = known.clone();
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.fill_markers(item)),
            Value::Object(fields) => fields.values_mut().for_each(|value| self.fill_markers(value)),
            _ => {}
        }
    }
}

/// A raw body with every `{{path}}` replaced by the text of the variable; what is not a path stays as it stands.
pub(super) fn fill_raw(raw: &[u8], look_up: &dyn Fn(&str) -> Option<Value>) -> Vec<u8> {
    let mut filled = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(start) = find(rest, *b"{{") {
        let (before, inside) = rest.split_at(start);
        filled.extend_from_slice(before);
        let end = find(&inside[2..], *b"}}").map(|end| end + 2);
        let path = end.and_then(|end| std::str::from_utf8(&inside[2..end]).ok());
        if let (Some(value), Some(end)) = (path.and_then(look_up), end) {
            filled.extend_from_slice(value.as_str().map_or_else(|| value.to_string(), str::to_owned).as_bytes());
            rest = &inside[end + 2..];
        } else {
            filled.extend_from_slice(b"{{");
            rest = &inside[2..];
        }
    }
    filled.extend_from_slice(rest);
    filled
}

fn find(bytes: &[u8], sign: [u8; 2]) -> Option<usize> {
    bytes.windows(2).position(|pair| pair == sign)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        contract::expression::Expression,
        run::testing::{files, profile},
    };

    #[test]
    fn markers_become_what_the_setup_brought() {
        let setup = json!({"order": {"response": {"sid": "s-1", "tcnt": 3}, "headers": {"x-id": "h-1"}}});
        let markers = Markers::of_setup(setup.as_object().unwrap());
        let mut head = json!(marker("order", "header:X-Id"));
        markers.fill(&mut head);
        assert_eq!(head, "h-1");
        let mut value =
            json!({"sid": "{{setup.order.response.sid}}", "n": ["{{setup.order.response.tcnt}}"], "other": "{{x}}"});
        markers.fill(&mut value);
        assert_eq!(value, json!({"sid": "s-1", "n": [3], "other": "{{x}}"}));
    }

    #[test]
    fn what_stands_deeper_in_a_response_is_known_where_a_schema_takes_it() {
        let setup = json!({"list": {"response": [{"id": 70}]}, "make": {"response": {"data": {"id": "a"}}}});
        let setup = setup.as_object().expect("an object");
        let schema = json!({"properties": {"one": {"type": "integer", "x-from": "setup/list/0/id"}, "two": {"x-from": "setup/make/data/id"}, "gone": {"x-from": "setup/list/1/id"}}});
        let markers = Markers::of_setup(setup).for_requests(&schema, setup);
        let mut value = json!([
            "{{setup.list.response[0].id}}",
            "{{setup.make.response.data.id}}",
            "{{setup.list.response[1].id}}"
        ]);
        markers.fill(&mut value);
        assert_eq!(value, json!([70, "a", "{{setup.list.response[1].id}}"]));
    }

    #[test]
    fn a_raw_body_keeps_braces_that_name_nothing() {
        let look_up = |path: &str| (path == "credentials.key").then(|| json!("k"));
        assert_eq!(fill_raw(b"{\"a\":{{credentials.key}},{{\"b\":{}}", &look_up), b"{\"a\":k,{{\"b\":{}}");
        assert_eq!(fill_raw(b"\xff{{\xfe}}{{credentials.key}}", &look_up), b"\xff{{\xfe}}k");
    }

    #[test]
    fn a_trial_knows_what_its_owner_gives_before_anything_is_asked() {
        let mut given = profile("http://127.0.0.1:1");
        given.states.insert("order-known".to_owned(), vec![json!({"id": "o-1"})]);
        let subject = Subject::url(&files(), "shop", given).expect("a subject");
        let scope = base_scope(&subject);
        for rule in [
            "credentials.shop == 'north'",
            "states['order-known'][0].id == 'o-1'",
            "readings.most == 100",
            "steps == {} && setup == {} && draw == {}",
            "state == null && row == null && request == null && response == null && status == null",
            "i == 0",
        ] {
            let known = [
                "credentials",
                "states",
                "readings",
                "steps",
                "setup",
                "draw",
                "state",
                "row",
                "request",
                "response",
                "status",
                "i",
            ];
            let expression = Expression::compile(rule, &known).unwrap_or_else(|error| panic!("{rule}: {error}"));
            assert_eq!(expression.holds(&scope), Ok(true), "{rule}");
        }
    }

    #[test]
    fn without_a_set_up_nothing_is_replaced() {
        assert!(Markers::default().is_empty() && Markers::of_setup(&Map::new()).is_empty());
        let setup = json!({"order": {"status": 200}, "more": {"response": {"id": 1}}});
        let markers = Markers::of_setup(setup.as_object().unwrap());
        let mut value = json!({"a": "{{setup.more.response.id}}", "b": ["{{setup.order.response.id}}"], "c": 1});
        markers.fill(&mut value);
        assert!(!markers.is_empty());
        assert_eq!(value, json!({"a": 1, "b": ["{{setup.order.response.id}}"], "c": 1}));
    }
}
