//! tekigo (適合) certifies that an HTTP/JSON API keeps its contract, down to the business error code.
//!
//! > A **Scenario** is drawn into a **Case**, a Case is played into **Exchanges**, Exchanges are judged into **Findings**.
//!
//! The rooms of the house, from the ground up; each may use those above it in this list only as `tests/house.rs` says.
//!
//! | room | what is in it |
//! |---|---|
//! | [`contract`] | what an API promises: contract files, schema vocabulary, the oracle |
//! | [`target`] | who is asked: profile, client, redaction, exchange |
//! | [`mod@reference`] | servers that keep every promise, and their switchable faults |
//! | [`scenario`] | what is asked: the one form of every test |
//! | [`generate`] | values inside a promise and just outside |
//! | [`check`] | did the answer keep its promise |
//! | [`record`] | the run as data |
//! | [`run`] | from plan to record: plan, play, shrink, prove |
//! | [`report`] | the run, for somebody |
//! | [`cli`] | the commands |
//! | [`util`] | small helpers that every room may use |

pub mod check;
pub mod cli;
pub mod contract;
pub mod generate;
pub mod record;
pub mod reference;
pub mod report;
pub mod run;
pub mod scenario;
pub mod target;
pub mod util;
