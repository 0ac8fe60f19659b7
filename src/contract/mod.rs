//! What an API promises.

pub mod expression;
mod functions;
pub mod schema;
