//! Names that contract.json declares and nothing uses: a credential, a reading, a state, a key of one, a class of characters. A reader of a
//! profile would take them for something that is tested.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::{
    contract::{Contract, Files, LoadError, LoadId, ScreenId, parse},
    util::pointer::escape,
};

/// Members whose values are texts for people, which name things without using them.
const TEXTS: [&str; 7] = ["title", "why", "text", "summary", "description", "$schema", "source"];

/// What a contract declares and none of its files uses.
pub(super) fn declared(files: &Files, contract: &Contract) -> Vec<LoadError> {
    let file = format!("schemas/{}/contract.json", contract.id);
    let Ok(Value::Object(mut written)) = parse(files, &file) else { return Vec::new() };
    let names = names(&mut written);
    let mut words = BTreeSet::new();
    collect(&Value::Object(written), &mut words);
    let others = files.contracts().into_iter().filter(|id| *id != contract.id).collect::<Vec<_>>();
    for path in ["schemas/", "scenarios/"].into_iter().flat_map(|folder| files.below(folder)) {
        let folder = path.split('/').nth(1).unwrap_or_default();
        // What lies in no contract's folder may be shared by all of them.
        if path != file && !path.ends_with("/requirements.json") && !others.iter().any(|other| other == folder) {
            match parse(files, path) {
                Ok(value) => collect(&value, &mut words),
                Err(_) => words.extend(of_text(files.text(path).unwrap_or_default()).map(str::to_owned)),
            }
        }
    }
    let idle = names.into_iter().filter(|declared| !words.contains(&declared.name));
    idle.map(|Declared { name, what, pointer }| {
        let problem = ScreenId::NothingUses.with([what.into(), name.into()]);
        LoadError::new(&file, &pointer, problem, ScreenId::UseOrTakeOut)
    })
    .collect()
}

/// One declaration.
struct Declared {
    name: String,
    what: LoadId,
    pointer: String,
}

/// The declarations of a contract file, which are taken out of it; what is left is what may use them.
fn names(contract: &mut Map<String, Value>) -> Vec<Declared> {
    let mut all = Vec::new();
    for (member, what) in [("credentials", LoadId::ThingCredential), ("characterClasses", LoadId::ThingClass)] {
        let Some(Value::Object(named)) = contract.remove(member) else { continue };
        all.extend(named.keys().map(|name| {
            let pointer = format!("/{member}/{}", escape(name));
            Declared { name: name.clone(), what, pointer }
        }));
    }
    let readings = contract.remove("readings");
    for (number, reading) in readings.iter().filter_map(Value::as_array).flatten().enumerate() {
        let name = reading["id"].as_str().unwrap_or_default().to_owned();
        all.push(Declared { name, what: LoadId::ThingReading, pointer: format!("/readings/{number}/id") });
    }
    let states = contract.remove("states");
    for (number, state) in states.iter().filter_map(Value::as_array).flatten().enumerate() {
        let texts = |value: &Value| -> Vec<String> {
            value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let foreign = texts(&state["foreign"]["keys"]);
        if foreign.is_empty() {
            let name = state["id"].as_str().unwrap_or_default().to_owned();
            all.push(Declared { name, what: LoadId::ThingState, pointer: format!("/states/{number}/id") });
        }
        let keys = texts(&state["provides"]).into_iter().enumerate().filter(|(_, key)| !foreign.contains(key));
        all.extend(keys.map(|(index, name)| {
            let pointer = format!("/states/{number}/provides/{index}");
            Declared { name, what: LoadId::ThingKey, pointer }
        }));
    }
    all
}

/// The words of all that is not text for people.
fn collect(value: &Value, words: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => words.extend(of_text(text).map(str::to_owned)),
        Value::Array(items) => items.iter().for_each(|item| collect(item, words)),
        Value::Object(members) => {
            for (key, member) in members {
                words.extend(of_text(key).map(str::to_owned));
                if !(TEXTS.contains(&key.as_str()) && is_text(member)) {
                    collect(member, words);
                }
            }
        }
        _ => {}
    }
}

/// Whether a member is a text, or one in each language; a property may be called as the member of a text is.
fn is_text(value: &Value) -> bool {
    match value {
        Value::String(_) => true,
        Value::Object(each) => {
            each.iter().all(|(language, text)| matches!(language.as_str(), "en" | "ja") && text.is_string())
        }
        _ => false,
    }
}

/// Words as names are made of them; `order-known.key` is two of them, and so is `states['order-known']`.
fn of_text(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::contract::Readings;

    fn of(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let files = Files::embedded();
        let path = "schemas/robo-payment/contract.json";
        let mut written = parse(&files, path).expect("JSON");
        change(&mut written);
        let files = files.with(path, written.to_string());
        let contract = Contract::load(&files, "robo-payment", &Readings::new()).expect("a contract");
        declared(&files, &contract)
            .iter()
            .map(|error| format!("{} {}", error.pointer, error.problem.english()))
            .collect()
    }

    #[test]
    fn what_is_declared_is_used() {
        for id in Files::embedded().contracts() {
            let contract = Contract::load(&Files::embedded(), &id, &Readings::new()).expect("a contract");
            let idle = declared(&Files::embedded(), &contract).iter().map(ToString::to_string).collect::<Vec<_>>();
            assert_eq!(idle, Vec::<String>::new(), "{id}");
        }
    }

    #[test]
    fn names_that_nothing_uses_are_reported() {
        let wrong = of(|contract| {
            contract["credentials"]["idle_key"] = json!({"secret": true});
            contract["characterClasses"]["idle-class"] = json!(["A-Z"]);
            let readings = contract["readings"].as_array_mut().expect("readings");
            readings.insert(
                0,
                json!({"id": "idle-reading", "choices": ["a", "b"], "why": {"ja": "あ", "en": "idle-state"}}),
            );
            let states = contract["states"].as_array_mut().expect("states");
            states.insert(0, json!({"id": "idle-state", "text": {"ja": "あ", "en": "a"}, "provides": ["idleValue"]}));
        });
        assert_eq!(
            wrong,
            [
                "/credentials/idle_key nothing uses the credential `idle_key`",
                "/characterClasses/idle-class nothing uses the class of characters `idle-class`",
                "/readings/0/id nothing uses the reading `idle-reading`",
                "/states/0/id nothing uses the state `idle-state`",
                "/states/0/provides/0 nothing uses the key of a state `idleValue`",
            ]
        );
    }
}
