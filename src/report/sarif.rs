//! `report.sarif`: findings for code scanners and editors, each at the line of the contract that it breaks, or at the
//! description that the contract was made from. SARIF 2.1.0.

mod log;

use std::collections::BTreeMap;

use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    causes::{Cause, FindingIndex, causes, flaky_note},
    json::verdict,
    source_uri::source_place,
    summary::{outside, word},
};
use crate::{
    contract::{Language, ReasonId},
    record::{Run, Verdict},
    target::Waiver,
    util::{
        excerpt::start,
        hex::hex,
        visible::{visible, visible_line},
    },
};
use log::{
    ArtifactLocation, Configuration, Driver, Invocation, Location, Log, LogicalLocation, Message, Notification,
    PhysicalLocation, Region, RuleHelp, SarifResult, SarifRun, Suppression, Tool,
};

/// Causes that are listed; a scanner shows no more of one run.
const MOST: usize = 5_000;
/// Errors that are listed.
const MOST_ERRORS: usize = 100;
/// What a text may take in bytes.
const TEXT: usize = 4_000;
const LINE: usize = 400;

/// The run as a log of one run.
pub(super) fn render(run: &Run, language: Language) -> String {
    let (index, causes) = (FindingIndex::new(run), causes(run));
    let rules = rules(run, language);
    let numbers: BTreeMap<(&str, &str), usize> =
        rules.iter().enumerate().map(|(number, (contract, rule))| ((*contract, rule.id.as_str()), number)).collect();
    let results = causes.iter().take(MOST).map(|cause| result(run, &index, cause, language, &numbers)).collect();
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [SarifRun {
            tool: Tool {
                driver: Driver {
                    name: "tekigo",
                    version: env!("CARGO_PKG_VERSION"),
                    language: language.code(),
                    rules: rules.into_iter().map(|(_, rule)| rule).collect(),
                },
            },
            automation_details: json!({"id": visible_line(&format!("tekigo/{}/", ids(run).join("+")), LINE)}),
            invocations: [invocation(run, causes.len())],
            results,
            column_kind: "unicodeCodePoints",
            properties: json!({
                "target": visible_line(&run.target.name, LINE), "seed": run.seed.to_string(), "planHash": visible_line(&run.plan_hash, LINE),
                "verdict": verdict(run.verdict()), "untestedMusts": run.untested_musts(),
            }),
        }],
    };
    // A tree of strings and numbers always has a text.
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

fn ids(run: &Run) -> Vec<&str> {
    run.contracts.iter().map(|contract| contract.id.as_str()).collect()
}

/// Every requirement as a rule; the id of a requirement names its contract as well.
fn rules(run: &Run, language: Language) -> Vec<(&str, RuleHelp)> {
    let all =
        run.contracts.iter().flat_map(|contract| contract.requirements.iter().map(move |record| (contract, record)));
    let rule = |(contract, record): (&crate::record::ContractRecord, &crate::record::RequirementRecord)| RuleHelp {
        id: visible_line(&record.id, LINE),
        name: name(&record.id),
        short_description: message(record.text.get(language)),
        help: Message {
            text: visible(&record.text.each().chain([record.source.en.as_str()]).collect::<Vec<_>>().join("\n"), TEXT),
        },
        help_uri: record.url.clone(),
        default_configuration: Configuration { level: level_of(record.level, run.strict) },
        properties: json!({"tags": [visible_line(&contract.id, LINE), record.level.name()]}),
    };
    all.map(|pair| (pair.0.id.as_str(), rule(pair))).collect()
}

/// The name of a rule as scanners show it next to its id: the parts of the id as one word, `RP-access-key` as `RPAccessKey`.
fn name(id: &str) -> String {
    let parts = id.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let capital = |part: &str| part[..1].to_ascii_uppercase() + &part[1..];
    let name: String = parts.map(capital).collect();
    if name.is_empty() { "Requirement".to_owned() } else { start(&name, LINE) }
}

fn message(text: &str) -> Message {
    Message { text: visible(text, TEXT) }
}

fn level_of(level: crate::contract::Level, strict: bool) -> &'static str {
    use crate::contract::Level;
    match level {
        Level::Must => "error",
        Level::Should if strict => "error",
        Level::Should => "warning",
        Level::Open => "note",
    }
}

fn result(
    run: &Run,
    index: &FindingIndex<'_>,
    cause: &Cause<'_>,
    language: Language,
    numbers: &BTreeMap<(&str, &str), usize>,
) -> SarifResult {
    let (found, finding) = (cause.found, &cause.found.finding);
    let record = index.requirement(cause.trial, found);
    let text = record.map(|record| record.text.get(language)).unwrap_or_default();
    let flaky = if found.flaky { format!("\n{}", flaky_note(language)) } else { String::new() };
    let message = format!(
        "{text}\n{}\n{}: {}\n{}: {}{flaky}",
        visible_line(&found.intent.in_words(language), LINE),
        word(language, "期待", "expected"),
        visible(&finding.expected_in(language), TEXT / 2),
        word(language, "実際", "actual"),
        visible(&finding.actual_in(language), TEXT / 2)
    );
    let place = source_place(run, &cause.trial.contract, record);
    let waived = found.waived.as_ref();
    let justification = waived.map(|waiver| justified(waiver, language));
    SarifResult {
        rule_id: visible_line(&finding.requirement, LINE),
        rule_index: numbers.get(&(cause.trial.contract.as_str(), finding.requirement.as_str())).copied(),
        kind: "fail",
        level: if found.flaky { "note" } else { level_of(finding.level, run.strict) },
        message: Message { text: visible(&message, TEXT * 2) },
        locations: [Location {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation { uri: place.uri },
                region: place.line.map(|line| Region { start_line: line }),
            },
            logical_locations: [LogicalLocation { fully_qualified_name: visible_line(&cause.trial.name, LINE) }],
        }],
        occurrence_count: cause.cases.max(1),
        partial_fingerprints: fingerprints(cause),
        suppressions: justification
            .map(|justification| Suppression { kind: "external", status: "accepted", justification })
            .into_iter()
            .collect(),
        properties: json!({
            "contract": visible_line(&cause.trial.contract, LINE),
            "verdict": index.verdict(found).name(),
            "check": visible_line(&finding.check, LINE),
            "operation": visible_line(&finding.operation, LINE),
            "pointer": visible_line(&finding.pointer, LINE),
            "source": record.map(|record| visible_line(&record.source.en, LINE)),
            "trials": cause.trials.iter().take(20).map(|name| visible_line(name, LINE)).collect::<Vec<_>>(),
            "curl": visible(&found.curl, TEXT),
            "replay": index.replay(found).map(|line| visible(&line, TEXT)),
        }),
    }
}

/// Who is responsible for a waived finding, until when, and why.
fn justified(waiver: &Waiver, language: Language) -> String {
    let (until, owner, reason) = (waiver.until, &waiver.owner, &waiver.reason);
    let line = match language {
        Language::Japanese => format!("適用除外（{until} まで、承認者 {owner}）: {reason}"),
        Language::English => format!("waived until {until} by {owner}: {reason}"),
    };
    visible_line(&line, TEXT)
}

/// What makes a finding the same in the next run: its contract and its key, never a value that was returned.
fn fingerprints(cause: &Cause<'_>) -> BTreeMap<&'static str, String> {
    let key = serde_json::to_string(&(&cause.trial.contract, &cause.found.key)).unwrap_or_default();
    let hash = hex(&Sha256::digest(key.as_bytes()));
    // Scanners that know only this name would else take all findings of one line for the same.
    [("tekigoFinding/v1", hash.clone()), ("primaryLocationLineHash", format!("{}:1", &hash[..16]))].into()
}

fn invocation(run: &Run, causes: usize) -> Invocation {
    let errors = || run.trials.iter().flat_map(|trial| trial.errors.iter().map(move |error| (trial, error)));
    let mut notifications: Vec<Notification> = errors()
        .take(MOST_ERRORS)
        .map(|(trial, error)| {
            let whose = if error.is_target() { "target" } else { "ours" };
            Notification {
                level: "error",
                message: Message {
                    text: visible(&format!("{} ({whose}): {}", trial.name, error.message().english()), TEXT),
                },
            }
        })
        .collect();
    let note = |text: String| Notification { level: "warning", message: Message { text: visible(&text, TEXT) } };
    let more = [(errors().count(), MOST_ERRORS, "errors"), (causes, MOST, "findings")];
    notifications.extend(
        more.iter()
            .filter(|(count, most, _)| count > most)
            .map(|(count, most, what)| note(format!("{} more {what} stand in report.json", count - most))),
    );
    notifications.extend(run.cuts.iter().map(|cut| note(format!("cut {}", cut.en))));
    notifications
        .extend(run.ended.iter().map(|reason| note(format!("ended before the plan did: {}", reason.english()))));
    if !run.complete && run.ended.is_none() {
        notifications.push(note("the run is not complete: it was interrupted, or a shard of it is missing".to_owned()));
    }
    let untested = run.contracts.iter().flat_map(|contract| &contract.requirements);
    let untested =
        untested.filter(|record| record.verdict == Verdict::NotTested && !record.reason.is(ReasonId::Outside));
    notifications
        .extend(untested.map(|record| note(format!("{} was not tested: {}", record.id, record.reason.english()))));
    let outside = run.contracts.iter().filter_map(|contract| Some((contract, outside(contract, Language::English)?)));
    notifications.extend(outside.map(|(contract, line)| note(format!("{}: {line}", contract.id))));
    Invocation {
        execution_successful: run.complete && errors().next().is_none(),
        start_time_utc: visible_line(&run.started, LINE),
        tool_execution_notifications: notifications,
    }
}
