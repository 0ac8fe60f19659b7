//! The versions of HTTP that a target can be called with.

/// A version of HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Http {
    /// HTTP/1.1.
    #[default]
    One,
    /// HTTP/2, from the first byte.
    Two,
    /// Whichever of the two the target chooses; without TLS it cannot.
    Auto,
}
