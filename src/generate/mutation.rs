//! The last resort: simple changes of values, for what construction does not reach, such as a property that no valid value has. Whether one
//! breaks what it should, the validator says.

use serde_json::{Map, Value, json};

use super::pattern::PatternSampler;
use crate::contract::schema::{Constraint, unescape};

/// Names and values of the schema that are tried.
const WORDS: usize = 12;
/// Parts of the schema that are looked through for them.
const LOOKED: usize = 4000;

/// What a schema mentions: names of properties, names that match its patterns, members of enumerations.
#[derive(Debug, Default)]
pub(super) struct Words {
    names: Vec<String>,
    patterned: Vec<String>,
    values: Vec<Value>,
    looked: usize,
}

impl Words {
    pub(super) fn of(schema: &Value) -> Self {
        let mut words = Self::default();
        words.read(schema);
        words
    }

    fn read(&mut self, schema: &Value) {
        self.looked += 1;
        if self.looked > LOOKED {
            return;
        }
        match schema {
            Value::Object(object) => {
                for (key, value) in object {
                    self.keyword(key, value);
                    self.read(value);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.read(item)),
            _ => {}
        }
    }

    fn keyword(&mut self, key: &str, value: &Value) {
        match (key, value) {
            ("properties" | "dependentSchemas" | "dependentRequired", Value::Object(named)) => {
                named.keys().for_each(|name| note(&mut self.names, name.clone()));
            }
            ("required", Value::Array(names)) => {
                names.iter().filter_map(Value::as_str).for_each(|name| note(&mut self.names, name.to_owned()));
            }
            ("patternProperties", Value::Object(named)) => {
                for pattern in named.keys() {
                    let name = PatternSampler::new(pattern).map(|sampler| sampler.core(None));
                    if let Some(name) = name {
                        note(&mut self.patterned, name);
                    }
                }
            }
            ("const", value) => note(&mut self.values, value.clone()),
            ("enum", Value::Array(members)) => {
                for member in members {
                    note(&mut self.values, member.clone());
                }
            }
            _ => {}
        }
    }

    /// Changes of a value at the place of a constraint.
    pub(super) fn mutated(&self, constraint: &Constraint, base: &Value) -> Vec<Value> {
        let tokens: Vec<&str> = constraint.place.as_str().split('/').skip(1).collect();
        let free = ["extra".to_owned()];
        let names = if self.patterned.is_empty() { &free[..] } else { &self.patterned };
        let stars = if tokens.contains(&"*") { names } else { &free[..] };
        let mut found = Vec::new();
        for star in stars {
            let own = there(base, &tokens, star);
            found.extend(self.at(own).into_iter().map(|value| put(base, &tokens, star, value)));
        }
        found
    }

    /// What may be in the place of a value: other values, it with a part more, it with a part less.
    fn at(&self, own: Option<&Value>) -> Vec<Value> {
        let simple = [json!(null), json!(true), json!(0), json!(1), json!(-1), json!(1.5), json!(""), json!("a")];
        let values: Vec<Value> = simple.into_iter().chain(self.values.iter().cloned()).collect();
        let object = own.and_then(Value::as_object).cloned().unwrap_or_default();
        let items = own.and_then(Value::as_array).cloned().unwrap_or_default();
        let mut found = values.clone();
        found.extend([json!([]), json!({})]);
        let with = |name: &String, value: &Value| {
            let mut object = object.clone();
            object.insert(name.clone(), value.clone());
            Value::Object(object)
        };
        let names = || self.names.iter().chain(&self.patterned);
        found.extend(names().flat_map(|name| values.iter().map(|value| with(name, value)).collect::<Vec<_>>()));
        found.extend(object.keys().map(|name| {
            let kept = object.iter().filter(|(known, _)| *known != name);
            Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
        }));
        for value in &values {
            found.push(Value::Array([items.as_slice(), std::slice::from_ref(value)].concat()));
            found.push(Value::Array(vec![value.clone(); 2]));
        }
        found
    }
}

fn note<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if all.len() < WORDS && !all.contains(&one) {
        all.push(one);
    }
}

fn there<'v>(value: &'v Value, tokens: &[&str], star: &str) -> Option<&'v Value> {
    let Some((token, rest)) = tokens.split_first() else { return Some(value) };
    let part = match value {
        Value::Array(items) => items.get(token.parse().unwrap_or(0)),
        Value::Object(object) => object.get(&name_of(token, star)),
        _ => None,
    };
    there(part?, rest, star)
}

/// The value with another one at a place, which is made where it is not there.
fn put(value: &Value, tokens: &[&str], star: &str, new: Value) -> Value {
    let Some((token, rest)) = tokens.split_first() else { return new };
    if let Value::Array(items) = value {
        let (index, mut items) = (token.parse::<usize>().unwrap_or(0).min(items.len()), items.clone());
        let part = put(items.get(index).unwrap_or(&Value::Null), rest, star, new);
        items.truncate(index);
        items.push(part);
        return Value::Array(items);
    }
    let mut object: Map<String, Value> = value.as_object().cloned().unwrap_or_default();
    let name = name_of(token, star);
    let part = put(object.get(&name).unwrap_or(&Value::Null), rest, star, new);
    object.insert(name, part);
    Value::Object(object)
}

fn name_of(token: &str, star: &str) -> String {
    if token == "*" { star.to_owned() } else { unescape(&token.replace("~2", "*")) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::contract::schema::Options;
    use crate::generate::{At, Drawer, Rng};

    #[test]
    fn what_no_valid_value_reaches_is_broken_by_a_simple_change() {
        for (schema, keyword, due) in [
            (json!({"properties": {"foo": {"not": {}}}}), "not", json!({"foo": null})),
            (json!({"patternProperties": {"^f": true, "^b": false}}), "false", json!({"b": null})),
            (
                json!({"properties": {"foo": {}}, "dependentSchemas": {"foo": {"properties": {"bar": {}}, "additionalProperties": false}}}),
                "additionalProperties",
                json!({"foo": null}),
            ),
            (json!({"contains": {"const": 7}, "maxContains": 1, "minContains": 3}), "minContains", json!([7])),
        ] {
            let drawer = Drawer::new(&schema, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
            let constraint = drawer.constraints().iter().find(|one| one.keyword == keyword).expect(keyword);
            let kinds = drawer.kinds(constraint);
            assert!(!kinds.is_empty() && !drawer.is_impossible(constraint), "{schema}");
            let broken = drawer.broken(constraint, &kinds[0], At::First, &mut Rng::new(1, "m")).expect("it was found");
            assert!(broken.value == due || keyword == "minContains", "{schema}: {}", broken.value);
        }
    }
}
