//! Compresses a journal as it is written: gzip members of some lines each, and every line whole in the file once it is written.
//!
//! Behind each line the compressor ends its block on a byte, so a file that is cut off anywhere gives every line before the cut.
//! Members are short, so that a line in the middle of the file is found without reading all that stands before it.

use std::{
    io::{self, BufWriter, Write},
    mem,
};

use flate2::{Compression, write::GzEncoder};

/// How much text a member holds before the next one begins.
pub(super) const MEMBER: usize = 256 << 10;
/// How hard the compressor tries: the least leaves a tenth of the text, and costs a run the least time.
const LEVEL: u32 = 1;
/// What is gathered of a line before it goes to the file: most lines go in one piece.
const GATHERED: usize = 64 << 10;

/// A file that is compressed as it is written.
pub(super) struct Packed {
    state: State,
    /// How much text the member holds.
    length: usize,
}

type File = BufWriter<Counted>;

enum State {
    Between(File),
    Within(Box<GzEncoder<File>>),
    /// Only while one of the others is made.
    Gone,
}

/// What goes to a file, counted.
struct Counted {
    file: Box<dyn Write + Send>,
    bytes: u64,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Packed {
    /// Writes to a file that has so many bytes already, from a new member on.
    pub(super) fn new(file: Box<dyn Write + Send>, bytes: u64) -> Self {
        let file = BufWriter::with_capacity(GATHERED, Counted { file, bytes });
        Self { state: State::Between(file), length: 0 }
    }

    /// How many bytes the file has.
    pub(super) fn bytes(&self) -> u64 {
        match &self.state {
            State::Between(file) => file.get_ref().bytes,
            State::Within(member) => member.get_ref().get_ref().bytes,
            State::Gone => 0,
        }
    }

    /// Brings the line that was written to the file, whole.
    pub(super) fn end_line(&mut self) -> io::Result<()> {
        if self.length >= MEMBER {
            return self.close();
        }
        match &mut self.state {
            State::Within(member) => member.flush(),
            State::Between(_) | State::Gone => Ok(()),
        }
    }

    /// Ends the member; what is written after it begins another.
    pub(super) fn close(&mut self) -> io::Result<()> {
        let State::Within(member) = &mut self.state else { return Ok(()) };
        member.try_finish()?;
        member.get_mut().flush()?;
        if let State::Within(member) = mem::replace(&mut self.state, State::Gone) {
            (self.state, self.length) = (State::Between(member.finish()?), 0);
        }
        Ok(())
    }
}

impl Write for Packed {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.state = match mem::replace(&mut self.state, State::Gone) {
            State::Between(file) => State::Within(Box::new(GzEncoder::new(file, Compression::new(LEVEL)))),
            other => other,
        };
        let State::Within(member) = &mut self.state else { return Err(io::Error::other("the file is gone")) };
        let length = member.write(text)?;
        self.length += length;
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.end_line()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::bufread::MultiGzDecoder;

    use super::*;
    use crate::run::testing::Memory;

    fn line(number: usize) -> String {
        format!("{{\"exchange\":{{\"number\":{number},\"body\":\"{}\"}}}}\n", "0123456789".repeat((number * 5) % 900))
    }

    #[test]
    fn every_line_can_be_read_as_soon_as_it_is_written_and_members_end_with_lines() {
        let (file, mut due) = (Memory::default(), String::new());
        let mut packed = Packed::new(Box::new(file.clone()), 5);
        for number in 0..200 {
            packed.write_all(line(number).as_bytes()).and_then(|()| packed.end_line()).expect("memory has room");
            due.push_str(&line(number));
            let mut text = Vec::new();
            // The end of the last member may be missing, and no line is.
            let _ = MultiGzDecoder::new(file.bytes().as_slice()).read_to_end(&mut text);
            assert_eq!(text.len(), due.len(), "after line {number}");
        }
        packed.close().and_then(|()| packed.close()).expect("it may be closed twice");
        let (bytes, mut text) = (file.bytes(), String::new());
        MultiGzDecoder::new(bytes.as_slice()).read_to_string(&mut text).expect("it is whole");
        assert!(text == due && due.len() > 2 * MEMBER && bytes.len() * 10 < due.len());
        assert_eq!(packed.bytes(), bytes.len() as u64 + 5);
        let members = bytes.windows(3).filter(|start| start == b"\x1f\x8b\x08").count();
        assert!(members >= due.len() / (2 * MEMBER), "{members} members");
    }
}
