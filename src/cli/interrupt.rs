//! Ctrl-C and SIGTERM: the first one ends the run with a report, the second one at once.

use std::{process, sync::Arc, thread};

use super::{exit::Exit, print::print_error};
use crate::run::Cancel;

/// Printed when a run is asked to end.
const MESSAGE: &str = "ending: what was done is reported; once more ends at once";

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
            print_error(MESSAGE);
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
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
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
