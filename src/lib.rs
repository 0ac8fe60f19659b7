//! tekigo (適合) tests whether an HTTP/JSON API conforms to its specification, down to each business error code.
//!
//! > A **Scenario** is generated into a **Case**, a Case is played into **Exchanges**, Exchanges are judged into **Findings**.
//!
//! ```text
//! schemas/   ─ load ─▶ Contract ─┐
//! scenarios/ ─ load ─▶ Scenario ─┴─ Subject ─ plan ─▶ Trial ─ draw ─▶ Case ─ play ─▶ Exchange ─ judge ─▶ Finding ─▶ Run ─ render ─▶ reports/
//!                                                                       ▲                           │
//!                                                                       └───── pursue: a simpler Case, the same Finding
//! ```
//!
//! 1. A [`run::Subject`] is a contract with its scenarios and what the owner of the target gives for it; a [`run::Session`] is how
//!    its target is reached and where exchanges are kept.
//! 2. [`run::Plan`] lists every [`run::Trial`] before the first request.
//! 3. A trial is an iterator of cases. A drawn request, a body that is not JSON, a pair of broken constraints and a scenario from a file
//!    are all cases: an intent, what is sent, the values that were generated, and what is due.
//! 4. One function plays a case: it sends the requests and judges each response ([`check`]).
//! 5. One function pursues a finding: the case is made simpler while it shows the same finding, repeated, and saved as a scenario.
//! 6. What happened is data ([`record::Run`]); a reporter reads that and nothing else ([`report`]).
//!
//! The modules, from the ground up; each may use those above it in this list only as `tests/house.rs` says.
//!
//! | module | what is in it |
//! |---|---|
//! | [`contract`] | what an API promises: contract files, schema vocabulary, the oracle |
//! | [`target`] | the target: profile, client, redaction, exchange |
//! | [`mod@reference`] | servers that keep every promise, and their switchable faults |
//! | [`scenario`] | the one form of every test |
//! | [`generate`] | values inside a promise and just outside |
//! | [`check`] | whether a response keeps its promise |
//! | [`record`] | the run as data |
//! | [`run`] | from plan to record: plan, play, pursue, prove |
//! | [`report`] | the run, for a reader |
//! | [`cli`] | the commands |
//! | [`util`] | small helpers that every module may use |

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
