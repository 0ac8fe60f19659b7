//! What changed between two runs: text for a terminal, Markdown for a page, JSON for a program.

use std::{fmt::Write as _, io, path::Path};

use super::summary::word;
use crate::{
    contract::{Language, Level},
    record::{Change, Drift, Met},
    util::visible::{all_visible, visible_line},
};

/// The most changes and masked places that a text lists; the JSON has all.
const LISTED: usize = 60;

/// What changed, in words.
pub fn drift(drift: &Drift, language: Language) -> String {
    let mut text = String::new();
    for (name, side) in [("A", &drift.a), ("B", &drift.b)] {
        let _ = writeln!(text, "{name}  {}  {}  {}", side.target, side.started, side.folder);
    }
    if drift.a.plan_hash != drift.b.plan_hash {
        let _ = writeln!(
            text,
            "{}",
            word(
                language,
                "計画が異なる（契約、読み、シードのいずれか）。同じ要求だけを比べた。",
                "the plans differ (contracts, readings or seed); only requests that are the same were compared"
            )
        );
    }
    for level in [Level::Must, Level::Should, Level::Open] {
        changes(drift, level, &mut text, language);
    }
    for idle in &drift.idle_masks {
        let _ = write!(text, "\n--mask {}: ", idle.mask);
        match (&idle.nearest, language) {
            (Some(nearest), Language::Japanese) => writeln!(text, "どの項目にも当たらない。{nearest} のことか"),
            (None, Language::Japanese) => writeln!(text, "どの項目にも当たらない"),
            (Some(nearest), Language::English) => writeln!(text, "fits no field; did you mean {nearest}?"),
            (None, Language::English) => writeln!(text, "fits no field"),
        }
        .ok();
    }
    masked(
        drift,
        &mut text,
        word(language, "\n比べなかった値（ID、時刻、トークン）", "\nvalues passed over (ids, times, tokens)"),
    );
    slower(drift, &mut text, word(language, "\n応答時間の中央値", "\nmedian time of an answer"));
    totals(drift, &mut text, language);
    all_visible(&text).into_owned()
}

/// What a target answered takes one line.
fn line(text: &str) -> String {
    visible_line(text, usize::MAX)
}

/// The changes of one level.
fn changes(drift: &Drift, level: Level, text: &mut String, language: Language) {
    let changes: Vec<(&Change, &Met)> = drift.changes.iter().filter(|(_, met)| met.level == level).collect();
    if !changes.is_empty() {
        let kinds = word(language, "種類の変化", "kinds of change");
        let _ = writeln!(text, "\n{}: {} {kinds}", level.name(), changes.len());
    }
    for (change, met) in changes.iter().take(LISTED) {
        let place = if change.place.is_empty() { String::new() } else { format!(" {}", change.place) };
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
            line(&change.from),
            line(&change.to),
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
    let _ = writeln!(
        text,
        "\n{} {}, {} {}, {} {}, {} A, {} B, {} {}",
        drift.compared,
        word(language, "件を比較", "requests compared"),
        drift.same,
        word(language, "件は同じ", "the same"),
        drift.changes.values().map(|met| met.cases).sum::<u64>() + drift.more,
        word(language, "件の変化", "changes"),
        drift.only_a,
        drift.only_b,
        drift.asked_otherwise,
        word(language, "件は別の要求", "asked otherwise")
    );
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

/// The same as a page in Markdown; what a target answers is quoted as code.
fn page(found: &Drift, language: Language) -> String {
    let text = drift(found, language);
    // A fence longer than any in the text cannot be closed by it.
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("# tekigo diff\n\n{fence}text\n{text}{fence}\n")
}

/// Writes `drift.json` and `drift.md` into a folder.
pub fn write_drift(found: &Drift, folder: &Path, language: Language) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let json = serde_json::to_string_pretty(found).map_err(io::Error::other)?;
    std::fs::write(folder.join("drift.json"), json + "\n")?;
    std::fs::write(folder.join("drift.md"), page(found, language))
}
