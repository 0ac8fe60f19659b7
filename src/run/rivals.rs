//! Constraints whose order of precedence is worth knowing. No document says which of two codes comes where both are due, so nothing is
//! judged; the order that was observed is reported.

use serde_json::Value;

use crate::{
    contract::{
        Level, Operation, code_text, escape, kind_level,
        schema::{Breach, Constraint},
        unescape,
    },
    generate::{At, Drawer, Kind, Mode, Rng},
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
    for constraint in drawer.constraints() {
        let Some(code) = constraint.annotations.get("x-code") else { continue };
        let code = code.as_array().and_then(|codes| codes.first()).unwrap_or(code);
        let sure = drawer.kinds(constraint).iter().any(|kind| is_sure(constraint, kind));
        let Some(error) = operation.error_place(error_of(constraint), constraint.place.as_str()) else { continue };
        let named = constraint.annotations.get("x-names").and_then(|names| names.get(0)?.as_str());
        let earned = earned(code, named.filter(|_| error.rules.names.is_some()));
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

/// A value that breaks both constraints and nothing else.
pub(super) fn both(drawer: &Drawer, one: &Constraint, other: &Constraint, rng: &mut Rng) -> Option<Value> {
    let kinds = |constraint: &Constraint| -> Vec<Kind> {
        drawer.kinds(constraint).into_iter().filter(|kind| is_sure(constraint, kind)).take(KINDS).collect()
    };
    for first in kinds(one) {
        let Some(base) = drawer.broken_in(one, &first, At::First, Mode::Plain, rng) else { continue };
        for second in kinds(other) {
            let Some(from) = drawer.broken_in(other, &second, At::First, Mode::Plain, rng) else { continue };
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
            if breaks_both(&drawer.validator().breaches(&value), one, other) {
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
