//! One trial's way to the journal, and what the journal knows of it already.

use std::{
    collections::{HashMap, VecDeque},
    future::Future,
    sync::{Arc, Mutex, PoisonError},
};

use super::{super::cancel::Cancel, Due, Journal, Line, Past, body::Body, line::Asked};
use crate::{
    record::{Found, Run, TrialRecord},
    target::{CouldNotAsk, Exchange, Purpose, Redactor, Sent},
};

/// What stands behind the trials of a subject: where their exchanges are kept, which are known already, and what ends them early.
#[derive(Clone, Default)]
pub struct Keeper {
    /// The journal, if one is kept.
    pub(in crate::run) journal: Option<Arc<Journal>>,
    /// What ends the run early.
    pub cancel: Arc<Cancel>,
    /// What an interrupted run has asked already, by trial.
    pub(in crate::run) past: Arc<Mutex<HashMap<String, VecDeque<Past>>>>,
    /// What sets trials apart that are played beside the plan, such as under another reading.
    pub(in crate::run) aside: Option<Aside>,
}

/// What trials are played for beside the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::run) struct Aside {
    /// How their exchanges are told from those of the plan.
    name: String,
    /// What their requests are for.
    purpose: Purpose,
}

impl Aside {
    /// Smaller requests that show a finding.
    pub(in crate::run) fn shrink() -> Self {
        Self { name: "shrink".to_owned(), purpose: Purpose::Shrink }
    }

    /// Another choice of a reading.
    pub(in crate::run) fn reading(reading: &str, choice: &str) -> Self {
        Self { name: format!("{reading}={choice}"), purpose: Purpose::Likely }
    }
}

impl Keeper {
    /// Keeps a run in a journal, and knows what it has asked before.
    pub fn new(journal: Option<Journal>, past: HashMap<String, VecDeque<Past>>) -> Self {
        let past = Arc::new(Mutex::new(past));
        Self { journal: journal.map(Arc::new), cancel: Arc::default(), past, aside: None }
    }

    /// Ends the journal; why it is not whole, if so.
    pub fn end(&self, run: &Run) -> Result<(), String> {
        let Some(journal) = &self.journal else { return Ok(()) };
        journal.end(run);
        journal.failure().map_or(Ok(()), Err)
    }

    /// Keeps what a trial came to.
    pub(in crate::run) fn ended(&self, record: &TrialRecord) {
        if let (Some(journal), None) = (&self.journal, &self.aside) {
            self.written(journal.write(&Line::Trial { at: journal.at(), record }));
        }
    }

    /// A run that can no longer be kept goes on no longer.
    pub(in crate::run) fn written(&self, written: bool) {
        if !written {
            self.cancel.request();
        }
    }
}

/// One trial's way to the journal.
pub(in crate::run) struct Scribe<'a> {
    keeper: &'a Keeper,
    contract: &'a str,
    trial: String,
    /// The number of the case that is played.
    pub(in crate::run) case: u64,
    number: usize,
    past: VecDeque<Past>,
    /// What the next request puts to the test.
    pub(in crate::run) due: Due,
    /// The operation that it asks.
    pub(in crate::run) operation: &'a str,
    /// Whether the last answer was known already.
    pub(in crate::run) recalled: bool,
    /// Whether a request was not made because the run is to end.
    pub(in crate::run) halted: bool,
}

impl<'a> Scribe<'a> {
    pub(in crate::run) fn new(keeper: &'a Keeper, contract: &'a str, trial: &str) -> Self {
        let trial = match &keeper.aside {
            Some(aside) => format!("{trial} as {}", aside.name),
            None => trial.to_owned(),
        };
        let past = keeper.past.lock().unwrap_or_else(PoisonError::into_inner).remove(&trial).unwrap_or_default();
        let (recalled, halted) = (false, false);
        let (due, operation) = (Due::default(), "");
        Self { keeper, contract, trial, case: 0, number: 0, past, due, operation, recalled, halted }
    }

    /// The answer to a request that was asked before the run was interrupted. From the first other request on nothing is known.
    pub(in crate::run) fn recall(&mut self, sent: &Sent, redactor: &Redactor) -> Option<Exchange> {
        let exchange = self.past.pop_front().and_then(|past| past.exchange(sent, redactor));
        self.recalled = exchange.is_some();
        if self.recalled {
            self.number += 1;
        } else {
            self.past.clear();
        }
        exchange
    }

    /// Waits for a turn, unless the run is to end.
    pub(in crate::run) async fn unless_halted<T>(&mut self, turn: impl Future<Output = T>) -> Result<T, CouldNotAsk> {
        let cancel = &self.keeper.cancel;
        let turn = tokio::select! {
            biased;
            () = cancel.requested() => None,
            turn = turn => Some(turn),
        };
        self.halted |= turn.is_none();
        turn.ok_or_else(CouldNotAsk::interrupted)
    }

    /// Asks and keeps what came. What is under way when the run is to end is waited for, but not for long.
    pub(in crate::run) async fn keep(
        &mut self,
        purpose: Purpose,
        asking: impl Future<Output = Result<Exchange, CouldNotAsk>>,
    ) -> Result<Exchange, CouldNotAsk> {
        let cancel = &self.keeper.cancel;
        let answered = tokio::select! {
            biased;
            answered = asking => Some(answered),
            () = cancel.overdue() => None,
        };
        self.halted |= answered.is_none();
        let exchange = answered.unwrap_or_else(|| Err(CouldNotAsk::interrupted()))?;
        let purpose = self.keeper.aside.as_ref().map_or(purpose, |aside| aside.purpose);
        self.write(purpose, &exchange);
        Ok(exchange)
    }

    fn write(&mut self, purpose: Purpose, exchange: &Exchange) {
        let number = self.number;
        self.number += 1;
        let Some(journal) = &self.keeper.journal else { return };
        // Every part by name, so that a new one is not forgotten here; JSON and flaws are read from the bodies again.
        let Exchange {
            method,
            url,
            headers,
            request_body,
            request: _,
            status,
            content_type,
            retry_after,
            response_body,
            response: _,
            flaws: _,
            leaked,
            micros,
            attempts,
        } = exchange;
        self.keeper.written(journal.write(&Line::Exchange(Asked {
            trial: &self.trial,
            case: self.case,
            number,
            operation: self.operation,
            due: &self.due,
            purpose,
            at: journal.at(),
            method,
            url,
            headers,
            request: Body::of(request_body),
            status: *status,
            content_type,
            retry_after: retry_after.as_deref(),
            response: Body::of(response_body),
            leaked,
            micros: *micros,
            attempts: *attempts,
        })));
    }

    /// Keeps a finding that was just met: making it small can take long.
    pub(in crate::run) fn found(&self, found: &Found) {
        if let (Some(journal), None) = (&self.keeper.journal, &self.keeper.aside) {
            let line = Line::Found { trial: &self.trial, contract: self.contract, found };
            self.keeper.written(journal.write(&line));
        }
    }
}
