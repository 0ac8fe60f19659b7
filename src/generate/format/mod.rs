//! What each `format` looks like: a plain text, the boundaries of its legal texts, and near misses that are not legal.

mod calendar;
mod network;
mod row;

pub(super) use row::{Format, find};

/// Every format that can be drawn.
pub(super) static FORMATS: &[&[Format]] = &[calendar::FORMATS, network::FORMATS];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::contract::schema::{Options, Validator, formats};
    use crate::contract::{Files, check_form};
    use crate::generate::rng::Rng;

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
            for (name, text) in (format.misses)() {
                expect(name, &text, false);
            }
            for length in 1..400 {
                if let Some(text) = format.sized.and_then(|sized| sized(length)) {
                    expect("sized", &text, text.chars().count() == length);
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
    }

    #[test]
    fn every_format_that_a_schema_may_name_can_be_drawn_and_no_other() {
        let mut named: Vec<_> = formats().collect();
        let mut drawn: Vec<_> = FORMATS.iter().copied().flatten().map(|format| format.name).collect();
        named.sort_unstable();
        drawn.sort_unstable();
        assert_eq!(drawn, named, "give each name one row in src/contract/schema/format.rs and one in this folder");
        assert!(drawn.windows(2).all(|pair| pair[0] != pair[1]), "{drawn:?}");
    }

    #[test]
    fn the_form_of_schemas_takes_every_format() {
        for name in formats() {
            let schema = json!({"$schema": "../_meta/json-schema.schema.json", "format": name});
            assert_eq!(check_form(&Files::embedded(), "", &schema, "json-schema"), [], "{name}");
        }
    }
}
