//! What must be there is missing; what must not be there is there.

use std::sync::Arc;

use super::{Family, Spot, Way};
use crate::generate::claim::Naming;
use crate::generate::flat::{Extra, Flat};
use crate::generate::types::Types;

pub(super) const FAMILY: Family = Family { keywords: &["required", "dependentRequired", "false"], ways };

fn ways(spot: &Spot<'_>) -> Vec<Way> {
    match (spot.constraint.keyword.as_str(), &spot.constraint.property) {
        ("false", _) => forbidden(spot),
        ("required", Some(name)) => vec![spot.tweak("missing", |flat| without(flat, name))],
        (_, Some(name)) => {
            let trigger = spot.constraint.operand.as_str().unwrap_or_default();
            vec![spot.tweak("missing", |flat| {
                flat.object.required.push(trigger.to_owned());
                without(flat, name)
            })]
        }
        _ => Vec::new(),
    }
}

fn without(flat: &mut Flat, name: &str) -> bool {
    flat.object.forbidden.push(name.to_owned());
    let possible = flat.types.holds(Types::OBJECT) && !flat.object.required.iter().any(|known| known == name);
    flat.types = Types::OBJECT;
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
    let name = crate::contract::schema::unescape(&token.replace("~2", "*"));
    if path.ends_with("/items") || path.contains("/prefixItems/") {
        // One item more than the items that have a schema.
        return vec![Way::new("extra-item", spot.kept.iter().map(|flat| one_more(flat)).collect())];
    }
    let naming = |flat: &mut Flat| {
        let possible = flat.types.holds(Types::OBJECT);
        flat.types = Types::OBJECT;
        if let Some((_, child)) = flat.object.names.iter_mut().find(|(known, _)| *known == name) {
            child.node = 1;
            flat.object.required.push(name.clone());
        } else {
            let naming = Naming::Matching(format!("^{name}$").into());
            flat.object.extras.push(Extra {
                naming,
                claim: crate::generate::claim::Claim::Anything,
                value: 1,
                name: None,
            });
        }
        possible
    };
    vec![spot.tweak("present", naming)]
}

fn one_more(flat: &Arc<Flat>) -> crate::generate::route::Leaf {
    let full = {
        let mut flat = (**flat).clone();
        flat.types = Types::ARRAY;
        flat.array.min = flat.array.max.unwrap_or(flat.array.prefix.len()).min(flat.array.prefix.len());
        flat
    };
    let change = |value: &serde_json::Value, _: usize| {
        let mut items = value.as_array()?.clone();
        items.push(serde_json::Value::from("extra"));
        Some(serde_json::Value::Array(items))
    };
    crate::generate::route::Leaf::Edit(Arc::new(full), Arc::new(change))
}
