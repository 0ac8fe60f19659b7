//! No fault is a dead switch: each changes a response of one long conversation.

use super::*;
use crate::reference::testing::{every_fault_shows, sleepers_sleep};

#[test]
fn every_fault_changes_an_answer() {
    every_fault_shows(&REFERENCE, &[], |caller| {
        for name in MEMBERS.into_iter().chain(["member-uc", "member-uc"]) {
            ask(caller, &given(name, "token"));
        }
        for (name, ..) in REFUSED {
            ask(caller, &given(name, "token"));
        }
        ask(caller, &given("user-without-claims", "token"));
        let cut = &TOKEN[..TOKEN.len() - 1];
        let near = [format!("{TOKEN}x"), format!("{TOKEN}!"), format!("{TOKEN}="), cut.to_owned(), format!("{cut}x")];
        for token in ["", "x", "a b", &TOKEN.to_lowercase()].into_iter().chain(near.iter().map(String::as_str)) {
            ask(caller, token);
        }
        caller.headers.clear();
        caller.get(PATH);
        ask(caller, TOKEN);
        for query in ["a=1", "a=%zz"] {
            caller.get(&format!("{PATH}?{query}"));
        }
        for value in ["日本", &"x".repeat(5_000)] {
            ask(caller, &given("member-7n", "token"));
            caller.headers.push(("x-generated".to_owned(), value.to_owned()));
            caller.get(PATH);
        }
    });
}

/// What anybody would try first: one good call, and the plain mistakes with a token.
#[test]
fn sleepers_show_only_in_their_corners() {
    sleepers_sleep(&REFERENCE, |caller| {
        ask(caller, TOKEN);
        for name in ["token-expired", "user-unknown", "server-error", "user-not-eligible", "maintenance"] {
            ask(caller, &given(name, "token"));
        }
        for token in ["", "x", "=", "wrong"] {
            ask(caller, token);
        }
        caller.headers.clear();
        caller.get(PATH);
    });
}
