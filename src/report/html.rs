//! `report.html`: the run as one page for people, self-contained, in both languages.
//!
//! Rust puts everything that is shown into one JSON block; the script makes elements of it, and texts stay texts. The page's policy
//! lets nothing run but the script itself, known by its hash, so that a response of a target can neither be markup nor code.

mod contracts;
mod escape;
mod findings;
mod paper;
mod plain;
mod trials;

use data_encoding::BASE64;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    history,
    json::{scenario_paths, verdict, waiver},
    kill_matrix, silence, subject,
    summary::{commands, sentences},
    verdict::{failures, word},
    words::{self, VERDICTS},
};
use crate::{
    contract::Language,
    record::{Run, TargetRecord, TrialError},
};
use escape::{Allowance, escaped_json};
pub(super) use escape::{cut_plain, escaped_markup};

const TEMPLATE: &str = include_str!("html/template.html");
pub(super) const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = concat!(
    include_str!("html/script/dom.js"),
    include_str!("html/script/proof.js"),
    include_str!("html/script/past.js"),
    include_str!("html/script/next.js"),
    include_str!("html/script/summary.js"),
    include_str!("html/script/matrix.js"),
    include_str!("html/script/findings.js"),
    include_str!("html/script/tables.js"),
    include_str!("html/script/latency.js"),
    include_str!("html/script/main.js"),
);

/// Errors of one kind that are listed; the rest are counted.
const MOST_ERRORS: usize = 1_000;

/// The run as a page that opens in the given language.
pub(super) fn render(run: &Run, language: Language) -> String {
    let hash = |text: &str| BASE64.encode(&Sha256::digest(text.as_bytes()));
    let style = format!("{STYLE}{}", paper::running_head(&title(run, language)));
    fill(TEMPLATE, &|name| match name {
        "language" => language.code().to_owned(),
        "script-hash" => hash(SCRIPT),
        "style-hash" => hash(&style),
        "version" => env!("CARGO_PKG_VERSION").to_owned(),
        "title" => escaped_markup(&title(run, language)),
        "plain" => plain::plain(run, language),
        "style" => style.clone(),
        "script" => SCRIPT.to_owned(),
        "run" => escaped_json(&page(run).to_string()),
        _ => String::new(),
    })
}

/// The template with its places filled, each once: what is filled in is not looked through again.
fn fill(template: &str, value: &dyn Fn(&str) -> String) -> String {
    let mut parts = template.split("{{");
    let mut page = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("}}").unwrap_or(("", part));
        page.push_str(&value(name));
        page.push_str(rest);
    }
    page
}

fn title(run: &Run, language: Language) -> String {
    // A page is found again by the name that other reports have.
    let verdict = match language {
        Language::Japanese => word(run, language),
        Language::English => verdict(run.verdict()),
    };
    format!("{verdict} – {} – tekigo", TargetRecord::shown(&run.target.name, language))
}

/// Everything that the page shows.
fn page(run: &Run) -> Value {
    let trials: Vec<&str> = run.trials.iter().map(|trial| trial.name.as_str()).collect();
    let numbers = trials.iter().enumerate().map(|(number, name)| (*name, number)).collect();
    let groups = findings::groups(run);
    let paths = scenario_paths(run);
    let allowance = Allowance::over(findings::texts(&groups));
    let contracts = run.contracts.iter().map(|contract| contracts::contract(contract, &groups, &numbers));
    json!({
        "tekigo": env!("CARGO_PKG_VERSION"),
        "seed": run.seed.to_string(),
        "run_number": (run.run_number > 0).then(|| run.run_number.to_string()),
        "plan_hash": run.plan_hash,
        "started": run.started,
        "seconds": (run.seconds * 10.0).round() / 10.0,
        "target": {"name": {"ja": TargetRecord::shown(&run.target.name, Language::Japanese), "en": run.target.name}, "kind": run.target.kind, "url": run.target.url, "arguments": run.arguments},
        "subject": subject::facts(run).map(|(label, value)| json!([{"ja": label.ja, "en": label.en}, value])).collect::<Vec<_>>(),
        "strict": run.strict,
        "complete": run.complete,
        "ended": run.ended.as_ref().and_then(|ended| contracts::reason(ended, 2_000)),
        "waivers": run.waivers.iter().map(waiver).collect::<Vec<_>>(),
        "cuts": run.cuts.iter().map(|cut| json!({"ja": cut_plain(&cut.ja, 600), "en": cut_plain(&cut.en, 600)})).collect::<Vec<_>>(),
        "verdict": verdict(run.verdict()),
        "words": both_words(run),
        "failures": {"ja": failures(run, Language::Japanese), "en": failures(run, Language::English)},
        "symptoms": findings::symptoms(run, &groups),
        "next": {"sentences": sentences(run).iter().map(|one| json!({"ja": cut_plain(&one.ja, 2_000), "en": cut_plain(&one.en, 2_000)})).collect::<Vec<_>>(), "commands": commands(run)},
        "totals": super::json::totals(run),
        "silence": silence::advice(run, Language::English).map(|en| json!({"en": cut_plain(&en, 600), "ja": cut_plain(&silence::advice(run, Language::Japanese).unwrap_or_default(), 600)})),
        "history": history::whole(run),
        "kill_matrix": kill_matrix::whole(run),
        "contracts": contracts.collect::<Vec<_>>(),
        "trials": trials,
        "tried": run.trials.iter().map(|trial| trials::tried(run, trial)).collect::<Vec<_>>(),
        "causes": groups.iter().map(|group| findings::group(run, group, &numbers, &paths, &allowance)).collect::<Vec<_>>(),
        "errors": {
            "target": errors(run, TrialError::is_target),
            "ours": errors(run, |error| matches!(error, TrialError::Ours(_))),
        },
    })
}

/// The words of every verdict, Japanese and English, and under `run` those of the run, as they begin a sentence.
fn both_words(run: &Run) -> Value {
    let both = |of: &dyn Fn(Language) -> &'static str| [Language::Japanese, Language::English].map(of);
    let each = VERDICTS
        .map(|verdict| (verdict.name().to_owned(), json!(both(&|language| words::of_verdict(verdict, language)))));
    let [japanese, english] = both(&|language| words::of_run(run.verdict(), language));
    let english = english[..1].to_uppercase() + &english[1..];
    let mut all: serde_json::Map<String, Value> = each.into_iter().collect();
    all.insert("run".to_owned(), json!([japanese, english]));
    Value::Object(all)
}

fn errors(run: &Run, of: impl Fn(&TrialError) -> bool) -> Value {
    let all = || {
        let trials = run.trials.iter().enumerate();
        trials.flat_map(|(number, trial)| trial.errors.iter().map(move |error| (number, error)))
    };
    let all = || all().filter(|(_, error)| of(error));
    let listed = all().take(MOST_ERRORS).map(|(trial, error)| json!([trial, contracts::reason(&error.message(), 600)]));
    json!({"count": all().count(), "listed": listed.collect::<Vec<_>>()})
}
