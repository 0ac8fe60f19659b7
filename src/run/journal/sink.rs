//! Where the lines of a journal go, what bodies are there already, and what does not fit.

use std::io::{self, Write};

use super::{
    Line, Purpose,
    bodies::{Bodies, Elsewhere, LEAST, Mark, Part},
    packed::Packed,
};

/// How many bytes a journal may take where the profile does not say.
pub(super) const MOST: u64 = 1 << 30;
/// How much text a journal may hold: so much, and so many times the bytes of its file. Whoever gets one reads no more from it.
const DENSE: (u64, u64) = (128 << 20, 64);

/// The file of a journal, as it is written.
pub(super) enum Form {
    /// Text, to go on with what is text.
    Plain(Box<dyn Write + Send>, u64),
    /// Compressed.
    Packed(Box<Packed>),
}

impl Form {
    fn bytes(&self) -> u64 {
        match self {
            Self::Plain(_, bytes) => *bytes,
            Self::Packed(packed) => packed.bytes(),
        }
    }

    fn line(&mut self, text: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(file, bytes) => {
                *bytes += text.len() as u64;
                file.write_all(text)
            }
            Self::Packed(packed) => packed.write_all(text).and_then(|()| packed.end_line()),
        }
    }
}

/// A body, as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// All of it.
    Whole,
    /// By the place of an equal one.
    As(Elsewhere),
    /// By its length, for lack of space.
    LeftOut,
}

/// A journal that is written, and what must be known to write on.
pub(super) struct Sink {
    file: Form,
    /// How many lines there are.
    lines: u64,
    /// How much text they are.
    text: u64,
    bodies: Bodies,
    left_out: u64,
    failure: Option<String>,
}

impl Sink {
    /// Writes to a file that has so many lines already.
    pub(super) fn new(file: Form, lines: u64) -> Self {
        Self { file, lines, text: 0, bodies: Bodies::default(), left_out: 0, failure: None }
    }

    /// Counts what is in the file already.
    pub(super) fn go_on(&mut self, text: u64, left_out: u64) {
        (self.text, self.left_out) = (text, left_out);
    }

    /// Writes lines again that were cut off behind the last whole block, and are counted already.
    pub(super) fn rest(&mut self, lines: &[u8]) {
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            let written = self.file.line(line);
            self.fail(written);
        }
    }

    /// How the bodies of an exchange are kept.
    pub(super) fn kept(
        &mut self,
        bodies: [&[u8]; 2],
        marks: [Option<Mark>; 2],
        most: u64,
        purpose: Purpose,
    ) -> [Kept; 2] {
        let (mut text, bytes) = (self.text, self.file.bytes());
        let packed = matches!(self.file, Form::Packed(_));
        let mut keep = |at: usize| {
            let (body, known) = (bodies[at], marks[at].filter(|_| packed).and_then(|mark| self.bodies.find(mark)));
            text += body.len() as u64;
            let is_full = bytes >= most || (packed && text > DENSE.0 + DENSE.1 * bytes);
            match known {
                Some(place) => Kept::As(place),
                // What is as short as its length in words is always kept.
                None if is_full && body.len() >= LEAST => Kept::LeftOut,
                None => Kept::Whole,
            }
        };
        let kept = [keep(0), keep(1)];
        if purpose.is_counted() {
            self.left_out += kept.iter().filter(|kept| **kept == Kept::LeftOut).count() as u64;
        }
        kept
    }

    /// Writes the text of a line, and remembers the bodies in it by their marks; whether it is in the file.
    pub(super) fn line(&mut self, made: io::Result<&[u8]>, fresh: [Option<Mark>; 2]) -> bool {
        if self.failure.is_none() {
            let length = made.as_ref().map_or(0, |text| text.len() as u64);
            let written = made.and_then(|text| self.file.line(text));
            self.written(written, length, fresh);
        }
        self.failure.is_none()
    }

    /// The same for a long line, which is made as it goes to the file.
    pub(super) fn long(&mut self, line: &Line<'_>, fresh: [Option<Mark>; 2]) -> bool {
        if self.failure.is_none() {
            let mut counted = Counted { file: &mut self.file, bytes: 0 };
            let written = serde_json::to_writer(&mut counted, line).map_err(io::Error::from);
            let written = written.and_then(|()| counted.write_all(b"\n"));
            let length = counted.bytes;
            let written = written.and_then(|()| match &mut self.file {
                Form::Plain(..) => Ok(()),
                Form::Packed(packed) => packed.end_line(),
            });
            self.written(written, length, fresh);
        }
        self.failure.is_none()
    }

    fn written(&mut self, written: io::Result<()>, length: u64, fresh: [Option<Mark>; 2]) {
        self.fail(written);
        (self.lines, self.text) = (self.lines + 1, self.text + length);
        if self.failure.is_none() && matches!(self.file, Form::Packed(_)) {
            for (mark, of) in fresh.into_iter().zip([Part::Request, Part::Response]) {
                if let Some(mark) = mark {
                    self.bodies.add(mark, Elsewhere { line: self.lines, of });
                }
            }
        }
    }

    fn fail(&mut self, written: io::Result<()>) {
        if let Err(error) = written {
            self.failure.get_or_insert(error.to_string());
        }
    }

    /// Ends the file.
    pub(super) fn close(&mut self) {
        if let (None, Form::Packed(packed)) = (&self.failure, &mut self.file) {
            let closed = packed.close();
            self.fail(closed);
        }
    }

    /// How many lines there are.
    pub(super) fn lines(&self) -> u64 {
        self.lines
    }

    /// How many bodies were left out of requests that the reports rest on.
    pub(super) fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Why nothing more is written.
    pub(super) fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }
}

/// Text on its way to a file, counted.
struct Counted<'a> {
    file: &'a mut Form,
    bytes: u64,
}

impl Write for Counted<'_> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        let length = match &mut *self.file {
            Form::Plain(file, bytes) => {
                let length = file.write(text)?;
                *bytes += length as u64;
                length
            }
            Form::Packed(packed) => packed.write(text)?,
        };
        self.bytes += length as u64;
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
