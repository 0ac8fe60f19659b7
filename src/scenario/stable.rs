//! Reading and writing a scenario gives the same scenario.

use std::sync::LazyLock;

use proptest::{collection::vec, prelude::*};
use serde_json::{Map, Value, json};

use super::read_scenario;
use crate::contract::{Contract, Files, Readings};

const CONTRACT: &str = "jpay-search";

static LOADED: LazyLock<Contract> = LazyLock::new(|| {
    Contract::load(&Files::embedded(), CONTRACT, &Readings::new()).unwrap_or_else(|_| panic!("{CONTRACT} is sound"))
});

/// Reads, writes and reads again; the text that was written.
fn written(text: &str) -> String {
    let read = |text: &str| match read_scenario("stable.json", text, &LOADED) {
        Ok((scenario, _)) => serde_json::to_string(&scenario).expect("a scenario has a text"),
        Err(errors) => panic!("{}: {text}", errors[0]),
    };
    let once = read(text);
    assert_eq!(read(&once), once);
    once
}

/// Any JSON, but for the keys that have a meaning of their own in a template.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter("JSON has no other", |number| number.is_finite()).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        let fields =
            vec((any::<String>().prop_filter("a key of ours", |key| !key.starts_with('$')), inner.clone()), 0..5);
        prop_oneof![
            vec(inner, 0..5).prop_map(Value::from),
            fields.prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_body_of_any_json_comes_back(
        body in any_json(),
        (ja, en) in ("\\PC{0,19}\\p{L}", "\\PC{0,19}\\p{L}"),
        times in 2_u32..5,
    ) {
        let scenario = json!({
            "$schema": "../../schemas/_meta/scenario.schema.json",
            "contract": CONTRACT, "name": "stable", "requirements": ["JP-auth"], "title": {"ja": ja, "en": en}, "cases": times,
            "steps": [{"name": "ask", "operation": "order", "body": body,
                "expect": {"outcome": "refused", "requirement": "JP-auth"}}],
        });
        let written: Value = serde_json::from_str(&written(&scenario.to_string())).expect("JSON");
        prop_assert_eq!(&written["steps"][0]["body"], &body);
        prop_assert_eq!((&written["title"]["ja"], &written["cases"]), (&json!(ja), &json!(times)));
    }
}

#[test]
fn every_scenario_that_ships_is_written_as_it_was_read() {
    let files = Files::embedded();
    let folder = format!("scenarios/{CONTRACT}/");
    let read = files.below(&folder).filter_map(|name| files.text(name)).map(written).count();
    assert!(read > 10, "{read} were read");
}
