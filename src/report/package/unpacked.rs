//! The text of a compressed journal, no more of it than whoever writes one puts into a file of its size.

use std::io::{self, BufRead, Read};

use flate2::bufread::MultiGzDecoder;

/// How much text is read whatever the size, and how many times the size: twice what a run writes before it leaves bodies out.
const MOST: (u64, u64) = (256 << 20, 128);

/// A journal that is decompressed while it is read.
pub(super) struct Unpacked<R> {
    from: MultiGzDecoder<R>,
    left: u64,
}

impl<R: BufRead> Unpacked<R> {
    /// Reads a file of some size.
    pub(super) fn new(from: R, size: u64) -> Self {
        let left = size.saturating_mul(MOST.1).saturating_add(MOST.0);
        Self { from: MultiGzDecoder::new(from), left }
    }
}

impl<R: BufRead> Read for Unpacked<R> {
    fn read(&mut self, part: &mut [u8]) -> io::Result<usize> {
        match self.from.read(part) {
            Ok(length) => {
                let left = self.left.checked_sub(length as u64);
                self.left = left.ok_or_else(|| io::Error::other("it holds more than a journal of its size"))?;
                Ok(length)
            }
            // A run that was killed leaves a file that is cut off; what is before is read.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(0),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut member = GzEncoder::new(Vec::new(), Compression::fast());
        member.write_all(text).expect("memory has room");
        member.finish().expect("memory has room")
    }

    #[test]
    fn members_are_read_one_after_the_other_as_far_as_they_come() {
        let bytes = [packed(b"one\n"), packed(b"two\n"), packed(b"three\n")].concat();
        for length in 0..=bytes.len() {
            let mut text = String::new();
            Unpacked::new(&bytes[..length], 0).read_to_string(&mut text).expect("what is there is read");
            assert!("one\ntwo\nthree\n".starts_with(&text), "{length}: {text}");
            assert!(length < bytes.len() || text.ends_with("three\n"), "all of it is there");
        }
        let told = Unpacked::new(&b"{\"head\":1}\n"[..], 0).read_to_end(&mut Vec::new());
        assert_eq!(told.expect_err("it is not compressed").kind(), io::ErrorKind::InvalidInput);
    }

    #[test]
    fn no_more_is_read_than_a_file_of_its_size_holds() {
        let bytes = packed(&[b' '; 3_000]);
        let read = |left: u64| io::copy(&mut Unpacked { left, ..Unpacked::new(bytes.as_slice(), 0) }, &mut io::sink());
        assert_eq!(read(3_000).expect("it is as much as may be"), 3_000);
        let told = read(2_999).expect_err("it is more").to_string();
        assert_eq!(told, "it holds more than a journal of its size");
    }
}
