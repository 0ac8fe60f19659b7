//! Values that a profile or a hook gives and that the schema refuses at their place.

use std::{borrow::Cow, fmt};

use serde_json::{Value, json};

use super::given::all_given;
use crate::{
    contract::{
        Contract, Message, MessageId, Operation, ReasonId,
        schema::{Constraint, Options, Validator, constraints, marked},
    },
    target::ContractProfile,
};

/// A value that is given and breaks a constraint of its place. What it is is reported, but never the value itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// Where it is taken from: `credentials/<name>`, or `<state>/<key>`.
    pub source: String,
    /// What it is.
    form: Message,
    keyword: String,
    place: String,
    requirement: Option<String>,
}

impl Unfit {
    /// What it says, as data.
    pub fn message(&self) -> Message {
        let Self { source, form, keyword, place, requirement } = self;
        let what = match source.split_once('/') {
            Some(("credentials", name)) => ReasonId::TheCredential.with([name.into()]),
            Some((state, key)) => ReasonId::KeyOfState.with([key.into(), state.into()]),
            None => source.into(),
        };
        let place = if place.is_empty() { ReasonId::TheRequest.into() } else { place.into() };
        let parts = [what, form.clone(), keyword.into(), place];
        let broken = ReasonId::Breaks.with(parts);
        match requirement {
            Some(requirement) => MessageId::Titled.with([broken, requirement.into()]),
            None => broken,
        }
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().english())
    }
}

/// The first value that is given for requests of an operation and that they may not have there.
pub(super) fn unfit(contract: &Contract, operation: &Operation, given: &ContractProfile) -> Option<Unfit> {
    let places = marked(&operation.request, "x-from");
    if places.is_empty() {
        return None;
    }
    let all = constraints(&operation.request).ok()?;
    let options = Options { classes: contract.classes.clone(), strict: false, ..Options::default() };
    let places = places.iter().filter_map(|(place, source)| Some((source.as_str()?, place.as_str())));
    let values = all_given(&operation.request, given);
    // What is fetched or brought meanwhile is known by a mark only.
    let fetched = given.auth.as_ref().and_then(|auth| auth.provides()).map(|(name, _)| format!("credentials/{name}"));
    let is_known = |source: &str| !source.starts_with("setup/") && fetched.as_deref() != Some(source);
    let mut known = places.filter(|(source, _)| is_known(source));
    known.find_map(|(source, place)| {
        let there = || all.iter().filter(|constraint| constraint.place.as_str() == place);
        let broken_by = |value| there().find(|constraint| breaks(value, constraint, &operation.request, &options));
        let mut each = values.get(source)?.iter().flatten();
        let (value, broken) = each.find_map(|value| Some((value, broken_by(value)?)))?;
        let cited = broken.requirement();
        Some(Unfit {
            source: source.to_owned(),
            form: form(value),
            keyword: broken.keyword.clone(),
            place: place.to_owned(),
            requirement: cited.map(Cow::into_owned),
        })
    })
}

fn breaks(value: &Value, constraint: &Constraint, request: &Value, options: &Options) -> bool {
    if !constraint.is_of_value() {
        return false;
    }
    let mut schema = json!({});
    schema[&constraint.keyword] = constraint.operand.clone();
    if let Some(unit) = request.pointer(&format!("{}/x-lengthUnit", constraint.schema_object)) {
        schema["x-lengthUnit"] = unit.clone();
    }
    // A reference within leads nowhere from here; then the drawing itself will show it.
    Validator::new(&schema, options).is_ok_and(|validator| !validator.is_valid(value))
}

/// Whether a character is of a kind.
type Fits = fn(char) -> bool;

/// What a value is, without the value.
fn form(value: &Value) -> Message {
    let text = match value {
        Value::Null => return "null".into(),
        Value::Bool(_) => return ReasonId::ABoolean.into(),
        Value::Number(number) if number.is_f64() => return ReasonId::AFraction.into(),
        Value::Number(number) => {
            return ReasonId::AnInteger.with([number.to_string().trim_start_matches('-').len().into()]);
        }
        Value::Array(items) => return ReasonId::AList.with([items.len().into()]),
        Value::Object(_) => return ReasonId::AnObject.into(),
        Value::String(text) => text,
    };
    let kinds: [(ReasonId, Fits); 5] = [
        (ReasonId::SmallLetters, |c| c.is_ascii_lowercase()),
        (ReasonId::Capitals, |c| c.is_ascii_uppercase()),
        (ReasonId::Digits, |c| c.is_ascii_digit()),
        (ReasonId::Signs, |c| c.is_ascii_graphic() && !c.is_ascii_alphanumeric()),
        (ReasonId::BeyondAscii, |c| !c.is_ascii_graphic()),
    ];
    let there: Vec<ReasonId> = kinds.iter().filter(|(_, fits)| text.contains(*fits)).map(|(name, _)| *name).collect();
    if there.is_empty() {
        return ReasonId::AnEmptyText.into();
    }
    ReasonId::AText.with([text.chars().count().into(), Message::joined(MessageId::Comma, there)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        contract::Readings,
        run::testing::{KEY, edited, files, profile},
    };

    /// What is wrong with an item that is taken from a credential.
    fn told(item: &Value, key: &str) -> Option<String> {
        let files = edited(files(), "schemas/shop/order.request.schema.json", |schema| {
            let mut item = item.clone();
            item["x-from"] = json!("credentials/key");
            schema["properties"]["item"] = item;
        });
        let contract = Contract::load(&files, "shop", &Readings::new()).unwrap_or_else(|errors| panic!("{errors:?}"));
        let mut given = profile("");
        given.credentials.insert("key".to_owned(), key.to_owned());
        unfit(&contract, contract.operation("order").expect("it is there"), &given).map(|unfit| unfit.to_string())
    }

    #[test]
    fn a_value_that_breaks_its_place_is_told_by_what_it_is_and_never_itself() {
        let cited = |schema: Value| {
            let mut schema = schema;
            schema["x-requirement"] = json!("SH-item");
            schema
        };
        for (schema, key, due) in [
            (json!({"type": "string", "pattern": "^[0-9A-Za-z-]{1,27}$"}), "20261129-0001", None),
            (json!({"type": "string", "maxLength": 40}), KEY, None),
            (
                cited(json!({"type": "string", "pattern": "^[a-z0-9]+$"})),
                "p\"a'b<C",
                Some(
                    "a text of 7 characters (small letters, capitals, signs), which breaks `pattern` of /item (SH-item)",
                ),
            ),
            (
                cited(json!({"type": "string", "maxLength": 2})),
                "12 ",
                Some(
                    "a text of 3 characters (digits, spaces or letters beyond ASCII), which breaks `maxLength` of /item (SH-item)",
                ),
            ),
            (
                cited(json!({"type": "integer"})),
                "7",
                Some("a text of 1 characters (digits), which breaks `type` of /item (SH-item)"),
            ),
            (cited(json!({"minLength": 1})), "", Some("an empty text, which breaks `minLength` of /item (SH-item)")),
        ] {
            let due = due.map(|due| format!("the credential `key` is {due}"));
            assert_eq!(told(&schema, key), due, "{schema}");
        }
    }

    #[test]
    fn every_value_has_a_form() {
        for (value, due) in [
            (json!(null), "null"),
            (json!(true), "a boolean"),
            (json!(1.5), "a fraction"),
            (json!(-120), "an integer of 3 digits"),
            (json!([1]), "a list of 1 items"),
            (json!({}), "an object"),
        ] {
            assert_eq!(form(&value).english(), due);
        }
    }
}
