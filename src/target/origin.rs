//! The origin of an address, and whether its host looks like a production system.

use std::net::IpAddr;

use reqwest::Url;

/// What a host of no real business is called by, anywhere in its name …
const PRACTICE: [&str; 7] = ["demo", "sandbox", "test", "staging", "localhost", "example", "invalid"];
/// … and what only as a whole part of it, numbered or not, for it is in other words as well.
const PRACTICE_PARTS: [&str; 3] = ["stg", "dev", "mock"];

/// Scheme, host and port of an address; none where it has no host.
pub fn origin(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    url.host_str()?;
    Some(url.origin().ascii_serialization())
}

/// Whether nothing in the name of a host says that it is there for practice.
pub fn looks_like_production(url: &str) -> bool {
    let Some(host) = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_ascii_lowercase)) else {
        return true;
    };
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    let practice = address.is_ok_and(|address| address.is_loopback())
        || PRACTICE.iter().any(|word| host.contains(word))
        || host
            .split(['.', '-'])
            .any(|part| PRACTICE_PARTS.contains(&part.trim_end_matches(|c: char| c.is_ascii_digit())));
    !practice
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port_whoever_is_named_before_the_host() {
        assert_eq!(origin("https://API.example/a?b").as_deref(), Some("https://api.example"));
        assert_eq!(origin("https://api.example:443/"), origin("https://api.example/x"));
        assert_ne!(origin("https://api.example:8443/"), origin("https://api.example/"));
        assert_eq!(origin("http://127.0.0.1:80@evil.example/").as_deref(), Some("http://evil.example"));
        assert_eq!((origin("https://"), origin("mailto:a@b")), (None, None));
    }

    #[test]
    fn a_host_that_says_nothing_of_practice_looks_like_production() {
        for url in [
            "https://api.acme.co.jp",
            "https://device.acme.jp/test/",
            "https://203.0.113.7/",
            "https://192.168.0.5/",
            "https://www.mydev.jp",
            "no address",
        ] {
            assert!(looks_like_production(url), "{url}");
        }
        for url in [
            "https://demo.acme.co.jp",
            "https://api-TEST.acme.jp",
            "https://acme.example/",
            "http://127.8.0.1:80",
            "http://[::1]:1/",
            "http://localhost:8080",
            "https://stg2-api.acme.jp",
            "https://api.dev.acme.jp",
        ] {
            assert!(!looks_like_production(url), "{url}");
        }
    }
}
