//! Locks whose data stays usable after a panic: each is held only while a single value is read or replaced.

use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Locks, whether or not a holder panicked.
pub fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Locks for reading, whether or not a writer panicked.
pub fn read<T: ?Sized>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

/// Locks for writing, whether or not a writer panicked.
pub fn write<T: ?Sized>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}

/// The data of a lock that is no longer held.
pub fn into_inner<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn a_panic_of_a_holder_leaves_the_data_usable() {
        let (mutex, shared) = (Mutex::new(1), RwLock::new(1));
        let panicked = thread::scope(|scope| {
            let hold = || {
                let _guards = (lock(&mutex), write(&shared));
                panic!("while both are held");
            };
            scope.spawn(hold).join()
        });
        assert!(panicked.is_err() && mutex.is_poisoned() && shared.is_poisoned());
        *write(&shared) += 1;
        *lock(&mutex) += 1;
        assert_eq!((into_inner(mutex), *read(&shared)), (2, 2));
    }
}
