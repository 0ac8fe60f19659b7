//! The panic message of an internal error: its place and its text, without secrets.

use std::panic;

use super::print::print_notice;
use crate::{
    contract::{Message, ScreenId},
    target::Redactor,
};

/// From now on panic messages show no secret that one of these knows.
pub(super) fn hide_secrets(redactors: Vec<Redactor>) {
    panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let payload = panic.payload();
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
        print_notice(message(&place, text, &redactors));
    }));
}

fn message(place: &str, text: &str, redactors: &[Redactor]) -> Message {
    let clean = redactors.iter().fold(text.to_owned(), |text, redactor| redactor.text(&text));
    ScreenId::InternalError.with([place.into(), clean.into()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_message_shows_no_secret() {
        let redactors = [Redactor::new([("a", "k0FAKEone")]), Redactor::new([("b", "k0FAKEtwo")])];
        let line = message("src/x.rs:1:2", "no place for k0FAKEone and k0FAKEtwo", &redactors).english();
        assert_eq!(line, "internal error at src/x.rs:1:2: no place for {{a}} and {{b}}");
    }
}
