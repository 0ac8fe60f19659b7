//! Ctrl-C, SIGTERM and a terminal that is closed: the first one ends the run with a report, the second one at once.

use std::{process, sync::Arc, thread};

use super::{exit::Exit, print::print_notice};
use crate::{contract::ScreenId, run::Cancel};

/// Printed when a run is to end.
const MESSAGE: ScreenId = ScreenId::Ending;

/// Listens from now on, for as long as the program runs.
pub(super) fn listen(cancel: &Arc<Cancel>) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let cancel = Arc::clone(cancel);
    let mut signals = {
        // Signals are taken from here on, not from when the thread first runs.
        let _inside = runtime.enter();
        Signals::new()?
    };
    thread::Builder::new().name("interrupt".to_owned()).spawn(move || {
        runtime.block_on(async {
            signals.next().await;
            cancel.request();
            print_notice(MESSAGE);
            signals.next().await;
        });
        process::exit(i32::from(Exit::Untested.number()));
    })?;
    Ok(())
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    /// A closed terminal, unless whoever started the program wants it to outlive that.
    hangup: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let hangup = (!outlives_terminal()).then(|| signal(SignalKind::hangup())).transpose()?;
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())?, hangup })
    }

    async fn next(&mut self) {
        let hangup = async {
            match &mut self.hangup {
                Some(hangup) => hangup.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = hangup => {}
        }
    }
}

/// Whether the program was started by `nohup` or the like, which has the signal ignored. Where the system does not say, `nohup` is known
/// by its keeping all output from the terminal.
#[cfg(unix)]
fn outlives_terminal() -> bool {
    use std::io::IsTerminal;

    match std::fs::read_to_string("/proc/self/status") {
        Ok(status) => ignores_hangup(&status),
        Err(_) => !std::io::stdout().is_terminal() && !std::io::stderr().is_terminal(),
    }
}

/// Whether the status of a process says that it ignores SIGHUP, the first of the signals.
#[cfg(unix)]
fn ignores_hangup(status: &str) -> bool {
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::ignores_hangup;

    #[test]
    fn who_ignores_a_closed_terminal_is_known_by_the_mask_of_its_signals() {
        assert!(ignores_hangup("Name:\ttekigo\nSigBlk:\t0\nSigIgn:\t0000000000001001\nSigCgt:\t0\n"));
        assert!(!ignores_hangup("SigIgn:\t0000000000001000\nSigCgt:\t0000000000000001\n"));
        assert!(!ignores_hangup("Name:\ttekigo\n"));
    }
}
