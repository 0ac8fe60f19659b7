//! What is certified, in the words of the reports.

use super::{reporter::Title, summary::word};
use crate::{contract::Language, record::Run};

/// What the keys of the profile are called, in its order.
const LABELS: [(&str, Title); 7] = [
    ("organisation", Title { ja: "組織", en: "Organisation" }),
    ("product", Title { ja: "製品", en: "Product" }),
    ("version", Title { ja: "バージョン", en: "Version" }),
    ("build", Title { ja: "ビルド", en: "Build" }),
    ("environment", Title { ja: "試験環境", en: "Environment" }),
    ("document", Title { ja: "仕様書", en: "Specification" }),
    ("edition", Title { ja: "仕様書の版", en: "Edition" }),
];

/// What the profile says of what is certified, each with its label.
pub(super) fn facts(run: &Run) -> impl Iterator<Item = (Title, &str)> {
    run.product.given().filter_map(|(key, value)| {
        let (_, label) = LABELS.iter().find(|(known, _)| *known == key)?;
        Some((*label, value))
    })
}

/// The same on one line; nothing where the profile says nothing.
pub(super) fn line(run: &Run, language: Language) -> Option<String> {
    let part = |(label, value): (Title, &str)| match language {
        Language::Japanese => format!("{} {value}", label.ja),
        Language::English => format!("{} {value}", label.en.to_lowercase()),
    };
    let parts: Vec<String> = facts(run).map(part).collect();
    let head = word(language, "試験対象製品", "subject");
    (!parts.is_empty()).then(|| format!("{head}: {}", parts.join(word(language, "、", ", "))))
}
