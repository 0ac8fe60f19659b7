//! `tekigo replay`: a saved counterexample, by its file or by its requirement, or a scenario file, against any target.

use std::path::PathBuf;

use clap::Args;
use clap_complete::ArgValueCandidates;

use super::{
    candidates::requirements,
    counterexamples::{counterexample, target_of, unnamed},
    exit::{CommandResult, Exit},
    language::language,
    open_files::enough,
    print::{print, print_error, print_message},
    target::{PlanArguments, TargetArguments, lines},
};
use crate::{
    contract::{CommandId, Files, Level, Message, ScreenId},
    record::RunVerdict,
    report,
    run::{finish, replay},
    scenario::read_scenario_among,
    util::text_file::read_text,
};

#[derive(Args)]
pub(super) struct Arguments {
    /// The scenario file, or the folder of a run
    #[arg(value_name = "SCENARIO.json|RUN")]
    file: PathBuf,
    /// With the folder of a run: a requirement, and which of its counterexamples (RP-3605.2; RP-3605 is the first)
    #[arg(value_name = "REQUIREMENT[.N]", add = ArgValueCandidates::new(requirements))]
    which: Option<String>,
    #[command(flatten)]
    target: TargetArguments,
    #[command(flatten)]
    plan: PlanArguments,
}

pub(super) fn run(arguments: &Arguments) -> CommandResult {
    enough(1)?;
    let started = jiff::Timestamp::now();
    let mut target = arguments.target.clone();
    let path = match &arguments.which {
        Some(which) => {
            if target.words().is_empty() {
                target = target.named_by(target_of(&arguments.file)?);
            }
            counterexample(&arguments.file, which)?
        }
        None if arguments.file.is_dir() => return Err(unnamed(&arguments.file)?),
        None => arguments.file.clone(),
    };
    let file = path.display().to_string();
    let text =
        read_text(&path).map_err(|error| CommandId::ReadFile.with([(&file).into(), Message::library(&error)]))?;
    let value: serde_json::Value = serde_json::from_str(&text)
        .map_err(|error| CommandId::NotJsonFile.with([(&file).into(), Message::library(&error)]))?;
    let contract = value.get("contract").and_then(serde_json::Value::as_str);
    let contract = contract.ok_or_else(|| CommandId::NamesNoContract.with([(&file).into()]))?;
    if target.contract.is_empty() {
        target.contract.push(contract.to_owned());
    }
    let mut plan = target.plan(arguments.plan.settings())?;
    let subject = plan.subjects.iter().find(|subject| subject.suite.contract.id == contract);
    let subject = subject.ok_or_else(|| CommandId::LeftOutByOption.with([(&file).into(), contract.into()]))?;
    let around = Files::beside(&path);
    let (scenario, expressions) = read_scenario_among(&around, &file, &text, &subject.suite.contract)
        .map_err(|errors| CommandId::Lines.with([CommandId::ReadScenario.into(), lines(&errors)]))?;
    let record = replay(subject, &scenario, &expressions, &plan.settings);
    for failure in plan.tear_down() {
        print_error(&CommandId::Warning.with([failure.into()]).in_language(language()));
    }
    let skipped = (record.cases == 0).then(|| record.not_tested.values().next().cloned()).flatten();
    let broken = record.findings.iter().any(|found| {
        found.finding.level == Level::Must || (plan.settings.strict && found.finding.level == Level::Should)
    });
    plan.trials.clear();
    let mut run = finish(&plan, vec![record], started.to_string(), 0.0);
    // Only what the scenario is about; the other requirements were never meant to be tested.
    for contract in &mut run.contracts {
        contract
            .requirements
            .retain(|requirement| requirement.cases > 0 || scenario.requirements.contains(&requirement.id));
    }
    print(&report::summary(&run, None, language(), report::Look::default()));
    if let Some(reason) = skipped {
        print_message(ScreenId::NotPlayed.with([reason]));
        return Ok(Exit::Untested);
    }
    Ok(match run.verdict() {
        _ if broken => Exit::NotConformant,
        RunVerdict::Untested => Exit::Untested,
        _ => Exit::Conformant,
    })
}
