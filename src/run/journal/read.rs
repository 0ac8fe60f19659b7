//! Reads a journal line by line, and keeps in memory only what is needed to go on.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs::File,
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
    time::Duration,
};

use bytes::Bytes;

use super::{
    Head, Journal, JournalError, Purpose,
    bodies::Elsewhere,
    journal_of,
    line::{OLDEST, Read, ReadExchange, VERSION},
    lined::Lined,
    noted::{Out, contract_of},
    past::Trail,
    repair::End,
    resolve::Resolver,
    sent::hash_of,
    text::JournalText,
};
use crate::{
    contract::{JournalId, Message},
    record::{Flight, Found, Likely, TrialId, TrialRecord},
};

/// A run as its journal records it.
#[derive(Debug)]
pub struct Journaled {
    /// What it is about.
    pub head: Head,
    /// The results of its trials by name; one that did not end is interrupted.
    pub records: BTreeMap<String, TrialRecord>,
    /// What went out before the plan.
    pub flights: Vec<Flight>,
    /// Readings that may explain what failed, by contract.
    pub likely: BTreeMap<String, Vec<Likely>>,
    /// The requests of trials that did not end or could not be played to their end, by trial.
    pub past: HashMap<String, Trail>,
    /// The requests of any trial, by its hash.
    pub sent: HashSet<u64>,
    /// The time that was spent.
    pub spent: Duration,
    /// How many requests went out, by contract.
    pub asked: BTreeMap<String, u64>,
    /// Why the run ended before its plan did.
    pub ended: Option<Message>,
    /// How many bodies did not fit into it.
    pub left_out: u64,
    /// What trials it is about, by name.
    ids: HashMap<String, TrialId>,
    lined: Lined,
    file: PathBuf,
    end: End,
    last: u64,
    session: u64,
    /// How often it went on.
    sessions: u64,
    /// What was noted before it went out and has no line of its own yet, by the line of the note.
    out: BTreeMap<u64, Out>,
}

impl Journaled {
    /// Reads the journal in the folder of a run, with the requests (to go on) or without (to render).
    pub fn read(folder: &Path, with_past: bool) -> Result<Self, JournalError> {
        let path = journal_of(folder);
        let open = || File::open(&path).map(BufReader::new);
        let text = open().and_then(|file| JournalText::new(file, open()?));
        let mut text = text.map_err(|error| Reading::new(&path).unread(&error))?;
        let mut reading = Reading::new(&path);
        while text.next(&mut reading.text).map_err(|error| reading.unread(&error))? {
            reading.line(with_past)?;
        }
        let (lines, whole) = text.read();
        let mut journaled = reading.done()?;
        journaled.end = End { lines, whole, member: text.member(), left_out: journaled.left_out };
        let name = path.display().to_string();
        let mut resolver = Resolver::default();
        journaled.fill(&mut |place| resolver.body(&mut text, place, &name))?;
        Ok(journaled)
    }

    /// What the run in a folder is about: the first line of its journal, and no more is read.
    pub fn head_of(folder: &Path) -> Result<Head, JournalError> {
        let path = journal_of(folder);
        let mut reading = Reading::new(&path);
        let open = || File::open(&path).map(BufReader::new);
        let text = open().and_then(|file| JournalText::new(file, open()?));
        let mut text = text.map_err(|error| reading.unread(&error))?;
        if text.next(&mut reading.text).map_err(|error| reading.unread(&error))? {
            reading.line(false)?;
        }
        Ok(reading.done()?.head)
    }

    /// Whether the journal of a run begins in a folder.
    pub fn begins(folder: &Path) -> bool {
        let (path, mut start) = (journal_of(folder), Vec::new());
        let open = || File::open(&path).map(BufReader::new);
        let read = open().and_then(|file| JournalText::new(file, open()?)).and_then(|text| text.start(200, &mut start));
        read.is_ok() && start.starts_with(b"{\"head\":{\"journal\":")
    }

    /// Reads the text of a journal, from wherever it comes; errors name `path`. The requests are known up to the first body that is
    /// not in its line.
    pub fn of(path: &Path, mut file: impl BufRead, with_past: bool) -> Result<Self, JournalError> {
        let mut reading = Reading::new(path);
        loop {
            reading.text.clear();
            let length = file.read_until(b'\n', &mut reading.text).map_err(|error| reading.unread(&error))?;
            // What ends without an end of line was being written when the run was killed.
            if length == 0 || reading.text.last() != Some(&b'\n') {
                break;
            }
            reading.line(with_past)?;
        }
        let mut journaled = reading.done()?;
        journaled.past.values_mut().for_each(Trail::keep_whole);
        Ok(journaled)
    }

    /// Takes the bodies of requests from where they are. What follows one that is nowhere is not known.
    fn fill(&mut self, from: &mut dyn FnMut(Elsewhere) -> Result<Bytes, JournalError>) -> Result<(), JournalError> {
        self.past.values_mut().try_for_each(|past| past.fill(from))
    }

    fn new(head: Head, file: PathBuf) -> Self {
        let (records, likely, past) = (BTreeMap::new(), BTreeMap::new(), HashMap::new());
        let (asked, ended) = (BTreeMap::new(), None);
        let ids = head.trials.iter().map(|trial| (trial.name.clone(), trial.id.clone())).collect();
        let (flights, left_out, end) = (Vec::new(), 0, End::default());
        let (sent, lined) = (HashSet::new(), Lined::default());
        let (last, session, sessions) = (0, 0, 0);
        Self {
            head,
            records,
            flights,
            likely,
            past,
            sent,
            spent: Duration::ZERO,
            asked,
            ended,
            left_out,
            ids,
            lined,
            file,
            end,
            last,
            session,
            sessions,
            out: BTreeMap::new(),
        }
    }

    fn take(&mut self, read: Read<'_>, line: u64, with_past: bool) {
        match read {
            Read::Head(_) | Read::Delivery(_) => {}
            Read::Resumed { at } => {
                self.spent += Duration::from_micros(self.last - self.session);
                (self.session, self.last, self.ended) = (at, at, None);
                self.sessions += 1;
                self.flights.retain(|flight| !flight.is_redone(&self.likely));
            }
            Read::Out(out) => {
                *self.asked.entry(out.whose().1.to_owned()).or_default() += 1;
                if with_past {
                    self.out.insert(line, out);
                }
            }
            Read::Unsent(unsent) => {
                if let Some(asked) = self.asked.get_mut(unsent.contract()) {
                    *asked = asked.saturating_sub(1);
                }
                self.out.remove(&unsent.out);
            }
            Read::Exchange(exchange) => {
                self.last = self.last.max(exchange.at);
                self.exchange(*exchange, line, with_past);
            }
            Read::Found { trial, contract, found } => self.found(&trial, &contract, *found),
            Read::Flight(flight) => self.flights.push(flight),
            Read::Pursued { trial, number, latency, found } => {
                if let Some(record) = self.records.get_mut(&trial).filter(|record| number < record.findings.len()) {
                    record.take(&latency);
                    record.findings[number] = *found;
                }
            }
            Read::Trial { at, record, name: _ } => {
                self.last = self.last.max(at);
                // What could not be sent is tried again, and what was interrupted goes on; neither sends again what has a response.
                if record.is_over() {
                    self.past.remove(&record.name);
                    self.out.retain(|_, out| out.whose().0 != record.name);
                }
                self.records.insert(record.name.clone(), *record);
            }
            Read::Likely { contract, choices } => drop(self.likely.insert(contract, choices)),
            Read::End { seconds, ended, late } => {
                self.ended = ended.or(late);
                self.spent = Duration::try_from_secs_f64(seconds).unwrap_or_default();
                self.session = self.last;
            }
        }
    }

    fn exchange(&mut self, read: ReadExchange<'_>, line: u64, with_past: bool) {
        let contract = contract_of(&read.trial);
        // One that went out ahead of its turn, or was noted before, is on an earlier line as well.
        *self.asked.entry(contract.to_owned()).or_default() += u64::from(read.ahead.is_none() && read.out.is_none());
        if matches!(read.purpose, Purpose::Case | Purpose::Again) {
            let record = self.open(&read.trial, contract, read.number == 0);
            record.cases = read.case;
            record.exchanges = read.number as u64 + 1;
        }
        if read.purpose.is_counted() {
            self.left_out += read.lacks();
        }
        if !with_past {
            return;
        }
        // A body that is elsewhere is known from there.
        if read.request_as.is_none() && read.request_left_out.is_none() {
            self.sent.insert(hash_of(&read.url, &read.request));
        }
        let request = read.out.and_then(|out| self.out.remove(&out)).map(|out| out.request);
        let at = (line, self.sessions);
        self.past.entry(read.trial.clone().into_owned()).or_default().see(read, at, request);
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
        self.lined.leave(&mut self.records);
        for (line, out) in std::mem::take(&mut self.out) {
            self.past.entry(out.whose().0.to_owned()).or_default().went_out(line, out.request);
        }
        self.spent += Duration::from_micros(self.last - self.session);
        self
    }

    /// Opens the journal to go on with it.
    pub fn go_on(&self) -> io::Result<Journal> {
        let started: Option<jiff::Timestamp> = self.head.started.parse().ok();
        let since = started.map(|started| jiff::Timestamp::now().duration_since(started).unsigned_abs());
        Journal::append(&self.file, self.end, since.unwrap_or_default().max(Duration::from_micros(self.last)))
    }
}

/// A journal as far as it was read.
struct Reading<'a> {
    path: &'a Path,
    journaled: Option<Journaled>,
    /// The line.
    text: Vec<u8>,
    number: usize,
}

impl<'a> Reading<'a> {
    fn new(path: &'a Path) -> Self {
        Self { path, journaled: None, text: Vec::new(), number: 0 }
    }

    fn wrong(&self, line: Option<usize>, problem: impl Into<Message>, fix: impl Into<Message>) -> JournalError {
        JournalError { file: self.path.display().to_string(), line, problem: problem.into(), fix: fix.into() }
    }

    fn unread(&self, error: &io::Error) -> JournalError {
        let problem = JournalId::JournalUnreadable.with([Message::library(error)]);
        self.wrong(None, problem, JournalId::NameFolder)
    }

    /// The line that was read is broken.
    fn broken(&self, why: Message) -> JournalError {
        self.wrong(Some(self.number), JournalId::LineBroken.with([why]), JournalId::TakeCopy)
    }

    /// Takes in the line that was read.
    fn line(&mut self, with_past: bool) -> Result<(), JournalError> {
        self.number += 1;
        let number = Some(self.number);
        let read =
            serde_json::from_slice::<Read<'_>>(&self.text).map_err(|error| self.broken(Message::library(&error)))?;
        match (&mut self.journaled, read) {
            (None, Read::Head(head)) if (OLDEST..=VERSION).contains(&head.journal) => {
                self.journaled = Some(Journaled::new(*head, self.path.to_owned()));
            }
            (None, Read::Head(head)) => {
                let problem = JournalId::OtherForm.with([head.journal.into(), OLDEST.into(), VERSION.into()]);
                return Err(self.wrong(number, problem, JournalId::ReadWith.with([(&head.tekigo).into()])));
            }
            (None, _) => return Err(self.wrong(number, JournalId::HeadMissing, JournalId::TakeCopy)),
            (Some(_), Read::Head(_)) => {
                return Err(self.wrong(number, JournalId::SecondHead, JournalId::PartJournals));
            }
            (Some(_), Read::Trial { name: Some(name), record, .. }) if name != record.name => {
                return Err(self.broken(JournalId::NamesOther.with([name.into(), (&record.name).into()])));
            }
            (Some(journaled), mut read) => {
                let line = self.number as u64;
                journaled.lined.see(line, &mut read);
                journaled.take(read, line, with_past);
            }
        }
        Ok(())
    }

    fn done(mut self) -> Result<Journaled, JournalError> {
        let journaled = self.journaled.take().map(Journaled::done);
        journaled.ok_or_else(|| self.wrong(None, JournalId::NothingWritten, JournalId::StartAgain))
    }
}

#[cfg(test)]
mod tests;
