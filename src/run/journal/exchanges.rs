//! Reads the exchanges of a journal, in order or one by its location.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read as _, Seek, SeekFrom},
    path::Path,
};

use super::Purpose;
use super::{FILE, JournalError, ReadExchange, line::Read};

/// The exchanges that were cases of the plan.
pub(in crate::run) struct Exchanges {
    file: BufReader<File>,
    name: String,
    at: u64,
    line: usize,
}

/// Where a line stands in a journal.
#[derive(Debug, Clone, Copy)]
pub(in crate::run) struct Location {
    at: u64,
    length: usize,
}

impl Exchanges {
    /// Opens the journal in the folder of a run.
    pub(in crate::run) fn open(folder: &Path) -> Result<Self, JournalError> {
        let path = folder.join(FILE);
        let name = path.display().to_string();
        let file = File::open(&path).map_err(|error| JournalError {
            file: name.clone(),
            line: None,
            problem: format!("the journal cannot be read: {error}"),
            mend: "name the folder that a run was written to".to_owned(),
        })?;
        Ok(Self { file: BufReader::new(file), name, at: 0, line: 0 })
    }

    fn wrong(&self, problem: String) -> JournalError {
        let mend = "take it from a copy".to_owned();
        JournalError { file: self.name.clone(), line: Some(self.line), problem, mend }
    }

    /// Calls `visit` with every exchange and its place. A last line that was cut off is passed over.
    pub(in crate::run) fn each(
        &mut self,
        mut visit: impl FnMut(Location, ReadExchange<'_>) -> Result<(), JournalError>,
    ) -> Result<(), JournalError> {
        let mut text = Vec::new();
        loop {
            text.clear();
            let length = self.file.read_until(b'\n', &mut text).map_err(|error| self.wrong(error.to_string()))?;
            if length == 0 || text.last() != Some(&b'\n') {
                return Ok(());
            }
            self.line += 1;
            let location = Location { at: self.at, length };
            self.at += length as u64;
            // Other lines are not worth reading here.
            if !text.starts_with(b"{\"exchange\":") {
                continue;
            }
            match serde_json::from_slice(&text) {
                Ok(Read::Exchange(exchange)) if exchange.purpose == Purpose::Case => visit(location, *exchange)?,
                Ok(_) => {}
                Err(error) => return Err(self.wrong(format!("the line is broken: {error}"))),
            }
        }
    }

    /// The exchange at a location that `each` gave.
    pub(in crate::run) fn at<T>(
        &mut self,
        location: Location,
        look: impl FnOnce(ReadExchange<'_>) -> T,
    ) -> Result<T, JournalError> {
        let mut text = vec![0; location.length];
        let read = self.file.seek(SeekFrom::Start(location.at)).and_then(|_| self.file.read_exact(&mut text));
        read.map_err(|error| self.wrong(error.to_string()))?;
        match serde_json::from_slice(&text) {
            Ok(Read::Exchange(exchange)) => Ok(look(*exchange)),
            _ => Err(self.wrong("the line has changed meanwhile".to_owned())),
        }
    }
}
