//! Reads a journal line by line, and keeps in memory only what is needed to go on.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    fs::File,
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
    time::Duration,
};

use bytes::Bytes;

use super::{
    FILE, Head, Journal, Purpose,
    line::{Read, ReadExchange, VERSION},
};
use crate::{
    record::{Flight, Found, Likely, TrialId, TrialRecord},
    target::{Exchange, Received, Redactor, Sent},
};

/// Why a journal cannot be read, and the mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {problem}; {mend}", .line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct JournalError {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: String,
    /// What would mend it.
    pub mend: String,
}

/// A request that was asked before the run was interrupted, with its answer.
#[derive(Debug, Clone)]
pub struct Past {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: Bytes,
    received: Received,
    leaked: Vec<String>,
    micros: u64,
    attempts: u32,
}

impl Past {
    /// The exchange that it was, if the request is the same to the byte. Both sides are compared with their secrets taken out, which
    /// is how everything else sees them.
    pub(super) fn exchange(self, sent: &Sent, redactor: &Redactor) -> Option<Exchange> {
        let exchange = Exchange::new(sent.clone(), self.received, self.micros, redactor);
        let same = exchange.method == self.method
            && exchange.url == self.url
            && exchange.headers == self.headers
            && exchange.request_body == self.body;
        same.then_some(Exchange { leaked: self.leaked, attempts: self.attempts, ..exchange })
    }
}

/// A run as its journal tells it.
#[derive(Debug)]
pub struct Journaled {
    /// What it is about.
    pub head: Head,
    /// What its trials came to by name; one that did not end is interrupted.
    pub records: BTreeMap<String, TrialRecord>,
    /// What went out before the plan.
    pub flights: Vec<Flight>,
    /// Readings that may explain what failed, by contract.
    pub likely: BTreeMap<String, Vec<Likely>>,
    /// What was asked in trials that did not end or could not be played to their end, by trial.
    pub past: HashMap<String, VecDeque<Past>>,
    /// The time that was spent.
    pub spent: Duration,
    /// How many requests went out, by contract.
    pub asked: BTreeMap<String, u64>,
    /// Why the run ended before its plan did.
    pub ended: Option<String>,
    /// What trials it is about, by name.
    ids: HashMap<String, TrialId>,
    file: PathBuf,
    whole: u64,
    last: u64,
    session: u64,
}

impl Journaled {
    /// Reads the journal in the folder of a run, with what was asked (to go on) or without (to render).
    pub fn read(folder: &Path, with_past: bool) -> Result<Self, JournalError> {
        let path = folder.join(FILE);
        let file = File::open(&path).map_err(|error| JournalError {
            file: path.display().to_string(),
            line: None,
            problem: format!("the journal cannot be read: {error}"),
            mend: "name the folder that a run was written to".to_owned(),
        })?;
        Self::of(&path, BufReader::new(file), with_past)
    }

    /// Reads the text of a journal, from wherever it comes; errors name `path`.
    pub fn of(path: &Path, mut file: impl BufRead, with_past: bool) -> Result<Self, JournalError> {
        let wrong = |line: Option<usize>, problem: String, mend: &str| JournalError {
            file: path.display().to_string(),
            line,
            problem,
            mend: mend.to_owned(),
        };
        let unread = |error: &io::Error| {
            wrong(None, format!("the journal cannot be read: {error}"), "name the folder that a run was written to")
        };
        let (mut journaled, mut text, mut number): (Option<Self>, _, _) = (None, Vec::new(), 0);
        loop {
            text.clear();
            let length = file.read_until(b'\n', &mut text).map_err(|error| unread(&error))?;
            // What ends without an end of line was being written when the run was killed.
            if length == 0 || text.last() != Some(&b'\n') {
                break;
            }
            number += 1;
            let read = serde_json::from_slice::<Read<'_>>(&text)
                .map_err(|error| wrong(Some(number), format!("the line is broken: {error}"), "take it from a copy"))?;
            match (&mut journaled, read) {
                (None, Read::Head(head)) if head.journal == VERSION => {
                    journaled = Some(Self::new(*head, path.to_owned()));
                }
                (None, Read::Head(head)) => {
                    let problem = format!("the journal has form {}, and this version reads {VERSION}", head.journal);
                    return Err(wrong(Some(number), problem, &format!("read it with tekigo {}", head.tekigo)));
                }
                (None, _) => {
                    return Err(wrong(Some(number), "the head is missing".to_owned(), "take it from a copy"));
                }
                (Some(_), Read::Head(_)) => {
                    return Err(wrong(Some(number), "a second head".to_owned(), "part the two journals"));
                }
                (Some(journaled), read) => journaled.take(read, with_past),
            }
            if let Some(journaled) = &mut journaled {
                journaled.whole += length as u64;
            }
        }
        journaled.map(Self::done).ok_or_else(|| {
            wrong(None, "nothing was written to it before the run ended".to_owned(), "start the run again")
        })
    }

    fn new(head: Head, file: PathBuf) -> Self {
        let (records, likely, past) = (BTreeMap::new(), BTreeMap::new(), HashMap::new());
        let (spent, asked, ended) = (Duration::ZERO, BTreeMap::new(), None);
        let ids = head.trials.iter().map(|trial| (trial.name.clone(), trial.id.clone())).collect();
        let flights = Vec::new();
        Self { head, records, flights, likely, past, spent, asked, ended, ids, file, whole: 0, last: 0, session: 0 }
    }

    fn take(&mut self, read: Read<'_>, with_past: bool) {
        match read {
            Read::Head(_) => {}
            Read::Resumed { at } => {
                self.spent += Duration::from_micros(self.last - self.session);
                (self.session, self.last, self.ended) = (at, at, None);
            }
            Read::Exchange(exchange) => {
                self.last = self.last.max(exchange.at);
                self.exchange(*exchange, with_past);
            }
            Read::Found { trial, contract, found } => self.found(&trial, &contract, *found),
            Read::Flight(flight) => self.flights.push(flight),
            Read::Pursued { trial, number, latency, found } => {
                if let Some(record) = self.records.get_mut(&trial).filter(|record| number < record.findings.len()) {
                    record.take(&latency);
                    record.findings[number] = *found;
                }
            }
            Read::Trial { at, record } => {
                self.last = self.last.max(at);
                // What could not be asked is asked again, and what was interrupted goes on; neither asks anew what was answered.
                if record.is_over() {
                    self.past.remove(&record.name);
                }
                self.records.insert(record.name.clone(), *record);
            }
            Read::Likely { contract, choices } => drop(self.likely.insert(contract, choices)),
            Read::End { seconds, ended } => {
                self.ended = ended;
                self.spent = Duration::try_from_secs_f64(seconds).unwrap_or_default();
                self.session = self.last;
            }
        }
    }

    fn exchange(&mut self, read: ReadExchange<'_>, with_past: bool) {
        let contract = read.trial.split('/').next().unwrap_or_default();
        *self.asked.entry(contract.to_owned()).or_default() += 1;
        if matches!(read.purpose, Purpose::Case | Purpose::Again) {
            let record = self.open(&read.trial, contract, read.number == 0);
            record.cases = read.case;
            record.exchanges = read.number as u64 + 1;
        }
        if !with_past {
            return;
        }
        let past = self.past.entry(read.trial.into_owned()).or_default();
        // A trial that was played again from some request on has another past from there.
        past.truncate(read.number);
        let ReadExchange { method, url, headers, request: body, status, content_type, retry_after, .. } = read;
        let ReadExchange { response, leaked, micros, attempts, content_encoding, location, .. } = read;
        let received = Received { status, content_type, retry_after, content_encoding, location, body: response };
        past.push_back(Past { method, url, headers, body, received, leaked, micros, attempts });
    }

    /// The record of a trial that has not ended yet; a fresh one where it starts.
    fn open(&mut self, trial: &str, contract: &str, fresh: bool) -> &mut TrialRecord {
        let ids = &self.ids;
        let blank = || TrialRecord {
            id: ids.get(trial).cloned().unwrap_or_default(),
            name: trial.to_owned(),
            contract: contract.to_owned(),
            interrupted: true,
            ..TrialRecord::default()
        };
        let record = self.records.entry(trial.to_owned()).or_insert_with(blank);
        if fresh || !record.interrupted {
            *record = blank();
        }
        record
    }

    fn found(&mut self, trial: &str, contract: &str, found: Found) {
        let record = self.open(trial, contract, false);
        *record.asked.entry(found.finding.requirement.clone()).or_default() += 1;
        record.findings.retain(|known| known.key != found.key);
        record.findings.push(found);
    }

    fn done(mut self) -> Self {
        self.spent += Duration::from_micros(self.last - self.session);
        self
    }

    /// Opens the journal to go on with it.
    pub fn go_on(&self) -> io::Result<Journal> {
        let started: Option<jiff::Timestamp> = self.head.started.parse().ok();
        let since = started.map(|started| jiff::Timestamp::now().duration_since(started).unsigned_abs());
        Journal::append(&self.file, self.whole, since.unwrap_or_default().max(Duration::from_micros(self.last)))
    }
}

#[cfg(test)]
mod tests;
