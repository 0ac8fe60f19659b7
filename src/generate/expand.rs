//! Expands goals into conjuncts, their disjunctive normal form: what holds all at once is merged, and every choice is tried within a budget.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::conjunct::Conjunct;
use super::draft::{Choice, Draft};
use super::expanded::Expanded;
use super::facts::Knowledge;
use super::fork::{branch_task, conditional, dependent, one_of};
use super::goal::{Contradiction, Goal, Goals, Task, Trail, is_beyond};
use super::merge::{Keyword, merge, structural};
use super::negate;
use super::text::{PROVED, TextLimits, TextPlan};
use super::types::Types;
use crate::contract::schema::{Document, Options};
use crate::contract::{DrawId, Message};

/// Alternatives kept of one node.
const ALTERNATIVES: usize = 64;
/// Branches of one union that are all kept.
const WIDE: usize = 256;
/// Items or properties that a value may need at most.
const PARTS: usize = 10_000;
/// Branches looked at for one node.
const STEPS: usize = 4000;
/// Alternatives kept where a part of a branch is to be broken.
const FEW: usize = 8;
/// Choices that are open at once, beyond which few alternatives are kept.
const CROWD: usize = 24;
/// Levels of parts that are looked at ahead.
const AHEAD: usize = 3;

/// Expands goals over one document and remembers what it found.
pub(super) struct Expander<'a> {
    document: &'a Document,
    /// What schemas refer to by name.
    pub(super) options: &'a Options,
    done: HashMap<Goals, Rc<Expanded>>,
    plans: HashMap<TextLimits, Result<Arc<TextPlan>, Message>>,
    knowledge: Knowledge<'a>,
    steps: usize,
    /// Levels of parts that are looked at meanwhile.
    ahead: usize,
}

impl<'a> Expander<'a> {
    pub(super) fn new(document: &'a Document, options: &'a Options) -> Self {
        let knowledge = Knowledge::new(document);
        Self { document, options, done: HashMap::new(), plans: HashMap::new(), knowledge, steps: 0, ahead: 0 }
    }

    /// Every conjunct of the goals.
    pub(super) fn expand(&mut self, goals: &Goals) -> Rc<Expanded> {
        if let Some(done) = self.done.get(goals) {
            return Rc::clone(done);
        }
        let todo = goals
            .all
            .iter()
            .enumerate()
            .rev()
            .map(|(member, goal)| Task { goal: goal.clone(), trail: Trail { member, path: String::new() } });
        let mut found = Expanded::default();
        let before = std::mem::take(&mut self.steps);
        let in_branch =
            goals.exempt.as_ref().is_some_and(|one| one.at.contains("/oneOf/") || one.at.contains("/anyOf/"));
        let most = if in_branch { FEW } else { ALTERNATIVES };
        self.search(goals, Draft::new(todo.collect()), most, &mut found);
        self.steps = before;
        let found = Rc::new(found);
        self.done.insert(goals.clone(), Rc::clone(&found));
        found
    }

    /// The same, not kept here as well.
    pub(super) fn expand_once(&mut self, goals: &Goals) -> Expanded {
        let found = self.expand(goals);
        self.done.remove(goals);
        Rc::try_unwrap(found).unwrap_or_else(|shared| (*shared).clone())
    }

    fn search(&mut self, goals: &Goals, mut draft: Draft, budget: usize, found: &mut Expanded) {
        self.steps += 1;
        found.unsure |= self.steps > STEPS;
        if self.steps > STEPS || budget == 0 {
            return;
        }
        if let Err(why) = self.advance(goals, &mut draft) {
            found.why = why;
            return;
        }
        if draft.choices.is_empty() {
            let texts = draft.conjunct.types.holds(Types::STRING);
            let settled = self.parts_stand(&mut draft, 0).and_then(|()| self.settle(&mut draft.conjunct));
            // No text was found, or none that is drawn is large enough: whether there is one is not known.
            found.unsure |= settled.as_ref().is_err_and(|why| {
                let proved = PROVED.iter().any(|id| why.text.is(*id));
                is_beyond(&why.text) || texts && !proved && draft.conjunct.text.plan.is_none()
            });
            match settled {
                Ok(()) => found.conjuncts.push(draft.conjunct),
                Err(why) => found.why = why,
            }
            return;
        }
        // Where very much is to be broken at once, a few ways show as much as many do.
        let budget = if draft.choices.len() > CROWD { budget.min(FEW) } else { budget };
        let Choice { mut options, each, .. } = Rc::unwrap_or_clone(draft.choices.remove(0));
        // The first union is given room for each of its branches.
        let first = each && budget == ALTERNATIVES && found.conjuncts.is_empty();
        let budget = if first { budget.max(options.len().min(WIDE)) } else { budget };
        let start = found.conjuncts.len();
        let count = options.len();
        if each && budget == 1 {
            options.rotate_left(start % count.max(1));
        }
        draft.several |= each;
        for (index, option) in options.into_iter().enumerate() {
            // What earlier options left of the budget is shared by the later ones.
            let left = budget.saturating_sub(found.conjuncts.len() - start);
            let share = left.div_ceil(count - index).max(usize::from(budget > 1));
            let mut branch = draft.clone();
            branch.todo.extend(option.into_iter().rev());
            self.search(goals, branch, share, found);
        }
    }

    /// Merges what leaves no choice, until only choices are left.
    fn advance(&mut self, goals: &Goals, draft: &mut Draft) -> Result<(), Contradiction> {
        let mut looked = 0;
        loop {
            while let Some(task) = draft.todo.pop() {
                self.apply(goals, draft, task)?;
            }
            self.knowledge.consistent(draft)?;
            looked = self.parts_stand(draft, looked).map(|()| draft.conjunct.object.goals.len())?;
            if !self.narrow(goals, draft) {
                return Ok(());
            }
        }
    }

    /// Leaves out choices that are made already and ways that cannot be taken; where one way is left it is taken. Whether one was.
    fn narrow(&self, goals: &Goals, draft: &mut Draft) -> bool {
        let mut choices = std::mem::take(&mut draft.choices);
        choices.retain(|choice| choice.breaks.as_ref().is_none_or(|at| !self.knowledge.excludes(goals, draft, at)));
        let ruled_out =
            |option: &Vec<Task>| option.iter().any(|task| self.knowledge.rules_out(goals, draft, &task.goal));
        let mut taken = None;
        for (index, choice) in choices.iter_mut().enumerate() {
            let possible: Vec<bool> = choice.options.iter().map(|option| !ruled_out(option)).collect();
            // Where none is left, the search will say why.
            if possible.contains(&true) && possible.contains(&false) {
                let mut possible = possible.into_iter();
                Rc::make_mut(choice).options.retain(|_| possible.next() == Some(true));
            }
            if choice.options.len() == 1 {
                taken = Some(index);
                break;
            }
        }
        let choice = taken.map(|index| choices.remove(index));
        draft.choices = choices;
        let Some(Choice { options, each, .. }) = choice.map(Rc::unwrap_or_clone) else { return false };
        draft.several |= each;
        draft.todo.extend(options.into_iter().flatten().rev());
        true
    }

    /// A contradiction in a property of which more is required, as far as its own schemas show; those before `from` were looked at.
    fn parts_stand(&mut self, draft: &mut Draft, from: usize) -> Result<(), Contradiction> {
        let asked = &draft.conjunct.object.goals;
        if !draft.several || self.ahead >= AHEAD || asked.len() <= from || draft.conjunct.types != Types::OBJECT {
            return Ok(());
        }
        let mut names: Vec<&str> = asked[from..].iter().map(|(name, _)| name.as_str()).collect();
        names.dedup();
        for name in names {
            let own = asked.iter().filter(|(known, _)| known == name).map(|(_, goal)| goal.clone());
            let schemas = self.knowledge.schemas_of(&draft.conjunct, name).into_iter().map(Goal::Holds);
            let goals = Goals::new(own.chain(schemas));
            self.ahead += 1;
            let found = self.expand(&goals);
            self.ahead -= 1;
            if found.conjuncts.is_empty() && !found.unsure {
                return Err(found.why.clone());
            }
        }
        Ok(())
    }

    fn apply(&mut self, goals: &Goals, draft: &mut Draft, task: Task) -> Result<(), Contradiction> {
        let Task { goal, trail } = task;
        let repeated = draft.seen.contains(&goal);
        if let Goal::Holds(at) = &goal {
            draft.conjunct.holds.push((Arc::clone(at), trail.clone()));
        }
        if repeated {
            return Ok(());
        }
        draft.seen.push(goal.clone());
        match goal {
            Goal::Holds(at) => match self.document.at(&at) {
                Some(Value::Bool(false)) => Err(Contradiction::new(&at, DrawId::FalseAllowsNothing)),
                Some(Value::Object(schema)) => self.holds(goals, draft, &at, schema, &trail),
                _ => Ok(()),
            },
            // What breaks it already, as the tag of another branch does, leaves nothing to choose.
            Goal::Fails(at) if self.knowledge.excludes(goals, draft, &at) => Ok(()),
            Goal::Fails(at) => negate::schema(self.document, draft, &at),
            Goal::Breaks(at, keyword) => negate::keyword(self.document, draft, &at, &keyword),
            other => structural(&mut draft.conjunct, other),
        }
    }

    fn holds(
        &mut self,
        goals: &Goals,
        draft: &mut Draft,
        at: &Arc<str>,
        schema: &Map<String, Value>,
        trail: &Trail,
    ) -> Result<(), Contradiction> {
        for (keyword, operand) in schema {
            if goals.exempts(at, keyword, None) {
                continue;
            }
            let here = format!("{at}/{keyword}");
            match (keyword.as_str(), operand) {
                ("allOf", Value::Array(branches)) => {
                    for index in (0..branches.len()).rev() {
                        draft.push(
                            Goal::Holds(format!("{here}/{index}").into()),
                            trail.down(&format!("/allOf/{index}")),
                        );
                    }
                }
                ("$ref" | "$dynamicRef", Value::String(reference)) => {
                    if let Some(target) = self.document.target(at, keyword, reference) {
                        draft.push(Goal::Holds(target.into()), trail.down(&format!("/{keyword}")));
                    }
                }
                ("anyOf", Value::Array(branches)) => {
                    draft.choose_each(self.any(goals, &here, branches.len(), at, trail));
                }
                ("oneOf", Value::Array(branches)) => {
                    let option = |index: usize| one_of(at, (index, branches.len()), trail);
                    let broken = self.broken_branch(goals, &here, branches.len());
                    draft.choose_each(broken.map_or(0..branches.len(), |index| index..index + 1).map(option).collect());
                }
                ("not" | "x-open", _) => draft.push(Goal::Fails(here.into()), trail.clone()),
                ("if", _) => draft.choose_each(conditional(goals, at, schema, trail)),
                ("dependentSchemas", Value::Object(rules)) => {
                    for name in rules.keys() {
                        draft.choose_each(dependent(at, name, trail));
                    }
                }
                _ => {
                    let keyword = Keyword { goals, at, schema, name: keyword, operand };
                    merge(&mut draft.conjunct, &keyword)?;
                }
            }
        }
        Ok(())
    }

    /// The branch of a union in which something is to be broken: no other one is of interest then.
    fn broken_branch(&self, goals: &Goals, here: &str, count: usize) -> Option<usize> {
        let at = &goals.exempt.as_ref()?.at;
        (0..count).find(|index| self.knowledge.is_within(at, &format!("{here}/{index}").into()))
    }

    /// The branches of `anyOf`. The others fail where a part of one is to be broken, or nothing would be broken.
    fn any(&self, goals: &Goals, here: &str, count: usize, at: &str, trail: &Trail) -> Vec<Vec<Task>> {
        let Some(broken) = self.broken_branch(goals, here, count) else {
            return (0..count).map(|index| vec![branch_task(at, "anyOf", index, trail)]).collect();
        };
        let others = (0..count).filter(|other| *other != broken);
        let fails = others.map(|other| Goal::Fails(format!("{here}/{other}").into()));
        let fails = fails.map(|goal| Task { goal, trail: trail.clone() });
        vec![std::iter::once(branch_task(at, "anyOf", broken, trail)).chain(fails).collect()]
    }

    /// Works out what the merged limits leave, type by type.
    pub(super) fn settle(&mut self, conjunct: &mut Conjunct) -> Result<(), Contradiction> {
        let before = conjunct.types;
        let mut reason = Message::from(conjunct.numbers.none());
        conjunct.settle_numbers();
        if before.holds(Types::STRING) {
            let options = self.options;
            let limits = &conjunct.text.limits;
            let plan = self.plans.entry(limits.clone()).or_insert_with(|| TextPlan::new(limits, options).map(Arc::new));
            match plan {
                Ok(plan) => conjunct.text.plan = Some(Arc::clone(plan)),
                Err(why) => {
                    conjunct.types = conjunct.types.without(Types::STRING);
                    reason.clone_from(why);
                }
            }
        }
        let crossed = |min: usize, max: Option<usize>| max.is_some_and(|max| min > max);
        let needs = conjunct.array.needs.iter().any(|need| crossed(need.min, need.max));
        if needs || crossed(conjunct.array.least(), conjunct.array.max) {
            conjunct.types = conjunct.types.without(Types::ARRAY);
            reason = DrawId::MoreItemsThan.into();
        }
        if conjunct.array.least() > PARTS {
            conjunct.types = conjunct.types.without(Types::ARRAY);
            reason = DrawId::ItemsBeyond.with([conjunct.array.least().into(), PARTS.into()]);
        }
        if conjunct.object.min > PARTS {
            conjunct.types = conjunct.types.without(Types::OBJECT);
            reason = DrawId::PropertiesBeyond.with([conjunct.object.min.into(), PARTS.into()]);
        }
        let object = &conjunct.object;
        let clash = object.required.iter().find(|name| object.forbidden.contains(name));
        if let Some(name) = clash {
            conjunct.types = conjunct.types.without(Types::OBJECT);
            reason = DrawId::BothRequiredAndOut.with([name.into()]);
        } else if crossed(object.min.max(object.required.len()), object.max) {
            conjunct.types = conjunct.types.without(Types::OBJECT);
            reason = DrawId::MorePropertiesThan.into();
        }
        let barred = |value: &Value| conjunct.excluded.contains(value);
        if barred(&Value::Null) {
            conjunct.types = conjunct.types.without(Types::NULL);
        }
        if barred(&Value::Bool(true)) && barred(&Value::Bool(false)) {
            conjunct.types = conjunct.types.without(Types::BOOLEAN);
        }
        if let Some(choices) = conjunct.choices.take() {
            let kept: Vec<Value> = choices.into_iter().filter(|choice| conjunct.admits(choice)).collect();
            let types = kept.iter().map(Types::of).fold(Types::NONE, Types::or);
            conjunct.types = conjunct.types.and(types);
            conjunct.choices = Some(kept);
            reason = DrawId::NoMemberLeft.into();
        }
        if conjunct.types.is_empty() {
            Err(Contradiction::new(&conjunct.holds.last().map_or(String::new(), |h| h.0.to_string()), reason))
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn alternatives(schema: &Value) -> Vec<Types> {
        let (document, options) = (Document::new(schema), Options::default());
        let mut expander = Expander::new(&document, &options);
        let found = expander.expand(&Goals::new([Goal::Holds("".into())]));
        found.conjuncts.iter().map(|conjunct| conjunct.types).collect()
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
    fn an_exempt_keyword_need_not_be_kept() {
        let schema = json!({"required": ["a", "b"], "maximum": 3});
        let (document, options) = (Document::new(&schema), Options::default());
        let exempt = |keyword: &str, property: Option<&str>| {
            let exempt = crate::generate::goal::Exempt {
                at: "".into(),
                keyword: keyword.into(),
                property: property.map(Into::into),
            };
            let goals = Goals { exempt: Some(exempt), ..Goals::new([Goal::Holds("".into())]) };
            Expander::new(&document, &options).expand(&goals).conjuncts[0].clone()
        };
        assert_eq!(exempt("required", Some("a")).object.required, ["b"]);
        assert!(exempt("maximum", None).numbers.high.is_none());
    }
}
