//! `tekigo list`: requirements, trials, codes, states, readings and faults by id.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{
    exit::{CommandResult, Exit},
    language::{language, worded},
    print::{print, print_json},
    target::{PlanArguments, TargetArguments},
    terminal::columns,
};
use crate::{
    contract::{CommandId, Contract, Language, Message, code_text},
    reference,
    run::{Plan, Subject, Target},
    util::{
        columns::{fitted, padded, width},
        text_file::read_text,
    },
};

#[derive(Args)]
pub(super) struct Arguments {
    /// What to list
    what: What,
    #[command(flatten)]
    target: TargetArguments,
    #[command(flatten)]
    plan: PlanArguments,
    /// With `requirements`: the verdicts, cases and trials of a run, from its report.json
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
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

pub(super) fn run(arguments: &Arguments) -> CommandResult {
    let plan = arguments.target.survey(arguments.plan.settings())?;
    let report = arguments.report.as_deref().map(read).transpose()?;
    let rows: Vec<Value> = match arguments.what {
        What::Trials => plan
            .trials
            .iter()
            .map(|trial| json!({"name": trial.name, "cases": trial.cases, "requirements": trial.requirements}))
            .collect(),
        What::Requirements => {
            each(&plan, |plan, contract| requirements(plan, contract, report.as_ref(), arguments.json))
        }
        What::Codes => each(&plan, |_, contract| codes(contract, arguments.json)),
        What::States => each(&plan, states),
        What::Readings => each(&plan, |_, contract| readings(contract)),
        What::Faults => each(&plan, |_, contract| faults(contract)),
    };
    if arguments.json {
        print_json(&(serde_json::to_string_pretty(&rows).unwrap_or_default() + "\n"));
    } else {
        print(&table(&rows, columns(), language()));
    }
    Ok(Exit::Conformant)
}

fn each(plan: &Plan, rows: impl Fn(&Plan, &Contract) -> Vec<Value>) -> Vec<Value> {
    plan.subjects.iter().flat_map(|subject| rows(plan, &subject.suite.contract)).collect()
}

/// A report that an earlier run wrote.
pub(super) fn read(path: &Path) -> Result<Value, Message> {
    let text =
        read_text(path).map_err(|error| CommandId::ReadFile.with([path.display().into(), Message::library(&error)]))?;
    let report: Value = serde_json::from_str(&text)
        .map_err(|error| CommandId::NotReport.with([path.display().into(), Message::library(&error)]))?;
    if report.get("contracts").is_none_or(|contracts| !contracts.is_array()) {
        return Err(CommandId::NotReportContracts.with([path.display().into()]));
    }
    Ok(report)
}

/// Each requirement with the trials that are there for it; with a report, those that tested it and its verdict.
fn requirements(plan: &Plan, contract: &Contract, report: Option<&Value>, names: bool) -> Vec<Value> {
    let planned = |id: &str| -> Vec<Value> {
        let there = plan.trials.iter().filter(|trial| trial.requirements.iter().any(|r| r == id));
        there.map(|trial| Value::from(trial.name.as_str())).collect()
    };
    let reported = |id: &str| {
        let contracts = report?["contracts"].as_array()?;
        let requirements = contracts.iter().find(|known| known["id"] == *contract.id)?["requirements"].as_array()?;
        requirements.iter().find(|known| known["id"] == *id)
    };
    let row = |requirement: &crate::contract::Requirement| {
        let report = reported(&requirement.id);
        let trials = match report.and_then(|report| report["trials"].as_array()) {
            Some(asked) => asked.clone(),
            None => planned(&requirement.id),
        };
        let mut row = json!({"id": requirement.id, "level": requirement.level.name()});
        if report.is_some() {
            row["verdict"] = report.map_or_else(|| "-".into(), |report| report["verdict"].clone());
        }
        row["contract"] = contract.id.as_str().into();
        row["trials"] = if names { Value::Array(trials) } else { trials.len().into() };
        let source = if names { requirement.source.clone() } else { contract.source_of(requirement) };
        row["source"] = source.in_language(shown_in(names)).into();
        row["text"] = requirement.text.get(language()).into();
        row
    };
    contract.requirements.iter().map(row).collect()
}

/// The language of what a list says of places; programs read English.
fn shown_in(program: bool) -> Language {
    if program { Language::English } else { language() }
}

fn codes(contract: &Contract, names: bool) -> Vec<Value> {
    let row = |row: &crate::contract::Code| json!({"code": code_text(&row.code), "contract": contract.id, "requirement": row.requirement, "title": row.title.get(language()), "source": row.place.in_language(shown_in(names))});
    contract.catalogue.codes.iter().map(row).collect()
}

fn states(plan: &Plan, contract: &Contract) -> Vec<Value> {
    let subject = plan.subjects.iter().find(|subject| subject.suite.contract.id == contract.id);
    // What the reference gives is not a secret; what an owner gives may be.
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
            "text": state.text.get(language()),
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
            "why": reading.why.get(language()),
        })
    };
    contract.readings.iter().map(row).collect()
}

fn faults(contract: &Contract) -> Vec<Value> {
    let faults = reference::find(&contract.id).map(|reference| reference.faults).unwrap_or_default();
    let row = |fault: &reference::Fault| json!({"name": fault.name, "contract": contract.id, "requirement": fault.requirement, "also": fault.consequences().collect::<Vec<_>>(), "sleeper": fault.sleeper, "text": worded(fault)});
    faults.iter().map(row).collect()
}

/// The most columns of a cell that is not the last, where a terminal is not wide enough for all.
const MOST: usize = 48;

/// The name of a column.
fn head(name: &str, language: Language) -> String {
    let japanese = match name {
        "level" => "レベル",
        "verdict" => "判定",
        "contract" => "契約",
        "trials" => "試験",
        "source" => "出典",
        "text" => "内容",
        "code" => "コード",
        "requirement" | "requirements" => "要件",
        "title" => "名称",
        "provides" => "キー",
        "given" => "値",
        "in_force" => "適用値",
        "choices" => "選択肢",
        "why" => "理由",
        "name" => "名前",
        "cases" => "ケース",
        "also" => "ほかの要件",
        "sleeper" => "潜伏",
        _ => "",
    };
    match language {
        Language::Japanese if !japanese.is_empty() => japanese.to_owned(),
        _ => name.to_uppercase().replace('_', " "),
    }
}

/// Rows as columns below their names, each as wide as its widest cell; the last is free. On a terminal each row is one line.
fn table(rows: &[Value], terminal: Option<usize>, language: Language) -> String {
    let cells = |row: &Value| -> Vec<String> {
        let cell = |value: &Value| match value {
            Value::Array(items) => items.iter().map(code_text).collect::<Vec<_>>().join(" "),
            other => code_text(other),
        };
        row.as_object().into_iter().flat_map(|fields| fields.values().map(cell)).collect()
    };
    let heads = rows.first().and_then(Value::as_object).into_iter().flat_map(serde_json::Map::keys);
    let heads: Vec<String> = heads.map(|name| head(name, language)).collect();
    let columns = heads.len();
    let rows: Vec<Vec<String>> = std::iter::once(heads).chain(rows.iter().map(cells)).collect();
    let widest = |column: usize| rows.iter().map(|row| width(&row[column])).max().unwrap_or(0);
    let most = terminal.map_or(usize::MAX, |_| MOST);
    let widths: Vec<usize> = (0..columns).map(|column| widest(column).min(most)).collect();
    let line = |row: &Vec<String>| {
        let padded = row.iter().enumerate().map(|(column, cell)| {
            if column + 1 == columns { cell.clone() } else { padded(&fitted(cell, widths[column]), widths[column]) }
        });
        let line = padded.collect::<Vec<_>>().join("  ");
        terminal.map_or_else(|| line.clone(), |most| fitted(&line, most)).trim_end().to_owned() + "\n"
    };
    // Of nothing there is nothing to name.
    rows.iter().filter(|row| !row.is_empty()).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_its_columns_and_keeps_to_the_width_of_a_terminal() {
        let rows = [
            json!({"id": "RP-1", "in_force": "入金", "text": "a long clause ".repeat(20)}),
            json!({"id": "RP-22", "in_force": "x".repeat(100), "text": ""}),
        ];
        let whole = table(&rows, None, Language::English);
        assert!(whole.starts_with("ID     IN FORCE") && whole.contains(&"x".repeat(100)), "{whole}");
        for most in [80, 100, 120] {
            let text = table(&rows, Some(most), Language::English);
            assert_eq!(text.lines().count(), 3, "{text}");
            assert!(text.lines().all(|line| width(line) <= most) && text.contains('…'), "{text}");
        }
        assert_eq!(table(&[], None, Language::English), "");
    }
}
