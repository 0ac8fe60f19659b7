//! Cancellation: no further request is sent, and what was done is reported.

use std::time::Duration;

use tokio::sync::watch;

/// How long a response that is under way is still waited for; without it, a resumed run would have to send again.
const GRACE: Duration = Duration::from_secs(2);

/// Tells every lane when to stop sending.
#[derive(Debug)]
pub struct Cancel(watch::Sender<bool>);

impl Default for Cancel {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Cancel {
    /// Requests cancellation.
    pub fn request(&self) {
        self.0.send_replace(true);
    }

    /// Whether cancellation was requested.
    pub fn is_requested(&self) -> bool {
        *self.0.borrow()
    }

    /// Resolves once cancellation was requested.
    pub(super) async fn requested(&self) {
        // An error would mean that the sender is gone, which `self` holds.
        let _ = self.0.subscribe().wait_for(|requested| *requested).await;
    }

    /// Resolves once what is under way is no longer waited for.
    pub(super) async fn overdue(&self) {
        self.requested().await;
        tokio::time::sleep(GRACE).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::runtime::block_on;

    /// Whether a future is ready within some milliseconds.
    fn comes(future: impl Future<Output = ()>) -> bool {
        block_on(async { tokio::time::timeout(Duration::from_millis(30), future).await.is_ok() })
    }

    #[test]
    fn a_request_to_stop_is_seen_by_whoever_waits_and_whoever_comes_later() {
        let cancel = Cancel::default();
        assert!(!cancel.is_requested() && !comes(cancel.requested()));
        let seen = comes(async { tokio::join!(cancel.requested(), async { cancel.request() }).0 });
        assert!(seen && cancel.is_requested() && comes(cancel.requested()));
    }

    #[test]
    fn what_is_under_way_has_some_time_left() {
        let cancel = Cancel::default();
        cancel.request();
        assert!(!comes(cancel.overdue()));
    }
}
