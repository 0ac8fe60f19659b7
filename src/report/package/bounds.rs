//! Bounds on what a package is read into: it may come from a stranger, and is read on any machine.

use std::io::{self, BufRead, Read};
use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use memchr::memchr3;

/// What a manifest, an envelope or one contract file may take; nothing that this program writes comes near it.
pub(super) const SMALL: u64 = 4 << 20;
/// What a report or a workbook that is read whole may take.
pub(super) const LARGE: u64 = 16 << 20;
/// What all contract files may take together.
pub(super) const CONTRACT_FILES: u64 = 16 << 20;
/// How many files a package or a workbook may hold.
pub(super) const FILES: u64 = 10_000;
/// What the list of the files of a zip may take.
pub(super) const DIRECTORY: u64 = 4 << 20;
/// What JSON that is read whole may take in memory, its text included.
const JSON: u64 = 64 << 20;
/// What a value of such JSON takes, and what a list or an object takes that holds one: room for four is made at once.
const ROOM: (u64, u64) = (150, 450);
/// What a line of a journal may take: the longest body, which takes no more than Base64 of it does (11 MiB), with its request.
const LINE: u64 = 16 << 20;
/// How many values an exchange of a journal may have, its bodies being texts.
const EXCHANGE: u64 = 10_000;
/// What the lines of all journals may weigh of which something is kept.
const KEPT: u64 = 24 << 20;
/// What a value weighs besides its bytes. A run, the tree of its report and the text of that take some four times as much together.
const VALUE: u64 = 80;
/// What a list or an object weighs above that in a finding, whose request and response may be anything. As deep as it is, so far is
/// each of its lines set in.
const LOOSE: u64 = 150;
/// What findings begin with, and how deep they are: those of a record, and one that was just met or made small.
const FINDINGS: [(&[u8], u64); 2] = [(b"\"findings\":[", 4), (b"\"found\":{", 3)];
/// The longest of these beginnings.
const BEGINNING: usize = 12;
/// What a number of a histogram weighs, which is read into eight bytes: most values of a trial's record are such.
const COUNT: u64 = 16;
/// What such a histogram begins with, and how deep it is in the record of a trial. Elsewhere so deep, whatever is called so is not kept.
const COUNTS: (&[u8], u64) = (b"\"counts\":[", 6);
/// What the record of a trial weighs that an exchange begins.
const TRIAL: u64 = 2 << 10;
/// What a line begins with of which nothing is kept but the name of its trial.
const OF_TRIAL: &[u8] = b"{\"exchange\":{\"trial\":\"";
/// What a finding begins with, which is kept until its trial has ended.
const FOUND: &[u8] = b"{\"found\":{\"trial\":\"";
/// What the record of a trial begins with: it takes the place of all that was kept of the trial before. The name is that of the record,
/// or the journal is not read.
const ENDED: &[u8] = b"{\"trial\":{\"name\":\"";
/// The longest name of a trial that is looked for.
const NAME: usize = 1 << 10;

/// How heavy JSON would be once it is read: its bytes, and more for each value that it is made of.
pub(super) fn is_too_heavy(json: &[u8]) -> bool {
    let mut values = Values::default();
    values.count(json);
    json.len() as u64 + (values.seen - values.opened) * ROOM.0 + values.opened * ROOM.1 > JSON
}

/// Counts the values of JSON, strings passed over, a part at a time.
#[derive(Default)]
struct Values {
    seen: u64,
    /// How many of them are lists or objects, counted at their beginning.
    opened: u64,
    /// How many of them are numbers of histograms.
    counts: u64,
    /// What those of findings weigh in addition.
    loose: u64,
    /// How deep the findings are in which what is read is; 0 elsewhere.
    findings: u64,
    in_string: bool,
    escaped: bool,
    depth: u64,
    /// Whether what is read is in a histogram.
    in_counts: bool,
    /// What was read last, as far as a histogram may have begun in it.
    last: Vec<u8>,
}

impl Values {
    fn count(&mut self, part: &[u8]) {
        let mut rest = part;
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            if self.escaped {
                self.escaped = false;
            } else if self.in_string {
                match byte {
                    b'"' => self.in_string = false,
                    b'\\' => self.escaped = true,
                    _ => rest = &after[memchr3(b'"', b'\\', b'\n', after).unwrap_or(after.len())..],
                }
            } else {
                self.plain(byte, &part[..part.len() - after.len()]);
            }
        }
        self.last.extend_from_slice(&part[part.len().saturating_sub(BEGINNING)..]);
        self.last.drain(..self.last.len().saturating_sub(BEGINNING));
    }

    /// Counts a byte outside of strings, the last of what was read of a part.
    fn plain(&mut self, byte: u8, read: &[u8]) {
        self.in_string = byte == b'"';
        match byte {
            b'[' | b'{' => {
                self.depth += 1;
                self.opened += 1;
                self.in_counts = self.begins(COUNTS, read);
                if self.findings > 0 {
                    self.loose += LOOSE + self.depth;
                } else if FINDINGS.iter().any(|beginning| self.begins(*beginning, read)) {
                    self.findings = self.depth;
                }
            }
            b']' | b'}' => {
                (self.depth, self.in_counts) = (self.depth.saturating_sub(1), false);
                self.findings = if self.depth < self.findings { 0 } else { self.findings };
            }
            b',' if self.findings > 0 => self.loose += self.depth / 2,
            _ => {}
        }
        if matches!(byte, b',' | b'[' | b'{') {
            self.seen += 1;
            self.counts += u64::from(self.in_counts);
        }
    }

    /// Whether what was read ends with a beginning at the depth where it means something.
    fn begins(&self, (text, depth): (&[u8], u64), read: &[u8]) -> bool {
        let (here, begun) = (text.len().min(read.len()), text.len().saturating_sub(read.len()));
        self.depth == depth && read.ends_with(&text[text.len() - here..]) && self.last.ends_with(&text[..begun])
    }

    /// What they weigh.
    fn weight(&self) -> u64 {
        (self.seen - self.counts) * VALUE + self.counts * COUNT + self.loose
    }
}

/// What the journals of a package weigh so far, by the trials that they name.
#[derive(Default)]
pub(super) struct Weight {
    kept: u64,
    /// What is kept of each trial.
    trials: HashMap<u64, u64>,
}

impl Weight {
    /// Adds what is kept of a trial, besides what was kept before or in its place.
    fn add(&mut self, trial: &[u8], weight: u64, beside: bool) {
        let mut hash = DefaultHasher::new();
        trial.hash(&mut hash);
        let known = self.trials.entry(hash.finish()).or_default();
        if !beside {
            self.kept -= std::mem::take(known);
        }
        *known += weight;
        self.kept += weight;
    }

    /// Adds the record that is made of a trial when it begins.
    fn begin(&mut self, trial: &[u8]) {
        let mut hash = DefaultHasher::new();
        trial.hash(&mut hash);
        if !self.trials.contains_key(&hash.finish()) {
            self.add(trial, TRIAL + trial.len() as u64, true);
        }
    }
}

/// A journal whose lines are bounded, each and together.
pub(super) struct Lines<'a, R> {
    from: R,
    weight: &'a mut Weight,
    length: u64,
    longest: u64,
    values: Values,
    head: Vec<u8>,
}

impl<'a, R: BufRead> Lines<'a, R> {
    pub(super) fn new(from: R, weight: &'a mut Weight) -> Self {
        Self { from, weight, length: 0, longest: 0, values: Values::default(), head: Vec::new() }
    }

    /// Takes note of bytes that are read, none of them but the last an end of line.
    fn note(&mut self, part: &[u8], ended: bool) {
        let begun = OF_TRIAL.len() + NAME - self.head.len();
        self.head.extend_from_slice(&part[..part.len().min(begun)]);
        self.length += part.len() as u64;
        self.longest = self.longest.max(self.length);
        self.values.count(part);
        if ended {
            self.keep();
            (self.length, self.values) = (0, Values::default());
            self.head.clear();
        }
    }

    /// Weighs the line that has ended.
    fn keep(&mut self) {
        let name = |start: &[u8]| {
            let rest = self.head.strip_prefix(start)?;
            Some(&rest[..memchr::memchr(b'"', rest)?])
        };
        let weight = self.length + self.values.weight();
        if let Some(trial) = name(OF_TRIAL).filter(|_| self.values.seen <= EXCHANGE) {
            self.weight.begin(trial);
        } else if let Some(trial) = name(ENDED) {
            self.weight.add(trial, weight, false);
        } else if let Some(trial) = name(FOUND) {
            self.weight.add(trial, weight, true);
        } else {
            self.weight.kept += weight;
        }
    }

    fn problem(&self) -> Option<&'static str> {
        // A line of which something is kept counts before it has ended: it is read as a whole.
        let exchange = self.head.starts_with(OF_TRIAL) && self.values.seen <= EXCHANGE;
        let begun = if exchange { 0 } else { self.length + self.values.weight() };
        if self.longest > LINE {
            Some("a line is longer than is read")
        } else if self.weight.kept + begun > KEPT {
            Some("it holds more than is read of one package")
        } else {
            None
        }
    }
}

impl<R: BufRead> Read for Lines<'_, R> {
    fn read(&mut self, part: &mut [u8]) -> io::Result<usize> {
        let there = self.fill_buf()?;
        let length = there.len().min(part.len());
        part[..length].copy_from_slice(&there[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Lines<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self.problem() {
            Some(problem) => Err(io::Error::other(problem)),
            None => self.from.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        // The buffer is what `fill_buf` has just given; to call it again reads nothing.
        let part = self.from.fill_buf().map(|there| there[..amount].to_vec()).unwrap_or_default();
        for line in part.split_inclusive(|byte| *byte == b'\n') {
            self.note(line, line.ends_with(b"\n"));
        }
        self.from.consume(amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8], weight: &mut Weight) -> Result<usize, String> {
        let mut lines = Lines::new(io::BufReader::new(text), weight);
        let (mut count, mut line) = (0, Vec::new());
        loop {
            line.clear();
            match lines.read_until(b'\n', &mut line).map_err(|error| error.to_string())? {
                0 => return Ok(count),
                _ => count += 1,
            }
        }
    }

    fn exchange(trial: &str, more: &str) -> String {
        format!("{{\"exchange\":{{\"trial\":\"{trial}\",\"case\":1,\"response\":\"{more}\"}}}}\n")
    }

    #[test]
    fn values_are_counted_over_the_seams_of_parts() {
        let json = br#"{"a\"[,":[1,2,{"b":"[[[,\\"}],"c":",,,"}"#;
        let whole = || {
            let mut values = Values::default();
            values.count(json);
            values.seen
        };
        assert_eq!(whole(), 6);
        for at in 0..json.len() {
            let mut values = Values::default();
            values.count(&json[..at]);
            values.count(&json[at..]);
            assert_eq!(values.seen, 6, "parted at {at}");
        }
        assert!(!is_too_heavy(&vec![b' '; 1 << 20]));
        assert!(is_too_heavy("[0,".repeat(300_000).as_bytes()) && is_too_heavy(&b"[0],".repeat(120_000)));
        assert!(!is_too_heavy(&b"[0],".repeat(100_000)));
    }

    #[test]
    fn numbers_of_a_histogram_weigh_what_they_take_wherever_they_stand_in_a_part() {
        let weight = |json: &str, at: usize| {
            let mut values = Values::default();
            values.count(&json.as_bytes()[..at]);
            values.count(&json.as_bytes()[at..]);
            (values.seen, values.counts)
        };
        let record =
            r#"{"trial":{"name":"t","record":{"latency":{"order":{"counts":[0,0,1],"fastest":5}},"cases":1}}}"#;
        for at in 0..record.len() {
            assert_eq!(weight(record, at), (11, 3), "parted at {at}");
        }
        let other = [record.replace("counts", "count"), record.replace("\"order\":{", "\"order\":{\"x\":{")];
        for other in other {
            assert_eq!(weight(&other, 9).1, 0, "{other}");
        }
    }

    #[test]
    fn what_may_be_anything_in_a_finding_weighs_more_the_deeper_it_stands() {
        let loose = |json: &str| {
            let mut values = Values::default();
            values.count(json.as_bytes());
            values.loose
        };
        let of =
            |request: &str| format!(r#"{{"trial":{{"record":{{"findings":[{{"request":{request}}}],"a":[[[1]]]}}}}}}"#);
        let one = loose(&of("0"));
        assert_eq!((one, loose(&of("[0,0]")) - one), (LOOSE + 5, LOOSE + 6 + 3));
        assert_eq!(loose(r#"{"found":{"trial":"t","found":{"request":[]}}}"#), LOOSE + 4);
        assert_eq!(loose(r#"{"trial":{"record":{"asked":{"a":[[1]]}}}}"#), 0);
    }

    #[test]
    fn what_a_plan_of_thousands_of_trials_comes_to_is_read() {
        let counts = vec!["0"; 70].join(",");
        let sample = r#"{"operation":"order","line":"POST /api","body":"{}","due":{"requirement":"A-1"},"status":200}"#;
        let line = |number: usize| {
            let record = format!(
                r#"{{"name":"t/{number}","cases":20,"asked":{{"A-1":20,"A-2":20}},"latency":{{"order":{{"counts":[{counts}],"fastest":1}}}},"samples":[{sample},{sample}]}}"#
            );
            format!(r#"{{"trial":{{"name":"t/{number}","at":1,"record":{record}}}}}"#) + "\n"
        };
        let text: String = (0..5_000).map(line).collect();
        assert_eq!(read(text.as_bytes(), &mut Weight::default()), Ok(5_000));
        // As values that may be anything, they would not be.
        let told = Err("it holds more than is read of one package".to_owned());
        assert_eq!(read(text.replace("counts", "others").as_bytes(), &mut Weight::default()), told);
    }

    #[test]
    fn a_line_is_read_to_its_bound_and_not_beyond() {
        let long = "x".repeat(usize::try_from(LINE).expect("small"));
        assert_eq!(read(exchange("a/b", &long[200..]).as_bytes(), &mut Weight::default()), Ok(1));
        let told = Err("a line is longer than is read".to_owned());
        assert_eq!(read(exchange("a/b", &long).as_bytes(), &mut Weight::default()), told);
        assert_eq!(read(&vec![b' '; long.len() + 20_000], &mut Weight::default()), told);
    }

    #[test]
    fn what_a_trial_came_to_weighs_in_place_of_what_was_found_on_the_way() {
        let told = Err("it holds more than is read of one package".to_owned());
        let found =
            |trial: &str| format!("{{\"found\":{{\"trial\":\"{trial}\",\"found\":\"{}\"}}}}\n", "x".repeat(1 << 20));
        let ended = |trial: &str| format!("{{\"trial\":{{\"name\":\"{trial}\",\"at\":1,\"record\":{{}}}}}}\n");
        let most = usize::try_from(KEPT >> 20).expect("small");
        let all = |end: &dyn Fn(&str) -> String| -> String {
            (0..3 * most).map(|number| format!("t/{}", number / 4)).map(|trial| found(&trial) + &end(&trial)).collect()
        };
        assert_eq!(read(all(&ended).as_bytes(), &mut Weight::default()), Ok(6 * most));
        assert_eq!(read(all(&|_| ended("t/x")).as_bytes(), &mut Weight::default()), told, "another trial has ended");
        assert_eq!(read(all(&|_| String::new()).as_bytes(), &mut Weight::default()), told);
    }

    #[test]
    fn exchanges_weigh_nothing_but_their_trials_and_other_lines_what_they_hold() {
        let told = Err("it holds more than is read of one package".to_owned());
        assert_eq!(
            read(exchange("a/b", &"x".repeat(10_000)).repeat(5_000).as_bytes(), &mut Weight::default()),
            Ok(5_000)
        );
        let names: String = (0..20_000).map(|number| exchange(&format!("a/{number}"), "")).collect();
        assert_eq!(read(names.as_bytes(), &mut Weight::default()), told);
        let values = exchange("a/b", &format!("\",\"headers\":[{}[\"", "[\"\",\"\"],".repeat(300_000)));
        assert_eq!(read(values.as_bytes(), &mut Weight::default()), told);
        let trial = format!("{{\"trial\":{{\"at\":1,\"record\":\"{}\"}}}}\n", "x".repeat(9 << 20));
        let mut weight = Weight::default();
        assert_eq!(read(trial.repeat(2).as_bytes(), &mut weight), Ok(2));
        assert_eq!(read(trial.as_bytes(), &mut weight), told, "journals count together");
    }
}
