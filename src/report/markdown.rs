//! `summary.md`: the run for a job page and a pull request. Never longer than either takes, and what a target returns is never markup.

mod escape;

use std::collections::BTreeMap;

use super::{
    causes::{Cause, FindingIndex, causes, flaky_note},
    created, history, kill_matrix,
    line_diff::diff,
    plural::{Counted, counted},
    silence, subject,
    summary::{outside, word},
    verdict,
    words::{self, VERDICTS},
};
use crate::{
    contract::{Language, ReasonId},
    record::{Run, RunVerdict, TargetRecord, Verdict},
    util::plain::indented,
};
use escape::{block, bold, inline, plain};

/// What findings may take in bytes: in full, and as lines; the rest is counted.
const FINDINGS_IN_FULL: usize = 28_000;
const FINDINGS: usize = 36_000;
/// What lists of other things may take, each.
const LIST: usize = 3_500;
/// What the table of counts may take.
const COUNTS: usize = 6_000;
/// What a text, a block and a line of it may take.
const LINE: usize = 300;
const BLOCK: usize = 2_000;

/// The run as Markdown; under 60,000 bytes, for a comment takes 65,536 characters.
pub(super) fn render(run: &Run, language: Language) -> String {
    let mut text = head(run, language);
    text.push_str(&counts(run, language));
    text.push_str(&findings(run, language));
    let mut not_tested = by_reason(run, Verdict::NotTested, language);
    let left = run.contracts.iter().filter_map(|contract| Some((contract, outside(contract, language)?)));
    not_tested.extend(left.map(|(contract, line)| format!("{}: {line}", plain(&contract.id, 80))));
    text.push_str(&list(word(language, "未実施の要件", "Not tested"), &not_tested));
    let partly = run.contracts.iter().flat_map(|contract| &contract.requirements).filter(|record| record.is_partly());
    let partly: Vec<String> = partly
        .map(|record| format!("{}: {}", plain(&record.id, 80), plain(&record.reason.in_language(language), LINE)))
        .collect();
    text.push_str(&list(word(language, "一部のみ実施した要件", "Partly tested"), &partly));
    let alone: Vec<String> = run
        .contracts
        .iter()
        .flat_map(|contract| &contract.unbroken)
        .map(|one| plain(&one.message().in_language(language), LINE))
        .collect();
    let label = word(language, "単独では違反させられない制約", "Constraints that no case breaks alone");
    text.push_str(&list(label, &alone));
    text.push_str(&list(word(language, "実施できなかった試験", "Errors"), &errors(run, language)));
    let bounds: Vec<String> = run.cuts.iter().map(|cut| plain(cut.get(language), LINE)).collect();
    text.push_str(&list(word(language, "制限による削減", "Cut by the limits of the target"), &bounds));
    let waivers: Vec<String> = run
        .waivers
        .iter()
        .map(|record| {
            let waiver = &record.of.waiver;
            let line = format!("{} ({}, {}): {}", waiver.scope(), waiver.until, waiver.owner, waiver.reason);
            format!("{} {}", bold(record.state.name()), plain(&line, LINE))
        })
        .collect();
    text.push_str(&list(word(language, "適用除外", "Waivers"), &waivers));
    let past = history::lines(run, language);
    let past: Vec<String> = past.iter().map(|(_, head, line)| plain(&format!("{head}{line}"), LINE)).collect();
    text.push_str(&list(word(language, "前回の実行との比較", "Since the last run"), &past));
    let proved: Vec<String> = kill_matrix::lines(run, language).iter().map(|line| plain(line, LINE)).collect();
    text.push_str(&list(word(language, "検出力の確認", "How do we know that this suite can fail"), &proved));
    text
}

fn head(run: &Run, language: Language) -> String {
    let sign = match run.verdict() {
        RunVerdict::Conformant => "✅",
        RunVerdict::ConformantWithWaivers => "☑",
        RunVerdict::NotConformant => "❌",
        RunVerdict::Untested => "❔",
    };
    let mut text = format!("## {sign} tekigo: {}\n\n", verdict::words(run, language));
    let target = if run.target.url.is_empty() {
        inline(&TargetRecord::shown(&run.target.name, language), LINE)
    } else {
        format!(
            "{} ({})",
            inline(&TargetRecord::shown(&run.target.name, language), LINE),
            inline(&run.target.url, LINE)
        )
    };
    text.push_str(&format!(
        "{} {target} · {} · {} {} · {} {} · {:.1} {} · tekigo {}{}\n\n",
        word(language, "対象", "target"),
        inline(&run.started, 40),
        word(language, "シード", "seed"),
        run.seed,
        word(language, "計画", "plan"),
        inline(&run.plan_hash, 80),
        run.seconds,
        word(language, "秒", "s"),
        env!("CARGO_PKG_VERSION"),
        if run.strict { " · `--strict`" } else { "" }
    ));
    if let Some(advice) = silence::advice(run, language) {
        text.push_str(&format!("**{}**\n\n", plain(&advice, LINE)));
    }
    if let Some(line) = subject::line(run, language) {
        text.push_str(&format!("{}\n\n", plain(&line, LINE)));
    }
    if let Some(reason) = &run.ended {
        let label = word(language, "計画の途中で終了", "ended before the plan did");
        text.push_str(&format!("**{label}**: {}\n\n", plain(&reason.in_language(language), LINE)));
    } else if !run.complete {
        text.push_str(&format!("**{}**\n\n", word(language, "この試験は完了していません", "the run is not complete")));
    }
    text
}

/// How many requirements of each contract have which verdict.
fn counts(run: &Run, language: Language) -> String {
    let heads = VERDICTS.map(|verdict| words::of_verdict(verdict, language));
    let mut text = format!("| {} | {} |\n", word(language, "契約", "contract"), heads.join(" | "));
    text.push_str(&format!("|---|{}\n", "---:|".repeat(VERDICTS.len())));
    for (number, contract) in run.contracts.iter().enumerate() {
        if text.len() > COUNTS {
            text.push_str(&format!("\n+{}\n", run.contracts.len() - number));
            break;
        }
        let count = |wanted| contract.requirements.iter().filter(|record| record.verdict == wanted).count();
        let cells: Vec<String> = VERDICTS.iter().map(|verdict| count(*verdict).to_string()).collect();
        text.push_str(&format!("| {} | {} |\n", plain(&contract.id, 80), cells.join(" | ")));
    }
    let [trials, cases, requests, found] = [
        run.trials.len() as u64,
        run.total(|trial| trial.cases),
        run.total(|trial| trial.exchanges),
        run.total(|trial| trial.findings.len() as u64),
    ];
    let totals =
        [(trials, Counted::Trial), (cases, Counted::Case), (requests, Counted::Request), (found, Counted::Finding)];
    let totals: Vec<String> = totals.into_iter().map(|(number, what)| counted(number, what, language)).collect();
    let totals = totals.join(word(language, "、", ", "));
    text.push_str(&format!("\n{totals}\n"));
    if let Some(created) = created::sentence(run, language) {
        text.push_str(&format!("\n{created}\n"));
    }
    text
}

/// What was found, under the requirement that it breaks.
fn findings(run: &Run, language: Language) -> String {
    let (index, causes) = (FindingIndex::new(run), causes(run));
    if causes.is_empty() {
        return String::new();
    }
    let mut text = format!("\n### {} ({})\n", word(language, "指摘", "Findings"), causes.len());
    let (mut left, mut last) = (causes.len(), None);
    for cause in &causes {
        let of = (cause.trial.contract.as_str(), cause.found.finding.requirement.as_str(), index.verdict(cause.found));
        let mut part = if last == Some(of) { String::new() } else { requirement(&index, cause, language) };
        let full = part.clone() + &in_full(&index, cause, language);
        if text.len() + full.len() <= FINDINGS_IN_FULL {
            part = full;
        } else {
            part.push_str(&format!("- {}\n", in_line(cause, language)));
        }
        if text.len() + part.len() > FINDINGS {
            break;
        }
        text.push_str(&part);
        (left, last) = (left - 1, Some(of));
    }
    if left > 0 {
        let more = format!("{left} more stand in report.json");
        text.push_str(&format!("\n{}\n", word(language, &format!("ほか{left}件は report.json を参照"), &more)));
    }
    text
}

/// The head of what breaks one requirement.
fn requirement(index: &FindingIndex<'_>, cause: &Cause<'_>, language: Language) -> String {
    let finding = &cause.found.finding;
    let name = plain(&finding.requirement, 80);
    let head = format!(
        "\n#### {} {name} ({})\n\n",
        words::of_verdict(index.verdict(cause.found), language),
        finding.level.name()
    );
    let Some(record) = index.requirement(cause.trial, cause.found) else { return head };
    format!("{head}{} ({})\n\n", plain(record.text.get(language), 2 * LINE), plain(record.source.get(language), LINE))
}

fn in_line(cause: &Cause<'_>, language: Language) -> String {
    let finding = &cause.found.finding;
    let (expected, actual) = (finding.expected_in(language), finding.actual_in(language));
    let (expected, actual) = (inline(&expected, LINE / 2), inline(&actual, LINE / 2));
    let cases = counted(cause.cases, Counted::Case, language);
    format!("{cases}, {}: {expected} → {actual}", inline(&cause.trial.name, LINE))
}

fn in_full(index: &FindingIndex<'_>, cause: &Cause<'_>, language: Language) -> String {
    let (found, finding) = (cause.found, &cause.found.finding);
    let lines = diff(&finding.expected_in(language), &finding.actual_in(language), language);
    let lines: Vec<&str> = lines.lines().filter(|line| !line.starts_with("@@")).collect();
    let body = indented(&found.request);
    let mut text = format!("<details><summary>{}</summary>\n\n", escape::markup(&in_words(cause, language), 2 * LINE));
    text.push_str(&format!("{}\n\n", inline(&found.intent.in_words(language), LINE)));
    if !finding.pointer.is_empty() {
        text.push_str(&format!("{} {}\n\n", plain(&finding.check, LINE), inline(&finding.pointer, LINE)));
    }
    if found.flaky {
        text.push_str(&format!("{}\n\n", flaky_note(language)));
    }
    text.push_str(&block("diff", &lines.join("\n"), BLOCK));
    if !found.request.is_null() {
        text.push_str(&format!("{}\n\n", word(language, "最小再現リクエスト", "the smallest request")));
        text.push_str(&block("json", &body, BLOCK));
    }
    for command in [Some(found.curl.clone()).filter(|curl| !curl.is_empty()), index.replay(found)].iter().flatten() {
        text.push_str(&block("sh", command, BLOCK));
    }
    text.push_str("</details>\n");
    text
}

/// How often and where, for a summary that is opened.
fn in_words(cause: &Cause<'_>, language: Language) -> String {
    let more = cause.trials.len() - 1;
    let more = if more == 0 { String::new() } else { format!(" (+{more})") };
    format!("{}: {}{more}", counted(cause.cases, Counted::Case, language), cause.trial.name)
}

/// Requirements with one verdict, by its reason.
fn by_reason(run: &Run, wanted: Verdict, language: Language) -> Vec<String> {
    let mut reasons: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let records = run.contracts.iter().flat_map(|contract| &contract.requirements);
    // What a filter leaves out is one line of its own.
    for record in records.filter(|record| record.verdict == wanted && !record.reason.is(ReasonId::Outside)) {
        reasons.entry(record.reason.in_language(language)).or_default().push(&record.id);
    }
    let line =
        |(reason, ids): (String, Vec<&str>)| format!("{}: {}", plain(&ids.join(", "), 1_000), plain(&reason, LINE));
    reasons.into_iter().map(line).collect()
}

fn errors(run: &Run, language: Language) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for error in run.trials.iter().flat_map(|trial| &trial.errors) {
        *counts.entry(error.message().in_language(language)).or_default() += 1;
    }
    counts.into_iter().map(|(text, count)| format!("{count} × {}", inline(&text, LINE))).collect()
}

/// A list under a head, as far as there is room; nothing where it is empty.
fn list(head: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut text = format!("\n### {head} ({})\n\n", lines.len());
    for (number, line) in lines.iter().enumerate() {
        if text.len() + line.len() > LIST {
            text.push_str(&format!("- +{}: report.json\n", lines.len() - number));
            break;
        }
        text.push_str(&format!("- {line}\n"));
    }
    text
}
