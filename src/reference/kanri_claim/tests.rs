//! The rules of the document, one table or one story each.

mod battery;
mod calls;
mod claims;
mod readings;

use serde_json::{Value, json};

use super::{PATH, REFERENCE};
use crate::reference::testing::Caller;

fn world(readings: &[(&str, &str)]) -> Caller {
    Caller::new(&REFERENCE, &[], readings)
}

fn header(caller: &mut Caller, name: &str, value: &str) {
    caller.headers = vec![(name.to_owned(), value.to_owned())];
}

fn ask(caller: &mut Caller, token: &str) -> (u16, Value) {
    header(caller, "authorization", &format!("Bearer {token}"));
    caller.get(PATH)
}

fn token(state: &str) -> String {
    let gives = REFERENCE.gives();
    gives["states"][state]["token"].as_str().expect("it is given").to_owned()
}

fn state(readings: &[(&str, &str)], name: &str) -> (u16, Value) {
    ask(&mut world(readings), &token(name))
}

/// The claim of a state that has one.
fn claim(readings: &[(&str, &str)], name: &str) -> Value {
    let (status, body) = state(readings, name);
    assert_eq!((status, &body["result"], &body["errors"]), (200, &json!(true), &json!("")), "{name}");
    assert!(body["data"].is_object(), "{name} {body}");
    body["data"].clone()
}

fn nothing() -> (u16, Value) {
    (200, json!({"result": true, "errors": "", "data": []}))
}

/// The states that have a claim.
const CLAIMS: [&str; 8] = [
    "org-with-claim",
    "org-other",
    "org-cvs",
    "claim-failed",
    "claim-paid",
    "org-first-month",
    "org-unsuspended",
    "org-two-claims",
];

/// The states that have none.
const NONE: [&str; 3] = ["org-without-claim", "org-claim-deleted", "org-other-kind"];
