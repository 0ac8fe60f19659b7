//! A constraint: one keyword of a schema with the place of a value that it applies to.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::Place;
use super::breach::Breach;

/// Keywords that are one constraint each, just as they are written, and speak of a value as a whole.
const OF_VALUES: &[&str] = &[
    "type",
    "enum",
    "const",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "x-charClass",
    "x-maxDigits",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "not",
    "anyOf",
];

/// Keywords that are one constraint each, just as they are written, and speak of what stands in a value.
const OF_PARTS: &[&str] = &[
    "minProperties",
    "maxProperties",
    "minItems",
    "maxItems",
    "uniqueItems",
    "contains",
    "minContains",
    "maxContains",
    "propertyNames",
    "oneOf",
    "unevaluatedProperties",
    "unevaluatedItems",
];

/// Whether a keyword is one constraint just as it is written.
pub(super) fn is_plain(keyword: &str) -> bool {
    OF_VALUES.contains(&keyword) || OF_PARTS.contains(&keyword)
}

/// One schema keyword at one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    /// Where it speaks; for `required` the object's place.
    pub place: Place,
    /// The keyword; `false` where a place has the schema `false`.
    pub keyword: String,
    /// The property that `required` or `dependentRequired` asks for.
    pub property: Option<String>,
    /// Evaluation path with `$ref` hops, as [`Breach::schema_path`] gives it.
    pub schema_path: String,
    /// JSON Pointer of the schema object that it stands in, where that is written in the document.
    pub schema_object: String,
    /// The keyword's value; for `dependentRequired` the property that asks for the other.
    pub operand: Value,
    /// The `x-` annotations in force here: of each key the one nearest to the constraint.
    pub annotations: Arc<Map<String, Value>>,
    /// The union in a branch of which it stands, the outermost one: that is what the validator reports.
    pub within: Option<Arc<Union>>,
}

/// A union, whose branches have constraints of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// Where it speaks.
    pub place: Place,
    /// `anyOf` or `oneOf`.
    pub keyword: String,
    /// How many branches it has: each of them is judged where none fits.
    pub branches: usize,
    /// Evaluation path with `$ref` hops.
    pub schema_path: String,
}

impl Constraint {
    /// Whether it speaks of a value as a whole, and not of what stands in it.
    pub fn is_of_value(&self) -> bool {
        OF_VALUES.contains(&self.keyword.as_str())
    }

    /// Whether the breach is a breach of this constraint, wherever its place allows. What stands in a branch is reported as a breach of
    /// its union; whether the constraint is what parts the value from the branch, [`Validator::breach_of`](super::Validator::breach_of) says.
    pub fn is_broken_by(&self, breach: &Breach) -> bool {
        if let Some(union) = &self.within {
            return union.schema_path == breach.schema_path
                && union.keyword == breach.keyword
                && union.place.matches(&breach.pointer);
        }
        self.is_itself(breach)
    }

    /// Whether the breach is reported at this very keyword.
    pub(crate) fn is_itself(&self, breach: &Breach) -> bool {
        self.schema_path == breach.schema_path
            && self.keyword == breach.keyword
            && (self.property.is_none() || self.property == breach.property)
            && self.place.matches(&breach.pointer)
    }
}
