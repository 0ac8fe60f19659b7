//! A response has the headers that the description documents, each with a value of its schema.

use serde_json::{Number, Value};

use super::{Evidence, Judgement};
use crate::{
    contract::{HeaderPromise, Message, MessageId},
    util::excerpt::excerpt,
};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let exchange = evidence.exchange;
    let Some(response) = evidence.operation.response(exchange.status) else { return };
    for promise in &response.headers {
        judgement.asked.push(&promise.requirement);
        let came = exchange.response_headers.get(&promise.name);
        let wrong = match came {
            None if promise.required => Some((MessageId::AnyValue.into(), MessageId::NoHeader.into(), "missing")),
            None => None,
            Some(value) => broken(promise, value).map(|due| (due, excerpt(&value.to_string()).into(), "value")),
        };
        let Some((due, actual, class)) = wrong else { continue };
        let name = &promise.name;
        let expected = MessageId::Header.with([name.as_str().into(), due]);
        let actual = MessageId::Named.with([name.as_str().into(), actual]);
        let mut finding = evidence.finding(&promise.requirement, None, "", expected, actual);
        finding.class = format!("{name} {class}");
        judgement.findings.push(finding);
    }
}

/// What the value of a header should be, where it is not. A header is text, and it is read as the schema has it: as text, as a number, as a
/// truth, or as a list of what is between its commas.
fn broken(promise: &HeaderPromise, value: &Value) -> Option<Message> {
    let shape = promise.shape.as_ref()?;
    let texts = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let joined = texts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ");
    let items: Vec<&str> = joined.split(',').map(str::trim).collect();
    let whole = read_as(&joined);
    let lists = [
        items.iter().map(|item| Value::from(*item)).collect(),
        items.iter().filter_map(|item| read_as(item).pop()).collect(),
    ];
    let mut all = whole.iter().cloned().chain(lists.into_iter().map(Value::Array));
    if all.any(|reading| shape.validator.is_valid(&reading)) {
        return None;
    }
    let breaches = shape.validator.worded_breaches(whole.last()?);
    Some(breaches.into_iter().next().map(|(_, message)| message).unwrap_or_default())
}

/// A text, and what else it may be read as; the most exact reading last.
fn read_as(text: &str) -> Vec<Value> {
    let mut all = vec![Value::from(text)];
    let truth = text.parse::<bool>().ok().map(Value::Bool);
    all.extend(serde_json::from_str::<Number>(text).ok().map(Value::Number).or(truth));
    all
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::Made;
    use super::judge;

    /// A response with headers, of which the description documents three.
    fn made(headers: &[(&str, &str)]) -> Made {
        Made::new().answers(201, &json!({"rows": []})).with_headers(headers)
    }

    #[test]
    fn documented_headers_are_kept() {
        for headers in [
            &[("location", "/pay/1"), ("x-left", "0")][..],
            &[("location", "/pay/1"), ("x-left", "10"), ("x-tags", "a, b")],
            &[("location", "/pay/1")],
        ] {
            assert_eq!(made(headers).lines(judge), Vec::<String>::new(), "{headers:?}");
        }
        assert_eq!(made(&[("location", "/pay/1")]).judged(judge).asked, ["MU-shape", "MU-part", "MU-shape"]);
    }

    #[test]
    fn a_missing_header_and_a_wrong_value_break_the_clause_of_the_header() {
        assert_eq!(
            made(&[]).lines(judge),
            ["MU-shape must \"\": header location: a value | location: no such header [location missing]"]
        );
        for (value, due) in [("-1", "less than the minimum"), ("many", "is not of type")] {
            let lines = made(&[("location", "/pay/1"), ("x-left", value)]).lines(judge);
            assert!(lines.len() == 1 && lines[0].starts_with("MU-part should") && lines[0].contains(due), "{lines:?}");
        }
        assert_eq!(made(&[("location", "pay/1")]).lines(judge).len(), 1);
    }

    #[test]
    fn a_status_without_documented_headers_is_passed_over() {
        let made = Made::new().answers(200, &json!({"rows": []}));
        assert_eq!(made.lines(judge), Vec::<String>::new());
    }
}
