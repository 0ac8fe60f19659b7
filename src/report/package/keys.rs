//! Ed25519 keys, as `openssl genpkey -algorithm ed25519` writes them.

use std::path::Path;

use data_encoding::BASE64;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use sha2::{Digest, Sha256};

use crate::util::hex::hex;

/// What stands before the 32 bytes of a public key: the name of the algorithm.
const HEAD: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// Why a key cannot be used; completes "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read.
    #[error("read the key {0}: {1}")]
    Unread(String, std::io::Error),
    /// The file is no private key.
    #[error(
        "read the key {0}: it is no Ed25519 private key in PEM; make one with `openssl genpkey -algorithm ed25519 -out {0}`"
    )]
    NotPrivate(String),
    /// The file is no public key.
    #[error(
        "read the key {0}: it is no Ed25519 public key in PEM; make one with `openssl pkey -in KEY.pem -pubout -out {0}`"
    )]
    NotPublic(String),
}

/// What a package is signed with.
pub struct SigningKey(Ed25519KeyPair);

impl SigningKey {
    /// Reads a PEM file.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let der = pem(path, "PRIVATE KEY")?.ok_or_else(|| KeyError::NotPrivate(path.display().to_string()))?;
        // The form of OpenSSL does not repeat the public key; there is nothing to check it against.
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der);
        pair.map(Self).map_err(|_| KeyError::NotPrivate(path.display().to_string()))
    }

    pub(super) fn public(&self) -> VerifyingKey {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.public_key().as_ref());
        VerifyingKey(bytes)
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).as_ref().to_vec()
    }
}

/// What a signature is checked with.
pub struct VerifyingKey([u8; 32]);

impl VerifyingKey {
    /// Reads a PEM file.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let der = pem(path, "PUBLIC KEY")?;
        let key = der.as_deref().and_then(|der| der.strip_prefix(&HEAD)).and_then(|key| key.try_into().ok());
        key.map(Self).ok_or_else(|| KeyError::NotPublic(path.display().to_string()))
    }

    /// The name of the key: the digest of its public half.
    pub(super) fn id(&self) -> String {
        format!("sha256:{}", hex(&Sha256::digest([&HEAD[..], &self.0].concat())))
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0).verify(message, signature).is_ok()
    }
}

/// The bytes of the first block of a kind in a PEM file.
fn pem(path: &Path, kind: &str) -> Result<Option<Vec<u8>>, KeyError> {
    let text = std::fs::read_to_string(path).map_err(|error| KeyError::Unread(path.display().to_string(), error))?;
    let (begin, end) = (format!("-----BEGIN {kind}-----"), format!("-----END {kind}-----"));
    let block = text.split_once(&begin).and_then(|(_, rest)| rest.split_once(&end)).map(|(block, _)| block);
    Ok(block.and_then(|block| BASE64.decode(block.split_whitespace().collect::<String>().as_bytes()).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first key of RFC 8032, in the forms in which OpenSSL writes its halves.
    const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n";
    const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n";

    fn file(name: &str, text: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("tekigo-keys-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join(name);
        std::fs::write(&path, text).expect("written");
        path
    }

    #[test]
    fn the_keys_of_openssl_are_read_and_belong_together() {
        let key = SigningKey::read(&file("private.pem", PRIVATE)).expect("a private key");
        let public = VerifyingKey::read(&file("public.pem", PUBLIC)).expect("a public key");
        assert_eq!(key.public().id(), public.id());
        // What RFC 8032 gives as the signature of the empty message begins so.
        assert!(hex(&key.sign(b"")).starts_with("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555f"));
        assert!(public.verifies(b"abc", &key.sign(b"abc")) && !public.verifies(b"abd", &key.sign(b"abc")));
    }

    #[test]
    fn a_file_that_is_not_such_a_key_is_reported_with_its_fix() {
        let error = |path: &Path| SigningKey::read(path).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error(&file("half.pem", PUBLIC)).contains("openssl genpkey -algorithm ed25519 -out "));
        assert!(error(&file("cut.pem", &PRIVATE.replace("n9g", "n"))).contains("no Ed25519 private key"));
        let error = VerifyingKey::read(&file("whole.pem", PRIVATE)).err().map(|error| error.to_string());
        assert!(error.is_some_and(|error| error.contains("openssl pkey -in KEY.pem -pubout")));
    }
}
