//! An exchange as later steps and rules see it.

use encoding_rs::{Encoding, UTF_8};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    contract::{
        expression::{Scope, Variable},
        hex,
    },
    target::Exchange,
};

/// An exchange as later steps and rules see it.
pub(super) struct Seen {
    /// The request as rules see it.
    pub(super) request: Variable,
    /// The response as rules see it.
    pub(super) response: Variable,
    /// What a response has besides its JSON, by the names of the variables.
    rest: [(&'static str, Variable); 5],
}

impl Seen {
    /// What few expressions read is made when it is read.
    pub(super) fn of(exchange: &Exchange) -> Self {
        let (body, content_type) = (exchange.response_body.clone(), exchange.content_type.clone());
        let text = move || Value::String(decoded(&body, &content_type));
        let body = exchange.response_body.clone();
        let digest = move || json!({"sha256": hex(&Sha256::digest(&body))});
        Self {
            request: exchange.request.as_ref().into(),
            response: exchange.response.as_ref().into(),
            rest: [
                ("status", Variable::from(&Value::from(exchange.status))),
                ("headers", Variable::from(Some(exchange.response_headers.json()))),
                ("text", Variable::later(text)),
                ("body_size", Variable::from(&Value::from(exchange.response_body.len()))),
                ("digest", Variable::later(digest)),
            ],
        }
    }

    /// All of it as one variable, with more fields.
    pub(super) fn step(&self, more: &[(&str, Variable)]) -> Variable {
        let own = [("request", &self.request), ("response", &self.response)].into_iter();
        let rest = self.rest.iter().chain(more).map(|(name, value)| (*name, value));
        Variable::object(own.chain(rest))
    }

    /// Makes it what the rules of this exchange refer to.
    pub(super) fn enter(&self, scope: &mut Scope) {
        scope.set("request", self.request.clone());
        scope.set("response", self.response.clone());
        for (name, value) in &self.rest {
            scope.set(name, value.clone());
        }
    }
}

/// Makes an exchange what rules speak of that read no more than its JSON and its status.
pub(super) fn enter_json(exchange: &Exchange, scope: &mut Scope) {
    scope.set("request", exchange.request.as_ref());
    scope.set("response", exchange.response.as_ref());
    scope.set("status", &Value::from(exchange.status));
}

/// The exchanges of a step that has several.
#[derive(Default)]
pub(super) struct Lists {
    requests: Vec<Variable>,
    responses: Vec<Variable>,
    statuses: Vec<Variable>,
    exchanges: Vec<Variable>,
}

impl Lists {
    /// Takes one in.
    pub(super) fn push(&mut self, seen: &Seen) {
        self.requests.push(seen.request.clone());
        self.responses.push(seen.response.clone());
        self.statuses.push(seen.rest[0].1.clone());
        self.exchanges.push(seen.step(&[]));
    }

    /// The exchanges so far.
    pub(super) fn exchanges(&self) -> Variable {
        Variable::list(self.exchanges.iter())
    }

    /// The lists by the names that rules know them by.
    pub(super) fn variables(&self) -> [(&'static str, Variable); 4] {
        [
            ("requests", Variable::list(self.requests.iter())),
            ("responses", Variable::list(self.responses.iter())),
            ("statuses", Variable::list(self.statuses.iter())),
            ("exchanges", Variable::list(self.exchanges.iter())),
        ]
    }
}

/// A body as text, by the charset that it says it has; what is not a text of it is U+FFFD.
fn decoded(body: &[u8], content_type: &str) -> String {
    let said = content_type.split(';').skip(1).filter_map(|part| part.split_once('='));
    let charset = said.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    let charset = charset.map(|(_, value)| value.trim().trim_matches('"')).next();
    let encoding = charset.and_then(|label| Encoding::for_label(label.as_bytes())).unwrap_or(UTF_8);
    encoding.decode(body).0.into_owned()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::{
        contract::expression::Expression,
        run::testing::exchange,
        target::{Heads, Received, Redactor, Sent},
    };

    #[test]
    fn later_rules_see_an_exchange_by_its_parts() {
        let mut scope = Scope::default();
        let seen = Seen::of(&exchange(&json!({"count": 3}), 201, &json!({"id": "o"})));
        seen.enter(&mut scope);
        scope.set_in("steps", "first", seen.step(&[("more", Variable::from(&json!(4)))]));
        let holds = |source: &str| {
            let expression = Expression::compile(source, &["request", "response", "status", "steps"]);
            expression.expect("an expression").holds(&scope).expect("a truth")
        };
        assert!(holds("request.count == 3 && response.id == 'o' && status == 201"));
        assert!(holds("steps.first.request.count == 3 && steps.first.response.id == 'o'"));
        assert!(holds("steps.first.status == 201 && steps.first.more == 4"));
        assert!(holds("steps.first.text == '{\"id\":\"o\"}' && steps.first.body_size == 10"));
    }

    #[test]
    fn what_a_response_has_beside_its_json_can_be_read() {
        let sent =
            Sent { method: "GET".into(), url: "http://a/".into(), headers: Vec::new(), body: Bytes::new(), json: None };
        let received = Received {
            status: 200,
            content_type: "text/csv; charset=\"Shift_JIS\"".into(),
            headers: Heads::of([("etag", "\"7\""), ("link", "<a>; rel=next"), ("link", "<b>; rel=last")]),
            body: Bytes::from_static(b"\x82\xa0,1"),
            ..Received::default()
        };
        let (mut scope, exchange) = (Scope::default(), Exchange::new(sent, received, 1, &Redactor::default()));
        Seen::of(&exchange).enter(&mut scope);
        for rule in [
            "response == null && text == 'あ,1' && body_size == 4",
            "headers.etag == '\"7\"' && headers.link.size() == 2 && headers['content-type'].startsWith('text/csv')",
            "digest.sha256 == '03900bed1ab8a5759dee18aa4ee6023f3af8828b0b0745869742cb06603cfca6'",
            "!('location' in headers) && headers.?location.orValue('') == ''",
        ] {
            let known = ["response", "text", "body_size", "headers", "digest"];
            let expression = Expression::compile(rule, &known).unwrap_or_else(|error| panic!("{rule}: {error}"));
            assert_eq!(expression.holds(&scope), Ok(true), "{rule}");
        }
    }
}
