//! No response shows a credential.

use super::{Evidence, Judgement};
use crate::contract::{Level, MessageId};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let (requirement, level) = match evidence.operation.rules.plain.get("secrets") {
        Some(rule) => {
            if evidence.is_described() {
                judgement.asked.push(&rule.requirement);
            }
            (&rule.requirement, rule.level)
        }
        // A contract that says nothing of it does not allow it.
        None => (&evidence.operation.rules.content.requirement, Some(Level::Should)),
    };
    for name in &evidence.exchange.leaked {
        let mut finding = evidence.finding(
            requirement,
            level,
            "",
            MessageId::NoSecret.with([name.as_str().into()]),
            MessageId::SecretInBody.with([name.as_str().into()]),
        );
        finding.class.clone_from(name);
        judgement.findings.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::Made;
    use super::judge;
    use crate::{contract::Level, target::Redactor};

    fn shows(memo: &str) -> Made {
        let mut made = Made::new().answers(200, &json!({"rows": [], "memo": memo}));
        made.redactor = Redactor::new([("access_key", "k0-FAKE-1"), ("pin", "p1-FAKE-2")]);
        made
    }

    #[test]
    fn each_credential_in_a_response_is_a_finding() {
        let mut made = shows("k0-FAKE-1 and p1-FAKE-2");
        let expected = [
            "MU-secrets must \"\": no access_key in the response | access_key in the body [access_key]",
            "MU-secrets must \"\": no pin in the response | pin in the body [pin]",
        ];
        assert_eq!(made.lines(judge), expected);
        if let Some(rule) = made.operation().rules.plain.get_mut("secrets") {
            rule.level = Some(Level::Open);
        }
        assert_eq!(made.judged(judge).findings[0].level, Level::Open);
    }

    #[test]
    fn a_response_without_one_is_kept() {
        let judged = shows("k0-FAKE-3").judged(judge);
        assert_eq!((judged.findings, judged.asked), (vec![], vec!["MU-secrets".to_owned()]));
    }

    #[test]
    fn where_the_contract_says_nothing_it_is_a_warning() {
        let mut made = shows("p1-FAKE-2");
        made.operation().rules.plain.remove("secrets");
        let expected = "MU-content should \"\": no pin in the response | pin in the body [pin]";
        assert_eq!(made.lines(judge), [expected]);
        assert_eq!(made.judged(judge).asked, Vec::<String>::new());
    }
}
