//! Estimates how long the rest of a run takes, from its progress and the limits of its targets.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use crate::{
    contract::{Level, Message, ScreenId},
    record::TrialRecord,
    run::{Plan, Session, Subject, Trial},
    target::Gate,
};

/// What a run has behind it and ahead of it.
pub(super) struct Eta {
    /// How many trials are to be played.
    pub(super) trials: u64,
    ended: AtomicU64,
    findings: AtomicU64,
    /// Requests that got a response, of trials that have ended.
    answered: AtomicU64,
    gauges: Vec<Gauge>,
    /// The most requests of each trial, and whose.
    costs: HashMap<String, (usize, u64)>,
    began: Instant,
}

/// One contract's target.
struct Gauge {
    gate: Arc<Gate>,
    /// Requests that went out before: of an interrupted run.
    before: u64,
    /// The least time from one request to the next.
    interval: Option<Duration>,
    /// The most time of a run.
    time: Option<Duration>,
    /// The most requests of trials that have not ended.
    ahead: AtomicU64,
    /// Requests of trials that have.
    behind: AtomicU64,
}

impl Gauge {
    fn passed(&self) -> u64 {
        self.gate.passed().saturating_sub(self.before)
    }

    fn remaining(&self) -> u64 {
        if self.gate.closed().is_some() {
            return 0;
        }
        let under_way = self.passed().saturating_sub(self.behind.load(Ordering::Relaxed));
        self.ahead.load(Ordering::Relaxed).saturating_sub(under_way)
    }
}

impl Eta {
    /// The way through the trials of a plan that are still to be played.
    pub(super) fn new(plan: &Plan, still: &dyn Fn(&Trial) -> bool) -> Self {
        let trials: Vec<&Trial> = plan.trials.iter().filter(|trial| still(trial)).collect();
        let costs: HashMap<String, (usize, u64)> =
            trials.iter().map(|trial| (trial.name.clone(), (trial.subject, plan.cost(trial)))).collect();
        let gauge = |(number, (subject, session)): (usize, (&Subject, &Session))| Gauge {
            gate: Arc::clone(&session.gate),
            before: session.gate.passed(),
            interval: subject.given.limits.rate.map(crate::target::Rate::interval),
            time: subject.given.limits.time,
            ahead: costs.values().filter(|(of, _)| *of == number).map(|(_, cost)| cost).sum::<u64>().into(),
            behind: AtomicU64::default(),
        };
        Self {
            trials: trials.len() as u64,
            ended: AtomicU64::default(),
            findings: AtomicU64::default(),
            answered: AtomicU64::default(),
            gauges: plan.subjects.iter().zip(&plan.sessions).enumerate().map(gauge).collect(),
            costs,
            began: Instant::now(),
        }
    }

    /// The most requests that are still to be made.
    pub(super) fn requests(&self) -> u64 {
        self.gauges.iter().map(Gauge::remaining).sum()
    }

    /// Whether trials have ended, and not one of their requests got a response.
    fn is_silent(&self) -> bool {
        // What was refused before the plan began got a response, and closed the gate.
        let passed = self.gauges.iter().any(|gauge| gauge.passed() > 0 && gauge.gate.closed().is_none());
        passed && self.ended.load(Ordering::Relaxed) > 0 && self.answered.load(Ordering::Relaxed) == 0
    }

    /// Counts a trial that has ended; how many have.
    pub(super) fn ended(&self, record: &TrialRecord) -> u64 {
        if let Some((of, cost)) = self.costs.get(&record.name) {
            let gauge = &self.gauges[*of];
            gauge.behind.fetch_add(record.exchanges, Ordering::Relaxed);
            gauge.ahead.fetch_sub(*cost, Ordering::Relaxed);
        }
        self.answered.fetch_add(record.exchanges, Ordering::Relaxed);
        // What is observed where the document is silent is not a finding.
        let findings = record.findings.iter().filter(|found| found.finding.level > Level::Open).count();
        self.findings.fetch_add(findings as u64, Ordering::Relaxed);
        self.ended.fetch_add(1, Ordering::Relaxed) + 1
    }
}

impl Eta {
    /// Requests, findings, the rate, and the time that is left.
    pub(super) fn message(&self) -> Message {
        let (passed, elapsed) = (self.gauges.iter().map(Gauge::passed).sum::<u64>(), self.began.elapsed());
        if self.is_silent() {
            // Requests without any response have no rate, and no end that could be estimated.
            return ScreenId::SentNone.with([passed.into()]);
        }
        let findings = self.findings.load(Ordering::Relaxed);
        let mut said = ScreenId::RequestsFindings.with([passed.into(), findings.into()]);
        let seconds = elapsed.as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let rate = passed as f64 / seconds.max(0.001);
        if passed > 0 {
            let digits = usize::from(rate < 10.0);
            said = ScreenId::PerSecond.with([said, format!("{rate:.digits$}").into()]);
        }
        let ahead: Vec<Ahead> = self
            .gauges
            .iter()
            .map(|gauge| Ahead {
                requests: gauge.remaining(),
                interval: gauge.interval,
                until: gauge.time.map(|time| time.saturating_sub(elapsed)),
            })
            .collect();
        match left(&ahead, rate) {
            Some(left) if self.ended.load(Ordering::Relaxed) < self.trials => {
                ScreenId::AboutLeft.with([said, clock(left)])
            }
            _ => said,
        }
    }
}

/// What is ahead at one target.
struct Ahead {
    requests: u64,
    interval: Option<Duration>,
    until: Option<Duration>,
}

/// The time that is left at the rate so far, never less than the limits require and never more than they allow.
fn left(ahead: &[Ahead], rate: f64) -> Option<Duration> {
    let requests: u64 = ahead.iter().map(|ahead| ahead.requests).sum();
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    let at_rate = (rate > 0.0).then(|| Duration::try_from_secs_f64(requests as f64 / rate).ok()).flatten();
    let at_least = ahead
        .iter()
        .filter_map(|ahead| Some(ahead.interval?.saturating_mul(u32::try_from(ahead.requests).unwrap_or(u32::MAX))));
    let estimate = at_least.chain(at_rate).max()?;
    let busy = || ahead.iter().filter(|ahead| ahead.requests > 0);
    let until = busy().map(|ahead| ahead.until).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max());
    Some(until.map_or(estimate, |until| estimate.min(until)))
}

/// A time for people.
fn clock(time: Duration) -> Message {
    let seconds = time.as_secs();
    match (seconds / 3_600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => ScreenId::InSeconds.with([seconds.into()]),
        (0, minutes, seconds) => ScreenId::InMinutes.with([format!("{minutes}:{seconds:02}").into()]),
        (hours, minutes, _) => ScreenId::InHours.with([format!("{hours}:{minutes:02}").into()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ahead(requests: u64, interval: Option<u64>, until: Option<u64>) -> Ahead {
        let seconds = |count: Option<u64>| count.map(Duration::from_secs);
        Ahead { requests, interval: seconds(interval), until: seconds(until) }
    }

    fn seconds(ahead: &[Ahead], rate: f64) -> Option<u64> {
        left(ahead, rate).map(|left| left.as_secs())
    }

    #[test]
    fn the_rest_takes_as_long_as_the_rate_and_the_limits_say() {
        assert_eq!(seconds(&[ahead(300, None, None)], 10.0), Some(30));
        assert_eq!(seconds(&[ahead(300, Some(1), None)], 10.0), Some(300), "the limit holds what a burst promised");
        assert_eq!(seconds(&[ahead(300, Some(1), None), ahead(100, Some(2), None)], 10.0), Some(300));
        assert_eq!(seconds(&[ahead(300, Some(1), Some(60))], 10.0), Some(60), "the time of the profile ends it");
        assert_eq!(seconds(&[ahead(300, None, Some(60)), ahead(300, None, None)], 1.0), Some(600));
        assert_eq!(seconds(&[ahead(300, None, None)], 0.0), None, "nothing is known yet");
        assert_eq!(seconds(&[ahead(0, Some(1), Some(60))], 0.0), Some(0));
    }

    #[test]
    fn a_time_is_read_at_a_glance() {
        let shown = [59, 61, 3_600, 7_290].map(|seconds| clock(Duration::from_secs(seconds)).english());
        assert_eq!(shown, ["59 s", "1:01 min", "1:00 h", "2:01 h"]);
    }
}
