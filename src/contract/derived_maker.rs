//! Operations whose responses give ids that other operations take: those that make a record, and those that list what is there.

use std::collections::HashMap;

use serde_json::Value;

use super::{
    derived_key::key_of,
    openapi::{Answer, Described, Entry, StatusKey},
    unescape,
};

/// How deep a value may be in a response below the object that it belongs to.
const DEEP: usize = 2;

/// An operation that gives ids.
pub(super) struct Maker<'a> {
    pub(super) key: String,
    /// The path below which the records are.
    pub(super) path: String,
    /// Whether it makes a record; else it lists those that are there.
    pub(super) makes: bool,
    pub(super) described: &'a Described,
    gives: Vec<Given>,
}

/// All of them, and which of them a path or a name may mean: large descriptions have hundreds, each with a hundred values.
pub(super) struct Makers<'a> {
    pub(super) all: Vec<Maker<'a>>,
    with_links: Vec<usize>,
    by_path: HashMap<String, Vec<usize>>,
    by_noun: HashMap<String, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
}

impl<'a> Makers<'a> {
    pub(super) fn of(described: impl Iterator<Item = &'a Described>) -> Self {
        let all = makers(described);
        let (mut by_path, mut by_noun, mut by_name) = (HashMap::new(), HashMap::new(), HashMap::new());
        let add = |map: &mut HashMap<String, Vec<usize>>, key: &str, at: usize| {
            let known = map.entry(key.to_owned()).or_default();
            if known.last() != Some(&at) {
                known.push(at);
            }
        };
        for (at, maker) in all.iter().enumerate() {
            add(&mut by_path, &maker.path, at);
            for noun in maker.nouns() {
                add(&mut by_noun, &noun, at);
            }
            for given in &maker.gives {
                add(&mut by_name, &given.plain, at);
            }
        }
        let links = |maker: &Maker<'_>| good(maker.described).is_some_and(|answer| !answer.links.is_empty());
        let with_links = all.iter().enumerate().filter(|(_, maker)| links(maker)).map(|(at, _)| at).collect();
        Self { all, with_links, by_path, by_noun, by_name }
    }

    /// The operation of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Maker<'a>> {
        self.all.iter().find(|maker| maker.key == key)
    }

    /// Those whose responses have links.
    pub(super) fn with_links(&self) -> impl Iterator<Item = &Maker<'a>> {
        self.with_links.iter().map(|at| &self.all[*at])
    }

    /// Those of a path.
    pub(super) fn of_path(&self, path: &str) -> impl Iterator<Item = &Maker<'a>> {
        self.by_path.get(path).into_iter().flatten().map(|at| &self.all[*at])
    }

    /// Those whose path ends with the noun of a name: `/pets` for `petid`.
    pub(super) fn of_noun(&self, wanted: &str) -> impl Iterator<Item = &Maker<'a>> {
        let noun = ["uuid", "id"].iter().find_map(|end| wanted.strip_suffix(end)).filter(|noun| !noun.is_empty());
        noun.and_then(|noun| self.by_noun.get(noun)).into_iter().flatten().map(|at| &self.all[*at])
    }

    /// Those that give a value of a name, in small letters.
    pub(super) fn of_name(&self, wanted: &str) -> impl Iterator<Item = &Maker<'a>> {
        self.by_name.get(wanted).into_iter().flatten().map(|at| &self.all[*at])
    }
}

/// A value of a response.
struct Given {
    name: String,
    /// The name in small letters.
    plain: String,
    /// The way to it: `data/id`.
    way: String,
    kind: Option<String>,
}

/// The operations that give ids: POST and PUT with a response of success that is an object, and GET with one that is or holds a list.
fn makers<'a>(described: impl Iterator<Item = &'a Described>) -> Vec<Maker<'a>> {
    let maker = |one: &'a Described| {
        let makes = one.entry.method == "POST";
        if !makes && one.entry.method != "GET" {
            return None;
        }
        let schema = good(one).and_then(|answer| answer.contents.iter().find_map(|content| content.schema.as_ref()));
        let gives = match schema {
            Some(gathered) if makes => gives(&gathered.schema, &gathered.schema, "", 0),
            // Of what an operation needs before it lists something nobody knows a value.
            Some(gathered) if one.needs_nothing_beside_the_path() => listed(&gathered.schema),
            _ => Vec::new(),
        };
        let path = one.entry.path.trim_end_matches('/').to_owned();
        let gives_links = one.answers.iter().any(|answer| !answer.links.is_empty());
        (!gives.is_empty() || gives_links).then(|| Maker {
            key: key_of(&one.entry),
            path,
            makes,
            described: one,
            gives,
        })
    };
    described.filter_map(maker).collect()
}

fn good(described: &Described) -> Option<&Answer> {
    let is_good = |status: StatusKey| matches!(status, StatusKey::Exactly(200..=299) | StatusKey::Class(2));
    described.answers.iter().find(|answer| is_good(answer.status))
}

impl Maker<'_> {
    /// The way to the value that a link of a good response hands to a place of the path of an operation.
    pub(super) fn linked(&self, to: &Entry, name: &str) -> Option<String> {
        let links = good(self.described)?.links.iter().filter(|link| link.leads_to(to));
        let mut own = links.flat_map(|link| &link.parameters).filter(|(parameter, _)| {
            parameter == name || parameter.strip_prefix("path.").is_some_and(|parameter| parameter == name)
        });
        own.find_map(|(_, expression)| way(expression))
    }

    /// The way to the id that a path calls by a name, in small letters.
    pub(super) fn id(&self, wanted: &str, kind: Option<&str>) -> Option<String> {
        let fits = |given: &&Given| agree(given.kind.as_deref(), kind);
        let own = |name: &'static str| move |given: &&Given| given.name == name;
        let exact = self.named(wanted, kind);
        let id = || self.gives.iter().filter(fits).find(own("id")).filter(|_| wanted.ends_with("id"));
        let uuid = || self.gives.iter().filter(fits).find(own("uuid"));
        exact.or_else(|| id().or_else(uuid).map(|given| given.way.clone()))
    }

    /// The way to the value of a name, in small letters, where it is of the requested type.
    pub(super) fn named(&self, wanted: &str, kind: Option<&str>) -> Option<String> {
        let is = |given: &&Given| given.plain == wanted && agree(given.kind.as_deref(), kind);
        self.gives.iter().find(is).map(|given| given.way.clone())
    }

    /// The noun that its path ends with, as it is there and as that of one.
    fn nouns(&self) -> Vec<String> {
        let last = self.path.rsplit('/').next().filter(|last| !last.contains('{'));
        last.map(|last| plain(last).replace('_', "")).map(|last| vec![singular(&last), last]).unwrap_or_default()
    }
}

/// Whether types agree, as far as they are known.
fn agree(one: Option<&str>, other: Option<&str>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one == other)
}

fn singular(word: &str) -> String {
    match word.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None if ["ses", "xes", "ches", "shes"].iter().any(|end| word.ends_with(end)) => {
            word[..word.len() - 2].to_owned()
        }
        None => word.strip_suffix('s').unwrap_or(word).to_owned(),
    }
}

/// The way that a runtime expression names in a response; none where it names something else.
fn way(expression: &str) -> Option<String> {
    if let Some(name) = expression.strip_prefix("$response.header.") {
        return Some(format!("header:{name}"));
    }
    let pointer = expression.strip_prefix("$response.body#/")?;
    let parts: Vec<String> = pointer.split('/').map(unescape).collect();
    // A way is taken apart at its slashes.
    parts.iter().all(|part| !part.is_empty() && !part.contains('/')).then(|| parts.join("/"))
}

/// What a reference in a schema leads to.
fn resolved<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    let mut at = schema;
    for _ in 0..8 {
        match at.get("$ref").and_then(Value::as_str).and_then(|to| root.pointer(to.trim_start_matches('#'))) {
            Some(to) => at = to,
            None => break,
        }
    }
    at
}

/// The properties of an object with the ways to them, those of objects in it included.
fn gives(schema: &Value, root: &Value, before: &str, depth: usize) -> Vec<Given> {
    let whole = resolved(schema, root);
    let mut all = Vec::new();
    let mut below = Vec::new();
    for (name, property) in whole.get("properties").and_then(Value::as_object).into_iter().flatten() {
        // A way is taken apart at its slashes.
        if name.contains('/') {
            continue;
        }
        let property = resolved(property, root);
        let way = if before.is_empty() { name.clone() } else { format!("{before}/{name}") };
        if property.get("properties").is_some() && depth < DEEP {
            below.extend(gives(property, root, &way, depth + 1));
        }
        let plain = plain(name).replace('_', "");
        all.push(Given { name: name.clone(), plain, way, kind: kind(property) });
    }
    for part in whole.get("allOf").and_then(Value::as_array).into_iter().flatten().filter(|_| depth < 4 * DEEP) {
        all.extend(gives(part, root, before, depth + 1));
    }
    all.extend(below);
    all
}

/// The type of a schema, where it has one besides null.
fn kind(schema: &Value) -> Option<String> {
    match schema.get("type") {
        Some(Value::String(one)) => Some(one.clone()),
        Some(Value::Array(several)) => {
            let mut own = several.iter().filter_map(Value::as_str).filter(|kind| *kind != "null");
            own.next().filter(|_| own.next().is_none()).map(str::to_owned)
        }
        _ => None,
    }
}

/// What the first item of a list gives: the response is one, or has one.
fn listed(schema: &Value) -> Vec<Given> {
    let whole = resolved(schema, schema);
    if let Some(items) = whole.get("items") {
        return gives(items, schema, "0", 1);
    }
    let properties = whole.get("properties").and_then(Value::as_object).into_iter().flatten();
    let mut lists = properties.filter_map(|(name, property)| {
        let items = resolved(property, schema).get("items")?;
        (!name.contains('/')).then_some((name, items))
    });
    match (lists.next(), lists.next()) {
        (Some((name, items)), None) => gives(items, schema, &format!("{name}/0"), 1),
        _ => Vec::new(),
    }
}

/// A name in the letters that a step may have.
pub(super) fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_noun_is_one_of_many() {
        for (many, one) in [
            ("pets", "pet"),
            ("categories", "category"),
            ("addresses", "address"),
            ("boxes", "box"),
            ("cases", "cas"),
            ("news", "new"),
        ] {
            assert_eq!(singular(many), one);
        }
    }

    #[test]
    fn a_link_names_a_value_of_the_response() {
        assert_eq!(way("$response.body#/data/0/a~0b").as_deref(), Some("data/0/a~b"));
        assert_eq!(way("$response.body#/a~1b"), None);
        assert_eq!(way("$response.header.X-Id").as_deref(), Some("header:X-Id"));
        assert_eq!((way("$request.path.id"), way("7"), way("$response.body#/")), (None, None, None));
    }

    #[test]
    fn a_response_gives_what_stands_in_it_the_nearest_first() {
        let schema = json!({"allOf": [{"properties": {"data": {"$ref": "#/$defs/pet"}, "id": {"type": ["string", "null"]}}}], "$defs": {
            "pet": {"properties": {"id": {"type": "integer"}, "a/b": {}}}}});
        let all: Vec<(String, String, Option<String>)> =
            gives(&schema, &schema, "", 0).into_iter().map(|one| (one.name, one.way, one.kind)).collect();
        let one =
            |name: &str, way: &str, kind: Option<&str>| (name.to_owned(), way.to_owned(), kind.map(str::to_owned));
        assert_eq!(
            all,
            [one("data", "data", None), one("id", "id", Some("string")), one("id", "data/id", Some("integer"))]
        );
        let list =
            json!({"properties": {"items": {"items": {"properties": {"id": {}}}}, "total": {"type": "integer"}}});
        assert_eq!(listed(&list).into_iter().map(|one| one.way).collect::<Vec<_>>(), ["items/0/id"]);
    }
}
