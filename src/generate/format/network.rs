//! Addresses, identifiers and the other formats of the specification.

use super::Format;
use crate::generate::rng::Rng;

type Rows = &'static [(&'static str, &'static str)];

pub(super) static FORMATS: &[Format] = &[
    email("email", EMAIL),
    email("idn-email", IDN_EMAIL),
    Format {
        sized: Some(host_of),
        ..row(
            "hostname",
            "example.com",
            &[("single-label", "localhost"), ("digits", "1a.example"), ("hyphen", "a-b.example")],
            |rng| format!("{}.example.com", word(rng)),
            || owned(HOST),
        )
    },
    row(
        "idn-hostname",
        "例え.jp",
        &[("ascii", "example.com")],
        |rng| format!("{}.jp", word(rng)),
        || owned(&[("empty", ""), ("space", "a b.jp"), ("leading-hyphen", "-a.jp"), ("trailing-newline", "a.jp\n")]),
    ),
    row(
        "ipv4",
        "192.0.2.1",
        &[("zeros", "0.0.0.0"), ("ones", "255.255.255.255"), ("loopback", "127.0.0.1")],
        |rng| format!("192.0.2.{}", rng.below(256)),
        || owned(IPV4),
    ),
    row(
        "ipv6",
        "2001:db8::1",
        &[
            ("unspecified", "::"),
            ("loopback", "::1"),
            ("full", "2001:db8:0:0:0:0:0:1"),
            ("mapped", "::ffff:192.0.2.1"),
            ("upper-case", "2001:DB8::A"),
        ],
        |rng| format!("2001:db8::{:x}", rng.below(65536)),
        || owned(IPV6),
    ),
    Format {
        sized: Some(|n| long_uri(n, "https://example.com/")),
        ..row(
            "uri",
            "https://example.com/",
            &[
                ("query", "https://example.com/?a=b"),
                ("fragment", "https://example.com/#a"),
                ("port", "http://example.com:8080/"),
                ("urn", "urn:isbn:0451450523"),
                ("mailto", "mailto:a@example.com"),
                ("user", "ftp://u@example.com/"),
            ],
            |rng| format!("https://example.com/{}", word(rng)),
            || owned(URI),
        )
    },
    Format {
        sized: Some(|n| long_uri(n, "/")),
        ..row(
            "uri-reference",
            "/a/b",
            &[("relative", "a/b"), ("absolute", "https://example.com/"), ("fragment", "#a"), ("query", "?a=b")],
            |rng| format!("/{}", word(rng)),
            || owned(REFERENCE),
        )
    },
    row(
        "iri",
        "https://example.com/漢",
        &[("ascii", "https://example.com/")],
        |rng| format!("https://example.com/{}", word(rng)),
        || owned(URI),
    ),
    row("iri-reference", "/漢", &[("relative", "a/b")], |rng| format!("/{}", word(rng)), || owned(REFERENCE)),
    row(
        "uri-template",
        "/a/{id}",
        &[("query", "/a{?q}"), ("plain", "/a")],
        |rng| format!("/{}/{{id}}", word(rng)),
        || owned(&[("unclosed", "/a/{id"), ("space", "/a b")]),
    ),
    row(
        "uuid",
        "123e4567-e89b-12d3-a456-426614174000",
        &[
            ("nil", "00000000-0000-0000-0000-000000000000"),
            ("max", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
            ("upper-case", "123E4567-E89B-12D3-A456-426614174000"),
        ],
        uuid,
        || owned(UUID),
    ),
    row(
        "json-pointer",
        "/a/b",
        &[("whole", ""), ("escaped", "/a~1b~0c")],
        |rng| format!("/{}", word(rng)),
        || owned(&[("no-slash", "a"), ("bad-escape", "/a~2"), ("fragment", "#/a")]),
    ),
    row(
        "relative-json-pointer",
        "0/a",
        &[("name", "1#"), ("up", "2/a")],
        |rng| format!("{}/{}", rng.below(9), word(rng)),
        || owned(&[("empty", ""), ("no-number", "/a"), ("leading-zero", "01/a"), ("negative", "-1/a")]),
    ),
    row(
        "regex",
        "^a+$",
        &[("empty", ""), ("class", "[a-z]")],
        |rng| format!("^{}$", word(rng)),
        || owned(&[("unclosed-group", "("), ("unclosed-class", "["), ("dangling-star", "*a")]),
    ),
];

const fn row(
    name: &'static str,
    plain: &'static str,
    classes: Rows,
    random: fn(&mut Rng) -> String,
    misses: fn() -> Vec<(&'static str, String)>,
) -> Format {
    Format { name, plain, classes, sized: None, random, misses }
}

const fn email(name: &'static str, classes: Rows) -> Format {
    Format {
        sized: Some(mail_of),
        ..row(name, "user@example.com", classes, |rng| format!("{}@example.com", word(rng)), || owned(BAD_EMAIL))
    }
}

const EMAIL: Rows = &[
    ("plus", "user+tag@example.com"),
    ("dots", "first.last@example.com"),
    ("subdomain", "a@b.c.example"),
    ("digits", "1@example.com"),
    ("underscore", "_a_@example.com"),
    ("short", "a@b.co"),
];
const IDN_EMAIL: Rows = &[("plus", "user+tag@example.com"), ("local-kanji", "漢字@example.com")];
const BAD_EMAIL: Rows = &[
    ("no-at", "user.example.com"),
    ("two-at", "user@@example.com"),
    ("second-at", "user@host@example.com"),
    ("empty-local", "@example.com"),
    ("empty-domain", "user@"),
    ("space", "us er@example.com"),
    ("leading-space", " user@example.com"),
    ("trailing-space", "user@example.com "),
    ("trailing-dot", "user.@example.com"),
    ("leading-dot", ".user@example.com"),
    ("two-dots", "us..er@example.com"),
    ("domain-two-dots", "user@example..com"),
    ("domain-leading-dot", "user@.example.com"),
    ("trailing-newline", "user@example.com\n"),
    ("full-width-at", "user＠example.com"),
    ("list", "a@example.com,b@example.com"),
    ("empty", ""),
];
const HOST: Rows = &[
    ("empty", ""),
    ("space", "a b.example"),
    ("leading-hyphen", "-a.example"),
    ("trailing-hyphen", "a-.example"),
    ("underscore", "a_b.example"),
    ("two-dots", "a..example"),
    ("leading-dot", ".example"),
    ("label-64", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example"),
    ("trailing-newline", "a.example\n"),
    ("scheme", "https://a.example"),
];
const IPV4: Rows = &[
    ("octet-256", "192.0.2.256"),
    ("three-octets", "192.0.2"),
    ("five-octets", "192.0.2.1.1"),
    ("leading-zero", "192.0.02.1"),
    ("hexadecimal", "0xc0.0.2.1"),
    ("letters", "a.b.c.d"),
    ("empty", ""),
    ("trailing-newline", "192.0.2.1\n"),
    ("leading-space", " 192.0.2.1"),
    ("with-port", "192.0.2.1:80"),
    ("with-prefix", "192.0.2.0/24"),
    ("full-width-digits", "１９２.0.2.1"),
];
const IPV6: Rows = &[
    ("two-gaps", "2001::db8::1"),
    ("nine-groups", "1:2:3:4:5:6:7:8:9"),
    ("seven-groups", "1:2:3:4:5:6:7"),
    ("five-digits", "12345::1"),
    ("not-hexadecimal", "g::1"),
    ("empty", ""),
    ("trailing-newline", "::1\n"),
    ("with-zone", "fe80::1%eth0"),
    ("bracketed", "[::1]"),
    ("ipv4", "192.0.2.1"),
];
const URI: Rows = &[
    ("relative", "/a/b"),
    ("no-scheme", "example.com"),
    ("space", "https://example.com/a b"),
    ("backslash", "https://example.com\\a"),
    ("bad-escape", "https://example.com/%zz"),
    ("empty", ""),
    ("trailing-newline", "https://example.com/\n"),
    ("angle-brackets", "<https://example.com/>"),
    ("leading-space", " https://example.com/"),
];
const REFERENCE: Rows = &[
    ("space", "/a b"),
    ("backslash", "\\a"),
    ("bad-escape", "/%zz"),
    ("trailing-newline", "/a\n"),
    ("angle-brackets", "</a>"),
];
const UUID: Rows = &[
    ("no-dashes", "123e4567e89b12d3a456426614174000"),
    ("one-short", "123e4567-e89b-12d3-a456-42661417400"),
    ("one-long", "123e4567-e89b-12d3-a456-4266141740000"),
    ("not-hexadecimal", "123e4567-e89b-12d3-a456-42661417400g"),
    ("braces", "{123e4567-e89b-12d3-a456-426614174000}"),
    ("urn", "urn:uuid:123e4567-e89b-12d3-a456-426614174000"),
    ("dashes-elsewhere", "123e45-67e89b-12d3-a456-426614174000"),
    ("empty", ""),
    ("trailing-newline", "123e4567-e89b-12d3-a456-426614174000\n"),
    ("full-width-digits", "１23e4567-e89b-12d3-a456-426614174000"),
];

fn owned(rows: Rows) -> Vec<(&'static str, String)> {
    rows.iter().map(|&(name, text)| (name, text.to_owned())).collect()
}

fn word(rng: &mut Rng) -> String {
    let length = 1 + rng.below(8);
    (0..length).map(|_| char::from(b'a' + u8::try_from(rng.below(26)).unwrap_or(0))).collect()
}

fn uuid(rng: &mut Rng) -> String {
    let (a, b) = (rng.bits(), rng.bits());
    format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        a >> 32,
        (a >> 16) & 0xFFFF,
        a & 0xFFF,
        b >> 52,
        b & 0xFFFF_FFFF_FFFF
    )
}

/// A mail address of exactly this length: a local part of at most 64, then labels of at most 63.
fn mail_of(length: usize) -> Option<String> {
    if length < 6 {
        return (length >= 3).then(|| format!("a@{}", "b".repeat(length - 2)));
    }
    let local = (length - 5).min(64);
    Some(format!("{}@{}", "a".repeat(local), host_of(length - local - 1)?))
}

fn host_of(length: usize) -> Option<String> {
    if length == 0 || length > 253 {
        return None;
    }
    let mut text: String = (1..=length).map(|n| if n % 60 == 0 { '.' } else { 'b' }).collect();
    if text.ends_with('.') {
        text.replace_range(length - 1.., "b");
    }
    Some(text)
}

fn long_uri(length: usize, head: &str) -> Option<String> {
    Some(format!("{head}{}", "a".repeat(length.checked_sub(head.len())?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_addresses_have_the_length_that_was_asked() {
        assert_eq!(mail_of(100).map(|text| text.len()), Some(100));
        assert_eq!(mail_of(100).and_then(|text| text.find('@')), Some(64));
        assert_eq!(host_of(254), None);
        assert_eq!(long_uri(3, "https://"), None);
    }

    #[test]
    fn the_kinds_of_a_bad_mail_address_are_told_apart() {
        let names: Vec<_> = BAD_EMAIL.iter().map(|row| row.0).collect();
        for kind in ["no-at", "two-at", "empty-local", "space", "trailing-dot"] {
            assert!(names.contains(&kind), "{kind}");
        }
    }
}
