//! Words a test item: what was asked, what was due, what came.

use jiff::Timestamp;
use serde_json::Value;

use super::{
    book::Book,
    cell::bounded,
    item::{Item, broken},
    time::in_japan,
};
use crate::{
    contract::{Expectation, Outcome, code_text},
    record::{Found, Group, Sample, TrialError, TrialRecord},
    target::Waiver,
};

/// What a cell of an item shows of a request or an answer; the whole of it stands in the journal.
const MOST: usize = 400;

/// Operation, item and kind of test, as the columns of the sheet have them.
#[derive(Default)]
pub(super) struct Category {
    pub(super) operation: String,
    pub(super) item: String,
    pub(super) kind: String,
}

/// The category of a trial.
pub(super) fn category(book: &Book<'_>, trial: Option<&TrialRecord>) -> Category {
    let Some(trial) = trial else { return Category::default() };
    let id = &trial.id;
    let category = |ja: &str, en: &str, item: &str| Category {
        operation: id.operation.clone(),
        item: item.to_owned(),
        kind: book.word(ja, en).to_owned(),
    };
    match id.group {
        Group::Accepts => category("境界値", "boundary", &id.rest),
        Group::Pairs => category("正常系", "valid", "pairs"),
        Group::Random => category("正常系", "valid", "random"),
        Group::Rejects => category("異常系", "invalid", &id.rest),
        Group::Raw => category("形式異常", "malformed", &id.rest),
        Group::Precedence => category("複合異常", "two faults", "precedence"),
        Group::Audit => category("監査", "audit", &id.rest),
        Group::Scenario | Group::Replay => {
            let mut operations: Vec<&str> = trial.samples.iter().map(|sample| sample.operation.as_str()).collect();
            operations.dedup();
            let title = trial.title.as_ref().map_or(String::new(), |title| format!("{}\n", title.get(book.language)));
            let item = format!("{title}{}", id.rest);
            Category { operation: operations.join("\n"), ..category("シナリオ", "scenario", &item) }
        }
    }
}

/// The readings in force that the requirement depends on.
pub(super) fn readings(item: &Item<'_>) -> String {
    let lines = item.requirement.readings.iter().map(|id| {
        let choice = item.contract.readings.get(id).map(code_text).unwrap_or_default();
        format!("{id} = {choice}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The states that the requirement needs.
pub(super) fn states(book: &Book<'_>, item: &Item<'_>) -> String {
    let lines = item.requirement.states.iter().map(|id| match item.contract.states.get(id) {
        Some(text) => format!("{id}: {}", text.get(book.language)),
        None => id.clone(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The example that shows the requirement best.
fn example<'a>(item: &Item<'a>) -> Option<&'a Sample> {
    let samples = &item.trial?.samples;
    samples.iter().find(|sample| sample.due.requirement == item.requirement.id).or_else(|| samples.first())
}

/// What was sent: the smallest request that shows what is broken, else an example; of a scenario every step.
pub(super) fn input(book: &Book<'_>, item: &Item<'_>) -> String {
    let Some(trial) = item.trial else { return String::new() };
    let line = |sample: &Sample| bounded(format!("{}\n{}", sample.line, sample.body).trim(), MOST);
    let cases = match trial.cases {
        0 | 1 => String::new(),
        cases => book.word(&format!("{cases} ケース。例:\n"), &format!("{cases} cases, such as:\n")).to_owned(),
    };
    if let Some(found) = broken(trial, &item.requirement.id).find(|found| !found.request.is_null()) {
        return format!(
            "{cases}{}\n{}",
            bounded(&found.intent.in_words(book.language), MOST),
            bounded(&found.request.to_string(), MOST)
        );
    }
    if trial.title.is_some() {
        let steps: Vec<String> =
            (1..).zip(&trial.samples).map(|(number, sample)| format!("{number}. {}", line(sample))).collect();
        return format!("{cases}{}", steps.join("\n"));
    }
    example(item).map(|sample| format!("{cases}{}", line(sample))).unwrap_or_default()
}

/// What was due: the clause, and for the request that is shown the outcome.
pub(super) fn expected(book: &Book<'_>, item: &Item<'_>) -> String {
    let clause = item.requirement.text.get(book.language);
    let own = example(item).filter(|sample| sample.due.requirement == item.requirement.id);
    match own {
        Some(sample) => format!("{clause}\n→ {}", due(book, &sample.due)),
        None => clause.to_owned(),
    }
}

fn due(book: &Book<'_>, due: &Expectation) -> String {
    let codes: Vec<String> = due.codes.iter().map(code_text).collect();
    let at = if due.at.is_empty() { String::new() } else { format!(" ({})", due.at) };
    match due.outcome {
        Outcome::Accepted => book.word("受理される", "accepted").to_owned(),
        Outcome::Refused if codes.is_empty() => format!("{}{at}", book.word("拒否される", "refused")),
        Outcome::Refused => {
            let codes = codes.join(book.word(" または ", " or "));
            book.word(&format!("拒否され、コード {codes} が返る{at}"), &format!("refused with code {codes}{at}"))
                .to_owned()
        }
        Outcome::Any => book.word("定めなし（結果を記録する）", "not laid down; what comes is noted").to_owned(),
    }
}

/// What came.
pub(super) fn observed(book: &Book<'_>, item: &Item<'_>) -> String {
    let id = item.requirement.id.as_str();
    let Some(trial) = item.trial else { return book.word("未実施", "not tested").to_owned() };
    let found: Vec<String> = broken(trial, id).take(3).map(|found| shown(book, found)).collect();
    if !found.is_empty() {
        return found.join("\n");
    }
    if let Some(seen) = trial.observed.get(id) {
        return seen.iter().take(10).map(String::as_str).collect::<Vec<_>>().join("\n");
    }
    let Some(asked) = trial.asked.get(id) else {
        let target = trial.errors.iter().any(TrialError::is_target);
        return book.word(if target { "応答なし" } else { "未実施" }, "not tested").to_owned();
    };
    let shown = example(item).filter(|sample| sample.due.requirement == id);
    if let Some(sample) = shown {
        let as_due = format!("as due ({asked} times)");
        return format!("{}\n{}", book.word(&format!("期待どおり（確認 {asked} 回）"), &as_due), came(book, sample));
    }
    book.word(&format!("違反なし（確認 {asked} 回）"), &format!("no breach ({asked} times asked)")).to_owned()
}

fn shown(book: &Book<'_>, found: &Found) -> String {
    let finding = &found.finding;
    let at = if finding.pointer.is_empty() { String::new() } else { format!(" ({})", finding.pointer) };
    let cases = book.word(&format!("{} ケース", found.cases), &format!("{} cases", found.cases)).to_owned();
    let expected = bounded(&finding.expected, MOST);
    let (due, came) = (book.word("期待", "expected"), book.word("実測", "got"));
    format!(
        "{due}: {expected}\n{came}: {}{at}\nHTTP {} [{}] {cases}",
        bounded(&finding.actual, MOST),
        found.status,
        finding.check
    )
}

fn came(book: &Book<'_>, sample: &Sample) -> String {
    let codes = sample.codes.join(", ");
    let code = match codes.as_str() {
        "" => String::new(),
        codes => book.word(&format!("、コード {codes}"), &format!(", code {codes}")).to_owned(),
    };
    format!("{}: HTTP {}{code}", book.word("例", "such as"), sample.status)
}

/// Who answers for what is waived, and until when.
pub(super) fn waived(book: &Book<'_>, waiver: &Waiver) -> String {
    let head = book.word("免除", "waived");
    format!("{head}: {} ({}): {}", waiver.owner, waiver.until, waiver.reason)
}

/// When a trial was begun.
pub(super) fn time(trial: &TrialRecord) -> String {
    trial.began.parse::<Timestamp>().map(in_japan).unwrap_or_default()
}

/// A value on one line, as it came.
pub(super) fn plain(value: &Value) -> String {
    bounded(&code_text(value), MOST)
}
