//! What a contract that is derived says of one operation: its requirements by their ids, the records that its requests need, and how long its
//! lists may be.

use serde_json::{Map, Value, json};

use super::{
    derived_key::key_of,
    derived_setup::{Made, Takes},
    derived_words::{DRAW, INVARIANTS, RAW, SETUP, SOURCES},
    escape,
    openapi::{Described, In, StatusKey},
};

/// Statuses by which a target refuses for what it holds, and not for what the request is.
const OF_STATE: [u16; 10] = [401, 402, 403, 404, 409, 410, 412, 423, 428, 429];
/// Query parameters that bound the length of a list.
const BOUNDS: [&str; 8] =
    ["limit", "per_page", "perPage", "page_size", "pageSize", "size", "max_results", "maxResults"];

/// What the contract says of one operation.
pub(super) fn operation(described: &Described, made: Made, errors: &[Value]) -> Value {
    let key = key_of(&described.entry);
    let id = |what: &str| format!("{key}.{what}");
    let mut operation = json!({
        "success": {"requirement": id("accepted"), "unless": OF_STATE},
        "serverError": {"requirement": id("server-error")},
        "content": {"requirement": id("content")},
        "undocumented": {"requirement": id("status")}
    });
    if described.entry.id != key {
        operation["operationId"] = described.entry.id.as_str().into();
    }
    if !described
        .answers
        .iter()
        .any(|answer| matches!(answer.status, StatusKey::Exactly(200..=299) | StatusKey::Class(2)))
    {
        // A redirect is what such an operation promises; nothing else is.
        operation["success"]["status"] = json!(
            described
                .answers
                .iter()
                .filter_map(|answer| match answer.status {
                    StatusKey::Exactly(status @ 300..=399) => Some(status),
                    _ => None,
                })
                .chain(std::iter::once(200))
                .collect::<Vec<u16>>()
        );
    }
    if !errors.is_empty() {
        operation["errors"] = errors.into();
    }
    if let Some(own) = described.word(SETUP) {
        operation["setup"] = own.clone();
        if let Some(draw) = described.word(DRAW) {
            operation["draw"] = draw.clone();
        }
        if let Some(from) = described.word(SOURCES) {
            operation["from"] = from.clone();
        }
    } else if !made.steps.is_empty() {
        operation["setup"] = Value::Array(made.steps);
        if !made.draw.is_empty() {
            operation["draw"] = Value::Object(made.draw);
        }
        operation["from"] = Value::Object(made.from);
    }
    if let Some(raw) = described.word(RAW) {
        operation["raw"] = raw.clone();
    }
    let invariants = invariants(described, &key);
    if !invariants.is_empty() {
        operation["invariants"] = invariants.into();
    }
    operation
}

/// The rules that must hold of its responses.
fn invariants(described: &Described, key: &str) -> Vec<Value> {
    let mut invariants = described.word(INVARIANTS).and_then(Value::as_array).cloned().unwrap_or_default();
    if let Some(rule) = bound(described) {
        let text = "A list is no longer than the request asks for.";
        invariants.push(json!({"id": format!("{}-bound", slug(key)), "requirement": format!("{key}.bound"), "rule": rule, "text": {"ja": "一覧はリクエストした件数を超えない。", "en": text}}));
    }
    invariants
}

/// Says of the operations that make records where their ids are, and which operation removes them: the `DELETE` that takes nothing but the id.
pub(super) fn note_makers(operations: &mut Map<String, Value>, takes: &[(&Described, Vec<Takes>)]) {
    for (described, all) in takes {
        for one in all.iter().filter(|one| one.is_made && !one.way.starts_with("header:")) {
            let Some(Value::Object(maker)) = operations.get_mut(&one.maker) else { continue };
            let place = format!("/{}", one.way.split('/').map(escape).collect::<Vec<_>>().join("/"));
            let known = maker.entry("makes").or_insert_with(|| json!([place]));
            if described.entry.method == "DELETE" && all.len() == 1 && *known == json!([place]) {
                let by = json!({"operation": key_of(&described.entry), "place": one.place});
                maker.entry("removedBy").or_insert(by);
            }
        }
    }
}

/// A key in the letters of the id of an invariant.
fn slug(key: &str) -> String {
    let plain = key.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    let plain: String = plain.collect();
    plain.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// The rule of a query parameter that bounds a list.
pub(super) fn bound(described: &Described) -> Option<String> {
    let named = |name: &str| BOUNDS.contains(&name);
    let all = described.spellings();
    let own = all.iter().find(|one| one.place == In::Query && named(&one.name))?;
    let good = described.answers.iter().find(|answer| answer.status.holds(200))?;
    let schema = good.contents.iter().find_map(|content| content.schema.as_ref())?;
    let list = list_in(&schema.schema)?;
    Some(format!("!has(request.query) || !has(request.query.{0}) || size({list}) <= int(request.query.{0})", own.name))
}

/// Where the list of a response is: it is the whole, or the only required property that is one.
fn list_in(schema: &Value) -> Option<String> {
    let resolved = |part: &Value| match part.get("$ref").and_then(Value::as_str) {
        Some(to) => schema.pointer(to.trim_start_matches('#')).cloned().unwrap_or_default(),
        None => part.clone(),
    };
    let is_list = |part: &Value| resolved(part).get("type") == Some(&json!("array"));
    if is_list(schema) {
        return Some("response".to_owned());
    }
    let whole = resolved(schema);
    let required = whole.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let properties = whole.get("properties").and_then(Value::as_object)?;
    let mut lists = properties.iter().filter(|(_, property)| is_list(property)).map(|(name, _)| name);
    let name = lists.next()?;
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (lists.next().is_none() && required.contains(&json!(name)) && is_plain).then(|| format!("response.{name}"))
}
