//! Requests that go out ahead of their turn: cases of a trial that do not depend on each other are under way at the same time, as many
//! as the run has jobs to spare, and are judged in their order all the same.
//!
//! The cases are played one after another as ever. What changes is that the request of a later one is sent before: when its turn comes,
//! its response is there or on its way. It is taken only where the request is the same, byte for byte; whatever else is sent in between
//! (a repeat, a smaller request) goes out once everything that is under way has its response.

use std::{
    cell::Cell,
    collections::{BTreeMap, VecDeque},
    future::Future,
    pin::Pin,
    rc::Rc,
};

use futures_util::{
    future::FutureExt,
    stream::{FuturesUnordered, StreamExt},
};
use tokio::sync::SemaphorePermit;

use crate::{
    contract::Message,
    run::journal::Noted,
    target::{Exchange, Sent, TransportError},
};

/// What went out ahead of its turn, in the order of the cases.
#[derive(Default)]
pub(super) struct Ahead<'a> {
    /// The requests whose responses nobody has taken yet.
    launched: VecDeque<Launched>,
    /// Responses that are there, by the number of their request.
    early: BTreeMap<u64, Early<'a>>,
    /// The responses of the others.
    under_way: FuturesUnordered<Way<'a>>,
    /// How many requests were launched.
    count: u64,
}

/// What becomes of a request, with its number.
type Way<'a> = Pin<Box<dyn Future<Output = (u64, Early<'a>)> + 'a>>;

/// A request that goes out ahead of its turn.
pub(super) struct Launched {
    number: u64,
    pub(super) sent: Sent,
    /// Where it was noted, once it is let out.
    begun: Rc<Cell<Option<Noted>>>,
}

/// What became of a request that went out ahead of its turn.
pub(super) struct Early<'a> {
    pub(super) came: Came,
    /// What lets it be under way next to others.
    pub(super) _job: Option<SemaphorePermit<'a>>,
}

/// The same without what it holds.
pub(super) enum Came {
    /// It was sent.
    Sent(Box<Result<Exchange, TransportError>>),
    /// Nothing more is sent, with the reason why.
    Closed(Message),
    /// The run is to end.
    Halted,
}

impl<'a> Ahead<'a> {
    /// Adds a request, which is on its way once the future of what becomes of it is looked at.
    pub(super) fn launch<F: Future<Output = Early<'a>> + 'a>(
        &mut self,
        sent: Sent,
        way: impl FnOnce(Rc<Cell<Option<Noted>>>) -> F,
    ) {
        let (number, begun) = (self.count, Rc::default());
        self.count += 1;
        let way = way(Rc::clone(&begun));
        self.launched.push_back(Launched { number, sent, begun });
        self.under_way.push(Box::pin(async move { (number, way.await) }));
    }

    /// The first request whose response nobody has taken yet.
    pub(super) fn first(&self) -> Option<&Sent> {
        self.launched.front().map(|launched| &launched.sent)
    }

    /// The first of them with what became of it. Whoever does not wait for it leaves it where it is.
    pub(super) async fn next(&mut self) -> Option<(Launched, Early<'a>)> {
        let number = self.launched.front()?.number;
        while !self.early.contains_key(&number) {
            let (of, early) = self.under_way.next().await?;
            self.early.insert(of, early);
        }
        Some((self.launched.pop_front()?, self.early.remove(&number)?))
    }

    /// Waits until everything that is under way has its response: nobody may be kept waiting while something else is done.
    pub(super) async fn settle(&mut self) {
        while let Some((of, early)) = self.under_way.next().await {
            self.early.insert(of, early);
        }
    }

    /// All that nobody has taken, with what became of it so far. Nothing more is waited for.
    pub(super) fn rest(mut self) -> Vec<(Launched, Option<Early<'a>>)> {
        while let Some(Some((of, early))) = self.under_way.next().now_or_never() {
            self.early.insert(of, early);
        }
        let early = &mut self.early;
        self.launched
            .into_iter()
            .map(|launched| (early.remove(&launched.number), launched))
            .map(|(early, launched)| (launched, early))
            .collect()
    }
}

impl Launched {
    /// Whether it was let out: then where it was noted.
    pub(super) fn begun(&self) -> Option<Noted> {
        self.begun.get()
    }
}
