//! Did the response keep its promise: one file for each check, one table that lists them.

mod accused;
mod catalogue;
mod checks;
mod code;
mod content;
mod echo;
mod evidence;
mod finding;
mod flaw;
mod foreign;
mod header;
mod invariant;
mod isolation;
mod json_ambiguity;
mod judgement;
mod leaks;
mod media_type;
mod message;
mod names;
mod outcome;
mod secrets;
mod seen;
mod server_error;
mod shape;
mod status;
mod stored;
mod summary;
#[cfg(test)]
mod table;
mod telling;
mod tenant_leak;
#[cfg(test)]
mod testing;
mod undocumented;

pub use checks::{Check, Checks};
pub use evidence::Evidence;
pub use finding::{CheckName, Codes, Finding, FindingKey, Messages};
pub use foreign::Foreign;
pub use judgement::{Judgement, RuleError};
pub use names::named;
pub use seen::{SeenError, codes_below, seen_errors};

/// Every check, in the order in which findings are reported.
///
/// A name stays when its file is renamed (`foreign`, `readers`, `others`), because it stands in reports, baselines and waivers that
/// are kept.
pub const ALL: Checks = Checks(&[
    Check { name: "server-error", always: true, ends_case: false, judge: server_error::judge },
    Check { name: "secrets", always: true, ends_case: false, judge: secrets::judge },
    Check { name: "leaks", always: true, ends_case: false, judge: leaks::judge },
    Check { name: "foreign", always: true, ends_case: false, judge: tenant_leak::judge },
    Check { name: "content", always: false, ends_case: false, judge: content::judge },
    Check { name: "readers", always: false, ends_case: false, judge: json_ambiguity::judge },
    Check { name: "outcome", always: false, ends_case: true, judge: outcome::judge },
    Check { name: "code", always: false, ends_case: true, judge: code::judge },
    Check { name: "status", always: false, ends_case: false, judge: status::judge },
    Check { name: "others", always: false, ends_case: false, judge: isolation::judge },
    Check { name: "names", always: false, ends_case: false, judge: names::judge },
    Check { name: "message", always: false, ends_case: false, judge: message::judge },
    Check { name: "catalogue", always: true, ends_case: false, judge: catalogue::judge },
    Check { name: "shape", always: false, ends_case: false, judge: shape::judge },
    Check { name: "echo", always: false, ends_case: false, judge: echo::judge },
    Check { name: "invariant", always: false, ends_case: false, judge: invariant::judge },
    Check { name: "header", always: false, ends_case: false, judge: header::judge },
    Check { name: "undocumented", always: true, ends_case: false, judge: undocumented::judge },
]);
