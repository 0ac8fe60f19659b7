//! The answer says that it is JSON, and is.

use super::{Evidence, Judgement};
use crate::contract::ContentOf;

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let rule = &evidence.operation.rules.content;
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{contract, findings};
    use crate::contract::{ContentForm, ContentOf, Expectation, Level, Outcome, RequirementForm};

    fn told(form: ContentForm, answer: (u16, &str, &str)) -> Vec<(String, Level, String)> {
        let mut contract = contract("jpay-search");
        contract.operations[0].rules.content = form;
        let due = Expectation::new(Outcome::Refused, "JP-bad-json");
        let found =
            findings(&contract, &due, json!({}), answer).into_iter().filter(|finding| finding.check == "content");
        found.map(|finding| (finding.requirement, finding.level, finding.class)).collect()
    }

    fn form(content_type: Option<RequirementForm>, on: ContentOf) -> ContentForm {
        ContentForm { requirement: "JP-order-200".to_owned(), level: None, content_type, on }
    }

    #[test]
    fn a_content_type_may_have_a_requirement_of_its_own() {
        let own = || Some(RequirementForm { requirement: "JP-ER400".to_owned(), level: Some(Level::Open) });
        let (text, broken) = ((400, "text/plain", "{}"), (400, "application/json", "{"));
        let must = |class: &str| vec![("JP-order-200".to_owned(), Level::Must, class.to_owned())];
        assert_eq!(told(form(None, ContentOf::Any), text), must("content-type"));
        assert_eq!(
            told(form(own(), ContentOf::Any), text),
            [("JP-ER400".to_owned(), Level::Open, "content-type".to_owned())]
        );
        assert_eq!(told(form(own(), ContentOf::Any), broken), must("body"));
    }

    #[test]
    fn refusals_are_spared_where_only_success_is_said_to_be_json() {
        let page = |status| (status, "text/html", "<p>no</p>");
        assert_eq!(told(form(None, ContentOf::Success), page(403)), []);
        assert_eq!(told(form(None, ContentOf::Success), page(200)).len(), 1);
        assert_eq!(told(form(None, ContentOf::Any), page(403)).len(), 1);
    }
}
