//! Scenarios that follow from what a contract says of wrong credentials: each near miss of each credential is refused, and so is that of
//! another party.

use serde_json::{Map, Value, json};

use crate::contract::{Carries, Contract, Operation, near_misses, schema::marked};
use crate::util::pointer::escape;

/// The scenarios, as files would write them, each with the place in the contract that it follows from.
pub(super) fn derived(contract: &Contract) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for operation in &contract.operations {
        for (name, due) in &operation.wrong_credentials {
            let at = format!("/operations/{}/wrongCredentials/{}", escape(&operation.id), escape(name));
            let mut due = due.clone();
            let another = due.as_object_mut().and_then(|due| due.shift_remove("another"));
            all.push((at.clone(), scenario(contract, operation, name, &due, None)));
            let source = another.as_ref().and_then(Value::as_str).and_then(|source| source.split_once('/'));
            all.extend(source.map(|from| (at, scenario(contract, operation, name, &due, Some(from)))));
        }
    }
    all
}

/// The scenario of the near misses, or, where a state and a key in it are given, of the credential of another party.
fn scenario(
    contract: &Contract,
    operation: &Operation,
    name: &str,
    due: &Value,
    another: Option<(&str, &str)>,
) -> Value {
    let wrong =
        another.map_or_else(|| format!("near_miss(credentials['{name}'], row)"), |(_, key)| format!("state['{key}']"));
    let near = json!({ "$cel": wrong });
    let source = format!("credentials/{name}");
    let places = marked(&operation.request, "x-from").into_iter().filter(|(_, from)| *from == source);
    let places: Vec<String> = places
        .map(|(place, _)| place.as_str().to_owned())
        .filter(|place| !place.split('/').any(|one| one == "*"))
        .collect();
    let mut due = due.clone();
    due["outcome"] = json!("refused");
    if let Some(place) = places.first() {
        due["at"] = json!(place);
    }
    let mut step = json!({
        "name": "near_miss",
        "operation": operation.id,
        "credentials": {name: near.clone()},
        "when": format!("{wrong} != credentials['{name}']"),
        "expect": due,
    });
    let mut scenario = headed(contract, operation, name, another.map(|(state, _)| state));
    scenario["requirements"] = json!([due_of(&step)]);
    if another.is_none() {
        scenario["table"] = near_misses(places.is_empty()).collect();
    }
    // What travels in a body is generated as a valid request, with the near miss where the credential is.
    if operation.carries == Carries::Body {
        scenario["draw"] = json!({"request": {"request": operation.id}});
        let mut body = Map::from_iter([("$with".to_owned(), json!({"$draw": "request"}))]);
        body.extend(places.into_iter().map(|place| (place, near.clone())));
        step["body"] = Value::Object(body);
    }
    let path: Map<String, Value> = operation
        .places()
        .into_iter()
        .map(|name| (name.to_owned(), json!({"$cel": format!("draw.request.path['{name}']")})))
        .collect();
    if !path.is_empty() {
        scenario["draw"] = json!({"request": {"request": operation.id}});
        step["path"] = Value::Object(path);
    }
    scenario["steps"] = json!([step]);
    scenario
}

/// The scenario with its name and title, before its steps.
fn headed(contract: &Contract, operation: &Operation, name: &str, another: Option<&str>) -> Value {
    let (kind, ja, en) = match another {
        Some(_) => ("another", format!("別の利用者の {name}"), format!("The {name} of another party")),
        None => ("near-miss", format!("ほぼ正しい {name}"), format!("A {name} that is nearly right")),
    };
    let mut scenario = json!({
        "$schema": "../../schemas/_meta/scenario.schema.json",
        "contract": contract.id,
        "name": format!("{kind}-{}-{}", slug(&operation.id), slug(name)),
        "title": {
            "ja": format!("{ja} を拒否する（{}）", operation.title.ja),
            "en": format!("{en} is refused ({})", operation.title.en)
        },
    });
    if let Some(state) = another {
        scenario["state"] = json!(state);
    }
    scenario
}

fn due_of(step: &Value) -> Value {
    step["expect"]["requirement"].clone()
}

/// A name as names of scenarios are written: `access_key` as `access-key`.
fn slug(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use crate::contract::{Files, Readings};
    use crate::scenario::load;

    #[test]
    fn each_near_miss_of_each_declared_credential_is_tried_where_the_credential_stands() {
        let rows = [
            ("robo-payment", "near-miss-bulk-upsert-access-key", 10, Some("/access_key"), "RP-access-key"),
            ("jpay-search", "near-miss-search-api-key", 6, None, "JP-auth-search"),
        ];
        for (id, name, count, place, requirement) in rows {
            let suite = load(&Files::embedded(), id, &Readings::new()).unwrap_or_else(|errors| panic!("{errors:?}"));
            let scenario = suite.scenarios.iter().find(|scenario| scenario.name == name).expect(name);
            let step = &scenario.steps[0];
            assert_eq!((scenario.table.len(), step.expect.requirement.as_str()), (count, requirement), "{name}");
            let body = step.body.as_ref().and_then(|body| body.as_object()).expect("a body");
            assert_eq!(body.keys().find(|key| key.starts_with('/')).map(String::as_str), place, "{name}");
            assert!(step.credentials.len() == 1 && step.when.is_some(), "{name}");
        }
    }
    /// Of the contract alone, a credential of another party that is said where the right one is declared.
    #[test]
    fn the_credential_of_another_party_is_tried_where_a_state_gives_one() {
        let mut contract: serde_json::Value =
            serde_json::from_str(Files::embedded().text("schemas/robo-payment/contract.json").expect("there"))
                .expect("JSON");
        let with = |contract: &serde_json::Value| {
            Files::embedded().with("schemas/robo-payment/contract.json", contract.to_string())
        };
        let suite =
            load(&with(&contract), "robo-payment", &Readings::new()).unwrap_or_else(|errors| panic!("{errors:?}"));
        let scenario =
            suite.scenarios.iter().find(|one| one.name == "another-bulk-upsert-access-key").expect("it is there");
        assert_eq!((scenario.state.as_deref(), scenario.table.len()), (Some("user-other"), 0));
        assert_eq!(scenario.steps[0].expect.requirement, "RP-access-key");
        let wrong = serde_json::json!({"$cel": "state['access_key']"});
        assert_eq!(scenario.steps[0].body.as_ref().map(|body| body["/access_key"].clone()), Some(wrong));
        for (source, due) in [("gone/access_key", "gone"), ("user-other/gone", "gives no `gone`")] {
            contract["operations"]["bulk_upsert"]["wrongCredentials"]["access_key"]["another"] = source.into();
            let errors = load(&with(&contract), "robo-payment", &Readings::new()).err().unwrap_or_default();
            let told: Vec<String> = errors.iter().map(ToString::to_string).collect();
            let [told] = told.as_slice() else { panic!("{told:?}") };
            assert!(told.contains("wrongCredentials/access_key/another") && told.contains(due), "{told}");
        }
    }
}
