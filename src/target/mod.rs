//! Who is asked: the target's profile, the client that sends to it, and the exchange that comes of it.

mod client;
mod curl;
mod exchange;
mod gate;
mod pause;
mod profile;
mod redact;

pub use client::{Client, CouldNotAsk, can_carry};
pub use curl::curl;
pub use exchange::{Exchange, Received, Sent};
pub use gate::{Gate, Purpose};
pub use pause::pause;
pub use profile::{ContractProfile, Limits, Profile, ProfileError, Rate, address, nearest};
pub use redact::Redactor;
