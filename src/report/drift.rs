//! What changed between two runs: text for a terminal, a page of two columns, Markdown for a comment, JSON for a program.

mod notes;
mod page;

use std::{fmt::Write as _, io, path::Path};

use super::summary::word;
use crate::{
    contract::{Language, Level},
    record::{Drift, TargetRecord},
    util::visible::{all_visible, visible_line},
};
use notes::{idle, plans_differ, said};

/// The most changes and masked places that a text lists; the JSON has all.
const LISTED: usize = 60;

/// What changed, in words.
pub fn drift(drift: &Drift, language: Language) -> String {
    let mut text = String::new();
    for (name, side) in [("A", &drift.a), ("B", &drift.b)] {
        let _ = writeln!(
            text,
            "{name}  {}  {}  {}",
            TargetRecord::shown(&side.target, language),
            side.started,
            side.folder
        );
    }
    if let Some(note) = plans_differ(drift, language) {
        let _ = writeln!(text, "{note}");
    }
    for level in [Level::Must, Level::Should, Level::Open] {
        changes(drift, level, &mut text, language);
    }
    for line in idle(drift, language) {
        let _ = writeln!(text, "\n{line}");
    }
    masked(
        drift,
        &mut text,
        word(language, "\n比べなかった値（ID、時刻、トークン）", "\nvalues passed over (ids, times, tokens)"),
    );
    slower(drift, &mut text, word(language, "\n応答時間の中央値", "\nmedian time of a response"));
    totals(drift, &mut text, language);
    all_visible(&text).into_owned()
}

/// What a target returned takes one line.
fn line(text: &str) -> String {
    visible_line(text, usize::MAX)
}

/// The changes of one level.
fn changes(drift: &Drift, level: Level, text: &mut String, language: Language) {
    let changes = drift.places(level);
    if !changes.is_empty() {
        let (name, count) = (level.name(), changes.len());
        let _ = match language {
            Language::Japanese => writeln!(text, "\n{name}: 変化 {count}種類"),
            Language::English if count == 1 => writeln!(text, "\n{name}: 1 kind of change"),
            Language::English => writeln!(text, "\n{name}: {count} kinds of change"),
        };
    }
    for place in changes.iter().take(LISTED) {
        let ((change, met), shown) = (place.first, place.shown());
        let place = if shown.is_empty() { shown } else { format!(" {shown}") };
        let example = if (&met.example.0, &met.example.1) == (&change.from, &change.to) {
            String::new()
        } else {
            format!(" ({} → {})", line(&met.example.0), line(&met.example.1))
        };
        let of: Vec<&str> = met.requirements.iter().map(String::as_str).take(4).collect();
        let more = if met.requirements.len() > of.len() { " …" } else { "" };
        let _ = writeln!(
            text,
            "  {:<11} {}/{}{place}: {} → {}{example}  ×{}  [{}{more}]  {} #{}",
            change.kind.name(),
            change.contract,
            change.operation,
            line(said(&change.from, language)),
            line(said(&change.to, language)),
            met.cases,
            of.join(" "),
            met.trial,
            met.request
        );
    }
    if changes.len() > LISTED {
        let rest = changes.len() - LISTED;
        let _ = writeln!(text, "  … {rest} {}", word(language, "件は drift.json に", "more in drift.json"));
    }
}

fn totals(drift: &Drift, text: &mut String, language: Language) {
    let Drift { compared, same, only_a, only_b, asked_otherwise, .. } = drift;
    let changes = drift.changes.values().map(|met| met.cases).sum::<u64>() + drift.more;
    let _ = match language {
        Language::Japanese => writeln!(
            text,
            "\n比較 {compared}件、一致 {same}件、変化 {changes}件、Aのみ {only_a}件、Bのみ {only_b}件、別のリクエスト {asked_otherwise}件"
        ),
        Language::English => writeln!(
            text,
            "\n{compared} requests compared, {same} the same, {changes} changes, {only_a} A, {only_b} B, {asked_otherwise} other requests"
        ),
    };
}

fn masked(drift: &Drift, text: &mut String, title: &str) {
    if !drift.masked.is_empty() {
        let _ = writeln!(text, "{title}");
    }
    for (place, masked) in drift.masked.iter().take(LISTED) {
        let _ = writeln!(text, "  {place}: {} ×{}", masked.class, masked.values);
    }
    if drift.masked.len() > LISTED {
        let _ = writeln!(text, "  … {}", drift.masked.len() - LISTED);
    }
}

fn slower(drift: &Drift, text: &mut String, title: &str) {
    let _ = writeln!(text, "{title}");
    for (operation, latency) in &drift.b.latency {
        let before = drift.a.latency.get(operation).map_or(0, |latency| latency.within(500));
        let _ = writeln!(text, "  {operation}: {before} → {} µs", latency.within(500));
    }
}

/// The same in Markdown; what a target returned is quoted as code.
fn markdown(found: &Drift, language: Language) -> String {
    let text = drift(found, language);
    // A fence longer than any in the text cannot be closed by it.
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("# tekigo diff\n\n{fence}text\n{text}{fence}\n")
}

/// Writes `drift.json`, `drift.html` and `drift.md` into a folder.
pub fn write_drift(found: &Drift, folder: &Path, language: Language) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let json = serde_json::to_string_pretty(found).map_err(io::Error::other)?;
    std::fs::write(folder.join("drift.json"), json + "\n")?;
    std::fs::write(folder.join("drift.html"), page::render(found, language))?;
    std::fs::write(folder.join("drift.md"), markdown(found, language))
}
