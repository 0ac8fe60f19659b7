//! `tekigo explain`: a requirement, how it is tested, a request that breaks it and the response that is due.

use clap::Args;
use clap_complete::ArgValueCandidates;

use super::{
    candidates::requirements,
    exit::{CommandResult, Exit},
    hint::near,
    language::language,
    print::print,
    printed::Printed,
    target::TargetArguments,
};
use crate::{
    contract::{CommandId, Expectation, Message, MessageId, ProfileId, Requirement, ScreenId, code_text},
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
        let alike: Vec<&str> = alike(&plan, &arguments.id);
        let hint = if alike.is_empty() {
            near(&arguments.id, ids(&plan), CommandId::ListRequirements)
        } else {
            ProfileId::DidYouMean.with([alike.join(", ").into()])
        };
        return Err(CommandId::NoRequirement.with([(&arguments.id).into(), hint]));
    };
    let mut text = clause(requirement, subject);
    let trials: Vec<_> = plan
        .trials
        .iter()
        .filter(|trial| trial.subject == index && trial.requirements.contains(&requirement.id))
        .collect();
    text.plain("");
    text.line(ScreenId::HowTested);
    if trials.is_empty() {
        text.line(ScreenId::ByChecks);
    }
    for trial in &trials {
        text.line(ScreenId::CasesOf.with([(&trial.name).into(), trial.cases.into()]));
        if let TrialKind::Scenario(number) = trial.kind {
            text.plain(&format!("    {}", subject.suite.scenarios[number].title.get(language())));
        }
    }
    if let Some(example) = trials.iter().find_map(|trial| example(subject, &trial.kind)) {
        text.plain("");
        text.0.push_str(&example.0);
    }
    print(&text.0);
    Ok(Exit::Conformant)
}

fn ids(plan: &Plan) -> impl Iterator<Item = &str> {
    let all = plan.subjects.iter().flat_map(|subject| &subject.suite.contract.requirements);
    all.map(|requirement| requirement.id.as_str())
}

/// Requirements whose ids hold the one that is wanted, or are held by it.
fn alike<'a>(plan: &'a Plan, id: &str) -> Vec<&'a str> {
    let wanted = id.to_lowercase();
    ids(plan)
        .filter(|known| known.to_lowercase().contains(&wanted) || wanted.contains(&known.to_lowercase()))
        .take(5)
        .collect()
}

fn clause(requirement: &Requirement, subject: &Subject) -> Printed {
    let contract = &subject.suite.contract;
    let mut text = Printed::default();
    text.plain(&format!("{}  {}  {}", requirement.id, requirement.level.name(), contract.id));
    text.plain(&format!("  {}", requirement.text.get(language())));
    text.line(ScreenId::SourceLine.with([contract.source_of(requirement).in_language(language()).into()]));
    if let Some(note) = &requirement.note {
        text.line(ScreenId::NoteLine.with([note.get(language()).into()]));
    }
    for reading in &requirement.reading {
        let choice = contract.in_force.get(reading).map(code_text).unwrap_or_default();
        text.line(ScreenId::ReadingLine.with([reading.into(), choice.into()]));
    }
    for state in &requirement.state {
        let given = if subject.given.states.contains_key(state) { ScreenId::Given } else { ScreenId::NotGivenByTarget };
        text.line(ScreenId::StateLine.with([state.into(), given.into()]));
    }
    text
}

/// A request that breaks the constraint of a trial, and what is due for it.
fn example(subject: &Subject, kind: &TrialKind) -> Option<Printed> {
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
    let mut text = Printed::default();
    text.line(ScreenId::ForExample.with([at.into(), (&constraint.keyword).into(), (&kind.name).into()]));
    text.plain(&format!("  {} {}", form.method, form.path));
    let mut body = broken.value;
    subject.redactor.value(&mut body);
    for line in serde_json::to_string_pretty(&body).ok()?.lines() {
        text.plain(&format!("  {line}"));
    }
    let codes = either(due.codes.iter().map(ToString::to_string));
    let pointer = place.and_then(|place| place.code.fill(&place.scope.bind(&due.at)?));
    text.line(match pointer {
        _ if due.codes.is_empty() => ScreenId::DueRefused.into(),
        Some(pointer) => ScreenId::DueCodeAt.with([codes, pointer.into()]),
        None => ScreenId::DueCode.with([codes]),
    });
    let status = place
        .map(|place| due.codes.iter().flat_map(|code| place.statuses(code)).map(u16::to_string).collect::<Vec<_>>());
    if let Some(status) = status.filter(|status| !status.is_empty()) {
        text.line(ScreenId::StatusLine.with([either(status)]));
    }
    if !due.names.is_empty() {
        text.line(ScreenId::NamingLine.with([either(due.names)]));
    }
    Some(text)
}

/// One of several.
fn either(all: impl IntoIterator<Item = String>) -> Message {
    Message::joined(MessageId::Or, all)
}
