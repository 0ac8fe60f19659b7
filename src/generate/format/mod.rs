//! What each `format` looks like: a plain text, the boundaries of its legal texts, and near misses that are not legal.

mod calendar;
mod network;

use super::rng::Rng;

/// One format, as far as drawing goes. What is legal the validator says.
#[derive(Debug)]
pub(super) struct Format {
    pub(super) name: &'static str,
    pub(super) plain: &'static str,
    /// Legal texts at a boundary, by name.
    pub(super) classes: &'static [(&'static str, &'static str)],
    /// A legal text of exactly this many characters.
    pub(super) sized: Option<fn(usize) -> Option<String>>,
    pub(super) random: fn(&mut Rng) -> String,
    /// Illegal texts, by the name of what is wrong with them.
    pub(super) misses: fn() -> Vec<(&'static str, String)>,
}

/// Every format that can be drawn.
static FORMATS: &[&[Format]] = &[calendar::FORMATS, network::FORMATS];

/// The format of this name.
pub(super) fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().flatten().find(|format| format.name == name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::contract::schema::{Options, Validator};

    #[test]
    fn what_is_called_legal_is_legal_and_what_is_called_a_miss_is_not() {
        let mut wrong = Vec::new();
        for format in FORMATS.iter().copied().flatten() {
            let schema = json!({"format": format.name});
            let validator =
                Validator::new(&schema, &Options { strict: true, ..Options::default() }).expect(format.name);
            let mut expect = |what: &str, text: &str, legal: bool| {
                if validator.is_valid(&json!(text)) != legal {
                    wrong.push(format!("{} {what} {text:?}", format.name));
                }
            };
            expect("plain", format.plain, true);
            format.classes.iter().for_each(|(name, text)| expect(name, text, true));
            let mut rng = Rng::new(1, format.name);
            (0..100).for_each(|_| expect("random", &(format.random)(&mut rng), true));
            (format.misses)().iter().for_each(|(name, text)| expect(name, text, false));
            for length in 1..400 {
                if let Some(text) = format.sized.and_then(|sized| sized(length)) {
                    expect("sized", &text, text.chars().count() == length);
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
    }

    #[test]
    fn every_format_of_the_specification_can_be_drawn() {
        for name in ["date", "time", "date-time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4"]
        {
            assert!(find(name).is_some(), "{name}");
        }
        for name in
            ["ipv6", "uri", "uri-reference", "iri", "iri-reference", "uri-template", "uuid", "json-pointer", "regex"]
        {
            assert!(find(name).is_some(), "{name}");
        }
        for name in ["relative-json-pointer", "date-slash", "date-compact", "local-date-time"] {
            assert!(find(name).is_some(), "{name}");
        }
    }
}
