//! The verdict of a run in words, with what it leaves open: green is claimed only for what was seen.

use crate::{
    contract::Language,
    record::{Run, RunVerdict},
};

/// The verdict alone.
pub(super) fn word(run: &Run, language: Language) -> &'static str {
    let [japanese, english] = match run.verdict() {
        RunVerdict::Conformant => ["適合", "conformant"],
        RunVerdict::ConformantWithWaivers => ["条件付き適合", "conformant with waivers"],
        RunVerdict::NotConformant => ["不適合", "not conformant"],
        RunVerdict::Untested => ["判定できず", "untested"],
    };
    match language {
        Language::Japanese => japanese,
        Language::English => english,
    }
}

/// How many requirements of `must` were not tested, where there are some and a reader could believe otherwise.
pub(super) fn untested(run: &Run, language: Language) -> Option<String> {
    let count = run.untested_musts();
    let is_red = run.verdict() == RunVerdict::NotConformant;
    (count > 0 && !is_red).then(|| match (language, count) {
        (Language::Japanese, count) => format!("必須要件{count}件は未試験"),
        (Language::English, 1) => "1 must requirement not tested".to_owned(),
        (Language::English, count) => format!("{count} must requirements not tested"),
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
