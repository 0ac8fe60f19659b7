//! Every word of the meta-schemas, planted where it does not belong: each is refused by its file and place, with what to do about it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value, json};
use tekigo::{
    contract::{Files, LoadError, Readings},
    scenario::load,
};

const SUITES: [(&str, &str); 3] =
    [("examples/parcel-fee", "parcel-fee"), ("tests/broken/good", "tiny"), ("tests/words", "words")];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The words of every object of a meta-schema.
fn words(meta: &Value, found: &mut BTreeSet<String>) {
    match meta {
        Value::Object(fields) => {
            found.extend(fields.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys).cloned());
            fields.values().for_each(|value| words(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| words(item, found)),
        _ => {}
    }
}

/// The objects of a file that have words of their own: where each stands, and its words.
struct Walk<'a> {
    meta: &'a Value,
    found: BTreeMap<String, BTreeSet<String>>,
}

impl Walk<'_> {
    fn follow(&self, at: &str) -> String {
        match self.meta.pointer(&format!("{at}/$ref")).and_then(Value::as_str) {
            Some(reference) => self.follow(reference.trim_start_matches('#')),
            None => at.to_owned(),
        }
    }

    fn value(&mut self, at: &str, value: &Value, pointer: &str) {
        let at = self.follow(at);
        let Some(schema) = self.meta.pointer(&at) else { return };
        match value {
            // What stands for a block has the words of the block laid over it.
            Value::Object(fields) if !fields.contains_key("$ref") || schema["properties"].get("$ref").is_some() => {
                let own = schema["properties"].as_object().into_iter().flat_map(Map::keys).cloned().collect();
                if schema["additionalProperties"] == false {
                    self.found.insert(pointer.to_owned(), own);
                }
                for (key, value) in fields {
                    let named = format!("{at}/properties/{}", escape(key));
                    let rule =
                        if self.meta.pointer(&named).is_some() { named } else { format!("{at}/additionalProperties") };
                    self.value(&rule, value, &format!("{pointer}/{}", escape(key)));
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(&format!("{at}/items"), item, &format!("{pointer}/{index}"));
                }
            }
            _ => {}
        }
    }
}

/// Every meta-schema that there is, by its name.
fn metas() -> BTreeMap<String, Value> {
    let folder = fs::read_dir(root().join("schemas/_meta")).expect("the meta-schemas");
    let read = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().expect("UTF-8");
        let text = fs::read_to_string(entry.path()).expect("a form");
        (name.trim_end_matches(".schema.json").to_owned(), serde_json::from_str(&text).expect("JSON"))
    };
    folder.flatten().map(read).collect()
}

fn form_of<'a>(metas: &'a BTreeMap<String, Value>, value: &Value) -> Option<(&'a str, &'a Value)> {
    let named = value["$schema"].as_str()?;
    let form = metas.iter().find(|(form, _)| named.ends_with(&format!("_meta/{form}.schema.json")));
    form.map(|(form, meta)| (form.as_str(), meta))
}

fn refusals(files: &Files, id: &str) -> Vec<LoadError> {
    load(files, id, &Readings::new()).err().unwrap_or_default()
}

#[test]
fn every_word_is_refused_where_it_does_not_belong() {
    let metas = metas();
    assert_eq!(metas.len(), 8, "{:?}", metas.keys());
    let mut all = BTreeSet::new();
    for meta in metas.values() {
        words(meta, &mut all);
    }
    assert!(all.len() > 120, "{}", all.len());
    let (mut places, mut seen) = (0, BTreeSet::new());
    for (folder, id) in SUITES {
        let files = Files::folder(&root().join(folder)).unwrap_or_else(|error| panic!("{error}"));
        let paths: Vec<&str> = files.below("s").filter(|path| !path.contains("_meta")).collect();
        for path in paths {
            let Ok(value) = serde_json::from_str::<Value>(files.text(path).expect("there")) else { continue };
            let Some((form, meta)) = form_of(&metas, &value) else { continue };
            seen.insert(form.to_owned());
            let mut walk = Walk { meta, found: BTreeMap::new() };
            walk.value("", &value, "");
            if form == "blocks" {
                // Any name may be that of a block, as long as something refers to it.
                let names = value.as_object().expect("an object").keys().cloned().collect();
                walk.found.insert(String::new(), names);
            }
            for (pointer, own) in walk.found {
                // The name of a block is a plain word; one that is not is refused before anything else.
                let is_name = |word: &&String| form != "blocks" || !word.starts_with('$');
                let wrong: Vec<&String> = all.difference(&own).filter(is_name).collect();
                let mut planted = value.clone();
                let object = planted.pointer_mut(&pointer).and_then(Value::as_object_mut).expect("an object");
                for word in &wrong {
                    // `$ref` and `kinds` are read before anything else; each has its own cases in tests/broken.
                    if !["$ref", "kinds"].contains(&word.as_str()) {
                        object.insert((*word).clone(), json!(true));
                    }
                }
                let refused = refusals(&files.clone().with(path, planted.to_string()), id);
                for word in wrong.iter().filter(|word| !["$ref", "kinds"].contains(&word.as_str())) {
                    let at = format!("{pointer}/{}", escape(word));
                    let told = refused.iter().find(|error| error.file == path && error.pointer == at);
                    let told = told.unwrap_or_else(|| panic!("{path} {at} is accepted: {refused:?}"));
                    assert!(!told.problem.is_empty() && !told.fix.is_empty(), "{told}");
                }
                places += 1;
            }
        }
    }
    assert!(places > 120, "{places}");
    // The forms of what is written are those of no file that is read as a contract; their words are planted all the same.
    let is_written = |form: &&str| ["kill-matrix", "run"].contains(form);
    let read: Vec<&str> = metas.keys().map(String::as_str).filter(|form| !is_written(form)).collect();
    assert_eq!(seen.iter().map(String::as_str).collect::<Vec<_>>(), read);
}

/// Words that the meta-schemas know at a place where they would say nothing.
#[test]
fn what_would_say_nothing_is_refused() {
    let folder = Path::new("tests/broken/good");
    let files = Files::folder(&root().join(folder)).unwrap_or_else(|error| panic!("{error}"));
    let request = "schemas/tiny/greet.request.schema.json";
    let response = "schemas/tiny/greet.response.schema.json";
    let again = "scenarios/tiny/again.json";
    for (file, pointer, word, value) in [
        (request, "", "then", json!({"minLength": 2})),
        (request, "", "minContains", json!(1)),
        (response, "", "x-code", json!("E1")),
        (response, "/properties/greeting", "x-from", json!("guest-known/name")),
        (response, "", "x-levels", json!({"*": "open"})),
        (response, "/properties/greeting", "x-unique", json!(true)),
        (again, "/steps/0/expect", "codes", json!(["E1"])),
        (again, "/steps/0/expect", "namesAll", json!(true)),
        (again, "/steps/0", "raw", json!("{}")),
        (again, "/steps/0/body/name", "$draw", json!("guest")),
        (again, "/steps/0/body", "$absent", json!(false)),
        (again, "/steps/0/body", "$cell", json!("1")),
        (again, "", "draw", json!({"guest": {"schema": {"type": "string"}}})),
    ] {
        let mut changed: Value = serde_json::from_str(files.text(file).expect("there")).expect("JSON");
        let object = changed.pointer_mut(pointer).and_then(Value::as_object_mut);
        object.unwrap_or_else(|| panic!("{file} {pointer}")).insert(word.to_owned(), value);
        let refused = refusals(&files.clone().with(file, changed.to_string()), "tiny");
        let told = refused.iter().find(|error| error.file == file && error.pointer.starts_with(pointer));
        assert!(told.is_some_and(|error| !error.fix.is_empty()), "{file} {pointer}/{word} is accepted: {refused:?}");
    }
}

/// The fields of what a step came to are known.
#[test]
fn a_field_that_no_step_has_is_refused() {
    let files = Files::folder(&root().join("tests/broken/good")).unwrap_or_else(|error| panic!("{error}"));
    let file = "scenarios/tiny/again.json";
    let mut changed: Value = serde_json::from_str(files.text(file).expect("there")).expect("JSON");
    changed["steps"][1]["rules"][0]["rule"] = "steps.greet.respons.greeting != ''".into();
    let refused = refusals(&files.clone().with(file, changed.to_string()), "tiny");
    let told: Vec<String> = refused.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains("/steps/1/rules/0/rule: a step has no `respons`; write one of request, response"),
        "{told:?}"
    );
}

/// Templates in headers, query and set-up are held to the same form as bodies, and name what is there.
#[test]
fn templates_of_a_contract_are_held_to_their_form_as_those_of_bodies_are() {
    let files = Files::folder(&root().join("tests/words")).unwrap_or_else(|error| panic!("{error}"));
    let file = "schemas/words/contract.json";
    let (headers, setup) = ("/operations/make/headers", "/operations/read/setup/0");
    for (pointer, word, value, at, due) in [
        (headers, "x-key", json!({"$cel": "credential.key"}), "/x-key/$cel", "`credential` is not a variable here"),
        (headers, "x-key", json!({"$cel": "credentials.kye"}), "/x-key/$cel", "there is no credential `kye`"),
        (headers, "x-key", json!({"$cel": "hmca('sha256', 'a', 'b')"}), "/x-key/$cel", "`hmca` is not a function"),
        (headers, "x-key", json!({"$cell": "1"}), "/x-key/$cell", "`$cell` is not a keyword of templates"),
        (headers, "x-key", json!({"$cel": 1}), "/x-key/$cel", "`$cel` cannot be 1"),
        (headers, "x-key", json!({"$cel": "response.id"}), "/x-key/$cel", "`response` has no value yet"),
        ("/operations/make", "query", json!({"q": {"$absent": false}}), "/query/q/$absent", "cannot be false"),
        (setup, "path", json!({"id": {"$cel": "stesp.a"}}), "/path/id/$cel", "`stesp` is not a variable here"),
        (setup, "query", json!({"q": {"$draw": "nam"}}), "/query/q/$draw", "no value `nam` is generated"),
        (setup, "query", json!({"q": {"$cel": "'a'", "b": 1}}), "/query/q/b", "has no effect beside `$cel`"),
        (setup, "body", json!({"$with": {}, "name": 1}), "/body/name", "`name` is not a place in the base"),
        (setup, "headers", json!({"x": {"$cel": "steps.nameless.status"}}), "/headers/x/$cel", "has no response yet"),
    ] {
        let mut changed: Value = serde_json::from_str(files.text(file).expect("there")).expect("JSON");
        changed.pointer_mut(pointer).and_then(Value::as_object_mut).expect(pointer).insert(word.to_owned(), value);
        let refused = refusals(&files.clone().with(file, changed.to_string()), "words");
        let at = format!("{pointer}{at}");
        let told = refused.iter().find(|error| error.file == file && error.pointer == at);
        let is_told = told.is_some_and(|error| error.problem.english().contains(due) && !error.fix.is_empty());
        assert!(is_told, "{at} {due}: {refused:?}");
    }
}
