//! Where the trials of a plan are played: next to each other, or one alone; and how many requests may be under way at the same time.

use std::sync::{OnceLock, RwLock, RwLockReadGuard, RwLockWriteGuard};

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::util::sync;

/// Where the trials of a plan are played.
#[derive(Debug, Default)]
pub struct Floor {
    places: RwLock<()>,
    jobs: OnceLock<Semaphore>,
}

impl Floor {
    /// A place next to others.
    pub(super) fn beside(&self) -> RwLockReadGuard<'_, ()> {
        sync::read(&self.places)
    }

    /// A place that nobody else has one next to.
    pub(super) fn alone(&self) -> RwLockWriteGuard<'_, ()> {
        sync::write(&self.places)
    }

    /// Sets how many jobs there are. Until then each trial has one, and none is to spare.
    pub(super) fn employ(&self, jobs: usize) {
        // Whoever sets it first has started trials already.
        let _ = self.jobs.set(Semaphore::new(jobs.clamp(1, Semaphore::MAX_PERMITS)));
    }

    /// The job of a trial, once one is free.
    pub(super) async fn job(&self) -> Option<SemaphorePermit<'_>> {
        self.jobs.get()?.acquire().await.ok()
    }

    /// A job that no trial waits for, if there is one.
    pub(super) fn spare(&self) -> Option<SemaphorePermit<'_>> {
        self.jobs.get()?.try_acquire().ok()
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::{Future, poll_fn},
        task::Poll,
    };

    use super::*;
    use crate::run::runtime::block_on;

    #[test]
    fn a_job_is_to_spare_where_no_trial_has_it_or_waits_for_it() {
        let floor = Floor::default();
        assert!(floor.spare().is_none() && block_on(floor.job()).is_none(), "nobody said how many there are");
        floor.employ(2);
        let (first, spare) = (block_on(floor.job()), floor.spare());
        assert!(first.is_some() && spare.is_some() && floor.spare().is_none());
        block_on(async {
            let mut waiting = Box::pin(floor.job());
            let waits = poll_fn(|context| Poll::Ready(waiting.as_mut().poll(context).is_pending()));
            assert!(waits.await);
            drop(spare);
            assert!(floor.spare().is_none(), "a trial has waited for it");
            assert!(waiting.await.is_some());
        });
        drop(first);
        assert!(floor.spare().is_some());
    }
}
