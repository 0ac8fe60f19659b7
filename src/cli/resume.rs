//! Resumes an interrupted run: its settings are taken from its journal and must be those that are given now.

use std::path::Path;

use super::{counterexamples::target_by, target::TargetArguments};
use crate::{
    contract::{CommandId, Message},
    run::{Head, Journaled, Plan, Settings},
};

/// The journal of a run, and its plan made again.
pub(super) fn resume(folder: &Path, target: &TargetArguments) -> Result<(Journaled, Plan), Message> {
    let journaled = Journaled::read(folder, true).map_err(|error| error.message())?;
    let head = &journaled.head;
    if head.tekigo != env!("CARGO_PKG_VERSION") {
        return Err(CommandId::OtherVersion.with([(&head.tekigo).into()]));
    }
    // Where no target is named, it is that of the run.
    let is_named = !target.words().is_empty();
    let mut target =
        if is_named { target.clone() } else { target.clone().named_by(target_by(folder, head.arguments.clone())?) };
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
fn same(head: &Head, plan: &Plan) -> Result<(), Message> {
    let name = |target: &crate::record::TargetRecord| format!("{} {}", target.name, target.url).trim().to_owned();
    if head.target != plan.target {
        let (was, is) = (name(&head.target), name(&plan.target));
        let given = match head.arguments.as_slice() {
            [] => CommandId::TheTarget.into(),
            words => words.join(" ").into(),
        };
        return Err(CommandId::OtherTarget.with([was.into(), is.into(), given]));
    }
    if head.product != plan.product {
        return Err(CommandId::OtherSubject.into());
    }
    for promises in &head.contracts {
        let id = &promises.id;
        let Some(subject) = plan.subjects.iter().find(|subject| subject.suite.contract.id == *id) else {
            return Err(CommandId::ContractLeftOut.with([id.into()]));
        };
        if subject.suite.contract.digest != promises.digest {
            return Err(CommandId::FilesChanged.with([id.into()]));
        }
        if subject.suite.contract.in_force != promises.readings {
            return Err(CommandId::OtherReadings.with([id.into()]));
        }
    }
    if head.plan_hash != plan.hash() {
        return Err(CommandId::OtherPlan.into());
    }
    Ok(())
}
