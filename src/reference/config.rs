//! How a world is set up: which faults are on, which readings are in force.

use std::collections::BTreeMap;

use super::Reference;

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
        /// The contract it was asked of.
        contract: &'static str,
        /// The name that was given.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A reading nobody knows.
    #[error("set the reading {name:?}: {contract} knows {known}")]
    Reading {
        /// The contract it was asked of.
        contract: &'static str,
        /// The name that was given.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A choice that the reading does not offer.
    #[error("read {name} as {choice:?}: {contract} knows {known}")]
    Choice {
        /// The contract it was asked of.
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
    pub(super) fn of(reference: &Reference, given: &BTreeMap<String, String>) -> Result<Self, ConfigError> {
        let contract = reference.contract;
        let mut choices: BTreeMap<&'static str, String> =
            reference.readings.iter().map(|(name, choices)| (*name, choices[0].to_owned())).collect();
        for (name, choice) in given {
            let Some((name, known)) = reference.readings.iter().find(|(known, _)| known == name) else {
                let known = choices.keys().copied().collect::<Vec<_>>().join(", ");
                return Err(ConfigError::Reading { contract, name: name.clone(), known });
            };
            let more = reference.more.iter().any(|(reading, fits)| reading == name && fits(choice));
            if !more && !known.contains(&choice.as_str()) {
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
    use crate::reference::{all, find};

    fn failure(config: &Config) -> String {
        find("robo-payment").expect("in the table").world(config).err().expect("refused").to_string()
    }

    #[test]
    fn an_unknown_fault_names_the_known_ones() {
        let text = failure(&Config { faults: vec!["nonsense".into()], ..Config::default() });
        assert!(text.contains("\"nonsense\"") && text.contains("amount-max-off-by-one"), "{text}");
    }

    #[test]
    fn an_unknown_reading_or_choice_names_the_known_ones() {
        let with = |name: &str, choice: &str| {
            failure(&Config { readings: [(name.to_owned(), choice.to_owned())].into(), ..Config::default() })
        };
        assert!(with("colour", "red").contains("row-limit"));
        assert!(with("dates", "red").contains("calendar, pattern"));
        assert!(with("row-limit", "many").contains("1000, unknown"));
        assert!(with("row-limit", "0").contains("1000, unknown"));
        for (name, choice) in [
            ("method", "G T"),
            ("path", "TEB002"),
            ("auth", "header:"),
            ("auth", "header:a b"),
            ("terminal-id", "query:"),
        ] {
            let config = Config { readings: [(name.to_owned(), choice.to_owned())].into(), ..Config::default() };
            let refused = find("saison-claim").expect("in the table").world(&config).err();
            assert!(matches!(refused, Some(ConfigError::Choice { .. })), "{name} {choice}");
        }
    }

    #[test]
    fn every_listed_choice_and_the_open_ones_make_a_world() {
        for reference in all() {
            for (name, choices) in reference.readings {
                for choice in *choices {
                    let readings = [((*name).to_owned(), (*choice).to_owned())].into();
                    assert!(reference.world(&Config { readings, ..Config::default() }).is_ok(), "{name} {choice}");
                }
            }
        }
        for (contract, name, choice) in [
            ("robo-payment", "row-limit", "50"),
            ("jpay-search", "sort-order-key", "order"),
            ("jpay-search", "zone", "-03:30"),
            ("saison-claim", "method", "POST"),
            ("saison-claim", "path", "/claims/monthly"),
            ("saison-claim", "auth", "header:X-Access-Token"),
            ("saison-claim", "terminal-id", "query:terminal_id"),
            ("saison-claim", "terminal-id", "header:X-Terminal-Id"),
            ("kanri-claim", "auth", "header:X-Session"),
            ("abs-status", "auth", "header:X-Api-Token"),
            ("abs-status", "required", "tenantId, transactionId,errorMessage"),
        ] {
            let readings = [(name.to_owned(), choice.to_owned())].into();
            let config = Config { readings, ..Config::default() };
            assert!(find(contract).expect("in the table").world(&config).is_ok(), "{name} {choice}");
        }
    }
}
