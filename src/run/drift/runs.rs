//! Compares two runs request by request.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

use serde_json::Value;

use super::super::journal::{Exchanges, Journaled, ReadExchange};
use super::compare::{Difference, bodies, scalars};
use crate::{
    contract::{Contract, Files, Level, Pattern},
    record::{Change, ChangeKind, Drift, Latency, Masked, Met, Side},
};

/// The most different changes that are listed.
const MOST: usize = 5_000;
/// An answer that takes so many times as long, and at least so many microseconds more, is a change.
const SLOWER: (u64, u64) = (10, 1_000_000);

/// Compares the run in one folder with that in another. The contracts say where codes stand; one that is not among the files is
/// compared without that. The values of fields that `mask` names are passed over.
pub fn drift(files: &Files, a: &Path, b: &Path, mask: &[String]) -> Result<Drift, String> {
    let side = |folder: &Path| side(folder).map_err(|error| error.to_string());
    let (head_a, head_b) = (side(a)?, side(b)?);
    let hints = Hints { codes: codes(files, &[&head_a.1, &head_b.1]), mask };
    let mut drift = Drift {
        a: head_a.0,
        b: head_b.0,
        compared: 0,
        same: 0,
        only_a: 0,
        only_b: 0,
        asked_otherwise: 0,
        changes: BTreeMap::new(),
        more: 0,
        masked: BTreeMap::new(),
    };
    let mut places = HashMap::new();
    let mut old = Exchanges::open(a).map_err(|error| error.to_string())?;
    let latency = &mut drift.a.latency;
    let indexed = old.each(|location, exchange| {
        places.insert(key(&exchange), location);
        see(latency, &exchange);
        Ok(())
    });
    indexed.map_err(|error| error.to_string())?;
    let mut new = Exchanges::open(b).map_err(|error| error.to_string())?;
    let mut parted: HashMap<String, u64> = HashMap::new();
    let compared = new.each(|_, exchange| {
        see(&mut drift.b.latency, &exchange);
        // Once a case asks something else, what follows in it is no longer the same question.
        let is_parted = parted.get(exchange.trial.as_ref()) == Some(&exchange.case);
        match places.remove(&key(&exchange)) {
            None => drift.only_b += 1,
            Some(_) if is_parted => drift.asked_otherwise += 1,
            Some(location) => {
                if !old.at(location, |before| pair(&mut drift, &hints, &before, &exchange))? {
                    drift.asked_otherwise += 1;
                    parted.insert(exchange.trial.clone().into_owned(), exchange.case);
                }
            }
        }
        Ok(())
    });
    compared.map_err(|error| error.to_string())?;
    drift.only_a = places.len() as u64;
    Ok(drift)
}

fn side(folder: &Path) -> Result<(Side, Journaled), super::super::JournalError> {
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

/// Where the codes of an operation stand, by contract and operation.
type Codes = HashMap<(String, String), Vec<Pattern>>;

fn codes(files: &Files, runs: &[&Journaled]) -> Codes {
    let mut codes = Codes::new();
    for promises in runs.iter().flat_map(|run| &run.head.contracts) {
        // A reading may move a code; that of the second run holds where they differ.
        let Ok(contract) = Contract::load(files, &promises.id, &promises.readings) else { continue };
        for operation in &contract.operations {
            let places = operation.errors.iter().map(|place| place.code.clone()).collect();
            codes.insert((promises.id.clone(), operation.id.clone()), places);
        }
    }
    codes
}

/// What is to be known before responses are compared.
struct Hints<'a> {
    codes: Codes,
    mask: &'a [String],
}

/// The place of a request in the plan, as a number: two that meet are told apart by what they ask.
fn key(exchange: &ReadExchange<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&exchange.trial, exchange.number).hash(&mut hasher);
    hasher.finish()
}

fn contract_of<'a>(exchange: &'a ReadExchange<'_>) -> &'a str {
    exchange.trial.split('/').next().unwrap_or_default()
}

fn see(latency: &mut BTreeMap<String, Latency>, exchange: &ReadExchange<'_>) {
    latency.entry(format!("{}/{}", contract_of(exchange), exchange.operation)).or_default().see(exchange.micros);
}

/// Compares two answers; whether their requests were the same.
fn pair(drift: &mut Drift, hints: &Hints<'_>, a: &ReadExchange<'_>, b: &ReadExchange<'_>) -> bool {
    let json = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
    let (sent_a, sent_b) = (json(&a.request), json(&b.request));
    // What one run was answered may stand in its next request: ids and tokens differ there for the same reason.
    let requests = bodies(&a.request, &b.request, &BTreeSet::new(), hints.mask, &|_| false);
    if a.method != b.method
        || a.operation != b.operation
        || path(&a.url) != path(&b.url)
        || !requests.differences.is_empty()
    {
        return false;
    }
    drift.compared += 1;
    let mut sent = BTreeSet::new();
    [&sent_a, &sent_b].into_iter().flatten().for_each(|value| scalars(value, &mut sent));
    let place = (contract_of(b).to_owned(), b.operation.clone());
    let patterns = hints.codes.get(&place).map(Vec::as_slice).unwrap_or_default();
    let is_code = |pointer: &str| patterns.iter().any(|pattern| pattern.fits(pointer));
    let compared = bodies(&a.response, &b.response, &sent, hints.mask, &is_code);
    let mut differences = compared.differences;
    let mut differ = |kind, from: String, to: String| {
        differences.push(Difference::plain(kind, "", from, to));
    };
    if a.status != b.status {
        differ(ChangeKind::Status, a.status.to_string(), b.status.to_string());
    }
    if b.micros / SLOWER.0 > a.micros && b.micros - a.micros >= SLOWER.1 {
        differ(ChangeKind::Latency, "at most a tenth of it".to_owned(), "at least a second more".to_owned());
    }
    for (at, class) in compared.masked {
        let masked = drift.masked.entry(format!("{}/{} {at}", place.0, place.1)).or_default();
        *masked = Masked { class: class.to_owned(), values: masked.values + 1 };
    }
    if differences.is_empty() {
        drift.same += 1;
    }
    for difference in differences {
        note(drift, &place, b, difference);
    }
    true
}

fn note(drift: &mut Drift, (contract, operation): &(String, String), met: &ReadExchange<'_>, difference: Difference) {
    let Difference { kind, place, from, to, example } = difference;
    let level = if kind == ChangeKind::Latency { Level::Open } else { met.due.level.unwrap_or(Level::Open) };
    let change = Change { contract: contract.clone(), operation: operation.clone(), kind, place, from, to };
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

/// An address without its host: two targets have two.
fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("", |at| &rest[at..])
}

#[cfg(test)]
mod tests;
