//! What is wrong with a response as a whole. Whatever such a response breaks has one cause: that it is a redirect, or no JSON at all.

use serde_json::Value;

use super::{Evidence, content, server_error};
use crate::{contract::StatusKey, util::excerpt::shortened};

/// The most keys of an object that are read.
const MOST_KEYS: usize = 12;
/// So many characters of a key are read.
const LONGEST_KEY: usize = 40;

impl Evidence<'_> {
    /// What is wrong with the response as a whole, by a name that is the same for every response with the same flaw; empty where it is
    /// one that the contract describes, however wrong in parts.
    pub fn flaw(&self) -> String {
        if self.is_as_described() {
            return String::new();
        }
        let exchange = self.exchange;
        let kind = match exchange.response.as_deref() {
            None => content::unread_class(exchange).to_owned(),
            Some(body) => self.undescribed(body),
        };
        // A page, nothing, or JSON of no known form under a 5xx is what a breakdown leaves, also where a 5xx is due. What is packed or in
        // another charset is so under every status.
        let is_left = exchange.response.is_some() || matches!(kind.as_str(), "markup" | "empty-body");
        let is_broken_down = exchange.status >= 500 && (is_left || server_error::is_undue(self));
        if is_broken_down { "server-error".to_owned() } else { kind }
    }

    /// Whether the response is one that the contract describes for its status, or has an error at its place.
    fn is_as_described(&self) -> bool {
        if self.has_an_error_of_the_contract() || self.is_text() || self.is_empty_as_described() || self.is_bodiless() {
            return true;
        }
        let is_described = self.successful() || self.is_status_named();
        let body = self.exchange.response.as_deref().filter(|_| is_described);
        body.is_some_and(|body| self.described_shape().is_none_or(|shape| shape.resembles(body)))
    }

    /// Whether an error in the response is one of the contract, also where its code is unknown: an error page of a framework may have a
    /// text of its own where a code would be, among fields that no schema describes. Where any code is allowed, every text is one.
    pub(super) fn has_an_error_of_the_contract(&self) -> bool {
        let Some(body) = self.exchange.response.as_deref() else { return !self.errors.is_empty() };
        let catalogue = &self.contract.catalogue;
        self.errors.iter().any(|error| {
            let is_known = error.place.rules.own_codes || catalogue.codes.is_empty() || catalogue.allows(error.code);
            let shape = error.place.shape.as_ref().or_else(|| self.described_shape());
            is_known || !shape.is_some_and(|shape| shape.is_foreign(body))
        })
    }

    /// Whether the description names the status. Where errors have a place, `default` says nothing of a response without any.
    fn is_status_named(&self) -> bool {
        let response = self.operation.response(self.exchange.status);
        response.is_some_and(|one| one.status != StatusKey::Default || self.operation.errors.is_empty())
    }

    /// What JSON is that the contract does not describe under its status.
    fn undescribed(&self, body: &Value) -> String {
        if self.operation.shape_of_success().is_some_and(|shape| shape.resembles(body)) {
            return format!("status-{}", self.exchange.status);
        }
        match body {
            Value::Object(fields) => {
                let mut keys: Vec<&str> = fields.keys().map(String::as_str).collect();
                keys.sort_unstable();
                keys.truncate(MOST_KEYS);
                // A key may be as long as a body.
                let keys: Vec<_> = keys.into_iter().map(|key| shortened(key, LONGEST_KEY)).collect();
                format!("object {}", keys.join(" "))
            }
            Value::Array(_) => "array".to_owned(),
            Value::String(_) => "string".to_owned(),
            Value::Number(_) => "number".to_owned(),
            Value::Bool(_) => "boolean".to_owned(),
            Value::Null => "null".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{ALL, testing::Made};

    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method is of one lifetime alone")]
    fn flaw(made: &Made) -> String {
        made.evidence(|evidence| evidence.flaw())
    }

    #[test]
    fn a_response_that_is_described_has_no_flaw_as_a_whole_however_wrong_in_parts() {
        for made in [
            Made::new().answers_rows(200, &[json!(0)]),
            Made::new().answers(200, &json!({"rows": "none"})),
            Made::new().answers_error(404, "E4"),
            Made::new().answers_text(205, "", ""),
            Made::new().answers_text(206, "text/csv", "x"),
        ] {
            assert_eq!(flaw(&made), "", "{:?}", made.came);
        }
    }

    #[test]
    fn the_same_flaw_has_the_same_name_whatever_was_due() {
        let good = json!({"rows": [{"code": 0}]});
        for (made, due) in [
            (Made::new().answers_text(302, "text/html", "<p>"), "redirect"),
            (Made::new().answers_text(204, "", ""), "empty-body"),
            (Made::new().answers_text(200, "text/html", "<p>"), "markup"),
            (Made::new().answers_text(404, "text/html", "<p>"), "markup"),
            (Made::new().answers_text(500, "text/html", "<p>"), "server-error"),
            (Made::new().answers_text(500, "text/plain", "oops"), "server-error"),
            (Made::new().answers(500, &json!({"message": "oops"})), "server-error"),
            (Made::new().answers_text(200, "application/json", "{} {}"), "trailing-text"),
            (Made::new().answers(404, &json!({"b": 1, "a": 2})), "object a b"),
            (Made::new().answers(200, &json!({})), "object "),
            (Made::new().answers(200, &json!(null)), "null"),
            (Made::new().answers(200, &json!([good])), "array"),
            (Made::new().answers(202, &good), "status-202"),
        ] {
            let refused = made.refused("/rows/0/amount", &[json!(1)]);
            assert_eq!(flaw(&refused), due, "{:?}", refused.came);
        }
    }

    #[test]
    fn a_page_of_a_framework_is_no_error_of_the_contract_though_a_text_stands_where_a_code_would() {
        let page = |code: &str| json!({"error": {"code": code}, "path": "/pay", "timestamp": 1});
        for (status, came, due) in [
            (500, page("Internal Server Error"), "server-error"),
            (404, page("Not Found"), "object error path timestamp"),
            (404, page("E4"), ""),
            (404, json!({"error": {"code": "Not Found"}}), ""),
        ] {
            let made = Made::new().refused("/rows/0/amount", &[json!(1)]).answers(status, &came);
            assert_eq!(flaw(&made), due, "{came}");
        }
    }

    #[test]
    fn a_page_of_a_framework_shows_no_refusal_though_a_text_stands_where_a_code_would() {
        let page = |code: &str| json!({"error": {"code": code}, "path": "/pay", "status": 404});
        for (came, shows) in [(page("Not Found"), false), (page("E4"), true), (json!({"error": {"code": "X"}}), true)] {
            for at in ["", "/memo"] {
                let mut made = Made::new().answers(404, &came).refused(at, &[]);
                made.due.error = Some("whole".to_owned());
                let seen = made.evidence(|evidence| (evidence.is_witness(), evidence.is_described()));
                assert_eq!(seen, (shows, shows), "{at} {came}");
            }
        }
        let of_any_code: [fn(&mut Made); 2] =
            [|made| made.operation().errors[1].rules.own_codes = true, |made| made.contract.catalogue.codes.clear()];
        for any_code in of_any_code {
            let mut made = Made::new().answers(404, &page("Not Found")).refused("", &[]);
            made.due.error = Some("whole".to_owned());
            any_code(&mut made);
            let seen = made.evidence(|evidence| (evidence.is_witness(), evidence.is_described()));
            assert_eq!(seen, (true, true), "every text is a code there");
        }
    }

    #[test]
    fn every_finding_of_such_a_response_bears_the_flaw_but_what_it_gives_away() {
        let mut made =
            Made::new().answers_text(500, "text/html", "<p>java.lang.NullPointerException\n\tat a.B.c(B.java:7)");
        made.due.outcome = crate::contract::Outcome::Accepted;
        let found = made.evidence(|evidence| ALL.judgement(evidence).findings);
        let flaws: Vec<(&str, &str)> = found.iter().map(|one| (&*one.check, one.flaw.as_str())).collect();
        assert_eq!(
            flaws,
            [("server-error", "server-error"), ("leaks", ""), ("leaks", ""), ("content", "server-error")]
        );
    }
}
