//! What a profile gives for a contract: the values that requests are drawn with, and the secrets among them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::stand_in::stand_in;
use crate::{
    contract::{Contract, Message, MessageId, ReasonId, schema::Options},
    generate::{DrawError, Drawer, Wire},
    target::ContractProfile,
};

/// The options by which a schema is prepared for drawing.
pub(super) fn options(contract: &Contract, schema: &Value, given: &ContractProfile) -> Options {
    Options {
        classes: contract.classes.clone(),
        given: drawn_from(schema, given),
        invent: false,
        strict: true,
        effort: share(contract),
    }
}

/// What trying out the requests of all operations of a description may cost, in parts of values: some seconds.
const OF_ALL: usize = 6_000_000;
/// What trying out those of one operation may cost at least, so that small ones are tried out whole however many there are.
const OF_ONE: usize = 20_000;

/// What trying out the requests of one operation may cost. A description of others may have a thousand large ones, and whoever wants a
/// verdict of it waits for all of them; what was not tried out is found out when it is drawn.
fn share(contract: &Contract) -> Option<usize> {
    contract.derive.then(|| (OF_ALL / contract.operations.len().max(1)).max(OF_ONE))
}

/// What draws from a request schema. Where every request needs what the profile leaves out, values are made up so that the plan
/// is the same, and the reason why none may be sent comes with it.
pub(super) fn drawer(
    contract: &Contract,
    (request, wire): (&Value, &Wire),
    given: &ContractProfile,
) -> Result<(Drawer, Option<Message>), DrawError> {
    let mut options = options(contract, request, given);
    let draws = |options: &Options| Drawer::on(wire.clone(), request, options);
    let later = |state: &String| given.of_trial(state) && !given.states.contains_key(state);
    if states_of(request).iter().any(later) {
        // Each trial brings about its own, and draws with it then.
        options.invent = true;
        return draws(&options).map(|drawer| (drawer, None));
    }
    match draws(&options) {
        Err(DrawError::NotGiven(source)) => {
            let why = not_given(contract, given, &source);
            draws(&Options { invent: true, ..options }).map(|drawer| (drawer, Some(why)))
        }
        drawer => drawer.map(|drawer| (drawer, None)),
    }
}

/// What a profile leaves out and would have to give: a state, or a key of one (`state/key`).
pub(super) fn not_given(contract: &Contract, given: &ContractProfile, source: &str) -> Message {
    let (state, key) = source.split_once('/').map_or((source, None), |(state, key)| (state, Some(key)));
    if let Some(why) = given.unmade.get(state) {
        return why.clone();
    }
    let known = contract.states.iter().find(|known| known.id == state);
    let provides = known.map(|known| known.provides.join(", ")).unwrap_or_default();
    let (state, id, provides) = (state.into(), (&contract.id).into(), provides.into());
    let reason = match key {
        Some(key) => ReasonId::NoKeyOfState.with([key.into(), state, id, provides]),
        None => ReasonId::NoState.with([state, id, provides]),
    };
    match given.place("states") {
        Some(place) => MessageId::Named.with([place.into(), reason]),
        None => reason,
    }
}

/// What must never be seen, with the name that stands in its place: secret credentials, and those that states hold, such as the key
/// of another shop.
pub(super) fn secrets(contract: &Contract, given: &ContractProfile) -> Vec<(String, String)> {
    let secret = |name: &String| contract.credentials.get(name).copied();
    let own = given.credentials.iter().filter(|(name, _)| secret(name).unwrap_or(true));
    let own = own.map(|(name, text)| (name.clone(), text.clone()));
    let tables = given.states.iter().flat_map(|(state, tables)| tables.iter().map(move |table| (state, table)));
    let fields =
        tables.flat_map(|(state, table)| table.as_object().into_iter().flatten().map(move |field| (state, field)));
    let others = fields.filter(|(_, (key, _))| secret(key).unwrap_or(false));
    let others =
        others.filter_map(|(state, (key, value))| Some((format!("{state}.{key}"), value.as_str()?.to_owned())));
    own.chain(others).collect()
}

/// What the embedded reference gives, as the profile of a target would.
pub(super) fn given(gives: &Value, readings: &BTreeMap<String, String>) -> ContractProfile {
    let object = |key: &str| gives.get(key).and_then(Value::as_object).into_iter().flatten();
    let tables = |value: &Value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
    ContractProfile {
        credentials: object("credentials")
            .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect(),
        states: object("states").map(|(name, value)| (name.clone(), tables(value))).collect(),
        readings: readings.iter().map(|(name, choice)| (name.clone(), Value::from(choice.as_str()))).collect(),
        ..ContractProfile::default()
    }
}

/// The values for every `x-from` of a schema. What a set-up step captures is not known yet: the marker that stands for it is
/// replaced when the request is made.
pub(super) fn drawn_from(schema: &Value, given: &ContractProfile) -> BTreeMap<String, Vec<Value>> {
    let all = all_given(schema, given).into_iter();
    // Requests are drawn with the first table of a state; each case then takes its own.
    all.filter_map(|(name, values)| Some((name, vec![values.into_iter().next()??]))).collect()
}

/// Every value that may stand for an `x-from` of a schema, of each table of a state in their order.
pub(super) fn all_given(schema: &Value, given: &ContractProfile) -> BTreeMap<String, Vec<Option<Value>>> {
    let mut values = BTreeMap::new();
    for name in sources(schema) {
        let Some((from, key)) = name.split_once('/') else { continue };
        let found = match (from, key.split_once('/')) {
            ("credentials", _) => vec![given.credentials.get(key).map(|text| Value::from(text.as_str()))],
            ("setup", Some(_)) => vec![Some(stand_in(schema, &name))],
            _ => given.states.get(from).into_iter().flatten().map(|table| table.get(key).cloned()).collect(),
        };
        values.insert(name, found);
    }
    values
}

/// Where the values of a schema are taken from: every `x-from`.
pub(super) fn sources(schema: &Value) -> Vec<String> {
    let mut names = Vec::new();
    collect_from(schema, &mut names);
    names
}

/// The states whose values requests of a schema are drawn with.
pub(super) fn states_of(schema: &Value) -> BTreeSet<String> {
    let names = sources(schema);
    let states = names.iter().filter_map(|name| Some(name.split_once('/')?.0.to_owned()));
    states.filter(|from| !["credentials", "setup"].contains(&from.as_str())).collect()
}

fn collect_from(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(name) = fields.get("x-from").and_then(Value::as_str) {
                names.push(name.to_owned());
            }
            fields.values().for_each(|value| collect_from(value, names));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_from(item, names)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        contract::{Files, Readings},
        run::testing::{KEY, files, profile},
        target::Profile,
    };

    #[test]
    fn an_operation_whose_every_request_needs_a_state_is_planned_and_not_asked() {
        let contract = Contract::load(&Files::embedded(), "abs-status", &Readings::new()).unwrap_or_else(|_| panic!());
        let request = json!({"type": "object", "required": ["id"], "properties": {
            "id": {"type": "string", "maxLength": 20, "x-from": "payment-updatable/transactionId"}, "n": {"type": "integer"}}});
        let states = |given: Value| serde_json::from_value(given).expect("states");
        let (_, untested) =
            drawer(&contract, (&request, &Wire::Json), &ContractProfile::default()).expect("a drawer for the plan");
        let told = "the profile gives no `transactionId` of the state `payment-updatable`; \
            add it under [abs-status.states] with transactionId, paymentBatchNumber";
        assert_eq!(untested.as_ref().map(Message::english).as_deref(), Some(told));
        let states = states(json!({"payment-updatable": [{"transactionId": "4000000000101"}]}));
        let given = ContractProfile { states, ..ContractProfile::default() };
        let (drawer, untested) = drawer(&contract, (&request, &Wire::Json), &given).expect("a drawer");
        assert_eq!(untested, None);
        assert_eq!(drawer.minimal(&mut crate::generate::Rng::new(1, "t")).expect("a value")["id"], "4000000000101");
    }

    fn shop() -> Contract {
        Contract::load(&files(), "shop", &Readings::new()).unwrap_or_else(|errors| panic!("{errors:?}"))
    }

    #[test]
    fn the_operations_of_a_description_share_what_trying_out_may_cost_and_those_of_a_contract_do_not() {
        let mut contract = shop();
        assert_eq!(share(&contract), None);
        contract.derive = true;
        assert_eq!(share(&contract), Some(OF_ALL / contract.operations.len()));
        contract.operations.clear();
        assert_eq!(share(&contract), Some(OF_ALL), "nothing is divided by");
    }

    #[test]
    fn what_a_profile_leaves_out_is_named_with_where_it_goes() {
        let mut given = profile("");
        let contract = shop();
        let why = |given: &ContractProfile, source: &str| not_given(&contract, given, source).english();
        let fix = "add it under [shop.states] with id, key";
        assert_eq!(why(&given, "order-known"), format!("the profile gives no state `order-known`; {fix}"));
        assert_eq!(
            why(&given, "order-known/id"),
            format!("the profile gives no `id` of the state `order-known`; {fix}")
        );
        assert_eq!(why(&given, "none"), "the profile gives no state `none`; add it under [shop.states] with ");
        given.unmade.insert("order-known".to_owned(), "its hook failed".into());
        assert_eq!(why(&given, "order-known/id"), "its hook failed");
    }

    #[test]
    fn secrets_are_what_the_contract_calls_so_in_credentials_and_in_states() {
        let mut given = profile("");
        given.credentials.insert("more".to_owned(), "unknown to the contract".to_owned());
        let tables = vec![json!({"id": "o-1", "key": "other"}), json!({"key": 7}), json!("no table")];
        given.states.insert("order-known".to_owned(), tables);
        let due = [("key", KEY), ("more", "unknown to the contract"), ("order-known.key", "other")];
        assert_eq!(secrets(&shop(), &given), due.map(|(name, text)| (name.to_owned(), text.to_owned())));
    }

    #[test]
    fn what_a_reference_gives_reads_as_a_profile() {
        let gives = json!({"credentials": {"key": "k"}, "states": {"one": {"id": 1}, "two": [{"id": 2}, {"id": 3}]}});
        let told = given(&gives, &[("most".to_owned(), "50".to_owned())].into());
        assert_eq!(told.credentials, [("key".to_owned(), "k".to_owned())].into());
        assert_eq!(told.states["one"], [json!({"id": 1})]);
        assert_eq!(told.states["two"], [json!({"id": 2}), json!({"id": 3})]);
        assert_eq!(told.readings, [("most".to_owned(), json!("50"))].into());
    }

    #[test]
    fn a_schema_is_drawn_with_what_is_given_and_with_marks_for_what_set_up_steps_bring() {
        let of = |source: &str| json!({"x-from": source});
        let schema = json!({"properties": {"a": of("credentials/key"), "b": of("setup/order/id"), "c": of("order-known/id")},
            "allOf": [of("none/x"), {"items": of("other/id")}, of("order-known/key")]});
        let mut given = profile("");
        given.states.insert("order-known".to_owned(), vec![json!({"id": "o-1"}), json!({"id": "o-2", "key": "k"})]);
        let due = [
            ("credentials/key", json!(KEY)),
            ("setup/order/id", json!("{{setup.order.response.id}}")),
            ("order-known/id", json!("o-1")),
        ];
        assert_eq!(drawn_from(&schema, &given), due.map(|(name, value)| (name.to_owned(), vec![value])).into());
        assert_eq!(states_of(&schema), ["none", "order-known", "other"].map(str::to_owned).into());
        let options = options(&shop(), &schema, &given);
        assert_eq!((options.given.len(), options.invent, options.strict), (3, false, true));
    }

    #[test]
    fn a_state_that_each_trial_brings_about_is_made_up_for_the_plan() {
        let (contract, mut given) = (shop(), profile(""));
        let request = json!({"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "maxLength": 9, "x-from": "order-known/id"}}});
        let untested = |given: &ContractProfile| drawer(&contract, (&request, &Wire::Json), given).expect("a drawer").1;
        assert!(untested(&given).is_some());
        let text = "[shop.states.order-known]\nhook = \"cat\"\nscope = \"trial\"\n";
        given.hooks = Profile::parse("p.toml", text, &|_| None).expect("a profile").contracts["shop"].hooks.clone();
        assert_eq!(untested(&given), None);
        given.unmade.insert("order-known".to_owned(), "its hook failed".into());
        assert_eq!(untested(&given).as_ref().map(Message::english).as_deref(), Some("its hook failed"));
    }
}
