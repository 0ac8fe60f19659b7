//! Any text as a scenario file is read or refused; what is read is written and read again as the same scenario.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tekigo::{
    contract::{Contract, Files, Readings},
    scenario::read_scenario,
};

static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    Contract::load(&Files::embedded(), "jpay-search", &Readings::new())
        .unwrap_or_else(|_| panic!("the contract is sound"))
});

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match read_scenario("fuzz.json", text, &CONTRACT) {
        Err(errors) => assert!(!errors.is_empty(), "a refusal says why"),
        Ok((scenario, _)) => {
            let written = serde_json::to_string(&scenario).expect("a scenario has a text");
            let Ok((again, _)) = read_scenario("fuzz.json", &written, &CONTRACT) else {
                panic!("what was written is refused: {written}");
            };
            assert_eq!(serde_json::to_string(&again).expect("a scenario has a text"), written);
        }
    }
});
