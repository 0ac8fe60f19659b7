//! The form of `contract.json`, `requirements.json` and `codes.json`, as serde reads them once their meta-schemas have passed.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::{Map, Value};

use super::{
    Code, Language, Level, Reading, RefusalForm, Requirement, State, Text,
    form_checks::{EchoForm, MessagesForm, NamesForm, RawForm},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ContractForm {
    #[serde(rename = "$schema")]
    _schema: String,
    pub(super) id: String,
    pub(super) title: Text,
    #[serde(default)]
    pub(super) language: Option<Language>,
    pub(super) source: SourceForm,
    #[serde(default)]
    pub(super) credentials: BTreeMap<String, CredentialForm>,
    #[serde(default)]
    pub(super) readings: Vec<Reading>,
    #[serde(default)]
    pub(super) states: Vec<State>,
    #[serde(default)]
    pub(super) character_classes: BTreeMap<String, Vec<String>>,
    pub(super) catalogue: CatalogueForm,
    /// Whether what nobody cites is a requirement by itself.
    #[serde(default)]
    pub(super) derive: bool,
    #[serde(deserialize_with = "by_id")]
    pub(super) operations: Vec<OperationForm>,
}

/// The operations in the order of the file, each with the key that it is under as its id.
fn by_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<OperationForm>, D::Error> {
    let all = Map::<String, Value>::deserialize(deserializer)?;
    let read = all.into_iter().map(|(id, form)| {
        let form: OperationForm = serde_json::from_value(form).map_err(D::Error::custom)?;
        Ok(OperationForm { id, ..form })
    });
    read.collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceForm {
    pub(super) document: String,
    pub(super) title: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CredentialForm {
    pub(super) secret: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CatalogueForm {
    pub(super) requirement: String,
    #[serde(default)]
    pub(super) outside: Vec<Value>,
    #[serde(default)]
    pub(super) credentials: Vec<Value>,
    #[serde(default)]
    pub(super) busy: Vec<Value>,
}

/// What the contract says of an operation besides its description: what success and errors look like, and the rules of its responses. Its
/// meta-schema refuses unknown keys.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OperationForm {
    #[serde(skip)]
    pub(super) id: String,
    /// The id under which the description has it, where that is another.
    #[serde(default)]
    pub(super) operation_id: Option<String>,
    /// The content type of its body, where the description gives several.
    #[serde(default)]
    pub(super) content_type: Option<String>,
    #[serde(default)]
    pub(super) title: Option<Text>,
    #[serde(default)]
    pub(super) method: Option<String>,
    #[serde(default)]
    pub(super) path: Option<String>,
    /// Whether it changes anything; where it is not said, its method says.
    #[serde(default)]
    pub(super) writes: Option<bool>,
    #[serde(default)]
    pub(super) distinct: bool,
    #[serde(default = "yes")]
    pub(super) generated: bool,
    #[serde(default)]
    pub(super) cookies: bool,
    #[serde(default)]
    pub(super) draw: Map<String, Value>,
    #[serde(default)]
    pub(super) makes: Vec<String>,
    #[serde(default)]
    pub(super) removed_by: Option<RemovedBy>,
    #[serde(default)]
    pub(super) headers: Map<String, Value>,
    #[serde(default)]
    pub(super) query: Map<String, Value>,
    #[serde(default)]
    pub(super) carries: Carries,
    /// Places of a request, each with where its value comes from.
    #[serde(default)]
    pub(super) from: BTreeMap<String, String>,
    /// The schema of its requests, where it is not that of the description.
    #[serde(default)]
    pub(super) request: Option<String>,
    #[serde(default)]
    pub(super) setup: Vec<Value>,
    #[serde(default)]
    pub(super) contexts: Vec<ContextForm>,
    #[serde(default)]
    pub(super) wrong_credentials: Map<String, Value>,
    /// What an id that is nearly right earns, by its place in the path.
    #[serde(default)]
    pub(super) wrong_ids: BTreeMap<String, RefusalForm>,
    /// What a content type of the body earns that is not documented, and a form of response that there is none of.
    #[serde(default)]
    pub(super) unsupported_media_type: Option<RefusalForm>,
    #[serde(default)]
    pub(super) not_acceptable: Option<RefusalForm>,
    pub(super) success: SuccessForm,
    #[serde(default)]
    pub(super) errors: Vec<ErrorForm>,
    pub(super) raw: Option<RawForm>,
    #[serde(default)]
    pub(super) invariants: Vec<InvariantForm>,
    #[serde(flatten)]
    pub(super) rules: OperationRules,
}

/// The operation that removes a record which another one made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemovedBy {
    /// The operation.
    pub operation: String,
    /// The only place of its path, which takes the id of the record.
    pub place: String,
}

/// What puts a row where another part of a target judges it, such as among the updates.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextForm {
    /// Its id, which is in reports.
    pub id: String,
    /// What it is.
    pub text: Text,
    /// By the pattern of a row, its fields that put it there, each with where its value comes from: `setup/<step>/<way>`.
    pub rows: BTreeMap<String, BTreeMap<String, String>>,
    /// Kinds of breach that are none there.
    #[serde(default)]
    pub except: Vec<String>,
}

/// What the checks of responses know of an operation. A check that needs a requirement and no more reads it from `plain`; one with
/// more to set has a field here.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OperationRules {
    /// What a 5xx breaks.
    pub server_error: RequirementForm,
    /// What a wrong content type, or a body that is not JSON, breaks.
    pub content: ContentForm,
    /// What must come back.
    #[serde(default)]
    pub echo: Option<EchoForm>,
    /// What is broken where a check finds something, by the key in the contract (`secrets`, `leaks`).
    #[serde(flatten)]
    pub plain: BTreeMap<String, RequirementForm>,
}

/// What the checks of responses know of one kind of error; `plain` as in [`OperationRules`].
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorRules {
    /// The statuses it travels under.
    #[serde(default)]
    pub status: Option<StatusForm>,
    /// Where the parameter at fault is named.
    #[serde(default)]
    pub names: Option<NamesForm>,
    /// Message templates.
    #[serde(default)]
    pub messages: Option<MessagesForm>,
    /// What is there where there is no error.
    #[serde(default)]
    pub success: Vec<Value>,
    /// Whether a target may use codes of its own there.
    #[serde(default)]
    pub own_codes: bool,
    /// What is broken where a check finds something, by the key in the contract (`others`).
    #[serde(flatten)]
    pub plain: BTreeMap<String, RequirementForm>,
}

/// What the request schema of an operation describes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Carries {
    /// The body.
    #[default]
    Body,
    /// An object with any of `path`, `query`, `headers`, `cookies` and `body`.
    Parts,
}

/// A rule of the harness itself, and the requirement that it speaks for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequirementForm {
    /// The requirement.
    pub requirement: String,
    /// A level below that of the requirement.
    #[serde(default)]
    pub level: Option<Level>,
}

/// What is said of the content of responses.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ContentForm {
    /// What a body that is not JSON breaks.
    pub requirement: String,
    /// A level below that of the requirement.
    #[serde(default)]
    pub level: Option<Level>,
    /// What a content type other than JSON breaks; the same where it is not given.
    #[serde(default)]
    pub content_type: Option<RequirementForm>,
    /// Which responses it is about.
    #[serde(default)]
    pub on: ContentOf,
}

/// Of which responses a document says that they are JSON.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContentOf {
    /// All.
    #[default]
    Any,
    /// Those with a status of success.
    Success,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SuccessForm {
    pub(super) requirement: String,
    #[serde(default)]
    pub(super) status: Option<Vec<u16>>,
    /// Statuses of refusals that rest on what the target holds, and not on what the request is.
    #[serde(default)]
    pub(super) unless: Vec<u16>,
    #[serde(default)]
    pub(super) shape: Option<ShapeForm>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShapeForm {
    /// Where the schema is: a file next to the description, or a place in it; that of the description where none is named.
    #[serde(default)]
    pub(super) schema: Option<String>,
    pub(super) requirement: String,
}

/// One kind of error. Its meta-schema refuses unknown keys.
#[derive(Clone, Deserialize)]
pub(super) struct ErrorForm {
    pub(super) id: String,
    #[serde(default)]
    pub(super) scope: String,
    pub(super) code: String,
    #[serde(default)]
    pub(super) message: Option<String>,
    #[serde(default)]
    pub(super) shape: Option<ShapeForm>,
    #[serde(flatten)]
    pub(super) rules: ErrorRules,
}

/// The statuses under which errors travel.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct StatusForm {
    /// Allowed whatever the code.
    #[serde(default)]
    pub any: Vec<u16>,
    /// Allowed for a code (as text).
    #[serde(default)]
    pub by_code: BTreeMap<String, Vec<u16>>,
    /// The requirement that a wrong status breaks; that of the code where none is named.
    #[serde(default)]
    pub requirement: Option<String>,
    /// Its level, if lower than the requirement's.
    #[serde(default)]
    pub level: Option<Level>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InvariantForm {
    pub(super) id: String,
    pub(super) requirement: String,
    #[serde(default)]
    pub(super) level: Option<Level>,
    #[serde(default = "success")]
    pub(super) on: String,
    #[serde(default)]
    pub(super) each: Option<String>,
    #[serde(default)]
    pub(super) when: Option<String>,
    pub(super) rule: String,
    pub(super) text: Text,
}

fn yes() -> bool {
    true
}

fn success() -> String {
    "success".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequirementsForm {
    #[serde(rename = "$schema")]
    _schema: String,
    pub(super) contract: String,
    pub(super) requirements: Vec<Requirement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodesForm {
    #[serde(rename = "$schema")]
    _schema: String,
    pub(super) contract: String,
    pub(super) codes: Vec<Code>,
}
