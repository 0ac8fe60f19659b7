//! Goes on with a journal that was cut off while a line was written.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
};

use flate2::{Crc, bufread::GzDecoder};

/// What a compressed block ends with where a line ends.
const MARK: &[u8] = &[0, 0, 0xff, 0xff];
/// A last block without text.
const LAST: &[u8] = &[3, 0];

/// Where the whole lines of a journal end.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct End {
    /// How many lines there are.
    pub(super) lines: u64,
    /// How much text they are.
    pub(super) whole: u64,
    /// Where the last member begins, in a file that is compressed.
    pub(super) member: Option<u64>,
    /// How many bodies were left out.
    pub(super) left_out: u64,
}

/// Makes the last member whole, which begins at some place and may have been cut off anywhere: what it holds stays in the file at every
/// moment. How many bytes the file has then, and the lines behind the last whole block, to be written again.
pub(super) fn repair(file: &mut File, member: u64) -> io::Result<(u64, Vec<u8>)> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(member))?;
    file.read_to_end(&mut bytes)?;
    let (mut text, ended) = read(&bytes);
    if ended || bytes.is_empty() {
        return Ok((member + bytes.len() as u64, Vec::new()));
    }
    text.truncate(memchr::memrchr(b'\n', &text).map_or(0, |at| at + 1));
    let mut end = bytes.len();
    while let Some(at) = memchr::memmem::rfind(&bytes[..end], MARK) {
        let whole = at + MARK.len();
        // The same bytes may be in the middle of a block: what can be read once the member is ended there decides.
        if let Some((held, tail)) = ended_at(&bytes[..whole]) {
            file.set_len(member + whole as u64)?;
            file.write_all(&tail)?;
            return Ok((member + (whole + tail.len()) as u64, text.split_off(held.min(text.len()))));
        }
        end = whole - 1;
    }
    file.set_len(member)?;
    Ok((member, text))
}

/// How much text a member holds that is ended behind these bytes, and what ends it; nothing where no line ends there.
fn ended_at(bytes: &[u8]) -> Option<(usize, Vec<u8>)> {
    let (text, _) = read(bytes);
    if text.last() != Some(&b'\n') {
        return None;
    }
    let mut crc = Crc::new();
    crc.update(&text);
    let tail = [LAST, &crc.sum().to_le_bytes(), &crc.amount().to_le_bytes()].concat();
    let (again, ended) = read(&[bytes, &tail].concat());
    (ended && again == text).then_some((text.len(), tail))
}

/// What a member holds, and whether it is whole.
fn read(bytes: &[u8]) -> (Vec<u8>, bool) {
    let (mut member, mut text) = (GzDecoder::new(bytes), Vec::new());
    let ended = member.read_to_end(&mut text).is_ok();
    (text, ended)
}

#[cfg(test)]
mod tests {
    use std::{fs::OpenOptions, io::Cursor, path::Path};

    use super::{
        super::{packed::Packed, text::JournalText},
        *,
    };
    use crate::run::testing::{Memory, folder};

    /// A line that looks like those before and after it, as lines of a journal do.
    fn line(number: usize, length: usize) -> String {
        format!("{{\"exchange\":{{\"number\":{number},\"body\":\"{}\"}}}}\n", "0123456789abcdef".repeat(length))
    }

    /// A journal of two members, and how many bytes it had behind each line.
    fn written() -> (Vec<u8>, Vec<(String, usize)>) {
        let (file, mut lines) = (Memory::default(), Vec::new());
        let mut packed = Packed::new(Box::new(file.clone()), 0);
        for (number, length) in [30, 9_000, 9_000, 20, 7, 500, 0].into_iter().enumerate() {
            let text = line(number, length);
            packed.write_all(text.as_bytes()).and_then(|()| packed.end_line()).expect("memory has room");
            lines.push((text, file.bytes().len()));
        }
        packed.close().expect("memory has room");
        (file.bytes(), lines)
    }

    /// The whole lines of a journal, and where its last member begins.
    fn read(bytes: &[u8]) -> (Vec<String>, u64) {
        let mut text = JournalText::new(Cursor::new(bytes), Cursor::new(bytes)).expect("it can be read");
        let (mut lines, mut line) = (Vec::new(), Vec::new());
        while text.next(&mut line).expect("what was cut off is not an error") {
            lines.push(String::from_utf8(line.clone()).expect("UTF-8"));
        }
        (lines, text.member().unwrap_or_default())
    }

    /// Repairs the file of a journal and writes one more line, as a run does that goes on.
    fn gone_on(path: &Path, bytes: &[u8], member: u64) -> Vec<u8> {
        std::fs::write(path, bytes).expect("a file");
        let mut file = OpenOptions::new().read(true).append(true).open(path).expect("a file");
        let (length, rest) = repair(&mut file, member).expect("it is repaired");
        assert_eq!(file.metadata().expect("a file").len(), length);
        let mut packed = Packed::new(Box::new(file), length);
        for text in [rest.as_slice(), b"{\"resumed\":{}}\n"] {
            packed.write_all(text).and_then(|()| packed.end_line()).expect("the disk has room");
        }
        packed.close().expect("the disk has room");
        std::fs::read(path).expect("a file")
    }

    #[test]
    fn a_file_that_is_cut_off_anywhere_has_every_line_that_was_written_and_goes_on_behind_the_last() {
        let (bytes, lines) = written();
        let path = folder("repair").join("journal.jsonl.gz");
        let ends_of_first = lines[2].1;
        assert!(read(&bytes).1 == ends_of_first as u64, "the second member begins behind the third line");
        for cut in (0..40).chain(ends_of_first - 60..=bytes.len()) {
            let (known, member) = read(&bytes[..cut]);
            let due = lines.iter().filter(|(_, end)| *end <= cut).count();
            assert!(known.len() >= due, "{cut}: {} lines of {due}", known.len());
            assert!(lines.iter().zip(&known).all(|((line, _), known)| line == known), "{cut}");
            let whole = gone_on(&path, &bytes[..cut], member);
            let mut due = known.concat() + "{\"resumed\":{}}\n";
            assert_eq!(read(&whole).0.concat(), due, "{cut}");
            // What reads gzip reads it too, and finds it whole.
            let mut text = String::new();
            flate2::bufread::MultiGzDecoder::new(whole.as_slice()).read_to_string(&mut text).expect("it is whole");
            assert_eq!(text, due, "{cut}");
            // A run that is killed while it goes on has lost nothing of what was there.
            if cut % 16 == 0 {
                let (again, member) = read(&whole[..whole.len() - 9]);
                due.push_str("{\"resumed\":{}}\n");
                assert_eq!(
                    read(&gone_on(&path, &whole[..whole.len() - 9], member)).0.concat(),
                    due,
                    "{cut}: {again:?}"
                );
            }
        }
    }

    #[test]
    fn what_looks_like_the_end_of_a_block_in_the_middle_of_one_is_none() {
        // Not compressed: the bytes of the text are those of the file.
        let mut member = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        member.write_all(b"one\n").and_then(|()| member.flush()).expect("memory has room");
        let end = member.get_ref().len();
        member.write_all(b"two\n\x00\x00\xff\xff three").and_then(|()| member.flush()).expect("memory has room");
        let bytes = member.get_ref().clone();
        let path = folder("repair-marks").join("journal.jsonl.gz");
        for cut in end..bytes.len() {
            let whole = gone_on(&path, &bytes[..cut], 0);
            let due = if bytes[..cut].windows(4).any(|part| part == b"two\n") { "one\ntwo\n" } else { "one\n" };
            assert_eq!(read(&whole).0.concat(), format!("{due}{{\"resumed\":{{}}}}\n"), "{cut}");
        }
        assert!(ended_at(&bytes[..end]).is_some() && ended_at(&bytes[..end + 2]).is_none());
    }

    #[test]
    fn a_file_that_ended_is_left_as_it_is() {
        let (bytes, _) = written();
        let path = folder("repair-whole").join("journal.jsonl.gz");
        let (_, member) = read(&bytes);
        assert!(gone_on(&path, &bytes, member).starts_with(&bytes));
    }
}
