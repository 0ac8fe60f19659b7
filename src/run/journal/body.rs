//! Bodies in a journal: exact text, or Base64 where the bytes are not UTF-8.

use bytes::Bytes;
use data_encoding::BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// A longer body is text only where that takes no more space than Base64: what is not printed takes up to six bytes for one,
/// and whoever reads a journal reads a line as a whole.
const LONG: usize = 1 << 20;

/// A body's bytes, written so that they come back exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Body<'a> {
    /// Bytes that are UTF-8, as text.
    Text(&'a str),
    /// Any others, in Base64.
    Base64(#[serde(serialize_with = "base64")] &'a [u8]),
}

impl<'a> Body<'a> {
    /// The form of some bytes; none where there are none.
    pub(super) fn of(bytes: &'a [u8]) -> Option<Self> {
        (!bytes.is_empty()).then(|| match std::str::from_utf8(bytes) {
            Ok(text) if bytes.len() <= LONG || escaped(bytes) <= BASE64.encode_len(bytes.len()) => Self::Text(text),
            _ => Self::Base64(bytes),
        })
    }
}

/// How long a text is once it is escaped.
fn escaped(text: &[u8]) -> usize {
    let more = |byte: &u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 8 | 12 => 1,
        0..=0x1f => 5,
        _ => 0,
    };
    text.len() + text.iter().map(more).sum::<usize>()
}

/// Written a part at a time: none of it is in memory besides the bytes.
fn base64<S: Serializer>(bytes: &&[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&BASE64.encode_display(bytes))
}

/// The bytes of a body.
pub(super) fn bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Encoded {
        Text(String),
        Base64(String),
    }
    Ok(match Encoded::deserialize(deserializer)? {
        Encoded::Text(text) => Bytes::from(text),
        Encoded::Base64(text) => Bytes::from(BASE64.decode(text.as_bytes()).map_err(D::Error::custom)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Read(#[serde(deserialize_with = "bytes")] Bytes);

    #[test]
    fn bytes_come_back_exactly() {
        let bodies: [&[u8]; 6] = [
            b"{\"n\": 100200300400500600700, \"x\":\"0013\" }\r\n",
            "日本\u{0}\u{7f}\u{2028}\\\"ｶﾅ".as_bytes(),
            b"\xff\xfe\x00",
            b"{\"a\":\xc0\x80}",
            b"1e400",
            b" ",
        ];
        for body in bodies {
            let line = serde_json::to_string(&Body::of(body)).expect("a body has a form");
            assert!(!line.contains('\n'), "{line}");
            let Read(read) = serde_json::from_str(&line).expect("a body reads back");
            assert_eq!(read, body);
        }
        assert_eq!(Body::of(b""), None);
    }

    #[test]
    fn a_long_body_takes_no_more_than_base64_whatever_it_is_made_of() {
        for (unit, text) in [
            (&b"x"[..], true),
            (b"\xe8\xab\x8b", true),
            (b"abcd\n", true),
            (b"\x01", false),
            (b"\"", false),
            (b"\xff", false),
        ] {
            let body = unit.repeat(LONG / unit.len() + 1);
            let line = serde_json::to_string(&Body::of(&body)).expect("a body has a form");
            assert_eq!(line.starts_with("{\"text\":"), text, "{unit:?}");
            assert!(line.len() <= BASE64.encode_len(body.len()) + 20, "{unit:?}: {} bytes", line.len());
            let Read(read) = serde_json::from_str(&line).expect("a body reads back");
            assert_eq!(read, body);
            let short = serde_json::to_string(&Body::of(unit)).expect("a body has a form");
            assert_eq!(short.starts_with("{\"text\":"), unit != b"\xff", "{short}");
        }
    }
}
