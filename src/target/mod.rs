//! Who is asked: the target's profile, the client that sends to it, and the exchange that comes of it.

mod client;
mod curl;
mod exchange;
mod profile;
mod redact;

pub use client::{Client, CouldNotAsk, can_carry};
pub use curl::curl;
pub use exchange::{Exchange, Received, Sent};
pub use profile::{ContractProfile, Profile, ProfileError, address, nearest};
pub use redact::Redactor;
