//! Which requirement the refusal of a good request breaks.
//!
//! A good request puts one requirement to the test, yet it may be refused because of any part of it. The response says more: a code
//! that the contract gives to one requirement alone accuses that one; a response that is about something else than the requirement
//! tested accuses the one that says that good requests are served.

use super::{Evidence, SeenError, names::named};
use crate::contract::Cited;

/// The requirement that is broken by a response that should have been a success.
pub(super) fn of_refusal<'a>(evidence: &Evidence<'a>) -> &'a str {
    let (due, operation) = (evidence.expectation.requirement.as_str(), evidence.operation);
    let success = operation.success.as_str();
    let Some(error) = evidence.errors.first() else {
        // A success in all but its status: the request was carried out.
        let is_good = (200..300).contains(&evidence.exchange.status) || evidence.successes().next().is_some();
        let of_body = operation.shape_of_success().map(|shape| shape.requirement.as_str());
        let is_of_response = of_body == Some(due) || operation.rules.content.requirement == due;
        return if is_good && !is_of_response { success } else { due };
    };
    let cited = &operation.cited;
    let earning: Vec<&str> =
        cited.iter().filter(|(_, cited)| cited.codes.contains(error.code)).map(|(id, _)| id.as_str()).collect();
    let row = || evidence.contract.catalogue.find(error.code).map(|row| row.requirement.as_str());
    // A clause about the request as a whole is not broken by a good request that gets its code.
    let of_code = match earning.as_slice() {
        [one] => row().filter(|requirement| requirement == one && cited[*one].of_a_part),
        _ => None,
    };
    match cited.get(due) {
        None if due == success => of_code.unwrap_or(success),
        // Only scenarios are about it, and each of their steps says what its refusal breaks.
        None => due,
        Some(own) if own.codes.is_empty() => match earning.as_slice() {
            [] => due,
            [one] if !cited[*one].of_a_part => due,
            _ => of_code.unwrap_or(success),
        },
        Some(own) if own.codes.contains(error.code) && !names_another(evidence, error, own) => due,
        Some(_) => of_code.filter(|requirement| *requirement != due).unwrap_or(success),
    }
}

/// Whether an error that should name the parameter at fault does not name one of this requirement's.
fn names_another(evidence: &Evidence<'_>, error: &SeenError<'_>, own: &Cited) -> bool {
    let Some(form) = error.place.rules.names.as_ref().filter(|_| !own.names.is_empty()) else { return false };
    let named = named(form, evidence.exchange.response.as_deref());
    !own.names.iter().any(|name| named.contains(&name.as_str()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::shipped::{contract, findings};
    use crate::contract::{Expectation, Outcome};

    /// The requirement that is accused where a good request, which puts another one to the test, gets this response.
    fn accused(id: &str, tested: &str, status: u16, body: &Value) -> String {
        let found = findings(contract(id), Expectation::new(Outcome::Accepted, tested), status, body);
        let outcome = found.into_iter().find(|finding| finding.check == "outcome");
        outcome.map(|finding| finding.requirement).unwrap_or_default()
    }

    fn er400(names: &[&str]) -> Value {
        let details: Vec<Value> = names.iter().map(|name| json!({"dtlfl": name, "dtlmsgs": ["x"]})).collect();
        json!({"err": {"ec": "ER400", "msg": "x", "dtls": details}})
    }

    #[test]
    fn a_good_answer_with_another_status_breaks_what_is_promised_of_good_answers() {
        let good = json!({"sid": null, "tcnt": 0});
        assert_eq!(accused("jpay-search", "JP-acid", 200, &good), "", "nothing is broken");
        assert_eq!(accused("jpay-search", "JP-acid", 201, &good), "JP-order-200");
        assert_eq!(accused("jpay-search", "JP-one-end", 201, &good), "JP-order-200");
        assert_eq!(accused("kanri-claim", "KC-200", 201, &json!({})), "KC-200");
        let code_of_success = json!({"errorCode": "0000", "message": "成功"});
        assert_eq!(accused("abs-status", "AS-003", 400, &code_of_success), "AS-0000");
        assert_eq!(accused("jpay-search", "JP-acid", 400, &json!({})), "JP-acid", "it may well be refused for that");
    }

    #[test]
    fn a_code_that_one_requirement_earns_accuses_that_one() {
        let row =
            |code: u16| json!({"user_id": "a", "payment_bank_transfer": [{"error_code": code}], "payment_other": []});
        for (tested, code, due) in [
            ("RP-3604", 3604, "RP-3604"),
            ("RP-3604", 3605, "RP-3605"),
            ("RP-post-json", 3605, "RP-3605"),
            ("RP-mixed-rows", 3605, "RP-mixed-rows"),
            ("RP-3604", 9999, "RP-post-json"),
            ("RP-post-json", 3624, "RP-post-json"),
        ] {
            assert_eq!(accused("robo-payment", tested, 200, &row(code)), due, "{tested} {code}");
        }
        // Whatever a good request is refused for, it does not hold rows in both arrays.
        let both = json!({"error": {"code": 3602, "message": "x"}});
        assert_eq!(accused("robo-payment", "RP-one-array", 400, &both), "RP-one-array");
        assert_eq!(accused("robo-payment", "RP-post-json", 400, &both), "RP-post-json");
        let limit = json!({"error": {"code": 3628, "message": "x"}});
        assert_eq!(accused("robo-payment", "RP-one-array", 400, &limit), "RP-3628");
    }

    #[test]
    fn a_code_that_many_requirements_earn_accuses_the_one_tested_only_where_its_parameter_is_named() {
        for (tested, answer, due) in [
            ("JP-acid", er400(&["acid"]), "JP-acid"),
            ("JP-acid", er400(&["jb", "acid"]), "JP-acid"),
            ("JP-acid", er400(&["gid"]), "JP-order-200"),
            ("JP-acid", er400(&[]), "JP-order-200"),
            ("JP-order-200", er400(&["gid"]), "JP-order-200"),
            ("JP-one-end", er400(&["cdf"]), "JP-one-end"),
        ] {
            assert_eq!(accused("jpay-search", tested, 400, &answer), due, "{tested} {answer}");
        }
        assert_eq!(accused("jpay-search", "JP-gid", 500, &json!({"err": {"ec": "ER500", "msg": "x"}})), "JP-order-200");
    }

    #[test]
    fn an_unknown_code_accuses_what_is_tested_where_that_has_no_code_of_its_own() {
        let unknown = json!({"errorCode": "E400", "message": "x"});
        assert_eq!(accused("abs-status", "AS-status-enum", 400, &unknown), "AS-status-enum");
        assert_eq!(accused("abs-status", "AS-003", 400, &unknown), "AS-0000");
    }
}
