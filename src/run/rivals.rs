//! Constraints whose order of precedence is worth knowing. No document says which of two codes comes where both are due, so nothing is
//! judged; the order that was observed is reported.

use serde_json::Value;

use crate::{
    contract::{
        Level, Operation, code_text, escape, kind_level,
        schema::{Breach, Constraint},
        unescape,
    },
    generate::{At, Broken, Drawer, Kind, Mode, Rng},
};

/// Constraints that are set against each other, at most.
const MOST: usize = 20;
/// Ways of breaking a constraint that are tried for one pair.
const KINDS: usize = 3;

/// A constraint and what it earns alone: the code, with the parameter that the error names where it names one.
pub(super) type Rival<'a> = (&'a Constraint, String);

/// The constraints to set against each other: of those that earn the same the first, as far as the contract is sure.
pub(super) fn rivals<'a>(operation: &Operation, drawer: &'a Drawer) -> Vec<Rival<'a>> {
    let mut rivals: Vec<Rival<'_>> = Vec::new();
    // What is in a branch is distinguished from its union by what the branch requires, not by what is wrong.
    for constraint in drawer.constraints().iter().filter(|constraint| constraint.within.is_none()) {
        let Some(code) = constraint.codes().first() else { continue };
        let sure = drawer.kinds(constraint).iter().any(|kind| is_sure(constraint, kind));
        let Some(error) = operation.error_place(error_of(constraint), constraint.place.as_str()) else { continue };
        let earned = earned(code, constraint.names().next().filter(|_| error.rules.names.is_some()));
        let place = |constraint: &Constraint| (constraint.place.to_string(), constraint.property.clone());
        let known = rivals.iter().any(|(other, known)| place(other) == place(constraint) || *known == earned);
        if sure && !known {
            rivals.push((constraint, earned));
        }
    }
    rivals.truncate(MOST);
    rivals
}

/// A code as it is compared, with the parameter that its error names.
pub(super) fn earned(code: &Value, named: Option<&str>) -> String {
    named.map_or_else(|| code_text(code), |name| format!("{} {name}", code_text(code)))
}

/// The error place that a constraint names.
pub(super) fn error_of(constraint: &Constraint) -> Option<&str> {
    constraint.annotations.get("x-error").and_then(Value::as_str)
}

fn is_sure(constraint: &Constraint, kind: &Kind) -> bool {
    kind_level(&constraint.annotations, &constraint.keyword, &kind.name).is_none_or(|level| level == Level::Must)
}

/// How many pairs so many rivals make.
pub(super) fn pairs(rivals: usize) -> usize {
    rivals * rivals.saturating_sub(1) / 2
}

/// Values that break a constraint in the ways that are tried for a pair. They are drawn once: a constraint is in many pairs.
pub(super) fn ways(drawer: &Drawer, constraint: &Constraint, rng: &mut Rng) -> Vec<Broken> {
    let kinds = drawer.kinds(constraint).into_iter().filter(|kind| is_sure(constraint, kind)).take(KINDS);
    kinds.filter_map(|kind| drawer.broken_in(constraint, &kind, At::First, Mode::Plain, rng)).collect()
}

/// A value that breaks both constraints and nothing else, made of values that break one of them.
pub(super) fn both(
    drawer: &Drawer,
    (one, first): (&Constraint, &[Broken]),
    (other, second): (&Constraint, &[Broken]),
) -> Option<Value> {
    for base in first {
        for from in second {
            let mut value = base.value.clone();
            let at = match &other.property {
                Some(property) => format!("{}/{}", from.pointer, escape(property)),
                None => from.pointer.clone(),
            };
            let parent = at.rsplit_once('/').and_then(|(parent, _)| value.pointer_mut(parent));
            let key = at.rsplit_once('/').map(|(_, key)| unescape(key)).unwrap_or_default();
            match (parent, from.value.pointer(&at)) {
                (Some(Value::Object(fields)), Some(broken)) => drop(fields.insert(key, broken.clone())),
                (Some(Value::Object(fields)), None) => drop(fields.shift_remove(&key)),
                _ => continue,
            }
            if drawer.travels(&value) && breaks_both(&drawer.validator().breaches(&value), one, other) {
                return Some(value);
            }
        }
    }
    None
}

/// Whether breaches are those of two constraints, each at least once, and of nothing else.
pub(super) fn breaks_both(breaches: &[Breach], one: &Constraint, other: &Constraint) -> bool {
    let each = |constraint: &Constraint| breaches.iter().any(|breach| constraint.is_broken_by(breach));
    let nothing_else = breaches.iter().all(|breach| one.is_broken_by(breach) || other.is_broken_by(breach));
    each(one) && each(other) && nothing_else
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::run::{
        Subject,
        testing::{edited, files, profile, subject},
    };

    const NOWHERE: &str = "http://127.0.0.1:1";

    fn of_pair(drawer: &Drawer, one: &Constraint, other: &Constraint) -> Option<Value> {
        let mut rng = Rng::new(1, "t");
        let (first, second) = (ways(drawer, one, &mut rng), ways(drawer, other, &mut rng));
        both(drawer, (one, &first), (other, &second))
    }

    fn named(subject: &Subject) -> Vec<String> {
        let rivals = rivals(&subject.suite.contract.operations[0], &subject.drawers[0]);
        rivals.iter().map(|(one, earned)| format!("{} {} {earned}", one.place, one.keyword)).collect()
    }

    #[test]
    fn of_constraints_that_earn_the_same_the_first_that_is_sure_is_a_rival() {
        // What is wrong with a note is only a `should`.
        let due = [" type E9", " required E1", " required E2", "/rows type E3"];
        assert_eq!(named(&subject(NOWHERE)), due);
    }

    #[test]
    fn a_parameter_that_the_error_names_is_part_of_what_is_earned() {
        assert_eq!(earned(&json!(7), None), "7");
        assert_eq!(earned(&json!("E1"), Some("item")), "E1 item");
        let subject = subject(NOWHERE);
        let constraint = subject.drawers[0].constraints().iter().find(|one| one.place.as_str() == "/item");
        assert_eq!(error_of(constraint.expect("it is there")), Some("error"));
        let constraint = subject.drawers[0].constraints().iter().find(|one| one.place.as_str() == "/count");
        assert_eq!(error_of(constraint.expect("it is there")), None);
    }

    #[test]
    fn two_places_with_one_code_are_rivals_where_the_error_names_them() {
        let request = "schemas/shop/order.request.schema.json";
        let files = edited(files(), request, |schema| {
            for name in ["item", "count"] {
                (schema["properties"][name]["x-code"], schema["properties"][name]["x-names"]) =
                    (json!("E1"), json!([name]));
            }
        });
        let told = |files| named(&Subject::url(&files, "shop", profile(NOWHERE)).expect("a subject"));
        let codes = |told: Vec<String>| {
            told.iter().map(|rival| rival.split(' ').skip(2).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
        };
        assert_eq!(codes(told(files.clone())), ["E9", "E1", "E3"], "no error names anything");
        let naming = edited(files, "schemas/shop/contract.json", |contract| {
            contract["operations"]["order"]["errors"][0]["names"] =
                json!({"list": "/error/details", "keys": ["field"], "requirement": "SH-ok"});
        });
        assert_eq!(codes(told(naming)), ["E9", "E1 item", "E1 count", "E3"]);
    }

    #[test]
    fn a_constraint_is_sure_where_the_contract_lowers_no_kind_of_it() {
        let subject = subject(NOWHERE);
        let constraint = |place: &str| {
            let found = subject.drawers[0]
                .constraints()
                .iter()
                .find(|one| one.place.as_str() == place && one.keyword == "maxLength");
            found.expect("it is there")
        };
        let kind = Kind { name: "one-over".to_owned() };
        assert!(is_sure(constraint("/item"), &kind) && !is_sure(constraint("/note"), &kind));
        let mut must = constraint("/note").clone();
        std::sync::Arc::make_mut(&mut must.annotations)["x-levels"] = json!({"*": "must"});
        assert!(is_sure(&must, &kind));
    }

    #[test]
    fn so_many_rivals_make_so_many_pairs() {
        assert_eq!([0, 1, 2, 3, 20].map(pairs), [0, 0, 1, 3, 190]);
    }

    #[test]
    fn a_value_breaks_both_constraints_and_nothing_else() {
        let subject = subject(NOWHERE);
        let drawer = &subject.drawers[0];
        let rivals = rivals(&subject.suite.contract.operations[0], drawer);
        for (one, other) in [(1, 2), (1, 3), (2, 3), (3, 1)] {
            let (one, other) = (rivals[one].0, rivals[other].0);
            let value = of_pair(drawer, one, other).expect("a value");
            let breaches = drawer.validator().breaches(&value);
            assert!(breaks_both(&breaches, one, other), "{value}");
            assert!(breaks_both(&breaches, other, one), "{value}");
            assert!(!breaks_both(&breaches, one, one), "something else is broken: {value}");
            assert!(!breaks_both(&breaches[..1], one, other) && !breaks_both(&[], one, other), "{value}");
        }
        let value = of_pair(drawer, rivals[3].0, rivals[2].0).expect("a value");
        assert!(value.get("count").is_none() && value.get("item").is_some(), "{value}");
        assert_eq!(of_pair(drawer, rivals[0].0, rivals[1].0), None, "what is not an object lacks nothing");
    }
}
