//! The invariants of the contract hold: rules that a schema cannot say, as CEL expressions.

use serde_json::Value;

use super::{Evidence, Judgement, RuleError, codes_below};
use crate::{
    contract::{
        BESIDE_THE_BODY, Invariant, Level, MessageId, Outcome, Pattern,
        expression::{Row, Variables},
    },
    util::excerpt::excerpt,
};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    // What should have been refused is a finding already, and no rule is about the response to it.
    if evidence.expectation.outcome == Outcome::Refused && evidence.accepted() {
        return;
    }
    // A body of success of which the description says no more than its content type is one all the same.
    let of_success = || evidence.accepted().then_some("success");
    let kind = evidence.shape().map(|(kind, _)| kind).or_else(of_success);
    let Some(response) = &evidence.exchange.response else { return of_status(evidence, kind, judgement) };
    let Some(kind) = kind else { return };
    let mut rules = evidence.operation.invariants.iter().filter(|rule| rule.on == "any" || rule.on == kind).peekable();
    // A rule reads fields; where the shape that promises them is broken, that is a finding already.
    if rules.peek().is_none() || judgement.misshapen == Some(Level::Must) {
        return;
    }
    let (scope, described) = (evidence.scope, evidence.is_described());
    let mut places: Option<(&Pattern, Vec<Row<'_>>)> = None;
    for rule in rules {
        let Some(pattern) = &rule.each else {
            ask(rule, (evidence, described), scope, "", judgement);
            continue;
        };
        // Rules over the same places stand side by side.
        if places.as_ref().is_none_or(|(known, _)| *known != pattern) {
            let found = pattern.find(response).into_iter();
            places = Some((pattern, found.map(|(pointer, _)| Row::new(scope, pointer)).collect()));
        }
        for row in places.iter().flat_map(|(_, rows)| rows) {
            ask(rule, (evidence, described), row, row.pointer(), judgement);
        }
    }
}

/// What a rule says besides the JSON of the body holds whether or not that could be read.
fn of_status<'a>(evidence: &Evidence<'a>, kind: Option<&str>, judgement: &mut Judgement<'a>) {
    let rules = evidence.operation.invariants.iter().filter(|rule| rule.on == "any" || Some(rule.on.as_str()) == kind);
    let needs_body = |rule: &Invariant| {
        rule.each.is_some()
            || rule.rule.reads("response")
            || rule.when.as_ref().is_some_and(|when| when.reads("response"))
    };
    for rule in rules.filter(|rule| !needs_body(rule)) {
        ask(rule, (evidence, evidence.is_described()), evidence.scope, "", judgement);
    }
}

/// Whether a rule is over what is besides the JSON of a body that has none, in a response whose status is one that it speaks of.
fn of_rest(rule: &Invariant, evidence: &Evidence<'_>) -> bool {
    let rest = BESIDE_THE_BODY.iter().filter(|name| **name != "status");
    evidence.exchange.response.is_none()
        && (evidence.shape().is_some() || evidence.accepted())
        && rest.into_iter().any(|name| rule.uses(name))
}

/// Asks one rule at one place; whether the response is described is known once for all of them.
fn ask<'a>(
    rule: &'a Invariant,
    (evidence, described): (&Evidence<'a>, bool),
    scope: &impl Variables,
    pointer: &str,
    judgement: &mut Judgement<'a>,
) {
    let mut wrong = |error: &dyn std::fmt::Display| {
        // A request that is broken on purpose may lack what a rule reads, and so may a response of another shape.
        if evidence.expectation.outcome == Outcome::Accepted && judgement.misshapen.is_none() {
            judgement.errors.push(RuleError { rule, why: error.to_string() });
        }
    };
    match rule.when.as_ref().map_or(Ok(true), |when| when.holds(scope)) {
        Ok(true) => {}
        Ok(false) => return,
        Err(error) => return wrong(&error),
    }
    match rule.rule.holds(scope) {
        // A rule over what is not there is kept by every response; that shows nothing.
        Ok(true) if described || of_rest(rule, evidence) => judgement.asked.push(&rule.requirement),
        Ok(true) => {}
        Ok(false) => {
            judgement.asked.push(&rule.requirement);
            let place = evidence.exchange.response.as_deref().and_then(|response| response.pointer(pointer));
            let actual = place.map_or_else(String::new, Value::to_string);
            let expected = MessageId::Rule.with([(&rule.text).into(), rule.rule.source().into()]);
            let actual = excerpt(&actual).into();
            let mut finding = evidence.finding(&rule.requirement, rule.level, pointer, expected, actual);
            finding.class.clone_from(&rule.id);
            finding.codes.came = codes_below(&evidence.errors, pointer);
            finding.rests_on = rule.fields().map(str::to_owned).collect();
            judgement.findings.push(finding);
        }
        Err(error) => wrong(&error),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::{Made, codes};
    use super::judge;
    use crate::contract::{Expectation, Level};

    /// One rule and what is said about it, evaluated for one row.
    fn made(rule: &Value) -> Made {
        let mut whole = json!({"id": "rule", "requirement": "MU-rule", "text": {"ja": "規則", "en": "The rule."}});
        for (key, value) in rule.as_object().into_iter().flatten() {
            whole[key] = value.clone();
        }
        Made::with_invariants(&json!([whole]))
    }

    const KEPT: (usize, Vec<String>) = (1, vec![]);
    const PASSED_OVER: (usize, Vec<String>) = (0, vec![]);

    /// How often it was evaluated, and the findings.
    fn told(made: &Made) -> (usize, Vec<String>) {
        let judged = made.judged(judge);
        assert_eq!(judged.errors, Vec::<String>::new());
        assert!(judged.asked.iter().all(|asked| asked == "MU-rule"));
        (judged.asked.len(), made.lines(judge))
    }

    #[test]
    fn a_rule_of_the_whole_body_holds_or_is_broken() {
        let rule = json!({"rule": "response.total == size(response.rows)"});
        let answers = |total: u8| made(&rule).answers(200, &json!({"rows": [{"code": 1}], "total": total}));
        assert_eq!(told(&answers(1)), KEPT);
        let expected = "MU-rule must \"\": The rule. (response.total == size(response.rows)) | {\"rows\":[{\"code\":1}],\"total\":2} [rule]";
        assert_eq!(told(&answers(2)), (1, vec![expected.to_owned()]));
        let finding = answers(2).finding(judge);
        assert_eq!(codes(&finding), (vec![], vec!["1"]));
        assert_eq!(finding.rests_on, ["rows", "total"]);
        let level = json!({"rule": "response.total == 1", "when": "response.kind != 'x'", "level": "open"});
        let open = made(&level).answers(200, &json!({"rows": [], "total": 2, "kind": ""})).finding(judge);
        assert_eq!((open.level, open.rests_on.join(" ")), (Level::Open, "total kind x".to_owned()));
    }

    #[test]
    fn a_rule_of_each_place_is_asked_there_with_what_was_sent() {
        let rule = json!({"rule": "sent.amount == got.amount", "each": "/rows/*"});
        let made = made(&rule).sends(&json!({"rows": [{"amount": 1}, {"amount": 2}]}));
        let answers = |made: Made, one: u8, two: u8| {
            made.answers(200, &json!({"rows": [{"code": 0, "amount": one}, {"code": 2, "amount": two}]}))
        };
        let made = answers(made, 1, 2);
        assert_eq!(told(&made), (2, vec![]));
        let made = answers(made, 1, 3);
        let expected =
            "MU-rule must \"/rows/1\": The rule. (sent.amount == got.amount) | {\"code\":2,\"amount\":3} [rule]";
        assert_eq!(told(&made), (2, vec![expected.to_owned()]));
        assert_eq!(codes(&made.finding(judge)), (vec![], vec!["2"]));
        assert_eq!(told(&made.answers(200, &json!({"rows": []}))), PASSED_OVER);
    }

    #[test]
    fn rules_over_different_places_are_asked_at_their_own() {
        let rule = |id: &str, each: &str, rule: &str| json!({"id": id, "requirement": "MU-rule", "each": each, "rule": rule, "text": {"ja": id, "en": id}});
        let invariants = [
            rule("a", "/rows/*", "got.code == 0"),
            rule("b", "/rows/*", "got.amount == 1"),
            rule("c", "/items/*", "got == 5"),
        ];
        let made = Made::with_invariants(&json!(invariants));
        let made = made.answers(200, &json!({"rows": [{"code": 0, "amount": 2}], "items": [5, 6]}));
        let (asked, findings) = told(&made);
        let expected = [
            "MU-rule must \"/rows/0\": b (got.amount == 1) | {\"code\":0,\"amount\":2} [b]",
            "MU-rule must \"/items/1\": c (got == 5) | 6 [c]",
        ];
        assert_eq!((asked, findings), (4, expected.map(str::to_owned).to_vec()));
    }

    #[test]
    fn a_rule_over_the_status_alone_is_asked_of_a_body_that_is_no_json() {
        let text = |rule: &str| json!({"rule": rule, "on": "any"});
        for (rule, due) in [
            (text("status == 200"), PASSED_OVER),
            (text("status != 200"), (1, vec!["MU-rule must \"\": The rule. (status != 200) |  [rule]".to_owned()])),
            (text("status != 200 || response.total == 1"), PASSED_OVER),
            (json!({"rule": "status == 201", "on": "any", "when": "response.total == 1"}), PASSED_OVER),
            (json!({"rule": "status == 201", "on": "any", "each": "/rows/*"}), PASSED_OVER),
            (
                json!({"rule": "status != 200", "on": "success"}),
                (1, vec!["MU-rule must \"\": The rule. (status != 200) |  [rule]".to_owned()]),
            ),
            (json!({"rule": "status == 400", "on": "whole"}), PASSED_OVER),
        ] {
            assert_eq!(told(&made(&rule).answers_text(200, "text/html", "<p>")), due, "{rule}");
        }
    }

    #[test]
    fn a_rule_is_asked_only_where_its_condition_holds() {
        let rule = json!({"when": "response.kind == 'a'", "rule": "response.total == 1"});
        for (kind, total, asked, findings) in [("a", 1, 1, 0), ("a", 2, 1, 1), ("b", 2, 0, 0)] {
            let made = made(&rule).answers(200, &json!({"rows": [], "kind": kind, "total": total}));
            let told = told(&made);
            assert_eq!((told.0, told.1.len()), (asked, findings), "{kind} {total}");
        }
    }

    #[test]
    fn a_rule_speaks_of_its_kind_of_response() {
        let broken = |on: &str| made(&json!({"on": on, "rule": "status == 0"}));
        let error = json!({"error": {"code": "E4"}});
        for (on, status, body, asked) in [
            ("success", 200, json!({"rows": []}), 1),
            ("success", 400, error.clone(), 0),
            ("whole", 400, error.clone(), 1),
            ("whole", 200, json!({"rows": []}), 0),
            ("any", 400, error, 1),
            ("any", 200, json!({"rows": []}), 1),
            // No document says what such a body is.
            ("any", 404, json!({}), 0),
        ] {
            assert_eq!(told(&broken(on).answers(status, &body)).0, asked, "{on} {status}");
        }
        let of_body = made(&json!({"on": "any", "rule": "response != null && status == 0"}));
        assert_eq!(told(&of_body.answers_text(200, "text/html", "<p>")), PASSED_OVER);
    }

    #[test]
    fn no_rule_is_asked_of_a_body_whose_shape_is_broken_or_that_should_not_have_come() {
        let broken = || made(&json!({"rule": "status == 0"}));
        for (misshapen, asked) in [(None, 1), (Some(Level::Should), 1), (Some(Level::Must), 0)] {
            assert_eq!(told(&Made { misshapen, ..broken() }).0, asked, "{misshapen:?}");
        }
        assert_eq!(told(&broken().refused("/rows/0/amount", &[])), PASSED_OVER);
        let refused_in_part = broken().refused("/rows/0/amount", &[]).answers_rows(200, &[json!(1)]);
        assert_eq!(told(&refused_in_part).0, 1);
        assert_eq!(told(&broken().open()).0, 1);
    }

    #[test]
    fn a_rule_that_cannot_be_evaluated_is_our_mistake_where_the_response_is_as_documented() {
        for (key, other) in [("rule", "when"), ("when", "rule")] {
            let broken = || made(&json!({key: "response.none == 1", other: "true"}));
            let judged = broken().judged(judge);
            assert_eq!((judged.findings, judged.asked), (vec![], vec![]));
            assert_eq!(judged.errors, ["invariant rule: No such key: none"]);
            let misshapen = Made { misshapen: Some(Level::Open), ..broken() };
            let refused = broken().refused("/rows/0/amount", &[]).answers_rows(200, &[json!(1)]);
            for made in [misshapen, refused, broken().open()] {
                assert_eq!(told(&made), PASSED_OVER);
            }
        }
    }

    #[test]
    fn of_a_long_value_only_the_beginning_is_told() {
        let mut made = made(&json!({"rule": "false"})).answers(200, &json!({"rows": [], "memo": "あ".repeat(500)}));
        made.due = Expectation::accepted("MU-served", None);
        assert_eq!(made.finding(judge).actual.chars().count(), 400);
    }
}
