//! The body of a request by content type, and how a value becomes its bytes.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    super::{DescribedId, LoadError, escape},
    description::{Description, Located},
    parameter::{In, Style},
};

/// How a value becomes the bytes of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    /// As JSON.
    Json,
    /// As `application/x-www-form-urlencoded`.
    Form,
    /// As `multipart/form-data`.
    Multipart,
    /// As text, just as it is.
    Text,
}

/// How one field of a form is spelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    /// `form`, `spaceDelimited`, `pipeDelimited`, `deepObject`, or one JSON text.
    pub style: Style,
    /// Whether each item of a list, and each key of an object, is spelled by itself.
    pub explode: bool,
    /// The content type of the part, in a multipart body.
    pub content_type: Option<String>,
    /// Whether the part is a file, in a multipart body.
    pub file: bool,
}

/// The body of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyForm {
    /// Its content type.
    pub media: String,
    /// How a value becomes its bytes.
    pub kind: BodyKind,
    /// How the fields of a form are spelled, where that is said.
    pub fields: BTreeMap<String, Spelling>,
}

impl Default for BodyForm {
    fn default() -> Self {
        Self { media: "application/json".to_owned(), kind: BodyKind::Json, fields: BTreeMap::new() }
    }
}

/// A body as the description has it.
pub(super) struct BodyOf {
    pub(super) own: BodyForm,
    pub(super) schema: Located,
    pub(super) required: bool,
    /// Every content type that it may have.
    pub(super) all: Vec<String>,
    /// Our words next to the content.
    pub(super) words: Map<String, Value>,
}

impl BodyOf {
    /// Reads the body of a request: in the requested content type, else in the first one that is JSON, else in the first.
    pub(super) fn read(
        description: &Description,
        at: &str,
        value: &Value,
        wanted: Option<&str>,
    ) -> Result<Option<Self>, LoadError> {
        let Located { file, pointer, value } = description.part(at, value)?;
        let Some(contents) = value.get("content").and_then(Value::as_object) else {
            let fix = DescribedId::GiveContent;
            return Err(LoadError::new(&file, &pointer, DescribedId::NoContent, fix));
        };
        let found = match wanted {
            Some(wanted) => contents.iter().find(|(media, _)| essence(media) == essence(wanted)),
            None => contents.iter().find(|(media, _)| is_json(media)).or_else(|| contents.iter().next()),
        };
        let Some((media, content)) = found else {
            let there = contents.keys().map(String::as_str);
            let problem = DescribedId::NoMedia.with([wanted.unwrap_or_default().into()]);
            return Err(LoadError::unknown(&file, &format!("{pointer}/content"), problem, there));
        };
        let at = format!("{pointer}/content/{}", escape(media));
        let kind = kind(media).ok_or_else(|| {
            let fix = DescribedId::SendRaw;
            LoadError::new(&file, &at, DescribedId::NotGenerated.with([media.into()]), fix)
        })?;
        let words = |value: &Value| -> Map<String, Value> {
            let all = value.as_object().into_iter().flatten().filter(|(key, _)| key.starts_with("x-"));
            all.map(|(key, value)| (key.clone(), value.clone())).collect()
        };
        let mut said = words(&value);
        said.extend(words(content));
        let schema = content.get("schema").cloned().unwrap_or(Value::Bool(true));
        let schema = Located { file: file.clone(), pointer: format!("{at}/schema"), value: schema };
        let mut fields = encodings(&file, &at, content)?;
        if kind == BodyKind::Multipart {
            files(description, &schema, &mut fields);
        }
        let own = BodyForm { media: sent_as(media, kind), kind, fields };
        let required = value.get("required") == Some(&Value::Bool(true));
        let all = contents.keys().cloned().collect();
        Ok(Some(Self { own, schema, required, all, words: said }))
    }
}

/// The content type that a body is sent under: a range such as `*/*` names none.
fn sent_as(media: &str, kind: BodyKind) -> String {
    if !media.contains('*') {
        return media.to_owned();
    }
    match kind {
        BodyKind::Json => "application/json",
        BodyKind::Text => "text/plain",
        BodyKind::Form => "application/x-www-form-urlencoded",
        BodyKind::Multipart => "multipart/form-data",
    }
    .to_owned()
}

/// A content type without its parameters, in small letters.
fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a content type is one that is documented, which may be a range, or another name of JSON.
pub(crate) fn holds(documented: &str, media: &str) -> bool {
    let (own, came) = (essence(documented), essence(media));
    let range = own.strip_suffix('*').is_some_and(|start| start == "*/" || came.starts_with(start));
    range || own == came || (is_json(&own) && is_json(&came))
}

/// Whether a content type is JSON.
pub(crate) fn is_json(media: &str) -> bool {
    let essence = essence(media);
    essence == "application/json" || essence.ends_with("+json") || essence == "text/json"
}

fn kind(media: &str) -> Option<BodyKind> {
    let essence = essence(media);
    Some(match essence.as_str() {
        "application/x-www-form-urlencoded" => BodyKind::Form,
        "multipart/form-data" => BodyKind::Multipart,
        "*/*" | "application/*" => BodyKind::Json,
        _ if is_json(media) => BodyKind::Json,
        "application/octet-stream" | "application/xml" => BodyKind::Text,
        text if text.starts_with("text/") || text.starts_with("image/") || text.ends_with("+xml") => BodyKind::Text,
        _ => return None,
    })
}

/// How the fields of a form are spelled, as `encoding` says.
fn encodings(file: &str, at: &str, content: &Value) -> Result<BTreeMap<String, Spelling>, LoadError> {
    let mut fields = BTreeMap::new();
    for (name, encoding) in content.get("encoding").and_then(Value::as_object).into_iter().flatten() {
        let content_type = encoding.get("contentType").and_then(Value::as_str).map(str::to_owned);
        let style = match encoding.get("style").and_then(Value::as_str) {
            None if content_type.as_deref().is_some_and(is_json) => Style::Json,
            None => Style::Form,
            Some(named) => Style::named(named, In::Query).ok_or_else(|| {
                let place = format!("{at}/encoding/{}/style", escape(name));
                let problem = DescribedId::NotFieldStyle.with([named.into()]);
                LoadError::new(file, &place, problem, DescribedId::WriteFieldStyle)
            })?,
        };
        let by_itself = matches!(style, Style::Form | Style::DeepObject);
        let explode = encoding.get("explode").and_then(Value::as_bool).unwrap_or(by_itself);
        let is_file = content_type.as_deref().is_some_and(|kind| !is_json(kind) && !kind.starts_with("text/plain"));
        fields.insert(name.clone(), Spelling { style, explode, content_type, file: is_file });
    }
    Ok(fields)
}

/// Notes the fields that are files: texts of a binary format.
fn files(description: &Description, schema: &Located, fields: &mut BTreeMap<String, Spelling>) {
    let Ok(schema) = description.resolved(schema.clone()) else { return };
    for (name, field) in schema.value.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let at = format!("{}/properties/{}", schema.pointer, escape(name));
        let field = Located { file: schema.file.clone(), pointer: at, value: field.clone() };
        let Ok(Located { value: field, .. }) = description.resolved(field) else { continue };
        let items = field.get("items").unwrap_or(&field);
        if items.get("format") == Some(&Value::from("binary")) || items.get("contentMediaType").is_some() {
            let content_type = items.get("contentMediaType").and_then(Value::as_str);
            let content_type = content_type.unwrap_or("application/octet-stream").to_owned();
            let own = Spelling { style: Style::Form, explode: true, content_type: Some(content_type), file: true };
            fields.entry(name.clone()).or_insert(own);
        }
    }
}
