//! The lines of a journal.

use std::{borrow::Cow, collections::BTreeMap};

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{
    bodies::Elsewhere,
    body::{self, Body},
    chosen::{Choice, Shard},
    cuts,
    delivered::Delivered,
    noted::{Lost, Out, Unsent},
    purpose::Purpose,
};
use crate::{
    contract::{Language, Level, Message, Text},
    record::{Flight, Found, Latency, Likely, Promises, TargetRecord, TrialId, TrialRecord, Waived},
    target::{Heads, TestedProduct},
};

/// The version of the form that is written.
pub(super) const VERSION: u32 = 4;
/// The oldest version that is read as well: it names no body by its place.
pub(super) const OLDEST: u32 = 2;

/// What a run is about: the first line of its journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Head {
    /// The version of the form.
    pub journal: u32,
    /// The version of the program.
    pub tekigo: String,
    /// When the run started, UTC, RFC 3339.
    pub started: String,
    /// The hash of the plan.
    pub plan_hash: String,
    /// The seed.
    pub seed: u64,
    /// The number of the run, where values of it are to be new each time; else 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub run_number: u64,
    /// Random draws for each generated trial.
    pub cases: u32,
    /// Whether `should` counts as `must`.
    pub strict: bool,
    /// Where the requests are sent.
    pub target: TargetRecord,
    /// What is certified.
    #[serde(default, rename = "subject", skip_serializing_if = "TestedProduct::is_empty")]
    pub product: TestedProduct,
    /// The options by which the command line names the target.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<String>,
    /// The language of its reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// What was cut from the plan to keep within the limits of the target.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "cuts::read")]
    pub cuts: Vec<Text>,
    /// Findings that somebody is responsible for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<Waived>,
    /// How many trials the whole plan has.
    #[serde(default)]
    pub planned: usize,
    /// Which trials were chosen by name.
    #[serde(default)]
    pub choice: Choice,
    /// Which part of the plan is played, where it is not the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
    /// What is promised.
    pub contracts: Vec<Promises>,
    /// The trials that are to be played.
    pub trials: Vec<Planned>,
}

/// A trial as it was planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// What trial it is.
    pub id: TrialId,
    /// Its name.
    pub name: String,
    /// Its contract.
    pub contract: String,
    /// The requirements it is there for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Head {
    /// The head of a run against a target, with nothing planned yet.
    pub fn of(target: TargetRecord) -> Self {
        Self {
            journal: VERSION,
            tekigo: env!("CARGO_PKG_VERSION").to_owned(),
            started: String::new(),
            plan_hash: String::new(),
            seed: 0,
            run_number: 0,
            cases: 0,
            strict: false,
            target,
            product: TestedProduct::default(),
            arguments: Vec::new(),
            language: None,
            cuts: Vec::new(),
            waivers: Vec::new(),
            planned: 0,
            choice: Choice::default(),
            shard: None,
            contracts: Vec::new(),
            trials: Vec::new(),
        }
    }
}

/// One line as it is written.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(
    clippy::large_enum_variant,
    reason = "one line is alive at a time, and a box would cost an allocation for each exchange"
)]
pub(in crate::run) enum Line<'a> {
    /// What the run is about.
    Head(&'a Head),
    /// The run goes on after it was interrupted.
    Resumed {
        /// Microseconds since the run started.
        at: u64,
    },
    /// A request is about to go out.
    Out(Out),
    /// It did not go out after all.
    Unsent(Unsent),
    /// A request and its response.
    Exchange(Asked<'a>),
    /// A finding as it is first met; the trial's own line repeats it, with its smallest request.
    Found {
        /// The trial.
        trial: &'a str,
        /// The contract.
        contract: &'a str,
        /// The finding.
        found: &'a Found,
    },
    /// What went out before the plan.
    Flight(&'a Flight),
    /// What became of a finding after its trial.
    Pursued {
        /// The trial.
        trial: &'a str,
        /// The number of the finding among those of the trial.
        number: usize,
        /// The times of the responses meanwhile, by operation.
        latency: &'a BTreeMap<String, Latency>,
        /// The finding, with the smallest request.
        found: &'a Found,
    },
    /// The result of a trial.
    Trial {
        /// Its name, before all else: what was written of it so far is written again.
        name: &'a str,
        /// Microseconds since the run started.
        at: u64,
        /// Its record.
        record: &'a TrialRecord,
    },
    /// How trials that failed fare under the other choices of readings.
    Likely {
        /// The contract.
        contract: &'a str,
        /// Every choice that was tried.
        choices: &'a [Likely],
    },
    /// A request that the target sent on its own.
    Delivery(Delivered<'a>),
    /// The run is over.
    End {
        /// The time that was spent, in seconds.
        seconds: f64,
        /// Whether every trial was played to its end.
        complete: bool,
        /// Why the run ended before its plan did.
        ended: Option<&'a Message>,
        /// Why what follows the plan was not done to its end.
        #[serde(skip_serializing_if = "Option::is_none")]
        late: Option<&'a Message>,
    },
}

/// Which requirement a request puts to the test, and at which level; nothing where it is not judged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::run) struct Due {
    pub(in crate::run) requirement: String,
    pub(in crate::run) level: Option<Level>,
}

impl Due {
    fn is_nothing(&self) -> bool {
        self.requirement.is_empty()
    }
}

/// A request and its response, as they are written.
#[derive(Serialize)]
pub(in crate::run) struct Asked<'a> {
    pub(super) trial: &'a str,
    pub(super) case: u64,
    pub(super) number: usize,
    pub(super) operation: &'a str,
    #[serde(skip_serializing_if = "Due::is_nothing")]
    pub(super) due: &'a Due,
    #[serde(skip_serializing_if = "Purpose::is_case")]
    pub(super) purpose: Purpose,
    pub(super) at: u64,
    pub(super) method: &'a str,
    pub(super) url: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) headers: &'a [(String, String)],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request: Option<Body<'a>>,
    /// Where an equal body is, in place of this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request_as: Option<Elsewhere>,
    /// The length of the body, which did not fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request_left_out: Option<u64>,
    pub(super) status: u16,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) content_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) retry_after: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content_encoding: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) location: Option<&'a str>,
    #[serde(skip_serializing_if = "Heads::is_told")]
    pub(super) response_headers: &'a Heads,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) response: Option<Body<'a>>,
    /// Where an equal body is, in place of this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) response_as: Option<Elsewhere>,
    /// The length of the body, which did not fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) response_left_out: Option<u64>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) leaked: &'a [String],
    pub(super) micros: u64,
    #[serde(skip_serializing_if = "is_once")]
    pub(super) attempts: u32,
    /// Why there is no response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) lost: Option<&'a Lost>,
    /// The line that the request is on already, because it went out ahead of its turn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ahead: Option<u64>,
    /// The line on which it was noted before it went out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) out: Option<u64>,
}

/// One line as it is read.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Read<'a> {
    Head(Box<Head>),
    Resumed {
        at: u64,
    },
    Out(Out),
    Unsent(Unsent),
    #[serde(borrow)]
    Exchange(Box<ReadExchange<'a>>),
    Found {
        trial: String,
        contract: String,
        found: Box<Found>,
    },
    Flight(Flight),
    Pursued {
        trial: String,
        number: usize,
        latency: BTreeMap<String, Latency>,
        found: Box<Found>,
    },
    Trial {
        /// None in an older form.
        #[serde(default)]
        name: Option<String>,
        at: u64,
        record: Box<TrialRecord>,
    },
    Likely {
        contract: String,
        choices: Vec<Likely>,
    },
    Delivery(serde::de::IgnoredAny),
    End {
        seconds: f64,
        #[serde(default)]
        ended: Option<Message>,
        #[serde(default)]
        late: Option<Message>,
    },
}

/// A request and its response, as they are read.
#[derive(Deserialize)]
#[cfg_attr(test, derive(Debug, PartialEq))]
pub(in crate::run) struct ReadExchange<'a> {
    #[serde(borrow)]
    pub(in crate::run) trial: Cow<'a, str>,
    pub(in crate::run) case: u64,
    pub(in crate::run) number: usize,
    #[serde(default)]
    pub(in crate::run) operation: String,
    #[serde(default)]
    pub(in crate::run) due: Due,
    #[serde(default)]
    pub(in crate::run) purpose: Purpose,
    pub(in crate::run) at: u64,
    pub(in crate::run) method: String,
    pub(in crate::run) url: String,
    #[serde(default)]
    pub(in crate::run) headers: Vec<(String, String)>,
    #[serde(default, deserialize_with = "body::bytes")]
    pub(in crate::run) request: Bytes,
    #[serde(default)]
    pub(in crate::run) request_as: Option<Elsewhere>,
    #[serde(default)]
    pub(in crate::run) request_left_out: Option<u64>,
    pub(in crate::run) status: u16,
    #[serde(default)]
    pub(in crate::run) content_type: String,
    #[serde(default)]
    pub(in crate::run) retry_after: Option<String>,
    #[serde(default)]
    pub(in crate::run) content_encoding: Option<String>,
    #[serde(default)]
    pub(in crate::run) location: Option<String>,
    #[serde(default)]
    pub(in crate::run) response_headers: Heads,
    #[serde(default, deserialize_with = "body::bytes")]
    pub(in crate::run) response: Bytes,
    #[serde(default)]
    pub(in crate::run) response_as: Option<Elsewhere>,
    #[serde(default)]
    pub(in crate::run) response_left_out: Option<u64>,
    #[serde(default)]
    pub(in crate::run) leaked: Vec<String>,
    pub(in crate::run) micros: u64,
    #[serde(default = "once")]
    pub(in crate::run) attempts: u32,
    #[serde(default)]
    pub(in crate::run) lost: Option<Lost>,
    #[serde(default)]
    pub(in crate::run) ahead: Option<u64>,
    #[serde(default)]
    pub(in crate::run) out: Option<u64>,
}

impl ReadExchange<'_> {
    /// Whether it is one of a case, with its response and all of its bodies.
    pub(super) fn is_shown(&self) -> bool {
        self.purpose.is_case() && self.lost.is_none() && self.lacks() == 0
    }

    /// How many of its bodies did not fit.
    pub(super) fn lacks(&self) -> u64 {
        u64::from(self.request_left_out.is_some()) + u64::from(self.response_left_out.is_some())
    }
}

fn once() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_once(attempts: &u32) -> bool {
    *attempts == 1
}

#[cfg(test)]
mod tests;
