//! A thread for the connections to a target.

use std::{io, pin::pin, thread};

use tokio::{runtime::Handle, sync::oneshot};

/// A thread that reads and writes for one client. Whoever waits for an answer is on another one, and its time runs out there: a
/// connection can be busy for long with bytes that come to nothing, such as a chunk size without end, and nothing else is looked at on
/// its thread meanwhile.
pub(super) struct IoThread {
    handle: Handle,
    /// The thread ends when this is dropped, and its connections with it.
    _stop: oneshot::Sender<()>,
}

impl IoThread {
    pub(super) fn start() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let handle = runtime.handle().clone();
        thread::Builder::new().name("connections".to_owned()).spawn(move || {
            // That nobody stops it any more is the sign to end.
            let _ = runtime.block_on(stopped);
        })?;
        Ok(Self { handle, _stop: stop })
    }

    /// A future whose connections, and whatever else it starts, live on the thread. It is polled where it is awaited.
    pub(super) async fn within<T>(&self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        std::future::poll_fn(|context| {
            let _inside = self.handle.enter();
            future.as_mut().poll(context)
        })
        .await
    }

    /// Waits until the thread has done what it was given before.
    pub(super) async fn settle(&self) {
        // Twice: what the first finds under way hands on to the second.
        for _ in 0..2 {
            let _ = self.handle.spawn(tokio::task::yield_now()).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn whoever_waits_is_not_held_up_by_a_task_that_never_rests() {
        let io = IoThread::start().expect("a thread");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (begun, begins) = std::sync::mpsc::channel();
        let (end, ends) = std::sync::mpsc::channel::<()>();
        let busy = io.within(async move {
            // A stretch of work that ends only when it is told to.
            let task = tokio::spawn(async move {
                begun.send(thread::current().name().map(str::to_owned)).expect("heard");
                let _ = ends.recv();
            });
            task.await.is_ok()
        });
        let waited = runtime.block_on(async { tokio::time::timeout(Duration::from_millis(20), busy).await });
        assert!(waited.is_err(), "the time is over although the task is not");
        assert_eq!(begins.recv().expect("it began").as_deref(), Some("connections"));
        drop(end);
        runtime.block_on(io.settle());
        assert_eq!(runtime.block_on(io.within(std::future::ready(7))), 7);
    }
}
