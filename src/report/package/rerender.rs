//! Renders the reports of a package again from its journals, and compares.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use serde_json::Value;

use super::{
    bounds::LARGE,
    container::{same, same_contents},
    manifest::Manifest,
    verify::Package,
};
use crate::{
    contract::{Language, Message, MessageId, PackageId},
    record::Run,
    report::{
        artifacts::Artifact,
        evidence,
        write::{EVIDENCE, rendered},
    },
};

impl Package {
    /// Whether the reports are those of the run that the journals record, a line for each that is not; and what was compared.
    pub fn compare(&mut self, run: &Run) -> (Vec<Message>, Message) {
        let Some(manifest) = self.manifest.clone() else {
            return (vec![PackageId::NoManifest.into()], Message::default());
        };
        let languages = [Language::Japanese, Language::English];
        let Some(language) = languages.into_iter().find(|language| language.code() == manifest.language) else {
            return (vec![PackageId::NoLanguage.with([manifest.language.into()])], Message::default());
        };
        if manifest.tekigo == env!("CARGO_PKG_VERSION") {
            let mut problems = self.texts(&manifest, rendered(run, language));
            problems.extend(self.workbook(&manifest, run, language).err());
            return (problems, PackageId::EveryReport.into());
        }
        let note = PackageId::OfOtherVersion.with([manifest.tekigo.into()]);
        let due = rendered(run, language).find(|(file, _)| file == "report.json").map(|(_, text)| text);
        (self.in_essence(&due.unwrap_or_default()).err().into_iter().collect(), note)
    }

    /// Every text report and counterexample is there as it is rendered again, and no other.
    fn texts(&mut self, manifest: &Manifest, rendered: impl Iterator<Item = (String, String)>) -> Vec<Message> {
        let (mut problems, mut due) = (Vec::new(), BTreeSet::new());
        // One after the other: no two are in memory at once.
        for (file, text) in rendered {
            match self.reader(&file).and_then(|reader| same(reader, text.as_bytes())) {
                Ok(true) => {}
                Ok(false) => problems.push(PackageId::NotOfJournal.with([(&file).into()])),
                Err(error) => problems.push(PackageId::PartUnreadable.with([(&file).into(), Message::library(&error)])),
            }
            due.insert(file);
        }
        let extra = manifest.files.iter().map(|listed| listed.file.as_str());
        let extra = extra.filter(|file| file.starts_with("counterexamples/") && !due.contains(*file));
        problems.extend(extra.map(|file| PackageId::NoFindingOfJournal.with([file.into()])));
        problems
    }

    /// The workbook says what it says when it is made again. Where no requirement was put to the test there is none.
    fn workbook(&mut self, manifest: &Manifest, run: &Run, language: Language) -> Result<(), Message> {
        let is_there = manifest.files.iter().any(|listed| listed.file == EVIDENCE);
        match (evidence::is_due(run), is_there) {
            (false, false) => return Ok(()),
            (false, true) => return Err(PackageId::CertifiesNothing.with([EVIDENCE.into()])),
            (true, false) => return Err(PackageId::IsMissing.with([EVIDENCE.into()])),
            (true, true) => {}
        }
        let listed = manifest.files.iter().take_while(|listed| listed.file != EVIDENCE);
        let artifacts: Vec<Artifact> = listed
            .map(|listed| Artifact {
                file: listed.file.clone(),
                path: PathBuf::new(),
                size: listed.size,
                digest: listed.sha256.clone(),
                what: listed.what.clone(),
            })
            .collect();
        let due = evidence::workbook(run, language, &manifest.tester, &artifacts)
            .map_err(|error| Message::library(&error))?;
        match same_contents(&self.bytes(EVIDENCE, LARGE)?, &due) {
            Ok(true) => Ok(()),
            Ok(false) => Err(PackageId::NotOfJournal.with([EVIDENCE.into()])),
            Err(error) => Err(PackageId::PartUnreadable.with([EVIDENCE.into(), Message::library(&error)])),
        }
    }

    /// Verdicts, totals and findings of a report by another version.
    fn in_essence(&mut self, due: &str) -> Result<(), Message> {
        let due: Value = serde_json::from_str(due)
            .map_err(|error| MessageId::Named.with(["report.json".into(), Message::library(&error)]))?;
        if essence(&self.json("report.json", LARGE)?.0) == essence(&due) {
            Ok(())
        } else {
            Err(PackageId::NotOfJournal.with(["report.json".into()]))
        }
    }
}

fn essence(report: &Value) -> BTreeMap<&str, Vec<Value>> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let some = |value: &Value, keys: &[&str]| -> Value { keys.iter().map(|key| value[*key].clone()).collect() };
    let requirements = list(&report["contracts"]).iter().flat_map(|contract| list(&contract["requirements"])).collect();
    let of = |all: Vec<Value>, keys: &[&str]| all.iter().map(|value| some(value, keys)).collect();
    BTreeMap::from([
        ("whole", vec![some(report, &["seed", "plan_hash", "started", "verdict", "totals", "complete"])]),
        ("requirements", of(requirements, &["id", "verdict", "cases"])),
        ("findings", of(list(&report["findings"]), &["requirement", "trial", "check", "pointer", "cases"])),
    ])
}
