//! Resumes an interrupted run: its settings are taken from its journal and must be those that are asked for now.

use std::path::Path;

use super::target::TargetArguments;
use crate::run::{Head, Journaled, Plan, Settings};

/// The journal of a run, and its plan made again.
pub(super) fn resume(folder: &Path, target: &TargetArguments) -> Result<(Journaled, Plan), String> {
    let journaled = Journaled::read(folder, true).map_err(|error| error.to_string())?;
    let head = &journaled.head;
    if head.tekigo != env!("CARGO_PKG_VERSION") {
        return Err(format!(
            "the run was made with tekigo {}; go on with that version, or start it again",
            head.tekigo
        ));
    }
    let mut target = target.clone();
    if target.contract.is_empty() {
        target.contract = head.contracts.iter().map(|promises| promises.id.clone()).collect();
    }
    let settings = Settings {
        seed: head.seed,
        cases: head.cases,
        strict: head.strict,
        run: head.run_number,
        shards: head.shard.map_or(1, |shard| shard.of),
        ..Settings::default()
    };
    let mut plan = target.plan(settings)?;
    plan.fit(&|trial| head.choice.fits(&trial.name, &trial.requirements))?;
    same(head, &plan)?;
    Ok((journaled, plan))
}

/// Fails where the run would go on as another one.
fn same(head: &Head, plan: &Plan) -> Result<(), String> {
    let name = |target: &crate::record::TargetRecord| format!("{} {}", target.name, target.url).trim().to_owned();
    if head.target != plan.target {
        let (was, is) = (name(&head.target), name(&plan.target));
        let given = match head.arguments.as_slice() {
            [] => "the target".to_owned(),
            words => words.join(" "),
        };
        return Err(format!("the run asked {was}, and this would ask {is}; give {given}, with which it was started"));
    }
    if head.product != plan.product {
        return Err("the run is about another subject than the profile names now; \
            give the [subject] that it was started with, or start it again"
            .to_owned());
    }
    for promises in &head.contracts {
        let id = &promises.id;
        let Some(subject) = plan.subjects.iter().find(|subject| subject.suite.contract.id == *id) else {
            return Err(format!("the run asked {id}, and --contract leaves it out; leave out --contract"));
        };
        if subject.suite.contract.digest != promises.digest {
            return Err(format!("the files of {id} have changed since the run; start it again"));
        }
        if subject.suite.contract.in_force != promises.readings {
            return Err(format!("other readings of {id} are in force than in the run; give those it was started with"));
        }
    }
    if head.plan_hash != plan.hash() {
        return Err("the plan is another one than that of the run, because what the profile gives has changed; \
            give what it was started with, or start it again"
            .to_owned());
    }
    Ok(())
}
