//! `tekigo run`: play the suite, write the reports, say where they are.

use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;

use super::{
    Exit, Told,
    language::LanguageArguments,
    print,
    progress::{self, Quiet},
    target::{PlanArguments, TargetArguments},
};
use crate::{
    record::{Run, RunVerdict},
    report,
    run::{Harness, Progress, Trial, likely},
};

#[derive(Args, Default)]
pub(super) struct Arguments {
    #[command(flatten)]
    target: TargetArguments,
    #[command(flatten)]
    plan: PlanArguments,
    #[command(flatten)]
    language: LanguageArguments,
    /// Only trials whose name contains one of these
    #[arg(value_name = "FILTER")]
    filter: Vec<String>,
    /// Trials whose name is exactly a filter, not those that contain it
    #[arg(long)]
    exact: bool,
    /// Leave out trials whose name contains this (may be given again)
    #[arg(long, value_name = "FILTER")]
    skip: Vec<String>,
    /// Trials played at the same time [default: one for each core]
    #[arg(long, visible_alias = "test-threads", value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    jobs: Option<u32>,
    /// Folder for the reports [default: reports/<time>-seed<N>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// List the trials and stop
    #[arg(long)]
    list: bool,
    /// Let the test runner print in its own way, in place of our progress and summary
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Pretty,
    Terse,
    Json,
}

impl From<Format> for libtest_mimic::FormatSetting {
    fn from(format: Format) -> Self {
        match format {
            Format::Pretty => Self::Pretty,
            Format::Terse => Self::Terse,
            Format::Json => Self::Json,
        }
    }
}

impl Arguments {
    fn chosen(&self, trial: &Trial) -> bool {
        let fits =
            |filter: &String| if self.exact { trial.name == *filter } else { trial.name.contains(filter.as_str()) };
        (self.filter.is_empty() || self.filter.iter().any(fits)) && !self.skip.iter().any(fits)
    }

    /// How many trials are played at the same time: what was asked for, or one for each core, within what the target allows.
    fn jobs(&self, most: Option<u32>) -> Option<usize> {
        let wanted = self.jobs.map(|jobs| jobs as usize);
        let Some(most) = most.map(|most| most as usize) else { return wanted };
        let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Some(wanted.unwrap_or_else(cores).min(most))
    }

    fn mimic(&self, most: Option<u32>) -> libtest_mimic::Arguments {
        libtest_mimic::Arguments {
            test_threads: self.jobs(most),
            format: self.format.map(Into::into),
            // Its own lines would stand between ours; ours tell more.
            logfile: self.format.is_none().then(|| "/dev/null".to_owned()),
            ..libtest_mimic::Arguments::default()
        }
    }
}

pub(super) fn run(arguments: &Arguments) -> Told {
    let started = jiff::Timestamp::now();
    let mut plan = arguments.target.plan(arguments.plan.settings())?;
    let count = plan.trials.iter().filter(|trial| arguments.chosen(trial)).count();
    if arguments.list {
        let chosen = plan.trials.iter().filter(|trial| arguments.chosen(trial));
        let lines: Vec<String> = chosen.map(|trial| format!("{}: test\n", trial.name)).collect();
        print(&lines.concat());
        return Ok(Exit::Conformant);
    }
    if count == 0 {
        return Err("no trial has a name that fits; `tekigo list trials` names them".to_owned());
    }
    plan.fit(&|trial| arguments.chosen(trial))?;
    let out = arguments.out.clone().unwrap_or_else(|| {
        PathBuf::from("reports").join(format!("{}-seed{}", started.strftime("%Y%m%d-%H%M%S"), arguments.plan.seed))
    });
    let ours = arguments.format.is_none();
    if ours {
        // A folder that cannot be written is better known before an hour of requests than after.
        try_out(&out).map_err(|error| format!("failed to write to the folder {}: {error}", out.display()))?;
    }
    let harness = Harness::new(plan);
    let progress: Arc<dyn Progress> =
        if ours { progress::new(count, std::io::stderr().is_terminal()) } else { Arc::new(Quiet) };
    let conclusion = harness.run(&arguments.mimic(harness.plan().jobs()), &|trial| arguments.chosen(trial), &progress);
    drop(progress);
    let mut run = harness.record(started.to_string());
    run.arguments = arguments.target.words();
    if run.verdict() == RunVerdict::NotConformant {
        likely(&arguments.target.files()?, harness.plan(), &mut run);
    }
    if !ours {
        return Ok(if conclusion.has_failed() { Exit::NotConformant } else { exit(&run) });
    }
    let language = arguments.language.language();
    report::write(&run, &out, language)
        .map_err(|error| format!("failed to write the report to {}: {error}", out.display()))?;
    let colours = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    print(&report::summary(&run, language, colours));
    // Scripts take the last line for the path of the report.
    print(&format!("{}\n{}\n", out.join("report.html").display(), out.join("report.json").display()));
    Ok(exit(&run))
}

/// Makes the folder and writes to it once: one that is there already may still take no file.
fn try_out(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let file = folder.join(".tekigo");
    std::fs::write(&file, "")?;
    std::fs::remove_file(file)
}

fn exit(run: &Run) -> Exit {
    match run.verdict() {
        RunVerdict::Conformant => Exit::Conformant,
        RunVerdict::NotConformant => Exit::NotConformant,
        RunVerdict::Untested => Exit::Untested,
    }
}
