//! What was sent, known again by its address and body: no body goes twice to an operation that takes each once.

use std::hash::{DefaultHasher, Hash, Hasher};

/// The hash of a request, secrets taken out.
pub(in crate::run) fn hash_of(url: &str, body: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (url, body).hash(&mut hasher);
    hasher.finish()
}
