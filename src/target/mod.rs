//! Who is asked: the target's profile, the client that sends to it, and the exchange that comes of it.

mod auth;
mod client;
mod connection;
mod curl;
mod exchange;
mod failure;
mod fields;
mod flaws;
mod forms;
mod gate;
mod origin;
mod pause;
mod profile;
mod redact;
mod secret;
mod tls;

pub use auth::{Auth, Hook, OAuth, Signed, Signer};
pub use client::{Client, can_carry};
pub use connection::{Connection, Http, Proxy};
pub use curl::curl;
pub use exchange::{Exchange, Received, Sent};
pub use failure::{CouldNotAsk, Obstacle};
pub use flaws::Flaw;
pub use gate::{Gate, Purpose};
pub use origin::{looks_like_production, origin};
pub use pause::pause;
pub use profile::{
    ContractProfile, HookCall, HookScope, HttpCall, Limits, NoAddress, Override, Profile, ProfileError, Rate,
    StateHook, Waiver, address, nearest,
};
pub use redact::Redactor;
pub use secret::Secret;
pub use tls::Tls;
