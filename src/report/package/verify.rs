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
    contract::{Files, Message, MessageId, PackageId},
    report::{artifacts::digest, write::EVIDENCE},
};

/// The result of the checks of a package.
#[derive(Debug, Default)]
pub struct Checked {
    /// What is wrong, a line each.
    pub problems: Vec<Message>,
    /// What a reader should know, a line each.
    pub notes: Vec<Message>,
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
    refused.map_or(Ok(()), |problem| Err(io::Error::other(PackageId::NotRead.with([problem]).english())))
}

impl Package {
    /// Opens a package and looks at it as a zip; `check` reports what is wrong with it.
    pub fn open(path: &Path) -> io::Result<Result<Self, Checked>> {
        let mut file = File::open(path)?;
        let (length, broken) = (file.metadata()?.len(), seal(&mut file)?);
        let mut checked = Checked::default();
        checked.problems.extend(broken.map(|broken| PackageId::PackageChanged.with([broken.into()])));
        if !is_small(&mut file, comment_length())? {
            checked.problems.push(PackageId::CutShort.into());
            return Ok(Err(checked));
        }
        match Archive::new(BufReader::new(file)) {
            Ok(mut archive) => {
                checked.problems.extend(hidden(&mut archive, length));
                Ok(Ok(Self { archive, manifest: None, checked }))
            }
            Err(error) => {
                checked.problems.push(PackageId::NoZip.with([Message::library(&error)]));
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
    fn refused(&mut self) -> Option<Message> {
        if let Some(problem) = self.check(None).problems.into_iter().next() {
            return Some(problem);
        }
        let is_there = self.manifest.iter().flat_map(|manifest| &manifest.files).any(|listed| listed.file == EVIDENCE);
        let workbook = is_there.then(|| self.bytes(EVIDENCE, LARGE).err()).flatten();
        let journals = || {
            let read = |name: &str, lines: &mut dyn BufRead| {
                io::copy(lines, &mut io::sink())
                    .map_err(|error| MessageId::Named.with([name.into(), Message::library(&error)]))
            };
            self.each_journal(read).err()
        };
        workbook.or_else(journals)
    }

    /// The bytes of a file that has no more of them than that.
    pub(super) fn bytes(&mut self, file: &str, most: u64) -> Result<Vec<u8>, Message> {
        let mut bytes = Vec::new();
        let read = self.reader(file).and_then(|reader| reader.take(most + 1).read_to_end(&mut bytes));
        match read {
            Ok(length) if length as u64 > most => Err(PackageId::TooLarge.with([file.into(), most.into()])),
            Ok(_) => Ok(bytes),
            Err(error) => Err(PackageId::PartUnreadable.with([file.into(), Message::library(&error)])),
        }
    }

    /// JSON of a file that has no more bytes than that.
    pub(super) fn json<T: DeserializeOwned>(&mut self, file: &str, most: u64) -> Result<(T, Vec<u8>), Message> {
        let bytes = self.bytes(file, most)?;
        if is_too_heavy(&bytes) {
            return Err(PackageId::TooManyValues.with([file.into()]));
        }
        let value = serde_json::from_slice(&bytes)
            .map_err(|error| PackageId::PartBroken.with([file.into(), Message::library(&error)]))?;
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
        mut read: impl FnMut(&str, &mut dyn BufRead) -> Result<T, Message>,
    ) -> Result<Vec<T>, Message> {
        let mut weight = Weight::default();
        let mut all = Vec::new();
        for name in self.journals() {
            let (reader, size, stored) = self
                .opened(&name)
                .map_err(|error| PackageId::PartUnreadable.with([(&name).into(), Message::library(&error)]))?;
            let reader = BufReader::new(reader);
            if !is_packed(&name) {
                all.push(read(&name, &mut Lines::new(reader, &mut weight))?);
            } else if stored {
                let text = BufReader::new(Unpacked::new(reader, size));
                all.push(read(&name, &mut Lines::new(text, &mut weight))?);
            } else {
                return Err(PackageId::CompressedTwice.with([(&name).into()]));
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

    fn manifest(&mut self) -> Result<Manifest, Message> {
        let (manifest, bytes): (Manifest, _) = self.json(MANIFEST, SMALL)?;
        match manifest.package {
            FORM if manifest.written().as_bytes() == bytes => Ok(manifest),
            FORM => Err(PackageId::PartNotAsWritten.with([MANIFEST.into()])),
            other => {
                let parts = [MANIFEST.into(), other.into(), FORM.into(), (&manifest.tekigo).into()];
                Err(PackageId::OtherManifest.with(parts))
            }
        }
    }

    /// Every file that is listed is there as it is listed, and no other.
    fn files(&mut self, manifest: &Manifest, problems: &mut Vec<Message>) {
        let mut there = names(&self.archive);
        there.remove(MANIFEST);
        there.remove(ATTESTATION);
        let mut listed = BTreeSet::new();
        for entry in &manifest.files {
            let file = entry.file.as_str();
            if !listed.insert(file) || !is_known(file) {
                problems.push(PackageId::ListedTwice.with([file.into()]));
            } else if !there.remove(file) {
                problems.push(PackageId::PartMissing.with([file.into()]));
            } else {
                // One byte more than is listed shows that there are more.
                let read = self.archive.by_name(file).map_err(io::Error::from);
                match read.and_then(|reader| digest(&mut reader.take(entry.size.saturating_add(1)))) {
                    Ok((size, sha256)) if size == entry.size && sha256 == entry.sha256 => {}
                    Ok(_) => problems.push(PackageId::PartChanged.with([file.into()])),
                    Err(error) => {
                        problems.push(PackageId::PartChangedWhy.with([file.into(), Message::library(&error)]));
                    }
                }
            }
        }
        problems.extend(there.into_iter().map(|file| PackageId::PartAdded.with([file.into()])));
    }

    fn report(&mut self) -> Result<Value, Message> {
        Ok(self.json("report.json", LARGE)?.0)
    }

    /// Manifest, report and contract files are about the same contracts, seed, plan and target.
    fn pledges(&mut self, manifest: &Manifest) -> Result<(), Message> {
        let report = self.report()?;
        let target = &manifest.target;
        let same = report["seed"] == manifest.seed
            && report["plan_hash"] == manifest.plan_hash
            && report["started"] == manifest.started
            && report["tekigo"] == manifest.tekigo
            && (&report["target"]["name"], &report["target"]["url"])
                == (&target.name.clone().into(), &target.url.clone().into());
        if !same {
            return Err(PackageId::TwoRuns.with([MANIFEST.into()]));
        }
        let contracts = report["contracts"].as_array().into_iter().flatten().map(|contract| {
            let text = |key: &str| contract[key].as_str().unwrap_or_default().to_owned();
            Pledge { id: text("id"), digest: text("digest") }
        });
        if contracts.collect::<Vec<_>>() != manifest.contracts {
            return Err(PackageId::OtherContracts.with([MANIFEST.into()]));
        }
        let (mut texts, mut size) = (BTreeMap::new(), 0);
        for entry in &manifest.files {
            if let Some(path) = entry.file.strip_prefix(CONTRACTS) {
                let bytes = self.bytes(&entry.file, SMALL)?;
                size += bytes.len() as u64;
                if size > CONTRACT_FILES {
                    return Err(PackageId::ContractsTooLarge.with([CONTRACT_FILES.into()]));
                }
                let text = String::from_utf8(bytes)
                    .map_err(|error| MessageId::Named.with([path.into(), Message::library(&error)]))?;
                texts.insert(path.to_owned(), text);
            }
        }
        let files = Files::of(texts);
        match manifest.contracts.iter().find(|contract| files.digest(&contract.id) != contract.digest) {
            Some(other) => Err(PackageId::OtherContractFiles.with([(&other.id).into()])),
            None => Ok(()),
        }
    }

    /// The envelope holds the statement that the report makes, and is signed with the key.
    fn attested(&mut self, key: Option<&VerifyingKey>, checked: &mut Checked) -> Result<(), Message> {
        let (envelope, bytes): (Envelope, _) = self.json(ATTESTATION, SMALL)?;
        if envelope.written().as_bytes() != bytes {
            checked.problems.push(PackageId::PartNotAsWritten.with([ATTESTATION.into()]));
        }
        let manifest = self.bytes(MANIFEST, SMALL)?;
        let (_, manifest) = digest(&mut manifest.as_slice()).map_err(|error| Message::library(&error))?;
        if !envelope.holds(&statement(&self.report()?, &manifest)) {
            checked.problems.push(PackageId::OtherStatement.with([ATTESTATION.into(), MANIFEST.into()]));
        }
        let signers = envelope.signers().join(", ");
        match key {
            Some(_) if signers.is_empty() => checked.problems.push(PackageId::NotSigned.into()),
            Some(key) if envelope.is_signed_with(key) => {
                checked.notes.push(PackageId::SignedWith.with([key.id().into()]));
            }
            Some(key) => {
                checked.problems.push(PackageId::OtherKey.with([key.id().into(), signers.into()]));
            }
            None if signers.is_empty() => checked.notes.push(PackageId::Unsigned.into()),
            None => checked.notes.push(PackageId::SignatureUnchecked.with([signers.into()])),
        }
        Ok(())
    }
}
