//! What is reported while a run goes on.

use crate::record::TrialRecord;

/// Told of every trial that ends.
pub trait Progress: Send + Sync {
    /// A trial has ended.
    fn ended(&self, record: &TrialRecord);

    /// The finding of this number was made small after its trial, with so many requests.
    fn shrunk(&self, _record: &TrialRecord, _number: usize, _exchanges: u64) {}
}
