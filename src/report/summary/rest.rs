//! What a summary says besides verdicts and findings: cases that were not sent, waivers, and what the limits of the target took.

use super::page::{MOST_SHOWN, Page, word};
use crate::{
    contract::Language,
    record::{Run, Verdict, WaiverState},
    report::{
        plural::{Counted, counted},
        words,
    },
};

/// Why cases were dropped that had been drawn.
pub(super) fn dropped(page: &mut Page, run: &Run, language: Language) {
    let each =
        run.trials.iter().flat_map(|trial| trial.dropped_why.iter().map(move |(why, count)| (trial, why, count)));
    for (number, (trial, why, count)) in each.take(MOST_SHOWN).enumerate() {
        if number == 0 {
            page.blank();
        }
        let cases = counted(*count, Counted::Case, language);
        page.line(&format!(
            "{}: {cases} {}: {}",
            trial.name,
            word(language, "未送信", "not sent"),
            why.in_language(language)
        ));
    }
}

/// The outcome of each waiver, and what that means.
pub(super) fn waivers(page: &mut Page, run: &Run, language: Language) {
    for record in &run.waivers {
        let waiver = &record.of.waiver;
        let (verdict, state) = match record.state {
            WaiverState::Used => (Verdict::Waived, word(language, "適用", "used")),
            WaiverState::InPart => (Verdict::Warn, word(language, "一部のみ該当のため無効", "waives nothing")),
            WaiverState::Expired => (Verdict::Fail, word(language, "期限切れのため無効", "expired; it counts no more")),
            WaiverState::Stale => (
                Verdict::Fail,
                word(language, "該当する指摘なし。削除してください", "stale: nothing is left to waive; take it out"),
            ),
            WaiverState::Untested => (Verdict::NotTested, word(language, "対象は未実施", "not tested here")),
        };
        let line = format!(
            " {} until {} by {}: {state} ({})",
            waiver.scope(),
            waiver.until,
            waiver.owner,
            counted(record.findings, Counted::Finding, language)
        );
        page.blank();
        page.headed("", (verdict, word(language, words::of_verdict(Verdict::Waived, language), "waiver")), &line);
        page.line(&format!("  {}", waiver.reason));
        if !record.beside.is_empty() {
            let beside = record.beside.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            page.line(&match language {
                Language::Japanese if waiver.kind.is_none() => format!(
                    "  同じ箇所で複数の制約の違反（{beside}）が該当し、どれが既知か判別できません。kind を指定した適用除外をそれぞれ書いてください"
                ),
                Language::English if waiver.kind.is_none() => format!(
                    "  it names no kind, and breaches of several constraints at one place fit it ({beside}); write a waiver with its kind for each that is known"
                ),
                Language::Japanese => {
                    format!("  該当する指摘は {beside} でも現れる。それらも適用除外としない限り有効な指摘です")
                }
                Language::English => {
                    format!(
                        "  findings that it fits are shown by {beside} too; they count until those are waived as well"
                    )
                }
            });
        }
    }
}

/// What the limits of the target took from the run.
pub(super) fn bounds(page: &mut Page, run: &Run, language: Language) {
    for cut in &run.cuts {
        page.blank();
        page.headed("", (Verdict::NotTested, word(language, "削減", "cut")), &format!(" {}", cut.get(language)));
    }
    if let Some(reason) = &run.ended {
        let label = word(language, "計画の途中で終了", "ended before the plan did");
        page.blank();
        page.headed("", (Verdict::Error, label), &format!(": {}", reason.in_language(language)));
    }
}
