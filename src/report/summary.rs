//! The summary that a run ends with: every requirement with its verdict, then what was found.

mod page;

use super::{causes::FLAKY, created, line_diff::diff, verdict};
use crate::{
    contract::{Language, Level},
    record::{
        ContractRecord, Found, OUTSIDE, RequirementRecord, Run, RunVerdict, TrialRecord, Verdict, WaiverState, orders,
    },
    util::excerpt::start,
};
use page::Page;

/// The most findings that are shown in full; the rest stand in `report.json`.
const MOST_SHOWN: usize = 20;

/// `summary.txt`.
pub(super) fn render(run: &Run, language: Language) -> String {
    summary(run, language, false)
}

/// The run as text, for a terminal (with colours) or a file (without).
pub fn summary(run: &Run, language: Language, colours: bool) -> String {
    let mut page = Page::new(colours);
    page.line(&format!(
        "tekigo {}  {}: {}{}  seed {}{}  plan {}",
        env!("CARGO_PKG_VERSION"),
        word(language, "対象", "target"),
        run.target.name,
        if run.target.url.is_empty() { String::new() } else { format!(" ({})", run.target.url) },
        run.seed,
        if run.run_number > 0 { format!("  run number {}", run.run_number) } else { String::new() },
        run.plan_hash
    ));
    for contract in &run.contracts {
        of_contract(&mut page, contract, run.ended.as_deref(), language);
        of_codes(&mut page, contract, language);
    }
    let findings = run.findings();
    for (trial, found) in findings.iter().take(MOST_SHOWN) {
        of_finding(&mut page, trial, found, language);
    }
    if findings.len() > MOST_SHOWN {
        let rest = findings.len() - MOST_SHOWN;
        page.blank();
        page.line(word(
            language,
            &format!("ほか {rest} 件は report.json にある"),
            &format!("{rest} more stand in report.json"),
        ));
    }
    for (trial, error) in
        run.trials.iter().flat_map(|trial| trial.errors.iter().map(move |error| (trial, error))).take(MOST_SHOWN)
    {
        page.blank();
        page.headed("", (Verdict::Error, "error"), &format!(" {}", trial.name));
        page.line(&format!("  {}", error.text()));
    }
    dropped(&mut page, run, language);
    waivers(&mut page, run, language);
    bounds(&mut page, run, language);
    if let Some(created) = created::sentence(run, language) {
        page.blank();
        page.line(&created);
    }
    page.blank();
    page.into_text() + &closing(run, language, colours)
}

fn of_contract(page: &mut Page, contract: &ContractRecord, ended: Option<&str>, language: Language) {
    page.blank();
    page.line(&format!("{}  {}", contract.id, contract.title.get(language)));
    for level in [Level::Must, Level::Should, Level::Open] {
        let rows: Vec<_> = contract.requirements.iter().filter(|record| record.level == level).collect();
        let passed = rows.iter().filter(|record| matches!(record.verdict, Verdict::Pass | Verdict::Info)).count();
        page.line(&format!("  {:<7}{passed}/{}", level.name(), rows.len()));
        let rows: Vec<_> = rows.into_iter().filter(|record| record.reason != OUTSIDE).collect();
        for line in rows.chunks(4) {
            let cell = |record: &&RequirementRecord| {
                (
                    record.verdict,
                    format!(
                        "{} {:<20}{:>6}",
                        if record.is_partly() { '◐' } else { mark(record.verdict) },
                        record.id,
                        record.cases
                    ),
                )
            };
            page.cells("    ", line.iter().map(cell));
        }
    }
    // Why the run ended early is told once, below.
    let is_left = |record: &RequirementRecord| record.verdict == Verdict::NotTested && ended == Some(&*record.reason);
    let left = contract.requirements.iter().filter(|record| is_left(record)).count();
    if left > 0 {
        let line = match language {
            Language::Japanese => format!(" {left} 件の要件は、計画の途中で終了したため試験していない"),
            Language::English => format!(" {left} requirements, because the run ended before the plan did"),
        };
        page.headed("  ", (Verdict::NotTested, Verdict::NotTested.name()), &line);
    }
    let shown = |record: &&RequirementRecord| {
        !matches!(record.verdict, Verdict::Pass | Verdict::Info) && !is_left(record) && record.reason != OUTSIDE
    };
    for record in contract.requirements.iter().filter(shown) {
        let clause = record.text.get(language);
        let line = format!(" {} ({}) {clause}", record.id, record.level.name());
        page.headed("  ", (record.verdict, record.verdict.name()), &line);
        if !record.reason.is_empty() {
            page.line(&format!("    {}", record.reason));
        }
    }
    for record in contract.requirements.iter().filter(|record| record.is_partly()) {
        let line = format!(" {} ({})", record.id, record.level.name());
        page.headed("  ", (Verdict::Warn, word(language, "一部", "partly tested")), &line);
        page.line(&format!("    {}", record.reason));
    }
    alone(page, contract, language);
    if let Some(line) = outside(contract, language) {
        page.headed("  ", (Verdict::NotTested, Verdict::NotTested.name()), &format!(" {line}"));
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
        page.line(&format!("    {one}"));
    }
    if contract.unbroken.len() > MOST_SHOWN {
        page.line(word(language, "    ほかは report.json にある", "    the others stand in report.json"));
    }
}

/// How many requirements of a contract a filter left out, in one line.
pub(super) fn outside(contract: &ContractRecord, language: Language) -> Option<String> {
    let count = contract.requirements.iter().filter(|record| record.reason == OUTSIDE).count();
    let sentence = match language {
        Language::Japanese => format!("絞り込みの対象外の要件 {count} 件は試験していない"),
        Language::English => format!("{count} requirements outside the filter were not tested"),
    };
    (count > 0).then_some(sentence)
}

/// What a contract has beside its verdicts: codes that never came, the order of codes, readings that would explain failures.
fn of_codes(page: &mut Page, contract: &ContractRecord, language: Language) {
    let silent: Vec<&str> = contract
        .codes
        .iter()
        .filter(|record| record.documented && record.seen.count == 0)
        .map(|record| record.code.as_str())
        .collect();
    if !silent.is_empty() {
        let label = word(language, "返らなかったコード", "codes that never came");
        page.line(&format!("  {label}: {}", silent.join(", ")));
    }
    for (operation, chains) in orders(&contract.precedence) {
        let label = word(language, "同時に違反したときのコードの優先順", "codes in their order of precedence");
        let chains: Vec<String> = chains.iter().map(|chain| chain.join(" > ")).collect();
        page.line(&format!("  {operation}: {label}: {}", chains.join(", ")));
    }
    for likely in &contract.likely {
        let line = match language {
            Language::Japanese => format!(
                "対象は読み {} = {} のように振る舞う（再実行した {} 件のうち {} 件が合格する）",
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

fn of_finding(page: &mut Page, trial: &TrialRecord, found: &Found, language: Language) {
    let finding = &found.finding;
    let verdict = match finding.level {
        _ if found.waived.is_some() => Verdict::Waived,
        _ if found.flaky => Verdict::Error,
        Level::Must => Verdict::Fail,
        Level::Should => Verdict::Warn,
        Level::Open => Verdict::Info,
    };
    page.blank();
    page.headed("", (verdict, verdict.name()), &format!(" {}  {}", finding.requirement, trial.name));
    page.line(&match language {
        Language::Japanese => format!("  {}（{} ケース）", found.intent.in_words(language), found.cases),
        Language::English => format!("  {} ({} cases)", found.intent, found.cases),
    });
    if found.flaky {
        page.line(&format!("  {FLAKY}"));
    }
    let place = if finding.pointer.is_empty() { String::new() } else { format!(" at {}", finding.pointer) };
    page.line(&format!("  {}{place}", finding.check));
    for line in diff(&finding.expected, &finding.actual).lines().filter(|line| !line.starts_with("@@")) {
        page.line(&format!("    {line}"));
    }
    let mut curl = start(&found.curl, 1_000);
    if curl.len() < found.curl.len() {
        curl.push('…');
    }
    page.line(&format!("  {curl}"));
}

/// Why cases were dropped that had been drawn.
fn dropped(page: &mut Page, run: &Run, language: Language) {
    let each =
        run.trials.iter().flat_map(|trial| trial.dropped_why.iter().map(move |(why, count)| (trial, why, count)));
    for (number, (trial, why, count)) in each.take(MOST_SHOWN).enumerate() {
        if number == 0 {
            page.blank();
        }
        let cases = word(language, "ケースは送っていない", "cases were not sent");
        page.line(&format!("{}: {count} {cases}: {why}", trial.name));
    }
}

/// What came of each waiver, and what that means.
fn waivers(page: &mut Page, run: &Run, language: Language) {
    for record in &run.waivers {
        let waiver = &record.of.waiver;
        let (verdict, state) = match record.state {
            WaiverState::Used => (Verdict::Waived, word(language, "適用", "used")),
            WaiverState::InPart => (Verdict::Warn, word(language, "一部のみ該当のため無効", "waives nothing")),
            WaiverState::Expired => (Verdict::Fail, word(language, "期限切れのため無効", "expired; it counts no more")),
            WaiverState::Stale => (
                Verdict::Fail,
                word(language, "該当する指摘なし。削除すること", "stale: nothing is left to waive; take it out"),
            ),
            WaiverState::Untested => (Verdict::NotTested, word(language, "対象を試験していない", "not tested here")),
        };
        let line = format!(
            " {} until {} by {}: {state} ({} findings)",
            waiver.scope(),
            waiver.until,
            waiver.owner,
            record.findings
        );
        page.blank();
        page.headed("", (verdict, word(language, "免除", "waiver")), &line);
        page.line(&format!("  {}", waiver.reason));
        if !record.beside.is_empty() {
            let beside = record.beside.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            page.line(&match language {
                Language::Japanese if waiver.kind.is_none() => format!(
                    "  同じ箇所で複数の制約の違反（{beside}）が該当し、どれが既知か判別できない。kind を指定した免除をそれぞれ書くこと"
                ),
                Language::English if waiver.kind.is_none() => format!(
                    "  it names no kind, and breaches of several constraints at one place fit it ({beside}); write a waiver with its kind for each that is known"
                ),
                Language::Japanese => {
                    format!("  該当する指摘は {beside} でも現れる。それらも免除しない限り有効な指摘である")
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
fn bounds(page: &mut Page, run: &Run, language: Language) {
    for cut in &run.cuts {
        page.blank();
        page.headed("", (Verdict::NotTested, word(language, "削減", "cut")), &format!(" {}", cut.get(language)));
    }
    if let Some(reason) = &run.ended {
        let label = word(language, "計画の途中で終了", "ended before the plan did");
        page.blank();
        page.headed("", (Verdict::Error, label), &format!(": {reason}"));
    }
}

/// The verdict of a run and its totals, in one line.
pub fn closing(run: &Run, language: Language, colours: bool) -> String {
    let paint = match run.verdict() {
        RunVerdict::Conformant => Verdict::Pass,
        RunVerdict::ConformantWithWaivers => Verdict::Waived,
        RunVerdict::NotConformant => Verdict::Fail,
        RunVerdict::Untested => Verdict::Error,
    };
    let totals = format!(
        ": {} trials, {} cases, {} requests, {} findings, {} dropped, {:.1} s",
        run.trials.len(),
        run.total(|trial| trial.cases),
        run.total(|trial| trial.exchanges),
        run.total(|trial| trial.findings.len() as u64),
        run.total(|trial| trial.dropped),
        run.seconds
    );
    let mut page = Page::new(colours);
    let note = verdict::untested(run, language).map(|note| format!("; {note}")).unwrap_or_default();
    page.headed("", (paint, verdict::word(run, language)), &format!("{totals}{note}"));
    page.into_text()
}

pub(super) fn word<'a>(language: Language, japanese: &'a str, english: &'a str) -> &'a str {
    match language {
        Language::Japanese => japanese,
        Language::English => english,
    }
}

fn mark(verdict: Verdict) -> char {
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
