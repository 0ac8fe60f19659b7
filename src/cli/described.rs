//! The contract that an OpenAPI description makes by itself, read once however often a command uses it.

use std::{
    path::Path,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use super::{language::language, print::print_error};
use crate::{
    contract::{
        CommandId, Contract, Files, LoadError, Message, MessageId,
        derive::{Derived, derived},
    },
    run::fetched,
    target::origin,
    util::text_file::read_text,
};

/// What was made of the description of a command; its clones share it.
#[derive(Clone, Default)]
pub(super) struct Kept(Arc<OnceLock<Described>>);

struct Described {
    files: Files,
    /// The contract of the files, for the first caller that takes it.
    contract: Mutex<Option<Contract>>,
}

impl Kept {
    /// The files of the contract; what is left out of it is reported the first time.
    pub(super) fn files(&self, place: &str, target: Option<&str>) -> Result<Files, Message> {
        if let Some(known) = self.0.get() {
            return Ok(known.files.clone());
        }
        let declared = target.is_some_and(|target| is_served_by(place, target));
        let Derived { files, contract, .. } = described(place, declared)?;
        let kept = self.0.get_or_init(|| Described { files, contract: Mutex::new(Some(contract)) });
        Ok(kept.files.clone())
    }

    /// The contract itself, unless it was taken already: reading it from its files again would take as long as making it.
    pub(super) fn contract(&self) -> Option<Contract> {
        self.0.get()?.contract.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Whether a description is fetched from the very target that is tested with it.
fn is_served_by(place: &str, target: &str) -> bool {
    is_address(place) && origin(place).is_some_and(|own| origin(target) == Some(own))
}

/// Whether a description is at an address, and not in a file.
pub(super) fn is_address(place: &str) -> bool {
    place.starts_with("http://") || place.starts_with("https://")
}

/// The contract that a description at a path or an address makes by itself; `declared` where the target itself serves it.
pub(super) fn described(place: &str, declared: bool) -> Result<Derived, Message> {
    let text = if is_address(place) {
        fetched(place).map_err(|error| CommandId::FetchDescription.with([error]))?
    } else {
        read_text(Path::new(place))
            .map_err(|error| CommandId::ReadFile.with([place.into(), Message::library(&error)]))?
    };
    let name = place.rsplit(['/', '\\']).next().unwrap_or(place);
    let derived = derived(name, &text, declared)
        .map_err(|errors| CommandId::Lines.with([CommandId::ReadDescription.with([place.into()]), lines(&errors)]))?;
    for (call, errors) in &derived.left_out {
        let left_out = CommandId::LeftOutCall.with([call.into(), lines(errors)]);
        print_error(&left_out.in_language(language()));
    }
    Ok(derived)
}

/// Mistakes in files, a line each.
pub(super) fn lines(errors: &[LoadError]) -> Message {
    let line = |error: &LoadError| MessageId::Indented.with([error.message()]);
    Message::joined(MessageId::Newline, errors.iter().map(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_declared_by_the_target_that_serves_it() {
        for (place, target, declared) in [
            ("http://127.0.0.1:8080/openapi.json", "http://127.0.0.1:8080", true),
            ("https://api.example/v1/openapi.yaml", "https://API.example:443/v2", true),
            ("http://127.0.0.1:8081/openapi.json", "http://127.0.0.1:8080", false),
            ("https://docs.example/openapi.json", "https://api.example", false),
            ("openapi.json", "http://127.0.0.1:8080", false),
        ] {
            assert_eq!(is_served_by(place, target), declared, "{place} {target}");
        }
    }
}
