//! Reading a journal: the whole of it a line at a time, in memory only what is needed to go on.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    fs::File,
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
    time::Duration,
};

use bytes::Bytes;

use super::{
    FILE, Head, Journal,
    line::{Read, ReadExchange, VERSION},
};
use crate::{
    record::{Found, Likely, TrialId, TrialRecord},
    target::{Exchange, Purpose, Received, Redactor, Sent},
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

    /// Reads the text of a journal, from wherever it comes; `path` is told where something is wrong.
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
        Self { head, records, likely, past, spent, asked, ended, ids, file, whole: 0, last: 0, session: 0 }
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
        if read.purpose != Purpose::Likely {
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
        let ReadExchange { response, leaked, micros, attempts, .. } = read;
        let received = Received { status, content_type, retry_after, body: response };
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
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::run::testing::{asked_line, finding, folder, found, journal_text, plan, record, subject};

    const TRIAL: &str = "shop/order/raw/empty";

    fn head() -> Head {
        plan(subject("http://127.0.0.1:1")).head("2026-11-22T00:00:00Z".to_owned(), None, &|trial| trial.name == TRIAL)
    }

    fn read(lines: &[String], with_past: bool) -> Result<Journaled, JournalError> {
        let text = journal_text(&head(), lines.iter().cloned());
        Journaled::of(Path::new("j"), text.as_bytes(), with_past)
    }

    fn at(seconds: u64, number: usize) -> String {
        asked_line(TRIAL, 1, number, &json!({"at": seconds * 1_000_000}))
    }

    fn line(kind: &str, value: &Value) -> String {
        json!({kind: value}).to_string()
    }

    fn trial(record: &TrialRecord) -> String {
        line("trial", &json!({"at": 9_000_000, "record": record}))
    }

    #[test]
    fn a_trial_that_did_not_end_is_known_as_far_as_it_came() {
        let second = asked_line(TRIAL, 2, 1, &json!({}));
        let found = |requirement: &str| {
            line("found", &json!({"trial": TRIAL, "contract": "shop", "found": found(finding(requirement))}))
        };
        let lines = [at(1, 0), found("A"), second, found("B"), found("A")];
        let journaled = read(&lines, false).expect("a journal");
        let record = &journaled.records[TRIAL];
        assert_eq!((record.cases, record.exchanges, record.interrupted), (2, 2, true));
        assert_eq!(
            (record.id.to_string().as_str(), record.name.as_str(), record.contract.as_str()),
            (TRIAL, TRIAL, "shop")
        );
        assert_eq!(record.asked, [("A".to_owned(), 2), ("B".to_owned(), 1)].into());
        let requirements: Vec<&str> = record.findings.iter().map(|found| found.finding.requirement.as_str()).collect();
        assert_eq!(requirements, ["B", "A"], "a finding that is met again stands once");
        assert_eq!((journaled.asked["shop"], journaled.past.len()), (2, 0));
    }

    #[test]
    fn a_trial_that_starts_again_forgets_what_it_was() {
        let over = record(TRIAL, vec![found(finding("A"))]);
        let journaled = read(&[at(1, 0), trial(&over)], true).expect("a journal");
        assert_eq!((journaled.records[TRIAL].findings.len(), journaled.past.len()), (1, 0), "it is over");
        let halted = TrialRecord { interrupted: true, ..over.clone() };
        let journaled = read(&[at(1, 0), at(2, 1), trial(&halted)], true).expect("a journal");
        assert_eq!((journaled.records[TRIAL].findings.len(), journaled.past[TRIAL].len()), (1, 2), "it may go on");
        let again = read(&[at(1, 0), at(2, 1), trial(&halted), at(3, 0)], true).expect("a journal");
        let record = &again.records[TRIAL];
        assert_eq!((record.findings.len(), record.exchanges, again.past[TRIAL].len()), (0, 1, 1));
        assert_eq!(again.asked["shop"], 3, "what went out went out");
        let after = read(&[trial(&over), at(3, 1)], true).expect("a journal");
        assert!(after.records[TRIAL].interrupted && after.records[TRIAL].findings.is_empty());
    }

    #[test]
    fn what_was_asked_beside_the_plan_is_counted_and_no_trial_of_it() {
        let aside = asked_line("shop/order/raw/empty as most=50", 1, 0, &json!({"purpose": "likely"}));
        let choices = json!({"contract": "shop", "choices": [{"reading": "most", "choice": "50", "pass": 1, "of": 2}]});
        let journaled = read(&[aside, line("likely", &choices)], true).expect("a journal");
        assert_eq!((journaled.records.len(), journaled.asked["shop"], journaled.past.len()), (0, 1, 1));
        assert_eq!(journaled.likely["shop"][0].pass, 1);
    }

    #[test]
    fn the_time_that_was_spent_is_that_of_all_sessions() {
        let resumed = |seconds: u64| line("resumed", &json!({"at": seconds * 1_000_000}));
        let end = line("end", &json!({"seconds": 20.0, "complete": false, "ended": "shut"}));
        let of = |lines: &[String]| {
            let journaled = read(lines, false).expect("a journal");
            (journaled.spent.as_secs(), journaled.ended, journaled.last / 1_000_000)
        };
        assert_eq!(of(&[at(5, 0)]), (5, None, 5));
        assert_eq!(of(&[at(5, 0), at(3, 1)]), (5, None, 5));
        assert_eq!(of(&[at(5, 0), resumed(100), at(103, 1)]), (8, None, 103));
        assert_eq!(of(&[at(5, 0), resumed(100), at(103, 1), resumed(200), at(210, 2)]), (18, None, 210));
        assert_eq!(of(&[at(5, 0), trial(&record(TRIAL, Vec::new()))]), (9, None, 9));
        assert_eq!(of(&[at(5, 0), end.clone()]), (20, Some("shut".to_owned()), 5));
        assert_eq!(of(&[at(5, 0), end, resumed(100), at(103, 1)]), (23, None, 103));
    }

    #[test]
    fn a_line_that_was_cut_off_is_passed_over_and_any_other_that_is_broken_is_told() {
        let text = journal_text(&head(), [at(1, 0)]);
        let of = |text: &str| Journaled::of(Path::new("j"), text.as_bytes(), false);
        let whole = of(&text).expect("a journal");
        let cut = of(&format!("{text}{{\"exch")).expect("a journal");
        assert_eq!((cut.whole, whole.whole), (text.len() as u64, text.len() as u64));
        let wrong = |text: String| of(&text).expect_err("it is broken").to_string();
        let broken = wrong(format!("{text}{{\"exch\n"));
        assert!(
            broken.starts_with("j:3: the line is broken: ") && broken.ends_with("; take it from a copy"),
            "{broken}"
        );
        assert_eq!(wrong(format!("{}\n", at(1, 0))), "j:1: the head is missing; take it from a copy");
        assert_eq!(wrong(format!("{text}{text}")), "j:3: a second head; part the two journals");
        let form = text
            .replace(&format!("\"journal\":{VERSION}"), "\"journal\":1")
            .replace(env!("CARGO_PKG_VERSION"), "0.0.9");
        assert_eq!(
            wrong(form),
            format!("j:1: the journal has form 1, and this version reads {VERSION}; read it with tekigo 0.0.9")
        );
        assert_eq!(wrong(String::new()), "j: nothing was written to it before the run ended; start the run again");
        let nowhere = Journaled::read(&folder("read").join("none"), false).expect_err("there is none").to_string();
        assert!(
            nowhere.contains("the journal cannot be read")
                && nowhere.ends_with("name the folder that a run was written to"),
            "{nowhere}"
        );
    }

    #[test]
    fn an_interrupted_run_goes_on_behind_its_last_whole_line() {
        let folder = folder("go-on");
        let text = journal_text(&head(), [at(5, 0)]);
        std::fs::write(folder.join(FILE), format!("{text}{{\"exch")).expect("a file");
        let journal = Journaled::read(&folder, true).expect("a journal").go_on().expect("it goes on");
        assert!(journal.at() > 3_600_000_000, "it began long ago");
        let told = std::fs::read_to_string(folder.join(FILE)).expect("a file");
        let resumed = told.strip_prefix(&text).expect("what was whole is still there");
        assert!(resumed.starts_with("{\"resumed\":{\"at\":") && resumed.ends_with("}}\n"), "{resumed}");
        drop(journal);
        assert_eq!(Journaled::read(&folder, true).expect("a journal").past[TRIAL].len(), 1);
    }

    #[test]
    fn a_known_answer_is_that_of_the_same_request_to_the_byte() {
        let sent = Sent {
            method: "POST".to_owned(),
            url: "u".to_owned(),
            headers: Vec::new(),
            body: Bytes::from_static(b"k"),
            json: None,
        };
        let received = Received { status: 201, content_type: "c".to_owned(), retry_after: None, body: Bytes::new() };
        let redactor = Redactor::new([("key", "k")]);
        let past = || Past {
            method: "POST".to_owned(),
            url: "u".to_owned(),
            headers: Vec::new(),
            body: Bytes::from_static(b"{{key}}"),
            received: received.clone(),
            leaked: vec!["key".to_owned()],
            micros: 7,
            attempts: 3,
        };
        let known = past().exchange(&sent, &redactor).expect("it is the same");
        assert_eq!((known.status, known.micros, known.attempts, known.leaked.len()), (201, 7, 3, 1));
        let changes: [fn(&mut Past); 4] = [
            |past| past.method.push('X'),
            |past| past.url.push('X'),
            |past| past.headers.push(("x".to_owned(), "y".to_owned())),
            |past| past.body = Bytes::from_static(b"k"),
        ];
        for change in changes {
            let mut other = past();
            change(&mut other);
            assert!(other.exchange(&sent, &redactor).is_none());
        }
    }
}
