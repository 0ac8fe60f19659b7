//! What of each part of a request arrives at the target: its path, query, headers, cookies and body.

use serde_json::{Map, Value};

pub(super) use crate::util::plain::plain as text;

use crate::contract::{BodyForm, BodyKind, In, Parameter, Style};

/// Headers that say how a request is framed: what is drawn for them would break the request as a whole.
const OF_TRANSPORT: [&str; 10] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// How the parts of a request travel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// The headers that the schema describes, as it writes them; their case says nothing.
    pub headers: Vec<String>,
    /// The parameters that a description spells out; others are spelled as queries are by default.
    pub parameters: Vec<Parameter>,
    /// The body, where it is not JSON.
    pub body: Option<BodyForm>,
}

impl Parts {
    fn style(&self, place: In, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|one| one.place == place && one.name == name)
    }

    /// Whether the body is text in which types cannot be distinguished.
    pub(super) fn is_form(&self) -> bool {
        self.body.as_ref().is_some_and(|body| body.kind != BodyKind::Json)
    }

    /// Whether a parameter or field is spelled as text, and not as JSON, which distinguishes types.
    pub(super) fn is_spelled(&self, part: &str, name: Option<&str>) -> bool {
        let Some(name) = name else { return part == "body" };
        let place = match part {
            "path" => In::Path,
            "query" => In::Query,
            "cookies" => In::Cookie,
            "body" => {
                let field = self.body.as_ref().and_then(|body| body.fields.get(name));
                return field.is_none_or(|spelling| spelling.style != Style::Json);
            }
            _ => In::Header,
        };
        let like = |one: &&Parameter| one.place == place && one.name.eq_ignore_ascii_case(name);
        self.parameters.iter().find(like).is_none_or(|parameter| parameter.style != Style::Json)
    }

    /// The parts in which types cannot be distinguished.
    pub(super) fn of_text(&self) -> Vec<&'static str> {
        let mut all = vec!["query", "headers"];
        let said = |place: In| self.parameters.iter().any(|one| one.place == place);
        all.extend(
            [("path", In::Path), ("cookies", In::Cookie)]
                .iter()
                .filter(|(_, place)| said(*place))
                .map(|(name, _)| *name),
        );
        if self.is_form() {
            all.push("body");
        }
        all
    }

    pub(super) fn read_part(&self, name: &str, part: &Value) -> Result<Option<Value>, Lost> {
        match name {
            "query" => query(self, part),
            "headers" => part.as_object().map(|fields| read_headers(fields, &self.headers).ok_or(Lost)).transpose(),
            "path" => part.as_object().map(|fields| self.read_path(fields)).transpose(),
            "cookies" => part.as_object().map(|fields| self.read_cookies(fields)).transpose(),
            "body" => match &self.body {
                Some(body) => read_body(body, part),
                None => Ok(Some(part.clone())),
            },
            _ => Ok(None),
        }
    }

    /// Steps of a path. One that is empty, or leads up, makes another address.
    fn read_path(&self, fields: &Map<String, Value>) -> Result<Value, Lost> {
        let mut read = Map::new();
        for (name, value) in fields {
            let value = match value {
                Value::Array(items) if items.iter().any(|item| is_void(item) || text(item).contains(',')) => {
                    return Err(Lost);
                }
                Value::Array(items) if items.is_empty() => return Err(Lost),
                Value::Array(items) => Value::Array(items.iter().map(scalar).collect()),
                other if is_void(other) => return Err(Lost),
                other => scalar(other),
            };
            if matches!(text(&value).as_str(), "." | "..") {
                return Err(Lost);
            }
            read.insert(name.clone(), value);
        }
        let all = self.parameters.iter().filter(|one| one.place == In::Path);
        let is_whole = all.into_iter().all(|one| read.contains_key(&one.name));
        if is_whole { Ok(Value::Object(read)) } else { Err(Lost) }
    }

    fn read_cookies(&self, fields: &Map<String, Value>) -> Result<Value, Lost> {
        let mut read = Map::new();
        for (name, value) in fields {
            if name.is_empty() || name.contains(|c: char| !c.is_ascii_graphic() || "=;,\"".contains(c)) {
                return Err(Lost);
            }
            let parameter = self.style(In::Cookie, name);
            read.extend(spelled_back(parameter, value)?.map(|value| (name.clone(), value)));
        }
        Ok(Value::Object(read))
    }
}

/// Whether nothing of a value would appear in a path.
fn is_void(value: &Value) -> bool {
    value.is_null() || value == "" || value.as_object().is_some_and(Map::is_empty)
}

/// A body as it arrives.
fn read_body(form: &BodyForm, body: &Value) -> Result<Option<Value>, Lost> {
    match (form.kind, body) {
        (BodyKind::Json, _) => Ok(Some(body.clone())),
        (BodyKind::Text, Value::String(text)) if text.is_empty() => Ok(None),
        (BodyKind::Text, Value::Null) => Ok(None),
        (BodyKind::Text, other) => Ok(Some(text(other).into())),
        (BodyKind::Form | BodyKind::Multipart, Value::Object(fields)) => {
            let mut read = Map::new();
            for (name, value) in fields {
                let spelling = form.fields.get(name);
                let style = spelling.map_or(Style::Form, |spelling| spelling.style);
                let explode = spelling.is_none_or(|spelling| spelling.explode);
                // A file is bytes, whatever they say.
                if spelling.is_some_and(|spelling| spelling.file) && !value.is_array() && !value.is_null() {
                    read.insert(name.clone(), text(value).into());
                    continue;
                }
                let is_json = style == Style::Json || (form.kind == BodyKind::Multipart && value.is_object());
                let value = if is_json { Some(value.clone()) } else { read_in_style(style, explode, value)? };
                read.extend(value.map(|value| (name.clone(), value)));
            }
            Ok(Some(Value::Object(read)))
        }
        (BodyKind::Form | BodyKind::Multipart, _) => Err(Lost),
    }
}

/// The value of a parameter as it arrives in the style that it is spelled in; none where nothing of it does.
fn spelled_back(parameter: Option<&Parameter>, value: &Value) -> Result<Option<Value>, Lost> {
    match parameter {
        Some(parameter) if parameter.style == Style::Json => Ok(Some(value.clone())),
        Some(parameter) => read_in_style(parameter.style, parameter.explode, value),
        None => Ok(parameter_read(value)),
    }
}

fn read_in_style(style: Style, explode: bool, value: &Value) -> Result<Option<Value>, Lost> {
    match (style, value) {
        (Style::DeepObject, Value::Object(fields)) => {
            let mut read = Map::new();
            for (key, value) in fields {
                if key.is_empty() || key.contains(['[', ']']) {
                    return Err(Lost);
                }
                read.extend(read_in_style(style, explode, value)?.map(|value| (key.clone(), value)));
            }
            Ok((!read.is_empty()).then_some(Value::Object(read)))
        }
        (Style::DeepObject, Value::Array(items)) => {
            let mut read = Vec::new();
            for item in items.iter().filter(|item| !item.is_null()) {
                read.extend(read_in_style(style, explode, item)?);
            }
            Ok((!read.is_empty()).then_some(Value::Array(read)))
        }
        (_, Value::Array(items)) if !explode => {
            let delimiter = match style {
                Style::SpaceDelimited => ' ',
                Style::PipeDelimited => '|',
                _ => ',',
            };
            // What is between two items may be in none of them.
            let is_lost = |item: &Value| item == "" || item.is_null() || text(item).contains(delimiter);
            if items.iter().any(is_lost) { Err(Lost) } else { Ok(parameter_read(value)) }
        }
        // Its keys stand among the other parameters, where they may mean something else.
        (Style::Form, Value::Object(fields)) if explode && !fields.is_empty() => Err(Lost),
        _ => Ok(parameter_read(value)),
    }
}

/// What cannot travel at all.
pub(super) struct Lost;

/// A query as it arrives: as text where it was drawn as one, else its parameters; nothing where it is neither.
fn query(parts: &Parts, value: &Value) -> Result<Option<Value>, Lost> {
    match value {
        Value::String(text) if text.is_empty() => Ok(None),
        // An address has no room for others, and ends at a `#`.
        Value::String(text) if text.bytes().all(|b| b.is_ascii_graphic() && b != b'#') => Ok(Some(value.clone())),
        Value::String(_) => Err(Lost),
        Value::Object(fields) => {
            let mut read = Map::new();
            for (name, value) in fields {
                let value = spelled_back(parts.style(In::Query, name), value)?;
                read.extend(value.map(|value| (name.clone(), value)));
            }
            Ok(Some(read.into()))
        }
        _ => Ok(None),
    }
}

/// A query parameter as it arrives; none where nothing of it does.
fn parameter_read(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Array(items) => {
            let there: Vec<Value> = items.iter().filter(|item| !item.is_null()).map(scalar).collect();
            (!there.is_empty()).then_some(Value::Array(there))
        }
        other => Some(scalar(other)),
    }
}

/// What has parts inside is there as one text.
fn scalar(value: &Value) -> Value {
    if value.is_object() || value.is_array() { Value::from(value.to_string()) } else { value.clone() }
}

/// Headers as they arrive; none where they cannot travel. Of two names that differ in case alone the later one counts.
fn read_headers(fields: &Map<String, Value>, known: &[String]) -> Option<Value> {
    let mut read: Map<String, Value> = Map::new();
    for (name, value) in fields {
        let name = known.iter().find(|known| known.eq_ignore_ascii_case(name)).unwrap_or(name);
        if OF_TRANSPORT.iter().any(|own| own.eq_ignore_ascii_case(name)) {
            return None;
        }
        read.retain(|other, _| !other.eq_ignore_ascii_case(name));
        let value = match value {
            Value::Null => continue,
            Value::String(text) if text.contains(|c: char| c.is_control() && c != '\t') => return None,
            Value::String(text) => Value::from(text.trim_matches([' ', '\t'])),
            other => scalar(other),
        };
        read.insert(name.clone(), value);
    }
    Some(Value::Object(read))
}
