//! Faults: defects of an implementation that can be switched on one by one.

use super::config::ConfigError;

/// A switchable defect.
#[derive(Debug)]
pub struct Fault {
    /// The name it is switched on by.
    pub name: &'static str,
    /// The requirement it breaks.
    pub requirement: &'static str,
    /// Requirements that cannot be kept while that one is broken so, in groups.
    pub also: &'static [&'static [&'static str]],
    /// What is wrong while it is on.
    pub text: &'static str,
    /// The same in Japanese.
    pub japanese: &'static str,
    /// Shows only in a corner: a late row, astral text, a second identical call.
    pub sleeper: bool,
}

impl Fault {
    /// The requirements that cannot be kept while that one is broken so.
    pub fn consequences(&self) -> impl Iterator<Item = &'static str> {
        self.also.iter().copied().flatten().copied()
    }

    /// Whether the implementation breaks a requirement while this fault is on.
    pub fn breaks(&self, requirement: &str) -> bool {
        self.requirement == requirement || self.consequences().any(|also| also == requirement)
    }
}

/// Writes the table of faults and, in the same order, the enum by which rules check whether one is on. A row names the requirement
/// that the fault breaks and, each behind a `+`, those that it breaks by that: a requirement or a constant that lists several.
macro_rules! faults {
    ($($id:ident $name:literal $requirement:literal $(+ $also:tt)* $text:literal / $japanese:literal $($sleeper:ident)? ;)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum FaultId { $($id),* }

        pub(super) const FAULTS: &[$crate::reference::faults::Fault] = &[$($crate::reference::faults::Fault {
            name: $name,
            requirement: $requirement,
            also: &[$(faults!(@also $also)),*],
            text: $text,
            japanese: $japanese,
            sleeper: faults!(@ $($sleeper)?),
        }),*];
    };
    (@also $requirement:literal) => { &[$requirement] };
    (@also $group:ident) => { $group };
    (@) => { false };
    (@ sleeper) => { true };
}
pub(super) use faults;

/// The faults that are on, by their place in the table. A table may have any length.
#[derive(Debug, Clone, Default)]
pub(super) struct FaultSet(Box<[bool]>);

impl FaultSet {
    pub(super) fn of(contract: &'static str, table: &[Fault], names: &[String]) -> Result<Self, ConfigError> {
        if names.is_empty() {
            return Ok(Self::default());
        }
        let mut on = vec![false; table.len()];
        for name in names {
            let place = table.iter().position(|fault| fault.name == name).ok_or_else(|| ConfigError::Fault {
                contract,
                name: name.clone(),
                known: table.iter().map(|fault| fault.name).collect::<Vec<_>>().join(", "),
            })?;
            on[place] = true;
        }
        Ok(Self(on.into()))
    }

    /// Whether the fault at this place of the table is on.
    pub(super) fn contains(&self, place: usize) -> bool {
        self.0.get(place).copied().unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_any_length_switches_on_exactly_the_faults_that_are_named() {
        let names: Vec<&'static str> = (0..300).map(|n| &*format!("fault-{n}").leak()).collect();
        let fault = |name| Fault {
            name,
            requirement: "X-1",
            also: &[],
            text: "something is wrong",
            japanese: "誤り",
            sleeper: false,
        };
        let table: Vec<Fault> = names.into_iter().map(fault).collect();
        let on = FaultSet::of("x", &table, &["fault-0".to_owned(), "fault-128".to_owned(), "fault-299".to_owned()]);
        let on = on.expect("all are in the table");
        let places: Vec<usize> = (0..table.len()).filter(|place| on.contains(*place)).collect();
        assert_eq!(places, [0, 128, 299]);
        assert!(!FaultSet::default().contains(0) && !on.contains(300));
    }

    #[test]
    fn a_name_that_is_not_in_the_table_is_refused_with_the_names_that_are() {
        let table = [Fault {
            name: "one",
            requirement: "X-1",
            also: &[],
            text: "something is wrong",
            japanese: "誤り",
            sleeper: false,
        }];
        let known = "one".to_owned();
        let error = ConfigError::Fault { contract: "x", name: "two".to_owned(), known };
        assert_eq!(FaultSet::of("x", &table, &["two".to_owned()]).err(), Some(error));
    }
}
