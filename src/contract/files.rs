//! Contract and scenario files: compiled into the binary, or read from a folder.

use std::{collections::BTreeMap, path::Path};

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use super::{LoadError, LoadId, Message};
use crate::util::{hex::hex, text_file::read_text};

static SCHEMAS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/schemas");
static SCENARIOS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/scenarios");

/// Every JSON and YAML file below `schemas/` and `scenarios/`, by path with forward slashes.
#[derive(Debug, Clone, Default)]
pub struct Files {
    texts: BTreeMap<String, String>,
}

impl Files {
    /// The contracts that ship with the binary.
    pub fn embedded() -> Self {
        let mut texts = BTreeMap::new();
        for (root, dir) in [("schemas", &SCHEMAS), ("scenarios", &SCENARIOS)] {
            collect_embedded(root, dir, &mut texts);
        }
        Self { texts }
    }

    /// The forms of our files alone.
    pub fn embedded_forms() -> Self {
        let texts = Self::embedded().texts;
        Self { texts: texts.into_iter().filter(|(path, _)| path.starts_with("schemas/_meta/")).collect() }
    }

    /// Files by their paths, such as were kept with a run.
    pub fn of(texts: BTreeMap<String, String>) -> Self {
        Self { texts }
    }

    /// The files of a folder that holds `schemas/` and `scenarios/`; our own `schemas/_meta` is used where it has none.
    pub fn folder(folder: &Path) -> Result<Self, LoadError> {
        let mut texts = BTreeMap::new();
        for root in ["schemas", "scenarios"] {
            collect_folder(&folder.join(root), root, &mut texts)?;
        }
        if !texts.keys().any(|path| path.ends_with("/contract.json")) {
            let problem = LoadId::NoContractFile;
            return Err(LoadError::new(&folder.display().to_string(), "", problem, LoadId::NameSchemas));
        }
        let meta = Self::embedded().texts.into_iter().filter(|(path, _)| path.starts_with("schemas/_meta/"));
        for (path, text) in meta {
            texts.entry(path).or_insert(text);
        }
        Ok(Self { texts })
    }

    /// The files next to one on disk, by their paths, and our own `schemas/_meta`.
    pub fn beside(file: &Path) -> Self {
        let mut texts = Self::embedded().texts;
        texts.retain(|path, _| path.starts_with("schemas/_meta/"));
        let folder = file.parent().unwrap_or(Path::new(""));
        let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        for entry in std::fs::read_dir(here).into_iter().flatten().flatten() {
            let path = folder.join(entry.file_name());
            // What cannot be read is missed where it is referred to.
            if is_ours(&path)
                && path != file
                && let Ok(text) = read_text(&path)
            {
                texts.insert(path.display().to_string(), text);
            }
        }
        Self { texts }
    }

    /// The same files with another text in the place of one.
    #[must_use]
    pub fn with(mut self, path: &str, text: String) -> Self {
        self.texts.insert(path.to_owned(), text);
        self
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// The paths that start with a prefix, in byte order.
    pub fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        self.texts.keys().map(String::as_str).filter(move |path| path.starts_with(prefix))
    }

    /// The ids of the contracts: the folders below `schemas/` that hold a `contract.json`.
    pub fn contracts(&self) -> Vec<String> {
        let ids =
            self.below("schemas/").filter_map(|path| path.strip_prefix("schemas/")?.strip_suffix("/contract.json"));
        ids.map(str::to_owned).collect()
    }

    /// Folders of no contract, and files that are in no folder of one.
    pub fn strays(&self) -> Vec<LoadError> {
        let contracts = self.contracts();
        let mut strays = BTreeMap::new();
        for path in self.texts.keys().filter(|path| !path.starts_with("schemas/_meta/")) {
            let Some((root, below)) = path.split_once('/') else { continue };
            let stray = match below.split_once('/') {
                None => (path.clone(), LoadId::InNoFolder.into(), LoadId::MoveIntoOne.into()),
                Some((folder, _)) if contracts.iter().any(|id| id == folder) => continue,
                Some((folder, _)) => {
                    let [problem, fix] =
                        [LoadId::NoContractNamed, LoadId::AddContractFile].map(|id| id.with([folder.into()]));
                    (format!("{root}/{folder}"), problem, fix)
                }
            };
            strays.insert(stray.0, (stray.1, stray.2));
        }
        strays.into_iter().map(|(file, (problem, fix))| LoadError::new(&file, "", problem, fix)).collect()
    }

    /// SHA-256 over the files of one contract and its scenarios, names and bytes.
    pub fn digest(&self, contract: &str) -> String {
        let mut hash = Sha256::new();
        for root in ["schemas", "scenarios"] {
            for path in self.below(&format!("{root}/{contract}/")) {
                hash.update(path.as_bytes());
                hash.update([0]);
                hash.update(self.texts[path].as_bytes());
                hash.update([0]);
            }
        }
        format!("sha256:{}", hex(&hash.finalize()))
    }
}

fn collect_embedded(root: &str, dir: &Dir<'static>, texts: &mut BTreeMap<String, String>) {
    for file in dir.files().filter(|file| is_ours(file.path())) {
        if let Some(text) = file.contents_utf8() {
            texts.insert(format!("{root}/{}", file.path().display()), text.to_owned());
        }
    }
    for sub in dir.dirs() {
        collect_embedded(root, sub, texts);
    }
}

fn collect_folder(folder: &Path, name: &str, texts: &mut BTreeMap<String, String>) -> Result<(), LoadError> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if path.is_dir() {
            collect_folder(&path, &name, texts)?;
        } else if is_ours(&path) {
            let text = read_text(&path).map_err(|error| {
                LoadError::new(
                    &name,
                    "",
                    LoadId::FileUnreadable2.with([Message::library(&error)]),
                    LoadId::MakeReadable,
                )
            })?;
            texts.insert(name, text);
        }
    }
    Ok(())
}

fn is_ours(path: &Path) -> bool {
    path.extension().is_some_and(|extension| ["json", "yaml", "yml"].iter().any(|known| extension == *known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_binary_carries_the_contracts_and_their_forms() {
        let files = Files::embedded();
        assert!(files.contracts().contains(&"robo-payment".to_owned()));
        assert!(files.text("schemas/_meta/contract.schema.json").is_some());
    }

    #[test]
    fn a_byte_order_mark_changes_no_contract() {
        let folder = std::env::temp_dir().join(format!("tekigo-files-{}", std::process::id()));
        let path = "schemas/a/contract.json";
        std::fs::create_dir_all(folder.join("schemas/a")).expect("a folder");
        let read = |text: &str| {
            std::fs::write(folder.join(path), text).expect("written");
            Files::folder(&folder).expect("a contract")
        };
        let (plain, marked) = (read("{}"), read("\u{FEFF}{}"));
        assert_eq!((marked.text(path), marked.digest("a")), (Some("{}"), plain.digest("a")));
        std::fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn a_digest_depends_on_names_and_bytes() {
        let files = |path: &str, text: &str| Files { texts: BTreeMap::from([(path.to_owned(), text.to_owned())]) };
        let digest = files("schemas/a/x.json", "1").digest("a");
        assert_ne!(digest, files("schemas/a/x.json", "2").digest("a"));
        assert_ne!(digest, files("schemas/a/y.json", "1").digest("a"));
        assert_eq!(digest, files("schemas/a/x.json", "1").digest("a"));
    }

    #[test]
    fn what_belongs_to_no_contract_is_reported_once_for_each_folder() {
        let paths = [
            "schemas/_meta/x.json",
            "schemas/a/contract.json",
            "scenarios/a/x.json",
            "scenarios/b/x.json",
            "scenarios/b/y.json",
            "scenarios/c.json",
        ];
        let files = Files { texts: paths.map(|path| (path.to_owned(), String::new())).into() };
        let strays: Vec<String> =
            files.strays().iter().map(|error| format!("{}: {}", error.file, error.problem.english())).collect();
        assert_eq!(
            strays,
            ["scenarios/b: there is no contract `b`", "scenarios/c.json: the file stands in no folder of a contract"]
        );
    }

    #[test]
    fn a_folder_without_a_contract_is_said_to_be_so() {
        let error = Files::folder(Path::new("/nowhere")).unwrap_err();
        assert!(error.problem.english().contains("contract.json"), "{error}");
    }
}
