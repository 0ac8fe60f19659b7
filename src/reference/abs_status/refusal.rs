//! Why a call is refused.

/// A field as a message names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) field: &'static str,
    /// As the reading has it: the field alone, or the way to it.
    pub(super) told: String,
    pub(super) in_detail: bool,
}

/// Why a call was refused. The document has codes for the first five alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// 120003.
    Missing(Name),
    /// 0013, with the limit and the actual length.
    TooLong(Name, usize, usize),
    /// spd.32874.001, with the value that does not exist.
    Unknown(Name, String),
    /// spd.32874.002.
    Locked,
    /// spd.32874.003.
    TooLarge(Name),
    /// A value of another type, or none of those listed.
    Value(Name),
    /// No JSON, or no object.
    Body,
    Token,
    Scope,
    Method,
    Size,
    /// Only a fault says so.
    Server,
    /// A code in no catalogue; only a fault says so.
    Stray(&'static str),
}
