//! Properties and items that no schema allows, and names that the schema of names refuses.

use std::sync::Arc;

use serde_json::{Value, json};

use super::pattern::other_case;
use super::{Family, Spot, Way};
use crate::generate::conjunct::Conjunct;
use crate::generate::edit::Edit;
use crate::generate::types::Types;

pub(super) const FAMILY: Family =
    Family { keywords: &["additionalProperties", "propertyNames", "unevaluatedProperties", "unevaluatedItems"], ways };

fn ways(spot: &Spot<'_>) -> Vec<Way> {
    match spot.constraint.keyword.as_str() {
        "propertyNames" => vec![spot.negation("bad-name", |_| true)],
        "unevaluatedItems" => vec![spot.negation("extra-item", |_| true)],
        _ => {
            let mut ways = vec![spot.negation("extra-property", |_| true)];
            let null = |_: &Value| vec![("extra".to_owned(), Value::Null), ("unexpected".to_owned(), Value::Null)];
            ways.push(added(spot, "extra-property-null", null));
            let misspelt = |value: &Value| {
                let names = value.as_object().into_iter().flatten().map(|(name, _)| name);
                names.flat_map(|name| other_case(name)).map(|name| (name, json!("extra"))).collect()
            };
            ways.push(added(spot, "property-in-other-case", misspelt));
            ways
        }
    }
}

/// A legal object with one property more.
fn added(spot: &Spot<'_>, kind: &str, names: impl Fn(&Value) -> Vec<(String, Value)> + Send + Sync + 'static) -> Way {
    let names = Arc::new(names);
    let edit = |conjunct: &Arc<Conjunct>| {
        let names = Arc::clone(&names);
        let change = move |value: &Value, attempt: usize| {
            let (name, extra) = names(value).into_iter().nth(attempt)?;
            let mut object = value.as_object()?.clone();
            object.insert(name, extra).is_none().then_some(Value::Object(object))
        };
        Edit::Change(Arc::new(Conjunct { types: Types::OBJECT, ..(**conjunct).clone() }), Arc::new(change))
    };
    let objects = spot.kept.iter().filter(|conjunct| conjunct.types.holds(Types::OBJECT));
    Way::new(kind, objects.take(4).map(edit).collect())
}
