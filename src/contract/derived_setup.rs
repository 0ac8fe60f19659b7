//! What must be there before an operation can be tested that a description makes no scenario for: the record whose id stands in its path
//! is made by the operation that makes such records, and requests without credentials are made of good ones.

use serde_json::{Map, Value, json};

use super::{
    derived_key::key_of,
    openapi::{Described, Entry, StatusKey, placeholders_of},
};

/// An operation that makes a record, and says its id.
pub(super) struct Maker {
    key: String,
    /// The path below which the records stand.
    path: String,
    /// The properties of its response.
    gives: Vec<String>,
    /// Whether its request is its body alone.
    is_body: bool,
    has_body: bool,
}

/// The operations that make records: POST, with a response of success that is an object.
pub(super) fn makers<'a>(described: impl Iterator<Item = &'a Described>) -> Vec<Maker> {
    let all = described.filter(|one| one.entry.method == "POST");
    let maker = |one: &Described| {
        let is_good = |status: StatusKey| matches!(status, StatusKey::Exactly(200..=299) | StatusKey::Class(2));
        let good = one.answers.iter().find(|answer| is_good(answer.status))?;
        let gathered = good.contents.iter().find_map(|content| content.schema.as_ref())?;
        Some(Maker {
            key: key_of(&one.entry),
            path: one.entry.path.trim_end_matches('/').to_owned(),
            gives: properties(&gathered.schema, &gathered.schema, 0),
            is_body: one.is_body(),
            has_body: one.has_body(),
        })
    };
    all.filter_map(maker).collect()
}

/// The names of the properties of an object, wherever its schema says them.
fn properties(schema: &Value, root: &Value, depth: usize) -> Vec<String> {
    if depth > 8 {
        return Vec::new();
    }
    let mut names: Vec<String> =
        schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys).cloned().collect();
    if let Some(to) = schema.get("$ref").and_then(Value::as_str).and_then(|to| root.pointer(to.trim_start_matches('#')))
    {
        names.extend(properties(to, root, depth + 1));
    }
    for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        names.extend(properties(part, root, depth + 1));
    }
    names
}

/// Set-up steps of an operation, the values that they draw, and where its request takes their ids.
#[derive(Default)]
pub(super) struct Made {
    pub(super) steps: Vec<Value>,
    pub(super) draw: Map<String, Value>,
    pub(super) from: Map<String, Value>,
}

/// The set-up of an operation: each record whose id stands in its path is made, the outermost first. Where nothing makes one, none of them
/// is: an id that is drawn is as good as any.
pub(super) fn setup(entry: &Entry, makers: &[Maker]) -> Made {
    let mut made = Made::default();
    let mut fill: Map<String, Value> = Map::new();
    for name in placeholders_of(&entry.path) {
        let place = format!("/{{{name}}}");
        let Some((before, _)) = entry.path.split_once(&place) else { return Made::default() };
        let found = makers.iter().find_map(|maker| {
            let fits = maker.path == before && maker.key != key_of(entry);
            Some((maker, id_of(maker, name)?)).filter(|_| fits)
        });
        let Some((maker, id)) = found else { return Made::default() };
        let step = format!("make_{}", plain(name));
        let mut call = json!({
            "name": step, "operation": maker.key,
            "expect": {"outcome": "accepted", "requirement": format!("{}.accepted", maker.key)}
        });
        if maker.has_body {
            let drawn = json!({"$draw": step});
            call["body"] = if maker.is_body { drawn } else { json!({"$cel": format!("draw.{step}.body")}) };
            made.draw.insert(step.clone(), json!({"request": maker.key}));
        }
        if !fill.is_empty() {
            call["path"] = Value::Object(fill.clone());
        }
        made.steps.push(call);
        fill.insert(name.to_owned(), json!({"$cel": format!("steps.{step}.response.{id}")}));
        made.from.insert(format!("/path/{name}"), format!("setup/{step}/{id}").into());
    }
    made
}

/// The property of a response that is the id which a path calls by a name.
fn id_of(maker: &Maker, name: &str) -> Option<String> {
    let wanted = plain(name).replace('_', "");
    let is = |given: &&String| plain(given).replace('_', "") == wanted;
    let exact = maker.gives.iter().find(is);
    let own = || maker.gives.iter().find(|given| *given == "id").filter(|_| wanted.ends_with("id"));
    let uuid = || maker.gives.iter().find(|given| *given == "uuid");
    exact.or_else(own).or_else(uuid).filter(|id| is_plain(id)).cloned()
}

fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A name in the letters that a step may have.
fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect()
}

/// The scenario of an operation that asks for credentials: a good request without them.
pub(super) fn security(id: &str, described: &Described, credentials: &Map<String, Value>) -> Value {
    let key = key_of(&described.entry);
    let none: Map<String, Value> = credentials.keys().map(|name| (name.clone(), Value::Null)).collect();
    let requirement = format!("{key}.security");
    let takes_drawn =
        !placeholders_of(&described.entry.path).is_empty() || described.has_body() || described.has_query();
    let draw = if takes_drawn { json!({"request": {"request": key}}) } else { json!({}) };
    let mut step = json!({
        "name": "ask", "operation": key, "credentials": none,
        "expect": {"outcome": "refused", "requirement": requirement}
    });
    let path: Map<String, Value> = placeholders_of(&described.entry.path)
        .into_iter()
        .map(|name| (name.to_owned(), json!({"$cel": format!("draw.request.path['{name}']")})))
        .collect();
    if !path.is_empty() {
        step["path"] = Value::Object(path);
    }
    if described.has_body() {
        let body = if described.is_body() {
            json!({"$draw": "request"})
        } else {
            json!({"$cel": "draw.request.?body.orValue({})"})
        };
        step["body"] = body;
    }
    if described.has_query() {
        step["query"] = json!({"$cel": "draw.request.?query.orValue({})"});
    }
    json!({
        "$schema": "../../schemas/_meta/scenario.schema.json", "contract": id, "name": format!("{key}-security"),
        "title": {"ja": "認証情報のない要求は拒否される", "en": "A request without credentials is refused"},
        "requirements": [requirement],
        "draw": draw,
        "steps": [step]
    })
}
