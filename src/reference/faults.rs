//! Faults: defects that can be switched on, one by one.

use super::ConfigError;

/// A switchable defect. It breaks one requirement and nothing else.
pub struct Fault {
    /// The name it is switched on by.
    pub name: &'static str,
    /// The requirement it breaks.
    pub requirement: &'static str,
    /// What is wrong while it is on.
    pub text: &'static str,
    /// Shows only in a corner: a late row, astral text, a second identical call.
    pub sleeper: bool,
}

/// Writes the table of faults and, in the same order, the enum that rules ask for.
macro_rules! faults {
    ($($slip:ident $name:literal $requirement:literal $text:literal $($sleeper:ident)? ;)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Slip { $($slip),* }

        pub(super) const FAULTS: &[crate::reference::Fault] = &[$(crate::reference::Fault {
            name: $name,
            requirement: $requirement,
            text: $text,
            sleeper: faults!(@ $($sleeper)?),
        }),*];
    };
    (@) => { false };
    (@ sleeper) => { true };
}
pub(super) use faults;

/// The faults that are on, by their place in the table.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Switches(u128);

impl Switches {
    pub(super) fn of(contract: &'static str, table: &[Fault], names: &[String]) -> Result<Self, ConfigError> {
        let mut switches = Self::default();
        for name in names {
            let place = table.iter().position(|fault| fault.name == name).ok_or_else(|| ConfigError::Fault {
                contract,
                name: name.clone(),
                known: table.iter().map(|fault| fault.name).collect::<Vec<_>>().join(", "),
            })?;
            switches.0 |= 1 << place;
        }
        Ok(switches)
    }

    pub(super) fn on(self, place: usize) -> bool {
        self.0 >> place & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use crate::reference::all;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_kebab_case_and_unique() {
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
    fn every_table_fits_the_switches_and_is_large_enough_to_prove_something() {
        let tables = [
            ("robo-payment", 48, 8),
            ("jpay-search", 38, 8),
            ("saison-claim", 38, 8),
            ("kanri-claim", 28, 6),
            ("abs-status", 40, 10),
        ];
        for (contract, least, sleepers) in tables {
            let faults = crate::reference::find(contract).expect("in the table").faults;
            assert!((least..=128).contains(&faults.len()), "{contract} has {}", faults.len());
            assert!(faults.iter().filter(|fault| fault.sleeper).count() >= sleepers, "{contract} lacks sleepers");
        }
    }

    #[test]
    fn requirements_carry_their_contracts_prefix_and_faults_say_what_is_wrong() {
        let tables = [
            ("robo-payment", "RP-"),
            ("jpay-search", "JP-"),
            ("saison-claim", "SC-"),
            ("kanri-claim", "KC-"),
            ("abs-status", "AS-"),
        ];
        for (contract, prefix) in tables {
            for fault in crate::reference::find(contract).expect("in the table").faults {
                assert!(fault.requirement.starts_with(prefix), "{} names {}", fault.name, fault.requirement);
                assert!(fault.text.len() > 10, "{} has no text", fault.name);
            }
        }
    }
}
