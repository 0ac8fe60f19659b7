//! The target of a run.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::contract::Language;

/// The kind of a target; an alias, for serde would borrow a plain reference from what it reads.
pub type TargetKind = &'static str;

/// The target of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetRecord {
    /// Its name.
    pub name: String,
    /// `reference` or `url`.
    #[serde(deserialize_with = "kind")]
    pub kind: TargetKind,
    /// Its address; empty for the reference.
    pub url: String,
    /// Where a profile says how it is reached, by key and as `p.toml:3`; empty where no profile does.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub places: BTreeMap<String, String>,
}

/// The keys of a profile that say how a target is reached.
const KEYS: [&str; 6] = ["url", "proxy", "tls", "auth", "timeout", "limits"];

/// What the embedded reference is called in records.
const REFERENCE: &str = "embedded reference";

impl TargetRecord {
    /// The name of the embedded reference with the faults that are switched on.
    pub fn reference(faults: &[String]) -> String {
        if faults.is_empty() { REFERENCE.to_owned() } else { format!("{REFERENCE} with {}", faults.join(", ")) }
    }

    /// A name as readers of a language see it: only the embedded reference has one in each.
    pub fn shown(name: &str, language: Language) -> String {
        match (name.strip_prefix(REFERENCE), language) {
            (Some(""), Language::Japanese) => "内蔵の参照実装".to_owned(),
            (Some(rest), Language::Japanese) => rest
                .strip_prefix(" with ")
                .map_or_else(|| name.to_owned(), |faults| format!("内蔵の参照実装（欠陥: {faults}）")),
            _ => name.to_owned(),
        }
    }

    /// What a report keeps of the places of a profile's keys.
    pub fn places_of(all: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        all.iter()
            .filter(|(key, _)| KEYS.contains(&key.as_str()))
            .map(|(key, place)| (key.clone(), place.clone()))
            .collect()
    }
}

/// A kind that is fixed in the program, read back from a record.
fn kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<TargetKind, D::Error> {
    let name = String::deserialize(deserializer)?;
    let known = ["reference", "url"].into_iter().find(|known| *known == name);
    known.ok_or_else(|| D::Error::custom(format!("`{name}` is not a kind of target; write `reference` or `url`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_reference_has_a_name_in_each_language_and_others_keep_theirs() {
        let with = TargetRecord::reference(&["a".to_owned(), "b".to_owned()]);
        for (name, english, japanese) in [
            (TargetRecord::reference(&[]), "embedded reference", "内蔵の参照実装"),
            (with, "embedded reference with a, b", "内蔵の参照実装（欠陥: a, b）"),
            ("embedded references".to_owned(), "embedded references", "embedded references"),
            ("acme".to_owned(), "acme", "acme"),
        ] {
            let shown = [Language::English, Language::Japanese].map(|language| TargetRecord::shown(&name, language));
            assert_eq!(shown, [english, japanese]);
        }
    }

    #[test]
    fn a_record_keeps_the_lines_of_what_says_how_a_target_is_reached() {
        let all = ["url", "proxy", "states", ""].map(|key| (key.to_owned(), format!("p.toml:{}", key.len())));
        let kept = TargetRecord::places_of(&all.into());
        assert_eq!(
            kept.into_iter().collect::<Vec<_>>(),
            [("proxy".into(), "p.toml:5".into()), ("url".into(), "p.toml:3".into())]
        );
    }
}
