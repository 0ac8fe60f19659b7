//! OpenAPI Overlay 1.0: lays our words on a description that somebody else publishes, so that the file itself stays as it is.

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use super::super::{DescribedId, LoadError, LoadId, Message};

/// Applies the actions of an overlay to a description, in their order. An action whose target matches nothing is an error: the description
/// was replaced by another edition, and what the action says would be lost.
pub(super) fn apply(description: &mut Value, file: &str, overlay: &Value) -> Vec<LoadError> {
    let mut errors = form(file, overlay);
    if !errors.is_empty() {
        return errors;
    }
    let actions = overlay.get("actions").and_then(Value::as_array).into_iter().flatten();
    for (index, action) in actions.enumerate() {
        let at = format!("/actions/{index}");
        errors.extend(act(description, file, &at, action).err());
    }
    errors
}

/// What is wrong with the overlay itself.
fn form(file: &str, overlay: &Value) -> Vec<LoadError> {
    let mut errors = Vec::new();
    let version = overlay.get("overlay").and_then(Value::as_str).unwrap_or_default();
    if !version.starts_with("1.") {
        let fix = DescribedId::WriteOverlay;
        errors.push(LoadError::new(file, "/overlay", DescribedId::NotAnOverlay, fix));
    }
    let known = ["overlay", "info", "extends", "actions"];
    errors.extend(unknown(file, "", overlay, &known));
    let Some(actions) = overlay.get("actions").and_then(Value::as_array) else {
        errors.push(LoadError::new(file, "/actions", DescribedId::NoActions, DescribedId::ListActions));
        return errors;
    };
    let known = ["target", "description", "update", "remove", "copy"];
    for (index, action) in actions.iter().enumerate() {
        errors.extend(unknown(file, &format!("/actions/{index}"), action, &known));
    }
    errors
}

fn unknown(file: &str, at: &str, value: &Value, known: &[&str]) -> Vec<LoadError> {
    let keys = value.as_object().into_iter().flat_map(Map::keys);
    let strange = keys.filter(|key| !known.contains(&key.as_str()) && !key.starts_with("x-"));
    let error = |key: &String| {
        LoadError::unknown(file, &format!("{at}/{key}"), LoadId::UnknownKey.with([key.into()]), known.iter().copied())
    };
    strange.map(error).collect()
}

fn act(description: &mut Value, file: &str, at: &str, action: &Value) -> Result<(), LoadError> {
    let Some(target) = action.get("target").and_then(Value::as_str) else {
        return Err(LoadError::new(file, at, DescribedId::NoTarget, DescribedId::NameByJsonPath));
    };
    let place = format!("{at}/target");
    let path = JsonPath::parse(target).map_err(|error| {
        LoadError::new(
            file,
            &place,
            DescribedId::NotAJsonPath.with([target.into(), Message::library(&error)]),
            DescribedId::AsRfc9535,
        )
    })?;
    let mut found: Vec<String> =
        path.query_located(description).locations().map(serde_json_path::NormalizedPath::to_json_pointer).collect();
    if found.is_empty() {
        let fix = DescribedId::NamePlaceThere;
        return Err(LoadError::new(file, &place, DescribedId::MatchesNothing.with([target.into()]), fix));
    }
    if action.get("remove") == Some(&Value::Bool(true)) {
        // The last one first, so that the others keep their indices.
        found.reverse();
        for pointer in &found {
            remove(description, pointer);
        }
        return Ok(());
    }
    if action.get("copy").is_some() {
        let fix = DescribedId::WriteUpdate;
        return Err(LoadError::new(file, &format!("{at}/copy"), DescribedId::CopyNotRead, fix));
    }
    let Some(update) = action.get("update") else {
        return Err(LoadError::new(file, at, DescribedId::ChangesNothing, DescribedId::GiveUpdate));
    };
    for pointer in found {
        match description.pointer_mut(&pointer) {
            Some(Value::Array(items)) => items.push(update.clone()),
            Some(place) if place.is_object() && update.is_object() => merge(place, update),
            _ => {
                let fix = DescribedId::AimAtObject;
                let problem = DescribedId::LeadsToPlain.with([target.into()]);
                return Err(LoadError::new(file, &format!("{at}/target"), problem, fix));
            }
        }
    }
    Ok(())
}

/// Objects are merged key by key, lists are appended, everything else is replaced.
fn merge(place: &mut Value, update: &Value) {
    match (place, update) {
        (Value::Object(fields), Value::Object(more)) => {
            for (key, value) in more {
                match fields.get_mut(key) {
                    Some(old) => merge(old, value),
                    None => drop(fields.insert(key.clone(), value.clone())),
                }
            }
        }
        (Value::Array(items), Value::Array(more)) => items.extend(more.iter().cloned()),
        (place, update) => place.clone_from(update),
    }
}

fn remove(description: &mut Value, pointer: &str) {
    let Some((parent, last)) = pointer.rsplit_once('/') else { return };
    match description.pointer_mut(parent) {
        Some(Value::Object(fields)) => drop(fields.shift_remove(&super::super::unescape(last))),
        Some(Value::Array(items)) => {
            if let Some(index) = last.parse::<usize>().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn description() -> Value {
        json!({"paths": {"/a": {"get": {"operationId": "a", "parameters": [{"name": "n", "in": "query"}, {"name": "m", "in": "query"}], "tags": ["x"]}},
            "/b": {"get": {"operationId": "b"}}}})
    }

    fn applied(actions: &Value) -> (Value, Vec<String>) {
        let mut description = description();
        let overlay = json!({"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": actions});
        let errors = apply(&mut description, "overlay.json", &overlay);
        (description, errors.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn objects_are_merged_lists_are_appended_and_places_are_removed() {
        let (laid, errors) = applied(&json!([
            {"target": "$.paths['/a'].get.parameters[?@.name == 'n']", "update": {"x-code": "0013", "schema": {"maximum": 3}}},
            {"target": "$.paths.*.get", "update": {"tags": ["y"]}},
            {"target": "$.paths['/a'].get.parameters", "update": {"name": "z", "in": "query"}},
            {"target": "$.paths['/a'].get.parameters[?@.name == 'm']", "remove": true},
            {"target": "$.paths['/b']", "remove": true}
        ]));
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(
            laid,
            json!({"paths": {"/a": {"get": {"operationId": "a", "parameters": [
                {"name": "n", "in": "query", "x-code": "0013", "schema": {"maximum": 3}}, {"name": "z", "in": "query"}], "tags": ["x", "y"]}}}})
        );
    }

    #[test]
    fn an_action_that_matches_nothing_any_more_is_reported_and_the_others_are_applied() {
        let (laid, errors) = applied(&json!([
            {"target": "$.paths['/gone'].get", "update": {"x-code": 1}},
            {"target": "$.paths['/b'].get", "update": {"x-code": 2}}
        ]));
        assert_eq!(laid["paths"]["/b"]["get"]["x-code"], 2);
        let expected = "overlay.json /actions/0/target: `$.paths['/gone'].get` matches nothing in the description; name a place that the description has in this edition, or take the action out";
        assert_eq!(errors, [expected]);
    }

    #[test]
    fn what_is_not_an_action_is_refused_with_its_place() {
        for (actions, place) in [
            (json!([{"target": "paths", "update": {}}]), "/actions/0/target"),
            (json!([{"update": {}}]), "/actions/0"),
            (json!([{"target": "$.paths"}]), "/actions/0"),
            (json!([{"target": "$.paths['/b'].get.operationId", "update": {"a": 1}}]), "/actions/0/target"),
            (json!([{"target": "$.paths", "updates": {}}]), "/actions/0/updates"),
            (json!({}), "/actions"),
        ] {
            let (_, errors) = applied(&actions);
            assert!(errors.len() == 1 && errors[0].starts_with(&format!("overlay.json {place}:")), "{errors:?}");
        }
        let errors = apply(&mut description(), "o", &json!({"actions": []}));
        assert_eq!(errors.len(), 1, "{errors:?}");
    }
}
