//! The verdict of a run in words, with what it leaves open: green is claimed only for what was seen.

use super::words;
use crate::{
    contract::Language,
    record::{Run, RunVerdict, Verdict, WaiverState},
};

/// The verdict alone.
pub(super) fn word(run: &Run, language: Language) -> &'static str {
    words::of_run(run.verdict(), language)
}

/// How many requirements of `must` were not tested, where there are some and a reader could believe otherwise.
pub(super) fn untested(run: &Run, language: Language) -> Option<String> {
    let count = run.untested_musts();
    let is_red = run.verdict() == RunVerdict::NotConformant;
    (count > 0 && !is_red).then(|| match (language, count) {
        (Language::Japanese, count) => format!("必須要件{count}件は未実施"),
        (Language::English, 1) => "1 must requirement not tested".to_owned(),
        (Language::English, count) => format!("{count} must requirements not tested"),
    })
}

/// How many requirements failed and how many more warn, where some did; or that a waiver has nothing left to waive.
pub(super) fn failures(run: &Run, language: Language) -> Option<String> {
    let counts = run.counts();
    let count = |verdict| counts.get(&verdict).copied().unwrap_or_default();
    let (all, fails, warns) = (counts.values().sum::<usize>(), count(Verdict::Fail), count(Verdict::Warn));
    let stale = run.waivers.iter().filter(|record| record.state == WaiverState::Stale).count();
    let mut parts = Vec::new();
    if fails > 0 {
        parts.push(match (language, all) {
            (Language::Japanese, all) => format!("要件 {all}件中 {fails}件が不合格"),
            (Language::English, 1) => "1 of 1 requirement failed".to_owned(),
            (Language::English, all) => format!("{fails} of {all} requirements failed"),
        });
    }
    if warns > 0 {
        parts.push(match language {
            Language::Japanese => format!("{warns}件が警告"),
            Language::English => format!("{warns} warned"),
        });
    }
    if stale > 0 {
        parts.push(match (language, stale) {
            (Language::Japanese, stale) => format!("該当する指摘のない適用除外が{stale}件"),
            (Language::English, 1) => "1 stale waiver".to_owned(),
            (Language::English, stale) => format!("{stale} stale waivers"),
        });
    }
    let is_told = run.verdict() == RunVerdict::NotConformant;
    (is_told && !parts.is_empty()).then(|| {
        let separator = match language {
            Language::Japanese => "、",
            Language::English => ", ",
        };
        parts.join(separator)
    })
}

/// The verdict with what it leaves open.
pub(super) fn words(run: &Run, language: Language) -> String {
    match (word(run, language), untested(run, language), language) {
        (verdict, Some(note), Language::Japanese) => format!("{verdict}（{note}）"),
        (verdict, Some(note), Language::English) => format!("{verdict} ({note})"),
        (verdict, None, _) => verdict.to_owned(),
    }
}
