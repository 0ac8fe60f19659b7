//! Constraints that no case breaks alone: what the suite says nothing about.

use serde::{Deserialize, Serialize};

use crate::contract::{Message, MessageId, ReasonId};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unbroken {
    /// The operation whose request schema it is in.
    pub operation: String,
    /// The place of the request, with `*` for any index; empty for the whole.
    pub place: String,
    /// The keyword.
    pub keyword: String,
    /// The property that it requires, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub property: Option<String>,
    /// The requirement that a breach would break.
    pub requirement: String,
    /// Why nothing breaks it alone.
    pub reason: Message,
}

impl Unbroken {
    /// All of it in one line.
    pub fn message(&self) -> Message {
        let Self { operation, place, keyword, property, requirement, reason } = self;
        let place = if place.is_empty() { MessageId::WholeRequest.into() } else { place.into() };
        let (requirement, operation, keyword) = (requirement.into(), operation.into(), keyword.into());
        match property {
            Some(property) => ReasonId::UnbrokenProperty.with([
                requirement,
                operation,
                keyword,
                property.into(),
                place,
                reason.clone(),
            ]),
            None => ReasonId::UnbrokenAt.with([requirement, operation, keyword, place, reason.clone()]),
        }
    }
}
