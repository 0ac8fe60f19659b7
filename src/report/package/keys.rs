//! Ed25519 keys, as `openssl genpkey -algorithm ed25519` writes them.

use std::{fs::File, io::Read, path::Path};

use data_encoding::BASE64;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use sha2::{Digest, Sha256};

use crate::util::hex::hex;

/// What is before the 32 bytes of a public key: the name of the algorithm.
const HEAD: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// Why a key cannot be used; completes "failed to …".
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read.
    #[error("read the key {0}: {1}")]
    Unread(String, std::io::Error),
    /// The file is not a private key.
    #[error(
        "read the key {0}: it is not an Ed25519 private key in PEM; `openssl genpkey -algorithm ed25519` prints a new one, to keep in a new file"
    )]
    NotPrivate(String),
    /// The file is the public half of a key.
    #[error("read the key {0}: it is a public key, and what signs is the private one that belongs to it")]
    PublicGiven(String),
    /// The file is not a public key.
    #[error(
        "read the key {0}: it is not an Ed25519 public key in PEM; `openssl pkey -in KEY.pem -pubout` prints that of a private one, to keep in a new file"
    )]
    NotPublic(String),
    /// The file is a private key, which whoever checks must not have.
    #[error(
        "read the key {0}: it is a private key, which only who signs may have; give the public one, which `openssl pkey -in {0} -pubout` prints"
    )]
    PrivateGiven(String),
}

/// What a package is signed with.
pub struct SigningKey(Ed25519KeyPair);

impl SigningKey {
    /// Reads a PEM file.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let name = || path.display().to_string();
        let text = read(path)?;
        let other = || if is_public(&text) { KeyError::PublicGiven(name()) } else { KeyError::NotPrivate(name()) };
        let der = block(&text, "PRIVATE KEY").ok_or_else(other)?;
        // The form of OpenSSL does not repeat the public key; there is nothing to check it against.
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der);
        pair.map(Self).map_err(|_| KeyError::NotPrivate(name()))
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
        let (text, name) = (read(path)?, path.display().to_string());
        // Of whatever kind it is, and in whatever form: it is in the wrong hands.
        if text.contains("PRIVATE KEY-----") {
            return Err(KeyError::PrivateGiven(name));
        }
        let der = block(&text, "PUBLIC KEY");
        let key = der.as_deref().and_then(|der| der.strip_prefix(&HEAD)).and_then(|key| key.try_into().ok());
        key.map(Self).ok_or(KeyError::NotPublic(name))
    }

    /// The name of the key: the digest of its public half.
    pub(super) fn id(&self) -> String {
        format!("sha256:{}", hex(&Sha256::digest([&HEAD[..], &self.0].concat())))
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0).verify(message, signature).is_ok()
    }
}

/// The most that is read of a key file.
const MOST: u64 = 64 << 10;

fn read(path: &Path) -> Result<String, KeyError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MOST).read_to_end(&mut bytes));
    read.map_err(|error| KeyError::Unread(path.display().to_string(), error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn is_public(text: &str) -> bool {
    text.contains("-----BEGIN PUBLIC KEY-----")
}

/// The bytes of the first block of a kind in a PEM file.
fn block(text: &str, kind: &str) -> Option<Vec<u8>> {
    let (begin, end) = (format!("-----BEGIN {kind}-----"), format!("-----END {kind}-----"));
    let block = text.split_once(&begin).and_then(|(_, rest)| rest.split_once(&end)).map(|(block, _)| block);
    block.and_then(|block| BASE64.decode(block.split_whitespace().collect::<String>().as_bytes()).ok())
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
        assert!(error(&file("half.pem", PUBLIC)).contains("it is a public key, and what signs is the private one"));
        assert!(error(&file("cut.pem", &PRIVATE.replace("n9g", "n"))).contains("not an Ed25519 private key"));
        let error = |path: &Path| VerifyingKey::read(path).err().map(|error| error.to_string()).unwrap_or_default();
        for private in [PRIVATE.to_owned(), PRIVATE.replace("PRIVATE", "ENCRYPTED PRIVATE"), PRIVATE.replace("MC4", "")]
        {
            assert!(error(&file("whole.pem", &private)).contains("it is a private key, which only who signs may have"));
        }
        assert!(error(&file("other.pem", &PUBLIC.replace("MCow", "MCox"))).contains("not an Ed25519 public key"));
    }

    #[test]
    fn no_advice_writes_over_a_file_that_is_there() {
        for error in [
            KeyError::NotPrivate("KEY.pem".to_owned()),
            KeyError::NotPublic("KEY.pem".to_owned()),
            KeyError::PublicGiven("KEY.pem".to_owned()),
            KeyError::PrivateGiven("KEY.pem".to_owned()),
        ] {
            let told = error.to_string();
            assert!(!told.contains("-out") && !told.contains('>'), "{told}");
        }
    }
}
