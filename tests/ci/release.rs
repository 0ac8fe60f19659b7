//! What a release is made of: archives that install, checksums that are looked at, and names that agree in every file.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use sha2::{Digest, Sha256};
use tekigo::contract::hex;

use crate::paper;

const VERSION: &str = env!("CARGO_PKG_VERSION");
const TARGET: &str = "x86_64-unknown-linux-musl";

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ci").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder of an earlier run is removed");
    }
    fs::create_dir_all(&folder).expect("the folder is made");
    folder
}

/// Runs a script of `.ci` in the folder of the package.
fn script(name: &str, arguments: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Command::new(root.join(".ci").join(name)).current_dir(root).args(arguments).output().expect("bash is there")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// The targets that the workflow builds.
fn targets() -> Vec<String> {
    let workflow = paper(".github/workflows/release.yml");
    let named = workflow.lines().filter_map(|line| line.trim().strip_prefix("- { target: "));
    named.map(|line| line.split(',').next().expect("a target").to_owned()).collect()
}

#[test]
fn an_archive_installs_the_program_that_it_was_made_of_and_no_other() {
    let folder = folder("released");
    let (built, dist, installed) = (folder.join("built"), folder.join("dist"), folder.join("bin"));
    fs::create_dir_all(&built).expect("a folder");
    fs::write(built.join("tekigo"), "#!/bin/sh\necho the program\n").expect("written");
    let packed = script("archive", &[VERSION, TARGET, text(&built), text(&dist)]);
    assert!(packed.status.success(), "{packed:?}");
    let archive = dist.join(format!("tekigo-{VERSION}-{TARGET}.tar.gz"));
    let listed = Command::new("tar").args(["-tzf", text(&archive)]).output().expect("tar is there");
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    for file in ["tekigo", "README.ja.md", "LICENSE-MIT", "LICENSE-APACHE", "docs/reports.md"] {
        assert!(listed.lines().any(|line| line == format!("tekigo-{VERSION}-{TARGET}/{file}")), "{file}: {listed}");
    }
    let bytes = fs::read(&archive).expect("an archive");
    let sum = fs::read_to_string(dist.join(format!("tekigo-{VERSION}-{TARGET}.tar.gz.sha256"))).expect("a checksum");
    assert!(sum.starts_with(&hex(&Sha256::digest(&bytes))), "{sum}");

    let came = script("install", &[VERSION, TARGET, text(&installed), text(&dist)]);
    assert!(came.status.success(), "{came:?}");
    assert_eq!(fs::read(installed.join("tekigo")).expect("installed"), fs::read(built.join("tekigo")).expect("built"));
    // One byte more, and nothing is installed.
    fs::write(&archive, [bytes.as_slice(), b"x"].concat()).expect("written");
    let other = folder.join("other");
    let refused = script("install", &[VERSION, TARGET, text(&other), text(&dist)]);
    assert!(!refused.status.success() && !other.exists(), "{refused:?}");
}

#[test]
fn the_formula_has_the_checksum_of_each_platform() {
    let folder = folder("formula");
    let sums: Vec<String> = targets()
        .iter()
        .map(|target| format!("{}  tekigo-1.2.3-{target}.tar.gz\n", hex(&Sha256::digest(target.as_bytes()))))
        .collect();
    fs::write(folder.join("sums"), sums.concat()).expect("written");
    let repository = "https://host.example/owner/tekigo";
    let made = script("formula", &["1.2.3", repository, text(&folder.join("sums"))]);
    let formula = String::from_utf8_lossy(&made.stdout).into_owned();
    for target in
        ["aarch64-apple-darwin", "x86_64-apple-darwin", "aarch64-unknown-linux-gnu", "x86_64-unknown-linux-musl"]
    {
        let url = format!("url \"{repository}/releases/download/v1.2.3/tekigo-1.2.3-{target}.tar.gz\"");
        let (_, rest) = formula.split_once(&url).unwrap_or_else(|| panic!("{target}: {formula}"));
        let sum = hex(&Sha256::digest(target.as_bytes()));
        assert!(rest.trim_start().starts_with(&format!("sha256 \"{sum}\"")), "{target}: {formula}");
    }
    fs::write(folder.join("sums"), &sums[0]).expect("written");
    let failed = script("formula", &["1.2.3", repository, text(&folder.join("sums"))]);
    assert!(!failed.status.success() && failed.stdout.is_empty(), "a platform without a checksum makes no formula");
}

#[test]
fn every_platform_is_built_under_the_name_that_others_download() {
    let targets = targets();
    for needed in ["linux-gnu", "linux-musl", "apple-darwin", "windows-msvc"] {
        assert!(targets.iter().any(|target| target.ends_with(needed)), "{needed}: {targets:?}");
    }
    let install = paper(".ci/install");
    let named = install.lines().filter_map(|line| line.trim().split_once(") target=")).map(|(_, rest)| rest);
    let named: Vec<&str> = named.map(|rest| rest.trim_end_matches(" ;;")).collect();
    assert!(named.len() >= 5 && named.iter().all(|target| targets.iter().any(|built| built == target)), "{named:?}");
    // `cargo binstall` finds what the workflow uploads.
    let manifest = paper("Cargo.toml");
    let repository = manifest.lines().find_map(|line| line.strip_prefix("repository = ")).expect("a repository");
    let url = "pkg-url = \"{ repo }/releases/download/v{ version }/tekigo-{ version }-{ target }{ archive-suffix }\"";
    assert!(
        manifest.contains(url)
            && manifest.contains("bin-dir = \"tekigo-{ version }-{ target }/{ bin }{ binary-ext }\"")
    );
    for key in ["homepage = ", "documentation = "] {
        let line = manifest.lines().find_map(|line| line.strip_prefix(key)).expect(key);
        assert!(line.starts_with(repository.trim_end_matches('"')), "{key}{line}");
    }
}

#[test]
fn the_workflow_asks_for_no_more_rights_than_it_uses_and_pastes_nothing_into_a_shell() {
    let workflow = paper(".github/workflows/release.yml");
    let head = workflow.split("\njobs:\n").next().expect("a head");
    assert!(head.contains("\npermissions:\n  contents: read\n") && head.contains("tags: [\"v["), "{head}");
    assert_eq!(workflow.matches("contents: write").count(), 1, "the job that publishes alone may write");
    assert!(workflow.contains("attest-build-provenance") && workflow.contains("SHA256SUMS"));
    // Where `run: |` goes on over several lines, they are indented further than the key.
    let mut indent = None;
    for line in workflow.lines() {
        let depth = line.len() - line.trim_start().len();
        if indent.is_some_and(|indent| depth <= indent) {
            indent = None;
        }
        if line.trim_start().starts_with("run:") {
            indent = Some(depth);
        }
        assert!(indent.is_none() || !line.contains("${{"), "{line}");
    }
}
