//! `docs/reference.md` is made of the meta-schemas, the table of functions and the files that ship, and is never behind them.
//!
//! Each word has its type, its default, what it says and one example: the shortest use of it in a suite that the program loads.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Map, Value};
use tekigo::contract::reference::{FUNCTIONS, VARIABLES};

/// The forms of files, in the order of the page.
const FORMS: [(&str, &str); 6] = [
    ("contract", "schemas/<api>/contract.json"),
    ("requirements", "schemas/<api>/requirements.json"),
    ("codes", "schemas/<api>/codes.json"),
    ("json-schema", "schemas/<api>/*.schema.json, and schemas in openapi.json"),
    ("scenario", "scenarios/<api>/*.json"),
    ("blocks", "files of blocks, in both folders"),
];
/// The suites that examples are taken from; each is loaded below.
const SUITES: [&str; 5] = [".", "examples/parcel-fee", "tests/rest", "tests/broken/good", "tests/words"];
/// An example that takes more of the page than this is not a help.
const LONGEST: usize = 160;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn json(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            found.push(path);
        }
    }
    found.sort();
}

/// One form: its meta-schema, and for each of its words the shortest example.
struct Form {
    meta: Value,
    examples: BTreeMap<String, String>,
}

impl Form {
    /// The object that a reference of the meta-schema leads to.
    fn follow(&self, at: &str) -> String {
        match self.meta.pointer(&format!("{at}/$ref")).and_then(Value::as_str) {
            Some(reference) => self.follow(reference.trim_start_matches('#')),
            None => at.to_owned(),
        }
    }

    /// Notes each word of a file, by its place in the meta-schema.
    fn collect(&mut self, at: &str, value: &Value) {
        let at = self.follow(at);
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    let named = format!("{at}/properties/{}", key.replace('~', "~0").replace('/', "~1"));
                    if self.meta.pointer(&named).is_some() {
                        let mut example = format!("{}: {}", Value::from(key.as_str()), inline(value, 9));
                        for depth in [2, 1, 0] {
                            if example.chars().count() > LONGEST {
                                example = format!("{}: {}", Value::from(key.as_str()), inline(value, depth));
                            }
                        }
                        let known = self.examples.entry(named.clone()).or_insert_with(|| example.clone());
                        if (example.chars().count(), &example) < (known.chars().count(), known) {
                            *known = example;
                        }
                        self.collect(&named, value);
                    } else {
                        self.collect(&format!("{at}/additionalProperties"), value);
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.collect(&format!("{at}/items"), item)),
            _ => {}
        }
    }

    /// The example of a word: at its place, or where the form has the same word elsewhere.
    fn example(&self, named: &str, key: &str) -> Option<&String> {
        let same = |at: &&String| at.rsplit('/').next() == Some(key);
        let elsewhere = || self.examples.iter().find(|(at, _)| same(at)).map(|(_, example)| example);
        self.examples.get(named).or_else(elsewhere)
    }

    /// The objects with words of their own, each with its title, in the order in which they are met.
    fn objects(&self, at: &str, title: &str, found: &mut Vec<(String, String)>) {
        let at = self.follow(at);
        if found.iter().any(|(known, _)| *known == at) {
            return;
        }
        let Some(Value::Object(schema)) = self.meta.pointer(&at) else { return };
        if let Some(Value::Object(words)) =
            schema.get("properties").filter(|words| **words != Value::Object(Map::new()))
        {
            found.push((at.clone(), title.to_owned()));
            for key in words.keys() {
                let escaped = key.replace('~', "~0").replace('/', "~1");
                self.objects(&format!("{at}/properties/{escaped}"), &join(title, key), found);
            }
        }
        for (below, name) in [("items", "[]"), ("additionalProperties", ".<name>")] {
            if schema.contains_key(below) {
                self.objects(&format!("{at}/{below}"), &format!("{title}{name}"), found);
            }
        }
    }
}

fn join(title: &str, key: &str) -> String {
    if title.is_empty() { key.to_owned() } else { format!("{title}.{key}") }
}

/// A value in one line, with what lies deeper than so many levels left out.
fn inline(value: &Value, depth: usize) -> String {
    match value {
        Value::Object(fields) if !fields.is_empty() && depth == 0 => "{ … }".to_owned(),
        Value::Array(items) if !items.is_empty() && depth == 0 => "[…]".to_owned(),
        Value::Object(fields) if !fields.is_empty() => {
            let field = |(key, value): (&String, &Value)| {
                format!("{}: {}", Value::from(key.as_str()), inline(value, depth - 1))
            };
            format!("{{ {} }}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| inline(item, depth.saturating_sub(1))).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

/// What a value may be, in a few words.
fn kind(form: &Form, word: &Value) -> String {
    if let Some(Value::Array(choices)) = word.get("enum") {
        return choices.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    }
    if let Some(only) = word.get("const") {
        return only.to_string();
    }
    if let Some(reference) = word.get("$ref").and_then(Value::as_str) {
        let target = form.meta.pointer(reference.trim_start_matches('#')).cloned().unwrap_or_default();
        let name = reference.rsplit('/').next().unwrap_or_default();
        return match name {
            "bilingual" => "text".to_owned(),
            "schema" => "schema".to_owned(),
            _ => kind(form, &target),
        };
    }
    if let Some(Value::Array(several)) = word.get("anyOf").or_else(|| word.get("oneOf"))
        && word.get("type").is_none()
    {
        return several.iter().map(|one| kind(form, one)).collect::<Vec<_>>().join(" or ");
    }
    match word.get("type") {
        Some(Value::String(only)) if only == "array" => {
            let items = word.get("items").map_or("values".to_owned(), |items| kind(form, items));
            format!("list of {items}")
        }
        Some(Value::String(only)) => only.clone(),
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        _ => "any value".to_owned(),
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn code(text: &str) -> String {
    format!("`` {} ``", text.replace('|', "\\|"))
}

fn page() -> String {
    let mut page = String::from(concat!(
        "# Reference of the language\n\n",
        "Every word of contract and scenario files, as the meta-schemas in `schemas/_meta/` have it, and what expressions may name. ",
        "The examples are taken from suites that the tests load. This page is made by `TEKIGO_RENEW=1 cargo test --test reference`; ",
        "do not edit it by hand.\n\n",
        "A word that is left out has the default that its description gives; *required* words cannot be left out. ",
        "A *text* is `{\"en\": …}`, `{\"ja\": …}`, both, or a plain text in the `language` of the contract. ",
        "Anywhere, `{\"$ref\": \"<file>#/<name>\"}` stands for a block (see [files of blocks](#blocks)).\n",
    ));
    for (name, place) in FORMS {
        section(&mut page, name, place);
    }
    page.push_str("\n## Expressions\n\nThe Common Expression Language (CEL), with JSON in and JSON out.\n\n### Variables\n\n| variable | what it holds |\n|---|---|\n");
    for (name, text) in VARIABLES {
        let _ = writeln!(page, "| `{name}` | {} |", cell(text));
    }
    page.push_str("\n### Functions\n\nBeside those of CEL (`size`, `has`, `all`, `exists`, `exists_one`, `map`, `filter`, `contains`, `startsWith`, `endsWith`, `int`, `uint`, `double`, `string`, `bool`, `bytes`, `type`, `dyn`, and `hasValue`, `value`, `or`, `orValue` of optional values):\n\n| function | what it gives | example | gives |\n|---|---|---|---|\n");
    for function in &FUNCTIONS {
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} |",
            function.form,
            cell(function.text),
            code(function.example),
            code(function.gives)
        );
    }
    page
}

fn section(page: &mut String, name: &str, place: &str) {
    let mut form =
        Form { meta: json(&root().join(format!("schemas/_meta/{name}.schema.json"))), examples: BTreeMap::new() };
    let mut all = Vec::new();
    for suite in SUITES {
        files(&root().join(suite).join("schemas"), &mut all);
        files(&root().join(suite).join("scenarios"), &mut all);
    }
    for path in all.iter().filter(|path| !path.to_string_lossy().contains("_meta")) {
        let file = json(path);
        if file["$schema"].as_str().is_some_and(|form| form.ends_with(&format!("_meta/{name}.schema.json"))) {
            form.collect("", &file);
        }
    }
    let text = form.meta["description"].as_str().unwrap_or_default();
    let _ = write!(page, "\n## {name}\n\n`{place}`: {text}\n");
    let mut objects = Vec::new();
    form.objects("", "", &mut objects);
    for (at, title) in objects {
        let schema = form.meta.pointer(&at).cloned().unwrap_or_default();
        let required: BTreeSet<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let title = if title.is_empty() { "The file".to_owned() } else { format!("`{title}`") };
        let _ = write!(page, "\n### {name}: {title}\n\n");
        if let Some(text) = schema["description"].as_str().filter(|_| !at.is_empty()) {
            let _ = write!(page, "{text}\n\n");
        }
        page.push_str("| word | value | what it says | example |\n|---|---|---|---|\n");
        for (key, word) in schema["properties"].as_object().into_iter().flatten() {
            let named = format!("{at}/properties/{}", key.replace('~', "~0").replace('/', "~1"));
            let example = form.example(&named, key);
            let mut value = kind(&form, word);
            if required.contains(key.as_str()) {
                value.push_str(", *required*");
            }
            let own = word["description"].as_str();
            let text = own.or_else(|| form.meta.pointer(&form.follow(&named))?["description"].as_str());
            let text = text.unwrap_or_default();
            let _ = writeln!(
                page,
                "| `{key}` | {} | {} | {} |",
                cell(&value),
                cell(text),
                example.map_or(String::new(), |example| code(example))
            );
        }
    }
}

#[test]
fn the_page_is_what_the_meta_schemas_say() {
    let path = root().join("docs/reference.md");
    let page = page();
    if std::env::var_os("TEKIGO_RENEW").is_some() {
        fs::write(&path, &page).expect("written");
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert!(there == page, "docs/reference.md is behind: run `TEKIGO_RENEW=1 cargo test --test reference`");
}

#[test]
fn every_word_says_what_it_does() {
    for (name, _) in FORMS {
        let form =
            Form { meta: json(&root().join(format!("schemas/_meta/{name}.schema.json"))), examples: BTreeMap::new() };
        let mut objects = Vec::new();
        form.objects("", "", &mut objects);
        assert!(!objects.is_empty(), "{name}");
        for (at, _) in objects {
            let words = form.meta.pointer(&format!("{at}/properties")).and_then(Value::as_object);
            for key in words.into_iter().flat_map(Map::keys) {
                let named = format!("{at}/properties/{}", key.replace('~', "~0").replace('/', "~1"));
                let own = form.meta.pointer(&format!("{named}/description"));
                let target = form.meta.pointer(&format!("{}/description", form.follow(&named)));
                assert!(own.or(target).and_then(Value::as_str).is_some_and(|text| !text.is_empty()), "{name} {named}");
            }
        }
    }
}

#[test]
fn every_word_has_an_example() {
    let page = page();
    let bare: Vec<&str> = page.lines().filter(|line| line.starts_with("| `") && line.ends_with("|  |")).collect();
    assert_eq!(bare, Vec::<&str>::new());
}

/// An example is one only where the file that it is taken from is read without a word of complaint.
#[test]
fn the_suites_of_the_examples_are_loaded() {
    for suite in SUITES {
        let output = Command::new(env!("CARGO_BIN_EXE_tekigo")).current_dir(root()).args(["check", suite]).output();
        let output = output.expect("tekigo starts");
        assert_eq!(output.status.code(), Some(0), "{suite}: {}", String::from_utf8_lossy(&output.stdout));
    }
}
