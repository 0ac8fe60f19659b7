//! The oracle: what response is due for an operation and an intent.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Contract, Level, Message, MessageId, schema::Constraint};

/// What is due for one request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Expectation {
    /// Whether the request is to be accepted.
    pub outcome: Outcome,
    /// The requirement that another outcome breaks.
    pub requirement: String,
    /// A level below that of the requirement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// JSON pointer to what is at fault in the request.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// The business codes of which one is due; none where the document gives none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<Value>,
    /// Which of the codes are due, where several can be at their place.
    #[serde(default, skip_serializing_if = "CodesAre::is_one_of")]
    pub codes_are: CodesAre,
    /// The HTTP statuses of which one is due; those of the error place, or of success, where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub status: Vec<u16>,
    /// A level below that of the requirement, for the code alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_level: Option<Level>,
    /// The error place by id; the first whose scope fits `at` where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Parameters of which one (`namesAll`: each) must be named in the error's details.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Whether every one of `names` is due.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub names_all: bool,
    /// Whether a 5xx is due or at least no surprise, whatever code comes with it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub server_error: bool,
    /// What the placeholders of the due message are filled with, besides what is known of the request.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub fills: Map<String, Value>,
}

/// Which of several codes are due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodesAre {
    /// Any one of them.
    #[default]
    OneOf,
    /// Each of them, in any order; others may be next to them.
    AllOf,
    /// Each of them, in this order; others may be between them.
    InOrder,
}

impl CodesAre {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    fn is_one_of(&self) -> bool {
        *self == Self::OneOf
    }

    /// Whether the codes that was returned are those that are due.
    pub fn keeps<'a>(self, due: &[Value], mut came: impl Iterator<Item = &'a Value> + Clone) -> bool {
        match self {
            Self::OneOf => came.any(|code| due.contains(code)),
            Self::AllOf => due.iter().all(|code| came.clone().any(|other| other == code)),
            Self::InOrder => due.iter().all(|code| came.any(|other| other == code)),
        }
    }

    /// The codes with what joins them.
    pub fn message(self, due: &[Value]) -> Message {
        let joint = match self {
            Self::OneOf => MessageId::Or,
            Self::AllOf => MessageId::And,
            Self::InOrder => MessageId::Then,
        };
        Message::joined(joint, due.iter().map(ToString::to_string))
    }
}

/// Whether a request is to be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Served as requested.
    Accepted,
    /// Refused, with the code where one is named.
    Refused,
    /// The document is silent: whatever comes is observed.
    Any,
}

impl Expectation {
    /// A request that must be accepted.
    pub fn accepted(requirement: &str, level: Option<Level>) -> Self {
        Self { level, ..Self::new(Outcome::Accepted, requirement) }
    }

    /// An expectation of nothing but its outcome.
    pub fn new(outcome: Outcome, requirement: &str) -> Self {
        Self {
            outcome,
            requirement: requirement.to_owned(),
            level: None,
            at: String::new(),
            codes: Vec::new(),
            codes_are: CodesAre::OneOf,
            status: Vec::new(),
            code_level: None,
            error: None,
            names: Vec::new(),
            names_all: false,
            server_error: false,
            fills: Map::new(),
        }
    }

    /// What is due where a constraint with these `x-` annotations is broken at `pointer` in the way `kind`.
    pub fn of_violation(contract: &Contract, constraint: &Constraint, kind: &str, pointer: &str) -> Option<Self> {
        let Constraint { annotations, keyword, operand, .. } = constraint;
        let text = |key: &str| annotations.get(key).and_then(Value::as_str);
        let requirement = constraint.requirement()?;
        let requirement = requirement.as_ref();
        let level = |key: &str| text(key).and_then(level_named);
        let own = contract.requirement(requirement)?.level;
        Some(Self {
            level: kind_level(annotations, keyword, kind).filter(|level| *level < own),
            at: pointer.to_owned(),
            codes: constraint.codes().to_vec(),
            code_level: level("x-codeLevel"),
            error: text("x-error").map(str::to_owned),
            names: constraint.names().map(str::to_owned).collect(),
            fills: Map::from_iter(operand.is_number().then(|| ("limit".to_owned(), operand.clone()))),
            ..Self::new(Outcome::Refused, requirement)
        })
    }
}

/// The level that `x-levels` gives a kind of violation or class: by kind, by keyword, or (`*`) for all.
pub fn kind_level(annotations: &Map<String, Value>, keyword: &str, kind: &str) -> Option<Level> {
    let levels = annotations.get("x-levels")?.as_object()?;
    let prefix =
        || levels.iter().find(|(key, _)| key.strip_suffix('*').is_some_and(|k| !k.is_empty() && kind.starts_with(k)));
    let found = levels
        .get(kind)
        .or_else(|| prefix().map(|(_, level)| level))
        .or_else(|| levels.get(keyword))
        .or_else(|| levels.get("*"));
    found.and_then(Value::as_str).and_then(level_named)
}

fn level_named(name: &str) -> Option<Level> {
    [Level::Open, Level::Should, Level::Must].into_iter().find(|level| level.name() == name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_level_of_a_kind_is_the_nearest_that_is_named() {
        let annotations = json!({"x-levels": {"zone-z": "open", "zone-*": "should", "format": "must"}});
        let annotations = annotations.as_object().unwrap();
        assert_eq!(kind_level(annotations, "format", "zone-z"), Some(Level::Open));
        assert_eq!(kind_level(annotations, "format", "zone-offset"), Some(Level::Should));
        assert_eq!(kind_level(annotations, "format", "day-0230"), Some(Level::Must));
        assert_eq!(kind_level(annotations, "type", "null"), None);
    }

    #[test]
    fn codes_are_one_all_or_all_in_their_order() {
        let due = [json!("E1"), json!(-2)];
        for (came, kept) in [
            (vec![json!("E1")], [true, false, false]),
            (vec![json!(-2), json!("E9"), json!("E1")], [true, true, false]),
            (vec![json!("E1"), json!("E9"), json!(-2)], [true, true, true]),
            (vec![json!("E9"), json!("-2")], [false, false, false]),
            (vec![], [false, false, false]),
        ] {
            let all = [CodesAre::OneOf, CodesAre::AllOf, CodesAre::InOrder];
            assert_eq!(all.map(|are| are.keeps(&due, came.iter())), kept, "{came:?}");
        }
        assert_eq!(CodesAre::InOrder.message(&due).in_language(crate::contract::Language::English), "\"E1\", then -2");
    }

    #[test]
    fn an_expectation_is_written_and_read_alike() {
        let file = json!({"outcome": "refused", "requirement": "RP-3605", "at": "/rows/0/amount", "codes": [3605], "codeLevel": "should"});
        let read: Expectation = serde_json::from_value(file.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), file);
    }
}
