//! `tekigo run`: plays the suite and writes the reports.

use std::{
    collections::{BTreeSet, HashMap},
    io::IsTerminal,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::{Args, ValueEnum};
use clap_complete::ArgValueCandidates;

use super::{
    beside::{Beside, BesideArguments},
    diff::{FailArguments, Sides},
    eta::Eta,
    events::Events,
    evidence::EvidenceArguments,
    exit::{CommandResult, Exit},
    filter_candidates::filters,
    finish, interrupt,
    language::{language, language_of},
    open_files::enough,
    out_folder::{OutArguments, fresh, try_out},
    output_format::OutputFormat,
    panics,
    print::{print, print_error},
    progress::{self, Quiet},
    relay::Relay,
    resume::resume,
    target::{PlanArguments, TargetArguments},
    unmatched::unmatched,
};
use crate::{
    cli::usage::{InvalidValue, positive},
    contract::{CommandId, Language, Message},
    record::RunVerdict,
    report,
    run::{
        Choice, Harness, Journal, Journaled, Keeper, Plan, Progress, Settings, Shard, Trial, comparable, journal_of,
        likely,
    },
    target::Profile,
    util::parallel::cores,
};

#[derive(Args, Default, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Arguments {
    #[command(flatten)]
    target: TargetArguments,
    #[command(flatten)]
    plan: PlanArguments,
    #[command(flatten)]
    evidence: EvidenceArguments,
    #[command(flatten)]
    beside: BesideArguments,
    /// Only trials whose name contains one of these, or fits one (`*`, `?`), or that are there for one of these requirements
    #[arg(value_name = "FILTER", add = ArgValueCandidates::new(filters))]
    filter: Vec<String>,
    /// Trials whose name or requirement is exactly a filter, not those that contain it
    #[arg(long)]
    exact: bool,
    /// Leave out trials that this fits, in the same way (may be given again)
    #[arg(long, value_name = "FILTER")]
    skip: Vec<String>,
    /// Trials played, and requests under way, at the same time [default: one for each core]
    #[arg(long, visible_alias = "test-threads", value_name = "N", allow_negative_numbers = true, value_parser = positive::<u32>)]
    jobs: Option<u32>,
    #[command(flatten)]
    out: OutArguments,
    /// Go on with the run of this folder, which was interrupted; seed, trials and settings are those it was started with
    #[arg(long, value_name = "DIR", conflicts_with_all = ["seed", "cases", "strict", "run_number", "filter", "exact", "skip", "shard", "out", "overwrite", "no_journal", "list"])]
    resume: Option<PathBuf>,
    /// Play part N of M of the chosen trials, each with about as many requests; `tekigo report` merges the shards
    #[arg(long, value_name = "N/M", value_parser = shard)]
    shard: Option<Shard>,
    /// Keep no journal: the run cannot be resumed, rendered again or merged
    #[arg(long)]
    no_journal: bool,
    /// Go on although no good request gets through before the plan: a wrong address, key or method
    #[arg(long)]
    no_preflight: bool,
    /// Keep a line for each run in this folder, and show the last 20 against the same target and what is new since the last one
    #[arg(long, value_name = "DIR", conflicts_with_all = ["list", "shard"])]
    history: Option<PathBuf>,
    /// Compare with the run of this folder, and report what changed
    #[arg(long, value_name = "DIR", conflicts_with_all = ["no_journal", "list", "shard"])]
    baseline: Option<PathBuf>,
    /// Send the same cases to a second target, and report which of the two meets which requirement
    #[arg(long, value_name = "PROFILE.toml", conflicts_with_all = ["baseline", "resume", "no_journal", "list", "shard"])]
    against: Option<PathBuf>,
    #[command(flatten)]
    fail: FailArguments,
    /// Exit with 0 if every broken requirement is waived by the profile
    #[arg(long)]
    allow_waivers: bool,
    /// List the trials and stop
    #[arg(long)]
    list: bool,
    /// What is printed [default: a bar on a terminal, lines elsewhere, and the summary]
    #[arg(long, value_name = "FORMAT")]
    format: Option<OutputFormat>,
}

fn shard(text: &str) -> Result<Shard, InvalidValue> {
    let numbers = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
    match numbers {
        Some((number, of)) if (1..=of).contains(&number) => Ok(Shard { number, of }),
        _ => Err(InvalidValue(CommandId::WriteShard)),
    }
}

impl Arguments {
    /// The trials of a plan that are to be played.
    fn chosen(&self, plan: &Plan) -> BTreeSet<String> {
        let choice = self.choice();
        let fits = |trial: &Trial| choice.fits(&trial.name, &trial.requirements);
        match self.shard {
            Some(shard) => {
                let own = plan.of_shard(shard, &fits).into_iter();
                own.map(|position| plan.trials[position].name.clone()).collect()
            }
            None => plan.trials.iter().filter(|trial| fits(trial)).map(|trial| trial.name.clone()).collect(),
        }
    }

    fn choice(&self) -> Choice {
        Choice { filter: self.filter.clone(), exact: self.exact, skip: self.skip.clone() }
    }

    /// How many trials are played at the same time: as given, or one for each core, within what the target allows.
    fn jobs(&self, most: Option<u32>) -> Option<usize> {
        let wanted = self.jobs.map(|jobs| jobs as usize);
        let Some(most) = most.map(|most| most as usize) else { return wanted };
        Some(wanted.unwrap_or_else(cores).min(most))
    }

    fn mimic(&self, most: Option<u32>, relay: Option<&Relay>) -> libtest_mimic::Arguments {
        // Its own lines would be between ours, which say more.
        let silent = self.of_runner().is_none().then(|| "/dev/null".to_owned());
        libtest_mimic::Arguments {
            test_threads: self.jobs(most),
            format: self.of_runner(),
            logfile: silent.or_else(|| relay.map(Relay::path)),
            ..libtest_mimic::Arguments::default()
        }
    }

    /// The test runner's way of printing, where it prints in place of us.
    fn of_runner(&self) -> Option<libtest_mimic::FormatSetting> {
        self.format.and_then(OutputFormat::of_runner)
    }

    /// What shows how far the run is.
    fn progress(&self, setting: &Setting) -> Arc<dyn Progress> {
        let plan = setting.harness.plan();
        let still = |trial: &Trial| setting.chosen.contains(&trial.name) && !setting.over.contains(&trial.name);
        let eta = Eta::new(plan, &still);
        match self.format {
            None => progress::new(eta, std::io::stderr().is_terminal()),
            Some(OutputFormat::Plain) => progress::new(eta, false),
            Some(OutputFormat::JsonLines) => {
                Arc::new(Events::start(plan, eta.trials, eta.requests(), &setting.started))
            }
            Some(OutputFormat::Quiet | OutputFormat::Pretty | OutputFormat::Terse | OutputFormat::Json) => {
                Arc::new(Quiet)
            }
        }
    }

    /// Whether the run is kept in a folder: the lines of the test runner alone leave none, unless one is named.
    fn is_kept(&self) -> bool {
        self.of_runner().is_none() || self.out.out.is_some() || self.resume.is_some()
    }

    /// Fails where the format has no place for a comparison: output of the test runner, or events alone.
    fn fits_format(&self) -> Result<(), Message> {
        let Some(format) =
            self.format.filter(|format| *format == OutputFormat::JsonLines || format.of_runner().is_some())
        else {
            return Ok(());
        };
        let given = [
            ("--history", self.history.is_some() && !self.is_kept()),
            ("--baseline", self.baseline.is_some()),
            ("--against", self.against.is_some()),
        ];
        let name = format.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
        given
            .iter()
            .find(|(_, given)| *given)
            .map_or(Ok(()), |(option, _)| Err(CommandId::FormatWith.with([name.into(), (*option).into()])))
    }

    /// The folder of the reports.
    fn folder(&self, started: jiff::Timestamp) -> PathBuf {
        let named = self.resume.clone().or_else(|| self.out.out.clone());
        named.unwrap_or_else(|| {
            let name = format!("{}-seed{}", started.strftime("%Y%m%d-%H%M%S"), self.plan.seed);
            fresh(&Path::new("reports").join(name))
        })
    }
}

/// What is played, and where it is kept.
struct Setting {
    harness: Harness,
    chosen: BTreeSet<String>,
    /// Those of them that an interrupted run has played.
    over: BTreeSet<String>,
    keeper: Keeper,
    started: String,
    language: Language,
    beside: Beside,
}

impl Setting {
    fn fresh(arguments: &Arguments, mut plan: Plan, folder: &Path, started: String) -> Result<Self, Message> {
        let (choice, chosen) = (arguments.choice(), arguments.chosen(&plan));
        // The choice without the shard: every shard cuts the same plan.
        plan.fit(&|trial| choice.fits(&trial.name, &trial.requirements))?;
        let mut head = plan.head(started.clone(), arguments.shard, &|trial| chosen.contains(&trial.name));
        (head.arguments, head.choice, head.language) = (arguments.target.words(), choice, Some(language()));
        let wanted = arguments.is_kept() && !arguments.no_journal;
        let journal = wanted.then(|| Journal::create(folder, &head)).transpose().map_err(|e| unwritten(folder, &e))?;
        let keeper = Keeper::new(journal.map(|journal| journal.bounded(plan.journal_limit())), HashMap::new());
        plan.keep(&keeper);
        let harness = Harness::new(plan).of_shard(arguments.shard);
        let (over, beside) = (BTreeSet::new(), Beside::default());
        Ok(Self { harness, chosen, over, keeper, started, language: language(), beside })
    }

    fn resumed(mut plan: Plan, mut journaled: Journaled, folder: &Path) -> Result<Self, Message> {
        let journal = journaled.go_on().map_err(|error| unwritten(folder, &error))?;
        let journal = journal.bounded(plan.journal_limit());
        let keeper = Keeper::new(Some(journal), std::mem::take(&mut journaled.past));
        let keeper = keeper.knowing(std::mem::take(&mut journaled.sent));
        plan.keep(&keeper);
        for (subject, session) in plan.subjects.iter().zip(&plan.sessions) {
            session.gate.spent(journaled.asked.get(&subject.suite.contract.id).copied().unwrap_or_default());
        }
        let chosen: BTreeSet<String> = journaled.head.trials.iter().map(|trial| trial.name.clone()).collect();
        let over =
            journaled.records.values().filter(|record| record.is_over()).map(|record| record.name.clone()).collect();
        let (started, language) = (journaled.head.started.clone(), language_of(journaled.head.language));
        let (harness, beside) = (Harness::resumed(plan, journaled), Beside::default());
        Ok(Self { harness, chosen, over, keeper, started, language, beside })
    }
}

fn unwritten(folder: &Path, error: &dyn std::fmt::Display) -> Message {
    CommandId::WriteJournal.with([journal_of(folder).display().into(), Message::library(error)])
}

pub(super) fn run(arguments: &Arguments) -> CommandResult {
    arguments.fits_format()?;
    let started = jiff::Timestamp::now();
    let out = arguments.folder(started);
    if let Some(second) = &arguments.against {
        return both(arguments, second, started, &out);
    }
    let exit = one(arguments, started, &out)?;
    let Some(baseline) = &arguments.baseline else { return Ok(exit) };
    let files = arguments.target.files()?;
    let sides = Sides { files: &files, a: baseline, b: &out, out: &out };
    let drifted = sides.compare(&arguments.fail, language())?;
    print(&format!("{}\n{}\n", out.join("drift.html").display(), out.join("report.json").display()));
    Ok(if drifted && exit == Exit::Conformant { Exit::NotConformant } else { exit })
}

/// Plays the same cases against the target and a second one, each into a folder of its own.
fn both(arguments: &Arguments, second: &Path, started: jiff::Timestamp, out: &Path) -> CommandResult {
    let (a, b) = (out.join("a"), out.join("b"));
    let (mut arguments, there) = (arguments.clone(), Profile::read(second).map_err(|error| error.message())?);
    if arguments.target.contract.is_empty() {
        arguments.target.contract = there.contracts.into_keys().collect();
    }
    // Both get the same requests, including values that are new each time.
    let number = arguments.plan.run_number.map_or_else(|| arguments.target.run_number(), Ok)?;
    arguments.plan.run_number = Some(number);
    let first = one(&arguments, started, &a)?;
    arguments.out = OutArguments::default();
    let other = Arguments { target: arguments.target.at(second), ..arguments.clone() };
    let second = one(&other, jiff::Timestamp::now(), &b)?;
    let (files, language) = (arguments.target.files()?, language());
    let sides = Sides { files: &files, a: &a, b: &b, out };
    let drifted = sides.compare(&arguments.fail, language)?;
    sides.side_by_side(language)?;
    print(&format!("{}\n{}\n", out.join("against.html").display(), out.join("against.json").display()));
    Ok(match (first, second) {
        (Exit::Conformant, Exit::Conformant) if !drifted => Exit::Conformant,
        (Exit::Untested, _) | (_, Exit::Untested) => Exit::Untested,
        _ => Exit::NotConformant,
    })
}

fn one(arguments: &Arguments, started: jiff::Timestamp, out: &Path) -> CommandResult {
    let is_kept = arguments.is_kept();
    if !arguments.list {
        enough(arguments.jobs(Some(u32::MAX)).unwrap_or(1))?;
    }
    if is_kept && !arguments.list {
        // Before a hook is run and before anything is sent.
        arguments.out.check()?;
    }
    let (journaled, plan) = match &arguments.resume {
        Some(folder) => resume(folder, &arguments.target).map(|(journaled, plan)| (Some(journaled), plan))?,
        // Only a list: nothing is sent, and no hook is run.
        None if arguments.list => (None, arguments.target.survey(arguments.plan.settings())?),
        None => {
            let shards = arguments.shard.map_or(1, |shard| shard.of);
            (None, arguments.target.plan(Settings { shards, ..arguments.plan.settings() })?)
        }
    };
    if arguments.list {
        let lines: Vec<String> = arguments.chosen(&plan).iter().map(|name| format!("{name}: test\n")).collect();
        print(&lines.concat());
        return Ok(Exit::Conformant);
    }
    if journaled.is_none() && arguments.chosen(&plan).is_empty() {
        return Err(unmatched(&arguments.filter, &plan));
    }
    let mut beside = arguments.beside.read(arguments.resume.as_deref())?;
    beside.fits(plan.subjects.iter().map(|subject| {
        let contract = &subject.suite.contract;
        (contract.id.as_str(), contract.digest.as_str())
    }))?;
    if let Some(folder) = &arguments.history {
        let began = journaled.as_ref().map_or_else(|| started.to_string(), |journaled| journaled.head.started.clone());
        beside.keep(folder, &plan.target, &began)?;
    }
    if let Some(baseline) = &arguments.baseline {
        // Better known now than after the last request.
        let chosen = arguments.chosen(&plan);
        let trials = plan.trials.iter().filter(|trial| chosen.contains(&trial.name));
        comparable(baseline, &trials.map(|trial| plan.subjects[trial.subject].suite.contract.id.clone()).collect())?;
    }
    if is_kept {
        arguments.out.clear()?;
        // A folder that cannot be written is better known before an hour of requests than after.
        try_out(out).map_err(|error| CommandId::WriteFolder.with([out.display().into(), Message::library(&error)]))?;
    }
    let setting = match journaled {
        Some(journaled) => Setting::resumed(plan, journaled, out)?,
        None => Setting::fresh(arguments, plan, out, started.to_string())?,
    };
    play(arguments, &Setting { beside, ..setting }, out)
}

fn play(arguments: &Arguments, setting: &Setting, out: &Path) -> CommandResult {
    let ours = arguments.of_runner().is_none();
    let Setting { harness, chosen, keeper, started, .. } = setting;
    panics::hide_secrets(harness.plan().subjects.iter().map(|subject| subject.redactor.clone()).collect());
    interrupt::listen(&keeper.cancel).map_err(|error| CommandId::FailedToListen.with([Message::library(&error)]))?;
    let progress = arguments.progress(setting);
    let fits = |trial: &Trial| chosen.contains(&trial.name);
    if !arguments.no_preflight {
        harness.preflight(&fits);
    }
    // A terminal takes what is printed, and shows the runner's colours.
    let relay = (!ours && !std::io::stdout().is_terminal()).then(Relay::start).flatten();
    let conclusion = harness.run(&arguments.mimic(harness.plan().jobs(), relay.as_ref()), &fits, &progress);
    relay.into_iter().for_each(Relay::finish);
    drop(progress);
    harness.remove_made();
    let mut run = harness.record(started.clone());
    run.arguments = arguments.target.words();
    setting.beside.lay(&mut run);
    if run.verdict() == RunVerdict::NotConformant && run.complete {
        likely(&arguments.target.files()?, harness.plan(), &mut run);
        harness.note_end(&mut run);
    }
    for failure in harness.plan().tear_down() {
        print_error(&CommandId::Warning.with([failure.into()]).in_language(language()));
    }
    // The runner's last line says that it failed, and so does the exit code.
    let failed = !ours && conclusion.has_failed();
    let exit = if failed { Exit::NotConformant } else { Exit::of(&run, arguments.allow_waivers) };
    if !arguments.is_kept() {
        return Ok(exit);
    }
    // A report is tried even where the journal failed: it may still fit on the disk.
    let kept = keeper.end(&run).map_err(|failure| unwritten(out, &failure));
    let language = setting.language;
    let written = report::write(&run, out, language)
        .map_err(|error| CommandId::WriteReport.with([out.display().into(), Message::library(&error)]))
        .and_then(|()| arguments.evidence.write_ended(&run, out, language, !arguments.no_journal));
    if ours {
        finish::summary(&run, out, language, arguments.format);
    }
    kept.and(written)?;
    setting.beside.add(&run)?;
    if ours {
        finish::paths(&run, out, arguments.format);
    }
    Ok(exit)
}
