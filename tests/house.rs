//! The rules of the house, held against its own source: who may use whom, where outside crates live, what each module must have.
//!
//! Each rule is a file next to this one with its table, and shows on a small made-up source that it is able to fail.

#[path = "house/crates.rs"]
mod crates;
#[path = "house/functions.rs"]
mod functions;
#[path = "house/furniture.rs"]
mod furniture;
#[path = "house/layers.rs"]
mod layers;
#[path = "house/names.rs"]
mod names;
#[path = "house/papers.rs"]
mod papers;
#[path = "house/prints.rs"]
mod prints;
#[path = "house/rings.rs"]
mod rings;
#[path = "house/size.rs"]
mod size;
#[path = "house/source.rs"]
mod source;
#[path = "house/words.rs"]
mod words;

use std::{fs, path::Path, sync::LazyLock};

use source::Source;

/// Every Rust file of the package.
static HOUSE: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    for folder in ["src", "tests", "benches"] {
        collect(&root.join(folder), folder, &mut sources);
    }
    sources.sort_by(|a, b| a.file.cmp(&b.file));
    sources
});

fn collect(folder: &Path, name: &str, sources: &mut Vec<Source>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("the folder is read").path();
        let name = format!("{name}/{}", path.file_name().expect("a name").to_string_lossy());
        if path.is_dir() {
            collect(&path, &name, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push(Source::new(&name, &fs::read_to_string(&path).expect("UTF-8")));
        }
    }
}

/// Fails with every breach of a rule, a line each.
fn keeps(rule: fn(&[Source]) -> Vec<String>) {
    let breaches = rule(&HOUSE);
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

#[test]
fn the_whole_house_is_read() {
    let files: Vec<&str> = HOUSE.iter().map(|source| source.file.as_str()).collect();
    for file in ["src/lib.rs", "src/main.rs", "src/contract/schema/mod.rs", "tests/house.rs", "tests/house/source.rs"] {
        assert!(files.contains(&file), "{file} was not read");
    }
}

#[test]
fn rooms_use_only_what_stands_below_them() {
    keeps(layers::judge);
}

#[test]
fn outside_crates_stay_in_their_homes() {
    keeps(crates::judge);
}

#[test]
fn every_dependency_has_a_home() {
    let manifest =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).expect("the manifest is there");
    let breaches = crates::judge_manifest(&manifest);
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

#[test]
fn furnished_rooms_have_a_row_for_each_file() {
    keeps(furniture::judge);
}

#[test]
fn no_files_import_each_other() {
    keeps(rings::judge);
}

#[test]
fn files_stay_small() {
    keeps(size::judge);
}

#[test]
fn functions_stay_small() {
    keeps(functions::judge);
}

#[test]
fn a_word_of_the_architecture_names_one_type() {
    keeps(names::judge);
}

#[test]
fn only_commands_print() {
    keeps(prints::judge);
}

#[test]
fn the_papers_point_at_files_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let exists = |path: &str| root.join(path).exists();
    let papers = ["README.md", "README.ja.md", "CONTRIBUTING.md", "CHANGELOG.md"]
        .map(|paper| (paper, fs::read_to_string(root.join(paper)).unwrap_or_default()));
    let breaches: Vec<String> = papers.iter().flat_map(|(paper, text)| papers::judge(paper, text, exists)).collect();
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

/// The guide speaks of the reader's own folder, which the example stands for.
#[test]
fn the_guide_points_at_files_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = fs::read_to_string(root.join("docs/your-own-api.md")).expect("the guide is there");
    let exists = |path: &str| root.join(path).exists() || root.join("examples/parcel-fee").join(path).exists();
    let breaches = papers::judge("docs/your-own-api.md", &guide, exists);
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}
