//! Ending a run early: no further request, and a report of what was done.

use std::time::Duration;

use tokio::sync::watch;

/// How long an answer that is under way is still waited for; without it, a resumed run would have to ask again.
const GRACE: Duration = Duration::from_secs(2);

/// Tells every lane when to stop asking.
#[derive(Debug)]
pub struct Halt(watch::Sender<bool>);

impl Default for Halt {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Halt {
    /// Asks every lane to stop.
    pub fn ask(&self) {
        self.0.send_replace(true);
    }

    /// Whether no more is to be asked.
    pub fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Comes back when no more is to be asked.
    pub(super) async fn asked(&self) {
        // An error would mean that the sender is gone, which `self` holds.
        let _ = self.0.subscribe().wait_for(|asked| *asked).await;
    }

    /// Comes back when what is under way is no longer waited for.
    pub(super) async fn overdue(&self) {
        self.asked().await;
        tokio::time::sleep(GRACE).await;
    }
}
