//! Writes the exchanges and findings of one trial to the journal, and recalls what an interrupted run has sent already.

use std::{
    collections::{HashMap, HashSet},
    future::Future,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{
    super::cancel::Cancel,
    Due, Journal, Line, Purpose, Trail,
    aside::Aside,
    delivered::Delivered,
    line::Asked,
    noted::{Lost, Noted, Out, Unsent, request_of, seen},
    past::Recalled,
};
use crate::{
    record::{Found, Run, TrialRecord},
    target::{ErrorKind, Exchange, Redactor, Resend, Sent, TransportError},
    util::sync::lock,
};

/// What stands behind the trials of a subject: where their exchanges are kept, which are known already, and what ends them early.
#[derive(Clone, Default)]
pub struct Keeper {
    /// The journal, if one is kept.
    pub(in crate::run) journal: Option<Arc<Journal>>,
    /// What ends the run early.
    pub cancel: Arc<Cancel>,
    /// What an interrupted run has sent already, by trial.
    pub(in crate::run) past: Arc<Mutex<HashMap<String, Trail>>>,
    /// What it has sent, by its hash.
    pub(in crate::run) sent: Arc<HashSet<u64>>,
    /// What sets trials apart that are played outside of the plan, such as under another reading.
    pub(in crate::run) aside: Option<Aside>,
    /// The length of the longest response so far.
    pub(in crate::run) longest: Arc<AtomicUsize>,
}

impl Keeper {
    /// Keeps a run in a journal, and knows what it has sent before.
    pub fn new(journal: Option<Journal>, past: HashMap<String, Trail>) -> Self {
        let past = Arc::new(Mutex::new(past));
        Self { journal: journal.map(Arc::new), past, ..Self::default() }
    }

    /// One that knows what an interrupted run has sent.
    #[must_use]
    pub fn knowing(self, sent: HashSet<u64>) -> Self {
        Self { sent: Arc::new(sent), ..self }
    }

    /// The length of the longest response so far, in bytes.
    pub(in crate::run) fn longest(&self) -> usize {
        self.longest.load(Ordering::Relaxed)
    }

    /// Notes the length of a response.
    fn measure(&self, exchange: &Exchange) {
        if exchange.response_body.len() > self.longest() {
            self.longest.fetch_max(exchange.response_body.len(), Ordering::Relaxed);
        }
    }

    /// Ends the journal; why it is not whole, if so.
    pub fn end(&self, run: &Run) -> Result<(), String> {
        let Some(journal) = &self.journal else { return Ok(()) };
        journal.end(run);
        journal.failure().map_or(Ok(()), Err)
    }

    /// Keeps the result of a trial.
    pub(in crate::run) fn ended(&self, record: &TrialRecord) {
        if let (Some(journal), None) = (&self.journal, &self.aside) {
            self.written(journal.write(&Line::Trial { name: &record.name, at: journal.at(), record }));
        }
    }

    /// A run that can no longer be kept goes on no longer.
    pub(in crate::run) fn written(&self, written: bool) {
        if !written {
            self.cancel.request();
        }
    }
}

/// Notes what goes out for a trial.
#[derive(Clone)]
pub(in crate::run) struct Notes<'a> {
    keeper: &'a Keeper,
    trial: String,
}

impl Notes<'_> {
    /// Notes a request that is about to go out. What cannot be noted must not go out.
    pub(in crate::run) fn note(&self, sent: &Sent, redactor: &Redactor) -> Result<Noted, TransportError> {
        let Some(journal) = &self.keeper.journal else { return Ok(Noted::default()) };
        let line = journal.numbered(&Line::Out(Out::new(&self.trial, request_of(&seen(sent, redactor)))));
        self.keeper.written(line.is_some());
        line.map(|line| Noted(Some(line))).ok_or_else(TransportError::interrupted)
    }

    /// Notes that it did not go out after all.
    pub(in crate::run) fn unsent(&self, noted: Noted) {
        if let (Some(journal), Noted(Some(out))) = (&self.keeper.journal, noted) {
            self.keeper.written(journal.write(&Line::Unsent(Unsent { trial: self.trial.clone(), out })));
        }
    }
}

/// What is written of a request besides itself and its response.
#[derive(Default)]
struct More<'a> {
    /// Why it has no response.
    lost: Option<&'a Lost>,
    /// The line that it is on already.
    ahead: Option<u64>,
    /// Where it was noted before it went out.
    out: Noted,
}

/// One trial's way to the journal.
pub(in crate::run) struct Writer<'a> {
    keeper: &'a Keeper,
    contract: &'a str,
    trial: String,
    /// The number of the case that is played.
    pub(in crate::run) case: u64,
    number: usize,
    trail: Trail,
    /// What the next request puts to the test.
    pub(in crate::run) due: Due,
    /// The operation of its request.
    pub(in crate::run) operation: &'a str,
    /// Whether the last response was known already.
    pub(in crate::run) recalled: bool,
    /// Whether a request was not made because the run is to end.
    pub(in crate::run) halted: bool,
}

impl<'a> Writer<'a> {
    pub(in crate::run) fn new(keeper: &'a Keeper, contract: &'a str, trial: &str) -> Self {
        let trial = match &keeper.aside {
            Some(aside) => format!("{trial} as {}", aside.name),
            None => trial.to_owned(),
        };
        let trail = lock(&keeper.past).remove(&trial).unwrap_or_default();
        // The results of good requests at another time say nothing of now.
        let is_of_now = keeper.aside.as_ref().map(|aside| aside.purpose);
        let is_of_now = matches!(is_of_now, Some(Purpose::Preflight | Purpose::Removal));
        let trail = if is_of_now { trail.under_way() } else { trail };
        let (recalled, halted) = (false, false);
        let (due, operation) = (Due::default(), "");
        Self { keeper, contract, trial, case: 0, number: 0, trail, due, operation, recalled, halted }
    }

    /// The result of a request that was sent before the run was interrupted; none where it is to be sent now. From the first other
    /// request on nothing is known but what went out ahead of its turn. One without a response is sent again only where it may be.
    pub(in crate::run) fn recall(
        &mut self,
        sent: &Sent,
        redactor: &Redactor,
        resend: Resend,
    ) -> Option<Result<Exchange, TransportError>> {
        self.recalled = false;
        let Recalled { came, ahead, out } = self.trail.recall(sent, redactor)?;
        if came.is_err() && resend == Resend::Safe {
            return None;
        }
        self.recalled = true;
        let more = More { lost: came.as_ref().err(), ahead, out };
        match &came {
            _ if (ahead, out) == (None, Noted::default()) => self.number += 1,
            // It is in its turn now.
            Ok(exchange) => self.line(Purpose::Case, exchange, more),
            Err(_) => self.line(Purpose::Case, &seen(sent, redactor), more),
        }
        Some(came.map(|exchange| *exchange).map_err(|lost| lost.error(&seen(sent, redactor).url)))
    }

    /// Whether a response to the next request may be known.
    pub(in crate::run) fn recalls(&self) -> bool {
        !self.trail.is_empty()
    }

    /// Whether the request of this hash is the next whose response is known.
    pub(in crate::run) fn expects(&self, hash: u64) -> bool {
        self.trail.expects(hash)
    }

    /// Takes back the response that was recalled last: from there on everything is sent again.
    pub(in crate::run) fn forget(&mut self) {
        self.number -= usize::from(self.recalled);
        self.trail.clear();
    }

    /// Waits for a turn, unless the run is to end.
    pub(in crate::run) async fn unless_halted<T>(
        &mut self,
        turn: impl Future<Output = T>,
    ) -> Result<T, TransportError> {
        let cancel = &self.keeper.cancel;
        let turn = tokio::select! {
            biased;
            () = cancel.requested() => None,
            turn = turn => Some(turn),
        };
        self.halted |= turn.is_none();
        turn.ok_or_else(TransportError::interrupted)
    }

    /// What notes the requests of the trial before they go out.
    pub(in crate::run) fn notes(&self) -> Notes<'a> {
        Notes { keeper: self.keeper, trial: self.trial.clone() }
    }

    /// Sends a request and keeps the response. What is under way when the run is to end is waited for, but not for long.
    pub(in crate::run) async fn keep(
        &mut self,
        (purpose, noted): (Purpose, Noted),
        asking: impl Future<Output = Result<Exchange, TransportError>>,
    ) -> Result<Exchange, TransportError> {
        let exchange = self.unless_overdue(asking).await??;
        self.write(purpose, &exchange, noted);
        Ok(exchange)
    }

    /// Waits for what is under way, unless the run is to end: then not for long.
    pub(in crate::run) async fn unless_overdue<T>(
        &mut self,
        asking: impl Future<Output = T>,
    ) -> Result<T, TransportError> {
        let cancel = &self.keeper.cancel;
        let answered = tokio::select! {
            biased;
            answered = asking => Some(answered),
            () = cancel.overdue() => None,
        };
        self.halted |= answered.is_none();
        answered.ok_or_else(TransportError::interrupted)
    }

    /// Keeps a request that the target sent on its own.
    pub(in crate::run) fn delivered(&self, exchange: &Exchange) {
        if let Some(journal) = &self.keeper.journal {
            let delivered = Delivered::of((&self.trial, self.case, journal.at()), exchange);
            self.keeper.written(journal.write(&Line::Delivery(delivered)));
        }
    }

    /// Keeps a request with its response.
    pub(in crate::run) fn write(&mut self, purpose: Purpose, exchange: &Exchange, out: Noted) {
        self.line(purpose, exchange, More { out, ..More::default() });
    }

    /// Keeps a request that has no response. Where the error says that it went out, a run that goes on knows it.
    pub(in crate::run) fn unanswered(
        &mut self,
        purpose: Purpose,
        (sent, error, out): (&Sent, &TransportError, Noted),
        redactor: &Redactor,
    ) {
        if error.kind.went_out() || error.kind == ErrorKind::Interrupted {
            let lost = Lost::of(error, redactor);
            self.line(purpose, &seen(sent, redactor), More { lost: Some(&lost), ahead: None, out });
        } else {
            self.notes().unsent(out);
        }
    }

    /// Writes a request with its response, or with why it has none.
    fn line(&mut self, purpose: Purpose, exchange: &Exchange, More { lost, ahead, out }: More<'_>) {
        let (purpose, number) = (self.keeper.aside.as_ref().map_or(purpose, |aside| aside.purpose), self.number);
        // What is recalled by a run that goes on are the requests that it sends in their turn.
        self.number += usize::from(purpose != Purpose::Ahead);
        self.keeper.measure(exchange);
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
            content_encoding,
            location,
            response_headers,
            response_body,
            response: _,
            defect: _,
            flaws: _,
            leaked,
            overfull: _,
            micros,
            attempts,
        } = exchange;
        let asked = Asked {
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
            request: None,
            request_as: None,
            request_left_out: None,
            status: *status,
            content_type,
            retry_after: retry_after.as_deref(),
            content_encoding: content_encoding.as_deref(),
            location: location.as_deref(),
            response_headers,
            response: None,
            response_as: None,
            response_left_out: None,
            leaked,
            micros: *micros,
            attempts: *attempts,
            lost,
            ahead,
            out: out.0,
        };
        self.keeper.written(journal.exchange(asked, [request_body, response_body]));
    }

    /// Keeps a finding that was just met: making it small can take long.
    pub(in crate::run) fn found(&self, found: &Found) {
        if let (Some(journal), None) = (&self.keeper.journal, &self.keeper.aside) {
            let line = Line::Found { trial: &self.trial, contract: self.contract, found };
            self.keeper.written(journal.write(&line));
        }
    }
}

#[cfg(test)]
mod tests;
