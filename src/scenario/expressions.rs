//! The compiled expressions of scenarios, and the variables that they may name.

use std::collections::BTreeMap;

use crate::contract::expression::Expression;

/// Compiled expressions by their source.
pub type Expressions = BTreeMap<String, Expression>;

/// The variables of an expression in a scenario.
pub(super) const VARIABLES: [&str; 21] = [
    "steps",
    "setup",
    "states",
    "state",
    "credentials",
    "readings",
    "draw",
    "row",
    "i",
    "request",
    "response",
    "status",
    "headers",
    "text",
    "body_size",
    "digest",
    "cookies",
    "callbacks",
    "method",
    "path",
    BODY,
];
/// The variable that holds the body of the request that is being made, as it is sent.
pub const BODY: &str = "body";
/// The variables that only a response brings.
pub(super) const OF_EXCHANGE: [&str; 9] =
    ["request", "response", "status", "headers", "text", "body_size", "digest", "method", "path"];
/// The result of a step, for expressions.
pub(super) const OF_STEP: [&str; 14] = [
    "request",
    "response",
    "status",
    "headers",
    "text",
    "body_size",
    "digest",
    "requests",
    "responses",
    "statuses",
    "exchanges",
    "deliveries",
    "method",
    "path",
];
/// The variables that the marks of a raw body may name.
pub const NAMED_IN_RAW: [&str; 8] = ["callbacks", "credentials", "steps", "setup", "state", "states", "row", "draw"];

/// The expression that `{"$draw": name}` means.
pub(super) fn draw_source(name: &str) -> String {
    format!("draw['{name}']")
}
