//! What a shell offers for the values of options: contracts, faults and requirement ids, as they are built in.

use clap_complete::CompletionCandidate;

use super::language::{language, worded};
use crate::{
    contract::{Contract, Files, Readings},
    reference,
};

/// The contracts that are built in.
pub(super) fn contracts() -> Vec<CompletionCandidate> {
    Files::embedded().contracts().into_iter().map(CompletionCandidate::new).collect()
}

/// The faults of every reference, each with what it does.
pub(super) fn faults() -> Vec<CompletionCandidate> {
    let all = reference::all().iter().flat_map(|reference| reference.faults);
    all.map(|fault| CompletionCandidate::new(fault.name).help(Some(worded(fault).into()))).collect()
}

/// The requirements of every contract, each with its clause.
pub(super) fn requirements() -> Vec<CompletionCandidate> {
    let files = Files::embedded();
    let contracts = files.contracts().into_iter();
    // What cannot be loaded is reported by the commands; a shell is offered the rest.
    let contracts = contracts.filter_map(|id| Contract::load(&files, &id, &Readings::new()).ok());
    let candidate = |id: &str, text: &str| CompletionCandidate::new(id).help(Some(text.to_owned().into()));
    contracts
        .flat_map(|contract| contract.requirements)
        .map(|requirement| candidate(&requirement.id, requirement.text.get(language())))
        .collect()
}
