//! Whether the system lets the program open as many files as it needs: the libraries that wait for the network panic where it does not.

use crate::contract::{CommandId, Message};
use std::io;

/// Pipes in place of what the program opens anyway: two files each.
const ANYWAY: usize = 10;
/// Pipes in place of what a job opens: what waits for the network, connections, and the embedded reference at their other end.
const JOB: usize = 5;

/// Fails where so many jobs would not find the files that they need.
pub(super) fn enough(jobs: usize) -> Result<(), Message> {
    let wanted = ANYWAY + JOB * jobs;
    let opened: io::Result<Vec<_>> = (0..wanted).map(|_| io::pipe()).collect();
    opened.map(drop).map_err(|error| {
        let id = if jobs > 1 { CommandId::MostFilesJobs } else { CommandId::MostFiles };
        id.with([(2 * wanted).into(), Message::library(&error), (4 * wanted).into()])
    })
}
