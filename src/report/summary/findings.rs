//! What was found, by symptom: at most ten of them, each with one finding that stands for all.

use std::collections::BTreeMap;

use super::page::{MOST_SHOWN, Page, word};
use crate::{
    contract::Language,
    record::{Found, Run, Symptom, TrialRecord, Verdict, symptoms},
    report::{
        causes::{FindingIndex, flaky_note},
        line_diff::diff,
        plural::{Counted, counted},
        words,
    },
    util::{columns::padded, excerpt::start},
};

/// The most symptoms that are shown; the page has all.
const MOST_SYMPTOMS: usize = 10;
/// The most ids that a list names.
const MOST_IDS: usize = 12;

/// Every symptom, and in one line what was observed where nothing is judged.
pub(super) fn findings(page: &mut Page, run: &Run, folder: Option<&str>, language: Language) {
    let (all, index, findings) = (symptoms(run), FindingIndex::new(run), run.findings());
    let (observed, judged): (Vec<&Symptom>, Vec<&Symptom>) =
        all.iter().partition(|symptom| symptom.verdict == Verdict::Info);
    for (number, symptom) in judged.iter().take(MOST_SYMPTOMS).enumerate() {
        page.blank();
        let label = padded(words::of_verdict(symptom.verdict, language), 4);
        let line = format!("  {}. {}", number + 1, extent(symptom, language));
        page.headed("", (symptom.verdict, &label), &line);
        of_finding(page, findings[symptom.findings[0]], language);
        let found = findings[symptom.findings[0]].1;
        let replay = folder.and_then(|folder| index.replay_in(folder, found));
        commands(page, run, replay.as_deref(), found, language);
    }
    if judged.len() > MOST_SYMPTOMS {
        let rest = (judged.len() - MOST_SYMPTOMS) as u64;
        let more = counted(rest, Counted::Cause, language);
        page.blank();
        page.line(&match language {
            Language::Japanese => format!("ほか{more}は report.html を参照"),
            Language::English => format!("{more} more: see report.html"),
        });
    }
    if !observed.is_empty() {
        observations(page, &observed, run, language);
    }
}

/// How often a symptom shows, and in which requirements.
pub(in crate::report) fn extent(symptom: &Symptom, language: Language) -> String {
    let ids: Vec<&str> = symptom.requirements.iter().map(String::as_str).collect();
    let findings = counted(symptom.findings.len() as u64, Counted::Finding, language);
    let requirements = counted(ids.len() as u64, Counted::Requirement, language);
    match language {
        Language::Japanese => format!("{findings}（{requirements}）: {}", named(&ids)),
        Language::English => format!("{findings} in {requirements}: {}", named(&ids)),
    }
}

/// Ids in a line, the first few of many.
pub(super) fn named(ids: &[&str]) -> String {
    let more = ids.len().saturating_sub(MOST_IDS);
    let named = ids.iter().take(MOST_IDS).copied().collect::<Vec<_>>().join(", ");
    if more == 0 { named } else { format!("{named}, … (+{more})") }
}

fn of_finding(page: &mut Page, (trial, found): (&TrialRecord, &Found), language: Language) {
    let finding = &found.finding;
    page.short(&format!("  {}", trial.name));
    page.short(&match language {
        Language::Japanese => format!("  {}（{} ケース）", found.intent.in_words(language), found.cases),
        Language::English => format!("  {} ({})", found.intent, counted(found.cases, Counted::Case, language)),
    });
    if found.flaky {
        page.line(&format!("  {}", flaky_note(language)));
    }
    page.short(&match (language, finding.pointer.as_str()) {
        (_, "") => format!("  {}", finding.check),
        (Language::Japanese, pointer) => format!("  {}（{pointer}）", finding.check),
        (Language::English, pointer) => format!("  {} at {pointer}", finding.check),
    });
    let (expected, actual) = (finding.expected_in(language), finding.actual_in(language));
    let is_laid_out = |text: &str| text.contains('\n') || text.starts_with(['{', '[']);
    if is_laid_out(&expected) || is_laid_out(&actual) {
        for line in diff(&expected, &actual, language).lines().filter(|line| !line.starts_with("@@")) {
            match line.strip_prefix('+') {
                // Red is what was returned, never what was due.
                Some(_) => page.tailed("    ", (Verdict::Fail, line)),
                None => page.line(&format!("    {line}")),
            }
        }
        return;
    }
    page.short(&format!("    {}{}", word(language, "期待  ", "expected  "), expected));
    page.tailed(word(language, "    実際  ", "    actual    "), (Verdict::Fail, &actual));
}

/// How to see a finding again. The port of a reference is gone with the run, so that there no line of curl would reach anything.
fn commands(page: &mut Page, run: &Run, replay: Option<&str>, found: &Found, language: Language) {
    if let Some(replay) = replay {
        page.line(&format!("  {replay}"));
    }
    if run.target.kind == "reference" || found.curl.is_empty() {
        return;
    }
    let mut curl = start(&found.curl, 1_000);
    if curl.len() < found.curl.len() {
        curl.push('…');
    }
    if curl.contains("{{") {
        // A shell passes over it where the line is copied.
        curl.push_str(word(
            language,
            "  # {{名前}} はその名前の認証情報に置き換える",
            "  # {{name}} stands for the credential of that name",
        ));
    }
    page.line(&format!("  {curl}"));
}

/// What was observed where the document is silent: counted, and not judged.
fn observations(page: &mut Page, observed: &[&Symptom], run: &Run, language: Language) {
    let mut ids: Vec<&str> = observed.iter().flat_map(|symptom| &symptom.requirements).map(String::as_str).collect();
    ids.sort_unstable();
    ids.dedup();
    let line = format!(
        "{}: {}",
        match language {
            Language::Japanese => format!(
                "{}（仕様書に規定なし、判定対象外）",
                counted(run.observations(), Counted::Observation, language)
            ),
            Language::English => format!(
                "{} where the document is silent, not judged",
                counted(run.observations(), Counted::Observation, language)
            ),
        },
        named(&ids)
    );
    page.blank();
    let label = words::of_verdict(Verdict::Info, language);
    page.short_headed("", (Verdict::Info, label), &format!("  {line}"));
}

/// What kept trials from being played, each reason once.
pub(super) fn errors(page: &mut Page, run: &Run, language: Language) {
    let mut reasons: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for trial in &run.trials {
        for error in &trial.errors {
            reasons.entry(error.message().in_language(language)).or_default().push(&trial.name);
        }
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, trials)| std::cmp::Reverse(trials.len()));
    for (reason, trials) in reasons.iter().take(MOST_SHOWN) {
        let trials = match trials.as_slice() {
            [one] => (*one).to_owned(),
            several => {
                let count = counted(several.len() as u64, Counted::Trial, language);
                format!("{count}: {}{}", several[0], word(language, " など", ", …"))
            }
        };
        page.blank();
        page.short_headed("", (Verdict::Error, words::of_verdict(Verdict::Error, language)), &format!(" {trials}"));
        page.line(&format!("  {reason}"));
    }
    if reasons.len() > MOST_SHOWN {
        page.blank();
        page.line(word(language, "ほかのエラーは report.html を参照", "other errors: see report.html"));
    }
}
