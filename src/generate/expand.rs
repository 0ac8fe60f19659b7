//! From claims to flat alternatives: conjunctions are merged at once, every choice is tried within a budget.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::claim::{Claim, Key, Task, Trail, Why};
use super::fails;
use super::flat::{Extra, Flat, least};
use super::number::Dec;
use super::text::TextPlan;
use super::types::Types;
use crate::contract::schema::{Document, LengthUnit, Options, escape};

/// Alternatives kept of one node.
const ALTERNATIVES: usize = 64;
/// Branches looked at for one node.
const STEPS: usize = 4000;

/// Expands keys over one document and remembers what it found.
pub(super) struct Expander<'a> {
    pub(super) document: &'a Document,
    pub(super) options: &'a Options,
    done: HashMap<Key, Rc<Expanded>>,
    plans: HashMap<super::flat::Limits, Result<Arc<TextPlan>, String>>,
    steps: usize,
}

/// The alternatives of a key, and the last contradiction on the way.
#[derive(Debug, Default)]
pub(super) struct Expanded {
    pub(super) flats: Vec<Flat>,
    pub(super) why: Why,
}

/// An alternative under construction.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) flat: Flat,
    seen: Vec<Claim>,
    /// What is still to be chosen: each choice lists its options, each option its tasks.
    pub(super) choices: Vec<Vec<Vec<Task>>>,
    pub(super) todo: Vec<Task>,
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

impl Draft {
    pub(super) fn push(&mut self, claim: Claim, trail: Trail) {
        self.todo.push(Task { claim, trail });
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

/// Merges a keyword that needs no choice.
#[allow(clippy::too_many_lines)]
fn merge(
    key: &Key,
    flat: &mut Flat,
    at: &Arc<str>,
    schema: &Map<String, Value>,
    keyword: &str,
    operand: &Value,
) -> Result<(), Why> {
    let count = || {
        operand.as_u64().or_else(|| Dec::of(operand)?.units(0)?.try_into().ok()).and_then(|n| usize::try_from(n).ok())
    };
    let text = || operand.as_str().map(str::to_owned);
    match keyword {
        "type" => flat.restrict(Types::named(operand), at, keyword)?,
        "enum" => flat.choose(operand.as_array().map_or(&[], Vec::as_slice), at)?,
        "const" => flat.choose(std::slice::from_ref(operand), at)?,
        "minimum" | "exclusiveMinimum" | "maximum" | "exclusiveMaximum" => {
            flat.hint(Types::NUMBER);
            extreme(flat, at, keyword, operand)?;
            if let Some(bound) = Dec::of(operand) {
                let open = keyword.starts_with("exclusive");
                if keyword.ends_with("inimum") { flat.at_least(bound, open) } else { flat.at_most(bound, open) }
            }
        }
        "multipleOf" => {
            flat.hint(Types::NUMBER);
            flat.numbers.multiples.extend(Dec::of(operand));
        }
        "x-maxDigits" => {
            flat.hint(Types::INTEGER);
            let digits = operand.as_u64().and_then(|digits| u32::try_from(digits).ok());
            flat.numbers.max_digits = flat.numbers.max_digits.into_iter().chain(digits).min();
        }
        "minLength" | "maxLength" => {
            flat.hint(Types::STRING);
            let (limit, unit) = (count(), unit_of(schema));
            if keyword == "minLength" {
                flat.length(unit, limit.unwrap_or(0), None)
            } else {
                flat.length(unit, 0, limit)
            }
        }
        "pattern" => {
            flat.hint(Types::STRING);
            flat.text.limits.patterns.extend(text());
        }
        "format" => {
            flat.hint(Types::STRING);
            flat.text.limits.formats.extend(text());
        }
        "x-charClass" => {
            flat.hint(Types::STRING);
            flat.text.limits.classes.extend(text());
        }
        "x-from" => flat.from = text(),
        "minItems" => flat.array.min = flat.array.min.max(count().unwrap_or(0)),
        "maxItems" => flat.array.max = least(flat.array.max, count()),
        "uniqueItems" => flat.array.unique |= operand == &Value::Bool(true),
        "contains" => need(key, flat, at, schema),
        "minProperties" => flat.object.min = flat.object.min.max(count().unwrap_or(0)),
        "maxProperties" => flat.object.max = least(flat.object.max, count()),
        "required" => {
            let names = operand.as_array().into_iter().flatten().filter_map(Value::as_str);
            for name in names.filter(|name| !key.waives(at, keyword, Some(name))) {
                require(flat, name);
            }
        }
        "dependentRequired" => {
            for (trigger, names) in operand.as_object().into_iter().flatten() {
                let names = names.as_array().into_iter().flatten().filter_map(Value::as_str);
                let kept = names.filter(|name| !key.waives(at, keyword, Some(name)));
                flat.object.dependent.extend(kept.map(|name| (trigger.clone(), name.to_owned())));
            }
        }
        "propertyNames" => flat.object.name_schemas.push(format!("{at}/propertyNames").into()),
        _ => {}
    }
    match keyword {
        "items" | "prefixItems" | "minItems" | "maxItems" | "uniqueItems" | "contains" => flat.hint(Types::ARRAY),
        "properties"
        | "required"
        | "additionalProperties"
        | "patternProperties"
        | "minProperties"
        | "maxProperties" => {
            flat.hint(Types::OBJECT);
        }
        _ => {}
    }
    Ok(())
}

/// A bound too large or too fine for exact decimals: a few values beyond it stand for all.
fn extreme(flat: &mut Flat, at: &str, keyword: &str, operand: &Value) -> Result<(), Why> {
    let Some(bound) = operand.as_f64().filter(|_| Dec::of(operand).is_none()) else { return Ok(()) };
    let lower = keyword.ends_with("inimum");
    if bound.abs() < 1.0 {
        let (zero, positive) = (Dec::integer(0), bound > 0.0);
        if lower {
            flat.at_least(zero, positive)
        } else {
            flat.at_most(zero, !positive)
        }
        return Ok(());
    }
    if lower == (bound > 0.0) {
        let values: Vec<Value> =
            [bound * 2.0, bound * 1.5].into_iter().filter(|x| x.is_finite()).map(Value::from).collect();
        return flat.choose(&values, at);
    }
    Ok(())
}

fn need(key: &Key, flat: &mut Flat, at: &str, schema: &Map<String, Value>) {
    let limit = |keyword: &str| {
        let operand = schema.get(keyword).filter(|_| !key.waives(at, keyword, None))?;
        Dec::of(operand)?.units(0)?.try_into().ok()
    };
    let waived = key.waives(at, "minContains", None);
    let min = limit("minContains").unwrap_or(usize::from(!waived));
    flat.array.need(Claim::Holds(format!("{at}/contains").into()), min, limit("maxContains"));
}

pub(super) fn unit_of(schema: &Map<String, Value>) -> LengthUnit {
    schema.get("x-lengthUnit").and_then(Value::as_str).and_then(LengthUnit::named).unwrap_or_default()
}

fn require(flat: &mut Flat, name: &str) {
    if !flat.object.required.iter().any(|known| known == name) {
        flat.object.required.push(name.to_owned());
    }
}

/// Claims that speak of a value's parts and not of a schema.
fn structural(flat: &mut Flat, claim: Claim) -> Result<(), Why> {
    match claim {
        Claim::Has(name, claim) => {
            flat.restrict(Types::OBJECT, "", "an object")?;
            require(flat, &name);
            flat.object.claims.push((name.to_string(), *claim));
        }
        Claim::Lacks(name) => {
            flat.restrict(Types::OBJECT, "", "an object")?;
            flat.object.forbidden.push(name.to_string());
        }
        Claim::Extra(naming, claim) => {
            flat.restrict(Types::OBJECT, "", "an object")?;
            flat.object.extras.push(Extra { naming, claim: *claim, value: 0, name: None });
        }
        Claim::Item(index, claim) => {
            flat.restrict(Types::ARRAY, "", "an array")?;
            flat.array.min = flat.array.min.max(index + 1);
            flat.array.claims.push((index, *claim));
        }
        Claim::Digits(power, positive) => {
            flat.restrict(Types::INTEGER, "", "digits")?;
            let bound = Dec::integer(10_i128.pow(power));
            if positive { flat.at_least(bound, false) } else { flat.at_most(Dec::integer(-10_i128.pow(power)), false) }
        }
        Claim::Holds(_) | Claim::Fails(_) | Claim::Breaks(..) | Claim::Anything => {}
    }
    Ok(())
}
