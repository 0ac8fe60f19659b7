//! The target's profile, the client that sends to it, and the exchange that results.

mod auth;
mod callbacks;
mod client;
mod connection;
mod curl;
mod encodings;
mod entities;
mod escapes;
mod exchange;
mod gate;
mod heads;
mod http_version;
mod json_lint;
mod json_string;
mod json_text;
mod known_secret;
mod mask;
mod number_list;
mod origin;
mod pause;
mod profile;
mod program;
mod redact;
mod secret;
mod tls;
mod transport_error;

pub use auth::{Auth, Sign, Signed, Signer, Signing, Unsigned};
pub use callbacks::{Callbacks, Delivery, Listener, Mailbox};
pub use client::{Client, Resend, can_carry};
pub use connection::{Connection, Proxy};
pub use curl::curl;
pub use exchange::{Exchange, Received, Sent};
pub use gate::{Gate, Priority, RunClock};
pub use heads::Heads;
pub use http_version::Http;
pub use json_lint::{Flaw, weighs_more};
pub use json_text::Defect;
pub use origin::{looks_like_production, origin};
pub use pause::{asked_pause, pause};
pub use profile::{
    ContractProfile, HookCall, HookScope, HttpCall, Limits, NoAddress, Override, Profile, ProfileError, Rate,
    StateHook, TestedProduct, Waiver, address, appended, base_address, day, nearest,
};
pub use program::Program;
pub use redact::{Leaks, Redactor};
pub use secret::Secret;
pub use tls::{Tls, speaks_tls};
pub use transport_error::{ErrorKind, TransportError};
