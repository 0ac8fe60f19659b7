//! The file of a journal while it is being written.

use std::{
    cell::RefCell,
    fs::{File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Mutex,
    time::{Duration, Instant},
};

use super::{
    Head, Line,
    bodies::{Mark, Marker},
    body::Body,
    line::Asked,
    packed::Packed,
    repair::{End, repair},
    sink::{Form, Kept, MOST, Sink},
};
use crate::{record::Run, util::sync::lock};

/// The name of a journal in the folder of a run.
pub const FILE: &str = "journal.jsonl.gz";
/// The name of one that is not compressed, as earlier versions wrote it and as `gunzip` leaves it.
pub const PLAIN: &str = "journal.jsonl";

/// The journal of a run: the file in its folder, or the file itself where that is named.
pub fn journal_of(run: &Path) -> PathBuf {
    let (packed, plain) = (run.join(FILE), run.join(PLAIN));
    if run.is_file() {
        run.to_owned()
    } else if plain.exists() && !packed.exists() {
        plain
    } else {
        packed
    }
}

/// The longest line whose buffer a thread keeps for the next one, and that is made before it goes to the file.
const ROOM: usize = 1 << 20;

thread_local! {
    static LINE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// A journal that is being written. Each line goes to the file at once: nothing waits in memory to be lost.
pub struct Journal {
    sink: Mutex<Sink>,
    marker: Marker,
    opened: Instant,
    before: Duration,
    most: u64,
}

impl Journal {
    /// Starts the journal of a run in its folder.
    pub fn create(folder: &Path, head: &Head) -> io::Result<Self> {
        let file = OpenOptions::new().append(true).create(true).open(folder.join(FILE))?;
        claim(&file)?;
        if file.metadata()?.len() > 0 {
            file.set_len(0)?;
        }
        Self::begun(Form::Packed(Box::new(Packed::new(Box::new(file), 0))), head)
    }

    /// A journal that is written elsewhere, as text.
    pub fn over(file: Box<dyn Write + Send>, head: &Head) -> io::Result<Self> {
        Self::begun(Form::Plain(file, 0), head)
    }

    /// One that goes on with text of so many lines: its head is in place of the line that says so.
    #[cfg(test)]
    pub(in crate::run) fn behind(file: Box<dyn Write + Send>, head: &Head, lines: u64) -> Self {
        let journal = Self::new(Form::Plain(file, 0), Duration::ZERO, lines);
        assert!(journal.write(&Line::Head(head)), "there is room");
        journal
    }

    fn begun(file: Form, head: &Head) -> io::Result<Self> {
        let journal = Self::new(file, Duration::ZERO, 0);
        journal.write(&Line::Head(head));
        journal.failure().map_or(Ok(journal), |failure| Err(io::Error::other(failure)))
    }

    /// Goes on with a journal of so many whole lines: what is behind the last is cut off.
    pub(super) fn append(path: &Path, end: End, before: Duration) -> io::Result<Self> {
        let mut file = OpenOptions::new().read(true).append(true).open(path)?;
        claim(&file)?;
        let journal = match end.member {
            None => {
                file.set_len(end.whole)?;
                Self::new(Form::Plain(Box::new(file), end.whole), before, end.lines)
            }
            Some(member) => {
                let (bytes, rest) = repair(&mut file, member)?;
                let journal = Self::new(Form::Packed(Box::new(Packed::new(Box::new(file), bytes))), before, end.lines);
                lock(&journal.sink).rest(&rest);
                journal
            }
        };
        lock(&journal.sink).go_on(end.whole, end.left_out);
        journal.write(&Line::Resumed { at: journal.at() });
        journal.failure().map_or(Ok(journal), |failure| Err(io::Error::other(failure)))
    }

    fn new(file: Form, before: Duration, lines: u64) -> Self {
        Self {
            sink: Mutex::new(Sink::new(file, lines)),
            marker: Marker::default(),
            opened: Instant::now(),
            before,
            most: MOST,
        }
    }

    /// The same, and bodies are left out once the file has so many bytes.
    #[must_use]
    pub fn bounded(self, most: Option<u64>) -> Self {
        Self { most: most.unwrap_or(MOST), ..self }
    }

    /// Microseconds since the run started.
    pub(in crate::run) fn at(&self) -> u64 {
        u64::try_from((self.before + self.opened.elapsed()).as_micros()).unwrap_or(u64::MAX)
    }

    /// Writes a line; whether it is in the file. After a first failure nothing more is written.
    pub(in crate::run) fn write(&self, line: &Line<'_>) -> bool {
        self.put(line, 0, [None, None])
    }

    /// Writes a line; its number, if it is in the file.
    pub(super) fn numbered(&self, line: &Line<'_>) -> Option<u64> {
        LINE.with_borrow_mut(|text| {
            text.clear();
            let made = serde_json::to_writer(&mut *text, line).map_err(io::Error::from);
            text.push(b'\n');
            let mut sink = lock(&self.sink);
            sink.line(made.map(|()| text.as_slice()), [None, None]).then(|| sink.lines())
        })
    }

    /// Writes a request with its response. A body that the journal has already is named by its place.
    pub(super) fn exchange<'a>(&self, mut asked: Asked<'a>, bodies: [&'a [u8]; 2]) -> bool {
        let mut marks = bodies.map(|body| self.marker.mark(body));
        let kept = lock(&self.sink).kept(bodies, marks, self.most, asked.purpose);
        let body = |at: usize| match kept[at] {
            Kept::Whole => (Body::of(bodies[at]), None, None),
            Kept::As(place) => (None, Some(place), None),
            Kept::LeftOut => (None, None, Some(bodies[at].len() as u64)),
        };
        (asked.request, asked.request_as, asked.request_left_out) = body(0);
        (asked.response, asked.response_as, asked.response_left_out) = body(1);
        let mut length = 0;
        for at in 0..2 {
            match kept[at] {
                Kept::Whole => length += bodies[at].len(),
                Kept::As(_) | Kept::LeftOut => marks[at] = None,
            }
        }
        self.put(&Line::Exchange(asked), length, marks)
    }

    /// Writes a line that holds bodies of some length; whether it is in the file.
    fn put(&self, line: &Line<'_>, length: usize, fresh: [Option<Mark>; 2]) -> bool {
        if length > ROOM {
            // Made as it goes to the file: it is long, and its like is rare.
            return lock(&self.sink).long(line, fresh);
        }
        LINE.with_borrow_mut(|text| {
            text.clear();
            let made = serde_json::to_writer(&mut *text, line).map_err(io::Error::from);
            text.push(b'\n');
            let whole = lock(&self.sink).line(made.map(|()| text.as_slice()), fresh);
            text.shrink_to(ROOM);
            whole
        })
    }

    /// Writes the last line.
    pub(super) fn end(&self, run: &Run) {
        let (ended, late) = (run.ended.as_ref(), run.late.as_ref());
        self.write(&Line::End { seconds: run.seconds, complete: run.complete, ended, late });
        lock(&self.sink).close();
    }

    /// How many bodies were left out of requests that the reports rest on.
    pub(in crate::run) fn left_out(&self) -> u64 {
        lock(&self.sink).left_out()
    }

    /// Why the journal is not whole, if so.
    pub fn failure(&self) -> Option<String> {
        lock(&self.sink).failure().map(str::to_owned)
    }
}

/// Two runs that write to one journal would spoil both.
fn claim(file: &File) -> io::Result<()> {
    // A file system without locks is not a reason to stop.
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(io::Error::other("another run is writing to it")),
        Err(TryLockError::Error(_)) | Ok(()) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeMap,
        io::Read,
        sync::{Arc, atomic::AtomicUsize, atomic::Ordering},
    };

    use super::*;
    use crate::{
        contract::Files,
        record::{TargetRecord, TrialRecord},
        reference::Config,
        run::{
            Harness, Keeper, Plan, Progress, Settings, Subject,
            testing::{Memory, folder, plan, target},
        },
    };

    /// A disk that is full after so many bytes.
    struct Disk(Arc<AtomicUsize>, usize);

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let room = self.1.saturating_sub(self.0.load(Ordering::Relaxed)).min(bytes.len());
            self.0.fetch_add(room, Ordering::Relaxed);
            if room == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(room) }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    struct Quiet;

    impl Progress for Quiet {
        fn ended(&self, _: &TrialRecord) {}
    }

    #[test]
    fn a_disk_that_runs_full_ends_the_run_and_is_said() {
        let subject = Subject::reference(&Files::embedded(), "jpay-search", &Config::default()).expect("a subject");
        let target =
            TargetRecord { name: "reference".into(), kind: "reference", url: String::new(), places: BTreeMap::new() };
        let mut plan = Plan::new(vec![subject], target, Settings::default());
        let chosen = |trial: &crate::run::Trial| trial.name.starts_with("jpay-search/order/raw/");
        let head = plan.head("2026-11-22T00:00:00Z".to_owned(), None, &chosen);
        let length = serde_json::to_string(&head).expect("JSON").len();
        let written = Arc::new(AtomicUsize::new(0));
        let journal =
            Journal::over(Box::new(Disk(Arc::clone(&written), length + 4_000)), &head).expect("room for the head");
        let keeper = Keeper::new(Some(journal), std::collections::HashMap::new());
        plan.keep(&keeper);
        let harness = Harness::new(plan);
        let quiet: Arc<dyn Progress> = Arc::new(Quiet);
        let arguments = libtest_mimic::Arguments {
            test_threads: Some(1),
            logfile: Some("/dev/null".into()),
            ..libtest_mimic::Arguments::default()
        };
        let _ = harness.run(&arguments, &chosen, &quiet);
        let run = harness.record(head.started);
        assert!(!run.complete && run.trials.len() > 1 && run.trials.len() < 15, "{} trials", run.trials.len());
        assert_eq!(keeper.end(&run), Err("no storage space".to_owned()));
        assert_eq!(written.load(Ordering::Relaxed), length + 4_000, "all the room was used");
    }

    #[test]
    fn a_journal_begins_anew_in_its_folder_and_belongs_to_one_run() {
        let folder = folder("create");
        std::fs::write(folder.join(FILE), "what another run left").expect("a file");
        let read = || {
            let (mut text, bytes) = (String::new(), std::fs::read(folder.join(FILE)).expect("a file"));
            let _ = flate2::bufread::MultiGzDecoder::new(bytes.as_slice()).read_to_string(&mut text);
            text
        };
        let head = Head::of(target());
        let journal = Journal::create(&folder, &head).expect("a journal");
        assert!(journal.write(&Line::Resumed { at: 7 }));
        let text = read();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines.len(), lines[1]), (2, "{\"resumed\":{\"at\":7}}"));
        assert!(lines[0].starts_with("{\"head\":{\"journal\":"), "{text}");
        let other = Journal::create(&folder, &head).err().map(|error| error.to_string());
        assert_eq!(other.as_deref(), Some("another run is writing to it"));
        let resumed =
            Journal::append(&folder.join(FILE), End::default(), Duration::ZERO).err().map(|error| error.to_string());
        assert_eq!(resumed.as_deref(), Some("another run is writing to it"));
        drop(journal);
        let end = End { lines: 2, whole: text.len() as u64, member: Some(0), left_out: 0 };
        let resumed = Journal::append(&folder.join(FILE), end, Duration::from_secs(100)).expect("a journal");
        assert!(resumed.at() >= 100_000_000 && resumed.at() < 200_000_000);
        assert!(read().starts_with(&text) && read().len() > text.len());
    }

    #[test]
    fn after_a_first_failure_nothing_more_is_written() {
        let written = Arc::new(AtomicUsize::new(0));
        let head = Head::of(target());
        let length = serde_json::to_string(&Line::Head(&head)).expect("JSON").len() + 1;
        let journal =
            Journal::over(Box::new(Disk(Arc::clone(&written), length + 5)), &head).expect("room for the head");
        assert_eq!(journal.failure(), None);
        assert!(!journal.write(&Line::Resumed { at: 7 }) && !journal.write(&Line::Resumed { at: 7 }));
        assert_eq!(journal.failure().as_deref(), Some("no storage space"));
        assert_eq!(written.load(Ordering::Relaxed), length + 5);
        assert!(Journal::over(Box::new(Disk(Arc::default(), 5)), &head).is_err());
    }

    #[test]
    fn the_last_line_says_how_the_run_ended() {
        let mut plan = plan(crate::run::testing::subject("http://127.0.0.1:1"));
        let memory = Memory::of(&mut plan);
        let run = crate::run::finish(&plan, Vec::new(), "now".to_owned(), 1.5);
        assert_eq!(plan.sessions[0].keeper.end(&run), Ok(()));
        assert_eq!(memory.lines("end"), [serde_json::json!({"seconds": 1.5, "complete": true, "ended": null})]);
        assert_eq!(Keeper::default().end(&run), Ok(()), "where none is kept none can fail");
    }
}
