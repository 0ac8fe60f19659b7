//! Addresses of targets.

use std::net::Ipv6Addr;

use reqwest::Url;

use crate::contract::{Message, ProfileId, ReasonId};

/// Why a text is not an address to send to, and what would fix it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().english())]
pub struct NoAddress {
    /// What is wrong.
    pub problem: Message,
    /// What would fix it.
    pub fix: ProfileId,
}

impl NoAddress {
    /// What it says, as data.
    pub fn message(&self) -> Message {
        ReasonId::Fix.with([self.problem.clone(), self.fix.into()])
    }
}

/// An address to which paths can be appended.
pub fn base_address(text: &str) -> Result<String, NoAddress> {
    let address = address(text)?;
    // What is appended would end up there, and what is there may be a secret: it is not even repeated here.
    let Some(sign) = address.chars().find(|c| matches!(c, '?' | '#')) else { return Ok(address) };
    let problem = if sign == '?' { ProfileId::HoldsQuery } else { ProfileId::HoldsFragment };
    Err(NoAddress { problem: problem.into(), fix: ProfileId::EndBefore })
}

/// The address of a request.
pub fn address(text: &str) -> Result<String, NoAddress> {
    let rest = ["http://", "https://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let Some(rest) = rest.filter(|rest| !rest.is_empty()) else {
        // Of what may be secret in it nothing is repeated.
        let place = text.split(['?', '#']).next().unwrap_or_default();
        let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
        return Err(NoAddress { problem: ProfileId::NoAddress.with([place.into()]), fix: ProfileId::StartWithHttp });
    };
    // An address is in every report, and what is before the host is a secret: it is not even repeated here.
    if rest.split(['/', '?', '#']).next().is_some_and(|host| host.contains('@')) {
        return Err(NoAddress { problem: ProfileId::HoldsUser.into(), fix: ProfileId::TakeOutUser });
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // What a scenario or a hook fills in is known only when it is.
    if !authority.contains("{{") {
        host_and_port(text, authority)?;
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// Refuses a host or a port that no request can be sent to.
pub(super) fn host_and_port(text: &str, authority: &str) -> Result<(), NoAddress> {
    let wrong = |problem: Message, fix| Err(NoAddress { problem, fix });
    let is_blank = |c: char| c.is_whitespace() || c.is_control() || c == '\\';
    if text.starts_with(is_blank) || text.ends_with(is_blank) || authority.contains(is_blank) {
        return wrong(ProfileId::HoldsBlank.into(), ProfileId::WriteAddress);
    }
    if authority.parse::<Ipv6Addr>().is_ok() {
        return wrong(ProfileId::BareIpv6.with([authority.into()]), ProfileId::WriteIpv6);
    }
    // The colons of an IPv6 address are in brackets.
    let open = if authority.starts_with('[') { authority.len() } else { 0 };
    let end = authority.rfind(']').map_or(open, |at| at + 1);
    let (host, port) = match authority[end..].split_once(':') {
        Some((rest, port)) => (&authority[..end + rest.len()], Some(port)),
        None => (authority, None),
    };
    if host.is_empty() {
        return wrong(ProfileId::NoHost.into(), ProfileId::WriteAddress);
    }
    if let Some(port) = port {
        let digits = Some(port).filter(|port| port.bytes().all(|b| b.is_ascii_digit()));
        let number: Option<u64> = digits.and_then(|port| port.parse().ok());
        if !number.is_some_and(|number| (1..=65_535).contains(&number)) {
            return wrong(ProfileId::BadPort.with([port.into()]), ProfileId::WritePort);
        }
    }
    match Url::parse(text) {
        Ok(_) => Ok(()),
        Err(error) => wrong(ProfileId::BadHost.with([host.into(), error.to_string().into()]), ProfileId::WriteHost),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_no_request_can_be_sent_to_is_refused_for_what_is_wrong_with_it() {
        for (text, problem) in [
            ("http://127.0.0.1:99999", "the port `99999`"),
            ("http://127.0.0.1:65536/x", "the port `65536`"),
            ("http://127.0.0.1:0", "the port `0`"),
            ("http://127.0.0.1:", "the port ``"),
            ("http://demo.example:http", "the port `http`"),
            ("http://demo.example:80:90", "the port `80:90`"),
            ("http://demo.example:+80", "the port `+80`"),
            ("http://demo.example:18446744073709551616", "the port `18446744073709551616`"),
            ("http://:8080/x", "names no host"),
            ("http:///x", "names no host"),
            ("http://?a", "names no host"),
            ("http://demo example", "a blank"),
            (" http://demo.example", "start it with"),
            ("http://demo.example ", "a blank"),
            ("http://demo.example\\x", "a backslash"),
            ("http://::1", "without brackets"),
            ("http://fe80::1:8080/x", "without brackets"),
            ("http://[::1]:0", "the port `0`"),
            ("http://[::1", "is not one: invalid IPv6 address"),
            ("http://[::zz]", "is not one: invalid IPv6 address"),
            ("http://256.1.1.1", "is not one: invalid IPv4 address"),
            ("http://a<b", "is not one: invalid"),
            ("http://me:pa55FAKE@demo.example:99999", "a user or a password"),
        ] {
            let error = address(text).expect_err(text).to_string();
            assert!(error.contains(problem) && !error.contains("FAKE"), "{text}: {error}");
        }
        for text in [
            "http://127.0.0.1:65535",
            "https://demo.example:1/a b",
            "http://[::1]:8080/x",
            "http://\u{4f8b}\u{3048}.jp/x",
            "http://{{host}}:{{port}}/x",
            "http://localhost",
        ] {
            assert_eq!(address(text).as_deref(), Ok(text));
        }
    }
}
