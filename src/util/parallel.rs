//! Work that is spread over the cores.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use super::sync::{into_inner, lock};

/// How many threads can run at once here; one where that is not known.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// The stack that a deep schema needs: as much as the main thread has.
const STACK: usize = 8 << 20;

/// What `work` makes of each item, in the order of the items; `jobs` of them are worked on at the same time.
pub fn side_by_side<T: Sync, R: Send>(jobs: usize, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let jobs = jobs.min(items.len());
    if jobs < 2 {
        return items.iter().map(work).collect();
    }
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(items.len())));
    let take = || {
        while let Some((number, item)) = taken(&next, items) {
            let made = work(item);
            lock(&done).push((number, made));
        }
    };
    thread::scope(|scope| {
        // Where the machine gives no further thread, this one does the work of all.
        let helpers: Vec<_> =
            (1..jobs).filter_map(|_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, take).ok()).collect();
        take();
        drop(helpers);
    });
    let mut done = into_inner(done);
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, made)| made).collect()
}

fn taken<'a, T>(next: &AtomicUsize, items: &'a [T]) -> Option<(usize, &'a T)> {
    let number = next.fetch_add(1, Ordering::Relaxed);
    items.get(number).map(|item| (number, item))
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn what_is_made_stands_in_the_order_of_the_items() {
        let items: Vec<u32> = (0..100).collect();
        for jobs in [0, 1, 3, 200] {
            let doubled = side_by_side(jobs, &items, |item| item * 2);
            assert_eq!(doubled, items.iter().map(|item| item * 2).collect::<Vec<_>>(), "{jobs}");
        }
        assert_eq!(side_by_side(2, &[], |item: &u32| *item), Vec::<u32>::new());
    }

    #[test]
    fn items_are_worked_on_at_the_same_time() {
        // Each waits for the other: one after the other, they would never end.
        let both = Barrier::new(2);
        let threads = side_by_side(2, &[1, 2], |_| {
            both.wait();
            thread::current().id()
        });
        assert_ne!(threads[0], threads[1]);
    }
}
