//! Compares two targets: which of them keeps which requirement.

mod page;
mod sides;

use std::{fmt::Write as _, io, path::Path};

use serde_json::{Value, json};

use crate::{
    contract::Language,
    record::{Run, TargetRecord},
    util::visible::{all_visible, visible_line},
};
use sides::{Which, findings, requirements};

/// Two runs of the same cases against two targets, in words.
pub fn against(a: &Run, b: &Run, language: Language) -> String {
    let mut text = String::new();
    let (rows, found) = (requirements(a, b), findings(a, b));
    for (name, run) in [("A", a), ("B", b)] {
        let _ = writeln!(text, "{name}  {}  {}", TargetRecord::shown(&run.target.name, language), run.target.url);
    }
    for which in [Which::Both, Which::OnlyA, Which::OnlyB, Which::Neither] {
        let here = rows.iter().filter(|row| row.0 == which);
        let ids: Vec<String> = here
            .map(|(_, id, a, b)| if a == b { (*id).to_owned() } else { format!("{id} ({} / {})", a.name(), b.name()) })
            .collect();
        let _ = writeln!(
            text,
            "{:<12} {:>4}  {}",
            which.label(language),
            ids.len(),
            match which {
                Which::Neither => String::new(),
                _ => ids.join(", "),
            }
        );
    }
    for compared in &found {
        let (which, trial, finding) = (compared.which, compared.trial, &compared.any().finding);
        let _ = writeln!(
            text,
            "  {:<12} {} {} {trial} {}: {} → {}",
            which.label(language),
            finding.requirement,
            finding.check,
            finding.pointer,
            visible_line(&finding.expected_in(language), usize::MAX),
            visible_line(&finding.actual_in(language), usize::MAX)
        );
    }
    all_visible(&text).into_owned()
}

/// Writes `against.json`, `against.html` and `against.txt` into a folder.
pub fn write_against(a: &Run, b: &Run, folder: &Path, language: Language) -> io::Result<()> {
    let side = |run: &Run| json!({"name": run.target.name, "kind": run.target.kind, "url": run.target.url, "verdict": run.verdict()});
    let rows: Vec<Value> = requirements(a, b)
        .into_iter()
        .map(|(which, id, a, b)| json!({"id": id, "which": which.name(), "a": a.name(), "b": b.name()}))
        .collect();
    let found: Vec<Value> = findings(a, b)
        .into_iter()
        .map(|compared| {
            let finding = &compared.any().finding;
            json!({"which": compared.which.name(), "trial": compared.trial, "requirement": finding.requirement,
                "expected": finding.expected, "actual": finding.actual, "pointer": finding.pointer})
        })
        .collect();
    let file = json!({"a": side(a), "b": side(b), "requirements": rows, "findings": found});
    std::fs::write(folder.join("against.json"), serde_json::to_string_pretty(&file).map_err(io::Error::other)? + "\n")?;
    std::fs::write(folder.join("against.html"), page::render(a, b, language))?;
    std::fs::write(folder.join("against.txt"), against(a, b, language))
}
