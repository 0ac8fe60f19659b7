//! `tekigo prove`: every fault of the reference against the suite.

use std::path::PathBuf;

use clap::Args;

use super::{
    exit::{CommandResult, Exit},
    print::{print, print_error},
    target::{PlanArguments, files, message_of},
};
use crate::{
    reference::{self, Fault},
    run::{Kill, prove},
};

#[derive(Args)]
pub(super) struct Arguments {
    /// Read contracts from this folder in place of those built in
    #[arg(long, value_name = "DIR")]
    contracts: Option<PathBuf>,
    /// Only this contract (may be given again)
    #[arg(long, value_name = "ID")]
    contract: Vec<String>,
    /// Only this fault (may be given again)
    #[arg(long, value_name = "NAME")]
    fault: Vec<String>,
    /// Seeds to prove at, one after another
    #[arg(long, value_name = "N,…", value_delimiter = ',')]
    seeds: Vec<u64>,
    #[command(flatten)]
    plan: PlanArguments,
    /// Stop at the first finding that names the fault's requirement; the matrix then shows only the first catches
    #[arg(long)]
    quick: bool,
    /// Faults at the same time [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    jobs: Option<u32>,
}

pub(super) fn run(arguments: &Arguments) -> CommandResult {
    let files = files(arguments.contracts.as_deref())?;
    let known = || reference::all().iter().map(|reference| reference.contract).collect::<Vec<_>>().join(", ");
    if let Some(unknown) = arguments.contract.iter().find(|id| reference::find(id).is_none()) {
        return Err(format!("there is no reference for `{unknown}`; there are {}", known()));
    }
    let chosen = |fault: &Fault| arguments.fault.is_empty() || arguments.fault.iter().any(|name| name == fault.name);
    if let Some(unknown) = arguments
        .fault
        .iter()
        .find(|name| !reference::all().iter().any(|r| r.faults.iter().any(|fault| fault.name == **name)))
    {
        return Err(format!("there is no fault `{unknown}`; `tekigo list faults` names them"));
    }
    let jobs = arguments
        .jobs
        .map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), |jobs| jobs as usize);
    let seeds = if arguments.seeds.is_empty() { vec![arguments.plan.seed] } else { arguments.seeds.clone() };
    let mut survivors = 0;
    for seed in seeds {
        let settings = crate::run::Settings { seed, ..arguments.plan.settings() };
        for reference in reference::all()
            .iter()
            .filter(|r| arguments.contract.is_empty() || arguments.contract.iter().any(|id| id == r.contract))
        {
            let faults: Vec<&'static Fault> = reference.faults.iter().filter(|fault| chosen(fault)).collect();
            let kills = prove(&files, reference, &faults, &settings, jobs, !arguments.quick, &|kill| {
                if !kill.killed() {
                    print_error(&format!("survived: {} {} (seed {seed})", kill.contract, kill.fault.name));
                }
            });
            let kills = kills.map_err(message_of)?;
            survivors += kills.iter().filter(|kill| !kill.killed()).count();
            print(&matrix(reference.contract, &kills, seed));
        }
    }
    Ok(if survivors == 0 { Exit::Conformant } else { Exit::NotConformant })
}

/// Fault × requirement: which requirements caught it, the one it breaks first.
fn matrix(contract: &str, kills: &[Kill], seed: u64) -> String {
    let killed = kills.iter().filter(|kill| kill.killed()).count();
    let mut text = format!("\n{contract}  seed {seed}: {killed} of {} faults killed\n", kills.len());
    let width = kills.iter().map(|kill| kill.fault.name.len()).max().unwrap_or(0);
    for kill in kills {
        let mark = if kill.killed() { '✓' } else { '✗' };
        let sleeper = if kill.fault.sleeper { 'z' } else { ' ' };
        let others: Vec<String> = kill
            .caught_by
            .iter()
            .filter(|(id, _)| id != kill.fault.requirement)
            .map(|(id, count)| format!("{id}×{count}"))
            .collect();
        let own = kill.caught_by.iter().find(|(id, _)| id == kill.fault.requirement).map_or(0, |(_, count)| *count);
        text.push_str(&format!(
            "  {mark}{sleeper} {:<width$}  {:<20} ×{own:<4} {}\n",
            kill.fault.name,
            kill.fault.requirement,
            others.join(" ")
        ));
        if let Some(error) = &kill.error {
            text.push_str(&format!("      {error}\n"));
        }
    }
    text
}
