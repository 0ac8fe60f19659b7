//! How a world is set up: which faults are on, which readings are in force.

use std::collections::BTreeMap;

/// Faults and readings by name. The default has no fault and reads everything in the default way.
#[derive(Debug, Default, Clone)]
pub struct Config {
    /// Names of faults to switch on.
    pub faults: Vec<String>,
    /// Choices that differ from the default, by the name of the reading.
    pub readings: BTreeMap<String, String>,
}

/// A configuration that names what is not there. Completes "failed to …".
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ConfigError {
    /// A fault nobody knows.
    #[error("switch on the fault {name:?}: {contract} knows {known}")]
    Fault {
        /// The contract it was requested for.
        contract: &'static str,
        /// The name that was given.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A reading nobody knows.
    #[error("set the reading {name:?}: {contract} knows {known}")]
    Reading {
        /// The contract it was requested for.
        contract: &'static str,
        /// The name that was given.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A choice that the reading does not offer.
    #[error("read {name} as {choice:?}: {contract} knows {known}")]
    Choice {
        /// The contract it was requested for.
        contract: &'static str,
        /// The reading.
        name: &'static str,
        /// The choice that was given.
        choice: String,
        /// The choices there are.
        known: String,
    },
}

/// Names of readings that take more than the choices listed, with the test for the rest.
pub(super) type More = &'static [(&'static str, fn(&str) -> bool)];

/// Whether a text can be the name of a header, or a method: a token of HTTP.
pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// The header that a choice `header:<name>` names, in lower case as headers are kept.
pub(super) fn named_header(choice: &str) -> Option<String> {
    choice.strip_prefix("header:").filter(|name| is_token(name)).map(str::to_ascii_lowercase)
}

/// One choice for every reading of an API.
pub(super) struct Choices(BTreeMap<&'static str, String>);

impl Choices {
    pub(super) fn of(
        contract: &'static str,
        readings: &[(&'static str, &[&str])],
        more: More,
        given: &BTreeMap<String, String>,
    ) -> Result<Self, ConfigError> {
        let mut choices: BTreeMap<&'static str, String> =
            readings.iter().map(|(name, choices)| (*name, choices[0].to_owned())).collect();
        for (name, choice) in given {
            let Some((name, known)) = readings.iter().find(|(known, _)| known == name) else {
                let known = choices.keys().copied().collect::<Vec<_>>().join(", ");
                return Err(ConfigError::Reading { contract, name: name.clone(), known });
            };
            let fits = more.iter().any(|(reading, fits)| reading == name && fits(choice));
            if !fits && !known.contains(&choice.as_str()) {
                return Err(ConfigError::Choice { contract, name, choice: choice.clone(), known: known.join(", ") });
            }
            choices.insert(name, choice.clone());
        }
        Ok(Self(choices))
    }

    /// The choice in force. Every name in an API's table has one.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READINGS: &[(&str, &[&str])] = &[("dates", &["calendar", "pattern"]), ("limit", &["1000", "unknown"])];
    const MORE: More = &[("limit", |choice| choice.parse::<u32>().is_ok_and(|limit| limit > 0))];

    fn of(name: &str, choice: &str) -> Result<Choices, ConfigError> {
        Choices::of("x", READINGS, MORE, &[(name.to_owned(), choice.to_owned())].into())
    }

    #[test]
    fn the_first_choice_is_the_default_and_one_that_is_listed_or_fits_the_test_takes_its_place() {
        for (given, [dates, limit]) in [
            (of("dates", "calendar"), ["calendar", "1000"]),
            (of("dates", "pattern"), ["pattern", "1000"]),
            (of("limit", "unknown"), ["calendar", "unknown"]),
            (of("limit", "50"), ["calendar", "50"]),
        ] {
            let choices = given.expect("known");
            assert_eq!([choices.get("dates"), choices.get("limit"), choices.get("colour")], [dates, limit, ""]);
        }
    }

    #[test]
    fn an_unknown_reading_or_choice_names_the_known_ones() {
        let text = |name, choice| of(name, choice).err().expect("refused").to_string();
        assert_eq!(text("colour", "red"), "set the reading \"colour\": x knows dates, limit");
        assert_eq!(text("dates", "red"), "read dates as \"red\": x knows calendar, pattern");
        assert_eq!(text("dates", "50"), "read dates as \"50\": x knows calendar, pattern");
        for choice in ["many", "0", ""] {
            assert_eq!(text("limit", choice), format!("read limit as {choice:?}: x knows 1000, unknown"));
        }
    }

    #[test]
    fn a_header_is_named_by_a_token_and_kept_in_lower_case() {
        assert_eq!(named_header("header:X-Access-Token").as_deref(), Some("x-access-token"));
        for choice in ["header:", "header:a b", "X-Access-Token", "bearer"] {
            assert_eq!(named_header(choice), None, "{choice}");
        }
    }
}
