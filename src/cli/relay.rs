//! Carries what the test runner prints to standard output: the runner panics where that cannot be written.

use std::{
    io::{self, PipeWriter, Read},
    path::PathBuf,
    thread::{self, JoinHandle},
};

use super::print::print_bytes;

/// A file to print to whose bytes go to standard output.
pub(super) struct Relay {
    path: PathBuf,
    writer: PipeWriter,
    carrying: JoinHandle<()>,
}

impl Relay {
    /// Begins to carry; none where the system has no file for a pipe.
    pub(super) fn start() -> Option<Self> {
        let (mut reader, writer) = io::pipe().ok()?;
        let path = file_of(&writer);
        // Where the runner could not open it, it would panic.
        std::fs::File::options().write(true).open(&path).ok()?;
        let carry = move || {
            let mut part = vec![0; 8 << 10];
            // All is read to the end, whether it can be printed or not: the runner must not wait.
            while let Ok(length @ 1..) = reader.read(&mut part) {
                print_bytes(&part[..length]);
            }
        };
        let carrying = thread::Builder::new().name("relay".to_owned()).spawn(carry).ok()?;
        Some(Self { path, writer, carrying })
    }

    /// The file.
    pub(super) fn path(&self) -> String {
        self.path.display().to_string()
    }

    /// Waits until all is carried; nothing may be printed any more.
    pub(super) fn finish(self) {
        drop(self.writer);
        // A thread that only copies bytes does not panic.
        let _ = self.carrying.join();
    }
}

#[cfg(unix)]
fn file_of(writer: &PipeWriter) -> PathBuf {
    use std::os::fd::AsRawFd;

    PathBuf::from(format!("/dev/fd/{}", writer.as_raw_fd()))
}

#[cfg(not(unix))]
fn file_of(_: &PipeWriter) -> PathBuf {
    // There is no such file, and so no relay.
    PathBuf::new()
}
