//! What an API promises.

pub mod schema;
