//! Every JSON parser reads the same from the body: no duplicate keys, no numbers that are rounded, no extreme depth.

use serde_json::Value;

use super::{Evidence, Judgement};
use crate::{
    contract::{ContentOf, Level, MessageId as Id},
    target::Flaw,
};

/// JSON allows what is found here and advises against it, so it never weighs more than `should`.
pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let rule = &evidence.operation.rules.content;
    if rule.on == ContentOf::Success && !evidence.successful() {
        return;
    }
    let level = rule.level.map_or(Level::Should, |level| level.min(Level::Should));
    for flaw in evidence.exchange.flaws.iter().filter(|flaw| !is_sent(evidence, flaw)) {
        let (expected, actual) = match flaw.kind {
            "duplicate-key" => (Id::KeyOnce, Id::KeyTwice),
            "number" => (Id::Exact, Id::RoundedNumber),
            "lone-surrogate" => (Id::Utf8Text, Id::LoneSurrogate),
            _ => (Id::Readable, Id::TooDeep),
        };
        let actual = actual.with([flaw.message.as_str().into(), flaw.shown.as_str().into()]);
        let mut finding = evidence.finding(&rule.requirement, Some(level), &flaw.pointer, expected.into(), actual);
        flaw.kind.clone_into(&mut finding.class);
        judgement.findings.push(finding);
    }
}

/// Whether a number that not every reader holds comes back as it was sent: whoever takes such numbers has to.
fn is_sent(evidence: &Evidence<'_>, flaw: &Flaw) -> bool {
    let (sent, came) = (evidence.exchange.request.as_ref(), evidence.exchange.response.as_ref());
    let number = came.and_then(|came| came.pointer(&flaw.pointer)).filter(|value| value.is_number());
    flaw.kind == "number" && number.is_some_and(|number| sent.is_some_and(|sent| holds(sent, number)))
}

fn holds(value: &Value, number: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.values().any(|field| holds(field, number)),
        Value::Array(items) => items.iter().any(|item| holds(item, number)),
        other => other == number,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Made;
    use super::judge;
    use crate::contract::{ContentOf, Level};

    fn body(text: &str) -> Made {
        Made::new().answers_text(200, "application/json", text)
    }

    #[test]
    fn what_readers_make_different_things_of_is_a_finding() {
        let twice = body("{\"rows\": [], \"a\": 1, \"a\": 2}");
        assert_eq!(
            twice.lines(judge),
            [
                "MU-content should \"/a\": each key once in an object | the key \"a\" more than once in one object [duplicate-key]"
            ]
        );
        let number = body("{\"rows\": [1e400]}").finding(judge);
        assert_eq!((number.class.as_str(), number.expected.as_str()), ("number", "numbers that 64 bits hold"));
        let half = body("{\"a\": \"\\ud800\"}").finding(judge);
        assert_eq!((half.class.as_str(), half.expected.as_str()), ("lone-surrogate", "text that UTF-8 holds"));
        let deep = body(&"[".repeat(200)).finding(judge);
        assert_eq!((deep.class.as_str(), deep.expected.as_str()), ("depth", "a body that every reader can read"));
        assert_eq!(body("{\"a\": [1, 2.5, \"x\"], \"b\": {\"a\": 1}}").lines(judge), Vec::<String>::new());
    }

    #[test]
    fn a_large_number_that_was_sent_may_come_back() {
        let sent = |text: &str| {
            let sent = serde_json::from_str(text).expect("JSON");
            body("{\"serial\": 36893488147419103231}").sends(&sent).lines(judge).len()
        };
        assert_eq!(sent("{\"body\": {\"n\": [36893488147419103231]}}"), 0);
        assert_eq!(sent("{\"body\": {\"n\": 36893488147419103232}}"), 1);
        assert_eq!(sent("{\"n\": \"36893488147419103231\"}"), 1, "a text is another one");
    }

    #[test]
    fn it_never_weighs_more_than_should() {
        for (level, expected) in [
            (None, Level::Should),
            (Some(Level::Must), Level::Should),
            (Some(Level::Should), Level::Should),
            (Some(Level::Open), Level::Open),
        ] {
            let mut made = body("{\"a\": 1, \"a\": 2}");
            made.operation().rules.content.level = level;
            assert_eq!(made.finding(judge).level, expected, "{level:?}");
        }
    }

    #[test]
    fn refusals_are_spared_where_only_success_is_said_to_be_json() {
        for (on, status, findings) in
            [(ContentOf::Success, 400, 0), (ContentOf::Success, 200, 1), (ContentOf::Any, 400, 1)]
        {
            let mut made = Made::new().answers_text(status, "application/json", "{\"a\": 1, \"a\": 2}");
            made.operation().rules.content.on = on;
            assert_eq!(made.lines(judge).len(), findings, "{on:?} {status}");
        }
    }
}
