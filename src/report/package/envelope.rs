//! The DSSE envelope around the statement, with a signature where a key was given.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

use super::keys::{SigningKey, VerifyingKey};

/// What the payload is.
const KIND: &str = "application/vnd.in-toto+json";

/// The envelope.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Envelope {
    payload: String,
    payload_type: String,
    signatures: Vec<Signature>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signature {
    keyid: String,
    sig: String,
}

impl Envelope {
    /// A statement in its envelope.
    pub(super) fn of(statement: &str, key: Option<&SigningKey>) -> Self {
        let signed = key.map(|key| Signature {
            keyid: key.public().id(),
            sig: BASE64.encode(&key.sign(&encoded(KIND, statement.as_bytes()))),
        });
        let payload = BASE64.encode(statement.as_bytes());
        Self { payload, payload_type: KIND.to_owned(), signatures: signed.into_iter().collect() }
    }

    /// Its text.
    pub(super) fn written(&self) -> String {
        // Strings always have a text.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Whether it holds this statement, to the byte.
    pub(super) fn holds(&self, statement: &str) -> bool {
        self.payload_type == KIND && self.payload == BASE64.encode(statement.as_bytes())
    }

    /// The ids of the keys by which it says that it is signed.
    pub(super) fn signers(&self) -> Vec<&str> {
        self.signatures.iter().map(|signature| signature.keyid.as_str()).collect()
    }

    /// Whether it is signed with a key.
    pub(super) fn is_signed_with(&self, key: &VerifyingKey) -> bool {
        let Ok(payload) = BASE64.decode(self.payload.as_bytes()) else { return false };
        let message = encoded(&self.payload_type, &payload);
        self.signatures.iter().any(|signature| {
            let sig = BASE64.decode(signature.sig.as_bytes());
            signature.keyid == key.id() && sig.is_ok_and(|sig| key.verifies(&message, &sig))
        })
    }
}

/// What is signed: type and payload, each with its length.
fn encoded(kind: &str, payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len());
    [head.as_bytes(), payload].concat()
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn what_is_signed_is_that_of_the_standard() {
        let expected = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world";
        assert_eq!(encoded("http://example.com/HelloWorld", b"hello world"), expected);
    }
}
