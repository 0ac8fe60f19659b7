//! What must be there before an operation can be tested that a description makes no scenario for: the record whose id is in its path
//! is made by the operation that makes such records, or taken from one that lists them.
//!
//! Which operation that is, the description says by a link. Else it is the `POST` on the path before the id, then the one whose response has a
//! property of the name and type of the parameter, then the one whose path ends with the noun of it (`POST /pets` for `petId`), then the `GET`
//! that lists what is on the path before the id.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::{
    derived_key::key_of,
    derived_maker::{Maker, Makers, plain},
    openapi::{Described, placeholders_of},
    taken,
};

/// How many records may have to be made one for the other.
const DEEP: usize = 4;
/// How many makers are tried for the records of one operation. The first or second has one, unless they need one another.
const MOST: usize = 300;
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
    /// How many makers were tried for it.
    tried: usize,
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

/// What makes the set-up of operations.
pub(super) struct Setups<'m, 'a> {
    makers: &'m Makers<'a>,
    /// The keys of the makers that can be called: what their own paths take is given by others. A large description has hundreds that
    /// need one another only, and to search among those takes minutes.
    reached: HashSet<&'m str>,
}

impl<'m, 'a> Setups<'m, 'a> {
    pub(super) fn of(makers: &'m Makers<'a>) -> Self {
        let givers = |maker: &'m Maker<'a>| {
            let places = placeholders_of(&maker.path).into_iter().map(|name| {
                let taker = Taker::maker(maker, name);
                let givers = taker.before(name).map(|before| candidates(&taker, before, name, makers));
                givers.into_iter().flatten().map(|(giver, _)| giver.key.as_str()).collect()
            });
            (maker.key.as_str(), places.collect::<Vec<Vec<&str>>>())
        };
        let mut waiting: Vec<_> = makers.all.iter().map(givers).collect();
        let mut reached = HashSet::new();
        loop {
            let (now, later): (Vec<_>, Vec<_>) = waiting
                .into_iter()
                .partition(|(_, places)| places.iter().all(|givers| givers.iter().any(|key| reached.contains(key))));
            if now.is_empty() {
                return Self { makers, reached };
            }
            reached.extend(now.into_iter().map(|(key, _)| key));
            waiting = later;
        }
    }

    /// The set-up of an operation: each record whose id is in its path is made, the outermost first. Where nothing gives one, none of
    /// them is made: an id that is generated is as good as any.
    pub(super) fn setup(&self, described: &Described) -> Made {
        let mut made = Made::default();
        let own = key_of(&described.entry);
        for name in placeholders_of(&described.entry.path) {
            let taker = Taker { key: &own, path: &described.entry.path, kind: described.type_of(name), described };
            let Some(source) = made.source(&taker, name, self, &mut vec![own.clone()]) else {
                return Made::default();
            };
            made.from.insert(format!("/path/{name}"), format!("setup/{}/{}", source.step, source.way).into());
            let is_made = self.makers.get(&source.maker).is_some_and(|maker| maker.makes);
            made.takes.push(Takes { maker: source.maker, way: source.way, place: name.to_owned(), is_made });
        }
        made
    }
}

/// Who takes a value into its path.
struct Taker<'a> {
    key: &'a str,
    path: &'a str,
    kind: Option<&'a str>,
    described: &'a Described,
}

impl<'a> Taker<'a> {
    /// A maker, of what its own path takes at a name.
    fn maker(maker: &'a Maker<'_>, name: &str) -> Self {
        let (key, path, described) = (&maker.key, &maker.path, maker.described);
        Self { key, path, kind: described.type_of(name), described }
    }

    /// The path before the place of a name.
    fn before(&self, name: &str) -> Option<&'a str> {
        self.path.split_once(&format!("/{{{name}}}")).map(|(before, _)| before)
    }
}

impl Made {
    /// Where the value of a place of a path comes from; the steps that bring it are added. `open` are the operations that wait for it.
    fn source(
        &mut self,
        taker: &Taker<'_>,
        name: &str,
        setups: &Setups<'_, '_>,
        open: &mut Vec<String>,
    ) -> Option<Source> {
        let before = taker.before(name)?;
        let place = format!("{before}/{{{name}}}");
        if let Some((_, known)) = self.known.iter().find(|(at, _)| *at == place) {
            return Some(known.clone());
        }
        for (maker, way) in candidates(taker, before, name, setups.makers) {
            if open.len() > DEEP || open.contains(&maker.key) || !setups.reached.contains(maker.key.as_str()) {
                continue;
            }
            if self.tried == MOST {
                return None;
            }
            self.tried += 1;
            let (steps, draw, known) = (self.steps.len(), self.draw.clone(), self.known.len());
            open.push(maker.key.clone());
            let step = self.step(maker, name, setups, open);
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

    /// The step that gets a record from an operation, behind those that it needs itself.
    fn step(
        &mut self,
        maker: &Maker<'_>,
        name: &str,
        setups: &Setups<'_, '_>,
        open: &mut Vec<String>,
    ) -> Option<String> {
        let mut path: Map<String, Value> = Map::new();
        for own in placeholders_of(&maker.path) {
            let taker = Taker::maker(maker, own);
            let Source { step, way, .. } = self.source(&taker, own, setups, open)?;
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
    makers: &'m Makers<'a>,
) -> Vec<(&'m Maker<'a>, String)> {
    let wanted = plain(name).replace('_', "");
    let other = |maker: &&Maker<'a>| maker.key != taker.key;
    let linked = makers.with_links().filter(other);
    let linked = linked.filter_map(|maker| Some((maker, maker.linked(&taker.described.entry, name)?)));
    let (made, found): (Vec<_>, Vec<_>) = linked.partition(|(maker, _)| maker.makes);
    let with_id = |maker: &'m Maker<'a>| Some((maker, maker.id(&wanted, taker.kind)?));
    let of_path = |makes: bool| {
        let own = makers.of_path(before).filter(other).filter(move |maker| maker.makes == makes);
        own.filter_map(with_id)
    };
    let of_name = makers.of_name(&wanted).filter(other);
    let of_name = of_name.filter(|maker| maker.makes && !GENERIC.contains(&wanted.as_str()));
    let of_name = of_name.filter_map(|maker| Some((maker, maker.named(&wanted, taker.kind)?)));
    let of_noun = makers.of_noun(&wanted).filter(other).filter(|maker| maker.makes).filter_map(with_id);
    made.into_iter().chain(found).chain(of_path(true)).chain(of_name).chain(of_noun).chain(of_path(false)).collect()
}
