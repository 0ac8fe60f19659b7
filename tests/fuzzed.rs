//! The fuzz targets take each file of their corpus, whole and cut off anywhere, without a panic. They are compiled here with a stand-in for the
//! crate `libfuzzer-sys`, which is in C++.

extern crate self as libfuzzer_sys;

use std::{fs, path::Path};

/// Modules of targets, and a test of each over the corpus of its name.
macro_rules! targets {
    ($($name:ident $file:literal,)+) => {
        $(
            // What a target says to the compiler as a program of its own means nothing in a module.
            #[allow(unused_attributes)]
            #[path = $file]
            mod $name;
        )+

        #[test]
        fn a_target_takes_its_corpus() {
            let known = [$((stringify!($name), $name::run as fn(&[u8])),)+];
            assert_eq!(names("targets"), known.map(|(name, _)| format!("{name}.rs")));
            for (name, target) in known {
                let files = names(&format!("corpus/{name}"));
                assert!(!files.is_empty(), "{name} has no corpus");
                for file in files {
                    let data = fs::read(folder().join("corpus").join(name).join(&file)).expect("it is there");
                    for length in (0..PARTS).map(|part| data.len() * part / PARTS).chain([data.len()]) {
                        target(&data[..length]);
                    }
                }
            }
        }
    };
}

/// In how many places a file is cut off.
const PARTS: usize = 16;

targets! {
    contract "../fuzz/targets/contract.rs",
    draw "../fuzz/targets/draw.rs",
    journal "../fuzz/targets/journal.rs",
    profile "../fuzz/targets/profile.rs",
    response "../fuzz/targets/response.rs",
    scenario "../fuzz/targets/scenario.rs",
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz"))
}

/// The names in a folder of the fuzz targets, in their order.
fn names(of: &str) -> Vec<String> {
    let files = fs::read_dir(folder().join(of)).unwrap_or_else(|error| panic!("{of}: {error}"));
    let mut names: Vec<_> =
        files.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// What `libfuzzer-sys` makes the entry of a fuzzer is a function here. It stands below the targets, which import it by its path.
#[macro_export]
macro_rules! fuzz_target {
    (|$data:ident: &[u8]| $body:block) => {
        pub(super) fn run($data: &[u8]) $body
    };
}
