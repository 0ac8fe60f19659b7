//! A text that is never printed.

use std::fmt;

use data_encoding::BASE64;

/// A secret: it has no `Display`, and its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text from being printed.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for what has to send it.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// User and password as basic authentication sends them; the secret is the password.
    #[must_use]
    pub fn with_user(&self, user: &str) -> Self {
        Self(BASE64.encode(format!("{user}:{}", self.0).as_bytes()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}
