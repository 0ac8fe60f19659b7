//! The table of one contract in a profile to start from.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::words::{any, waiver, word};
use crate::{
    cli::check_names::choices,
    contract::{Contract, Language, State},
    reference,
    run::needed_credentials,
    scenario::Suite,
};

/// The line of the address, as long as it is unknown.
pub(super) const ADDRESS: &str = "url = \"https://sandbox.example/\"";

/// Appends the table of a contract.
pub(super) fn write(text: &mut String, suite: &Suite, language: Language) {
    let contract = &suite.contract;
    let id = &contract.id;
    text.push_str(&format!("\n\n# {}\n[{id}]\n", contract.title.get(language)));
    let address = "# The address that the paths of its operations are appended to:\n";
    text.push_str(word(language, "# 操作のパスの前に付くアドレス:\n", address));
    for operation in &contract.operations {
        text.push_str(&format!("#   {} {}  {}\n", operation.method, operation.path, operation.title.get(language)));
    }
    text.push_str(ADDRESS);
    text.push('\n');
    text.push_str(any(language));
    operations(text, contract, language);
    credentials(text, contract, &needed_credentials(suite), language);
    readings(text, contract, language);
    states(text, contract, language);
    let requirement = contract.requirements.first().map_or("", |requirement| requirement.id.as_str());
    text.push_str(&waiver(language).replace("{id}", id).replace("{requirement}", requirement));
}

fn operations(text: &mut String, contract: &Contract, language: Language) {
    let head = "\n# Where the target has another method or path than the document.\n";
    text.push_str(word(language, "\n# 対象のメソッドやパスが仕様書と異なる場合\n", head));
    for operation in &contract.operations {
        let (name, method, path) = (&operation.id, quoted(&operation.method), quoted(&operation.path));
        text.push_str(&format!("# operations.{name} = {{ method = {method}, path = {path} }}\n"));
    }
}

fn credentials(text: &mut String, contract: &Contract, needed: &BTreeSet<String>, language: Language) {
    if contract.credentials.is_empty() {
        return;
    }
    text.push_str(&format!("\n[{}.credentials]\n", contract.id));
    for (name, secret) in &contract.credentials {
        if *secret {
            text.push_str(word(language, "# 秘密情報\n", "# A secret.\n"));
        }
        let line = format!("{name} = \"${{{}}}\"\n", variable(&contract.id, name));
        if needed.contains(name) {
            text.push_str(&line);
        } else {
            let note = word(language, "別の仕様解釈でのみ必要", "Needed under another reading only.");
            text.push_str(&format!("# {note}\n# {line}"));
        }
    }
}

/// The variable of a credential; one that is in a profile of many contracts names its own.
fn variable(contract: &str, name: &str) -> String {
    format!("{contract}_{name}").to_uppercase().replace('-', "_")
}

fn readings(text: &mut String, contract: &Contract, language: Language) {
    if contract.readings.is_empty() {
        return;
    }
    let head = word(
        language,
        "仕様書を2通りに読める箇所の仕様解釈。先頭が既定。",
        "How the document is read where it can be read in two ways; the default is first.",
    );
    text.push_str(&format!("\n# {head}\n[{}.readings]\n", contract.id));
    for reading in &contract.readings {
        let default = contract.in_force.get(&reading.id).map(toml).unwrap_or_default();
        text.push_str(&format!(
            "# {}\n#   {}\n# {} = {default}\n",
            reading.why.get(language),
            choices(reading).in_language(language),
            reading.id
        ));
    }
}

fn states(text: &mut String, contract: &Contract, language: Language) {
    if contract.states.is_empty() {
        return;
    }
    text.push_str(word(language, STATES_IN_JAPANESE, STATES));
    text.push_str(&format!("[{}.states]\n", contract.id));
    let gives = reference::find(&contract.id).map(reference::Reference::gives).unwrap_or_default();
    for state in &contract.states {
        let own = gives.pointer(&format!("/states/{}", state.id));
        let example = example(contract, state, own);
        text.push_str(&format!("# {}\n# {} = {}\n", state.text.get(language), state.id, toml(&Value::Object(example))));
    }
}

const STATES: &str = r#"
# What only the target's owner can set up. What needs a state that is left out is not tested, and the report says so.
# A list of tables gives several: [{ … }, { … }]. The values are those of the embedded reference.
# In place of values, what sets the state up and prints them as JSON, once for the run or anew for each trial:
#   { hook = "./make.sh", teardown = "./drop.sh", scope = "trial" } or { http = { url = "https://tools.example/make" } }
"#;

const STATES_IN_JAPANESE: &str = r#"
# 対象の所有者だけが用意できる状態。省略した状態を要する要件は未実施となり、レポートに理由が載る。
# 複数あればテーブルの配列で書く: [{ … }, { … }]。値は内蔵の参照実装のもの。
# 値の代わりに、状態を用意して値を JSON で出力するコマンドも書ける（実行ごとに1回、または試験ごと）:
#   { hook = "./make.sh", teardown = "./drop.sh", scope = "trial" } または { http = { url = "https://tools.example/make" } }
"#;

/// What a state may look like: as the reference has it, secrets from the environment.
fn example(contract: &Contract, state: &State, given: Option<&Value>) -> Map<String, Value> {
    let given = given.and_then(|given| if given.is_array() { given.get(0) } else { Some(given) });
    let of_key = |key: &String| {
        let secret = contract.credentials.get(key).copied().unwrap_or(false);
        let value = match given.map(|given| given.get(key)) {
            Some(None) => return None,
            _ if secret => Value::from(format!("${{{}}}", variable(&contract.id, &format!("{}_{key}", state.id)))),
            Some(Some(value)) => value.clone(),
            None => Value::from("…"),
        };
        Some((key.clone(), value))
    };
    state.provides.iter().filter_map(of_key).collect()
}

/// A value on one line of TOML; what TOML has no word for is left out.
fn toml(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(_, value)| !value.is_null());
            let fields: Vec<String> = fields.map(|(key, value)| format!("{key} = {}", toml(value))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        other => other.to_string(),
    }
}

/// A basic string: TOML escapes as JSON does, and DEL as well.
fn quoted(text: &str) -> String {
    Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}
