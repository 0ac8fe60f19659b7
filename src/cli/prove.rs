//! `tekigo prove`: every fault of the reference must be caught by the suite, and nothing else be accused.

use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    path::{Path, PathBuf},
};

use clap::Args;
use clap_complete::ArgValueCandidates;

use super::{
    candidates::{contracts, faults},
    exit::{CommandResult, Exit},
    hint::{near, near_or_all},
    language::language,
    open_files::enough,
    print::{print, print_notice},
    target::{PlanArguments, files, message_of},
    usage::{count, positive},
};
use crate::{
    contract::{CommandId, Language, Message, ScreenId},
    record::{KILL_MATRIX_FORM, KillMatrix, Proved},
    reference::{self, Fault, Reference},
    run::{Accusation, Extent, Kill, Proof, Settings},
    util::parallel::cores,
};

#[derive(Args)]
pub(super) struct Arguments {
    /// Read contracts from this folder in place of those built in
    #[arg(long, value_name = "DIR")]
    contracts: Option<PathBuf>,
    /// Only this contract (may be given again)
    #[arg(long, value_name = "ID", add = ArgValueCandidates::new(contracts))]
    contract: Vec<String>,
    /// Only this fault (may be given again)
    #[arg(long, value_name = "NAME", add = ArgValueCandidates::new(faults))]
    fault: Vec<String>,
    /// Seeds to prove at, one after another
    #[arg(long, value_name = "N,…", value_delimiter = ',', allow_negative_numbers = true, value_parser = count::<u64>)]
    seeds: Vec<u64>,
    #[command(flatten)]
    plan: PlanArguments,
    /// Stop at the first finding that names the fault's requirement; the matrix then shows only the first catches
    #[arg(long)]
    quick: bool,
    /// Send all that a run sends, smaller requests and other readings included, and fail where a fault takes more than twice the
    /// requests of the sound reference
    #[arg(long, conflicts_with = "quick")]
    requests: bool,
    /// Faults at the same time [default: one for each core]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = positive::<u32>)]
    jobs: Option<u32>,
    /// Print the kill matrix as JSON, with versions, digests, plan hashes and the date
    #[arg(long)]
    json: bool,
    /// Write the same to this file, for `tekigo run --kill-matrix` and `tekigo report --kill-matrix`
    #[arg(long, value_name = "FILE.json")]
    out: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> CommandResult {
    let files = files(arguments.contracts.as_deref())?;
    let references = arguments.references()?;
    let jobs = arguments.jobs.map_or_else(cores, |jobs| jobs as usize);
    enough(jobs)?;
    let extent = match (arguments.quick, arguments.requests) {
        (true, _) => Extent::FirstCatch,
        (false, true) => Extent::AsRun,
        (false, false) => Extent::Whole,
    };
    let seeds = if arguments.seeds.is_empty() { vec![arguments.plan.seed] } else { arguments.seeds.clone() };
    let started = jiff::Timestamp::now();
    if let Some(out) = &arguments.out {
        // A file that cannot be written is better known before minutes of proof than after; an existing matrix stays until then.
        OpenOptions::new().create(true).append(true).open(out).map_err(|error| unwritten(out, &error))?;
    }
    let (mut all, mut kept) = (Vec::new(), Vec::new());
    let mut caught_by = BTreeMap::new();
    for seed in seeds {
        let settings = &Settings { seed, ..arguments.plan.settings() };
        for &reference in &references {
            let faults: Vec<&'static Fault> =
                reference.faults.iter().filter(|fault| arguments.is_chosen(fault)).collect();
            let proof = Proof { reference, faults: &faults, settings, extent, jobs, caught_by: &caught_by };
            let kills = proof.run(&files, &|kill| tell_wrong(kill, seed)).map_err(message_of)?;
            if !arguments.json {
                print(&matrix(reference.contract, &kills, seed, language()));
            }
            if arguments.json || arguments.out.is_some() {
                kept.push(proof.proved(&files, &kills).map_err(message_of)?);
            }
            let catches = kills.iter().filter_map(|kill| Some((kill.fault.name, kill.trials.first()?.clone())));
            caught_by.extend(catches);
            all.extend(kills);
        }
    }
    arguments.keep(started, extent, kept)?;
    Ok(exit(&all))
}

fn unwritten(out: &Path, error: &std::io::Error) -> Message {
    CommandId::WriteMatrix.with([out.display().into(), Message::library(error)])
}

/// A survivor says that the suite sees too little, a wrong accusation that it misjudges.
fn exit(kills: &[Kill]) -> Exit {
    if kills.iter().all(Kill::is_right) { Exit::Conformant } else { Exit::NotConformant }
}

impl Arguments {
    /// Prints and writes the matrix, as the options say.
    fn keep(&self, started: jiff::Timestamp, extent: Extent, contracts: Vec<Proved>) -> Result<(), Message> {
        let matrix = KillMatrix {
            kill_matrix: KILL_MATRIX_FORM,
            tekigo: env!("CARGO_PKG_VERSION").to_owned(),
            proved: started.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            extent: extent.name().to_owned(),
            contracts,
        };
        let text = matrix.written();
        if self.json {
            print(&text);
        }
        let Some(out) = &self.out else { return Ok(()) };
        fs::write(out, text).map_err(|error| unwritten(out, &error))
    }

    fn is_chosen(&self, fault: &Fault) -> bool {
        self.fault.is_empty() || self.fault.iter().any(|name| name == fault.name)
    }

    /// The references that are named; all if none is.
    fn references(&self) -> Result<Vec<&'static Reference>, Message> {
        let all = reference::all();
        if let Some(unknown) = self.contract.iter().find(|id| reference::find(id).is_none()) {
            let known: Vec<String> = all.iter().map(|reference| reference.contract.to_owned()).collect();
            return Err(CommandId::NoReference.with([unknown.into(), near_or_all(unknown, &known)]));
        }
        let is_known = |name: &String| all.iter().any(|r| r.faults.iter().any(|fault| fault.name == *name));
        if let Some(unknown) = self.fault.iter().find(|name| !is_known(name)) {
            let known = all.iter().flat_map(|r| r.faults.iter().map(|fault| fault.name));
            return Err(CommandId::NoFault.with([unknown.into(), near(unknown, known, CommandId::ListFaults)]));
        }
        let is_named = |r: &&Reference| self.contract.is_empty() || self.contract.iter().any(|id| id == r.contract);
        Ok(all.iter().filter(is_named).collect())
    }
}

/// Says at once what is wrong with a proof that may go on for minutes.
fn tell_wrong(kill: &Kill, seed: u64) {
    let (contract, fault) = (kill.contract, kill.fault.name);
    if !kill.killed() {
        print_notice(ScreenId::Survived.with([contract.into(), fault.into(), seed.into()]));
    }
    if let (Some((sent, clean)), true) = (kill.requests, kill.is_dear()) {
        print_notice(ScreenId::TooManyRequests.with([
            contract.into(),
            fault.into(),
            sent.into(),
            clean.into(),
            seed.into(),
        ]));
    }
    for accused in &kill.accused {
        print_notice(ScreenId::WronglyAccused.with([
            contract.into(),
            (&accused.requirement).into(),
            fault.into(),
            seed.into(),
        ]));
    }
}

/// Fault × requirement: the one it breaks with the number of findings that name it, then the others that were named; those that it
/// does not break have a `!` and a line of their own.
fn matrix(contract: &str, kills: &[Kill], seed: u64, language: Language) -> String {
    let killed = kills.iter().filter(|kill| kill.killed()).count();
    let parts = || [contract.into(), seed.into(), killed.into(), kills.len().into()];
    let said = match kills.iter().filter(|kill| !kill.accused.is_empty()).count() {
        0 => ScreenId::FaultsKilled.with(parts()),
        wrong => {
            let [contract, seed, killed, all] = parts();
            ScreenId::FaultsMisjudged.with([contract, seed, killed, all, wrong.into()])
        }
    };
    let text = format!("\n{}\n", said.in_language(language));
    let width = kills.iter().map(|kill| kill.fault.name.len()).max().unwrap_or(0);
    text + &kills.iter().map(|kill| row(kill, width, language)).collect::<String>() + &dearest(kills, language)
}

/// The fault that took most requests, where they were counted.
fn dearest(kills: &[Kill], language: Language) -> String {
    let counted = kills.iter().filter_map(|kill| Some((kill.requests?, kill.fault.name)));
    counted.max().map_or(String::new(), |((sent, clean), fault)| {
        let more = kills.iter().filter(|kill| kill.is_dear()).count();
        let said = ScreenId::MostRequests.with([clean.into(), sent.into(), fault.into(), more.into()]);
        said.in_language(language) + "\n"
    })
}

fn row(kill: &Kill, width: usize, language: Language) -> String {
    let fault = kill.fault;
    let mark = if !kill.killed() {
        '✗'
    } else if kill.accused.is_empty() {
        '✓'
    } else {
        '!'
    };
    let sleeper = if fault.sleeper { 'z' } else { ' ' };
    let is_accused = |id: &str| kill.accused.iter().any(|accused| accused.requirement == id);
    let other = |(id, count): &(String, usize)| format!("{}{id}×{count}", if is_accused(id) { "!" } else { "" });
    let (own, others): (Vec<_>, Vec<_>) = kill.caught_by.iter().partition(|(id, _)| id == fault.requirement);
    let own: usize = own.iter().map(|(_, count)| count).sum();
    let others: Vec<String> = others.into_iter().map(other).collect();
    let mut text =
        format!("  {mark}{sleeper} {:<width$}  {:<20} ×{own:<4} {}\n", fault.name, fault.requirement, others.join(" "));
    if let Some(error) = &kill.error {
        text.push_str(&format!("      {error}\n"));
    }
    for accused in &kill.accused {
        let Accusation { requirement, check, trial, expected, actual, findings } = accused;
        let said = ScreenId::SaysSo.with([
            requirement.into(),
            check.as_ref().into(),
            (*findings).into(),
            trial.into(),
            expected.into(),
            actual.into(),
        ]);
        text.push_str(&(said.in_language(language) + "\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    static FAULT: Fault = Fault {
        name: "limit-loose",
        requirement: "X-1",
        also: &[&["X-2"]],
        text: "one more is accepted",
        japanese: "1件多く受け付ける",
        sleeper: true,
    };

    fn kill(caught_by: &[(&str, usize)], accused: Vec<Accusation>) -> Kill {
        let caught_by = caught_by.iter().map(|(id, count)| ((*id).to_owned(), *count)).collect();
        let (trials, checks) = (Vec::new(), std::collections::BTreeSet::new());
        Kill { contract: "x", fault: &FAULT, caught_by, trials, checks, accused, requests: None, error: None }
    }

    fn accusation() -> Accusation {
        let [requirement, trial, expected, actual] =
            ["X-3", "x/o/accepts/a", "accepted", "status 400"].map(str::to_owned);
        Accusation { requirement, check: "outcome".into(), trial, expected, actual, findings: 2 }
    }

    #[test]
    fn the_matrix_shows_what_caught_a_fault_and_marks_who_is_wrongly_accused() {
        let right = kill(&[("X-1", 3), ("X-2", 1)], Vec::new());
        let wrong = kill(&[("X-1", 1), ("X-3", 2)], vec![accusation()]);
        let survivor = kill(&[("X-2", 1)], Vec::new());
        let text = matrix("x", &[right, wrong, survivor], 7, Language::English);
        let due = "\nx  seed 7: 2 of 3 faults killed, 1 of them with a requirement that is wrongly accused\n  \
            ✓z limit-loose  X-1                  ×3    X-2×1\n  \
            !z limit-loose  X-1                  ×1    !X-3×2\n      \
            X-3 is not broken, yet outcome says so 2 times; in x/o/accepts/a: expected accepted, got status 400\n  \
            ✗z limit-loose  X-1                  ×0    X-2×1\n";
        assert_eq!(text, due);
        assert_eq!(
            matrix("x", &[kill(&[("X-1", 1)], Vec::new())], 1, Language::English).lines().nth(1),
            Some("x  seed 1: 1 of 1 faults killed")
        );
    }

    #[test]
    fn a_fault_that_takes_more_than_twice_the_requests_is_wrong_and_named() {
        let of = |sent| Kill { requests: Some((sent, 100)), ..kill(&[("X-1", 1)], Vec::new()) };
        assert_eq!((exit(&[of(200)]), exit(&[of(201)])), (Exit::Conformant, Exit::NotConformant));
        let text = matrix("x", &[of(200), of(201)], 7, Language::English);
        let due = "  requests: 100 without a fault, at most 201 with one (limit-loose); 1 faults take more than twice as many\n";
        assert!(text.ends_with(due), "{text}");
    }

    #[test]
    fn a_survivor_and_a_wrong_accusation_are_1() {
        let right = || kill(&[("X-1", 3), ("X-2", 1)], Vec::new());
        assert_eq!(exit(&[right(), right()]), Exit::Conformant);
        assert_eq!(exit(&[right(), kill(&[("X-1", 1), ("X-3", 2)], vec![accusation()])]), Exit::NotConformant);
        assert_eq!(exit(&[kill(&[("X-2", 1)], Vec::new()), right()]), Exit::NotConformant);
    }
}
