//! The evidence workbook, for the commands that write reports.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::{contract::Language, record::Run, report};

/// Whether a workbook is wanted, and what stands in it beside the run.
#[derive(Args, Default, Clone)]
pub(super) struct EvidenceArguments {
    /// Write the evidence workbook as well: evidence.xlsx (試験成績書)
    #[arg(long)]
    evidence: bool,
    /// Who tested, as the evidence workbook names them; implies --evidence
    #[arg(long, value_name = "NAME")]
    tester: Option<String>,
}

impl EvidenceArguments {
    /// Writes it beside the other reports, if it is wanted.
    pub(super) fn write(&self, run: &Run, out: &Path, language: Language, journals: &[PathBuf]) -> Result<(), String> {
        if !self.evidence && self.tester.is_none() {
            return Ok(());
        }
        report::write_evidence(run, out, language, self.tester(), journals)
            .map_err(|error| format!("failed to write {}: {error}", out.join(report::EVIDENCE).display()))
    }

    /// The same, as a package needs one.
    #[must_use]
    pub(super) fn and(self, wanted: bool) -> Self {
        Self { evidence: self.evidence || wanted, ..self }
    }

    /// Who tested; empty where nobody is named.
    pub(super) fn tester(&self) -> &str {
        self.tester.as_deref().unwrap_or_default()
    }
}
