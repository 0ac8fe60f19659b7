//! `tekigo plan`: what would be sent; no request is made.

use clap::Args;

use super::{
    Exit, Told, print,
    target::{PlanArguments, TargetArguments},
};
use crate::{
    run::{AGAIN, Plan, Trial, TrialKind},
    scenario::Scenario,
};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    target: TargetArguments,
    #[command(flatten)]
    plan: PlanArguments,
    /// Only trials whose name contains one of these
    #[arg(value_name = "FILTER")]
    filter: Vec<String>,
}

pub(super) fn run(arguments: &Arguments) -> Told {
    let plan = arguments.target.survey(arguments.plan.settings())?;
    let chosen = |trial: &&Trial| {
        arguments.filter.is_empty() || arguments.filter.iter().any(|filter| trial.name.contains(filter.as_str()))
    };
    let mut text = format!("target {}  seed {}  plan {}\n", plan.target.name, plan.settings.seed, plan.hash());
    let (mut cases, mut total, mut trials) = (0_u64, 0_u64, 0_u64);
    for trial in plan.trials.iter().filter(chosen) {
        let requests = requests(&plan, trial);
        text.push_str(&format!("{:>6} requests  {}  [{}]\n", requests, trial.name, trial.requirements.join(" ")));
        cases += u64::from(trial.cases);
        total += requests;
        trials += 1;
    }
    text.push_str(&format!(
        "{trials} trials, {cases} cases, at most {total} requests; where promises are broken, up to {} more for each finding \
         that is shrunk, and up to {} trials once more for each other choice of a reading\n",
        plan.settings.shrink,
        AGAIN,
    ));
    print(&text);
    Ok(Exit::Conformant)
}

/// The most requests that a trial sends while nothing is found.
fn requests(plan: &Plan, trial: &Trial) -> u64 {
    let subject = &plan.subjects[trial.subject];
    let cases = u64::from(trial.cases);
    match trial.kind {
        TrialKind::Scenario(number) => cases * per_case(&subject.suite.scenarios[number]),
        TrialKind::Pairs(operation)
        | TrialKind::Random(operation)
        | TrialKind::Accepts { operation, .. }
        | TrialKind::Rejects { operation, .. }
        | TrialKind::Precedence(operation)
        | TrialKind::Raw { operation, .. } => cases + subject.suite.contract.operations[operation].setup.len() as u64,
    }
}

fn per_case(scenario: &Scenario) -> u64 {
    scenario.steps.iter().map(|step| step.repeat.as_ref().map_or(1, |repeat| u64::from(repeat.max))).sum()
}
