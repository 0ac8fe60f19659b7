//! Removing the records that a run made at its target, where the contract says which operation removes them and the profile allows it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{
    Plan, Session, Subject, Target,
    journal::{Aside, Line, Purpose},
    lane::{Call, Lane},
    request::{self, Over, Own},
    runtime::block_on,
    scope::base_scope,
};
use crate::{
    contract::{Carries, Operation},
    record::{Flight, Made, TrialRecord},
};

/// What is to be removed, by the trial that made it.
type ByTrial<'a> = BTreeMap<&'a str, BTreeSet<&'a Made>>;

impl Plan {
    /// Removes what the trials made at targets whose profile allows it. What became of each record is kept with the run; nothing that
    /// responds otherwise is a finding, because no trial sent the request.
    pub(super) fn remove_made(&self, records: &[TrialRecord]) {
        for (subject, session) in self.subjects.iter().zip(&self.sessions) {
            if !subject.given.remove_made || !matches!(subject.target, Target::Url) {
                continue;
            }
            let before = session.flights();
            let mut all: ByTrial<'_> = BTreeMap::new();
            let of_trials = records.iter().map(|record| (record.name.as_str(), &record.made));
            let of_flights = before.iter().map(|flight| (flight.trial.as_str(), &flight.made));
            let contract = format!("{}/", subject.suite.contract.id);
            for (trial, made) in of_trials.chain(of_flights).filter(|(trial, _)| trial.starts_with(&contract)) {
                all.entry(trial).or_default().extend(made);
            }
            let mut seen = BTreeSet::new();
            for (trial, made) in &all {
                let own: Vec<&Made> = made.iter().copied().filter(|made| seen.insert(*made)).collect();
                block_on(remove(subject, session, trial, &own));
            }
        }
    }
}

/// Removes the records of one trial.
async fn remove(subject: &Subject, session: &Session, trial: &str, made: &[&Made]) {
    let operations = &subject.suite.contract.operations;
    let number = |id: &str| operations.iter().position(|operation| operation.id == id);
    let ways = made.iter().filter_map(|made| {
        let by = operations[number(&made.operation)?].removed_by.as_ref()?;
        Some((*made, number(&by.operation)?, by.place.as_str()))
    });
    let ways: Vec<(&Made, usize, &str)> = ways.collect();
    if ways.is_empty() {
        return;
    }
    let session = session.aside(Aside::removal());
    let Ok(mut lane) = Lane::open(subject, &session, trial).await else { return };
    lane.purpose = Purpose::Removal;
    let mut removed = BTreeSet::new();
    for (made, number, place) in ways {
        let operation = &operations[number];
        let Some(request) = request_of(subject, operation, place, &made.id) else { continue };
        let call = Call { operation: number, method: None, request, own: true };
        let Ok(exchange) = lane.send(call).await else { break };
        // What is not there any more need not be removed.
        if operation.statuses.contains(&exchange.status) || matches!(exchange.status, 404 | 410) {
            removed.insert(made.clone());
        }
    }
    let flight = Flight { trial: trial.to_owned(), latency: lane.latency(), removed, ..Flight::default() };
    if let Some(journal) = &session.keeper.journal {
        session.keeper.written(journal.write(&Line::Flight(&flight)));
    }
    session.flown(&flight);
}

/// The request that removes a record.
fn request_of(subject: &Subject, operation: &Operation, place: &str, id: &str) -> Option<request::Request> {
    let scope = base_scope(subject);
    let own = Own::of(operation, &subject.suite.expressions, &scope).ok()?;
    let path = Map::from_iter([(place.to_owned(), Value::from(id))]);
    let json = (operation.carries == Carries::Parts).then(|| serde_json::json!({"path": path}).into());
    request::of(operation, &own, Over { path: Some(&path), ..Over::default() }, None, json)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        contract::RemovedBy,
        record::TrialRecord,
        run::testing::{Reply, Server, plan, subject},
    };

    #[test]
    fn what_was_made_is_removed_where_the_profile_allows_it() {
        let made = |id: &str| Made { operation: "order".to_owned(), place: "/id".to_owned(), id: id.to_owned() };
        let trial = |name: &str, ids: &[&str]| TrialRecord {
            name: name.to_owned(),
            contract: "shop".to_owned(),
            made: ids.iter().map(|id| made(id)).collect(),
            ..TrialRecord::default()
        };
        for allowed in [false, true] {
            let server = Server::start(|ask| match ask.path.as_str() {
                "/orders/o-1" => Reply::json(200, &json!({})),
                "/orders/o-2" => Reply::json(404, &json!({})),
                _ => Reply::json(500, &json!({})),
            });
            let mut subject = subject(&server.url);
            subject.given.remove_made = allowed;
            let suite = std::sync::Arc::get_mut(&mut subject.suite).expect("nobody shares it yet");
            suite.contract.operations[2].method = "DELETE".to_owned();
            suite.contract.operations[2].path = "/orders/{id}".to_owned();
            let by = RemovedBy { operation: suite.contract.operations[2].id.clone(), place: "id".to_owned() };
            suite.contract.operations[0].removed_by = Some(by);
            suite.contract.operations[2].headers = json!({});
            let plan = plan(subject);
            plan.remove_made(&[
                trial("shop/a", &["o-1", "o-2"]),
                trial("shop/b", &["o-1", "o-3"]),
                trial("other/a", &["o-1"]),
            ]);
            let flights = plan.sessions[0].take_flights();
            let removed: Vec<&str> =
                flights.iter().flat_map(|flight| &flight.removed).map(|made| made.id.as_str()).collect();
            assert_eq!(removed, if allowed { vec!["o-1", "o-2"] } else { Vec::new() });
            assert_eq!(server.count(), if allowed { 3 } else { 0 }, "each is removed once");
        }
    }
}
