//! Rewrites a contract of the old form, which described its operations itself, into an OpenAPI description and what that cannot say.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Files, LoadError, LoadId, json_layout::laid_out, openapi::placeholders_of, strict_json::parse};

/// The statuses of success that the old form listed one by one where a document gives no exact one.
const ANY_SUCCESS: [u16; 10] = [200, 201, 202, 203, 204, 205, 206, 207, 208, 226];

/// The files that take the place of those of the old form, by path; nothing where no contract is in it.
pub fn migrate(files: &Files) -> Result<BTreeMap<String, String>, Vec<LoadError>> {
    let mut all = BTreeMap::new();
    let mut errors = Vec::new();
    for id in files.contracts() {
        let path = format!("schemas/{id}/contract.json");
        match parse(files, &path) {
            Ok(contract) if contract.get("operations").is_some_and(Value::is_array) => {
                let (contract, description) = moved(contract);
                all.insert(path, laid_out(&contract));
                all.insert(format!("schemas/{id}/openapi.json"), laid_out(&description));
            }
            Ok(_) => {}
            Err(error) => errors.push(error),
        }
    }
    if !all.is_empty() {
        all.extend(stale_forms(files));
    }
    if errors.is_empty() { Ok(all) } else { Err(errors) }
}

/// The forms of our files as they are now, where a folder has a copy of them for its editors that is not: by that copy nothing of the new
/// form would be right.
fn stale_forms(files: &Files) -> Vec<(String, String)> {
    let ours = Files::embedded_forms();
    let texts = ours.below("schemas/_meta/").filter_map(|path| Some((path, ours.text(path)?)));
    let stale = texts.filter(|(path, text)| files.text(path).is_some_and(|there| there != *text));
    stale.map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
}

/// The files with every contract of the old form rewritten in memory, and the ids of those contracts: a folder that was kept with another
/// version can still be used, with the advice to rewrite it.
pub fn up_to_date(files: Files) -> (Files, Vec<String>) {
    let Ok(rewritten) = migrate(&files) else { return (files, Vec::new()) };
    let description = |path: &str| path.strip_suffix("/contract.json").map(|folder| format!("{folder}/openapi.json"));
    let mut old = Vec::new();
    let mut files = files;
    let contracts: Vec<&String> = rewritten.keys().filter(|path| path.ends_with("/contract.json")).collect();
    for path in contracts {
        // With a description next to it, nobody knows which of the two is meant.
        let Some(beside) = description(path).filter(|beside| files.text(beside).is_none()) else { continue };
        files = files.with(path, rewritten[path].clone()).with(&beside, rewritten[&beside].clone());
        old.extend(path.split('/').nth(1).map(str::to_owned));
    }
    for (path, text) in rewritten.iter().filter(|(path, _)| !old.is_empty() && path.starts_with("schemas/_meta/")) {
        files = files.with(path, text.clone());
    }
    (files, old)
}

/// What is wrong with a contract of the old form.
pub(super) fn old_form(file: &str, contract: &Value) -> Option<LoadError> {
    contract.get("operations").filter(|operations| operations.is_array())?;
    let problem = LoadId::DescribesItself;
    let fix = LoadId::RunMigrate;
    Some(LoadError::new(file, "/operations", problem, fix))
}

/// The two files that a contract of the old form becomes.
fn moved(mut contract: Value) -> (Value, Value) {
    let title = contract["title"].clone();
    let mut paths = Map::new();
    let mut operations = Map::new();
    let old = contract.get_mut("operations").map(Value::take).unwrap_or_default();
    let readings = contract.get("readings").cloned().unwrap_or_default();
    for operation in old.as_array().into_iter().flatten() {
        let mut operation = operation.clone();
        let Some(fields) = operation.as_object_mut() else { continue };
        let id = fields.shift_remove("id").and_then(|id| id.as_str().map(str::to_owned)).unwrap_or_default();
        let (path, method, described) = describe(&id, fields, &readings);
        paths.entry(path).or_insert_with(|| json!({}))[method] = described;
        operations.insert(id, operation);
    }
    contract["operations"] = Value::Object(operations);
    let name = title["en"].as_str().or(title["ja"].as_str()).unwrap_or_default();
    let description = json!({
        "openapi": "3.1.0",
        "info": {"title": name, "version": "1"},
        "paths": paths
    });
    (contract, description)
}

/// Takes out of an operation what OpenAPI says: its path, its method and its object.
fn describe(id: &str, fields: &mut Map<String, Value>, readings: &Value) -> (String, String, Value) {
    let path = taken(fields, "path", readings);
    let method = taken(fields, "method", readings).to_ascii_lowercase();
    let reads = matches!(method.as_str(), "get" | "head" | "options");
    match fields.get("writes").and_then(Value::as_bool) {
        Some(writes) if writes != reads => {
            // As its method says.
            fields.shift_remove("writes");
        }
        None if reads => drop(fields.insert("writes".to_owned(), true.into())),
        _ => {}
    }
    let mut described = Map::new();
    described.insert("operationId".to_owned(), id.into());
    let title = fields.get("title").and_then(|title| title.get("en").or(title.get("ja")));
    described.extend(title.map(|title| ("summary".to_owned(), title.clone())));
    if fields.get("carries").is_none_or(|carries| carries == "body")
        && let Some(schema) = fields.shift_remove("request")
    {
        fields.shift_remove("carries");
        let body = json!({"required": true, "content": {"application/json": {"schema": {"$ref": schema}}}});
        described.insert("requestBody".to_owned(), body);
    }
    let places: Vec<Value> = placeholders_of(&path)
        .into_iter()
        .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {}}))
        .collect();
    if !places.is_empty() {
        described.insert("parameters".to_owned(), Value::Array(places));
    }
    described.insert("responses".to_owned(), responses(fields));
    (path, method, Value::Object(described))
}

/// A text that a reading may decide: the description has the default, and the contract keeps what decides.
fn taken(fields: &mut Map<String, Value>, key: &str, readings: &Value) -> String {
    match fields.get(key) {
        Some(Value::String(text)) => {
            let text = text.clone();
            fields.shift_remove(key);
            text
        }
        Some(decided) => {
            let reading = decided.get("x-valueOf").cloned().unwrap_or_default();
            let all = readings.as_array().into_iter().flatten();
            let found = all.into_iter().find(|one| one["id"] == reading);
            found.and_then(|one| one["choices"][0].as_str()).unwrap_or_default().to_owned()
        }
        None => String::new(),
    }
}

/// The responses of an operation, taken out of what it says of success and of errors.
fn responses(fields: &mut Map<String, Value>) -> Value {
    let content = |schema: &Value| json!({"application/json": {"schema": {"$ref": schema}}});
    let mut responses = Map::new();
    let (mut decided, mut named) = (false, true);
    if let Some(Value::Object(success)) = fields.get_mut("success") {
        // What a reading changes stays where the change is written.
        decided = success.contains_key("x-when");
        let shape = success.get("shape").and_then(|shape| shape.get("schema")).cloned().unwrap_or_default();
        let statuses = success.get("status").cloned().unwrap_or_default();
        let any = statuses == json!(ANY_SUCCESS);
        // A description names statuses of success by their first digit; others have to be said.
        let is_named = |status: &Value| status.as_u64().is_some_and(|status| (200..300).contains(&status));
        named = any || statuses.as_array().is_none_or(|all| all.iter().all(is_named));
        let keys = statuses.as_array().into_iter().flatten().map(Value::to_string);
        let keys: Vec<String> = if any { vec!["2XX".to_owned()] } else { keys.collect() };
        for key in keys {
            responses.insert(key, json!({"description": "success", "content": content(&shape)}));
        }
        if !decided {
            if named {
                success.shift_remove("status");
            }
            if let Some(Value::Object(shape)) = success.get_mut("shape") {
                shape.shift_remove("schema");
            }
            if success.get("shape").and_then(|shape| shape.get("requirement")) == success.get("requirement") {
                success.shift_remove("shape");
            }
        }
    }
    let mut schemas: Vec<Value> = Vec::new();
    let errors = fields.get("errors").and_then(Value::as_array).into_iter().flatten();
    for schema in errors.filter_map(|error| error.get("shape")?.get("schema")) {
        if !schemas.contains(schema) {
            schemas.push(schema.clone());
        }
    }
    let described = match schemas.as_slice() {
        [] => return Value::Object(responses),
        [one] => json!({"$ref": one}),
        several => json!({"anyOf": several.iter().map(|one| json!({"$ref": one})).collect::<Vec<_>>()}),
    };
    responses.insert(
        "default".to_owned(),
        json!({"description": "error", "content": {"application/json": {"schema": described}}}),
    );
    if schemas.len() == 1 && !decided && named {
        let errors = fields.get_mut("errors").and_then(Value::as_array_mut).into_iter().flatten();
        for shape in errors.filter_map(|error| error.get_mut("shape")?.as_object_mut()) {
            shape.shift_remove("schema");
        }
    }
    Value::Object(responses)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Contract, Readings};

    /// One operation as the old form had it: a body, two bodies of errors, a state of writing.
    fn old() -> Value {
        json!({
            "$schema": "../_meta/contract.schema.json", "id": "shop", "title": {"ja": "店", "en": "shop"},
            "source": {"document": "d.txt", "title": "d"}, "catalogue": {"requirement": "SH-1"},
            "operations": [{
                "id": "order", "title": {"ja": "注文", "en": "order"}, "method": "POST", "path": "/orders/{id}",
                "request": "order.request.schema.json",
                "success": {"requirement": "SH-1", "status": [201], "shape": {"schema": "good.schema.json", "requirement": "SH-2"}},
                "errors": [{"id": "error", "scope": "", "code": "/code", "shape": {"schema": "bad.schema.json", "requirement": "SH-1"}}],
                "serverError": {"requirement": "SH-1"}, "content": {"requirement": "SH-1"}
            }]
        })
    }

    fn files(contract: &Value) -> Files {
        let schema = |fields: Value| {
            let mut schema = json!({"$schema": "../_meta/json-schema.schema.json", "title": "t", "type": "object"});
            if let (Value::Object(schema), Value::Object(fields)) = (&mut schema, fields) {
                schema.extend(fields);
            }
            schema.to_string()
        };
        let source = json!({"document": "d.txt", "lines": ["1"]});
        let clause = |id: &str| json!({"id": id, "level": "must", "text": {"ja": "x", "en": "x"}, "source": source});
        let requirements = json!({"$schema": "../_meta/requirements.schema.json", "contract": "shop", "requirements": [clause("SH-1"), clause("SH-2")]});
        let codes = json!({"$schema": "../_meta/codes.schema.json", "contract": "shop", "codes": []});
        [
            ("contract.json", contract.to_string()),
            ("requirements.json", requirements.to_string()),
            ("codes.json", codes.to_string()),
            ("order.request.schema.json", schema(json!({"x-requirement": "SH-1"}))),
            ("good.schema.json", schema(json!({"required": ["id"]}))),
            ("bad.schema.json", schema(json!({"required": ["code"]}))),
        ]
        .into_iter()
        .fold(Files::embedded(), |files, (name, text)| files.with(&format!("schemas/shop/{name}"), text))
    }

    #[test]
    fn the_old_form_becomes_a_description_and_what_that_cannot_say() {
        let (contract, description) = moved(old());
        let order = &description["paths"]["/orders/{id}"]["post"];
        assert_eq!((&order["operationId"], &order["summary"]), (&json!("order"), &json!("order")));
        assert_eq!(order["parameters"][0]["name"], "id");
        let good = &order["responses"]["201"]["content"]["application/json"]["schema"];
        assert_eq!(good, &json!({"$ref": "good.schema.json"}));
        let kept = &contract["operations"]["order"];
        assert_eq!(kept["success"], json!({"requirement": "SH-1", "shape": {"requirement": "SH-2"}}));
        assert_eq!(kept["errors"][0]["shape"], json!({"requirement": "SH-1"}));
        for gone in ["id", "method", "path", "request", "writes"] {
            assert!(kept.get(gone).is_none(), "{gone}");
        }
    }

    #[test]
    fn a_kept_folder_is_read_as_what_it_becomes_and_a_contract_between_two_forms_is_refused() {
        let mut plain = old();
        plain["operations"][0]["path"] = json!("/orders");
        let (rewritten, old) = up_to_date(files(&plain));
        assert_eq!(old, ["shop"]);
        let contract =
            Contract::load(&rewritten, "shop", &Readings::new()).unwrap_or_else(|errors| panic!("{errors:?}"));
        let order = &contract.operations[0];
        assert_eq!((order.method.as_str(), order.path.as_str(), &order.statuses), ("POST", "/orders", &vec![201]));
        assert_eq!(order.shape_of(201, "application/json").map(|shape| shape.requirement.as_str()), Some("SH-2"));
        assert!(up_to_date(rewritten.clone()).1.is_empty(), "once is enough");
        let form = "schemas/_meta/contract.schema.json";
        let copied = files(&plain).with(form, json!({"properties": {"operations": {"type": "array"}}}).to_string());
        let renewed = migrate(&copied).expect("it can be moved");
        assert_eq!(renewed.get(form).map(String::as_str), Files::embedded().text(form), "a copy of another version");
        assert!(Contract::load(&up_to_date(copied).0, "shop", &Readings::new()).is_ok());
        let both = files(&plain).with("schemas/shop/openapi.json", "{}".to_owned());
        let (both, old) = up_to_date(both);
        assert!(old.is_empty());
        let errors = Contract::load(&both, "shop", &Readings::new()).err().expect("two forms");
        assert!(errors[0].fix.english().contains("check --migrate"), "{errors:?}");
    }

    #[test]
    fn statuses_of_success_that_a_description_does_not_tell_stay_said() {
        let mut contract = old();
        contract["operations"][0]["path"] = json!("/orders");
        contract["operations"][0]["success"]["status"] = json!([400]);
        let (kept, description) = moved(contract.clone());
        assert_eq!(kept["operations"]["order"]["success"]["status"], json!([400]));
        assert!(description["paths"]["/orders"]["post"]["responses"].get("400").is_some());
        let (rewritten, _) = up_to_date(files(&contract));
        let contract =
            Contract::load(&rewritten, "shop", &Readings::new()).unwrap_or_else(|errors| panic!("{errors:?}"));
        assert_eq!(contract.operations[0].statuses, [400]);
        assert_eq!(contract.operations[0].shape_of_success().map(|shape| shape.requirement.as_str()), Some("SH-2"));
    }

    #[test]
    fn what_a_reading_decides_stays_in_the_contract() {
        let mut contract = old();
        contract["readings"] = json!([{"id": "verb", "choices": ["PUT", "POST"], "why": {"ja": "x", "en": "x"}}]);
        contract["operations"][0]["method"] = json!({"x-valueOf": "verb"});
        contract["operations"][0]["writes"] = json!(false);
        let (contract, description) = moved(contract);
        assert!(description["paths"]["/orders/{id}"].get("put").is_some());
        let kept = &contract["operations"]["order"];
        assert_eq!((&kept["method"], &kept["writes"]), (&json!({"x-valueOf": "verb"}), &json!(false)));
    }
}
