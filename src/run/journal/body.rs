//! Bodies in a journal: exact text, or Base64 where the bytes are not UTF-8.

use std::borrow::Cow;

use bytes::Bytes;
use data_encoding::BASE64;
use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// A body's bytes, written so that they come back exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Body<'a> {
    /// Bytes that are UTF-8, as text.
    Text(Cow<'a, str>),
    /// Any others, in Base64.
    Base64(String),
}

impl<'a> Body<'a> {
    /// The form of some bytes; none where there are none.
    pub(super) fn of(bytes: &'a [u8]) -> Option<Self> {
        (!bytes.is_empty()).then(|| match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(Cow::Borrowed(text)),
            Err(_) => Self::Base64(BASE64.encode(bytes)),
        })
    }
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
}
