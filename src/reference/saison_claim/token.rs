//! The access token and the terminal it was made for.

use super::error::Problem;
use super::faults::FaultId;
use super::readings::{Rules, Terminal};
use crate::reference::world::Ask;

/// The token that was sent, if it is there and of legal form.
pub(super) fn token(rules: &Rules, ask: &Ask<'_>) -> Result<String, Problem> {
    let sent = match &rules.token_header {
        Some(name) => ask.header(name).unwrap_or_default().trim_matches([' ', '\t']),
        None => after_scheme(ask.header("authorization").unwrap_or_default().trim_matches([' ', '\t']))?,
    };
    if sent.is_empty() {
        return Err(Problem::EmptyToken);
    }
    let legal = legal_part(sent);
    if legal == sent || (rules.has(FaultId::IllegalCut) && !legal.is_empty()) {
        return Ok(legal.to_owned());
    }
    Err(Problem::IllegalToken)
}

/// What follows `Bearer`; the scheme may be written in any case.
fn after_scheme(value: &str) -> Result<&str, Problem> {
    let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
    match scheme {
        "" => Ok(""),
        scheme if scheme.eq_ignore_ascii_case("bearer") => Ok(rest.trim_start_matches(' ')),
        _ => Err(Problem::IllegalToken),
    }
}

/// As much of a text as is a b64token of RFC 6750: letters, digits and some signs, then equals signs only.
fn legal_part(text: &str) -> &str {
    let letters = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(byte)).count();
    let equals = text.bytes().skip(letters).take_while(|byte| *byte == b'=').count();
    if letters == 0 { "" } else { &text[..letters + equals] }
}

/// Judges the terminal id that was sent. A token that is bound to none belongs to a terminal that cannot be this one.
pub(super) fn terminal(rules: &Rules, ask: &Ask<'_>, bound: Option<&str>) -> Result<(), Problem> {
    let sent = match &rules.terminal {
        Terminal::Nowhere => return bound.map(|_| ()).ok_or(Problem::OtherTerminal),
        Terminal::Query(name) => ask.parameter(name),
        Terminal::Header(name) => ask.header(name).map(|value| value.trim_matches([' ', '\t']).to_owned()),
    };
    let sent = sent.filter(|id| !id.is_empty()).ok_or(Problem::ItemMissing)?;
    if !sent.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Err(Problem::ItemType);
    }
    if bound == Some(sent.as_str()) { Ok(()) } else { Err(Problem::OtherTerminal) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_legal_token_is_letters_then_equals_signs() {
        for (text, due) in [
            ("a", "a"),
            ("aZ09-._~+/==", "aZ09-._~+/=="),
            ("", ""),
            ("=", ""),
            ("a=b", "a="),
            ("a b", "a"),
            ("a\u{65E5}", "a"),
            ("\u{65E5}", ""),
            ("a,b", "a"),
        ] {
            assert_eq!(legal_part(text), due, "{text}");
        }
    }

    #[test]
    fn the_scheme_is_bearer_in_any_case() {
        for (value, due) in [("Bearer a", "a"), ("bEARER   a b", "a b"), ("Bearer", ""), ("", "")] {
            assert_eq!(after_scheme(value), Ok(due), "{value}");
        }
        for value in ["Basic a", "Bearera", "a", "Bearer\ta"] {
            assert_eq!(after_scheme(value), Err(Problem::IllegalToken), "{value}");
        }
    }
}
