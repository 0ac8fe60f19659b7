//! Which constraints no case of a plan breaks alone, and which requirements have no others.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{contract::Operation, generate::Drawer, record::Unbroken};

/// The constraints of a request schema that no case breaks alone.
pub fn unbroken(operation: &Operation, drawer: &Drawer) -> Vec<Unbroken> {
    let each = drawer.constraints().iter().filter_map(|constraint| {
        let requirement = constraint.annotations.get("x-requirement").and_then(Value::as_str)?.to_owned();
        Some(Unbroken {
            operation: operation.id.clone(),
            place: constraint.place.to_string(),
            keyword: constraint.keyword.clone(),
            property: constraint.property.clone(),
            requirement,
            reason: drawer.unbroken(constraint)?,
        })
    });
    each.collect()
}

/// The requirements of which some constraint is broken alone.
pub(super) fn broken(drawer: &Drawer) -> BTreeSet<String> {
    let kept = drawer.constraints().iter().filter(|constraint| !drawer.kinds(constraint).is_empty());
    kept.filter_map(|constraint| Some(constraint.annotations.get("x-requirement")?.as_str()?.to_owned())).collect()
}
