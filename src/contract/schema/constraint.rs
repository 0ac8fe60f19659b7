//! A constraint: one keyword of a schema with the place of a value that it applies to.

use std::{borrow::Cow, sync::Arc};

use serde_json::{Map, Value};

use super::Place;
use super::breach::Breach;

/// Keywords that are one constraint each, just as they are written, and are about a value as a whole.
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

/// Keywords that are one constraint each, just as they are written, and are about what is in a value.
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
    /// The property that `required` or `dependentRequired` requires.
    pub property: Option<String>,
    /// Evaluation path with `$ref` hops, as [`Breach::schema_path`] gives it.
    pub schema_path: String,
    /// JSON Pointer of the schema object that it is in, where that is written in the document.
    pub schema_object: String,
    /// The keyword's value; for `dependentRequired` the property that requires the other.
    pub operand: Value,
    /// The `x-` annotations in force here: of each key the one nearest to the constraint.
    pub annotations: Arc<Map<String, Value>>,
    /// The union in a branch of which it is, the outermost one: that is what the validator reports.
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
    /// The requirement that a breach of it breaks: the one that is cited, else the one that it makes by itself, where the schema says so. Large
    /// descriptions have hundreds of thousands of those, and no two are alike, so that none of them is kept.
    pub fn requirement(&self) -> Option<Cow<'_, str>> {
        if let Some(cited) = self.annotations.get("x-requirement") {
            return cited.as_str().map(Cow::Borrowed);
        }
        let prefix = self.annotations.get("x-derive")?.as_str()?;
        Some(Cow::Owned(match &self.within {
            // What is in a branch is a promise of the union: only that is listed, and only that can be broken.
            Some(union) => derived_id(prefix, union.place.as_str(), None, &union.keyword),
            None => derived_id(prefix, self.place.as_str(), self.property.as_deref(), &self.keyword),
        }))
    }

    /// The codes of which a breach of it earns one, as `x-code` gives them: one, several, or none.
    pub fn codes(&self) -> &[Value] {
        match self.annotations.get("x-code") {
            Some(Value::Array(codes)) => codes,
            Some(code) => std::slice::from_ref(code),
            None => &[],
        }
    }

    /// The parameters that the error of a breach names, as `x-names` gives them.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.annotations.get("x-names").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }

    /// Whether a breach of it breaks a requirement.
    pub fn has_requirement(&self) -> bool {
        self.annotations.contains_key("x-requirement") || self.annotations.contains_key("x-derive")
    }

    /// Whether it is about a value as a whole, and not of what is in it.
    pub fn is_of_value(&self) -> bool {
        OF_VALUES.contains(&self.keyword.as_str())
    }

    /// Whether the breach is a breach of this constraint, wherever its place allows. What is in a branch is reported as a breach of
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

/// The id of the requirement that a constraint makes by itself: `createPet.request.name.maxLength`.
fn derived_id(prefix: &str, place: &str, property: Option<&str>, keyword: &str) -> String {
    let steps = place.split('/').skip(1).chain(property).map(|step| if step == "*" { "item" } else { step });
    let plain = |step: &str| -> String {
        step.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' || c == '-' { c } else { '_' }).collect()
    };
    let steps = steps.filter(|step| !step.is_empty()).map(plain);
    let keyword = keyword.trim_start_matches('$');
    std::iter::once(prefix.to_owned()).chain(steps).chain([keyword.to_owned()]).collect::<Vec<_>>().join(".")
}
