//! No response shows data of another party, unless the request is made as that party or names the data itself.

use super::{Evidence, Judgement};
use crate::contract::MessageId;

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    for owner in &evidence.foreign.owners {
        if evidence.is_described() {
            judgement.asked.push(&owner.requirement);
        }
        let shown = owner.shown_in(&evidence.exchange.response_body);
        let Some(mark) = shown.filter(|_| !owner.asks(evidence.exchange)) else { continue };
        let mut finding = evidence.finding(
            &owner.requirement,
            owner.level,
            "",
            MessageId::NothingOfParty.with([owner.state.as_str().into()]),
            MessageId::ItsData.with([(&*String::from_utf8_lossy(mark)).into()]),
        );
        finding.class.clone_from(&owner.state);
        judgement.findings.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::{Foreign, testing::Made};
    use super::judge;
    use crate::contract::Level;

    /// A target whose owner gives two sales of another shop.
    fn made(response: &Value) -> Made {
        let mut made = Made::new().answers(200, response);
        let states = [("other-shop".to_owned(), vec![json!({"shop": "shop-0001", "sales": [90_000_001, 90_000_002]})])];
        made.foreign = Foreign::of(&made.contract, &states.into(), &made.redactor);
        made
    }

    #[test]
    fn what_belongs_to_another_party_is_a_finding() {
        let made = made(&json!({"rows": [{"code": 0, "sale": 90_000_002}]}));
        let expected =
            "MU-foreign must \"\": nothing of the party behind the state `other-shop` | its 90000002 [other-shop]";
        assert_eq!(made.lines(judge), [expected]);
    }

    #[test]
    fn a_level_of_its_own_counts() {
        let mut made = made(&json!([90_000_001]));
        made.foreign.owners[0].level = Some(Level::Should);
        assert_eq!(made.finding(judge).level, Level::Should);
    }

    #[test]
    fn a_response_with_nothing_of_theirs_is_kept() {
        for (response, asked) in
            [(json!({"rows": []}), 1), (json!({"rows": [], "shop": "shop-0001"}), 1), (json!({"other": 3}), 0)]
        {
            let judged = made(&response).judged(judge);
            assert_eq!((judged.findings, judged.asked), (vec![], vec!["MU-foreign".to_owned(); asked]), "{response}");
        }
    }

    #[test]
    fn who_asks_as_the_owner_or_names_it_may_be_shown_it() {
        let shown = || made(&json!({"rows": [90_000_001]}));
        let mut by_address = shown();
        by_address.sent.url.push_str("?shop=shop-0001");
        let mut by_header = shown();
        by_header.sent.headers =
            vec![("x-a".to_owned(), "b".to_owned()), ("x-shop".to_owned(), "shop-0001".to_owned())];
        let by_body = shown().sends(&json!({"shop": "shop-0001"}));
        let by_mark = shown().sends(&json!({"sale": 90_000_001}));
        for made in [by_address, by_header, by_body, by_mark] {
            let judged = made.judged(judge);
            assert_eq!((judged.findings, judged.asked), (vec![], vec!["MU-foreign".to_owned()]));
        }
        assert_eq!(shown().sends(&json!({"shop": "shop-0002"})).lines(judge).len(), 1);
    }

    #[test]
    fn where_the_owner_gives_nothing_nothing_is_asked() {
        assert_eq!(Made::new().answers(200, &json!([90_000_001])).judged(judge).asked, Vec::<String>::new());
    }
}
