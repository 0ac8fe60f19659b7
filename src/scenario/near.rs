//! Scenarios that follow from what a contract says of wrong credentials: each near miss of each credential is refused.

use serde_json::{Map, Value, json};

use crate::contract::{Carries, Contract, Operation, near_misses, schema::marked};
use crate::util::pointer::escape;

/// The scenarios, as files would write them, each with the place in the contract that it follows from.
pub(super) fn derived(contract: &Contract) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for operation in &contract.operations {
        for (name, due) in &operation.wrong_credentials {
            let at = format!("/operations/{}/wrongCredentials/{}", escape(&operation.id), escape(name));
            all.push((at, scenario(contract, operation, name, due)));
        }
    }
    all
}

fn scenario(contract: &Contract, operation: &Operation, name: &str, due: &Value) -> Value {
    let near = near_of(name);
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
        "credentials": {name: near},
        "when": format!("near_miss(credentials['{name}'], row) != credentials['{name}']"),
        "expect": due,
    });
    let mut scenario = json!({
        "$schema": "../../schemas/_meta/scenario.schema.json",
        "contract": contract.id,
        "name": format!("near-miss-{}-{}", slug(&operation.id), slug(name)),
        "title": {
            "ja": format!("ほぼ正しい {name} を拒否する（{}）", operation.title.ja),
            "en": format!("A {name} that is nearly right is refused ({})", operation.title.en)
        },
        "requirements": [due_of(&step)],
        "table": near_misses(places.is_empty()).collect::<Vec<_>>(),
    });
    // What travels in a body is drawn as a valid request, with the near miss where the credential stands.
    if operation.carries == Carries::Body {
        scenario["draw"] = json!({"request": {"request": operation.id}});
        let mut body = Map::from_iter([("$with".to_owned(), json!({"$draw": "request"}))]);
        body.extend(places.into_iter().map(|place| (place, near_of(name))));
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

fn near_of(name: &str) -> Value {
    json!({"$cel": format!("near_miss(credentials['{name}'], row)")})
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
}
