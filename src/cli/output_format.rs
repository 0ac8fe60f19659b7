//! What a run prints while it goes on and at its end.

use clap::ValueEnum;

/// What is printed; without one, a bar or lines, and the summary.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OutputFormat {
    /// Only the verdict and the paths of the reports
    Quiet,
    /// Lines and the summary, without a bar and colours, on a terminal too
    Plain,
    /// A JSON object a line for each event, and nothing else
    JsonLines,
    /// The test runner's own lines; reports are written only with --out or --resume
    Pretty,
    /// The test runner's own short lines; reports are written only with --out or --resume
    Terse,
    /// The test runner's own JSON; reports are written only with --out or --resume
    Json,
}

impl OutputFormat {
    /// The test runner's setting, where it prints in place of us.
    pub(super) fn of_runner(self) -> Option<libtest_mimic::FormatSetting> {
        match self {
            Self::Quiet | Self::Plain | Self::JsonLines => None,
            Self::Pretty => Some(libtest_mimic::FormatSetting::Pretty),
            Self::Terse => Some(libtest_mimic::FormatSetting::Terse),
            Self::Json => Some(libtest_mimic::FormatSetting::Json),
        }
    }
}
