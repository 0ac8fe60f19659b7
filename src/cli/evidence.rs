//! The evidence workbook, for the commands that write reports.

use std::path::{Path, PathBuf};

use clap::Args;

use super::print::print_error;
use crate::{
    contract::{CommandId, Language, Message},
    record::Run,
    report,
    run::{Journaled, journal_of, recorded},
};

/// Whether a workbook is wanted, and what is in it besides the run.
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
    /// Writes it next to the other reports, if it is wanted; prints why there is none where nothing was tested.
    pub(super) fn write(&self, run: &Run, out: &Path, language: Language, journals: &[PathBuf]) -> Result<(), Message> {
        if !self.is_wanted() {
            return Ok(());
        }
        let written = report::write_evidence(run, out, language, self.tester(), journals).map_err(|error| {
            CommandId::WriteFile.with([out.join(report::EVIDENCE).display().into(), Message::library(&error)])
        })?;
        if !written {
            print_error(&none(run, language));
        }
        Ok(())
    }

    /// The same for a run that has just ended. The run as read from its journal has the line of each exchange.
    pub(super) fn write_ended(
        &self,
        run: &Run,
        out: &Path,
        language: Language,
        journaled: bool,
    ) -> Result<(), Message> {
        let journals: Vec<PathBuf> = journaled.then(|| journal_of(out)).into_iter().collect();
        let read = || recorded(vec![Journaled::read(out, false).ok()?]).ok();
        let mut read = (self.is_wanted() && journaled).then(read).flatten();
        if let Some(read) = &mut read {
            // They are next to the journal, not in it.
            read.kill_matrix.clone_from(&run.kill_matrix);
            read.history.clone_from(&run.history);
        }
        self.write(read.as_ref().unwrap_or(run), out, language, &journals)
    }

    fn is_wanted(&self) -> bool {
        self.evidence || self.tester.is_some()
    }

    /// The same, as a package needs one.
    #[must_use]
    pub(super) fn and(self, wanted: bool) -> Self {
        Self { evidence: self.evidence || wanted, ..self }
    }

    /// Who tested; empty if no one is named.
    pub(super) fn tester(&self) -> &str {
        self.tester.as_deref().unwrap_or_default()
    }
}

/// Why there is no workbook.
fn none(run: &Run, language: Language) -> String {
    let why = match language {
        Language::Japanese => "確認できた要件がないため、試験成績書（evidence.xlsx）は作成していません",
        Language::English => "evidence.xlsx was not written: no requirement was put to the test",
    };
    format!("{why}\n{}", report::reason(run, false, language)).trim_end().to_owned()
}
