//! What a mistake of ours says when it panics: where it is, and what it says without the secrets that it may have had in its hands.

use std::panic;

use super::tell;
use crate::target::Redactor;

/// From now on panics tell no secret of these.
pub(super) fn tell_without(redactors: Vec<Redactor>) {
    panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let payload = panic.payload();
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
        tell(&told(&place, text, &redactors));
    }));
}

fn told(place: &str, text: &str, redactors: &[Redactor]) -> String {
    let clean = redactors.iter().fold(text.to_owned(), |text, redactor| redactor.text(&text));
    format!("internal error at {place}: {clean}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_tells_no_secret() {
        let redactors = [Redactor::new([("a", "k0FAKEone")]), Redactor::new([("b", "k0FAKEtwo")])];
        let line = told("src/x.rs:1:2", "no place for k0FAKEone and k0FAKEtwo", &redactors);
        assert_eq!(line, "internal error at src/x.rs:1:2: no place for {{a}} and {{b}}");
    }
}
