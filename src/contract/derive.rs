//! A contract that nobody wrote: what an OpenAPI description states becomes requirements by itself, with ids that stay the same from run to
//! run, so that a target can be tested before anything else is known of it.

use serde_json::{Map, Value, json};

use super::{
    Files, LoadError, Reading, Readings,
    derived_key::key_of,
    derived_requirements::rows,
    derived_setup::{Maker, makers, security, setup},
    json_layout::laid_out,
    openapi::{Described, Description, Entry, In, StatusKey, credential_of, yaml},
};

/// Statuses by which a target refuses for what it holds, and not for what the request is.
const OF_STATE: [u16; 10] = [401, 402, 403, 404, 409, 410, 412, 423, 428, 429];
/// Query parameters that bound the length of a list.
const BOUNDS: [&str; 8] =
    ["limit", "per_page", "perPage", "page_size", "pageSize", "size", "max_results", "maxResults"];

/// The contract that a description makes by itself: its id and its files, the description among them. `name` is that of the description
/// file.
pub fn derived(name: &str, text: &str) -> Result<(String, Files), Vec<LoadError>> {
    let id = &id_of(name, text);
    let ending = if yaml::is_yaml(name) { "yaml" } else { "json" };
    let folder = format!("schemas/{id}");
    let files = Files::embedded_forms().with(&format!("{folder}/openapi.{ending}"), text.to_owned());
    let (readings, in_force): (Vec<Reading>, Readings) = (Vec::new(), Readings::new());
    let description = Description::load(&files, id, &readings, &in_force)?;
    let entries = description.entries()?;
    if entries.is_empty() {
        let fix = "describe at least one operation under `paths`";
        return Err(vec![LoadError::new(&description.file, "/paths", "the description has no operation", fix)]);
    }
    let credentials = schemes(&description);
    let names: Vec<&str> = credentials.keys().map(String::as_str).collect();
    let described = all_described(&description, &entries, &names)?;
    let makers = makers(&described);
    let operations: Map<String, Value> =
        described.iter().map(|one| (key_of(&one.entry), operation(one, &makers))).collect();
    let title = description.root.pointer("/info/title").and_then(Value::as_str).unwrap_or(id);
    let contract = json!({
        "$schema": "../_meta/contract.schema.json",
        "id": id,
        "language": "en",
        "title": title,
        "source": {"document": name, "title": title},
        "derive": true,
        "credentials": credentials,
        "catalogue": {"requirement": "description.codes"},
        "operations": operations
    });
    let mut all = Vec::new();
    for one in &described {
        all.extend(rows(&description, name, one, bound(one).is_some())?);
    }
    all.push(json!({
        "id": "description.codes", "level": "open", "source": {"document": name, "anchor": "#/paths"},
        "text": {"ja": "業務コードは文書化されていない。", "en": "No business code is documented."}
    }));
    let requirements = json!({"$schema": "../_meta/requirements.schema.json", "contract": id, "requirements": all});
    let codes = json!({"$schema": "../_meta/codes.schema.json", "contract": id, "codes": []});
    let mut files = files;
    for one in described.iter().filter(|one| one.is_guarded()) {
        let scenario = security(id, one, &credentials);
        files = files.with(&format!("scenarios/{id}/{}-security.json", key_of(&one.entry)), laid_out(&scenario));
    }
    let files = files
        .with(&format!("{folder}/contract.json"), laid_out(&contract))
        .with(&format!("{folder}/requirements.json"), laid_out(&requirements))
        .with(&format!("{folder}/codes.json"), laid_out(&codes));
    Ok((id.clone(), files))
}

/// Every operation of a description.
fn all_described(
    description: &Description,
    entries: &[Entry],
    credentials: &[&str],
) -> Result<Vec<Described>, Vec<LoadError>> {
    let mut described = Vec::new();
    let mut errors = Vec::new();
    for entry in entries {
        match Described::read(description, entry, None, credentials) {
            Ok(one) => described.push(one),
            Err(more) => errors.extend(more),
        }
    }
    if errors.is_empty() { Ok(described) } else { Err(errors) }
}

/// The id of the contract: the title of the description in small letters, else the name of its file.
fn id_of(name: &str, text: &str) -> String {
    let title = yaml::read(name, text).ok();
    let title = title.as_ref().and_then(|root| root.pointer("/info/title")).and_then(Value::as_str);
    let words = |text: &str| {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_ascii_lowercase).take(4).collect::<Vec<_>>().join("-")
    };
    let id = title.map(words).filter(|id| id.starts_with(|c: char| c.is_ascii_lowercase()));
    id.unwrap_or_else(|| "api".to_owned())
}

/// What the contract says of one operation.
fn operation(described: &Described, makers: &[Maker]) -> Value {
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
    let made = setup(&described.entry, makers);
    if !made.steps.is_empty() {
        operation["setup"] = Value::Array(made.steps);
        operation["draw"] = Value::Object(made.draw);
        operation["from"] = Value::Object(made.from);
    }
    if let Some(rule) = bound(described) {
        let text = "A list is no longer than the request asks for.";
        operation["invariants"] = json!([{"id": format!("{}-bound", slug(&key)), "requirement": id("bound"), "rule": rule, "text": {"ja": "一覧は要求した件数を超えない。", "en": text}}]);
    }
    operation
}

/// A key in the letters of the id of an invariant.
fn slug(key: &str) -> String {
    let plain = key.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    let plain: String = plain.collect();
    plain.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// The rule of a query parameter that bounds a list.
fn bound(described: &Described) -> Option<String> {
    let named = |name: &str| BOUNDS.contains(&name);
    let all = described.spellings();
    let own = all.iter().find(|one| one.place == In::Query && named(&one.name))?;
    let good = described.answers.iter().find(|answer| answer.status.holds(200))?;
    let schema = good.contents.iter().find_map(|content| content.schema.as_ref())?;
    let list = list_in(&schema.schema)?;
    Some(format!("!has(request.query) || !has(request.query.{0}) || size({list}) <= int(request.query.{0})", own.name))
}

/// Where the list of a response stands: it is the whole, or the only required property that is one.
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

/// The credentials that a profile may give: one for each security scheme.
fn schemes(description: &Description) -> Map<String, Value> {
    let all = description.root.pointer("/components/securitySchemes").and_then(Value::as_object);
    all.into_iter().flat_map(Map::keys).map(|name| (credential_of(name), json!({"secret": true}))).collect()
}
