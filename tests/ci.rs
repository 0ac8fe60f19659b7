//! What is next to the program for CI: command lines in papers are ones that it takes, and the script of the action does what it says.

#[path = "ci/action.rs"]
mod action;
#[path = "ci/lines.rs"]
mod lines;
#[path = "ci/package.rs"]
mod package;
#[path = "ci/release.rs"]
mod release;

use std::{fs, path::Path};

/// A file of the package.
fn paper(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
}
