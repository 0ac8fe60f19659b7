//! The rules of the document, one table or one story each.

mod battery;
mod calls;
mod months;
mod readings;

use serde_json::{Value, json};

use super::fixtures::TOKEN;
use super::{PATH, REFERENCE};
use crate::reference::testing::Caller;

fn world(readings: &[(&str, &str)]) -> Caller {
    Caller::new(&REFERENCE, &[], readings)
}

fn header(caller: &mut Caller, name: &str, value: &str) {
    caller.headers = vec![(name.to_owned(), value.to_owned())];
}

/// Asks with a bearer token.
fn ask(caller: &mut Caller, token: &str) -> (u16, Value) {
    header(caller, "authorization", &format!("Bearer {token}"));
    caller.get(PATH)
}

/// What the profile gives for a state, or the credentials where it has no such state.
fn given(state: &str, key: &str) -> String {
    let gives = REFERENCE.gives();
    let row = gives["states"].get(state).unwrap_or(&gives["credentials"]);
    row[key].as_str().expect("it is given").to_owned()
}

fn state(readings: &[(&str, &str)], name: &str) -> (u16, Value) {
    ask(&mut world(readings), &given(name, "token"))
}

/// The states whose response has claims, and the credentials.
const MEMBERS: [&str; 9] =
    ["credentials", "member-uc", "member-na", "member-7n", "claim-00", "claim-01", "claim-02", "claim-10", "claim-11"];

/// The states that are refused, with the status, the error and the result code that are due.
const REFUSED: [(&str, u16, &str, Option<&str>); 17] = [
    ("terminal-mismatch", 400, "invalid_request", None),
    ("token-expired", 401, "invalid_token", None),
    ("token-revoked", 401, "invalid_token", None),
    ("token-other-scope", 403, "insufficient_scope", None),
    ("maintenance", 503, "maintenance", None),
    ("maintenance-resource", 503, "maintenance_resource", None),
    ("overload", 503, "temporarily_unavailable", None),
    ("server-error", 500, "server_error", None),
    ("user-unknown", 401, "invalid_token", Some("101")),
    ("user-withdrawn", 401, "invalid_token", Some("103")),
    ("user-not-eligible", 401, "invalid_token", Some("104")),
    ("family-card", 401, "invalid_token", Some("104")),
    ("request-item-missing", 400, "invalid_request", Some("105")),
    ("request-item-type", 400, "invalid_request", Some("106")),
    ("host-abnormal", 500, "server_error", Some("107")),
    ("host-unreachable", 500, "server_error", Some("108")),
    ("system-error", 500, "server_error", Some("999")),
];

fn refusal(error: &str, code: Option<&str>) -> Value {
    code.map_or_else(|| json!({"error": error}), |code| json!({"error": error, "result_code": code}))
}
