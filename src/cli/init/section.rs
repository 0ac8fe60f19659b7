//! The table of one contract in a profile to start from.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::{
    cli::check_names::choices,
    contract::{Contract, Language, State},
    reference,
    run::needed_credentials,
    scenario::Suite,
};

/// What may be said of any target, whatever the contract; `{id}` is that of the contract.
const ANY: &str = r#"
# Real business is done at an address that does not say otherwise: then a run needs --i-know-this-is-production.
# production = false

# Leave out everything that writes.
# read-only = true

# Remove what the run made at its end, where the contract says how.
# remove-made = true

# Fields that are to be seen in no report, at any depth; they are not judged.
# redact = ["name_of_a_field"]

# How much a run may take: the rate for all requests together, requests and time in all, trials at the same time,
# the time of one exchange, and the most of a body that is read.
# limits = { rate = "5/1s", requests = 5000, time = "30m", jobs = 2, timeout = "10s", body = "8MiB", journal = "1GiB" }
"#;

const WAIVER: &str = r#"
# A finding that somebody answers for until a day (UTC). What narrows it may be left out: trial, check, operation,
# pointer, kind, expected-code, observed-code; without a kind it covers one constraint at a place. `tekigo run --allow-waivers` then ends with 0.
# [[{id}.waivers]]
# requirement = "{requirement}"
# until = 2099-12-31
# owner = "our team"
# reason = "mended in the next release"
"#;

/// The line of the address, as long as nobody knows it.
pub(super) const ADDRESS: &str = "url = \"https://sandbox.example/\"";

/// Appends the table of a contract.
pub(super) fn write(text: &mut String, suite: &Suite, language: Language) {
    let contract = &suite.contract;
    let id = &contract.id;
    text.push_str(&format!("\n\n# {}\n[{id}]\n", contract.title.get(language)));
    text.push_str("# The address that the paths of its operations are appended to:\n");
    for operation in &contract.operations {
        text.push_str(&format!("#   {} {}  {}\n", operation.method, operation.path, operation.title.get(language)));
    }
    text.push_str(ADDRESS);
    text.push('\n');
    text.push_str(ANY);
    operations(text, contract);
    credentials(text, contract, &needed_credentials(suite));
    readings(text, contract, language);
    states(text, contract, language);
    let requirement = contract.requirements.first().map_or("", |requirement| requirement.id.as_str());
    text.push_str(&WAIVER.replace("{id}", id).replace("{requirement}", requirement));
}

fn operations(text: &mut String, contract: &Contract) {
    text.push_str("\n# Where the target has another method or path than the document.\n");
    for operation in &contract.operations {
        let (name, method, path) = (&operation.id, quoted(&operation.method), quoted(&operation.path));
        text.push_str(&format!("# operations.{name} = {{ method = {method}, path = {path} }}\n"));
    }
}

fn credentials(text: &mut String, contract: &Contract, needed: &BTreeSet<String>) {
    if contract.credentials.is_empty() {
        return;
    }
    text.push_str(&format!("\n[{}.credentials]\n", contract.id));
    for (name, secret) in &contract.credentials {
        if *secret {
            text.push_str("# A secret.\n");
        }
        let line = format!("{name} = \"${{{}}}\"\n", variable(&contract.id, name));
        if needed.contains(name) {
            text.push_str(&line);
        } else {
            text.push_str(&format!("# Needed under another reading only.\n# {line}"));
        }
    }
}

/// The variable of a credential; one that stands in a profile of many contracts names its own.
fn variable(contract: &str, name: &str) -> String {
    format!("{contract}_{name}").to_uppercase().replace('-', "_")
}

fn readings(text: &mut String, contract: &Contract, language: Language) {
    if contract.readings.is_empty() {
        return;
    }
    text.push_str(&format!(
        "\n# How the document is read where it can be read in two ways; the default stands first.\n[{}.readings]\n",
        contract.id
    ));
    for reading in &contract.readings {
        let default = contract.in_force.get(&reading.id).map(toml).unwrap_or_default();
        text.push_str(&format!(
            "# {}\n#   {}\n# {} = {default}\n",
            reading.why.get(language),
            choices(reading),
            reading.id
        ));
    }
}

fn states(text: &mut String, contract: &Contract, language: Language) {
    if contract.states.is_empty() {
        return;
    }
    text.push_str(&format!(
        "\n# What only the target's owner can bring about. What needs a state that is left out is not tested, and the report says so.\n\
         # A list of tables stands for several: [{{ … }}, {{ … }}]. The values are those of the embedded reference.\n\
         # In place of values, what brings the state about and prints them as JSON, once for the run or anew for each trial:\n\
         #   {{ hook = \"./make.sh\", teardown = \"./drop.sh\", scope = \"trial\" }} or {{ http = {{ url = \"https://tools.example/make\" }} }}\n\
         [{}.states]\n",
        contract.id
    ));
    let gives = reference::find(&contract.id).map(reference::Reference::gives).unwrap_or_default();
    for state in &contract.states {
        let own = gives.pointer(&format!("/states/{}", state.id));
        let example = example(contract, state, own);
        text.push_str(&format!("# {}\n# {} = {}\n", state.text.get(language), state.id, toml(&Value::Object(example))));
    }
}

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
