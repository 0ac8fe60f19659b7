//! Prepares what draws the requests of each operation. A description may have a thousand of them, and each is worked out by itself, so
//! every core takes the next one.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use serde_json::Value;

use super::{
    given::drawer,
    request::wire,
    unfit::{Unfit, unfit},
};
use crate::{
    contract::{Contract, Operation},
    generate::{DrawError, Drawer, Wire},
    target::ContractProfile,
};

/// Why the requests of an operation cannot be drawn.
pub(super) enum NotPrepared {
    /// What the target's owner gives cannot stand in them.
    Unfit(Box<Unfit>),
    /// There are none.
    Draw(DrawError),
}

/// What draws the requests of an operation, and why none may be sent.
type Prepared = Result<(Drawer, Option<String>), NotPrepared>;

/// What draws the requests of each operation.
pub(super) fn prepared<'a>(contract: &'a Contract, given: &ContractProfile) -> Vec<(&'a Operation, Prepared)> {
    let made = each(&contract.operations, |operation| of_operation(contract, operation, given));
    contract.operations.iter().zip(made).collect()
}

fn of_operation(contract: &Contract, operation: &Operation, given: &ContractProfile) -> Prepared {
    if let Some(unfit) = unfit(contract, operation, given) {
        return Err(NotPrepared::Unfit(Box::new(unfit)));
    }
    let nothing = |wire: &Wire| drawer(contract, (&Value::Bool(true), wire), given);
    let drawn = match drawer(contract, (&operation.request, &wire(operation)), given) {
        // Where nothing is drawn, nothing need be possible.
        Err(_) if !operation.generated => nothing(&wire(operation)),
        // Nor does one operation of a description keep the others from being tested.
        Err(error) if contract.derive => {
            nothing(&Wire::Json).map(|(drawer, _)| (drawer, Some(format!("failed to {error}"))))
        }
        drawn => drawn,
    };
    drawn.map_err(NotPrepared::Draw)
}

/// The room that working out a deep schema takes: as much as the main thread has.
const STACK: usize = 8 << 20;

/// What `work` makes of each item, in their order.
fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let most = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    if most < 2 {
        return items.iter().map(work).collect();
    }
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(items.len())));
    let take = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(number) else { return };
            let made = work(item);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((number, made));
        }
    };
    thread::scope(|scope| {
        // Where the machine gives no further thread, this one does the work of all.
        let helpers: Vec<_> =
            (1..most).filter_map(|_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, take).ok()).collect();
        take();
        drop(helpers);
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_stands_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..500).collect();
        let made = each(&items, |item| (0..(500 - item) * 20).fold(*item, |sum, one| sum ^ one ^ one));
        assert_eq!(made, items);
        assert_eq!(each(&[] as &[u64], |item| *item), Vec::<u64>::new());
    }
}
