//! From claims to flat alternatives: conjunctions are merged at once, every choice is tried within a budget.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::claim::{Claim, Key, Task, Trail, Why};
use super::draft::Draft;
use super::fails;
use super::flat::Flat;
use super::merge::{merge, structural};
use super::text::{Limits, TextPlan};
use super::types::Types;
use crate::contract::schema::{Document, Options, escape};

/// Alternatives kept of one node.
const ALTERNATIVES: usize = 64;
/// Items or properties that a value may need at most.
const PARTS: usize = 10_000;
/// Branches looked at for one node.
const STEPS: usize = 4000;

/// Expands keys over one document and remembers what it found.
pub(super) struct Expander<'a> {
    pub(super) document: &'a Document,
    pub(super) options: &'a Options,
    done: HashMap<Key, Rc<Expanded>>,
    plans: HashMap<Limits, Result<Arc<TextPlan>, String>>,
    steps: usize,
}

/// The alternatives of a key, and the last contradiction on the way.
#[derive(Debug, Default)]
pub(super) struct Expanded {
    pub(super) flats: Vec<Flat>,
    pub(super) why: Why,
}

impl<'a> Expander<'a> {
    pub(super) fn new(document: &'a Document, options: &'a Options) -> Self {
        Self { document, options, done: HashMap::new(), plans: HashMap::new(), steps: 0 }
    }

    /// Every alternative of the key.
    pub(super) fn expand(&mut self, key: &Key) -> Rc<Expanded> {
        if let Some(done) = self.done.get(key) {
            return Rc::clone(done);
        }
        let todo = key.claims.iter().enumerate().rev();
        let todo =
            todo.map(|(member, claim)| Task { claim: claim.clone(), trail: Trail { member, path: String::new() } });
        let draft = Draft { flat: Flat::default(), seen: Vec::new(), choices: Vec::new(), todo: todo.collect() };
        let mut found = Expanded::default();
        self.steps = 0;
        self.search(key, draft, ALTERNATIVES, &mut found);
        let found = Rc::new(found);
        self.done.insert(key.clone(), Rc::clone(&found));
        found
    }

    fn search(&mut self, key: &Key, mut draft: Draft, budget: usize, found: &mut Expanded) {
        self.steps += 1;
        if self.steps > STEPS || budget == 0 {
            return;
        }
        while let Some(task) = draft.todo.pop() {
            if let Err(why) = self.apply(key, &mut draft, task) {
                found.why = why;
                return;
            }
        }
        if draft.choices.is_empty() {
            match self.settle(&mut draft.flat) {
                Ok(()) => found.flats.push(draft.flat),
                Err(why) => found.why = why,
            }
            return;
        }
        let choice = draft.choices.remove(0);
        let start = found.flats.len();
        let count = choice.len();
        for (index, option) in choice.into_iter().enumerate() {
            // What earlier options left of the budget is shared by the later ones.
            let left = budget.saturating_sub(found.flats.len() - start);
            let share = left.div_ceil(count - index).max(usize::from(budget > 1));
            let mut branch = draft.clone();
            branch.todo.extend(option.into_iter().rev());
            self.search(key, branch, share, found);
        }
    }

    fn apply(&mut self, key: &Key, draft: &mut Draft, task: Task) -> Result<(), Why> {
        let Task { claim, trail } = task;
        let repeated = draft.seen.contains(&claim);
        if let Claim::Holds(at) = &claim {
            draft.flat.holds.push((Arc::clone(at), trail.clone()));
        }
        if repeated {
            return Ok(());
        }
        draft.seen.push(claim.clone());
        match claim {
            Claim::Holds(at) => match self.document.at(&at) {
                Some(Value::Bool(false)) => Err(Why::new(&at, "the schema `false` allows nothing")),
                Some(Value::Object(schema)) => self.holds(key, draft, &at, schema, &trail),
                _ => Ok(()),
            },
            Claim::Fails(at) => fails::schema(self.document, draft, &at),
            Claim::Breaks(at, keyword) => fails::keyword(self.document, draft, &at, &keyword),
            other => structural(&mut draft.flat, other),
        }
    }

    fn holds(
        &mut self,
        key: &Key,
        draft: &mut Draft,
        at: &Arc<str>,
        schema: &Map<String, Value>,
        trail: &Trail,
    ) -> Result<(), Why> {
        for (keyword, operand) in schema {
            if key.waives(at, keyword, None) {
                continue;
            }
            let here = format!("{at}/{keyword}");
            match (keyword.as_str(), operand) {
                ("allOf", Value::Array(branches)) => {
                    for index in (0..branches.len()).rev() {
                        draft.push(
                            Claim::Holds(format!("{here}/{index}").into()),
                            trail.down(&format!("/allOf/{index}")),
                        );
                    }
                }
                ("$ref" | "$dynamicRef", Value::String(reference)) => {
                    if let Some(target) = self.document.follow(at, reference) {
                        draft.push(Claim::Holds(target.into()), trail.down(&format!("/{keyword}")));
                    }
                }
                ("anyOf", Value::Array(branches)) => {
                    let branch = |index: usize| vec![branch_task(at, "anyOf", index, trail)];
                    draft.choices.push((0..branches.len()).map(branch).collect());
                }
                ("oneOf", Value::Array(branches)) => {
                    let option = |index: usize| {
                        let others = (0..branches.len()).filter(|other| *other != index);
                        let fails = others.map(|other| Claim::Fails(format!("{here}/{other}").into()));
                        let mut tasks = vec![branch_task(at, "oneOf", index, trail)];
                        tasks.extend(fails.map(|claim| Task { claim, trail: trail.clone() }));
                        tasks
                    };
                    draft.choices.push((0..branches.len()).map(option).collect());
                }
                ("not" | "x-open", _) => draft.push(Claim::Fails(here.into()), trail.clone()),
                ("if", _) => draft.choices.push(conditional(key, at, schema, trail)),
                ("dependentSchemas", Value::Object(rules)) => {
                    for name in rules.keys() {
                        draft.choices.push(dependent(at, name, trail));
                    }
                }
                _ => merge(key, &mut draft.flat, at, schema, keyword, operand)?,
            }
        }
        Ok(())
    }

    /// Works out what the merged limits leave, type by type.
    pub(super) fn settle(&mut self, flat: &mut Flat) -> Result<(), Why> {
        let before = flat.types;
        let mut reason = "the bounds leave no number".to_owned();
        flat.settle_numbers();
        if before.holds(Types::STRING) {
            let options = self.options;
            let limits = &flat.text.limits;
            let plan = self.plans.entry(limits.clone()).or_insert_with(|| TextPlan::new(limits, options).map(Arc::new));
            match plan {
                Ok(plan) => flat.text.plan = Some(Arc::clone(plan)),
                Err(why) => {
                    flat.types = flat.types.without(Types::STRING);
                    reason.clone_from(why);
                }
            }
        }
        let crossed = |min: usize, max: Option<usize>| max.is_some_and(|max| min > max);
        let needs = flat.array.needs.iter().any(|need| crossed(need.min, need.max));
        if needs || crossed(flat.array.least(), flat.array.max) {
            flat.types = flat.types.without(Types::ARRAY);
            reason = "more items are asked for than are allowed".into();
        }
        if flat.array.least() > PARTS {
            flat.types = flat.types.without(Types::ARRAY);
            reason = "`minItems` is beyond the longest array that is drawn".into();
        }
        if flat.object.min > PARTS {
            flat.types = flat.types.without(Types::OBJECT);
            reason = "`minProperties` is beyond the largest object that is drawn".into();
        }
        let object = &flat.object;
        let clash = object.required.iter().find(|name| object.forbidden.contains(name));
        if let Some(name) = clash {
            flat.types = flat.types.without(Types::OBJECT);
            reason = format!("the property `{name}` is both required and ruled out");
        } else if crossed(object.min.max(object.required.len()), object.max) {
            flat.types = flat.types.without(Types::OBJECT);
            reason = "more properties are required than `maxProperties` allows".into();
        }
        let barred = |value: &Value| flat.excluded.contains(value);
        if barred(&Value::Null) {
            flat.types = flat.types.without(Types::NULL);
        }
        if barred(&Value::Bool(true)) && barred(&Value::Bool(false)) {
            flat.types = flat.types.without(Types::BOOLEAN);
        }
        if let Some(choices) = flat.choices.take() {
            let kept: Vec<Value> = choices.into_iter().filter(|choice| flat.admits(choice)).collect();
            let types = kept.iter().map(Types::of).fold(Types::NONE, Types::or);
            flat.types = flat.types.and(types);
            flat.choices = Some(kept);
            reason = "no member of the enumeration is left".into();
        }
        if flat.types.is_empty() {
            Err(Why::new(&flat.holds.last().map_or(String::new(), |h| h.0.to_string()), reason))
        } else {
            Ok(())
        }
    }
}

fn branch_task(at: &str, keyword: &str, index: usize, trail: &Trail) -> Task {
    let step = format!("/{keyword}/{index}");
    Task { claim: Claim::Holds(format!("{at}{step}").into()), trail: trail.down(&step) }
}

fn conditional(key: &Key, at: &str, schema: &Map<String, Value>, trail: &Trail) -> Vec<Vec<Task>> {
    let body = |keyword: &str| {
        let task =
            Task { claim: Claim::Holds(format!("{at}/{keyword}").into()), trail: trail.down(&format!("/{keyword}")) };
        (schema.contains_key(keyword) && !key.waives(at, keyword, None)).then_some(task)
    };
    let test = Task { claim: Claim::Holds(format!("{at}/if").into()), trail: trail.down("/if") };
    let fails = Task { claim: Claim::Fails(format!("{at}/if").into()), trail: trail.clone() };
    vec![std::iter::once(test).chain(body("then")).collect(), std::iter::once(fails).chain(body("else")).collect()]
}

fn dependent(at: &str, name: &str, trail: &Trail) -> Vec<Vec<Task>> {
    let step = format!("/dependentSchemas/{}", escape(name));
    let body = Task { claim: Claim::Holds(format!("{at}{step}").into()), trail: trail.down(&step) };
    let unless = |claim| Task { claim, trail: trail.clone() };
    let has = Claim::Has(name.into(), Box::new(Claim::Anything));
    // Anything but an object keeps the rule too.
    let other = Claim::Breaks(at.into(), "object".into());
    vec![vec![unless(Claim::Lacks(name.into()))], vec![unless(has), body], vec![unless(other)]]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn alternatives(schema: &Value) -> Vec<Types> {
        let (document, options) = (Document::new(schema), Options::default());
        let mut expander = Expander::new(&document, &options);
        let found = expander.expand(&Key::new([Claim::Holds("".into())]));
        found.flats.iter().map(|flat| flat.types).collect()
    }

    #[test]
    fn branches_become_alternatives_and_contradictions_vanish() {
        let schema = json!({"type": ["string", "integer"], "anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]});
        assert_eq!(alternatives(&schema), [Types::STRING, Types::INTEGER]);
        assert_eq!(alternatives(&json!({"not": {"not": {"type": "null"}}})), [Types::NULL]);
        assert_eq!(alternatives(&json!({"allOf": [{"$ref": "#"}], "type": "boolean"})), [Types::BOOLEAN]);
        assert!(alternatives(&json!({"allOf": [{"type": "null"}, {"const": 1}]})).is_empty());
    }

    #[test]
    fn alternatives_are_bounded() {
        let choice = json!({"anyOf": [{"minimum": 1}, {"maximum": 9}, {"multipleOf": 2}, {"multipleOf": 3}]});
        let schema = json!({"allOf": vec![choice; 12]});
        let count = alternatives(&schema).len();
        assert!((1..=2 * ALTERNATIVES).contains(&count), "{count}");
    }

    #[test]
    fn a_waived_keyword_is_not_asked() {
        let schema = json!({"required": ["a", "b"], "maximum": 3});
        let (document, options) = (Document::new(&schema), Options::default());
        let waiver = |keyword: &str, property: Option<&str>| {
            let waiver = crate::generate::claim::Waiver {
                at: "".into(),
                keyword: keyword.into(),
                property: property.map(Into::into),
            };
            let key = Key { waiver: Some(waiver), ..Key::new([Claim::Holds("".into())]) };
            Expander::new(&document, &options).expand(&key).flats[0].clone()
        };
        assert_eq!(waiver("required", Some("a")).object.required, ["b"]);
        assert!(waiver("maximum", None).numbers.high.is_none());
    }
}
