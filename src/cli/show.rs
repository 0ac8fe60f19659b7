//! `tekigo show`: the exchanges of a run, of passed trials too.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use clap::Args;
use clap_complete::ArgValueCandidates;
use serde_json::Value;

use super::{
    exit::{CommandResult, Exit},
    filter_candidates::filters,
    print::{print, print_message},
    printed::said,
    usage::count,
};
use crate::{
    contract::{CommandId, Message, ScreenId, code_text},
    run::{Choice, Head, Journaled, Shown, exchanges},
    target::nearest,
};

#[derive(Args)]
pub(super) struct Arguments {
    /// Folder of a run
    #[arg(value_name = "RUN")]
    folder: PathBuf,
    /// A requirement, a trial (part of its name or a pattern), one case of it (TRIAL#3), or a code; without it the trials are listed
    #[arg(value_name = "REQUIREMENT|TRIAL[#CASE]|CODE", add = ArgValueCandidates::new(filters))]
    what: Option<String>,
    /// The most exchanges that are shown; 0 for all
    #[arg(long, value_name = "N", default_value_t = 10, allow_negative_numbers = true, value_parser = count::<usize>)]
    most: usize,
}

pub(super) fn run(arguments: &Arguments) -> CommandResult {
    let head = Journaled::head_of(&arguments.folder).map_err(|error| error.message())?;
    let Some(what) = &arguments.what else { return list(&arguments.folder) };
    let wanted = Wanted::of(what, &head);
    let (mut met, most) = (0_usize, if arguments.most == 0 { usize::MAX } else { arguments.most });
    exchanges(&arguments.folder, |shown| {
        if wanted.fits(&shown) {
            met += 1;
            if met <= most {
                print(&text(&shown));
            }
        }
    })
    .map_err(|error| error.message())?;
    if met == 0 {
        return Err(unmet(what, &head, &arguments.folder));
    }
    if met > most {
        print_message(ScreenId::MoreExchanges.with([(met - most).into()]));
    }
    Ok(Exit::Conformant)
}

/// What is to be shown.
enum Wanted {
    Requirement(String),
    Trial(Choice, Option<u64>),
    Code(String),
}

impl Wanted {
    fn of(what: &str, head: &Head) -> Self {
        let requirements = head.contracts.iter().flat_map(|contract| &contract.requirements);
        if let Some(known) = requirements.map(|known| &known.id).find(|id| id.eq_ignore_ascii_case(what)) {
            return Self::Requirement(known.clone());
        }
        let numbered = what.rsplit_once('#').and_then(|(name, case)| Some((name, case.parse().ok()?)));
        let (name, case) = numbered.map_or((what, None), |(name, case)| (name, Some(case)));
        let codes = head.contracts.iter().flat_map(|contract| &contract.codes);
        if codes.into_iter().any(|code| code_text(&code.code) == what) {
            return Self::Code(what.to_owned());
        }
        let choice = Choice { filter: vec![name.to_owned()], ..Choice::default() };
        if head.trials.iter().any(|trial| choice.fits(&trial.name, &[])) {
            // A whole name means that trial alone, and not those whose names contain it.
            let exact = head.trials.iter().any(|trial| trial.name == name);
            return Self::Trial(Choice { exact, ..choice }, case);
        }
        Self::Code(what.to_owned())
    }

    fn fits(&self, shown: &Shown) -> bool {
        match self {
            Self::Requirement(id) => shown.requirement == *id,
            Self::Trial(choice, case) => choice.fits(&shown.trial, &[]) && case.is_none_or(|case| case == shown.case),
            Self::Code(code) => serde_json::from_slice(&shown.response).is_ok_and(|body: Value| holds(&body, code)),
        }
    }
}

/// Whether a value is this text or number, at any depth.
fn holds(value: &Value, code: &str) -> bool {
    match value {
        Value::Object(fields) => fields.values().any(|value| holds(value, code)),
        Value::Array(items) => items.iter().any(|value| holds(value, code)),
        Value::String(text) => text == code,
        Value::Number(number) => number.to_string() == code,
        Value::Bool(_) | Value::Null => false,
    }
}

/// An exchange: the request as it was sent, and the response as it was received.
fn text(shown: &Shown) -> String {
    let milliseconds = shown.micros / 1_000;
    let requirement = if shown.requirement.is_empty() { "-" } else { &shown.requirement };
    let head = ScreenId::ShownHead.with([
        (&shown.trial).into(),
        shown.case.into(),
        requirement.into(),
        shown.line.into(),
        milliseconds.into(),
    ]);
    let mut text = said(head) + "\n";
    text.push_str(&format!("{} {}\n", shown.method, shown.url));
    for (name, value) in &shown.headers {
        text.push_str(&format!("{name}: {value}\n"));
    }
    text.push_str(&body(&shown.request));
    text.push_str(&format!("HTTP {} {}\n{}\n", shown.status, shown.content_type, body(&shown.response)));
    text
}

/// A body as it is, or its size where it is not text.
fn body(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok("") => String::new(),
        Ok(text) => format!("{text}\n"),
        Err(_) => said(ScreenId::BytesNotText.with([bytes.len().into()])) + "\n",
    }
}

/// Every trial of a run with its exchanges.
fn list(folder: &Path) -> CommandResult {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    exchanges(folder, |shown| *counts.entry(shown.trial).or_default() += 1).map_err(|error| error.message())?;
    print_message(ScreenId::ShownList);
    for (trial, count) in counts {
        print(&format!("{count:>9}  {trial}\n"));
    }
    Ok(Exit::Conformant)
}

fn unmet(what: &str, head: &Head, folder: &Path) -> Message {
    let ids = head.contracts.iter().flat_map(|contract| &contract.requirements).map(|known| known.id.as_str());
    let names = head.trials.iter().map(|trial| trial.name.as_str());
    let near = nearest(what, ids.chain(names)).filter(|near| *near != what);
    let folder = folder.display().into();
    match near {
        Some(near) => CommandId::NoExchangeMeant.with([folder, what.into(), near.into()]),
        None => CommandId::NoExchange.with([folder, what.into()]),
    }
}
