//! Prints the summary of a finished run, the paths of its reports, and annotations for a GitHub job.

use std::{fs::OpenOptions, io::Write, path::Path};

use super::{
    events,
    output_format::OutputFormat,
    print::{print, print_error, print_notice},
    terminal::look,
};
use crate::{
    contract::{Language, Message, ScreenId},
    record::Run,
    report::{self, Look},
};

/// Prints the summary of a run, and where it is not green what failed and how to see it again.
pub(super) fn summary(run: &Run, out: &Path, language: Language, format: Option<OutputFormat>) {
    let folder = out.display().to_string();
    match format {
        Some(OutputFormat::JsonLines) => {}
        Some(OutputFormat::Quiet) => {
            print(&report::closing(run, language, Look::default()));
            print(&report::reason(run, false, language));
        }
        _ => {
            print(&report::summary(run, Some(&folder), language, look(format)));
            print(&report::ending(run, &folder, language, look(format)));
            print(&report::next(run, language, look(format)));
        }
    }
}

/// Prints where the reports are; scripts take the last line for the path of `report.json`.
pub(super) fn paths(run: &Run, out: &Path, format: Option<OutputFormat>) {
    if std::env::var("GITHUB_ACTIONS").is_ok_and(|value| value == "true") {
        github(run, out);
    }
    match format {
        Some(OutputFormat::JsonLines) => events::end(run, out),
        _ => print(&format!("{}\n{}\n", out.join("report.html").display(), out.join("report.json").display())),
    }
}

/// Shows findings next to the contract, and the summary on the page of the job. Commands are read from standard error as well, where
/// they are not mistaken for the output of a script.
fn github(run: &Run, out: &Path) {
    for line in report::annotations(run) {
        print_error(&line);
    }
    let Some(page) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else { return };
    let add = || {
        let text = std::fs::read(out.join("summary.md"))?;
        OpenOptions::new().append(true).create(true).open(&page)?.write_all(&text)
    };
    if let Err(error) = add() {
        print_notice(ScreenId::JobSummary.with([page.display().to_string().into(), Message::library(&error)]));
    }
}
