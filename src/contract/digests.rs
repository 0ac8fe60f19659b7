//! Functions for expressions over bytes: digests, signatures and the ways in which bytes are written as text. Text stands for its bytes
//! in UTF-8.

use std::sync::Arc;

use cel::{Context, DeclarationError, ExecutionError, Value, extractors::This};
use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD, HEXLOWER, HEXLOWER_PERMISSIVE};
use md5::{Digest, Md5};
use ring::{digest, hmac};

/// A text as the language hands it to a function.
type SharedText = Arc<String>;

/// The names of the functions.
pub(super) const NAMES: [&str; 14] = [
    "sha1",
    "sha256",
    "sha512",
    "md5",
    "hmac",
    "hex",
    "from_hex",
    "base64",
    "from_base64",
    "base64url",
    "from_base64url",
    "url_encode",
    "url_decode",
    "text_of",
];

/// The algorithms of `hmac`, by name.
const HMACS: [(&str, &hmac::Algorithm); 4] = [
    ("sha1", &hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY),
    ("sha256", &hmac::HMAC_SHA256),
    ("sha384", &hmac::HMAC_SHA384),
    ("sha512", &hmac::HMAC_SHA512),
];

/// Adds the functions to a context.
pub(super) fn add(context: &mut Context<'_, '_>) -> Result<(), DeclarationError> {
    context
        .add_function("sha1", |This(value): This<Value>| digested("sha1", &digest::SHA1_FOR_LEGACY_USE_ONLY, &value))?;
    context.add_function("sha256", |This(value): This<Value>| digested("sha256", &digest::SHA256, &value))?;
    context.add_function("sha512", |This(value): This<Value>| digested("sha512", &digest::SHA512, &value))?;
    context.add_function("md5", |This(value): This<Value>| {
        written("md5", &value, |bytes| HEXLOWER.encode(&Md5::digest(bytes)))
    })?;
    context.add_function("hmac", signed)?;
    context.add_function("hex", |This(value): This<Value>| written("hex", &value, |bytes| HEXLOWER.encode(bytes)))?;
    context.add_function("from_hex", |This(text): This<SharedText>| {
        read("from_hex", HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok(), &text)
    })?;
    context
        .add_function("base64", |This(value): This<Value>| written("base64", &value, |bytes| BASE64.encode(bytes)))?;
    context.add_function("from_base64", |This(text): This<SharedText>| {
        read("from_base64", BASE64_NOPAD.decode(text.trim_end_matches('=').as_bytes()).ok(), &text)
    })?;
    context.add_function("base64url", |This(value): This<Value>| {
        written("base64url", &value, |bytes| BASE64URL.encode(bytes).trim_end_matches('=').to_owned())
    })?;
    context.add_function("from_base64url", |This(text): This<SharedText>| {
        read("from_base64url", BASE64URL_NOPAD.decode(text.trim_end_matches('=').as_bytes()).ok(), &text)
    })?;
    context.add_function("url_encode", |This(text): This<SharedText>| Value::from(url_encoded(&text)))?;
    context.add_function("url_decode", |This(text): This<SharedText>| Value::from(url_decoded(&text)))?;
    context.add_function("text_of", |This(value): This<Value>| {
        written("text_of", &value, |bytes| String::from_utf8_lossy(bytes).into_owned())
    })
}

/// The bytes of a value: those of a text, or bytes as they are.
fn bytes<'a>(function: &str, value: &'a Value) -> Result<&'a [u8], ExecutionError> {
    match value {
        Value::String(text) => Ok(text.as_bytes()),
        Value::Bytes(bytes) => Ok(bytes),
        _ => Err(ExecutionError::function_error(function, "it takes a text or bytes")),
    }
}

fn digested(function: &str, algorithm: &'static digest::Algorithm, value: &Value) -> Result<Value, ExecutionError> {
    written(function, value, |bytes| HEXLOWER.encode(digest::digest(algorithm, bytes).as_ref()))
}

/// What a text is made of from bytes.
fn written(function: &str, value: &Value, write: impl Fn(&[u8]) -> String) -> Result<Value, ExecutionError> {
    bytes(function, value).map(|bytes| write(bytes).into())
}

/// The bytes that a text stands for.
fn read(function: &str, bytes: Option<Vec<u8>>, text: &str) -> Result<Value, ExecutionError> {
    let wrong = || ExecutionError::function_error(function, format!("`{text}` stands for no bytes"));
    bytes.map(|bytes| Value::Bytes(Arc::new(bytes))).ok_or_else(wrong)
}

/// The keyed hash of a text, in hexadecimal.
#[expect(clippy::needless_pass_by_value, reason = "functions of CEL take their arguments so")]
fn signed(name: SharedText, key: Value, value: Value) -> Result<Value, ExecutionError> {
    let algorithm = HMACS.iter().find(|(known, _)| *known == name.as_str()).map(|(_, algorithm)| *algorithm);
    let unknown = || {
        let known: Vec<&str> = HMACS.iter().map(|(known, _)| *known).collect();
        ExecutionError::function_error("hmac", format!("there is no `{name}`; write one of {}", known.join(", ")))
    };
    let key = hmac::Key::new(*algorithm.ok_or_else(unknown)?, bytes("hmac", &key)?);
    Ok(HEXLOWER.encode(hmac::sign(&key, bytes("hmac", &value)?).as_ref()).into())
}

/// A text as it is in an address (RFC 3986): everything but letters, digits and `-._~` is escaped.
fn url_encoded(text: &str) -> String {
    let escaped = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(escaped).collect()
}

/// What an escaped text stands for; `+` stays, and what is not an escape stays as well.
fn url_decoded(text: &str) -> String {
    let (mut all, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let escaped = (*first == b'%').then(|| after.get(..2)).flatten();
        if let Some(byte) = escaped.and_then(|digits| HEXLOWER_PERMISSIVE.decode(digits).ok()) {
            all.extend(byte);
            rest = &after[2..];
        } else {
            all.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&all).into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::contract::expression::{Expression, Scope};

    fn value(source: &str) -> Result<Value, String> {
        Expression::compile(source, &[]).and_then(|e| e.value(&Scope::default())).map_err(|e| e.to_string())
    }

    /// The values are those of RFC 1321, RFC 3174, FIPS 180 and RFC 4231.
    #[test]
    fn digests_and_signatures_are_the_documented_ones() {
        for (source, due) in [
            ("md5('abc')", "900150983cd24fb0d6963f7d28e17f72"),
            ("sha1('abc')", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            ("sha256('abc')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            ("sha512('abc').size()", "128"),
            (
                "hmac('sha256', 'Jefe', 'what do ya want for nothing?')",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                "hmac('sha256', from_hex('4a656665'), b'what do ya want for nothing?')",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                "hmac('sha1', 'key', 'The quick brown fox jumps over the lazy dog')",
                "de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9",
            ),
        ] {
            let found = value(source).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            assert_eq!(found.as_deref(), Ok(due), "{source}");
        }
        assert!(value("hmac('crc', 'k', 't')").is_err_and(|why| why.contains("sha1, sha256, sha384, sha512")));
        assert!(value("sha256(1)").is_err_and(|why| why.contains("it takes a text or bytes")));
    }

    #[test]
    fn bytes_are_written_and_read_back() {
        for (source, due) in [
            ("base64(from_hex(sha256('abc')))", json!("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")),
            ("base64url(from_hex(sha256('abc')))", json!("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0")),
            ("hex(from_base64('YWI='))", json!("6162")),
            ("text_of(from_base64('44GC')) + text_of(from_base64url('YQ'))", json!("あa")),
            ("hex('あ')", json!("e38182")),
            ("url_encode('a b/あ~+')", json!("a%20b%2F%E3%81%82~%2B")),
            ("url_decode('a%20b%2f%E3%81%82~+%zz%')", json!("a b/あ~+%zz%")),
        ] {
            assert_eq!(value(source), Ok(due), "{source}");
        }
        assert!(value("from_hex('6g')").is_err_and(|why| why.contains("stands for no bytes")));
        assert!(value("from_base64('*')").is_err());
        assert!(value("from_hex('61')").is_err_and(|why| why.contains("JSON cannot hold")));
    }
}
