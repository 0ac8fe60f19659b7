//! What must be there is missing; what must not be there is there.

use std::sync::Arc;

use serde_json::Value;

use super::{Family, Spot, Way};
use crate::contract::schema::unescape;
use crate::generate::conjunct::Conjunct;
use crate::generate::edit::Edit;
use crate::generate::goal::{Goal, Naming};
use crate::generate::limits::Extra;
use crate::generate::types::Types;

pub(super) const FAMILY: Family = Family { keywords: &["required", "dependentRequired", "false"], ways };

fn ways(spot: &Spot<'_>) -> Vec<Way> {
    match (spot.constraint.keyword.as_str(), &spot.constraint.property) {
        ("false", _) => forbidden(spot),
        ("required", Some(name)) => vec![spot.tweak("missing", |conjunct| without(conjunct, name))],
        (_, Some(name)) => {
            let trigger = spot.constraint.operand.as_str().unwrap_or_default();
            vec![spot.tweak("missing", |conjunct| {
                conjunct.object.required.push(trigger.to_owned());
                without(conjunct, name)
            })]
        }
        _ => Vec::new(),
    }
}

fn without(conjunct: &mut Conjunct, name: &str) -> bool {
    conjunct.object.forbidden.push(name.to_owned());
    let possible = conjunct.types.holds(Types::OBJECT) && !conjunct.object.required.iter().any(|known| known == name);
    conjunct.types = Types::OBJECT;
    possible
}

/// The schema `false` at a property or an item: it is there nevertheless.
fn forbidden(spot: &Spot<'_>) -> Vec<Way> {
    let path = &spot.constraint.schema_path;
    let place = spot.constraint.place.as_str();
    let token = place.rsplit('/').next().unwrap_or_default();
    if path.ends_with("/then") || path.ends_with("/else") || path.contains("/dependentSchemas/") {
        return vec![spot.negation("matches", |_| true)];
    }
    let name = unescape(&token.replace("~2", "*"));
    if path.ends_with("/items") || path.contains("/prefixItems/") {
        // One item more than the items that have a schema.
        return vec![Way::new("extra-item", spot.kept.iter().map(one_more).collect())];
    }
    let naming = |conjunct: &mut Conjunct| {
        let possible = conjunct.types.holds(Types::OBJECT);
        conjunct.types = Types::OBJECT;
        if let Some(child) = conjunct.object.names.get_mut(&name) {
            child.node = 1;
            conjunct.object.required.push(name.clone());
        } else {
            let naming = Naming::Matching(format!("^{name}$").into());
            conjunct.object.extras.push(Extra { naming, goal: Goal::Anything, value: 1, name: None });
        }
        possible
    };
    vec![spot.tweak("present", naming)]
}

fn one_more(conjunct: &Arc<Conjunct>) -> Edit {
    let full = {
        let mut conjunct = (**conjunct).clone();
        conjunct.types = Types::ARRAY;
        conjunct.array.min = conjunct.array.max.unwrap_or(conjunct.array.prefix.len()).min(conjunct.array.prefix.len());
        conjunct
    };
    let change = |value: &Value, _: usize| {
        let mut items = value.as_array()?.clone();
        items.push(Value::from("extra"));
        Some(Value::Array(items))
    };
    Edit::Change(Arc::new(full), Arc::new(change))
}
