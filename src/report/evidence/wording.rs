//! Words what was tried, what was due and what was returned.

use serde_json::Value;

use super::{book::Book, cell::bounded};
use crate::{
    contract::{Expectation, Outcome, code_text},
    record::{Group, Sample, TrialRecord, Tried, way_in},
    target::Waiver,
};

/// What a cell shows of a text; the whole of it is in the journal.
const MOST: usize = 400;
/// The most values of one place that are listed for one outcome.
const MOST_VALUES: usize = 4;

/// What kind of test a trial is.
pub(super) fn kind(book: &Book<'_>, trial: &TrialRecord) -> &'static str {
    let [ja, en] = match trial.id.group {
        Group::Accepts => ["境界値", "boundary"],
        Group::Pairs | Group::Random => ["正常系", "valid"],
        Group::Rejects => ["異常系", "invalid"],
        Group::Raw => ["形式異常", "malformed"],
        Group::Precedence => ["複合異常", "two faults"],
        Group::Audit => ["監査", "audit"],
        Group::Scenario | Group::Replay => ["シナリオ", "scenario"],
    };
    book.word(ja, en)
}

/// What was received: the status and the business codes.
pub(super) fn outcome(status: u16, codes: &[String]) -> String {
    match codes.split_at_checked(3) {
        _ if codes.is_empty() => format!("HTTP {status}"),
        Some((first, rest)) if !rest.is_empty() => format!("HTTP {status} [{}, …]", first.join(", ")),
        _ => format!("HTTP {status} [{}]", codes.join(", ")),
    }
}

/// The values that were tried at one place, or at several of one name, with the outcome of each.
struct Line {
    places: Vec<String>,
    came: String,
    values: Vec<String>,
}

/// The values that were tried at each place with the outcome of each, a line each, at most so many of them. What lies at a limit is
/// before what is of another type or not there at all.
pub(super) fn values<'a>(book: &Book<'_>, tried: impl Iterator<Item = &'a Tried>, most: usize) -> String {
    let mut tried: Vec<&Tried> = tried.collect();
    tried.sort_by_key(|one| is_plain(&one.way));
    let mut groups: Vec<Line> = Vec::new();
    for one in tried {
        let (place, came) = (place(&one.at), outcome(one.status, &one.codes));
        let value = one.value.clone().unwrap_or_else(|| format!("({})", way_in(&one.way, book.language)));
        match groups.iter_mut().find(|group| group.places[0] == place && group.came == came) {
            Some(group) if group.values.contains(&value) => {}
            Some(group) => group.values.push(value),
            None => groups.push(Line { places: vec![place], came, values: vec![value] }),
        }
    }
    let mut together: Vec<Line> = Vec::new();
    for group in groups {
        let same = |known: &&mut Line| {
            name(&known.places[0]) == name(&group.places[0])
                && (&known.came, &known.values) == (&group.came, &group.values)
        };
        match together.iter_mut().find(same) {
            Some(known) => known.places.extend(group.places),
            None => together.push(group),
        }
    }
    let mut lines: Vec<String> = together.iter().take(most).map(|group| line(book, group)).collect();
    if together.len() > most {
        let rest = together.len() - most;
        let (ja, en) = (format!("ほか{rest}行は別紙"), format!("{rest} more lines in the appendix"));
        lines.push(book.word(&ja, &en).to_owned());
    }
    lines.join("\n")
}

fn line(book: &Book<'_>, group: &Line) -> String {
    let Line { places, came, values } = group;
    let mut shown = values.iter().take(MOST_VALUES).map(String::as_str).collect::<Vec<_>>().join(" / ");
    if values.len() > MOST_VALUES {
        let rest = values.len() - MOST_VALUES;
        shown.push_str(book.word(&format!(" ほか{rest}件"), &format!(" and {rest} more")));
    }
    let head = match places.as_slice() {
        [one] if one.is_empty() => String::new(),
        [one] => format!("{one}: "),
        several => {
            let (name, count) = (name(&several[0]), several.len());
            book.word(&format!("{name}（{count}か所）: "), &format!("{name} ({count} places): ")).to_owned()
        }
    };
    bounded(&format!("{head}{shown} → {came}"), MOST)
}

/// Whether a way is another type or nothing at all: no limit is tried by it.
fn is_plain(way: &str) -> bool {
    way.starts_with("type-") || ["null", "missing", "absent", "empty-string", "array-of-object"].contains(&way)
}

/// A place in a request as people write it: `rows.amount`, whichever row it was.
fn place(at: &str) -> String {
    let is_index = |token: &&str| *token != "*" && token.parse::<usize>().is_err();
    at.split('/').skip(1).filter(is_index).collect::<Vec<_>>().join(".")
}

/// The last part of a place: the name of the field.
fn name(place: &str) -> &str {
    place.rsplit('.').next().unwrap_or(place)
}

/// What was due for a request.
pub(super) fn due(book: &Book<'_>, due: &Expectation) -> String {
    let mut codes: Vec<String> = Vec::new();
    for code in due.codes.iter().map(code_text) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    let at = if due.at.is_empty() { String::new() } else { format!(" ({})", due.at) };
    match due.outcome {
        Outcome::Accepted => book.word("受理される", "accepted").to_owned(),
        Outcome::Refused if codes.is_empty() => format!("{}{at}", book.word("拒否される", "refused")),
        Outcome::Refused => {
            let codes = codes.join(book.word(" または ", " or "));
            book.word(&format!("拒否され、コード {codes} が返る{at}"), &format!("refused with code {codes}{at}"))
                .to_owned()
        }
        Outcome::Any => book.word("規定なし（結果を記録する）", "not laid down; what comes is noted").to_owned(),
    }
}

/// A request as it is shown, cut to so many letters.
pub(super) fn request(sample: &Sample, most: usize) -> String {
    bounded(format!("{}\n{}", sample.line, sample.body).trim(), most)
}

/// Who is responsible for what is waived, and until when.
pub(super) fn waived(book: &Book<'_>, waiver: &Waiver) -> String {
    let head = book.word("適用除外", "waived");
    format!("{head}: {} ({}): {}", waiver.owner, waiver.until, waiver.reason)
}

/// A value on one line, as it was received.
pub(super) fn plain(value: &Value) -> String {
    bounded(&code_text(value), MOST)
}
