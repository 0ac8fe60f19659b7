//! Where a keyword leaves a choice: the ways that it can be kept, each with its tasks.

use serde_json::{Map, Value};

use super::goal::{Goal, Goals, Task, Trail};
use crate::contract::schema::escape;

/// A branch holds.
pub(super) fn branch_task(at: &str, keyword: &str, index: usize, trail: &Trail) -> Task {
    let step = format!("/{keyword}/{index}");
    Task { goal: Goal::Holds(format!("{at}{step}").into()), trail: trail.down(&step) }
}

/// One branch of `oneOf`: it holds, and all others fail.
pub(super) fn one_of(at: &str, (index, count): (usize, usize), trail: &Trail) -> Vec<Task> {
    let others = (0..count).filter(|other| *other != index);
    let fails = others.map(|other| Goal::Fails(format!("{at}/oneOf/{other}").into()));
    let mut tasks = vec![branch_task(at, "oneOf", index, trail)];
    tasks.extend(fails.map(|goal| Task { goal, trail: trail.clone() }));
    tasks
}

/// The ways of `if`: it holds with `then`, or it fails with `else`.
pub(super) fn conditional(goals: &Goals, at: &str, schema: &Map<String, Value>, trail: &Trail) -> Vec<Vec<Task>> {
    let body = |keyword: &str| {
        let task =
            Task { goal: Goal::Holds(format!("{at}/{keyword}").into()), trail: trail.down(&format!("/{keyword}")) };
        (schema.contains_key(keyword) && !goals.exempts(at, keyword, None)).then_some(task)
    };
    let test = Task { goal: Goal::Holds(format!("{at}/if").into()), trail: trail.down("/if") };
    let fails = Task { goal: Goal::Fails(format!("{at}/if").into()), trail: trail.clone() };
    vec![std::iter::once(test).chain(body("then")).collect(), std::iter::once(fails).chain(body("else")).collect()]
}

/// The ways of one rule of `dependentSchemas`.
pub(super) fn dependent(at: &str, name: &str, trail: &Trail) -> Vec<Vec<Task>> {
    let step = format!("/dependentSchemas/{}", escape(name));
    let body = Task { goal: Goal::Holds(format!("{at}{step}").into()), trail: trail.down(&step) };
    let unless = |goal| Task { goal, trail: trail.clone() };
    let has = Goal::Has(name.into(), Box::new(Goal::Anything));
    // Anything but an object keeps the rule too.
    let other = Goal::Breaks(at.into(), "object".into());
    vec![vec![unless(Goal::Lacks(name.into()))], vec![unless(has), body], vec![unless(other)]]
}
