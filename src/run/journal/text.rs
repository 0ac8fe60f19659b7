//! The text of a journal, compressed or not: its lines in order, and any of them by its number.

use std::{
    collections::VecDeque,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    mem,
};

use flate2::bufread::{GzDecoder, MultiGzDecoder};

use super::packed::MEMBER;

/// What a compressed file begins with.
const MAGIC: &[u8] = &[0x1f, 0x8b];
/// The most text that is kept of a part, to find further lines in it.
const MOST: usize = 4 * MEMBER;
/// How many parts are kept.
const PARTS: usize = 8;

/// A journal that is read.
pub(super) struct JournalText<R> {
    source: Source<R>,
    /// Where lines can be found: parts of the file with the numbers of their first lines.
    starts: Vec<Start>,
    /// How many lines were read.
    lines: u64,
    /// How much text they were.
    whole: u64,
    far: Far<R>,
}

#[derive(Clone, Copy)]
struct Start {
    line: u64,
    at: u64,
}

enum Source<R> {
    Plain(R),
    /// Between two members.
    Between(R),
    Within(Box<BufReader<GzDecoder<R>>>),
    /// Only while one of the others is made.
    Gone,
}

impl<R: BufRead + Seek> JournalText<R> {
    /// Reads a file that is opened twice: for its lines in order, and for single ones.
    pub(super) fn new(mut file: R, far: R) -> io::Result<Self> {
        let packed = file.fill_buf()?.starts_with(MAGIC);
        let source = if packed { Source::Between(file) } else { Source::Plain(file) };
        let far = Far { file: far, packed, parts: VecDeque::new() };
        Ok(Self { source, starts: Vec::new(), lines: 0, whole: 0, far })
    }

    /// Reads the next line with its end; false behind the last one. What was cut off while it was written is not a line.
    pub(super) fn next(&mut self, line: &mut Vec<u8>) -> io::Result<bool> {
        line.clear();
        loop {
            let at_line = line.is_empty();
            match self.more(at_line, line) {
                Ok(0) => return Ok(false),
                Ok(_) if line.last() == Some(&b'\n') => break,
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        self.lines += 1;
        self.whole += line.len() as u64;
        Ok(true)
    }

    /// Reads on to the end of the line, or of what there is before the next part.
    fn more(&mut self, at_line: bool, line: &mut Vec<u8>) -> io::Result<usize> {
        let line_number = self.lines + 1;
        let start = |at: u64| Start { line: line_number, at };
        loop {
            match &mut self.source {
                Source::Plain(file) => {
                    let begun = self.starts.last().map_or(0, |start| start.at + MEMBER as u64);
                    if at_line && (self.starts.is_empty() || self.whole >= begun) {
                        self.starts.push(start(self.whole));
                    }
                    return file.read_until(b'\n', line);
                }
                Source::Within(member) => match member.read_until(b'\n', line)? {
                    0 => self.source = self.next_member(),
                    length => return Ok(length),
                },
                Source::Between(file) => {
                    if file.fill_buf()?.is_empty() {
                        return Ok(0);
                    }
                    if at_line {
                        self.starts.push(start(file.stream_position()?));
                    }
                    self.source = self.next_member();
                }
                Source::Gone => return Ok(0),
            }
        }
    }

    /// The file behind a member, or within the one that begins.
    fn next_member(&mut self) -> Source<R> {
        match mem::replace(&mut self.source, Source::Gone) {
            Source::Within(member) => Source::Between(member.into_inner().into_inner()),
            Source::Between(file) => {
                Source::Within(Box::new(BufReader::with_capacity(MEMBER / 4, GzDecoder::new(file))))
            }
            other => other,
        }
    }

    /// Reads the first bytes of the text, as many as there are.
    pub(super) fn start(self, most: u64, into: &mut Vec<u8>) -> io::Result<()> {
        let read = match self.source {
            Source::Plain(file) => file.take(most).read_to_end(into),
            Source::Between(file) => GzDecoder::new(file).take(most).read_to_end(into),
            Source::Within(member) => member.take(most).read_to_end(into),
            Source::Gone => Ok(0),
        };
        read.map(|_| ()).or_else(|error| if into.is_empty() { Err(error) } else { Ok(()) })
    }

    /// How many lines were read, and how much text they were.
    pub(super) fn read(&self) -> (u64, u64) {
        (self.lines, self.whole)
    }

    /// Where the last member that was read begins, in a file that is compressed.
    pub(super) fn member(&self) -> Option<u64> {
        self.far.packed.then(|| self.starts.last().map_or(0, |start| start.at))
    }

    /// The line of a number, which was read already.
    pub(super) fn line(&mut self, number: u64) -> io::Result<Vec<u8>> {
        let gone = || io::Error::other(format!("there is no line {number}"));
        let part = self.starts.partition_point(|start| start.line <= number).checked_sub(1).ok_or_else(gone)?;
        if number > self.lines {
            return Err(gone());
        }
        let end = self.starts.get(part + 1).map_or(self.lines + 1, |next| next.line);
        self.far.line(self.starts[part], end, number)?.ok_or_else(gone)
    }
}

/// Finds single lines, and keeps the parts of the file in which they stood.
struct Far<R> {
    file: R,
    packed: bool,
    parts: VecDeque<Part>,
}

/// Lines that follow each other.
struct Part {
    first: u64,
    text: Vec<u8>,
    /// Where each line ends.
    ends: Vec<usize>,
}

impl Part {
    fn line(&self, number: u64) -> Option<&[u8]> {
        let at = usize::try_from(number.checked_sub(self.first)?).ok()?;
        let end = *self.ends.get(at)?;
        Some(&self.text[at.checked_sub(1).map_or(0, |before| self.ends[before])..end])
    }
}

impl<R: BufRead + Seek> Far<R> {
    fn line(&mut self, start: Start, end: u64, number: u64) -> io::Result<Option<Vec<u8>>> {
        if let Some(line) = self.parts.iter().find_map(|part| part.line(number)) {
            return Ok(Some(line.to_owned()));
        }
        self.file.seek(SeekFrom::Start(start.at))?;
        let mut reader: Box<dyn BufRead> = if self.packed {
            Box::new(BufReader::with_capacity(MEMBER / 4, MultiGzDecoder::new(&mut self.file)))
        } else {
            Box::new(&mut self.file)
        };
        let mut part = Part { first: start.line, text: Vec::new(), ends: Vec::new() };
        for _ in start.line..end {
            if part.text.len() > MOST {
                break;
            }
            reader.read_until(b'\n', &mut part.text)?;
            part.ends.push(part.text.len());
        }
        let found = part.line(number).map(<[u8]>::to_owned);
        let mut line = Vec::new();
        if found.is_none() {
            // It stands behind much text, which is passed over.
            for _ in part.first + part.ends.len() as u64..=number {
                line.clear();
                reader.read_until(b'\n', &mut line)?;
            }
        }
        drop(reader);
        if part.text.len() <= MOST {
            self.parts.truncate(PARTS - 1);
            self.parts.push_front(part);
        }
        Ok(found.or_else(|| Some(line).filter(|line| !line.is_empty())))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::{super::packed::Packed, *};
    use crate::run::testing::Memory;

    fn lines() -> Vec<String> {
        // Long ones among short ones: parts of one line, and parts of many.
        let length = |number: usize| if number % 50 == 7 { 400_000 } else { (number * 37) % 3_000 };
        (0..400).map(|number| format!("{number}:{}\n", "x".repeat(length(number)))).collect()
    }

    fn packed(lines: &[String]) -> Vec<u8> {
        let file = Memory::default();
        let mut packed = Packed::new(Box::new(file.clone()), 0);
        for line in lines {
            packed.write_all(line.as_bytes()).and_then(|()| packed.end_line()).expect("memory has room");
        }
        drop(packed);
        file.bytes()
    }

    #[test]
    fn lines_come_in_order_and_are_found_by_their_numbers() {
        let lines = lines();
        for (packed, bytes) in [(true, packed(&lines)), (false, lines.concat().into_bytes())] {
            let mut text = JournalText::new(Cursor::new(&bytes), Cursor::new(&bytes)).expect("it can be read");
            let mut line = Vec::new();
            for (number, due) in (1..).zip(&lines) {
                assert!(text.next(&mut line).expect("it is whole") && line == due.as_bytes(), "{number}");
                // While it is read, every line before is found.
                let other = number / 3 + 1;
                assert!(text.line(other as u64).expect("it was read") == lines[other - 1].as_bytes(), "{other}");
            }
            assert!(!text.next(&mut line).expect("it is whole") && !text.next(&mut line).expect("still"));
            assert_eq!(text.read(), (400, lines.concat().len() as u64));
            assert!(text.starts.len() > 5 && text.member().is_some() == packed, "{} parts", text.starts.len());
            for number in (1..=lines.len()).rev().chain([1, 400, 2, 399, 8, 58]) {
                let found = text.line(number as u64).expect("it was read");
                assert!(found == lines[number - 1].as_bytes(), "{number}");
                let kept: usize = text.far.parts.iter().map(|part| part.text.len()).sum();
                assert!(text.far.parts.len() <= PARTS && kept <= PARTS * MOST, "{kept} bytes are kept");
            }
            for number in [0, 401, u64::MAX] {
                assert!(text.line(number).is_err(), "{number}");
            }
        }
    }

    #[test]
    fn a_line_without_an_end_is_none_and_what_is_broken_is_told() {
        let mut text = JournalText::new(Cursor::new("one\ntwo"), Cursor::new("one\ntwo")).expect("it can be read");
        let mut line = Vec::new();
        assert_eq!([text.next(&mut line).ok(), text.next(&mut line).ok()], [Some(true), Some(false)]);
        assert_eq!(text.read(), (1, 4));
        let mut bytes = packed(&lines());
        let at = bytes.len() / 2;
        bytes[at] ^= 0x55;
        let mut text = JournalText::new(Cursor::new(&bytes), Cursor::new(&bytes)).expect("it begins well");
        let told = (0..400).find_map(|_| text.next(&mut line).err());
        assert!(told.is_some(), "a byte was changed");
    }
}
