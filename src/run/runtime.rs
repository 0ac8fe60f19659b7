//! A worker thread's own runtime and HTTP clients: trials are plain functions, waiting is only at the rim.

use std::{cell::RefCell, future::Future, rc::Rc};

use crate::target::{Client, Connection, TransportError};

thread_local! {
    static RUNTIME: RefCell<Option<Rc<tokio::runtime::Runtime>>> = const { RefCell::new(None) };
    static CLIENTS: RefCell<Vec<Rc<Client>>> = const { RefCell::new(Vec::new()) };
}

/// Runs a future on this thread's own runtime.
pub(super) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = RUNTIME.with_borrow_mut(|slot| {
        let fresh = || {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                // Timers are looked at between any two steps of a connection: one can be busy for long with bytes that lead to
                // nothing, such as a chunk size without end.
                .event_interval(1)
                .build()
                .expect("a runtime needs a thread and a timer")
        };
        Rc::clone(slot.get_or_insert_with(|| Rc::new(fresh())))
    });
    runtime.block_on(future)
}

/// This thread's client for a way of connecting; a run has few of them.
pub(super) fn client(connection: &Connection) -> Result<Rc<Client>, TransportError> {
    CLIENTS.with_borrow_mut(|clients| {
        if let Some(known) = clients.iter().find(|known| known.connection() == connection) {
            return Ok(Rc::clone(known));
        }
        let client = Rc::new(Client::new(connection)?);
        clients.push(Rc::clone(&client));
        Ok(client)
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_way_of_connecting_has_one_client_on_a_thread() {
        let one = Connection::default();
        let other = Connection { timeout: Duration::from_secs(7), ..Connection::default() };
        let (first, second) = (client(&one).expect("a client"), client(&other).expect("a client"));
        assert!(Rc::ptr_eq(&first, &client(&one).expect("a client")) && !Rc::ptr_eq(&first, &second));
        assert_eq!((first.connection(), second.connection()), (&one, &other));
    }

    #[test]
    fn a_future_that_waits_comes_to_its_end() {
        assert_eq!(
            block_on(async {
                tokio::time::sleep(Duration::from_millis(1)).await;
                7
            }),
            7
        );
    }
}
