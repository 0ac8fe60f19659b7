//! Constraints that can only fail together: none of them can be broken alone, and whoever breaks one breaks the same requirement and earns
//! the same code. They are one breach; it is named by the one that is aimed at.

use serde_json::Value;

use super::by_place::ByPlace;
use crate::contract::kind_level;
use crate::contract::schema::{Breach, Constraint, Validator};

/// The annotations that say what a breach earns.
const EARNED: &[&str] = &["x-code", "x-codeLevel", "x-error", "x-names"];

/// The constraints, by their index, that are one breach with this one where it cannot fail without them.
pub(super) fn companions(constraints: &[Constraint], by_place: &ByPlace, index: usize) -> Vec<usize> {
    let own = &constraints[index];
    if !is_scalar(own) || !own.has_requirement() {
        return Vec::new();
    }
    let alike = |other: &Constraint| {
        let earned = |key: &&str| {
            own.annotations.get(*key).unwrap_or(&Value::Null) == other.annotations.get(*key).unwrap_or(&Value::Null)
        };
        let level = |one: &Constraint| kind_level(&one.annotations, &one.keyword, "");
        is_scalar(other)
            && other.place == own.place
            && branch(other) == branch(own)
            && own.requirement() == other.requirement()
            && EARNED.iter().all(earned)
            && level(own) == level(other)
    };
    let others = by_place.at(&own.place).iter().copied();
    others.filter(|at| *at != index && alike(&constraints[*at])).collect()
}

/// Whether the two are the format and the pattern of one text: most ways to misspell it break both.
pub(super) fn is_twin(one: &Constraint, other: &Constraint) -> bool {
    let keywords = (one.keyword.as_str(), other.keyword.as_str());
    matches!(keywords, ("format", "pattern") | ("pattern", "format")) && one.schema_object == other.schema_object
}

/// A constraint that is to be broken, and those that may fail with it.
#[derive(Debug)]
pub(super) struct Aimed<'a> {
    /// The one that must fail.
    pub(super) constraint: &'a Constraint,
    /// Others that may fail at the same place.
    pub(super) with: Vec<&'a Constraint>,
}

/// Every constraint by itself.
pub(super) fn each_alone(constraints: &[Constraint]) -> Vec<Aimed<'_>> {
    constraints.iter().map(|constraint| Aimed { constraint, with: Vec::new() }).collect()
}

impl<'a> Aimed<'a> {
    /// A constraint with those that may fail with it, by their index.
    pub(super) fn with(constraints: &'a [Constraint], index: usize, with: &[usize]) -> Self {
        Self { constraint: &constraints[index], with: with.iter().map(|other| &constraints[*other]).collect() }
    }

    /// Where the constraint is broken and what fails with it, if it is broken and nothing else is that may not be.
    pub(super) fn breach(&self, validator: &Validator, value: &Value) -> Option<(String, Vec<String>)> {
        if self.with.is_empty() {
            let sole = validator.breach_of(value, self.constraint)?;
            return Some((sole.pointer, Vec::new()));
        }
        let breaches = validator.breaches_beside(value, self.constraint);
        let (own, others): (Vec<_>, Vec<_>) = breaches.iter().partition(|breach| self.constraint.is_itself(breach));
        let [own] = own.as_slice() else { return None };
        let may = |breach: &&Breach| {
            breach.pointer == own.pointer && self.with.iter().any(|constraint| constraint.is_itself(breach))
        };
        let with: Vec<String> = others.iter().map(|breach| breach.schema_path.clone()).collect();
        others.iter().all(may).then(|| (own.pointer.clone(), with))
    }
}

/// The evaluation path of the innermost branch that a constraint stands in: what stands in two of them need not fail together.
fn branch(constraint: &Constraint) -> &str {
    let path = constraint.schema_path.as_str();
    let (mut end, mut at, mut before) = (0, 0, "");
    for segment in path.split('/') {
        at += segment.len() + 1;
        if matches!(before, "anyOf" | "oneOf") && segment.parse::<usize>().is_ok() {
            end = at - 1;
        }
        before = segment;
    }
    &path[..end]
}

/// Whether it is about a value as a whole by one keyword; a union or a negation says many things at once.
fn is_scalar(constraint: &Constraint) -> bool {
    constraint.is_of_value() && !matches!(constraint.keyword.as_str(), "not" | "anyOf")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::contract::schema::Options;
    use crate::generate::{At, Drawer, Rng};

    /// Each kind of breach of the keyword, with what fails beside it and the value.
    fn broken(schema: &Value, keyword: &str) -> Vec<(String, Vec<String>, Value)> {
        let drawer = Drawer::new(schema, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
        let constraint = drawer.constraints().iter().find(|constraint| constraint.keyword == keyword).expect(keyword);
        let draw = |name: &str, kind| {
            let broken = drawer.broken(constraint, kind, At::First, &mut Rng::new(1, name))?;
            assert_eq!(drawer.breaks(&broken.value, constraint).as_deref(), Some(&*broken.pointer), "{}", broken.value);
            Some((name.to_owned(), broken.with, broken.value))
        };
        drawer.kinds(constraint).iter().filter_map(|kind| draw(&kind.name, kind)).collect()
    }

    #[test]
    fn constraints_that_can_only_fail_together_are_one_breach_of_their_requirement() {
        let schema = |rest: Value| {
            let mut schema = json!({"type": "string", "x-requirement": "R-1", "x-code": "E1"});
            if let (Value::Object(schema), Value::Object(rest)) = (&mut schema, rest) {
                schema.extend(rest);
            }
            schema
        };
        let rows = [
            (
                json!({"pattern": "^[0-9A-Za-z-]{1,27}$", "maxLength": 27}),
                "maxLength",
                "one-over+pattern",
                28,
                "/pattern",
            ),
            (
                json!({"pattern": "^PF-[0-9]{6}$", "minLength": 9, "maxLength": 9}),
                "maxLength",
                "one-over+pattern",
                10,
                "/pattern",
            ),
            (
                json!({"pattern": "^PF-[0-9]{6}$", "minLength": 9, "maxLength": 9}),
                "minLength",
                "one-under+pattern",
                8,
                "/pattern",
            ),
            (json!({"enum": ["ab", "cd"], "maxLength": 2}), "maxLength", "one-over+enum", 3, "/enum"),
        ];
        for (rest, keyword, kind, length, with) in rows {
            let found = broken(&schema(rest.clone()), keyword);
            let row = found.iter().find(|(name, ..)| name == kind).unwrap_or_else(|| panic!("{rest}: {found:?}"));
            assert_eq!(row.2.as_str().map(|text| text.chars().count()), Some(length), "{rest}");
            assert_eq!(row.1, [with], "{rest}");
        }
        // The letters of a text that is too long are good ones.
        let found = broken(&schema(json!({"pattern": "^[0-9]{1,6}$", "maxLength": 6})), "maxLength");
        assert_eq!(found.first().map(|row| &row.2), Some(&json!("0000000")));
    }

    #[test]
    fn what_earns_another_code_is_another_breach() {
        let schema = json!({"type": "string", "x-requirement": "R-1", "x-code": "E1", "maxLength": 3,
            "allOf": [{"x-requirement": "R-2", "pattern": "^[a-z]{1,3}$"}]});
        assert!(broken(&schema, "maxLength").is_empty());
        let silent = json!({"type": "string", "maxLength": 3, "pattern": "^[a-z]{1,3}$"});
        assert!(broken(&silent, "maxLength").is_empty());
        let alone = json!({"type": "string", "x-requirement": "R-1", "maxLength": 3, "pattern": "^[a-z]+$"});
        assert!(broken(&alone, "maxLength").iter().all(|(kind, with, _)| with.is_empty() && !kind.contains('+')));
    }

    #[test]
    fn what_fails_together_in_a_branch_is_one_breach_there_and_in_no_other() {
        let code = json!({"type": "string", "x-requirement": "R-1", "x-code": "E1", "pattern": "^[0-9]{1,6}$", "maxLength": 6});
        let branch = |tag: &str, code: Value| json!({"type": "object", "required": ["k", "c"], "properties": {"k": {"const": tag}, "c": code}});
        let schema = json!({"oneOf": [branch("a", code), branch("b", json!({"type": "string"}))]});
        let found = broken(&schema, "maxLength");
        let row = found.iter().find(|(name, ..)| name == "one-over+pattern").unwrap_or_else(|| panic!("{found:?}"));
        assert_eq!(
            (&row.1, &row.2),
            (&vec!["/oneOf/0/properties/c/pattern".to_owned()], &json!({"k": "a", "c": "0000000"}))
        );
        let apart =
            json!({"x-requirement": "R-1", "anyOf": [{"maxLength": 3, "type": "string"}, {"pattern": "^a{9}$"}]});
        let drawer = Drawer::new(&apart, &Options::default()).expect("a drawer");
        let all = drawer.constraints();
        let index = all.iter().position(|one| one.keyword == "maxLength").expect("it is listed");
        let with: Vec<&str> = super::companions(all, &super::ByPlace::of(all), index)
            .into_iter()
            .map(|other| &*all[other].schema_path)
            .collect();
        assert_eq!(with, ["/anyOf/0/type"]);
    }
}
