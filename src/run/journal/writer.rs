//! Writes the exchanges and findings of one trial to the journal, and recalls what an interrupted run has asked already.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    future::Future,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{
    super::cancel::Cancel, Due, Journal, Line, Past, Purpose, aside::Aside, delivered::Delivered, line::Asked,
};
use crate::{
    record::{Found, Run, TrialRecord},
    target::{Exchange, Redactor, Sent, TransportError},
    util::sync::lock,
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
    /// What it has sent, by its hash.
    pub(in crate::run) sent: Arc<HashSet<u64>>,
    /// What sets trials apart that are played beside the plan, such as under another reading.
    pub(in crate::run) aside: Option<Aside>,
    /// The length of the longest response so far.
    pub(in crate::run) longest: Arc<AtomicUsize>,
}

impl Keeper {
    /// Keeps a run in a journal, and knows what it has asked before.
    pub fn new(journal: Option<Journal>, past: HashMap<String, VecDeque<Past>>) -> Self {
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

    /// Ends the journal; why it is not whole, if so.
    pub fn end(&self, run: &Run) -> Result<(), String> {
        let Some(journal) = &self.journal else { return Ok(()) };
        journal.end(run);
        journal.failure().map_or(Ok(()), Err)
    }

    /// Keeps what a trial came to.
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

/// One trial's way to the journal.
pub(in crate::run) struct Writer<'a> {
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

impl<'a> Writer<'a> {
    pub(in crate::run) fn new(keeper: &'a Keeper, contract: &'a str, trial: &str) -> Self {
        let trial = match &keeper.aside {
            Some(aside) => format!("{trial} as {}", aside.name),
            None => trial.to_owned(),
        };
        let past = lock(&keeper.past).remove(&trial).unwrap_or_default();
        // What good requests came to at another time says nothing of now.
        let is_of_now = keeper.aside.as_ref().map(|aside| aside.purpose);
        let is_of_now = matches!(is_of_now, Some(Purpose::Preflight | Purpose::Removal));
        let past = if is_of_now { VecDeque::new() } else { past };
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

    /// Whether an answer to the next request may be known.
    pub(in crate::run) fn recalls(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether the request of this hash is the next whose response is known.
    pub(in crate::run) fn expects(&self, hash: u64) -> bool {
        self.past.front().is_some_and(|past| past.hash() == hash)
    }

    /// Takes back the answer that was recalled last: from there on everything is asked anew.
    pub(in crate::run) fn forget(&mut self) {
        self.number -= usize::from(self.recalled);
        self.past.clear();
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

    /// Asks and keeps what came. What is under way when the run is to end is waited for, but not for long.
    pub(in crate::run) async fn keep(
        &mut self,
        purpose: Purpose,
        asking: impl Future<Output = Result<Exchange, TransportError>>,
    ) -> Result<Exchange, TransportError> {
        let exchange = self.unless_overdue(asking).await??;
        self.write(purpose, &exchange);
        Ok(exchange)
    }

    /// The same for several requests at the same time; an error is that one of them was not answered.
    pub(in crate::run) async fn keep_all(
        &mut self,
        purpose: Purpose,
        asking: impl Future<Output = Vec<Result<Exchange, TransportError>>>,
    ) -> Result<Vec<Exchange>, TransportError> {
        let answered = self.unless_overdue(asking).await?;
        answered.iter().flatten().for_each(|exchange| self.write(purpose, exchange));
        answered.into_iter().collect()
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
    pub(in crate::run) fn write(&mut self, purpose: Purpose, exchange: &Exchange) {
        let purpose = self.keeper.aside.as_ref().map_or(purpose, |aside| aside.purpose);
        let number = self.number;
        // What is recalled by a run that goes on are the requests that it sends in their turn.
        self.number += usize::from(purpose != Purpose::Ahead);
        if exchange.response_body.len() > self.keeper.longest() {
            self.keeper.longest.fetch_max(exchange.response_body.len(), Ordering::Relaxed);
        }
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
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use super::*;
    use crate::{
        run::{
            runtime::block_on,
            testing::{Memory, asked_line, exchange, finding, found, journal_text, plan, record, reread, subject},
        },
        target::ErrorKind,
    };

    /// A keeper that writes to memory, and a head to read back with.
    fn keeper() -> (Keeper, Memory) {
        let mut plan = plan(subject("http://127.0.0.1:1"));
        let memory = Memory::of(&mut plan);
        (plan.sessions[0].keeper.clone(), memory)
    }

    fn sent(url: &str) -> Sent {
        let json: Value = json!(url);
        Sent {
            method: "POST".to_owned(),
            url: url.to_owned(),
            headers: Vec::new(),
            body: json.to_string().into(),
            json: Some(json.into()),
        }
    }

    #[test]
    fn exchanges_are_numbered_from_the_first_of_their_trial() {
        let (keeper, memory) = keeper();
        let mut scribe = Writer::new(&keeper, "shop", "t");
        (scribe.case, scribe.operation) = (4, "order");
        for purpose in [Purpose::Case, Purpose::Shrink] {
            let answer = exchange(&json!(1), 201, &json!({"a": 1}));
            let kept = block_on(scribe.keep(purpose, async { Ok(answer) })).expect("an answer");
            assert_eq!(kept.status, 201);
        }
        let lines = memory.lines("exchange");
        assert_eq!((lines.len(), &lines[0]["number"], &lines[1]["number"]), (2, &json!(0), &json!(1)));
        assert_eq!(
            (&lines[0]["trial"], &lines[0]["case"], &lines[0]["operation"]),
            (&json!("t"), &json!(4), &json!("order"))
        );
        assert_eq!((lines[0].get("purpose"), &lines[1]["purpose"]), (None, &json!("shrink")));
        assert_eq!((&lines[0]["response"], &lines[0]["status"]), (&json!({"text": "{\"a\":1}"}), &json!(201)));
    }

    #[test]
    fn what_is_known_is_recalled_up_to_the_first_other_request() {
        let head = plan(subject("http://127.0.0.1:1")).head("2026-11-22T00:00:00Z".to_owned(), None, &|_| true);
        let line = |number: usize, url: &str| {
            asked_line("t", 1, number, &json!({"url": url, "request": {"text": json!(url).to_string()}}))
        };
        let text = journal_text(&head, [line(0, "a"), line(1, "b"), line(2, "c")]);
        let keeper = Keeper::new(None, reread(&text).past);
        let (mut scribe, redactor) = (Writer::new(&keeper, "shop", "t"), Redactor::default());
        assert!(scribe.recall(&sent("a"), &redactor).is_some() && scribe.recalled);
        assert_eq!(scribe.number, 1);
        assert!(scribe.recall(&sent("x"), &redactor).is_none() && !scribe.recalled);
        assert!(scribe.recall(&sent("c"), &redactor).is_none(), "what follows rests on another answer");
        assert_eq!(scribe.number, 1);
        assert!(Writer::new(&keeper, "shop", "t").past.is_empty(), "it was handed out");
    }

    #[test]
    fn a_trial_beside_the_plan_leaves_no_record_and_no_finding() {
        for (aside, kept) in [(None, 1), (Some(Aside::reading("most", "50")), 0)] {
            let (keeper, memory) = keeper();
            let keeper = Keeper { aside, ..keeper };
            keeper.ended(&record("t", Vec::new()));
            let mut scribe = Writer::new(&keeper, "shop", "t");
            scribe.found(&found(finding("A")));
            assert_eq!((memory.lines("trial").len(), memory.lines("found").len()), (kept, kept));
            let answer = exchange(&json!(1), 201, &json!({}));
            block_on(scribe.keep(Purpose::Again, async { Ok(answer) })).expect("an answer");
            let line = &memory.lines("exchange")[0];
            let due = if kept == 1 { ("t", "again") } else { ("t as most=50", "likely") };
            assert_eq!((&line["trial"], &line["purpose"]), (&json!(due.0), &json!(due.1)));
        }
    }

    #[test]
    fn a_run_that_can_no_longer_be_kept_goes_on_no_longer() {
        let (keeper, _) = keeper();
        keeper.written(true);
        assert!(!keeper.cancel.is_requested());
        keeper.written(false);
        assert!(keeper.cancel.is_requested());
    }

    #[test]
    fn whoever_waits_for_a_turn_gives_up_when_the_run_is_to_end() {
        let keeper = Keeper::default();
        let mut scribe = Writer::new(&keeper, "shop", "t");
        assert_eq!(block_on(scribe.unless_halted(async { 7 })), Ok(7));
        assert!(!scribe.halted);
        keeper.cancel.request();
        for _ in 0..2 {
            let error = block_on(scribe.unless_halted(async { 7 })).expect_err("it is to end");
            assert_eq!((error.kind, scribe.halted), (ErrorKind::Interrupted, true));
        }
    }

    #[test]
    fn an_answer_under_way_is_waited_for_and_not_for_ever() {
        let keeper = Keeper::default();
        keeper.cancel.request();
        let mut scribe = Writer::new(&keeper, "shop", "t");
        let soon = async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Ok(exchange(&json!(1), 201, &json!({})))
        };
        assert!(block_on(scribe.keep(Purpose::Case, soon)).is_ok() && !scribe.halted);
        let error = block_on(scribe.keep(Purpose::Case, std::future::pending())).expect_err("it never comes");
        assert_eq!((error.kind, scribe.halted, scribe.number), (ErrorKind::Interrupted, true, 1));
    }
}
