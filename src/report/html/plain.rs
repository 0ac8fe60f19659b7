//! What the page shows where no script may run: the verdict, the totals, and what failed.

use super::escape::{cut_plain, escaped_markup};
use crate::{
    contract::Language,
    record::{Run, TargetRecord, Verdict, symptoms},
    report::{
        silence, subject,
        summary::{Look, closing, extent, word},
        words,
    },
};

/// The most requirements and causes that are listed.
const MOST: usize = 200;
const MOST_CAUSES: usize = 10;

/// Markup in the language of the run.
pub(super) fn plain(run: &Run, language: Language) -> String {
    let text = |text: &str, most: usize| escaped_markup(&cut_plain(text, most));
    let target = text(&TargetRecord::shown(&run.target.name, language), 200);
    let mut markup = format!(
        "<h1>{target}</h1>\n<p class=\"plain\"><strong>{}</strong></p>\n",
        text(closing(run, language, Look::default()).trim_end(), 600)
    );
    if let Some(line) = subject::line(run, language) {
        markup.push_str(&format!("<p class=\"plain\">{}</p>\n", text(&line, 1_000)));
    }
    if let Some(advice) = silence::advice(run, language) {
        markup.push_str(&format!("<p class=\"plain\">{}</p>\n", text(&advice, 1_000)));
    }
    let causes = symptoms(run);
    let findings = run.findings();
    let causes: Vec<String> = causes
        .iter()
        .filter(|symptom| symptom.verdict < Verdict::Waived)
        .take(MOST_CAUSES)
        .map(|symptom| {
            let finding = &findings[symptom.findings[0]].1.finding;
            format!(
                "<li>{} → {}<br>{}</li>\n",
                text(&finding.expected_in(language), 300),
                text(&finding.actual_in(language), 300),
                text(&extent(symptom, language), 600)
            )
        })
        .collect();
    markup.push_str(&list(word(language, "主な原因", "Causes"), "ol", &causes));
    let all = run.contracts.iter().flat_map(|contract| &contract.requirements);
    let failed: Vec<String> = all
        .filter(|record| matches!(record.verdict, Verdict::Fail | Verdict::Error))
        .take(MOST)
        .map(|record| {
            let (id, name) = (text(&record.id, 200), words::of_verdict(record.verdict, language));
            format!("<li>{name} <strong>{id}</strong> {}</li>\n", text(record.text.get(language), 300))
        })
        .collect();
    markup.push_str(&list(word(language, "不合格の要件", "Requirements that failed"), "ul", &failed));
    markup
}

/// A list below its heading; nothing where there is nothing to list.
fn list(head: &str, tag: &str, items: &[String]) -> String {
    if items.is_empty() { String::new() } else { format!("<h2>{head}</h2>\n<{tag}>\n{}</{tag}>\n", items.concat()) }
}
