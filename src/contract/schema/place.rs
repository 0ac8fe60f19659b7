//! The place that a keyword applies to: a JSON Pointer in which `*` stands for any index or any free name.

use std::fmt;

use crate::util::pointer::escape;

/// A pattern over JSON Pointers. A literal property named `*` is written `~2`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place(String);

impl Place {
    /// The whole value.
    pub fn root() -> Self {
        Self::default()
    }

    /// The pattern as text, empty for the whole value.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The place of a named property of the object here.
    #[must_use]
    pub fn property(&self, name: &str) -> Self {
        Self(format!("{}/{}", self.0, if name == "*" { "~2".into() } else { escape(name) }))
    }

    /// The place of one fixed item of the array here.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The place of any item of the array, or of any free property of the object.
    #[must_use]
    pub fn any(&self) -> Self {
        Self(format!("{}/*", self.0))
    }

    /// Whether a concrete instance pointer falls on this place.
    pub fn matches(&self, pointer: &str) -> bool {
        let mut ours = self.0.split('/');
        let mut theirs = pointer.split('/');
        loop {
            match (ours.next(), theirs.next()) {
                (None, None) => return true,
                (Some(pattern), Some(token)) if pattern == "*" || pattern.replace("~2", "*") == token => {}
                _ => return false,
            }
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn star_stands_for_one_token_and_nothing_else() {
        let place = Place::root().property("rows").any().property("a/b");
        assert_eq!(place.as_str(), "/rows/*/a~1b");
        assert!(place.matches("/rows/12/a~1b"));
        assert!(!place.matches("/rows/12"));
        assert!(!place.matches("/rows/12/a~1b/0"));
        assert!(!place.matches("/lines/12/a~1b"));
    }

    #[test]
    fn a_property_named_star_is_not_a_pattern() {
        let place = Place::root().property("*");
        assert!(place.matches("/*"));
        assert!(!place.matches("/other"));
    }

    #[test]
    fn the_root_matches_only_the_root() {
        assert!(Place::root().matches(""));
        assert!(!Place::root().matches("/a"));
        assert_eq!(Place::root().index(3).as_str(), "/3");
    }
}
