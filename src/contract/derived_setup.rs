//! What must be there before an operation can be tested that a description makes no scenario for: the record whose id stands in its path
//! is made by the operation that makes such records, or taken from one that lists them.
//!
//! Which operation that is, the description says by a link. Else it is the `POST` on the path before the id, then the one whose response has a
//! property of the name and type of the parameter, then the one whose path ends with the noun of it (`POST /pets` for `petId`), then the `GET`
//! that lists what stands on the path before the id.

use serde_json::{Map, Value, json};

use super::{
    derived_key::key_of,
    derived_maker::{Maker, plain},
    openapi::{Described, placeholders_of},
    taken,
};

/// How many records may have to be made one for the other.
const DEEP: usize = 4;
/// Names of properties that say nothing of which record they belong to.
const GENERIC: [&str; 8] = ["id", "uuid", "name", "key", "code", "type", "status", "version"];

/// Set-up steps of an operation, the values that they draw, and where its request takes their ids.
#[derive(Default)]
pub(super) struct Made {
    pub(super) steps: Vec<Value>,
    pub(super) draw: Map<String, Value>,
    pub(super) from: Map<String, Value>,
    /// For each id that is taken: the operation that gives it, the way in its response, and the place of the path that takes it.
    pub(super) takes: Vec<Takes>,
    /// What each place of a path is filled with, by the path up to it.
    known: Vec<(String, Source)>,
}

/// An id that one operation takes from another.
#[derive(Clone)]
pub(super) struct Takes {
    pub(super) maker: String,
    pub(super) way: String,
    pub(super) place: String,
    /// Whether it was made for that, and not found.
    pub(super) is_made: bool,
}

/// Where a value comes from: a step, and the way in its response.
#[derive(Clone)]
struct Source {
    maker: String,
    step: String,
    way: String,
}

/// The set-up of an operation: each record whose id stands in its path is made, the outermost first. Where nothing gives one, none of them
/// is made: an id that is drawn is as good as any.
pub(super) fn setup(described: &Described, makers: &[Maker<'_>]) -> Made {
    let mut made = Made::default();
    let own = key_of(&described.entry);
    for name in placeholders_of(&described.entry.path) {
        let taker = Taker { key: &own, path: &described.entry.path, kind: described.type_of(name), described };
        let Some(source) = made.source(&taker, name, makers, &mut vec![own.clone()]) else { return Made::default() };
        made.from.insert(format!("/path/{name}"), format!("setup/{}/{}", source.step, source.way).into());
        let is_made = makers.iter().any(|maker| maker.key == source.maker && maker.makes);
        made.takes.push(Takes { maker: source.maker, way: source.way, place: name.to_owned(), is_made });
    }
    made
}

/// Who takes a value into its path.
struct Taker<'a> {
    key: &'a str,
    path: &'a str,
    kind: Option<&'a str>,
    described: &'a Described,
}

impl Made {
    /// Where the value of a place of a path comes from; the steps that bring it are added. `open` are the operations that wait for it.
    fn source(
        &mut self,
        taker: &Taker<'_>,
        name: &str,
        makers: &[Maker<'_>],
        open: &mut Vec<String>,
    ) -> Option<Source> {
        let (before, _) = taker.path.split_once(&format!("/{{{name}}}"))?;
        let place = format!("{before}/{{{name}}}");
        if let Some((_, known)) = self.known.iter().find(|(at, _)| *at == place) {
            return Some(known.clone());
        }
        for (maker, way) in candidates(taker, before, name, makers) {
            if open.len() > DEEP || open.contains(&maker.key) {
                continue;
            }
            let (steps, draw, known) = (self.steps.len(), self.draw.clone(), self.known.len());
            open.push(maker.key.clone());
            let step = self.step(maker, name, makers, open);
            open.pop();
            if let Some(step) = step {
                let source = Source { maker: maker.key.clone(), step, way };
                self.known.push((place, source.clone()));
                return Some(source);
            }
            self.steps.truncate(steps);
            self.known.truncate(known);
            self.draw = draw;
        }
        None
    }

    /// The step that asks an operation for a record, behind those that it needs itself.
    fn step(&mut self, maker: &Maker<'_>, name: &str, makers: &[Maker<'_>], open: &mut Vec<String>) -> Option<String> {
        let mut path: Map<String, Value> = Map::new();
        for own in placeholders_of(&maker.path) {
            let kind = maker.described.type_of(own);
            let taker = Taker { key: &maker.key, path: &maker.path, kind, described: maker.described };
            let Source { step, way, .. } = self.source(&taker, own, makers, open)?;
            path.insert(own.to_owned(), json!({"$cel": format!("steps.{}", taken(&step, &way))}));
        }
        let step = self.name(&format!("{}_{}", if maker.makes { "make" } else { "find" }, plain(name)));
        let mut call = json!({
            "name": step, "operation": maker.key,
            "expect": {"outcome": "accepted", "requirement": format!("{}.accepted", maker.key)}
        });
        let described = maker.described;
        if described.has_body() {
            let body = format!("draw.{step}.{}", if described.needs_body() { "body" } else { "?body.orValue({})" });
            call["body"] = if described.is_body() { json!({"$draw": step}) } else { json!({ "$cel": body }) };
        }
        if maker.makes && described.has_query() {
            call["query"] = json!({"$cel": format!("draw.{step}.?query.orValue({{}})")});
        }
        let headers = described.needed_headers();
        if maker.makes && !headers.is_empty() {
            let header = |name: &str| (name.to_owned(), json!({"$cel": format!("draw.{step}.headers['{name}']")}));
            call["headers"] = Value::Object(headers.into_iter().map(header).collect());
        }
        if call.get("body").or(call.get("query")).or(call.get("headers")).is_some() {
            self.draw.insert(step.clone(), json!({"request": maker.key}));
        }
        if !path.is_empty() {
            call["path"] = Value::Object(path);
        }
        self.steps.push(call);
        Some(step)
    }

    /// A name that no other step has.
    fn name(&self, wanted: &str) -> String {
        let taken = |name: &str| self.steps.iter().any(|step| step.get("name").is_some_and(|own| own == name));
        let mut name = wanted.to_owned();
        let mut number = 2;
        while taken(&name) {
            name = format!("{wanted}_{number}");
            number += 1;
        }
        name
    }
}

/// The operations that may give a value, the likeliest first, each with the way in its response.
fn candidates<'m, 'a>(
    taker: &Taker<'_>,
    before: &str,
    name: &str,
    makers: &'m [Maker<'a>],
) -> Vec<(&'m Maker<'a>, String)> {
    let wanted = plain(name).replace('_', "");
    let others = || makers.iter().filter(|maker| maker.key != taker.key);
    let linked = others().filter_map(|maker| Some((maker, maker.linked(&taker.described.entry, name)?)));
    let (made, found): (Vec<_>, Vec<_>) = linked.partition(|(maker, _)| maker.makes);
    let posts = || others().filter(|maker| maker.makes);
    let of_path = posts().filter(|maker| maker.path == before);
    let of_path = of_path.filter_map(|maker| Some((maker, maker.id(&wanted, taker.kind)?)));
    let of_name = posts().filter(|_| !GENERIC.contains(&wanted.as_str()));
    let of_name = of_name.filter_map(|maker| Some((maker, maker.named(&wanted, taker.kind)?)));
    let of_noun = posts().filter(|maker| maker.is_of_noun(&wanted));
    let of_noun = of_noun.filter_map(|maker| Some((maker, maker.id(&wanted, taker.kind)?)));
    let lists = others().filter(|maker| !maker.makes && maker.path == before);
    let lists = lists.filter_map(|maker| Some((maker, maker.id(&wanted, taker.kind)?)));
    made.into_iter().chain(found).chain(of_path).chain(of_name).chain(of_noun).chain(lists).collect()
}
