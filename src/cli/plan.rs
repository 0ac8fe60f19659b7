//! `tekigo plan`: what would be sent; nothing is sent.

use std::time::Duration;

use clap::Args;
use clap_complete::ArgValueCandidates;

use super::{
    exit::{CommandResult, Exit},
    filter_candidates::filters,
    language::language,
    print::print,
    printed::Printed,
    target::{PlanArguments, TargetArguments},
};
use crate::{
    contract::{Message, ScreenId},
    record::TargetRecord,
    run::Trial,
};

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
    let mut text = Printed::default();
    text.line(ScreenId::PlanHead.with([
        TargetRecord::shown(&plan.target.name, language()).into(),
        plan.settings.seed.into(),
        plan.hash().into(),
    ]));
    let (mut cases, mut total, mut trials) = (0_u64, 0_u64, 0_u64);
    for trial in plan.trials.iter().filter(|trial| chosen(trial)) {
        let requests = plan.cost(trial);
        text.line(ScreenId::PlanTrial.with([
            format!("{requests:>6}").into(),
            (&trial.name).into(),
            trial.requirements.join(" ").into(),
        ]));
        if let Some(reason) = trial.why_untold() {
            text.line(ScreenId::NotSent.with([reason.clone()]));
        }
        cases += u64::from(trial.cases);
        total += requests;
        trials += 1;
    }
    text.line(ScreenId::PlanTotals.with([trials.into(), cases.into(), total.into()]));
    let drawers = plan.subjects.iter().flat_map(|subject| &subject.drawers);
    let in_part = drawers.filter(|drawer| drawer.is_tried_in_part()).count();
    if in_part > 0 && arguments.filter.is_empty() {
        text.line(ScreenId::TriedInPart.with([in_part.into()]));
    }
    for trial in plan.flights(&chosen) {
        let (contract, operation) = (Message::from(&trial.id.contract), Message::from(&trial.id.operation));
        text.line(match plan.set_up(trial) {
            0 => ScreenId::OneFlight.with([contract, operation]),
            count => ScreenId::FlightAfter.with([contract, operation, count.into()]),
        });
    }
    let alone = plan.subjects.iter().flat_map(|subject| &subject.alone().all);
    for one in alone.filter(|_| arguments.filter.is_empty()) {
        text.line(ScreenId::NotAlone.with([one.message()]));
    }
    for cut in &plan.cuts {
        text.line(ScreenId::Cut.with([cut.into()]));
    }
    for (id, requests, time) in plan.least_time(&chosen) {
        text.line(ScreenId::LeastTime.with([id.into(), requests.into(), time_text(time)]));
    }
    print(&text.0);
    Ok(Exit::Conformant)
}

/// A time for people: minutes, or seconds where it is short.
fn time_text(time: Duration) -> Message {
    let seconds = time.as_secs_f64();
    if seconds < 90.0 {
        ScreenId::Seconds.with([format!("{seconds:.1}").into()])
    } else {
        ScreenId::Minutes.with([format!("{:.1}", seconds / 60.0).into()])
    }
}
