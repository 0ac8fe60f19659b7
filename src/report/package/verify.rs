//! Verifies a package: no file was changed, added or removed, and the signature is right.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use serde::de::DeserializeOwned;
use serde_json::Value;
use zip::CompressionMethod;

use super::{
    bounds::{CONTRACT_FILES, LARGE, Lines, SMALL, Weight, is_too_heavy},
    container::{Archive, comment_length, hidden, is_packed, is_small, names, seal},
    envelope::Envelope,
    keys::VerifyingKey,
    layout::{ATTESTATION, CONTRACTS, MANIFEST, is_known},
    manifest::{FORM, Manifest, Pledge},
    statement::statement,
    unpacked::Unpacked,
};
use crate::{
    contract::Files,
    report::{artifacts::digest, write::EVIDENCE},
};

/// What the checks of a package came to.
#[derive(Debug, Default)]
pub struct Checked {
    /// What is wrong, a line each.
    pub problems: Vec<String>,
    /// What a reader should know, a line each.
    pub notes: Vec<String>,
}

/// A package that is checked.
pub struct Package {
    pub(super) archive: Archive,
    pub(super) manifest: Option<Manifest>,
    checked: Checked,
}

/// Fails where a package that was just written is one that no `verify` reads: nobody should hand that over.
pub(super) fn readable(path: &Path) -> io::Result<()> {
    let refused = match Package::open(path)? {
        Ok(mut package) => package.refused(),
        Err(checked) => checked.problems.into_iter().next(),
    };
    refused.map_or(Ok(()), |problem| {
        let fix = "run fewer trials at a time (by contract or with --shard), and make a package of each";
        Err(io::Error::other(format!("`tekigo verify` would not read it: {problem}; {fix}")))
    })
}

impl Package {
    /// Opens a package and looks at it as a zip; `check` reports what is wrong with it.
    pub fn open(path: &Path) -> io::Result<Result<Self, Checked>> {
        let mut file = File::open(path)?;
        let (length, broken) = (file.metadata()?.len(), seal(&mut file)?);
        let mut checked = Checked::default();
        checked.problems.extend(broken.map(|broken| format!("the package was changed: {broken}")));
        if !is_small(&mut file, comment_length())? {
            checked.problems.push("it is cut short, or lists more files than a package has".to_owned());
            return Ok(Err(checked));
        }
        match Archive::new(BufReader::new(file)) {
            Ok(mut archive) => {
                checked.problems.extend(hidden(&mut archive, length));
                Ok(Ok(Self { archive, manifest: None, checked }))
            }
            Err(error) => {
                checked.problems.push(format!("it is not a zip file that can be read: {error}"));
                Ok(Err(checked))
            }
        }
    }

    /// Checks manifest, files, contracts, statement and signature.
    pub fn check(&mut self, key: Option<&VerifyingKey>) -> Checked {
        let mut checked = std::mem::take(&mut self.checked);
        match self.manifest() {
            Ok(manifest) => {
                self.files(&manifest, &mut checked.problems);
                if let Err(problem) = self.pledges(&manifest) {
                    checked.problems.push(problem);
                }
                self.manifest = Some(manifest);
            }
            Err(problem) => checked.problems.push(problem),
        }
        if let Err(problem) = self.attested(key, &mut checked) {
            checked.problems.push(problem);
        }
        checked
    }

    /// Why it is not read as a whole by whoever gets it, if so.
    fn refused(&mut self) -> Option<String> {
        if let Some(problem) = self.check(None).problems.into_iter().next() {
            return Some(problem);
        }
        let is_there = self.manifest.iter().flat_map(|manifest| &manifest.files).any(|listed| listed.file == EVIDENCE);
        let workbook = is_there.then(|| self.bytes(EVIDENCE, LARGE).err()).flatten();
        let journals = || {
            let read = |name: &str, lines: &mut dyn BufRead| {
                io::copy(lines, &mut io::sink()).map_err(|error| format!("{name}: {error}"))
            };
            self.each_journal(read).err()
        };
        workbook.or_else(journals)
    }

    /// The bytes of a file that has no more of them than that.
    pub(super) fn bytes(&mut self, file: &str, most: u64) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let read = self.reader(file).and_then(|reader| reader.take(most + 1).read_to_end(&mut bytes));
        match read {
            Ok(length) if length as u64 > most => Err(format!("{file} is larger than is read: {most} bytes")),
            Ok(_) => Ok(bytes),
            Err(error) => Err(format!("{file} cannot be read: {error}")),
        }
    }

    /// JSON of a file that has no more bytes than that.
    pub(super) fn json<T: DeserializeOwned>(&mut self, file: &str, most: u64) -> Result<(T, Vec<u8>), String> {
        let bytes = self.bytes(file, most)?;
        if is_too_heavy(&bytes) {
            return Err(format!("{file} has more values than are read"));
        }
        let value = serde_json::from_slice(&bytes).map_err(|error| format!("{file} is broken: {error}"))?;
        Ok((value, bytes))
    }

    /// The names of its journals.
    fn journals(&self) -> Vec<String> {
        let files = self.manifest.iter().flat_map(|manifest| &manifest.files).map(|listed| &listed.file);
        files.filter(|file| file.starts_with("journal") && !file.contains('/')).cloned().collect()
    }

    /// Reads its journals, one after the other, by the lines of each.
    pub fn each_journal<T>(
        &mut self,
        mut read: impl FnMut(&str, &mut dyn BufRead) -> Result<T, String>,
    ) -> Result<Vec<T>, String> {
        let mut weight = Weight::default();
        let mut all = Vec::new();
        for name in self.journals() {
            let (reader, size, stored) =
                self.opened(&name).map_err(|error| format!("{name} cannot be read: {error}"))?;
            let reader = BufReader::new(reader);
            if !is_packed(&name) {
                all.push(read(&name, &mut Lines::new(reader, &mut weight))?);
            } else if stored {
                let text = BufReader::new(Unpacked::new(reader, size));
                all.push(read(&name, &mut Lines::new(text, &mut weight))?);
            } else {
                return Err(format!("{name} is compressed twice, as no package has it"));
            }
        }
        Ok(all)
    }

    /// A file, a part at a time, and no more of it than the manifest lists.
    pub(super) fn reader(&mut self, file: &str) -> io::Result<impl Read> {
        self.opened(file).map(|(reader, ..)| reader)
    }

    /// The same, with its size as it is listed, and whether the zip has it as it is.
    fn opened(&mut self, file: &str) -> io::Result<(impl Read, u64, bool)> {
        let listed = self.manifest.iter().flat_map(|manifest| &manifest.files).find(|listed| listed.file == file);
        let most = listed.map_or(u64::MAX, |listed| listed.size);
        let entry = self.archive.by_name(file)?;
        let stored = entry.compression() == CompressionMethod::Stored;
        Ok((entry.take(most), most, stored))
    }

    fn manifest(&mut self) -> Result<Manifest, String> {
        let (manifest, bytes): (Manifest, _) = self.json(MANIFEST, SMALL)?;
        match manifest.package {
            FORM if manifest.written().as_bytes() == bytes => Ok(manifest),
            FORM => Err(format!("{MANIFEST} is not as it was written")),
            other => Err(format!(
                "{MANIFEST} has form {other}, and this version reads {FORM}; verify it with tekigo {}",
                manifest.tekigo
            )),
        }
    }

    /// Every file that is listed is there as it is listed, and no other.
    fn files(&mut self, manifest: &Manifest, problems: &mut Vec<String>) {
        let mut there = names(&self.archive);
        there.remove(MANIFEST);
        there.remove(ATTESTATION);
        let mut listed = BTreeSet::new();
        for entry in &manifest.files {
            let file = entry.file.as_str();
            if !listed.insert(file) || !is_known(file) {
                problems.push(format!("{file}: the manifest lists it twice, or no package has a file of that name"));
            } else if !there.remove(file) {
                problems.push(format!("{file}: the file is missing"));
            } else {
                // One byte more than is listed tells that there are more.
                let read = self.archive.by_name(file).map_err(io::Error::from);
                match read.and_then(|reader| digest(&mut reader.take(entry.size.saturating_add(1)))) {
                    Ok((size, sha256)) if size == entry.size && sha256 == entry.sha256 => {}
                    Ok(_) => problems.push(format!("{file}: the file was changed")),
                    Err(error) => problems.push(format!("{file}: the file was changed: {error}")),
                }
            }
        }
        problems.extend(there.into_iter().map(|file| format!("{file}: the file was added")));
    }

    fn report(&mut self) -> Result<Value, String> {
        Ok(self.json("report.json", LARGE)?.0)
    }

    /// Manifest, report and contract files speak of the same contracts, seed, plan and target.
    fn pledges(&mut self, manifest: &Manifest) -> Result<(), String> {
        let report = self.report()?;
        let target = &manifest.target;
        let same = report["seed"] == manifest.seed
            && report["plan_hash"] == manifest.plan_hash
            && report["started"] == manifest.started
            && report["tekigo"] == manifest.tekigo
            && (&report["target"]["name"], &report["target"]["url"])
                == (&target.name.clone().into(), &target.url.clone().into());
        if !same {
            return Err(format!("{MANIFEST} and report.json speak of two runs"));
        }
        let contracts = report["contracts"].as_array().into_iter().flatten().map(|contract| {
            let text = |key: &str| contract[key].as_str().unwrap_or_default().to_owned();
            Pledge { id: text("id"), digest: text("digest") }
        });
        if contracts.collect::<Vec<_>>() != manifest.contracts {
            return Err(format!("{MANIFEST} and report.json speak of other contracts"));
        }
        let (mut texts, mut size) = (BTreeMap::new(), 0);
        for entry in &manifest.files {
            if let Some(path) = entry.file.strip_prefix(CONTRACTS) {
                let bytes = self.bytes(&entry.file, SMALL)?;
                size += bytes.len() as u64;
                if size > CONTRACT_FILES {
                    return Err(format!("the contract files take more than {CONTRACT_FILES} bytes"));
                }
                let text = String::from_utf8(bytes).map_err(|error| format!("{path}: {error}"))?;
                texts.insert(path.to_owned(), text);
            }
        }
        let files = Files::of(texts);
        match manifest.contracts.iter().find(|contract| files.digest(&contract.id) != contract.digest) {
            Some(other) => Err(format!("the files of the contract {} are not those of the run", other.id)),
            None => Ok(()),
        }
    }

    /// The envelope holds the statement that the report makes, and is signed with the key.
    fn attested(&mut self, key: Option<&VerifyingKey>, checked: &mut Checked) -> Result<(), String> {
        let (envelope, bytes): (Envelope, _) = self.json(ATTESTATION, SMALL)?;
        if envelope.written().as_bytes() != bytes {
            checked.problems.push(format!("{ATTESTATION} is not as it was written"));
        }
        let manifest = self.bytes(MANIFEST, SMALL)?;
        let (_, manifest) = digest(&mut manifest.as_slice()).map_err(|error| error.to_string())?;
        if !envelope.holds(&statement(&self.report()?, &manifest)) {
            checked.problems.push(format!("{ATTESTATION} speaks of another {MANIFEST} or report.json"));
        }
        let signers = envelope.signers().join(", ");
        match key {
            Some(_) if signers.is_empty() => checked.problems.push("the package is not signed".to_owned()),
            Some(key) if envelope.is_signed_with(key) => checked.notes.push(format!("signed with {}", key.id())),
            Some(key) => {
                checked
                    .problems
                    .push(format!("the package is not signed with this key, {}; it names {signers}", key.id()));
            }
            None if signers.is_empty() => checked.notes.push("not signed: anybody can have made it".to_owned()),
            None => checked.notes.push(format!("the signature of {signers} was not checked; give the key with --key")),
        }
        Ok(())
    }
}
