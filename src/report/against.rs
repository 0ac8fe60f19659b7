//! Compares two targets: which of them keeps which promise.

use std::{collections::BTreeMap, fmt::Write as _, io, path::Path};

use serde_json::{Value, json};

use crate::{
    check::FindingKey,
    contract::Language,
    record::{Found, Run, Verdict},
    util::visible::{all_visible, visible_line},
};

/// Which of two targets break something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Which {
    Both,
    OnlyA,
    OnlyB,
    Neither,
}

impl Which {
    fn of(a: bool, b: bool) -> Self {
        match (a, b) {
            (true, true) => Self::Both,
            (true, false) => Self::OnlyA,
            (false, true) => Self::OnlyB,
            (false, false) => Self::Neither,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Both => "both wrong",
            Self::OnlyA => "only A",
            Self::OnlyB => "only B",
            Self::Neither => "same",
        }
    }

    fn label(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Both, Language::Japanese) => "両方が違反",
            (Self::OnlyA, Language::Japanese) => "Aだけが違反",
            (Self::OnlyB, Language::Japanese) => "Bだけが違反",
            (Self::Neither, Language::Japanese) => "同じ",
            (which, Language::English) => which.name(),
        }
    }
}

fn wrong(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Fail | Verdict::Warn)
}

/// Every requirement with its verdict on either side.
fn requirements<'a>(a: &'a Run, b: &'a Run) -> Vec<(Which, &'a str, Verdict, Verdict)> {
    let verdicts = |run: &'a Run| {
        let all = run.contracts.iter().flat_map(|contract| &contract.requirements);
        all.map(|requirement| (requirement.id.as_str(), requirement.verdict)).collect::<BTreeMap<_, _>>()
    };
    let (of_a, of_b) = (verdicts(a), verdicts(b));
    let both = of_a.iter().filter_map(|(id, a)| Some((*id, *a, *of_b.get(id)?)));
    both.map(|(id, a, b)| (Which::of(wrong(a), wrong(b)), id, a, b)).collect()
}

/// Every finding by its key, with the side that shows it.
fn findings<'a>(a: &'a Run, b: &'a Run) -> Vec<(Which, &'a str, &'a Found)> {
    let keyed = |run: &'a Run| {
        let mut all: BTreeMap<(&str, &FindingKey), &Found> = BTreeMap::new();
        for (trial, found) in run.findings() {
            all.entry((trial.name.as_str(), &found.key)).or_insert(found);
        }
        all
    };
    let (of_a, of_b) = (keyed(a), keyed(b));
    let first = of_a.iter().map(|(key, found)| (Which::of(true, of_b.contains_key(key)), key.0, *found));
    let second = of_b.iter().filter(|(key, _)| !of_a.contains_key(*key));
    let mut all: Vec<_> = first.chain(second.map(|(key, found)| (Which::OnlyB, key.0, *found))).collect();
    all.sort_by_key(|(which, _, _)| *which);
    all
}

/// Two runs of the same cases against two targets, in words.
pub fn against(a: &Run, b: &Run, language: Language) -> String {
    let mut text = String::new();
    let (rows, found) = (requirements(a, b), findings(a, b));
    for (name, run) in [("A", a), ("B", b)] {
        let _ = writeln!(text, "{name}  {}  {}", run.target.name, run.target.url);
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
    for (which, trial, found) in &found {
        let finding = &found.finding;
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

/// Writes `against.json` and `against.txt` into a folder.
pub fn write_against(a: &Run, b: &Run, folder: &Path, language: Language) -> io::Result<()> {
    let side = |run: &Run| json!({"name": run.target.name, "kind": run.target.kind, "url": run.target.url, "verdict": run.verdict()});
    let rows: Vec<Value> = requirements(a, b)
        .into_iter()
        .map(|(which, id, a, b)| json!({"id": id, "which": which.name(), "a": a.name(), "b": b.name()}))
        .collect();
    let found: Vec<Value> = findings(a, b)
        .into_iter()
        .map(|(which, trial, found)| {
            json!({"which": which.name(), "trial": trial, "requirement": found.finding.requirement,
                "expected": found.finding.expected, "actual": found.finding.actual, "pointer": found.finding.pointer})
        })
        .collect();
    let file = json!({"a": side(a), "b": side(b), "requirements": rows, "findings": found});
    std::fs::write(folder.join("against.json"), serde_json::to_string_pretty(&file).map_err(io::Error::other)? + "\n")?;
    std::fs::write(folder.join("against.txt"), against(a, b, language))
}
