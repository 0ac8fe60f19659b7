//! `tekigo explain`: a requirement, how it is tested, a request that breaks it and the answer that is due.

use clap::Args;
use clap_complete::ArgValueCandidates;

use super::{
    candidates::requirements,
    exit::{CommandResult, Exit},
    language::language,
    print::print,
    target::TargetArguments,
};
use crate::{
    contract::{CommandId, Expectation, ProfileId, Requirement, code_text},
    generate::{At, Rng},
    run::{Plan, Settings, Subject, TrialKind},
};

#[derive(Args)]
pub(super) struct Arguments {
    /// The requirement, such as RP-3605
    #[arg(value_name = "REQUIREMENT-ID", add = ArgValueCandidates::new(requirements))]
    id: String,
    #[command(flatten)]
    target: TargetArguments,
}

pub(super) fn run(arguments: &Arguments) -> CommandResult {
    let plan = arguments.target.survey(Settings::default())?;
    let found = plan
        .subjects
        .iter()
        .enumerate()
        .find_map(|(index, subject)| Some((index, subject, subject.suite.contract.requirement(&arguments.id)?)));
    let Some((index, subject, requirement)) = found else {
        let near: Vec<&str> = near(&plan, &arguments.id);
        let hint = if near.is_empty() {
            CommandId::ListRequirements.into()
        } else {
            ProfileId::DidYouMean.with([near.join(", ").into()])
        };
        return Err(CommandId::NoRequirement.with([(&arguments.id).into(), hint]));
    };
    let mut text = clause(requirement, subject);
    let trials: Vec<_> = plan
        .trials
        .iter()
        .filter(|trial| trial.subject == index && trial.requirements.contains(&requirement.id))
        .collect();
    text.push_str("\nhow it is tested\n");
    if trials.is_empty() {
        text.push_str("  by checks on the answers of every trial\n");
    }
    for trial in &trials {
        text.push_str(&format!("  {} ({} cases)\n", trial.name, trial.cases));
        if let TrialKind::Scenario(number) = trial.kind {
            text.push_str(&format!("    {}\n", subject.suite.scenarios[number].title.get(language())));
        }
    }
    if let Some(example) = trials.iter().find_map(|trial| example(subject, &trial.kind)) {
        text.push_str(&example);
    }
    print(&text);
    Ok(Exit::Conformant)
}

fn near<'a>(plan: &'a Plan, id: &str) -> Vec<&'a str> {
    let wanted = id.to_lowercase();
    let ids = plan
        .subjects
        .iter()
        .flat_map(|subject| &subject.suite.contract.requirements)
        .map(|requirement| requirement.id.as_str());
    ids.filter(|known| known.to_lowercase().contains(&wanted) || wanted.contains(&known.to_lowercase()))
        .take(5)
        .collect()
}

fn clause(requirement: &Requirement, subject: &Subject) -> String {
    let contract = &subject.suite.contract;
    let mut text = format!("{}  {}  {}\n", requirement.id, requirement.level.name(), contract.id);
    text.extend(requirement.text.each().map(|words| format!("  {words}\n")));
    text.push_str(&format!("  source: {}\n", requirement.source));
    if let Some(note) = &requirement.note {
        text.push_str(&format!("  note: {}\n", note.each().collect::<Vec<_>>().join("\n        ")));
    }
    for reading in &requirement.reading {
        let choice = contract.in_force.get(reading).map(code_text).unwrap_or_default();
        text.push_str(&format!("  reading: {reading} = {choice}\n"));
    }
    for state in &requirement.state {
        let given = if subject.given.states.contains_key(state) { "given" } else { "not given by this target" };
        text.push_str(&format!("  state: {state} ({given})\n"));
    }
    text
}

/// A request that breaks the constraint of a trial, and what is due for it.
fn example(subject: &Subject, kind: &TrialKind) -> Option<String> {
    let TrialKind::Rejects { operation, constraint } = *kind else { return None };
    let (form, drawer) = (&subject.suite.contract.operations[operation], &subject.drawers[operation]);
    let constraint = &drawer.constraints()[constraint];
    let mut rng = Rng::new(1, "explain");
    let broken = |kind| Some((kind, drawer.broken(constraint, kind, At::First, &mut rng)?));
    let kinds = drawer.kinds(constraint);
    let (kind, broken) = kinds.iter().find_map(broken)?;
    let at = constraint
        .property
        .as_ref()
        .map_or_else(|| broken.pointer.clone(), |property| format!("{}/{property}", broken.pointer));
    let due = Expectation::of_violation(&subject.suite.contract, constraint, &kind.name, &at)?;
    let place = form.error_place(due.error.as_deref(), &due.at);
    let mut text = format!("\nfor example: {at} breaks {} ({})\n", constraint.keyword, kind.name);
    text.push_str(&format!("  {} {}\n", form.method, form.path));
    let mut body = broken.value;
    subject.redactor.value(&mut body);
    for line in serde_json::to_string_pretty(&body).ok()?.lines() {
        text.push_str(&format!("  {line}\n"));
    }
    let codes = due.codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
    let stands = place
        .and_then(|place| place.code.fill(&place.scope.bind(&due.at)?))
        .map(|pointer| format!(" at {pointer}"))
        .unwrap_or_default();
    text.push_str(&if codes.is_empty() { "due: refused\n".to_owned() } else { format!("due: code {codes}{stands}\n") });
    let status = place
        .map(|place| due.codes.iter().flat_map(|code| place.statuses(code)).map(u16::to_string).collect::<Vec<_>>());
    if let Some(status) = status.filter(|status| !status.is_empty()) {
        text.push_str(&format!("     status {}\n", status.join(" or ")));
    }
    if !due.names.is_empty() {
        text.push_str(&format!("     naming {}\n", due.names.join(" or ")));
    }
    Some(text)
}
