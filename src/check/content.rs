//! The answer says that it is JSON, and is.

use super::{Evidence, Judgement};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let rule = &evidence.operation.content;
    let exchange = evidence.exchange;
    judgement.asked.push(&rule.requirement);
    let mut add = |expected: &str, actual: String, class: &str| {
        let mut finding = evidence.finding(&rule.requirement, rule.level, "", expected.to_owned(), actual);
        class.clone_into(&mut finding.class);
        judgement.findings.push(finding);
    };
    if exchange.response.is_none() {
        add(
            "a JSON body",
            format!("status {} with a body of {} bytes that is no JSON", exchange.status, exchange.response_body.len()),
            "body",
        );
    } else if !exchange.says_json() {
        add("content-type application/json", format!("`{}`", exchange.content_type), "content-type");
    }
}
