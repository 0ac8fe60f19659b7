//! What a keyword requires.

use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::Value;

use crate::contract::{Message, MessageId as Id};

/// What a keyword requires, in addition to the validator's own words.
pub(super) fn of_keyword(own: Message, kind: &Kind) -> Message {
    match asked(kind) {
        (id, Some(part)) => id.with([own, part.into()]),
        (id, None) => id.with([own]),
    }
}

/// The message about a keyword, and what follows it in the schema.
pub(super) fn asked(kind: &Kind) -> (Id, Option<String>) {
    let shown = |value: &Value| Some(value.to_string());
    let count = |count: u64| Some(count.to_string());
    match kind {
        Kind::Type { kind } => (Id::Type, Some(types(kind))),
        Kind::Enum { options } => (Id::Enum, Some(listed(options))),
        Kind::Constant { expected_value } => (Id::Const, shown(expected_value)),
        Kind::MaxLength { limit } => (Id::MaxLength, count(*limit)),
        Kind::MinLength { limit } => (Id::MinLength, count(*limit)),
        Kind::Pattern { pattern } => (Id::Pattern, Some(pattern.clone())),
        Kind::Format { format } => (Id::Format, Some(format.clone())),
        Kind::Maximum { limit } => (Id::Maximum, shown(limit)),
        Kind::Minimum { limit } => (Id::Minimum, shown(limit)),
        Kind::ExclusiveMaximum { limit } => (Id::ExclusiveMaximum, shown(limit)),
        Kind::ExclusiveMinimum { limit } => (Id::ExclusiveMinimum, shown(limit)),
        Kind::MultipleOf { multiple_of } => (Id::MultipleOf, shown(multiple_of)),
        Kind::MaxItems { limit } => (Id::MaxItems, count(*limit)),
        Kind::AdditionalItems { limit } => (Id::MaxItems, Some(limit.to_string())),
        Kind::MinItems { limit } => (Id::MinItems, count(*limit)),
        Kind::UniqueItems => (Id::UniqueItems, None),
        Kind::Contains => (Id::Contains, None),
        Kind::MaxProperties { limit } => (Id::MaxProperties, count(*limit)),
        Kind::MinProperties { limit } => (Id::MinProperties, count(*limit)),
        Kind::Required { property } => (Id::Required, shown(property)),
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            (Id::Unexpected, Some(unexpected.join(", ")))
        }
        Kind::UnevaluatedItems { unexpected } => (Id::UnexpectedItems, Some(unexpected.join(", "))),
        Kind::PropertyNames { .. } => (Id::PropertyName, None),
        Kind::AnyOf { .. } => (Id::AnyOf, None),
        Kind::OneOfMultipleValid { .. } | Kind::OneOfNotValid { .. } => (Id::OneOf, None),
        Kind::Not { .. } => (Id::Not, None),
        Kind::FalseSchema => (Id::Never, None),
        Kind::ContentEncoding { content_encoding } => (Id::Content, Some(content_encoding.clone())),
        Kind::ContentMediaType { content_media_type } => (Id::Content, Some(content_media_type.clone())),
        other => (Id::Keyword, Some(other.keyword().to_owned())),
    }
}

/// The names of types, as schemas write them.
fn types(kind: &jsonschema::error::TypeKind) -> String {
    match kind {
        jsonschema::error::TypeKind::Single(one) => one.to_string(),
        jsonschema::error::TypeKind::Multiple(several) => {
            several.iter().map(|one| one.to_string()).collect::<Vec<_>>().join(" / ")
        }
    }
}

fn listed(options: &Value) -> String {
    let all = options.as_array().map_or(std::slice::from_ref(options), Vec::as_slice);
    all.iter().map(Value::to_string).collect::<Vec<_>>().join(", ")
}
