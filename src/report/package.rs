//! The evidence package: everything of a run in one file that can be checked offline by its recipient.
//!
//! A zip whose bytes depend on the run alone: reports, journal, counterexamples, the contract and scenario files, a manifest with the
//! digest of each, and an in-toto statement about the manifest in a DSSE envelope, signed where a key is given. The comment of the zip
//! seals it: the SHA-256 of every byte before it.

mod beside;
mod bounds;
mod container;
mod envelope;
mod keys;
mod layout;
mod manifest;
mod rerender;
mod statement;
mod unpacked;
mod verify;

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use super::{
    artifacts::{self, Artifact, digest},
    evidence,
    write::EVIDENCE,
};
use crate::{
    contract::{Files, Language, Text},
    record::Run,
};
use container::Packer;
pub use keys::{KeyError, SigningKey, VerifyingKey};
use layout::{ATTESTATION, CONTRACTS, EVIDENCE_TITLE, MANIFEST, MANIFEST_TITLE};
use manifest::{Manifest, Pledge};
pub use verify::{Checked, Package};

/// What goes into a package besides the run.
pub struct Packed<'a> {
    /// The folder of its reports, which must be there, the evidence workbook among them where the run has one.
    pub folder: &'a Path,
    /// The language they were written in.
    pub language: Language,
    /// Who tested, as the workbook says.
    pub tester: &'a str,
    /// The journals they were made from.
    pub journals: &'a [PathBuf],
    /// The contract and scenario files.
    pub contracts: &'a Files,
    /// What it is signed with.
    pub key: Option<&'a SigningKey>,
}

/// Writes the package of a run. Nothing is at its place before it is whole.
pub fn write_package(run: &Run, packed: &Packed<'_>, to: &Path) -> io::Result<()> {
    for contract in &run.contracts {
        if packed.contracts.digest(&contract.id) != contract.digest {
            let problem =
                format!("the files of {} are not those of the run; name their folder with --contracts", contract.id);
            return Err(io::Error::other(problem));
        }
    }
    if is_another(to)? {
        return Err(io::Error::other("there is another file, which is not a package; name a new one"));
    }
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let file = File::options().read(true).write(true).create(true).truncate(true).open(&part)?;
    let written = fill(run, packed, file).and_then(|file| file.sync_all());
    let written = written.and_then(|()| verify::readable(&part)).and_then(|()| fs::rename(&part, to));
    if written.is_err() {
        // The error says why it could not be written; a part that stays behind is the lesser evil.
        let _ = fs::remove_file(&part);
    }
    written
}

/// Whether a file is there that is not an earlier package, such as a key.
fn is_another(to: &Path) -> io::Result<bool> {
    match File::open(to) {
        Ok(mut file) => Ok(container::seal(&mut file).is_err()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn fill(run: &Run, packed: &Packed<'_>, file: File) -> io::Result<File> {
    let mut zip = Packer::new(file)?;
    let mut listed = artifacts::of_run(run, packed.folder, packed.journals)?;
    if evidence::is_due(run) {
        listed.push(Artifact::of(EVIDENCE, packed.folder.join(EVIDENCE), EVIDENCE_TITLE.into())?);
    }
    let mut files = Vec::new();
    for artifact in listed {
        files.push(zip.add(&artifact.file, artifact.what, &mut File::open(&artifact.path)?)?);
    }
    for contract in &run.contracts {
        for root in ["schemas", "scenarios"] {
            for path in packed.contracts.below(&format!("{root}/{}/", contract.id)) {
                let text = packed.contracts.text(path).unwrap_or_default();
                files.push(zip.add(&format!("{CONTRACTS}{path}"), of_contract(root), &mut text.as_bytes())?);
            }
        }
    }
    let manifest = Manifest {
        package: manifest::FORM,
        tekigo: env!("CARGO_PKG_VERSION").to_owned(),
        seed: run.seed,
        plan_hash: run.plan_hash.clone(),
        started: run.started.clone(),
        target: run.target.clone(),
        language: packed.language.code().to_owned(),
        tester: packed.tester.to_owned(),
        contracts: run.contracts.iter().map(Pledge::of).collect(),
        files,
    };
    let manifest = manifest.written();
    zip.add(MANIFEST, MANIFEST_TITLE.into(), &mut manifest.as_bytes())?;
    let report: serde_json::Value = serde_json::from_slice(&fs::read(packed.folder.join("report.json"))?)?;
    let statement = statement::statement(&report, &digest(&mut manifest.as_bytes())?.1);
    let envelope = envelope::Envelope::of(&statement, packed.key).written();
    zip.add(ATTESTATION, Text::default(), &mut envelope.as_bytes())?;
    zip.finish()
}

fn of_contract(root: &str) -> Text {
    match root {
        "scenarios" => Text { ja: "シナリオ".to_owned(), en: "a scenario".to_owned() },
        _ => Text { ja: "契約ファイル".to_owned(), en: "a file of a contract".to_owned() },
    }
}
