//! What holds for every implementation of the table.

use std::collections::BTreeSet;

use super::{Config, ConfigError, all, find};

#[test]
fn names_of_faults_are_kebab_case_and_unique() {
    for reference in all() {
        let names: BTreeSet<_> = reference.faults.iter().map(|fault| fault.name).collect();
        assert_eq!(names.len(), reference.faults.len(), "{} names a fault twice", reference.contract);
        for name in names {
            let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            assert!(plain && !name.starts_with('-') && !name.ends_with('-'), "{name}");
        }
    }
}

#[test]
fn every_table_of_faults_is_large_enough_to_prove_something() {
    for reference in all() {
        let (faults, contract) = (reference.faults, reference.contract);
        assert!(faults.len() >= 28, "{contract} has {}", faults.len());
        assert!(faults.iter().filter(|fault| fault.sleeper).count() >= 6, "{contract} lacks sleepers");
        assert!(faults.iter().all(|fault| fault.text.len() > 10), "{contract} has faults without a text");
    }
}

#[test]
fn the_requirements_of_a_table_share_a_prefix_that_no_other_has() {
    let prefix = |requirement: &'static str| requirement.split('-').next().unwrap_or_default();
    let mut seen = BTreeSet::new();
    for reference in all() {
        let prefixes: BTreeSet<_> = reference.faults.iter().map(|fault| prefix(fault.requirement)).collect();
        let fresh = prefixes.iter().all(|prefix| seen.insert(*prefix));
        assert!(prefixes.len() == 1 && fresh, "{}: {prefixes:?}", reference.contract);
    }
}

#[test]
fn an_unknown_fault_is_refused_with_the_known_ones() {
    for reference in all() {
        let config = Config { faults: vec!["nonsense".into()], ..Config::default() };
        let text = reference.world(&config).err().expect("refused").to_string();
        assert!(text.contains("\"nonsense\"") && text.contains(reference.faults[0].name), "{text}");
    }
}

fn with(contract: &str, name: &str, choice: &str) -> Option<ConfigError> {
    let readings = [(name.to_owned(), choice.to_owned())].into();
    find(contract).expect("in the table").world(&Config { readings, ..Config::default() }).err()
}

#[test]
fn every_listed_choice_makes_a_world() {
    for reference in all() {
        for (name, choices) in reference.readings {
            for choice in *choices {
                assert_eq!(with(reference.contract, name, choice), None, "{name} {choice}");
            }
        }
    }
}

#[test]
fn a_choice_that_is_not_listed_makes_a_world_where_it_fits_and_is_refused_where_not() {
    for (contract, name, good, bad) in [
        ("robo-payment", "row-limit", "50", "0"),
        ("robo-payment", "row-limit", "1", "many"),
        ("robo-payment", "dates", "calendar", "red"),
        ("jpay-search", "sort-order-key", "order", ""),
        ("jpay-search", "zone", "-03:30", "-3:30"),
        ("saison-claim", "method", "POST", "G T"),
        ("saison-claim", "path", "/claims/monthly", "TEB002"),
        ("saison-claim", "auth", "header:X-Access-Token", "header:"),
        ("saison-claim", "auth", "header:a-b", "header:a b"),
        ("saison-claim", "terminal-id", "query:terminal_id", "query:"),
        ("saison-claim", "terminal-id", "header:X-Terminal-Id", "header:"),
        ("kanri-claim", "auth", "header:X-Session", "header:"),
        ("abs-status", "auth", "header:X-Api-Token", "header:"),
        ("abs-status", "required", "tenantId, transactionId,errorMessage", "tenantId, colour"),
    ] {
        assert_eq!(with(contract, name, good), None, "{contract} {name} {good}");
        assert!(matches!(with(contract, name, bad), Some(ConfigError::Choice { .. })), "{contract} {name} {bad}");
    }
}
