//! Showing how far a run is: a bar on a terminal, plain lines elsewhere.

use std::{
    fmt::Write,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use super::{course::Course, tell};
use crate::{record::TrialRecord, run::Progress};

/// A job whose log stands still for long is taken for dead.
const SILENT: Duration = Duration::from_secs(60);

/// A progress that fits where standard error goes.
pub(super) fn new(course: Course, terminal: bool) -> Arc<dyn Progress> {
    if terminal { Arc::new(Bar::new(course)) } else { Arc::new(Lines { course, told: Mutex::new(Instant::now()) }) }
}

/// Says nothing.
pub(super) struct Quiet;

impl Progress for Quiet {
    fn ended(&self, _record: &TrialRecord) {}
}

struct Bar {
    bar: ProgressBar,
    course: Arc<Course>,
}

impl Bar {
    fn new(course: Course) -> Self {
        let course = Arc::new(course);
        let bar = ProgressBar::new(course.trials);
        let style = ProgressStyle::with_template("{bar:32} {pos}/{len} trials  {elapsed_precise}  {course}");
        let shown = Arc::clone(&course);
        // Asked at every tick: requests are counted while a trial goes on.
        let now = move |_: &ProgressState, out: &mut dyn Write| {
            let _ = write!(out, "{shown}");
        };
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).with_key("course", now));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar, course }
    }
}

impl Progress for Bar {
    fn ended(&self, record: &TrialRecord) {
        self.course.ended(record);
        self.bar.inc(1);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

struct Lines {
    course: Course,
    told: Mutex<Instant>,
}

impl Progress for Lines {
    fn ended(&self, record: &TrialRecord) {
        let (ended, trials) = (self.course.ended(record), self.course.trials);
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if ended.is_multiple_of((trials / 10).max(1)) || ended == trials || told.elapsed() >= SILENT {
            *told = Instant::now();
            tell(&format!("{ended}/{trials} trials, {}", self.course));
        }
    }
}
