//! The run, for somebody: one file for each form, one table that lists them. A reporter reads a [`Run`] and nothing else.

mod against;
mod annotations;
mod diff;
mod drift;
mod evidence;
mod html;
mod json;
mod junit;
mod made;
mod markdown;
mod package;
mod papers;
mod place;
mod sarif;
mod summary;
mod visible;
mod weight;

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::{contract::Language, record::Run};

pub use against::{against, write_against};
pub use annotations::annotations;
pub use drift::{drift, write_drift};
pub use json::totals;
pub use package::{Checked, KeyError, Package, Packed, SigningKey, VerifyingKey, write_package};
pub use papers::Paper;
pub use summary::{closing, summary};

/// One form of a report.
pub struct Reporter {
    /// The file it writes.
    pub file: &'static str,
    render: fn(&Run, Language) -> String,
}

impl Reporter {
    /// What the file holds.
    pub fn text(&self, run: &Run, language: Language) -> String {
        (self.render)(run, language)
    }
}

/// Every form that a run is written in.
pub const ALL: [Reporter; 7] = [
    Reporter { file: "report.json", render: |run, _| json::render(run) },
    Reporter { file: "report.html", render: html::render },
    Reporter { file: "junit.xml", render: junit::render },
    Reporter { file: "report.sarif", render: sarif::render },
    Reporter { file: "summary.md", render: markdown::render },
    Reporter { file: "made.json", render: |run, _| made::render(run) },
    Reporter { file: "summary.txt", render: |run, language| summary(run, language, false) },
];

/// Every counterexample and every report of a run, with their paths below its folder.
fn rendered(run: &Run, language: Language) -> Vec<(String, String)> {
    let counterexamples = json::counterexamples(run).into_iter().map(|(path, scenario)| {
        // A scenario is made of strings and numbers, which always have a text.
        (path, serde_json::to_string_pretty(scenario).unwrap_or_default() + "\n")
    });
    let reports = ALL.iter().map(|reporter| (reporter.file.to_owned(), reporter.text(run, language)));
    counterexamples.chain(reports).collect()
}

/// Writes every report and every counterexample of a run into a folder.
pub fn write(run: &Run, folder: &Path, language: Language) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for (path, text) in rendered(run, language) {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    Ok(())
}

/// The name of a language in machine parts.
fn language_name(language: Language) -> &'static str {
    match language {
        Language::Japanese => "ja",
        Language::English => "en",
    }
}

/// The name of the evidence workbook in the folder of a run.
pub const EVIDENCE: &str = "evidence.xlsx";

/// Writes the evidence workbook of a run beside its other reports, which it lists with their digests and so must be there already.
pub fn write_evidence(
    run: &Run,
    folder: &Path,
    language: Language,
    tester: &str,
    journals: &[PathBuf],
) -> io::Result<()> {
    let papers = papers::papers(run, folder, journals)?;
    let workbook = evidence::render(run, language, tester, &papers).map_err(io::Error::other)?;
    std::fs::write(folder.join(EVIDENCE), workbook)
}
