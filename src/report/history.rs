//! The last runs against a target, and what is new since the one before.

use serde_json::{Value, json};

use super::summary::word;
use crate::{
    contract::Language,
    record::{History, PastRun, Run, RunVerdict, Verdict},
};

/// The file of a run that holds the runs before it.
pub const HISTORY: &str = "history.json";

/// A run by its verdict, in one sign.
fn sign(verdict: RunVerdict) -> char {
    match verdict {
        RunVerdict::Conformant => '✓',
        RunVerdict::ConformantWithWaivers => '◇',
        RunVerdict::NotConformant => '✗',
        RunVerdict::Untested => '–',
    }
}

/// The runs before a run and itself, the oldest first.
fn all(history: &History, run: &Run) -> Vec<PastRun> {
    history.runs.iter().cloned().chain([PastRun::of(run)]).collect()
}

fn day(started: &str) -> &str {
    started.get(..10).unwrap_or(started)
}

/// What is said of a run in the line of its runs: a label in the colour of a verdict, and the rest.
pub(super) type Line = (Verdict, &'static str, String);

/// The signs of the last runs, what is new, and what was fixed; none where no history is kept.
pub(super) fn lines(run: &Run, language: Language) -> Vec<Line> {
    let Some(history) = &run.history else { return Vec::new() };
    let runs = all(history, run);
    let signs: String = runs.iter().map(|run| sign(run.verdict)).collect();
    let Some(last) = history.runs.last() else {
        let first = word(language, "✓などの推移は次回から表示", "this is the first one that is kept");
        return vec![(Verdict::Info, word(language, "実行履歴", "history"), format!(": {signs} ({first})"))];
    };
    let (count, since) = (runs.len(), day(&last.started));
    let mut lines = vec![(
        Verdict::Info,
        word(language, "実行履歴", "history"),
        match language {
            Language::Japanese => format!(": {signs}（直近{count}回、右端が今回）"),
            Language::English => format!(": {signs} (the last {count} runs, this one at the end)"),
        },
    )];
    let ids = |named: &[(&str, &str)]| named.iter().map(|(_, id)| *id).collect::<Vec<_>>().join(", ");
    let (anew, fixed) = (history.failed_anew(run), history.fixed(run));
    if !anew.is_empty() {
        let label = word(language, "新たな不合格", "new failures");
        lines.push((Verdict::Fail, label, told(&ids(&anew), since, language)));
    }
    if !fixed.is_empty() {
        lines.push((Verdict::Pass, word(language, "解消", "fixed"), told(&ids(&fixed), since, language)));
    }
    if anew.is_empty() && fixed.is_empty() {
        let label = word(language, "前回との差", "since the last run");
        let none = word(language, "不合格の要件に変化なし", "no requirement fails anew, and none was fixed");
        lines.push((Verdict::Info, label, told(none, since, language)));
    }
    lines
}

fn told(what: &str, since: &str, language: Language) -> String {
    match language {
        Language::Japanese => format!("（{since} の前回比）: {what}"),
        Language::English => format!(" (the last run was on {since}): {what}"),
    }
}

fn named(all: &[(&str, &str)]) -> Value {
    all.iter().map(|(contract, id)| json!({"contract": contract, "requirement": id})).collect()
}

/// What is new, for `report.json`.
pub(super) fn brief(run: &Run) -> Value {
    let Some(history) = &run.history else { return Value::Null };
    json!({
        "file": HISTORY,
        "runs": history.runs.len(),
        "since": history.runs.last().map(|last| &last.started),
        "new": named(&history.failed_anew(run)),
        "fixed": named(&history.fixed(run)),
    })
}

/// The runs and what is new, for the page.
pub(super) fn whole(run: &Run) -> Value {
    let Some(history) = &run.history else { return Value::Null };
    let row = |past: &PastRun| {
        let product = [&past.product.version, &past.product.build].into_iter().flatten().cloned().collect::<Vec<_>>();
        json!({
            "started": past.started, "verdict": past.verdict, "sign": sign(past.verdict).to_string(), "complete": past.complete,
            "failed": past.count(Verdict::Fail), "warned": past.count(Verdict::Warn), "passed": past.count(Verdict::Pass),
            "not_tested": past.count(Verdict::NotTested), "findings": past.findings, "product": product.join(" / "),
            "tekigo": past.tekigo, "plan_hash": past.plan_hash,
        })
    };
    json!({
        "since": history.runs.last().map(|last| &last.started),
        "new": named(&history.failed_anew(run)),
        "fixed": named(&history.fixed(run)),
        "runs": all(history, run).iter().map(row).collect::<Vec<_>>(),
    })
}
