//! The summary on a terminal: in its width, by cause, and with an end that says what to do.

use tekigo::{
    contract::{Language, Level},
    record::Run,
    report::{self, Look},
};

use crate::{folder, made};

const NARROW: [usize; 3] = [80, 100, 120];

/// What a terminal of so many columns shows, without the commands, which nobody may cut.
fn shown(run: &Run, language: Language, width: usize) -> Vec<String> {
    let look = Look { colours: false, width: Some(width) };
    let text = report::summary(run, Some("r"), language, look);
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("tekigo ") && !line.contains("curl "));
    // The last line is the verdict, which is whole.
    let mut lines: Vec<String> = lines.map(str::to_owned).collect();
    lines.pop();
    lines
}

fn columns(line: &str) -> usize {
    line.chars().map(|c| if c.is_ascii() || "…✗✓–→".contains(c) { 1 } else { 2 }).sum()
}

#[test]
fn no_line_of_findings_and_clauses_is_wider_than_the_terminal() {
    let mut run = made::large(400);
    run.contracts[0].requirements.iter_mut().for_each(|record| record.text.en = "a long clause ".repeat(40));
    for width in NARROW {
        for language in [Language::English, Language::Japanese] {
            let wide: Vec<String> =
                shown(&run, language, width).into_iter().filter(|line| columns(line) > width).collect();
            assert!(wide.is_empty(), "{width}: {wide:#?}");
        }
    }
    // Elsewhere nothing is cut.
    let whole = report::summary(&run, Some("r"), Language::English, Look::default());
    assert!(whole.contains(run.contracts[0].requirements[0].text.en.trim_end()), "{whole}");
}

#[test]
fn five_thousand_findings_take_ten_entries_at_most() {
    let text = report::summary(&made::large(5_000), Some("r"), Language::English, Look::default());
    let entries = text.lines().filter(|line| line.starts_with("fail  ")).count();
    assert!((1..=10).contains(&entries), "{entries}: {text}");
}

#[test]
fn what_was_observed_is_one_line_and_no_finding() {
    let mut run = made::small();
    run.waivers.clear();
    for found in run.trials.iter_mut().flat_map(|trial| &mut trial.findings) {
        (found.finding.level, found.waived) = (Level::Open, None);
    }
    let count = run.total(|trial| trial.findings.len() as u64);
    let text = report::summary(&run, Some("r"), Language::English, Look::default());
    let s = if count == 1 { "" } else { "s" };
    assert!(
        count > 0 && text.contains(&format!("\ninfo  {count} observation{s} where the document is silent")),
        "{text}"
    );
    assert!(text.contains("0 findings, ") && !text.contains("expected  "), "{text}");
    let folder = folder("observed");
    report::write(&run, &folder, Language::English).expect("written");
    let report: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("report.json")).expect("there")).expect("JSON");
    assert_eq!((&report["totals"]["observations"], &report["totals"]["findings"]), (&count.into(), &count.into()));
}

#[test]
fn only_what_came_is_red() {
    let look = Look { colours: true, width: None };
    let text = report::summary(&made::large(50), Some("r"), Language::English, look);
    let line =
        |label: &str| text.lines().find(|line| line.contains(label)).unwrap_or_else(|| panic!("{label}: {text}"));
    assert!(!line("    expected  ").contains('\u{1b}') && line("    actual    ").contains("\u{1b}[31m"), "{text}");
}
