//! A contract that nobody wrote: what an OpenAPI description states becomes requirements by itself, with ids that stay the same from run to
//! run, so that a target can be tested before anything else is known of it.

use std::{collections::BTreeSet, fmt};

use serde_json::{Map, Value, json};

use super::{
    Contract, Files, LoadError, Reading, Readings,
    derived_key::key_of,
    derived_requirements::{left_out as of_left_out, rows},
    derived_setup::{Maker, makers, security, setup},
    json_layout::laid_out,
    openapi::{Described, Description, Entry, In, StatusKey, credential_of, yaml},
    unescape,
};

/// Statuses by which a target refuses for what it holds, and not for what the request is.
const OF_STATE: [u16; 10] = [401, 402, 403, 404, 409, 410, 412, 423, 428, 429];
/// Query parameters that bound the length of a list.
const BOUNDS: [&str; 8] =
    ["limit", "per_page", "perPage", "page_size", "pageSize", "size", "max_results", "maxResults"];

/// A contract that a description made by itself.
pub struct Derived {
    /// Its id.
    pub id: String,
    /// Its files, the description among them.
    pub files: Files,
    /// The contract that the files make, so that nobody need read them again.
    pub contract: Contract,
    /// The operations that cannot be tested, and why: each costs no other its test.
    pub left_out: Vec<(String, Vec<LoadError>)>,
}

impl fmt::Debug for Derived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Derived").field("id", &self.id).field("left_out", &self.left_out).finish_non_exhaustive()
    }
}

/// The contract that a description makes by itself. `name` is that of the description file.
pub fn derived(name: &str, text: &str) -> Result<Derived, Vec<LoadError>> {
    let id = &id_of(name, text);
    let ending = if yaml::is_yaml(name) { "yaml" } else { "json" };
    let files = Files::embedded_forms().with(&format!("schemas/{id}/openapi.{ending}"), text.to_owned());
    let (readings, in_force): (Vec<Reading>, Readings) = (Vec::new(), Readings::new());
    let description = Description::load(&files, id, &readings, &in_force)?.of_derived(true);
    let maker = Deriver { name, id, description: &description, credentials: schemes(&description) };
    let (mut described, mut left_out) = maker.described();
    if described.is_empty() && left_out.is_empty() {
        let fix = "describe at least one operation under `paths`";
        return Err(vec![LoadError::new(&description.file, "/paths", "the description has no operation", fix)]);
    }
    loop {
        if described.is_empty() {
            return Err(left_out.into_iter().flat_map(|one| one.errors).collect());
        }
        let made = maker.files(&files, &described, &left_out);
        let (contract, unworkable) = Contract::workable(&made, id, &Readings::new())?;
        if unworkable.is_empty() {
            let left_out = left_out.into_iter().map(|one| (one.call, one.errors)).collect();
            return Ok(Derived { id: id.clone(), files: made, contract, left_out });
        }
        // What took a record of one of those gets another set-up in the next round.
        for (key, errors) in unworkable {
            let Some(at) = described.iter().position(|(one, _)| key_of(&one.entry) == key) else {
                return Err(errors);
            };
            let (one, _) = described.remove(at);
            left_out.push(LeftOut::of(&one.entry, errors));
        }
    }
}

/// An operation that cannot be tested.
struct LeftOut {
    key: String,
    call: String,
    errors: Vec<LoadError>,
}

impl LeftOut {
    fn of(entry: &Entry, errors: Vec<LoadError>) -> Self {
        Self { key: key_of(entry), call: format!("{} {} ({})", entry.method, entry.path, entry.id), errors }
    }

    /// A path that cannot be read.
    fn of_path(error: LoadError) -> Self {
        let path = error.pointer.trim_start_matches("/paths/").split('/').next().map(unescape).unwrap_or_default();
        let letters = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let key = format!("path{}", path.chars().map(letters).collect::<String>());
        Self { key, call: path, errors: vec![error] }
    }
}

/// What makes the files of a contract.
struct Deriver<'a> {
    name: &'a str,
    id: &'a str,
    description: &'a Description,
    credentials: Map<String, Value>,
}

impl Deriver<'_> {
    /// The operations with their requirements, and those that cannot be read.
    fn described(&self) -> (Vec<(Described, Vec<Value>)>, Vec<LeftOut>) {
        let names: Vec<&str> = self.credentials.keys().map(String::as_str).collect();
        let (entries, errors) = self.description.readable();
        let (mut described, mut left_out) = (Vec::new(), errors.into_iter().map(LeftOut::of_path).collect::<Vec<_>>());
        let mut keys = BTreeSet::new();
        for entry in &entries {
            let rows = |one: Described| {
                let rows = rows(self.description, self.name, &one, bound(&one).is_some())?;
                Ok((one, rows))
            };
            let read = if keys.insert(key_of(entry)) {
                Described::read(self.description, entry, None, &names).and_then(rows)
            } else {
                let problem =
                    format!("in the letters that an id may have, `{}` is that of another operation", entry.id);
                Err(vec![LoadError::new(
                    &self.description.file,
                    &entry.pointer,
                    problem,
                    "give it another `operationId`",
                )])
            };
            match read {
                Ok(one) => described.push(one),
                Err(errors) => left_out.push(LeftOut::of(entry, errors)),
            }
        }
        (described, left_out)
    }

    /// The files of the contract beside the description.
    fn files(&self, files: &Files, all: &[(Described, Vec<Value>)], left_out: &[LeftOut]) -> Files {
        let (name, id, folder) = (self.name, self.id, format!("schemas/{}", self.id));
        let makers = makers(all.iter().map(|(one, _)| one));
        let operations: Map<String, Value> =
            all.iter().map(|(one, _)| (key_of(&one.entry), operation(one, &makers))).collect();
        let title = self.description.root.pointer("/info/title").and_then(Value::as_str).unwrap_or(id);
        let contract = json!({
            "$schema": "../_meta/contract.schema.json",
            "id": id,
            "language": "en",
            "title": title,
            "source": {"document": name, "title": title},
            "derive": true,
            "credentials": self.credentials,
            "catalogue": {"requirement": "description.codes"},
            "operations": operations
        });
        let codes = json!({"$schema": "../_meta/codes.schema.json", "contract": id, "codes": []});
        let mut files = files.clone();
        for (one, _) in all.iter().filter(|(one, _)| one.is_guarded()) {
            let scenario = security(id, one, &self.credentials);
            files = files.with(&format!("scenarios/{id}/{}-security.json", key_of(&one.entry)), laid_out(&scenario));
        }
        files
            .with(&format!("{folder}/contract.json"), laid_out(&contract))
            .with(&format!("{folder}/requirements.json"), laid_out(&self.requirements(all, left_out)))
            .with(&format!("{folder}/codes.json"), laid_out(&codes))
    }

    /// The requirements of the operations, and those that say what is not tested.
    fn requirements(&self, all: &[(Described, Vec<Value>)], left_out: &[LeftOut]) -> Value {
        let mut rows: Vec<Value> = all.iter().flat_map(|(_, rows)| rows.clone()).collect();
        let mut seen = BTreeSet::new();
        for one in left_out {
            let Some(error) = one.errors.first() else { continue };
            let mut id = format!("{}.left-out", one.key);
            let mut number = 2;
            while !seen.insert(id.clone()) {
                id = format!("{}-{number}.left-out", one.key);
                number += 1;
            }
            rows.push(of_left_out(self.name, &id, &one.call, error));
        }
        rows.push(json!({
            "id": "description.codes", "level": "open", "source": {"document": self.name, "anchor": "#/paths"},
            "text": {"ja": "業務コードは文書化されていない。", "en": "No business code is documented."}
        }));
        json!({"$schema": "../_meta/requirements.schema.json", "contract": self.id, "requirements": rows})
    }
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
        if !made.draw.is_empty() {
            operation["draw"] = Value::Object(made.draw);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(paths: &Value) -> Result<Derived, Vec<LoadError>> {
        let description = json!({"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, "paths": paths,
            "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}});
        derived("pets.json", &description.to_string())
    }

    /// An operation that takes a query parameter of a schema.
    fn takes(schema: &Value) -> Value {
        json!({"parameters": [{"name": "q", "in": "query", "schema": schema}], "responses": {"200": {"description": "x"}}})
    }

    #[test]
    fn what_is_wrong_in_one_operation_costs_no_other_its_test() {
        let sound = takes(&json!({"type": "string", "maxLength": 3}));
        for (path, wrong, why) in [
            ("/a", takes(&json!({"$ref": "#/components/schemas/Gone"})), "leads nowhere"),
            ("/a", takes(&json!({"type": "string", "pattern": "(?i)a"})), "not a regular expression"),
            ("/a", takes(&json!({"type": "string", "required": true})), "is not of type"),
            (
                "/a",
                json!({"requestBody": {"content": {"application/zip": {}}}, "responses": {"200": {}}}),
                "is not generated",
            ),
            ("/a", json!({"security": [{"gone": []}], "responses": {"200": {}}}), "no security scheme `gone`"),
        ] {
            let made = of(&json!({"/good": {"get": sound}, path: {"post": wrong}})).expect(why);
            let contract = Contract::load(&made.files, &made.id, &Readings::new()).expect("a contract");
            let ids: Vec<&str> = contract.operations.iter().map(|one| one.id.as_str()).collect();
            assert_eq!(ids, ["get_good"], "{why}");
            let [(call, errors)] = made.left_out.as_slice() else { panic!("{:?}", made.left_out) };
            assert!(call.starts_with(&format!("POST {path} (post_a")), "{call}");
            assert!(errors[0].problem.contains(why), "{errors:?}");
            let told = contract.requirements.iter().find(|one| one.id.ends_with(".left-out")).expect("a requirement");
            assert!(serde_json::to_string(&told.text).expect("JSON").contains(why), "{told:?}");
            let all = of(&json!({path: {"post": wrong}})).expect_err("nothing is left");
            assert!(all[0].problem.contains(why), "{all:?}");
        }
    }

    #[test]
    fn a_place_of_a_path_that_no_parameter_describes_takes_any_text() {
        let made =
            of(&json!({"/a/{id}": {"get": takes(&json!({"type": "string", "maxLength": 3}))}})).expect("a contract");
        assert_eq!((made.left_out.len(), made.contract.operations[0].places()), (0, vec!["id"]));
        assert_eq!(made.contract.operations[0].parameters.len(), 2);
    }

    #[test]
    fn a_record_that_is_made_without_a_body_needs_nothing_drawn() {
        let object = json!({"properties": {"id": {"type": "string"}}});
        let makes =
            json!({"responses": {"201": {"description": "x", "content": {"application/json": {"schema": object}}}}});
        let get = json!({"parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
            "responses": {"200": {"description": "x"}}});
        let made = of(&json!({"/a": {"post": makes}, "/a/{id}": {"get": get}})).expect("a contract");
        let contract = Contract::load(&made.files, &made.id, &Readings::new()).expect("a contract");
        assert_eq!(contract.operations.iter().map(|one| one.setup.len()).sum::<usize>(), 1);
    }

    #[test]
    fn ids_that_stand_twice_are_made_of_the_method_and_the_path() {
        let mut operation = takes(&json!({}));
        operation["operationId"] = "one".into();
        let made = of(&json!({"/a": {"get": operation}, "/b": {"get": operation}})).expect("a contract");
        let contract = Contract::load(&made.files, &made.id, &Readings::new()).expect("a contract");
        let ids: Vec<&str> = contract.operations.iter().map(|one| one.id.as_str()).collect();
        assert_eq!((ids, made.left_out.len()), (vec!["one", "get_b"], 0));
    }

    #[test]
    fn names_with_spaces_and_calls_without_anything_to_draw_make_a_contract() {
        let mut guarded = json!({"responses": {"200": {"description": "x"}}});
        guarded["security"] = json!([{"key": []}]);
        let spaced = json!({"parameters": [{"name": "q r", "in": "query", "schema": {"maxLength": 3}}], "responses": {"200": {}}});
        let made = of(&json!({"/a": {"get": guarded}, "/b": {"get": spaced}})).expect("a contract");
        assert_eq!(made.left_out.len(), 0);
        let text = made.files.text("schemas/pets/requirements.json").expect("requirements");
        assert!(text.contains("get_b.request.query.q_r") || text.contains("get_b.request"), "{text}");
        let scenario = made.files.text("scenarios/pets/get_a-security.json").expect("a scenario");
        assert!(!scenario.contains("\"request\": \"get_a\""), "nothing takes what would be drawn: {scenario}");
    }
}
