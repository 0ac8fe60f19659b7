//! Constraints by the place that they are about: a large schema has thousands of both.

use std::collections::HashMap;

use crate::contract::schema::{Constraint, Place};

/// The constraints of a schema by place, each by its index, in the order of the document.
#[derive(Debug, Default)]
pub(super) struct ByPlace(HashMap<String, Vec<usize>>);

impl ByPlace {
    pub(super) fn of(constraints: &[Constraint]) -> Self {
        let mut all: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, constraint) in constraints.iter().enumerate() {
            all.entry(constraint.place.as_str().to_owned()).or_default().push(index);
            // One that requires a property is about the place of that as well.
            if let Some(property) = &constraint.property {
                all.entry(constraint.place.property(property).as_str().to_owned()).or_default().push(index);
            }
        }
        Self(all)
    }

    /// The constraints that are about a place, or require what is there.
    pub(super) fn at(&self, place: &Place) -> &[usize] {
        self.0.get(place.as_str()).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::contract::schema::constraints;

    #[test]
    fn a_place_has_its_own_constraints_and_those_that_ask_for_it() {
        let schema = json!({"required": ["a"], "properties": {"a": {"minimum": 1, "maximum": 2}, "b": {"minimum": 3}}});
        let all = constraints(&schema).expect("a schema");
        let index = ByPlace::of(&all);
        let told = |place: &Place| index.at(place).iter().map(|one| all[*one].keyword.as_str()).collect::<Vec<_>>();
        assert_eq!(told(&Place::root().property("a")), ["required", "minimum", "maximum"]);
        assert_eq!(told(&Place::root()), ["required"]);
        assert!(told(&Place::root().property("c")).is_empty());
    }
}
