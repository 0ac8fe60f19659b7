//! The summary that a run ends with: every requirement with its verdict, then what was found.

mod closing;
mod findings;
mod next;
mod page;
mod rest;

use super::{
    created, history, kill_matrix,
    plural::{Counted, counted},
    silence, subject, words,
};
use crate::{
    contract::{Language, Level, ReasonId},
    record::{ContractRecord, RequirementRecord, Run, TargetRecord, Verdict, orders},
    util::columns::padded,
};
pub use closing::{closing, ending, reason};
pub(super) use findings::extent;
pub use next::next;
pub(super) use next::{commands, sentences};
pub use page::Look;
pub(super) use page::word;
use page::{MOST_SHOWN, Page};

/// As many requirements have their reasons on a terminal.
const FEW: usize = 5;
/// The columns of a requirement in the grid.
const CELL: usize = 29;
/// `summary.txt`.
pub(super) fn render(run: &Run, language: Language) -> String {
    summary(run, Some("."), language, Look::default())
}

/// The run as text: for a terminal, in its colours and width, or for a file. `folder` is where the run is, for the
/// commands that name it; without one there are none.
pub fn summary(run: &Run, folder: Option<&str>, language: Language, look: Look) -> String {
    let mut page = Page::new(look);
    page.sentence(&format!(
        "tekigo {}  {}: {}{}  {} {}{}  {} {}",
        env!("CARGO_PKG_VERSION"),
        word(language, "対象", "target"),
        TargetRecord::shown(&run.target.name, language),
        if run.target.url.is_empty() { String::new() } else { format!(" ({})", run.target.url) },
        word(language, "シード", "seed"),
        run.seed,
        match (run.run_number, language) {
            (0, _) => String::new(),
            (number, Language::Japanese) => format!("  実行番号 {number}"),
            (number, Language::English) => format!("  run number {number}"),
        },
        word(language, "計画", "plan"),
        run.plan_hash
    ));
    if let Some(line) = subject::line(run, language) {
        page.sentence(&line);
    }
    if let Some(advice) = silence::advice(run, language) {
        page.headed("", (Verdict::Error, &advice), "");
    }
    for contract in &run.contracts {
        of_contract(&mut page, contract, run, folder.is_some(), language);
        of_codes(&mut page, contract, language);
    }
    findings::findings(&mut page, run, folder, language);
    findings::errors(&mut page, run, language);
    rest::dropped(&mut page, run, language);
    rest::waivers(&mut page, run, language);
    rest::bounds(&mut page, run, language);
    if let Some(created) = created::sentence(run, language) {
        page.blank();
        page.line(&created);
    }
    for line in kill_matrix::lines(run, language) {
        page.line(&line);
    }
    for (verdict, head, line) in history::lines(run, language) {
        page.headed("", (verdict, head), &line);
    }
    page.blank();
    page.into_text() + &closing(run, language, look)
}

fn of_contract(page: &mut Page, contract: &ContractRecord, run: &Run, is_whole: bool, language: Language) {
    let ended = run.ended.as_ref();
    page.blank();
    page.short(&format!("{}  {}", contract.id, contract.title.get(language)));
    levels(page, contract, is_whole, language);
    // Why the run ended early is reported once, below.
    let is_left = |record: &RequirementRecord| record.verdict == Verdict::NotTested && ended == Some(&record.reason);
    let left = contract.requirements.iter().filter(|record| is_left(record)).count();
    if left > 0 {
        let line = match language {
            Language::Japanese => format!(" 計画の途中で終了したため、要件 {left}件を実施していません"),
            Language::English => format!(
                " {}, because the run ended before the plan did",
                counted(left as u64, Counted::Requirement, language)
            ),
        };
        page.headed("  ", (Verdict::NotTested, words::of_verdict(Verdict::NotTested, language)), &line);
    }
    let shown = |record: &&RequirementRecord| {
        !matches!(record.verdict, Verdict::Pass | Verdict::Info)
            && !is_left(record)
            && !record.reason.is(ReasonId::Outside)
    };
    let mut rows: Vec<&RequirementRecord> = contract.requirements.iter().filter(shown).collect();
    rows.sort_by_key(|record| record.verdict);
    if page.is_terminal() {
        // Reasons of many fill a terminal before its reader has seen what failed; the page has them.
        let (untested, others): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|record| record.verdict == Verdict::NotTested);
        rows = others;
        if untested.len() > FEW {
            in_one_line(
                page,
                (Verdict::NotTested, words::of_verdict(Verdict::NotTested, language)),
                &untested,
                language,
            );
        } else {
            rows.extend(untested);
        }
    }
    // One reason is mostly that of many: it is reported once.
    for same in rows.chunk_by(|a, b| a.verdict == b.verdict && !a.reason.is_empty() && a.reason == b.reason) {
        of_requirements(page, same, language);
    }
    let partly: Vec<_> = contract.requirements.iter().filter(|record| record.is_partly()).collect();
    let head = (Verdict::Warn, word(language, "一部", "partly tested"));
    if page.is_terminal() && partly.len() > FEW {
        in_one_line(page, head, &partly, language);
    } else {
        for record in partly {
            page.headed("  ", head, &format!(" {} ({})", record.id, record.level.name()));
            page.short(&format!("    {}", record.reason.in_language(language)));
        }
    }
    alone(page, contract, language);
    if let Some(line) = outside(contract, language) {
        page.headed("  ", (Verdict::NotTested, words::of_verdict(Verdict::NotTested, language)), &format!(" {line}"));
    }
}

/// How many requirements of each level are kept, and below them those that are not, with their cases; of what is not a whole run, such as a
/// replay, all of them.
fn levels(page: &mut Page, contract: &ContractRecord, is_whole: bool, language: Language) {
    for level in [Level::Must, Level::Should, Level::Open] {
        let rows: Vec<_> = contract.requirements.iter().filter(|record| record.level == level).collect();
        let (kept, rest): (Vec<_>, Vec<_>) =
            rows.iter().copied().partition(|record| matches!(record.verdict, Verdict::Pass | Verdict::Info));
        let state = match level {
            Level::Open => word(language, words::of_verdict(Verdict::Info, language), "observed"),
            _ => word(language, words::of_verdict(Verdict::Pass, language), "passed"),
        };
        let cell = |record: &&RequirementRecord| {
            let id = padded(&record.id, CELL - 8);
            (record.verdict, format!("{} {id}{:>6}", mark(record.verdict), record.cases))
        };
        if rows.is_empty() {
            continue;
        }
        page.line(&format!("  {:<7}{}/{} {state}", level.name(), kept.len(), rows.len()));
        let shown = if is_whole { rest } else { rows };
        let rest: Vec<_> = shown.into_iter().filter(|record| !record.reason.is(ReasonId::Outside)).collect();
        for line in rest.chunks((page.columns().saturating_sub(4) / (CELL + 2)).max(1)) {
            page.cells("    ", line.iter().map(cell));
        }
    }
}

/// Requirements by their ids alone.
fn in_one_line(page: &mut Page, head: (Verdict, &str), records: &[&RequirementRecord], language: Language) {
    let ids: Vec<&str> = records.iter().map(|record| record.id.as_str()).collect();
    let count = counted(ids.len() as u64, Counted::Requirement, language);
    page.short_headed("  ", head, &format!(" {count}: {}", findings::named(&ids)));
}

/// Requirements with one verdict and one reason.
fn of_requirements(page: &mut Page, same: &[&RequirementRecord], language: Language) {
    let [first, more @ ..] = same else { return };
    let line = if more.is_empty() {
        format!(" {} ({}) {}", first.id, first.level.name(), first.text.get(language))
    } else {
        let ids: Vec<&str> = same.iter().map(|record| record.id.as_str()).collect();
        format!(" {}: {}", counted(same.len() as u64, Counted::Requirement, language), findings::named(&ids))
    };
    page.short_headed("  ", (first.verdict, words::of_verdict(first.verdict, language)), &line);
    if !first.reason.is_empty() {
        page.short(&format!("    {}", first.reason.in_language(language)));
    }
}

/// The constraints that no case breaks alone.
fn alone(page: &mut Page, contract: &ContractRecord, language: Language) {
    if contract.unbroken.is_empty() {
        return;
    }
    let label = word(language, "単独では違反させられない制約", "constraints that no case breaks alone");
    page.line(&format!("  {label}: {}", contract.unbroken.len()));
    for one in contract.unbroken.iter().take(MOST_SHOWN) {
        page.short(&format!("    {}", one.message().in_language(language)));
    }
    if contract.unbroken.len() > MOST_SHOWN {
        page.line(word(language, "    ほかは report.html を参照", "    the others are in report.html"));
    }
}

/// How many requirements of a contract a filter left out, in one line.
pub(super) fn outside(contract: &ContractRecord, language: Language) -> Option<String> {
    let count = contract.requirements.iter().filter(|record| record.reason.is(ReasonId::Outside)).count();
    let sentence = match language {
        Language::Japanese => format!("絞り込みの対象外の要件 {count}件は試験していません"),
        Language::English => {
            let requirements = counted(count as u64, Counted::Requirement, language);
            let were = if count == 1 { "was" } else { "were" };
            format!("{requirements} outside the filter {were} not tested")
        }
    };
    (count > 0).then_some(sentence)
}

/// What a contract has besides its verdicts: codes that were never returned, the order of codes, readings that would explain failures.
fn of_codes(page: &mut Page, contract: &ContractRecord, language: Language) {
    let silent: Vec<&str> = contract
        .codes
        .iter()
        .filter(|record| record.documented && record.seen.count == 0)
        .map(|record| record.code.as_str())
        .collect();
    if !silent.is_empty() {
        let label = word(language, "未確認のコード", "codes that were never returned");
        page.short(&format!("  {label}: {}", silent.join(", ")));
    }
    for (operation, chains) in orders(&contract.precedence) {
        let label = word(language, "複数違反時のコードの優先順位", "codes in their order of precedence");
        let chains: Vec<String> = chains.iter().map(|chain| chain.join(" > ")).collect();
        page.short(&format!("  {operation}: {label}: {}", chains.join(", ")));
    }
    for likely in &contract.likely {
        let line = match language {
            Language::Japanese => format!(
                "仕様解釈を {} = {} に変更すると、再実行した{}件中{}件が合格します",
                likely.reading, likely.choice, likely.of, likely.pass
            ),
            Language::English => format!(
                "the target behaves as {} = {} ({} of {} trials that failed pass under it)",
                likely.reading, likely.choice, likely.pass, likely.of
            ),
        };
        page.line(&format!("  {line}"));
    }
}

pub(super) fn mark(verdict: Verdict) -> char {
    match verdict {
        Verdict::Pass => '✓',
        Verdict::Fail => '✗',
        Verdict::Warn => '!',
        Verdict::Info => 'i',
        Verdict::Error => 'E',
        Verdict::NotTested => '-',
        Verdict::Waived => 'w',
    }
}
