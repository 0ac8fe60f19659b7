//! A response says that it is JSON, and is.

use super::{Evidence, Judgement};
use crate::contract::ContentOf;

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let rule = &evidence.operation.rules.content;
    if rule.on == ContentOf::Success && !evidence.successful() {
        return;
    }
    if evidence.is_bodiless() {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::Made;
    use super::judge;
    use crate::contract::{ContentOf, Level, RequirementForm};

    #[test]
    fn a_body_that_is_not_json_is_a_finding_whatever_it_says() {
        let made = Made::new().answers_text(400, "application/json", "{{{");
        let expected = "MU-content must \"\": a JSON body | status 400 with a body of 3 bytes that is no JSON [body]";
        assert_eq!(made.lines(judge), [expected]);
        assert_eq!(Made::new().answers_text(200, "text/plain", "{{{").lines(judge).len(), 1);
    }

    #[test]
    fn json_that_does_not_say_so_is_a_finding() {
        for (content_type, kept) in
            [("application/json", true), ("application/problem+json", true), ("text/plain", false), ("", false)]
        {
            let made = Made::new().answers_text(200, content_type, "{}");
            assert_eq!(made.judged(judge).asked, ["MU-content"]);
            assert_eq!(made.lines(judge).is_empty(), kept, "{content_type}");
        }
        let made = Made::new().answers_text(200, "text/plain", "{}");
        let expected = "MU-content must \"\": content-type application/json | `text/plain` [content-type]";
        assert_eq!(made.lines(judge), [expected]);
    }

    #[test]
    fn a_content_type_may_have_a_requirement_of_its_own() {
        let mut made = Made::new().answers_text(400, "text/plain", "{}");
        made.operation().rules.content.level = Some(Level::Should);
        assert_eq!(made.finding(judge).level, Level::Should);
        made.operation().rules.content.content_type =
            Some(RequirementForm { requirement: "MU-type".to_owned(), level: Some(Level::Open) });
        assert_eq!(made.judged(judge).asked, ["MU-content", "MU-type"]);
        let expected = "MU-type open \"\": content-type application/json | `text/plain` [content-type]";
        assert_eq!(made.lines(judge), [expected]);
        let made = made.answers_text(400, "text/plain", "{");
        assert_eq!(
            (made.finding(judge).requirement.as_str(), made.finding(judge).level),
            ("MU-content", Level::Should)
        );
    }

    #[test]
    fn refusals_are_spared_where_only_success_is_said_to_be_json() {
        for (on, status, findings) in [
            (ContentOf::Success, 403, 0),
            (ContentOf::Success, 200, 1),
            (ContentOf::Success, 201, 1),
            (ContentOf::Any, 403, 1),
        ] {
            let mut made = Made::new().answers_text(status, "text/html", "<p>no</p>");
            made.operation().rules.content.on = on;
            let judged = made.judged(judge);
            assert_eq!((judged.findings.len(), judged.asked.len()), (findings, findings), "{on:?} {status}");
        }
        let mut kept = Made::new().answers(403, &json!({}));
        kept.operation().rules.content.on = ContentOf::Any;
        assert_eq!(kept.judged(judge).asked, ["MU-content"]);
    }
}
