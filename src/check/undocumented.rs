//! The status of a response is one that the description documents.

use super::{Evidence, Judgement};
use crate::contract::{Message, MessageId};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let operation = evidence.operation;
    let Some(rule) = operation.rules.plain.get("undocumented") else { return };
    judgement.asked.push(&rule.requirement);
    let status = evidence.exchange.status;
    // A 5xx is a finding of its own.
    if operation.response(status).is_some() || operation.statuses.contains(&status) || status >= 500 {
        return;
    }
    let known = operation.responses.iter().map(|response| response.status.to_string());
    let expected = MessageId::KnownStatus.with([Message::joined(MessageId::Comma, known)]);
    let actual = MessageId::Status.with([status.into()]);
    let mut finding = evidence.finding(&rule.requirement, rule.level, "", expected, actual);
    finding.class = status.to_string();
    judgement.findings.push(finding);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::Made;
    use super::judge;
    use crate::contract::{RequirementForm, StatusKey};

    #[test]
    fn a_status_that_nobody_documents_is_a_finding_where_that_is_said() {
        let mut made = Made::new().answers(418, &json!({}));
        assert_eq!(made.lines(judge), Vec::<String>::new(), "nothing is said of it");
        let rule = RequirementForm { requirement: "MU-shape".to_owned(), level: None };
        made.operation().rules.plain.insert("undocumented".to_owned(), rule);
        assert_eq!(made.lines(judge), Vec::<String>::new(), "`default` documents each");
        made.operation().responses.retain(|response| response.status != StatusKey::Default);
        assert_eq!(
            made.lines(judge),
            ["MU-shape must \"\": a documented status: 200, 201, 205, 206 | status 418 [418]"]
        );
        assert_eq!(made.answers(500, &json!({})).lines(judge), Vec::<String>::new());
    }
}
