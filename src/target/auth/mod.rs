//! What proves the identity of the client to a target: fixed headers, tokens that are fetched, signatures that a command makes.
//!
//! It is added where a request is sent. A header that the contract or a case is about stays as it is: a case that leaves a
//! credential out, or sends a wrong one, tests just that.
//!
//! A kind of authentication is one file with its `KIND`, and a row of [`KINDS`].

mod basic;
mod bearer;
mod cookie;
mod fixed;
mod header;
mod hook;
mod kind;
mod oauth;
mod secret_field;
mod sign;

pub(super) use kind::AuthKind;
pub use sign::{Auth, Sign, Signed, Signer, Signing, Unsigned};

/// Every kind of authentication that a profile can name.
pub(super) const KINDS: [AuthKind; 6] =
    [header::KIND, bearer::KIND, basic::KIND, cookie::KIND, oauth::KIND, hook::KIND];
