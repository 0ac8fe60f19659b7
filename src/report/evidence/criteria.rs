//! How it is judged (判定基準): what each verdict means, of the run, of a requirement and of a trial.

use super::{
    book::Book,
    item::{ItemResult, shade},
    sheet::{Cell, Column, Shade, column},
};
use crate::{
    record::RunVerdict,
    report::words::{self, VERDICTS},
};

pub(super) const COLUMNS: [Column; 3] =
    [column("対象", "Of", 24), column("判定", "Verdict", 18), column("基準", "Criterion", 96)];

/// A row for each verdict, and one for each level.
pub(super) fn rows<'a>(book: &'a Book<'_>) -> impl Iterator<Item = Vec<Cell>> + 'a {
    of_run(book).chain(of_levels(book)).chain(of_requirements(book)).chain(of_trials(book))
}

fn row(book: &Book<'_>, of: [&str; 2], verdict: Cell, criterion: [&str; 2]) -> Vec<Cell> {
    let text = |[ja, en]: [&str; 2]| Cell::Text(book.word(ja, en).to_owned());
    vec![text(of), verdict, text(criterion)]
}

fn of_run<'a>(book: &'a Book<'_>) -> impl Iterator<Item = Vec<Cell>> + 'a {
    let rows = [
        (
            RunVerdict::Conformant,
            Shade::Good,
            [
                "試験した範囲で、必須要件（厳格モードでは推奨要件も）に違反がない。未実施の必須要件があれば併記する",
                "no must requirement (under --strict no should one either) was broken where it was tested; must requirements that were not tested are named beside",
            ],
        ),
        (
            RunVerdict::ConformantWithWaivers,
            Shade::Doubtful,
            [
                "検出した要件違反がすべて適用除外として承認されている",
                "every requirement that was broken is covered by a waiver",
            ],
        ),
        (
            RunVerdict::NotConformant,
            Shade::Bad,
            [
                "要件違反がある。または該当する指摘のない適用除外が残っている",
                "a requirement was broken, or a waiver waives nothing",
            ],
        ),
        (
            RunVerdict::Untested,
            Shade::Grey,
            [
                "対象に接続できない、計画の途中で終了したなどの理由で判定できない",
                "nothing can be said: the target was out of reach, or the run ended before its plan did",
            ],
        ),
    ];
    rows.into_iter().map(|(verdict, shade, criterion)| {
        let mark = Cell::Mark(words::of_run(verdict, book.language), shade);
        row(book, ["総合判定", "the run"], mark, criterion)
    })
}

fn of_levels<'a>(book: &'a Book<'_>) -> impl Iterator<Item = Vec<Cell>> + 'a {
    let rows = [
        (
            "must",
            ["必須。仕様書に明記されている。違反は不合格とする", "required: the document states it; a breach fails"],
        ),
        (
            "should",
            [
                "推奨。仕様書から読み取れる、または記述が矛盾している。違反は警告とする（厳格モードでは不合格）",
                "recommended: the document implies it, or contradicts itself; a breach warns (fails under --strict)",
            ],
        ),
        (
            "open",
            ["規定なし。挙動を記録し、判定の対象としない", "the document is silent: what comes is noted, never failed"],
        ),
    ];
    rows.into_iter().map(|(level, criterion)| {
        row(book, ["要件レベル", "the level of a requirement"], Cell::Text(level.to_owned()), criterion)
    })
}

fn of_requirements<'a>(book: &'a Book<'_>) -> impl Iterator<Item = Vec<Cell>> + 'a {
    VERDICTS.into_iter().map(|verdict| {
        let mark = Cell::Mark(words::of_verdict(verdict, book.language), shade(verdict));
        let meaning = words::meaning(verdict, book.language);
        row(book, ["要件", "a requirement"], mark, [meaning, meaning])
    })
}

fn of_trials<'a>(book: &'a Book<'_>) -> impl Iterator<Item = Vec<Cell>> + 'a {
    ItemResult::ALL.into_iter().map(|result| {
        let criterion = match result {
            ItemResult::Ok => ["すべてのレスポンスが期待どおり", "every response was as due"],
            ItemResult::Ng => [
                "必須要件（厳格モードでは推奨要件も）に違反するレスポンスがあった",
                "a response broke a must requirement (under --strict a should one too)",
            ],
            ItemResult::Waived => [
                "違反したが、適用除外として承認されている（備考に責任者と期限）",
                "broken, and waived; the remarks name who answers for it and until when",
            ],
            ItemResult::Pending => [
                "推奨要件の違反、または再現しない指摘。人の確認を要する",
                "a should requirement was broken, or a finding did not appear again: for people to decide",
            ],
            ItemResult::NotTested => [
                "接続できない、前の手順が失敗したなどの理由で実施できなかった（備考に理由）",
                "it could not be run, or not in every way; the remarks say why",
            ],
            ItemResult::Outside => [
                "判定の対象となる要件がない（規定なし、仕様解釈により対象外）",
                "nothing that the document promises is judged",
            ],
        };
        row(book, ["試験（別紙）", "a trial (appendix)"], result.cell(), criterion)
    })
}
