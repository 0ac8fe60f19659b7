//! Requests that go out ahead of their turn: cases of a trial that do not depend on each other are under way at the same time, as many
//! as the run has jobs to spare, and are judged in their order all the same.
//!
//! The cases are played one after another as ever. What changes is that the request of a later one is sent before: when its turn comes,
//! its response is there or on its way. It is taken only where the request is the same, byte for byte; whatever else is sent in between
//! (a repeat, a smaller request) goes out once everything that is under way has its response.

use std::{cell::Cell, collections::VecDeque, future::Future, pin::Pin, rc::Rc};

use futures_util::stream::{FuturesOrdered, StreamExt};
use tokio::sync::SemaphorePermit;

use crate::{
    contract::Message,
    target::{Exchange, Sent, TransportError},
};

/// What went out ahead of its turn, in the order of the cases.
#[derive(Default)]
pub(super) struct Ahead<'a> {
    /// The requests whose responses nobody has taken yet.
    pub(super) sent: VecDeque<Sent>,
    /// Responses that are there, of the first of them.
    pub(super) early: VecDeque<Early<'a>>,
    /// How many were sent, and of how many it is known what came of them.
    pub(super) begun: Rc<Cell<u64>>,
    pub(super) known: u64,
    /// The responses of the others.
    pub(super) under_way: FuturesOrdered<Pin<Box<dyn Future<Output = Early<'a>> + 'a>>>,
}

/// What became of a request that went out ahead of its turn.
pub(super) struct Early<'a> {
    pub(super) came: Came,
    /// What lets it be under way beside others.
    pub(super) _job: Option<SemaphorePermit<'a>>,
}

/// The same without what it holds.
pub(super) enum Came {
    /// It was sent.
    Sent(Box<Result<Exchange, TransportError>>),
    /// Nothing more is let out, for a reason.
    Closed(Message),
    /// The run is to end.
    Halted,
}

impl<'a> Ahead<'a> {
    /// The response of the first of them.
    pub(super) async fn next(&mut self) -> Option<Early<'a>> {
        match self.early.pop_front() {
            Some(early) => Some(early),
            None => self.under_way.next().await,
        }
    }

    /// Waits until everything that is under way has its response: nobody may be kept waiting while something else is done.
    pub(super) async fn settle(&mut self) {
        while let Some(early) = self.under_way.next().await {
            self.early.push_back(early);
        }
    }
}
