//! Any text as a profile is read or refused with a line and a fix.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tekigo::target::Profile;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let known = |name: &str| (name.len() < 8).then(|| "k0FAKE".to_owned());
    if let Err(error) = Profile::parse("fuzz.toml", text, &known) {
        assert!(!error.problem.is_empty() && !error.fix.is_empty());
        assert!(error.line.is_none_or(|line| line >= 1 && line <= text.lines().count() + 1));
    }
});
