//! tekigo (適合) certifies that an HTTP/JSON API keeps its contract, down to the business error code.

pub mod check;
pub mod contract;
pub mod generate;
pub mod reference;
pub mod scenario;
pub mod target;
