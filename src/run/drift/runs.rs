//! Compares two runs request by request.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
};

use serde_json::Value;

use super::super::journal::{Exchanges, JournalError, Journaled, Location, ReadExchange};
use super::{
    asked::asked,
    compare::{Compared, Difference, Hints, bodies, scalars, sign, values},
    elsewhen::is_elsewhen,
    masks::Masks,
    orders::{Orders, hash},
    seen::Newness,
    survey::{Survey, operation_of},
};
use crate::{
    contract::{Contract, Files, Level, Operation, Pattern},
    record::{Change, ChangeKind, Drift, Latency, Masked, Met, Side},
};

/// The most different changes that are listed.
const MOST: usize = 5_000;
/// A response that takes so many times as long, and at least so many microseconds more, is a change.
const SLOWER: (u64, u64) = (10, 1_000_000);

/// Compares the run in one folder with that in another. The contracts say where codes are and which lists have no order; one that
/// is not among the files is compared without that. What `mask` names is passed over.
pub fn drift(files: &Files, a: &Path, b: &Path, mask: &[String]) -> Result<Drift, String> {
    let told = |error: JournalError| error.to_string();
    let (head_a, head_b) = (side(a).map_err(told)?, side(b).map_err(told)?);
    related(&asked_of(&head_a.1), &asked_of(&head_b.1))?;
    let known = DriftBasis {
        operations: operations(files, &[&head_a.1, &head_b.1]),
        masks: Masks::new(mask),
        surveys: (Survey::of(a).map_err(told)?, Survey::of(b).map_err(told)?),
        starts: (seconds(&head_a.0), seconds(&head_b.0)),
        orders: Orders::default(),
    };
    let mut comparison = Comparison::new(known, head_a.0, head_b.0);
    comparison.all(a, b).map_err(told)?;
    Ok(comparison.drift)
}

/// Refuses a baseline that is a run of none of these contracts: there is nothing to compare.
pub fn comparable(baseline: &Path, contracts: &BTreeSet<String>) -> Result<(), String> {
    let read = Journaled::read(baseline, false).map_err(|error| error.to_string())?;
    related(&asked_of(&read), contracts)
}

/// The contracts that a run checked.
fn asked_of(run: &Journaled) -> BTreeSet<String> {
    run.head.trials.iter().map(|trial| trial.contract.clone()).collect()
}

fn related(a: &BTreeSet<String>, b: &BTreeSet<String>) -> Result<(), String> {
    if !a.is_disjoint(b) {
        return Ok(());
    }
    let list = |ids: &BTreeSet<String>| ids.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let (a, b) = (list(a), list(b));
    Err(format!("the runs have no contract in common ({a}; {b}); compare two runs of the same contract"))
}

fn side(folder: &Path) -> Result<(Side, Journaled), JournalError> {
    let journaled = Journaled::read(folder, false)?;
    let head = &journaled.head;
    let side = Side {
        folder: folder.display().to_string(),
        target: head.target.name.clone(),
        plan_hash: head.plan_hash.clone(),
        started: head.started.clone(),
        latency: BTreeMap::new(),
    };
    Ok((side, journaled))
}

fn seconds(side: &Side) -> u64 {
    let started = side.started.parse::<jiff::Timestamp>().ok();
    started.and_then(|time| u64::try_from(time.as_second()).ok()).unwrap_or_default()
}

/// What contracts say of the responses of an operation.
#[derive(Default)]
struct Said {
    /// Where codes are.
    codes: Vec<Pattern>,
    /// Lists whose order says nothing.
    unordered: BTreeSet<String>,
}

impl Said {
    fn of(operation: &Operation) -> Self {
        Self {
            codes: operation.errors.iter().map(|place| place.code.clone()).collect(),
            unordered: operation.shapes().flat_map(|shape| &shape.unordered).map(ToString::to_string).collect(),
        }
    }
}

fn operations(files: &Files, runs: &[&Journaled]) -> HashMap<String, Said> {
    let mut operations = HashMap::new();
    for promises in runs.iter().flat_map(|run| &run.head.contracts) {
        // A reading may move a code; that of the second run holds where they differ.
        let Ok(contract) = Contract::load(files, &promises.id, &promises.readings) else { continue };
        for operation in &contract.operations {
            operations.insert(format!("{}/{}", promises.id, operation.id), Said::of(operation));
        }
    }
    operations
}

/// What is known before two responses are compared.
struct DriftBasis {
    operations: HashMap<String, Said>,
    masks: Masks,
    surveys: (Survey, Survey),
    starts: (u64, u64),
    orders: Orders,
}

impl DriftBasis {
    fn said<'a>(&'a self, of: &str) -> Option<&'a Said> {
        self.operations.get(of)
    }

    fn newness(&self, of: &str, place: &str) -> Newness {
        self.surveys.0.newness(of, place).min(self.surveys.1.newness(of, place))
    }

    fn is_unordered(&self, of: &str, place: &str) -> bool {
        self.said(of).is_some_and(|said| said.unordered.contains(place)) || self.orders.is_unordered(of, place)
    }
}

/// Values of the first run with what stands for them in the second.
type Renamed = BTreeMap<String, String>;

struct Comparison {
    known: DriftBasis,
    drift: Drift,
    /// By trial.
    renamed: HashMap<String, Renamed>,
    /// Where the exchanges of the first run stand in its journal.
    places: HashMap<u64, Location>,
}

impl Comparison {
    fn new(known: DriftBasis, a: Side, b: Side) -> Self {
        let mut places = BTreeSet::new();
        known.surveys.0.places(&mut places);
        known.surveys.1.places(&mut places);
        let drift = Drift {
            a,
            b,
            compared: 0,
            same: 0,
            only_a: 0,
            only_b: 0,
            asked_otherwise: 0,
            changes: BTreeMap::new(),
            more: 0,
            masked: BTreeMap::new(),
            idle_masks: known.masks.idle(&places),
        };
        Self { known, drift, renamed: HashMap::new(), places: HashMap::new() }
    }

    fn all(&mut self, a: &Path, b: &Path) -> Result<(), JournalError> {
        let mut old = Exchanges::open(a)?;
        old.each(|location, exchange| {
            self.places.insert(key(&exchange), location);
            see(&mut self.drift.a.latency, &exchange);
            self.learn_order(&exchange);
            Ok(())
        })?;
        let mut parted: HashMap<String, u64> = HashMap::new();
        Exchanges::open(b)?.each(|_, exchange| {
            see(&mut self.drift.b.latency, &exchange);
            // Once a case sends something else, what follows in it is no longer comparable.
            let is_parted = parted.get(exchange.trial.as_ref()) == Some(&exchange.case);
            match self.places.remove(&key(&exchange)) {
                None => self.drift.only_b += 1,
                Some(_) if is_parted => self.drift.asked_otherwise += 1,
                Some(location) => {
                    if !old.at(location, |before| self.pair(&before, &exchange))? {
                        self.drift.asked_otherwise += 1;
                        parted.insert(exchange.trial.clone().into_owned(), exchange.case);
                    }
                }
            }
            Ok(())
        })?;
        self.drift.only_a = self.places.len() as u64;
        Ok(())
    }

    /// Learns which lists the first run itself shows in several orders.
    fn learn_order(&mut self, exchange: &ReadExchange<'_>) {
        let Ok(answer) = serde_json::from_slice::<Value>(&exchange.response) else { return };
        let of = operation_of(exchange);
        let mut orders = std::mem::take(&mut self.known.orders);
        let DriftBasis { surveys, masks, starts, .. } = &self.known;
        let question = surveys.0.question(&of, &asked(exchange));
        let none = (BTreeSet::new(), BTreeMap::new());
        let hints = Hints {
            is_code: &|_| false,
            is_unordered: &|_| false,
            newness: &|place| surveys.0.newness(&of, place),
            masks,
            sent: [&none.0, &none.0],
            renamed: &none.1,
            starts: *starts,
        };
        orders.see(&of, question, &answer, &|row, place| sign(row, place, hints));
        self.known.orders = orders;
    }

    /// Compares two responses; returns whether their requests were the same.
    fn pair(&mut self, a: &ReadExchange<'_>, b: &ReadExchange<'_>) -> bool {
        if a.method != b.method || a.operation != b.operation {
            return false;
        }
        let mut renamed = self.renamed.remove(b.trial.as_ref()).unwrap_or_default();
        let compared = self.compared(a, b, &mut renamed);
        self.renamed.insert(b.trial.clone().into_owned(), renamed);
        let Some(Compared { mut differences, masked, .. }) = compared else { return false };
        let of = operation_of(b);
        let drift = &mut self.drift;
        drift.compared += 1;
        let mut differ = |kind, from: String, to: String| {
            differences.push(Difference::plain(kind, "", from, to));
        };
        if a.status != b.status {
            differ(ChangeKind::Status, a.status.to_string(), b.status.to_string());
        }
        if b.micros / SLOWER.0 > a.micros && b.micros - a.micros >= SLOWER.1 {
            differ(ChangeKind::Latency, "at most a tenth of it".to_owned(), "at least a second more".to_owned());
        }
        for (at, class) in masked {
            let masked = drift.masked.entry(format!("{of} {at}")).or_default();
            *masked = Masked { class: class.to_owned(), values: masked.values + 1 };
        }
        if differences.is_empty() {
            drift.same += 1;
        }
        for difference in differences {
            note(drift, b, difference);
        }
        true
    }

    /// The result of comparing two responses; none where their requests differ.
    fn compared(&self, a: &ReadExchange<'_>, b: &ReadExchange<'_>, renamed: &mut Renamed) -> Option<Compared> {
        let (asked_a, asked_b, of, known) = (asked(a), asked(b), operation_of(b), &self.known);
        let none = BTreeSet::new();
        // What one run received may be in its next request: ids and tokens differ there for the same reason.
        let hints = Hints {
            is_code: &|_| false,
            is_unordered: &|_| false,
            newness: &|_| Newness::Known,
            masks: &known.masks,
            sent: [&none, &none],
            renamed,
            starts: known.starts,
        };
        let requests = values(&asked_a, &asked_b, hints);
        if !requests.differences.is_empty() {
            return None;
        }
        // An id that both runs know is that of another record, and not another id of the same.
        let is_other = |(a, b): (&String, &String)| a != b && known.surveys.0.lasts(b) && known.surveys.1.lasts(a);
        let is_elsewhen = |(a, b): (&String, &String)| is_elsewhen(a, b, known.starts);
        if requests.renamed.iter().any(|pair| is_other(pair) || is_elsewhen(pair)) {
            return None;
        }
        renamed.extend(requests.renamed);
        let (mut sent_a, mut sent_b) = (BTreeSet::new(), BTreeSet::new());
        scalars(&asked_a, &mut sent_a);
        scalars(&asked_b, &mut sent_b);
        let codes = known.said(&of).map(|said| said.codes.as_slice()).unwrap_or_default();
        let hints = Hints {
            is_code: &|pointer| codes.iter().any(|pattern| pattern.fits(pointer)),
            is_unordered: &|place| known.is_unordered(&of, place),
            newness: &|place| known.newness(&of, place),
            masks: &known.masks,
            sent: [&sent_a, &sent_b],
            renamed,
            starts: known.starts,
        };
        let compared = bodies(&a.response, &b.response, hints);
        renamed.extend(compared.renamed.clone());
        Some(compared)
    }
}

/// The place of a request in the plan, as a number: two that meet are distinguished by what they send.
fn key(exchange: &ReadExchange<'_>) -> u64 {
    hash(&(&exchange.trial, exchange.number))
}

fn see(latency: &mut BTreeMap<String, Latency>, exchange: &ReadExchange<'_>) {
    latency.entry(operation_of(exchange)).or_default().see(exchange.micros);
}

fn note(drift: &mut Drift, met: &ReadExchange<'_>, difference: Difference) {
    let Difference { kind, place, from, to, example } = difference;
    let due = met.due.level.unwrap_or(Level::Open);
    let level = match kind {
        ChangeKind::Latency => Level::Open,
        // A contract that promises an order has a rule of its own about it.
        ChangeKind::Order => due.min(Level::Should),
        _ => due,
    };
    let contract = met.trial.split('/').next().unwrap_or_default().to_owned();
    let change = Change { contract, operation: met.operation.clone(), kind, place, from, to };
    let requirement = Some(&met.due.requirement).filter(|requirement| !requirement.is_empty()).cloned();
    if let Some(known) = drift.changes.get_mut(&change) {
        known.cases += 1;
        known.level = known.level.max(level);
        known.requirements.extend(requirement);
    } else if drift.changes.len() < MOST {
        let (trial, request) = (met.trial.clone().into_owned(), met.number);
        let requirements = requirement.into_iter().collect();
        drift.changes.insert(change, Met { level, cases: 1, requirements, trial, request, example });
    } else {
        drift.more += 1;
    }
}

#[cfg(test)]
mod tests;
