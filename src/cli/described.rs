//! The contract that an OpenAPI description makes by itself, read once however often a command asks for it.

use std::{
    path::Path,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use super::print::print_error;
use crate::{
    contract::{
        Contract, Files, LoadError,
        derive::{Derived, derived},
    },
    run::fetched,
    util::text_file::read_text,
};

/// What was made of the description of a command; its clones share it.
#[derive(Clone, Default)]
pub(super) struct Kept(Arc<OnceLock<Described>>);

struct Described {
    files: Files,
    /// The contract of the files, for the first who takes it.
    contract: Mutex<Option<Contract>>,
}

impl Kept {
    /// The files of the contract; what is left out of it is reported the first time.
    pub(super) fn files(&self, place: &str) -> Result<Files, String> {
        if let Some(known) = self.0.get() {
            return Ok(known.files.clone());
        }
        let Derived { files, contract, .. } = described(place)?;
        let kept = self.0.get_or_init(|| Described { files, contract: Mutex::new(Some(contract)) });
        Ok(kept.files.clone())
    }

    /// The contract itself, where nobody took it yet: to read it of its files again would take as long as to make it.
    pub(super) fn contract(&self) -> Option<Contract> {
        self.0.get()?.contract.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The contract that a description at a path or an address makes by itself.
pub(super) fn described(place: &str) -> Result<Derived, String> {
    let is_address = place.starts_with("http://") || place.starts_with("https://");
    let text = if is_address {
        fetched(place).map_err(|error| format!("failed to fetch the description: {error}"))?
    } else {
        read_text(Path::new(place)).map_err(|error| format!("failed to read {place}: {error}"))?
    };
    let name = place.rsplit(['/', '\\']).next().unwrap_or(place);
    let derived = derived(name, &text)
        .map_err(|errors| format!("failed to read the description {place}:\n{}", lines(&errors)))?;
    for (call, errors) in &derived.left_out {
        print_error(&format!("left out: {call}\n{}", lines(errors)));
    }
    Ok(derived)
}

/// Mistakes in files, a line each.
pub(super) fn lines(errors: &[LoadError]) -> String {
    errors.iter().map(|error| format!("  {error}")).collect::<Vec<_>>().join("\n")
}
