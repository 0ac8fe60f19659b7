//! The error where no trial of a plan fits the filters.

use crate::{
    contract::{CommandId, Message, MessageId},
    run::Plan,
    target::nearest,
};

/// The filters that fit nothing, each with what was probably meant.
pub(super) fn unmatched(filters: &[String], plan: &Plan) -> Message {
    if filters.is_empty() {
        return CommandId::NoTrialLeft.into();
    }
    let each = filters.iter().map(|filter| no_trial(filter, plan));
    CommandId::ListTrials.with([Message::joined(MessageId::Semicolon, each)])
}

fn no_trial(filter: &str, plan: &Plan) -> Message {
    let requirements = || plan.subjects.iter().flat_map(|subject| &subject.suite.contract.requirements);
    let ids: Vec<&str> = requirements().map(|requirement| requirement.id.as_str()).collect();
    if let Some(id) = ids.iter().find(|id| id.eq_ignore_ascii_case(filter)) {
        return CommandId::NoTrialOfOwn.with([filter.into(), (*id).into()]);
    }
    // A slip is mostly in one part of a name: the last of a path, or the whole of an id.
    let parts = plan.trials.iter().flat_map(|trial| trial.name.split('/'));
    let names = plan.trials.iter().map(|trial| trial.name.as_str());
    let part = filter.rsplit('/').next().unwrap_or(filter);
    let near = nearest(filter, ids.iter().copied()).or_else(|| nearest(filter, names)).or_else(|| nearest(part, parts));
    match near {
        Some(near) => CommandId::NoTrialMeant.with([filter.into(), near.into()]),
        None => CommandId::NoTrialMatches.with([filter.into()]),
    }
}
