//! Showing how far a run is: a bar on a terminal, plain lines elsewhere.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};

use super::tell;
use crate::{record::TrialRecord, run::Progress};

/// A progress that fits where standard error goes.
pub(super) fn new(trials: usize, terminal: bool) -> Arc<dyn Progress> {
    if terminal {
        Arc::new(Bar::new(trials))
    } else {
        Arc::new(Lines { trials, ended: AtomicUsize::new(0), counts: Counts::default() })
    }
}

/// Says nothing.
pub(super) struct Quiet;

impl Progress for Quiet {
    fn ended(&self, _record: &TrialRecord) {}
}

#[derive(Default)]
struct Counts {
    exchanges: AtomicUsize,
    findings: AtomicUsize,
}

impl Counts {
    fn add(&self, record: &TrialRecord) -> (usize, usize) {
        let count = |total: &AtomicUsize, more: u64| {
            let more = usize::try_from(more).unwrap_or(0);
            total.fetch_add(more, Ordering::Relaxed) + more
        };
        (count(&self.exchanges, record.exchanges), count(&self.findings, record.findings.len() as u64))
    }
}

struct Bar {
    bar: ProgressBar,
    counts: Counts,
}

impl Bar {
    fn new(trials: usize) -> Self {
        let bar = ProgressBar::new(trials as u64);
        let style = ProgressStyle::with_template("{bar:32} {pos}/{len} trials  {elapsed_precise}  {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar, counts: Counts::default() }
    }
}

impl Progress for Bar {
    fn ended(&self, record: &TrialRecord) {
        let (exchanges, findings) = self.counts.add(record);
        self.bar.set_message(format!("{exchanges} requests, {findings} findings"));
        self.bar.inc(1);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

struct Lines {
    trials: usize,
    ended: AtomicUsize,
    counts: Counts,
}

impl Progress for Lines {
    fn ended(&self, record: &TrialRecord) {
        let (exchanges, findings) = self.counts.add(record);
        let ended = self.ended.fetch_add(1, Ordering::Relaxed) + 1;
        let step = (self.trials / 10).max(1);
        if ended.is_multiple_of(step) || ended == self.trials {
            tell(&format!("{ended}/{} trials, {exchanges} requests, {findings} findings", self.trials));
        }
    }
}
