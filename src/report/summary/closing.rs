//! How a run ends on a terminal: the verdict with its counts, what failed, the first cause, and how to see it again.

use super::{
    findings::{extent, named},
    page::{Look, Page, word},
};
use crate::{
    contract::Language,
    record::{Run, RunVerdict, TrialError, Verdict, symptoms},
    report::{
        causes::FindingIndex,
        plural::{Counted, counted},
        silence, verdict, words,
    },
    util::visible::visible_line,
};

/// The verdict of a run and its totals, in one line.
pub fn closing(run: &Run, language: Language, look: Look) -> String {
    let paint = match run.verdict() {
        RunVerdict::Conformant => Verdict::Pass,
        RunVerdict::ConformantWithWaivers => Verdict::Waived,
        RunVerdict::NotConformant => Verdict::Fail,
        RunVerdict::Untested => Verdict::Error,
    };
    let mut page = Page::new(look);
    page.headed_sentence((paint, verdict::word(run, language)), &format!(": {}", counts(run, language)));
    page.into_text()
}

/// What failed, how much was sent, and what green leaves open.
fn counts(run: &Run, language: Language) -> String {
    let observed = run.observations();
    let totals = [
        (run.trials.len() as u64, Counted::Trial, true),
        (run.total(|trial| trial.cases), Counted::Case, true),
        (run.total(|trial| trial.exchanges), Counted::Request, true),
        (run.total(|trial| trial.findings.len() as u64) - observed, Counted::Finding, true),
        (observed, Counted::Observation, false),
    ];
    let mut totals: Vec<String> = totals
        .into_iter()
        .filter(|(number, _, always)| *always || *number > 0)
        .map(|(number, what, _)| counted(number, what, language))
        .collect();
    let dropped = run.total(|trial| trial.dropped);
    if dropped > 0 {
        totals.push(match language {
            Language::Japanese => format!("未送信ケース {dropped}件"),
            Language::English => format!("{dropped} dropped"),
        });
    }
    let totals = match language {
        Language::Japanese => format!("{}（{:.1}秒）", totals.join("、"), run.seconds),
        Language::English => format!("{}, {:.1} s", totals.join(", "), run.seconds),
    };
    let note = verdict::untested(run, language).map(|note| format!("; {note}")).unwrap_or_default();
    match verdict::failures(run, language) {
        Some(failures) => format!("{failures}; {totals}{note}"),
        None => format!("{totals}{note}"),
    }
}

/// The lines below the verdict of a run that is not green: what failed, why first, and how to see it again. Nothing where it is green.
pub fn ending(run: &Run, folder: &str, language: Language, look: Look) -> String {
    let mut page = Page::new(look);
    for (verdict, english) in [(Verdict::Fail, "failed"), (Verdict::Error, "could not be judged")] {
        let japanese = words::of_verdict(verdict, language);
        let all = run.contracts.iter().flat_map(|contract| &contract.requirements);
        let ids: Vec<&str> = all.filter(|record| record.verdict == verdict).map(|record| record.id.as_str()).collect();
        if !ids.is_empty() {
            page.headed_sentence((verdict, word(language, japanese, english)), &format!(": {}", named(&ids)));
        }
    }
    let worst = symptoms(run).into_iter().next().filter(|symptom| symptom.verdict <= Verdict::Error);
    let Some(symptom) = worst else {
        return page.into_text() + &reason(run, true, language);
    };
    let found = run.findings()[symptom.findings[0]].1;
    let (expected, actual) = (found.finding.expected_in(language), found.finding.actual_in(language));
    let what = format!("{} → {}", visible_line(&expected, 160), visible_line(&actual, 160));
    page.sentence(&format!("{}: {what}: {}", word(language, "最初の原因", "first cause"), extent(&symptom, language)));
    if let Some(replay) = FindingIndex::new(run).replay_in(folder, found) {
        page.line(&format!("{}: {replay}", word(language, "再現", "reproduce")));
    }
    page.into_text()
}

/// Why nothing can be said of the target, where that is so: what ended the run, or what kept trials from being played. Below a summary
/// that says so already, only what is to be done about it.
pub fn reason(run: &Run, is_told: bool, language: Language) -> String {
    let mut page = Page::new(Look::default());
    let mut errors = run.trials.iter().flat_map(|trial| &trial.errors).map(TrialError::message);
    let reason = run.ended.clone().or_else(|| errors.next());
    if let Some(reason) = reason.filter(|_| run.verdict() == RunVerdict::Untested) {
        if let Some(advice) = silence::advice(run, language) {
            page.line(&advice);
        }
        if !is_told || run.ended.is_none() {
            page.line(&format!("{}: {}", word(language, "理由", "reason"), reason.in_language(language)));
        }
    }
    page.into_text()
}
