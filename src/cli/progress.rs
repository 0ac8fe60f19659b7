//! Shows the progress of a run: a bar on a terminal, plain lines elsewhere.

use std::{
    fmt::Write,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use super::{eta::Eta, print::print_notice, printed::said};
use crate::{contract::ScreenId, record::TrialRecord, run::Progress, util::sync::lock};

/// A job whose log has no new line for long is taken to be dead.
const SILENT: Duration = Duration::from_mins(1);

/// A progress that fits where standard error goes.
pub(super) fn new(eta: Eta, terminal: bool) -> Arc<dyn Progress> {
    if terminal { Arc::new(Bar::new(eta)) } else { Arc::new(PlainLines { eta, printed: Mutex::new(Instant::now()) }) }
}

/// Says nothing.
pub(super) struct Quiet;

impl Progress for Quiet {
    fn ended(&self, _record: &TrialRecord) {}
}

struct Bar {
    bar: ProgressBar,
    eta: Arc<Eta>,
}

impl Bar {
    fn new(eta: Eta) -> Self {
        let eta = Arc::new(eta);
        let bar = ProgressBar::new(eta.trials);
        let template = format!("{{bar:32}} {{pos}}/{{len}} {}  {{elapsed_precise}}  {{eta}}", said(ScreenId::Trials));
        let style = ProgressStyle::with_template(&template);
        let shown = Arc::clone(&eta);
        // Called at every tick: requests are counted while a trial goes on.
        let now = move |_: &ProgressState, out: &mut dyn Write| {
            let _ = write!(out, "{}", said(shown.message()));
        };
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).with_key("eta", now));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar, eta }
    }
}

impl Progress for Bar {
    fn ended(&self, record: &TrialRecord) {
        self.eta.ended(record);
        self.bar.inc(1);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

struct PlainLines {
    eta: Eta,
    printed: Mutex<Instant>,
}

impl Progress for PlainLines {
    fn ended(&self, record: &TrialRecord) {
        // Counted and printed in one go: the last line is that of the last trial.
        let mut printed = lock(&self.printed);
        let (ended, trials) = (self.eta.ended(record), self.eta.trials);
        if ended.is_multiple_of((trials / 10).max(1)) || ended == trials || printed.elapsed() >= SILENT {
            *printed = Instant::now();
            print_notice(ScreenId::TrialsEnded.with([ended.into(), trials.into(), self.eta.message()]));
        }
    }
}
