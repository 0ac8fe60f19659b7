//! What `cargo package` puts into the crate: all that it is built, tested and read with, and nothing of a working copy.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

/// What the registry takes at most.
const MOST: u64 = 10 << 20;

/// The files of the package by their names; none where cargo is not there to list them.
fn files() -> Option<BTreeSet<String>> {
    let cargo = std::env::var_os("CARGO")?;
    let mut command = Command::new(cargo);
    command.args(["package", "--list", "--allow-dirty", "--offline", "--locked"]);
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("names are text");
    Some(text.lines().map(|line| line.replace('\\', "/")).collect())
}

#[test]
fn the_package_has_all_that_it_needs_and_nothing_of_a_working_copy() {
    let Some(files) = files() else {
        println!("skipped: this test was not started by cargo");
        return;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut needed = vec!["Cargo.toml", "Cargo.lock", "README.md", "README.ja.md", "LICENSE-MIT", "LICENSE-APACHE"];
    needed.extend([
        "CHANGELOG.md",
        "docs/your-own-api.md",
        "reports/example/report.html",
        "schemas/_meta/run.schema.json",
    ]);
    let missing: Vec<&&str> = needed.iter().filter(|name| !files.contains(**name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    // The contracts are embedded from these folders: a file that is left out is a contract that the crate does not have.
    for folder in ["schemas", "scenarios"] {
        let mut left = Vec::new();
        left_out(&root.join(folder), folder, &files, &mut left);
        assert!(left.is_empty(), "left out: {left:?}");
    }
    let rooms =
        ["src", "tests", "benches", "scenarios", "schemas", "docs", "examples", "deploy", "reports", ".ci", ".github"];
    let stray: Vec<&String> =
        files.iter().filter(|name| name.split_once('/').is_some_and(|(folder, _)| !rooms.contains(&folder))).collect();
    assert!(stray.is_empty(), "{stray:?}");
    let reports = files.iter().filter(|name| name.starts_with("reports/") && !name.starts_with("reports/example/"));
    assert_eq!(reports.count(), 0, "runs of a working copy are not packed");
    let size: u64 = files.iter().filter_map(|name| fs::metadata(root.join(name)).ok()).map(|file| file.len()).sum();
    assert!(size < MOST, "{size} bytes");
}

fn left_out(folder: &Path, name: &str, files: &BTreeSet<String>, left: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the folder is read") {
        let path = entry.expect("an entry").path();
        let name = format!("{name}/{}", path.file_name().expect("a name").to_string_lossy());
        if path.is_dir() {
            left_out(&path, &name, files, left);
        } else if !files.contains(&name) {
            left.push(name);
        }
    }
}
