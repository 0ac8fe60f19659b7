//! Any bytes as a journal are read or refused with a line; a journal that is cut off anywhere is one that was interrupted there.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use tekigo::run::{Journaled, recorded};

fuzz_target!(|data: &[u8]| {
    for with_past in [false, true] {
        if let Ok(journaled) = Journaled::of(Path::new("fuzz"), data, with_past) {
            // What reads back can be rendered.
            let _ = recorded(vec![journaled]).map(|run| run.verdict());
        }
    }
});
