//! What a shell offers for a filter: requirements, and the trials of the plan.

use clap_complete::CompletionCandidate;

use super::{candidates::requirements, target::TargetArguments};
use crate::run::Settings;

/// Requirement ids and the names of trials against the embedded reference.
pub(super) fn filters() -> Vec<CompletionCandidate> {
    let plan = TargetArguments::default().survey(Settings::default());
    let trials = plan.into_iter().flat_map(|plan| plan.trials).map(|trial| CompletionCandidate::new(trial.name));
    requirements().into_iter().chain(trials).collect()
}
