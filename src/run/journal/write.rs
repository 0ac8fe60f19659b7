//! Writing a journal.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Write},
    path::Path,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::{Head, Line};
use crate::record::Run;

/// The name of a journal in the folder of a run.
pub const FILE: &str = "journal.jsonl";

/// A journal that is being written. Each line goes to the file at once, in one piece: nothing waits in memory to be lost.
pub struct Journal {
    sink: Mutex<Sink>,
    opened: Instant,
    before: Duration,
}

struct Sink {
    file: Box<dyn Write + Send>,
    /// Why nothing more is written.
    failure: Option<String>,
}

impl Journal {
    /// Starts the journal of a run in its folder.
    pub fn create(folder: &Path, head: &Head) -> io::Result<Self> {
        let file = OpenOptions::new().append(true).create(true).open(folder.join(FILE))?;
        claim(&file)?;
        if file.metadata()?.len() > 0 {
            file.set_len(0)?;
        }
        Self::over(Box::new(file), head)
    }

    /// A journal that is written elsewhere.
    pub fn over(file: Box<dyn Write + Send>, head: &Head) -> io::Result<Self> {
        let journal = Self::new(file, Duration::ZERO);
        journal.write(&Line::Head(head));
        journal.failure().map_or(Ok(journal), |failure| Err(io::Error::other(failure)))
    }

    /// Goes on with a journal: what stands behind its last whole line is cut off.
    pub(super) fn append(file: &Path, whole: u64, before: Duration) -> io::Result<Self> {
        let file = OpenOptions::new().append(true).open(file)?;
        claim(&file)?;
        file.set_len(whole)?;
        let journal = Self::new(Box::new(file), before);
        journal.write(&Line::Resumed { at: journal.at() });
        journal.failure().map_or(Ok(journal), |failure| Err(io::Error::other(failure)))
    }

    fn new(file: Box<dyn Write + Send>, before: Duration) -> Self {
        Self { sink: Mutex::new(Sink { file, failure: None }), opened: Instant::now(), before }
    }

    /// Microseconds since the run started.
    pub(in crate::run) fn at(&self) -> u64 {
        u64::try_from((self.before + self.opened.elapsed()).as_micros()).unwrap_or(u64::MAX)
    }

    /// Writes a line; whether it is in the file. After a first failure nothing more is written.
    pub(in crate::run) fn write(&self, line: &Line<'_>) -> bool {
        let mut text = Vec::with_capacity(4 << 10);
        let written = serde_json::to_writer(&mut text, line);
        text.push(b'\n');
        let mut sink = self.sink.lock().unwrap_or_else(PoisonError::into_inner);
        if sink.failure.is_none() {
            let written = written.map_err(io::Error::from).and_then(|()| sink.file.write_all(&text));
            sink.failure = written.err().map(|error| error.to_string());
        }
        sink.failure.is_none()
    }

    /// Writes the last line.
    pub(super) fn end(&self, run: &Run) {
        self.write(&Line::End { seconds: run.seconds, complete: run.complete, ended: run.ended.as_deref() });
    }

    /// Why the journal is not whole, if so.
    pub fn failure(&self) -> Option<String> {
        self.sink.lock().unwrap_or_else(PoisonError::into_inner).failure.clone()
    }
}

/// Two runs that write to one journal would spoil both.
fn claim(file: &File) -> io::Result<()> {
    // A file system that knows no locks is no reason to stop.
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(io::Error::other("another run is writing to it")),
        Err(TryLockError::Error(_)) | Ok(()) => Ok(()),
    }
}
