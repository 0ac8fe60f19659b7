//! `tekigo check`: checks contract and scenario files.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::{
    check_contexts::contexts,
    check_declared::declared,
    check_drawers::Drawers,
    check_open::swallowed,
    exit::{CommandResult, Exit},
    print::{print, print_message},
    printed::{Printed, said},
    target::{files, lines},
};
use crate::{
    contract::{
        CommandId, Contract, Files, LoadError, LoadId, Message, Readings, ScreenId, migrate::migrate,
        schema::written_at,
    },
    generate::{DrawError, Drawer, Form, Unique, malformed::MALFORMED},
    run::{LEAST, unbroken},
    scenario::{DrawForm, Suite, load},
    util::{
        parallel::{cores, side_by_side},
        pointer::escape,
    },
};

#[derive(Args)]
pub(super) struct Arguments {
    /// Folder that holds schemas/ and scenarios/ [default: those built in]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Rewrite contracts of the old form in DIR: operations into openapi.json, the rest into contract.json
    #[arg(long, requires = "folder")]
    migrate: bool,
}

pub(super) fn run(arguments: &Arguments) -> CommandResult {
    if let (true, Some(folder)) = (arguments.migrate, &arguments.folder) {
        return rewrite(folder);
    }
    let files = files(arguments.folder.as_deref())?;
    let mut exit = Exit::Conformant;
    for (is_right, text) in side_by_side(cores(), &files.contracts(), |id| checked(&files, id)) {
        if !is_right {
            exit = Exit::Inputs;
        }
        print(&text);
    }
    let strays = files.strays();
    if !strays.is_empty() {
        exit = Exit::Inputs;
        print_message(ScreenId::WrongStrays.with([lines(&strays)]));
    }
    Ok(exit)
}

/// Whether a contract has no mistake, and what is printed about it.
fn checked(files: &Files, id: &str) -> (bool, String) {
    match judged(files, id) {
        Ok((suite, mut drawers)) => {
            let mut text = notes(&suite, &mut drawers);
            text.0.insert_str(0, &(said(ScreenId::OkLine.with([id.into(), summary(&suite)])) + "\n"));
            (true, text.0)
        }
        Err(errors) => (false, said(ScreenId::WrongLine.with([id.into(), lines(&errors)])) + "\n"),
    }
}

/// Rewrites the contracts of the old form in a folder. A description that is there already is never replaced.
fn rewrite(folder: &Path) -> CommandResult {
    let files = Files::folder(folder).map_err(|error| error.message())?;
    let rewritten = match migrate(&files) {
        Ok(rewritten) => rewritten,
        Err(errors) => {
            print_message(ScreenId::WrongOld.with([lines(&errors)]));
            return Ok(Exit::Inputs);
        }
    };
    let there = rewritten.keys().find(|path| path.ends_with("/openapi.json") && files.text(path).is_some());
    if let Some(path) = there {
        return Err(CommandId::StandsThere.with([path.into()]));
    }
    for (path, text) in &rewritten {
        std::fs::write(folder.join(path), text)
            .map_err(|error| CommandId::WriteFile.with([path.into(), Message::library(&error)]))?;
        print_message(ScreenId::Wrote.with([path.into()]));
    }
    if rewritten.is_empty() {
        print_message(ScreenId::NoOldForm);
    }
    Ok(Exit::Conformant)
}

/// What is not a mistake but may be unintended: what no case breaks alone, and what `x-open` takes away, a line each.
fn notes(suite: &Suite, drawers: &mut Drawers) -> Printed {
    let contract = &suite.contract;
    let mut text = Printed::default();
    if !contract.unspoken.is_empty() {
        let (count, ids) = (contract.unspoken.len(), contract.unspoken.iter().take(8).cloned().collect::<Vec<_>>());
        let more = if count > ids.len() { ", …" } else { "" };
        text.line(ScreenId::UnspokenNote.with([count.into(), (ids.join(", ") + more).into()]));
    }
    for operation in &contract.operations {
        for (at, kinds) in swallowed(&operation.request, &drawers.options) {
            let (file, at) = operation.origins.written(&at);
            let (file, at) = contract.blocks.place(file, &at);
            text.line(ScreenId::OpenWarning.with([file.into(), at.into(), kinds.into()]));
        }
        if let Ok(drawer) = &*drawers.of(&operation.request) {
            let lines = unbroken(operation, drawer);
            if let Some(one) = lines.first().filter(|_| !operation.generated) {
                // All for the one reason that the contract itself gives.
                let parts = [(&operation.id).into(), lines.len().into(), one.reason.clone()];
                text.line(ScreenId::NotAloneAll.with(parts));
            } else {
                for one in &lines {
                    text.line(ScreenId::NotAloneAny.with([one.message()]));
                }
            }
        }
    }
    text
}

fn summary(suite: &Suite) -> Message {
    let contract = &suite.contract;
    let (requirements, codes) = (contract.requirements.len(), contract.catalogue.codes.len());
    ScreenId::CheckSummary.with([
        contract.operations.len().into(),
        requirements.into(),
        codes.into(),
        suite.scenarios.len().into(),
    ])
}

/// A suite without a mistake, whichever choice of a reading is in force.
fn judged(files: &Files, id: &str) -> Result<(Suite, Drawers), Vec<LoadError>> {
    let suite = load(files, id, &Readings::new())?;
    let mut drawers = Drawers::new(&suite.contract);
    let mut errors =
        [raw_kinds(&suite.contract), requests(&suite.contract, &mut drawers), draws(files, &suite, &mut drawers)]
            .concat();
    errors.extend(contexts(&suite.contract, &mut drawers));
    errors.extend(declared(files, &suite.contract));
    let readings = if errors.is_empty() { suite.contract.readings.as_slice() } else { &[] };
    for reading in readings {
        for choice in reading.choices.iter().skip(1) {
            let chosen = Readings::from([(reading.id.clone(), choice.clone())]);
            let found = match load(files, id, &chosen) {
                Ok(suite) => {
                    let requests = requests(&suite.contract, &mut drawers);
                    [raw_kinds(&suite.contract), requests, contexts(&suite.contract, &mut drawers)].concat()
                }
                Err(found) => found,
            };
            let named = |error: LoadError| LoadError {
                problem: LoadId::WithChoice.with([error.problem, (&reading.id).into(), choice.to_string().into()]),
                ..error
            };
            errors.extend(found.into_iter().map(named));
        }
    }
    if errors.is_empty() { Ok((suite, drawers)) } else { Err(errors) }
}

/// Kinds of raw bodies that are called open and do not exist.
fn raw_kinds(contract: &Contract) -> Vec<LoadError> {
    let file = format!("schemas/{}/contract.json", contract.id);
    let mut errors = Vec::new();
    for operation in &contract.operations {
        let open = operation.raw.iter().flat_map(|raw| raw.open.iter().enumerate());
        for (number, name) in open.filter(|(_, name)| !MALFORMED.iter().any(|kind| kind.name == *name)) {
            let problem = ScreenId::NotRawKind.with([name.into()]);
            let pointer = format!("/operations/{}/raw/open/{number}", escape(&operation.id));
            errors.push(LoadError::unknown(&file, &pointer, problem, MALFORMED.iter().map(|kind| kind.name)));
        }
    }
    errors
}

/// Request schemas from which nothing can be generated.
fn requests(contract: &Contract, drawers: &mut Drawers) -> Vec<LoadError> {
    let operations = contract.operations.iter();
    let errors = operations.filter_map(|operation| {
        undrawable("", "", &operation.request, drawers).map(|error| operation.origins.place(error))
    });
    errors.collect()
}

/// Draws of scenarios that can give nothing.
fn draws(files: &Files, suite: &Suite, drawers: &mut Drawers) -> Vec<LoadError> {
    let mut errors = Vec::new();
    for scenario in suite.scenarios.iter().filter(|scenario| !scenario.draw.is_empty()) {
        let file = file_of(files, &suite.contract.id, &scenario.name);
        for (name, form) in &scenario.draw {
            let at = format!("/draw/{}", escape(name));
            errors.extend(match (&form.schema, of_request(&suite.contract, form)) {
                (Some(schema), _) => undrawable(&file, &format!("{at}/schema"), schema, drawers),
                // Where in the request schema its definition is wrong says little here.
                (None, Some(schema)) => undrawable("", "", &schema, drawers).map(|error| LoadError {
                    file: file.clone(),
                    pointer: at,
                    ..error
                }),
                (None, None) => None,
            });
        }
    }
    errors
}

/// The schema of one definition of a request.
fn of_request(contract: &Contract, form: &DrawForm) -> Option<Value> {
    let request = &contract.operation(form.request.as_ref()?)?.request;
    Some(json!({"$ref": format!("#/$defs/{}", escape(form.def.as_ref()?)), "$defs": request.get("$defs")?}))
}

/// The file of a scenario, whose name may differ from that of the scenario.
fn file_of(files: &Files, id: &str, name: &str) -> String {
    let folder = format!("scenarios/{id}/");
    let named = |path: &&str| {
        let text = files.text(path).and_then(|text| serde_json::from_str::<Value>(text).ok());
        text.is_some_and(|value| value["name"] == name)
    };
    files.below(&folder).find(named).map_or(folder.clone(), str::to_owned)
}

/// What is wrong with a schema from which nothing can be generated. Values that a profile gives are not checked here.
fn undrawable(file: &str, at: &str, schema: &Value, drawers: &mut Drawers) -> Option<LoadError> {
    let (pointer, problem, fix) = match &*drawers.of(schema) {
        Ok(drawer) => {
            let error = too_few(schema, drawer)?;
            (error.pointer, error.problem, error.fix)
        }
        Err(DrawError::Schema(error)) => {
            let error = LoadError::of_schema("", "", error);
            (error.pointer, error.problem, error.fix)
        }
        Err(DrawError::NotGiven(_)) => return None,
        Err(DrawError::Unsatisfiable { pointer, why }) => {
            (pointer.clone(), LoadId::NothingDrawn.with([why.clone()]), LoadId::LoosenKeyword.into())
        }
        Err(DrawError::Beyond { pointer, why }) => {
            (pointer.clone(), LoadId::AsksForMore.with([why.clone()]), LoadId::AskForLess.into())
        }
        Err(DrawError::NotFound { pointer, why }) => {
            (pointer.clone(), LoadId::NoValueFound.with([why.clone()]), LoadId::SimplerKeywords.into())
        }
    };
    Some(LoadError::new(file, &format!("{at}{pointer}"), problem, fix))
}

/// A place whose values are to be new each time, and that has too few of them.
fn too_few(schema: &Value, drawer: &Drawer) -> Option<LoadError> {
    let room = |unique: &Unique| unique.form(drawer).map_or(0, Form::room);
    let few = drawer.unique().iter().find(|unique| room(unique) < LEAST)?;
    let problem = ScreenId::TooFewUnique.with([
        few.place().to_string().into(),
        room(few).to_string().into(),
        LEAST.to_string().into(),
    ]);
    let at = written_at(schema, "x-unique").remove(few.place()).unwrap_or_default();
    Some(LoadError::new("", &at, problem, ScreenId::LetLonger))
}
