//! The catalogue of business codes.

use serde_json::Value;

use super::Code;

/// Every documented code, and which requirement a code outside of it breaks.
pub struct Catalogue {
    /// The documented codes.
    pub codes: Vec<Code>,
    /// The requirement that an undocumented code breaks.
    pub requirement: String,
    /// Codes that the document leaves room for: neither documented nor a breach.
    pub outside: Vec<Value>,
    /// Codes that refuse the credentials of a request.
    pub credentials: Vec<Value>,
    /// Codes that request a pause: the same request may come again later.
    pub busy: Vec<Value>,
}

impl Catalogue {
    /// The row of a code.
    pub fn find(&self, code: &Value) -> Option<&Code> {
        self.codes.iter().find(|row| row.code == *code)
    }

    /// Whether a target may return the code.
    pub fn allows(&self, code: &Value) -> bool {
        self.find(code).is_some() || self.outside.contains(code)
    }
}
