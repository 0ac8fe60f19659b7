//! Any text in the place of a contract file is read or refused with a reason, and never brings the reader down.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tekigo::contract::{Contract, Files, Readings};

/// The files that the first byte chooses from.
const PLACES: [&str; 4] = [
    "schemas/kanri-claim/contract.json",
    "schemas/kanri-claim/requirements.json",
    "schemas/kanri-claim/codes.json",
    "schemas/kanri-claim/current_claim.request.schema.json",
];

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let files = Files::embedded().with(PLACES[*first as usize % PLACES.len()], text.to_owned());
    if let Err(errors) = Contract::load(&files, "kanri-claim", &Readings::new()) {
        assert!(!errors.is_empty(), "a refusal says why");
        assert!(errors.iter().all(|error| !error.to_string().is_empty()));
    }
});
