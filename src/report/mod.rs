//! The run, for somebody: one file for each form, one table that lists them. A reporter reads a [`Run`] and nothing else.

mod against;
mod diff;
mod drift;
mod html;
mod json;
mod junit;
mod made;
mod summary;
mod visible;
mod weight;

use std::{io, path::Path};

use crate::{contract::Language, record::Run};

pub use against::{against, write_against};
pub use drift::{drift, write_drift};
pub use summary::summary;

/// One form of a report.
pub struct Reporter {
    /// The file it writes.
    pub file: &'static str,
    render: fn(&Run, Language) -> String,
}

/// Every form that a run is written in.
pub const ALL: [Reporter; 5] = [
    Reporter { file: "report.json", render: |run, _| json::render(run) },
    Reporter { file: "report.html", render: html::render },
    Reporter { file: "junit.xml", render: junit::render },
    Reporter { file: "made.json", render: |run, _| made::render(run) },
    Reporter { file: "summary.txt", render: |run, language| summary(run, language, false) },
];

/// Writes every report and every counterexample of a run into a folder.
pub fn write(run: &Run, folder: &Path, language: Language) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for (path, scenario) in json::counterexamples(run) {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let text = serde_json::to_string_pretty(scenario).map_err(io::Error::other)?;
        std::fs::write(path, text + "\n")?;
    }
    for reporter in &ALL {
        std::fs::write(folder.join(reporter.file), (reporter.render)(run, language))?;
    }
    Ok(())
}
