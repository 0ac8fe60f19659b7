//! The answer says that it is JSON, and is.

use super::{Evidence, Judgement};
use crate::contract::ContentOf;

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let rule = &evidence.operation.content;
    if rule.on == ContentOf::Success && !evidence.successful() {
        return;
    }
    let exchange = evidence.exchange;
    let of_type = rule.content_type.as_ref();
    judgement.asked.push(&rule.requirement);
    judgement.asked.extend(of_type.map(|of_type| of_type.requirement.as_str()));
    if exchange.response.is_none() {
        let actual =
            format!("status {} with a body of {} bytes that is no JSON", exchange.status, exchange.response_body.len());
        let mut finding = evidence.finding(&rule.requirement, rule.level, "", "a JSON body".to_owned(), actual);
        "body".clone_into(&mut finding.class);
        judgement.findings.push(finding);
    } else if !exchange.says_json() {
        let (requirement, level) =
            of_type.map_or((&rule.requirement, rule.level), |of_type| (&of_type.requirement, of_type.level));
        let expected = "content-type application/json".to_owned();
        let mut finding = evidence.finding(requirement, level, "", expected, format!("`{}`", exchange.content_type));
        "content-type".clone_into(&mut finding.class);
        judgement.findings.push(finding);
    }
}
