//! A target's profile: who it is, where it is, and what only its owner can give. TOML, written by people.
//!
//! A section is one file next to this one with `pub(super) fn read(node: &Node<'_>)`, and its key in `contract.rs`.

mod address;
mod auth;
mod callbacks;
mod connection;
mod contract;
mod contract_profile;
mod error;
mod hooks;
mod limits;
mod nearest;
mod node;
mod operations;
mod program;
mod reader;
mod scalar;
mod states;
mod target_profile;
mod tested_product;
#[cfg(test)]
mod tests;
mod waivers;
mod written;

pub use address::{NoAddress, address, base_address};
pub use contract_profile::ContractProfile;
pub use error::ProfileError;
pub use hooks::{HookCall, HookScope, HttpCall, StateHook};
pub use limits::{Limits, Rate};
pub use nearest::nearest;
pub(in crate::target) use node::Node;
pub use operations::Override;
pub(in crate::target) use program::read_program;
pub use target_profile::Profile;
pub use tested_product::TestedProduct;
pub use waivers::{Waiver, day};
pub use written::appended;
