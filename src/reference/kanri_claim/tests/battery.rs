//! No fault is a dead switch: each changes a response of one long conversation.

use super::*;
use crate::reference::testing::{every_fault_shows, sleepers_sleep};

#[test]
fn every_fault_changes_an_answer() {
    every_fault_shows(&REFERENCE, &[], |caller| {
        for name in CLAIMS.into_iter().chain(NONE).chain(["token-expired", "server-error"]) {
            ask(caller, &token(name));
            ask(caller, &token(name));
        }
        let right = token("org-with-claim");
        let cut = &right[..right.len() - 1];
        let near = [format!("{right}x"), cut.to_owned(), format!("{cut}x"), format!("x {right}")];
        for wrong in ["", "x", &right.to_lowercase()].into_iter().chain(near.iter().map(String::as_str)) {
            ask(caller, wrong);
        }
        ask(caller, &token("org-other"));
        header(caller, "authorization", &format!("Basic {right}"));
        caller.get(PATH);
        caller.headers.clear();
        caller.get(PATH);
        ask(caller, &right);
        for query in ["a=1", "a=%zz", "organization_id=102"] {
            caller.get(&format!("{PATH}?{query}"));
        }
        caller.headers.push(("x-generated".to_owned(), "x".repeat(5_000)));
        caller.get(PATH);
    });
}

/// What anybody would try first: one good call, one without a claim, and plain mistakes with the credential.
#[test]
fn sleepers_show_only_in_their_corners() {
    sleepers_sleep(&REFERENCE, |caller| {
        for name in ["org-with-claim", "token-expired", "server-error"] {
            ask(caller, &token(name));
        }
        for wrong in ["", "x"] {
            ask(caller, wrong);
        }
        caller.headers.clear();
        caller.get(PATH);
    });
    sleepers_sleep(&REFERENCE, |caller| {
        ask(caller, &token("org-without-claim"));
    });
}
