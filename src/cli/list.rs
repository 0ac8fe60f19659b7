//! `tekigo list`: what there is, by id.

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{
    Exit, Told, print,
    target::{PlanArguments, TargetArguments},
};
use crate::{
    contract::{Contract, Language, code_text},
    reference,
    run::{Plan, Subject, Target},
};

#[derive(Args)]
pub(super) struct Arguments {
    /// What to list
    what: What,
    #[command(flatten)]
    target: TargetArguments,
    #[command(flatten)]
    plan: PlanArguments,
    /// One JSON array in place of lines
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    Requirements,
    Trials,
    Codes,
    States,
    Readings,
    Faults,
}

pub(super) fn run(arguments: &Arguments) -> Told {
    let plan = arguments.target.plan(arguments.plan.settings())?;
    let rows: Vec<Value> = match arguments.what {
        What::Trials => plan
            .trials
            .iter()
            .map(|trial| json!({"name": trial.name, "cases": trial.cases, "requirements": trial.requirements}))
            .collect(),
        What::Requirements => each(&plan, requirements),
        What::Codes => each(&plan, |_, contract| codes(contract)),
        What::States => each(&plan, states),
        What::Readings => each(&plan, |_, contract| readings(contract)),
        What::Faults => each(&plan, |_, contract| faults(contract)),
    };
    if arguments.json {
        print(&(serde_json::to_string_pretty(&rows).unwrap_or_default() + "\n"));
    } else {
        print(&table(&rows));
    }
    Ok(Exit::Conformant)
}

fn each(plan: &Plan, rows: impl Fn(&Plan, &Contract) -> Vec<Value>) -> Vec<Value> {
    plan.subjects.iter().flat_map(|subject| rows(plan, &subject.suite.contract)).collect()
}

fn requirements(plan: &Plan, contract: &Contract) -> Vec<Value> {
    let trials = |id: &str| plan.trials.iter().filter(|trial| trial.requirements.iter().any(|r| r == id)).count();
    let row = |requirement: &crate::contract::Requirement| {
        json!({
            "id": requirement.id,
            "level": requirement.level.name(),
            "contract": contract.id,
            "trials": trials(&requirement.id),
            "source": format!("{}:{}", requirement.source.document, requirement.source.lines.join(",")),
            "text": requirement.text.get(Language::of_environment()),
        })
    };
    contract.requirements.iter().map(row).collect()
}

fn codes(contract: &Contract) -> Vec<Value> {
    let row = |row: &crate::contract::Code| json!({"code": code_text(&row.code), "contract": contract.id, "requirement": row.requirement, "title": row.title.get(Language::of_environment())});
    contract.catalogue.codes.iter().map(row).collect()
}

fn states(plan: &Plan, contract: &Contract) -> Vec<Value> {
    let subject = plan.subjects.iter().find(|subject| subject.suite.contract.id == contract.id);
    // What the reference gives is no secret; what an owner gives may be.
    let shown = |subject: &Subject, tables: &Vec<Value>| match subject.target {
        Target::Reference(..) => Value::from(tables.clone()),
        Target::Url => {
            let mut shown = Value::from(tables.clone());
            subject.redactor.value(&mut shown);
            shown
        }
    };
    let row = |state: &crate::contract::State| {
        let values = subject.and_then(|subject| Some(shown(subject, subject.given.states.get(&state.id)?)));
        let values = values.map_or_else(|| "-".to_owned(), |values| values.to_string());
        json!({
            "id": state.id,
            "contract": contract.id,
            "provides": state.provides.join(", "),
            "given": values,
            "text": state.text.get(Language::of_environment()),
        })
    };
    contract.states.iter().map(row).collect()
}

fn readings(contract: &Contract) -> Vec<Value> {
    let row = |reading: &crate::contract::Reading| {
        json!({
            "id": reading.id,
            "contract": contract.id,
            "in_force": code_text(&contract.in_force[&reading.id]),
            "choices": reading.choices.iter().map(code_text).collect::<Vec<_>>().join(", "),
            "why": reading.why.get(Language::of_environment()),
        })
    };
    contract.readings.iter().map(row).collect()
}

fn faults(contract: &Contract) -> Vec<Value> {
    let faults = reference::find(&contract.id).map(|reference| reference.faults).unwrap_or_default();
    let row = |fault: &reference::Fault| json!({"name": fault.name, "contract": contract.id, "requirement": fault.requirement, "sleeper": fault.sleeper, "text": fault.text});
    faults.iter().map(row).collect()
}

/// Rows as columns, each as wide as its widest cell; the last is free.
fn table(rows: &[Value]) -> String {
    let cells = |row: &Value| -> Vec<String> {
        let cell = |value: &Value| match value {
            Value::Array(items) => items.iter().map(code_text).collect::<Vec<_>>().join(" "),
            other => code_text(other),
        };
        row.as_object().into_iter().flat_map(|fields| fields.values().map(cell)).collect()
    };
    let rows: Vec<Vec<String>> = rows.iter().map(cells).collect();
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let padded = row.iter().enumerate().map(|(column, cell)| {
            if column + 1 == columns { cell.clone() } else { format!("{cell:<width$}", width = widths[column]) }
        });
        padded.collect::<Vec<_>>().join("  ") + "\n"
    };
    rows.iter().map(line).collect()
}
