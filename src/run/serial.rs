//! Numbers for values that are new each time: each way to the target has a stream that no other has, and no two runs share one.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;

use crate::contract::Moment;

/// What one trial may be played for: its cases, smaller requests, other readings, and what is found out besides its cases.
const PHASES: u64 = 4;

/// The streams of a run: one for each trial in each phase.
#[derive(Debug, Clone, Default)]
pub(super) struct Streams {
    /// The number of the run, which no other run against the same target has.
    run: u64,
    trials: Arc<BTreeMap<String, u64>>,
}

impl Streams {
    /// The streams of the trials of a plan.
    pub(super) fn new<'n>(run: u64, trials: impl Iterator<Item = &'n str>) -> Self {
        let trials = trials.enumerate().map(|(number, name)| (name.to_owned(), number as u64)).collect();
        Self { run, trials: Arc::new(trials) }
    }

    /// The stream of a trial.
    pub(super) fn of(&self, trial: &str, phase: Phase) -> Serial {
        let number = self.trials.get(trial).copied().unwrap_or_default();
        let streams = (self.trials.len() as u64).max(1) * PHASES;
        Serial { run: self.run, stream: number * PHASES + phase as u64, streams, block: 0, next: 0 }
    }
}

/// What a trial is played for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Cases,
    Smaller,
    Readings,
    Beside,
}

/// Numbers that nothing else in the run gets.
#[derive(Debug, Clone)]
pub(super) struct Serial {
    run: u64,
    stream: u64,
    streams: u64,
    block: u64,
    next: u64,
}

impl Serial {
    /// Goes on where no other finding of the trial takes its numbers.
    pub(super) fn of_finding(&mut self, number: usize) {
        (self.block, self.next) = (number as u64, 0);
    }

    /// Goes on behind what was given out before in the same stream.
    pub(super) fn after(&mut self, next: u64) {
        self.next = self.next.max(next);
    }

    /// How many numbers were given out.
    pub(super) fn given(&self) -> u64 {
        self.next
    }

    /// What makes values of one more request new: no other request of this run or another has the same.
    pub(super) fn moment(&mut self) -> Moment {
        let number = self.index(u128::MAX).unwrap_or_default();
        Moment::new(&number.to_string(), Timestamp::now())
    }

    /// The next index below a room; none where the run has used up all of them.
    pub(super) fn index(&mut self, room: u128) -> Option<u128> {
        let (block, window) = if room >= 1 << 40 { (1_u128 << 16, 20) } else { (1 << 10, 12) };
        let streams = u128::from(self.streams);
        let serial = (u128::from(self.block) * block + u128::from(self.next)) * streams + u128::from(self.stream);
        self.next += 1;
        let start = (u128::from(self.run) % room) * ((streams << window) % room);
        (serial < room).then(|| (start + serial) % room)
    }
}
