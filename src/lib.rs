//! tekigo (適合) certifies that an HTTP/JSON API keeps its contract, down to the business error code.

pub mod cli;
pub mod contract;
pub mod generate;
pub mod reference;
