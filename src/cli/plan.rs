//! `tekigo plan`: what would be sent; no request is made.

use std::time::Duration;

use clap::Args;
use clap_complete::ArgValueCandidates;

use super::{
    exit::{CommandResult, Exit},
    filter_candidates::filters,
    print::print,
    target::{PlanArguments, TargetArguments},
};
use crate::run::Trial;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    target: TargetArguments,
    #[command(flatten)]
    plan: PlanArguments,
    /// Only trials whose name contains one of these
    #[arg(value_name = "FILTER", add = ArgValueCandidates::new(filters))]
    filter: Vec<String>,
}

pub(super) fn run(arguments: &Arguments) -> CommandResult {
    let mut plan = arguments.target.survey(arguments.plan.settings())?;
    let chosen = |trial: &Trial| {
        arguments.filter.is_empty() || arguments.filter.iter().any(|filter| trial.name.contains(filter.as_str()))
    };
    plan.fit(&chosen)?;
    let mut text = format!("target {}  seed {}  plan {}\n", plan.target.name, plan.settings.seed, plan.hash());
    let (mut cases, mut total, mut trials) = (0_u64, 0_u64, 0_u64);
    for trial in plan.trials.iter().filter(|trial| chosen(trial)) {
        let requests = plan.cost(trial);
        text.push_str(&format!("{:>6} requests  {}  [{}]\n", requests, trial.name, trial.requirements.join(" ")));
        if let Some(reason) = trial.why_untold() {
            text.push_str(&format!("        not sent  {}\n", reason.english()));
        }
        cases += u64::from(trial.cases);
        total += requests;
        trials += 1;
    }
    text.push_str(&format!(
        "{trials} trials, {cases} cases, at most {total} requests; where promises are broken, about as many again, for repeats, \
         smaller requests and other choices of readings (of a part of the plan up to 2,000 more)\n",
    ));
    let drawers = plan.subjects.iter().flat_map(|subject| &subject.drawers);
    let in_part = drawers.filter(|drawer| drawer.is_tried_in_part()).count();
    if in_part > 0 && arguments.filter.is_empty() {
        text.push_str(&format!(
            "{in_part} operations are so large that not all of their cases were tried out: what turns out to have no value is dropped, and told in the report\n"
        ));
    }
    for trial in plan.flights(&chosen) {
        let setup = match plan.set_up(trial) {
            0 => String::new(),
            count => format!(", after {count} of its set-up steps"),
        };
        text.push_str(&format!(
            "before the plan: 1 good request to {}/{}{setup}; --no-preflight leaves it out\n",
            trial.id.contract, trial.id.operation
        ));
    }
    let alone = plan.subjects.iter().flat_map(|subject| &subject.alone().all);
    for one in alone.filter(|_| arguments.filter.is_empty()) {
        text.push_str(&format!("no case breaks alone  {}\n", one.message().english()));
    }
    for cut in &plan.cuts {
        text.push_str(&format!("cut {}\n", cut.en));
    }
    for (id, requests, time) in plan.least_time(&chosen) {
        text.push_str(&format!(
            "{id}: {requests} requests take at least {} at the rate of the profile\n",
            time_text(time)
        ));
    }
    print(&text);
    Ok(Exit::Conformant)
}

/// A time for people: minutes, or seconds where it is short.
fn time_text(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 90.0 { format!("{seconds:.1} seconds") } else { format!("{:.1} minutes", seconds / 60.0) }
}
