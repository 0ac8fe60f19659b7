//! `against.html`: two targets side by side, a column for each.

use super::{
    super::{
        compared::{self, Row, moment, page, part, stamp, table, text},
        plural::{Counted, counted},
        summary::word,
        verdict, words,
    },
    sides::{Compared, Which, findings, requirements},
};
use crate::{
    contract::Language,
    record::{Found, Run, TargetRecord, Verdict},
};

/// The most findings that are listed; the JSON has all.
const MOST: usize = 500;

/// Two runs of the same cases as a page.
pub(super) fn render(a: &Run, b: &Run, language: Language) -> String {
    let rows = requirements(a, b);
    let count = |wanted: Which| rows.iter().filter(|row| row.0 == wanted).count();
    let [both, only_a, only_b] = [Which::Both, Which::OnlyA, Which::OnlyB].map(count);
    let sentence = match language {
        Language::Japanese => format!("Aだけの違反 {only_a}件、Bだけの違反 {only_b}件、両方の違反 {both}件（要件数）"),
        Language::English => format!("Requirements broken by A alone: {only_a}, by B alone: {only_b}, by both: {both}"),
    };
    let colour = if both + only_a + only_b == 0 { "pass" } else { "fail" };
    let mut main = stamp(colour, &sentence);
    main.push_str(&sides(a, b, language));
    let differ: Vec<Row> =
        rows.iter().filter(|row| row.0 != Which::Neither).map(|row| requirement(row, a, language)).collect();
    let same: Vec<Row> =
        rows.iter().filter(|row| row.0 == Which::Neither).map(|row| requirement(row, a, language)).collect();
    let columns = [word(language, "要件", "Requirement"), "A", "B"];
    let verdicts = word(language, "要件ごとの判定", "The verdicts on each requirement");
    let broken = word(language, "違反のある要件", "Requirements that are broken");
    main.push_str(&part(broken, true, &table(verdicts, columns, &differ)));
    main.push_str(&found(a, b, language));
    let kept = word(language, "どちらも違反のない要件", "Requirements that neither breaks");
    main.push_str(&part(kept, false, &table(verdicts, columns, &same)));
    page(word(language, "2つの対象の比較", "Two targets side by side"), "against.json", &main, language)
}

fn sides(a: &Run, b: &Run, language: Language) -> String {
    let of = |ja, en, of: &dyn Fn(&Run) -> String| Row {
        head: text(word(language, ja, en)),
        sides: [a, b].map(|run| text(&of(run))),
    };
    let findings = |run: &Run| {
        let all = run.total(|trial| trial.findings.len() as u64) - run.observations();
        counted(all, Counted::Finding, language)
    };
    let rows = [
        of("試験対象", "Target", &|run| TargetRecord::shown(&run.target.name, language)),
        of("URL", "URL", &|run| run.target.url.clone()),
        of("総合判定", "Verdict", &|run| verdict::words(run, language)),
        of("指摘", "Findings", &findings),
        of("開始日時", "Started", &|run| moment(&run.started)),
    ];
    table(word(language, "比較した対象", "The targets"), [word(language, "項目", "Item"), "A", "B"], &rows)
}

fn requirement((_, id, a, b): &(Which, &str, Verdict, Verdict), run: &Run, language: Language) -> Row {
    let mut records = run.contracts.iter().flat_map(|contract| &contract.requirements);
    let clause = records.find(|record| record.id == **id).map_or("", |record| record.text.get(language));
    let side = |one: &Verdict| compared::verdict(*one, words::of_verdict(*one, language));
    Row { head: format!("{}<small>{}</small>", text(id), text(clause)), sides: [side(a), side(b)] }
}

/// Every finding with what each of the targets returned.
fn found(a: &Run, b: &Run, language: Language) -> String {
    let all = findings(a, b);
    let kept = word(language, "要件どおり", "as required");
    let side = |found: Option<&Found>| match found {
        Some(found) => format!("<span class=\"actual\">{}</span>", text(&found.finding.actual_in(language))),
        None => compared::verdict(Verdict::Pass, kept),
    };
    let row = |compared: &Compared<'_>| {
        let finding = &compared.any().finding;
        let head = format!(
            "{} <small>{}<br>{}: {}</small>",
            text(&finding.requirement),
            text(&format!("{} {}", compared.trial, finding.pointer)),
            word(language, "期待", "expected"),
            text(&finding.expected_in(language))
        );
        Row { head, sides: [side(compared.a), side(compared.b)] }
    };
    let rows: Vec<Row> = all.iter().take(MOST).map(row).collect();
    let head = word(language, "指摘", "Findings");
    let mut markup = table(
        word(language, "対象ごとの応答", "What each target returned"),
        [word(language, "要件・試験・期待", "Requirement, trial and what was due"), "A", "B"],
        &rows,
    );
    if all.len() > MOST {
        let rest = all.len() - MOST;
        let more = word(language, "件は against.json を参照", "more: see against.json");
        markup.push_str(&format!("<p>{rest} {more}</p>\n"));
    }
    if rows.is_empty() { String::new() } else { part(head, true, &markup) }
}
