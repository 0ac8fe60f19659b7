//! Who sends a request, and whether they may.

use super::faults::FaultId;
use super::fixtures::{PLAIN_TOKEN, TOKEN};
use super::readings::Rules;
use super::refusal::Refusal;
use crate::reference::world::Ask;

/// Lets the caller in, or says what is wrong with the token.
pub(super) fn open(rules: &Rules, ask: &Ask<'_>) -> Result<(), Refusal> {
    let header = ask.header(rules.token_header.as_deref().unwrap_or("authorization"));
    let Some(header) = header else {
        return if rules.has(FaultId::TokenMissing) { Ok(()) } else { Err(Refusal::Token) };
    };
    let sent = if rules.token_header.is_some() { Some(header) } else { bearer(rules, header) };
    match sent {
        Some("") if rules.has(FaultId::TokenEmpty) => Ok(()),
        Some(token) if fits(rules, token) => Ok(()),
        Some(PLAIN_TOKEN) if rules.has(FaultId::ScopeUnchecked) => Ok(()),
        Some(PLAIN_TOKEN) => Err(Refusal::Scope),
        _ => Err(Refusal::Token),
    }
}

/// What follows the scheme, whose name is written in any case.
fn bearer<'a>(rules: &Rules, header: &'a str) -> Option<&'a str> {
    // A server in between may have taken the space at the end away.
    let (scheme, token) = header.split_once(' ').unwrap_or(if header.eq_ignore_ascii_case("bearer") {
        (header, "")
    } else {
        ("", header)
    });
    (scheme.eq_ignore_ascii_case("bearer") || rules.has(FaultId::TokenScheme)).then(|| token.trim_matches([' ', '\t']))
}

fn fits(rules: &Rules, token: &str) -> bool {
    token == TOKEN
        || (rules.has(FaultId::TokenUnchecked) && !token.is_empty() && token != PLAIN_TOKEN)
        || (rules.has(FaultId::TokenCase) && token.eq_ignore_ascii_case(TOKEN))
        || (rules.has(FaultId::TokenPrefix) && token.starts_with(TOKEN))
        || (rules.has(FaultId::TokenCut) && token.len() + 1 == TOKEN.len() && TOKEN.starts_with(token))
        || (rules.has(FaultId::TokenHalf) && token.get(..16) == TOKEN.get(..16))
        || (rules.has(FaultId::TokenLastWord) && token.rsplit([' ', ',']).next() == Some(TOKEN))
}
