//! Which credentials a contract needs with the readings in force.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{blank::blank_scope, given::sources, request::Own};
use crate::{contract::Operation, scenario::Suite};

/// The credentials without which some request cannot be made, or would be another one. One that only another reading sends is not
/// among them.
pub fn needed_credentials(suite: &Suite) -> BTreeSet<String> {
    let names = suite.contract.credentials.keys();
    let spoken = spoken(suite);
    names.filter(|name| is_spoken_of(&spoken, name) || is_sent(suite, name)).cloned().collect()
}

/// Whether a request schema takes values from a credential.
pub fn drawn_from(suite: &Suite, name: &str) -> bool {
    let source = format!("credentials/{name}");
    suite.contract.operations.iter().any(|operation| sources(&operation.request).contains(&source))
}

/// Whether a request schema takes values from a credential, or an operation sends other headers or another query without it.
fn is_sent(suite: &Suite, name: &str) -> bool {
    let without = |operation: &Operation| {
        let all = suite.contract.credentials.keys();
        let given = |left: &str| -> Map<String, Value> {
            let given = all.clone().filter(|of| *of != left).map(|of| (of.clone(), Value::from(format!("the {of}"))));
            given.collect()
        };
        let own = |left: &str| {
            let scope = blank_scope(&Value::Object(given(left)), &suite.contract.in_force);
            Own::of(operation, &suite.expressions, &scope).ok()
        };
        // What rests on set-up steps cannot be made here: then the name alone decides.
        own("").map_or_else(
            || [&operation.headers, &operation.query].iter().any(|part| part.to_string().contains(name)),
            |whole| own(name).as_ref() != Some(&whole),
        )
    };
    drawn_from(suite, name) || suite.contract.operations.iter().any(without)
}

/// All that scenarios and set-up steps say.
fn spoken(suite: &Suite) -> String {
    let scenarios = serde_json::to_string(&suite.scenarios).unwrap_or_default();
    let setup = suite.contract.operations.iter().map(|operation| Value::from(operation.setup.clone()).to_string());
    setup.fold(scenarios, |all, setup| all + &setup)
}

/// Whether a text takes a credential and does without it nowhere: `credentials.?name` is used if present and not needed.
fn is_spoken_of(text: &str, name: &str) -> bool {
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
    [format!("credentials.{name}"), format!("credentials['{name}"), format!("credentials/{name}")]
        .iter()
        .any(|spoken| text.match_indices(spoken.as_str()).any(|(at, _)| ends(&text[at + spoken.len()..])))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        contract::{Files, Readings},
        run::testing::{edited, files},
        scenario::load,
    };

    fn needed(files: &Files, id: &str, readings: &Value) -> Vec<String> {
        let readings: Readings = serde_json::from_value(readings.clone()).expect("readings");
        let suite = load(files, id, &readings).unwrap_or_else(|errors| panic!("{errors:?}"));
        needed_credentials(&suite).into_iter().collect()
    }

    #[test]
    fn a_credential_is_needed_where_the_reading_in_force_sends_it() {
        let shipped = Files::embedded();
        for (id, readings, due) in [
            ("saison-claim", json!({}), &["token"][..]),
            ("saison-claim", json!({"terminal-id": "none"}), &["token"]),
            ("saison-claim", json!({"terminal-id": "query:terminalId"}), &["terminal_id", "token"]),
            ("robo-payment", json!({}), &["access_key", "user_id"]),
            ("jpay-search", json!({}), &["api_key"]),
            ("abs-status", json!({}), &["tenantId", "token"]),
            ("kanri-claim", json!({}), &["token"]),
        ] {
            assert_eq!(needed(&shipped, id, &readings), due, "{id} {readings}");
        }
    }

    #[test]
    fn a_credential_that_scenarios_take_is_needed_and_one_that_they_can_do_without_is_not() {
        let with = |value: &str| {
            let files = edited(files(), "schemas/shop/contract.json", |contract| {
                contract["credentials"]["more"] = json!({"secret": false});
            });
            let step = json!({"name": "ask", "operation": "order", "body": {"item": {"$cel": value}}, "expect": {"outcome": "accepted", "requirement": "SH-ok"}});
            let more = json!({"steps": [step], "requirements": ["SH-ok"]});
            needed(&crate::run::testing::scenario(files, "s", &more), "shop", &json!({})).contains(&"more".to_owned())
        };
        assert!(with("credentials.more"));
        assert!(!with("credentials.?more.orValue('')") && !with("'x'"));
        assert!(is_spoken_of("{{credentials.more}}", "more") && !is_spoken_of("credentials.moreover", "more"));
    }
}
