//! Credentials, each of which stands for a state.

use serde_json::{Map, Value, json};

/// The organisation of the credentials.
pub(super) const FIRST: u32 = 101;

/// What a credential opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opens {
    Organization(u32),
    Expired,
    /// Asking with it fails inside.
    Broken,
}

pub(super) struct Row {
    pub(super) state: &'static str,
    pub(super) token: &'static str,
    pub(super) opens: Opens,
}

const fn row(state: &'static str, token: &'static str, opens: Opens) -> Row {
    Row { state, token, opens }
}

/// The first one is that of the credentials too.
pub(super) const TOKENS: &[Row] = &[
    row("org-with-claim", "FAKEorg0101aAbBcCdD", Opens::Organization(FIRST)),
    row("org-other", "FAKEorg0102eEfFgGhH", Opens::Organization(102)),
    row("org-cvs", "FAKEorg0103iIjJkKlL", Opens::Organization(103)),
    row("claim-failed", "FAKEorg0104mMnNoOpP", Opens::Organization(104)),
    row("claim-paid", "FAKEorg0105qQrRsStT", Opens::Organization(105)),
    row("org-claim-deleted", "FAKEorg0106uUvVwWxX", Opens::Organization(106)),
    row("org-first-month", "FAKEorg0107yYzZaAbB", Opens::Organization(107)),
    row("org-unsuspended", "FAKEorg0108cCdDeEfF", Opens::Organization(108)),
    row("org-other-kind", "FAKEorg0109gGhHiIjJ", Opens::Organization(109)),
    row("org-two-claims", "FAKEorg0110kKlLmMnN", Opens::Organization(110)),
    row("org-without-claim", "FAKEorg0111oOpPqQrR", Opens::Organization(111)),
    row("token-expired", "FAKEorgexpiredsStTuU", Opens::Expired),
    row("server-error", "FAKEorgbrokenvVwWxX", Opens::Broken),
];

pub(super) fn gives() -> Value {
    let mut states: Map<_, _> = TOKENS.iter().map(|row| (row.state.to_owned(), json!({"token": row.token}))).collect();
    if let Some(Value::Object(other)) = states.get_mut("org-other") {
        // The fee of its claim, which no other organisation pays.
        other.insert("records".to_owned(), json!(["3000000000"]));
    }
    json!({"credentials": {"token": TOKENS[0].token}, "states": states})
}
