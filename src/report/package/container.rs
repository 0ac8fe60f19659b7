//! The zip of a package: deterministic when written, and read so that nothing can hide in it.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom, Write},
};

use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::manifest::Listed;
use crate::{contract::Text, report::artifacts::digest};

/// What stands before the digest in the comment of the zip.
const SEAL: &[u8] = b"sha256:";
/// How many digits the digest has.
const DIGITS: u64 = 64;
/// What a zip has for each file beside its name and its bytes: at the file, in the directory; and at the end.
const OWN: (u64, u64, u64) = (30, 46, 22);

/// Writes a package.
pub(super) struct Packer {
    zip: ZipWriter<File>,
}

impl Packer {
    pub(super) fn new(file: File) -> io::Result<Self> {
        let mut zip = ZipWriter::new(file);
        zip.set_raw_comment([SEAL, &[b'0'; 64]].concat().into())?;
        Ok(Self { zip })
    }

    /// Adds a file; what the manifest says of it.
    pub(super) fn add(&mut self, file: &str, what: Text, from: &mut impl Read) -> io::Result<Listed> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(6))
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        self.zip.start_file(file, options)?;
        let (size, sha256) = digest(&mut Through { from, to: &mut self.zip })?;
        Ok(Listed { file: file.to_owned(), size, sha256, what })
    }

    /// Ends the zip and seals it.
    pub(super) fn finish(self) -> io::Result<File> {
        let mut file = self.zip.finish()?;
        let length = file.seek(SeekFrom::End(0))? - DIGITS;
        file.rewind()?;
        let (_, seal) = digest(&mut BufReader::new(&mut file).take(length))?;
        file.seek(SeekFrom::Start(length))?;
        file.write_all(seal.as_bytes())?;
        Ok(file)
    }
}

/// Bytes that are copied while they are read.
struct Through<'a, R, W> {
    from: &'a mut R,
    to: &'a mut W,
}

impl<R: Read, W: Write> Read for Through<'_, R, W> {
    fn read(&mut self, part: &mut [u8]) -> io::Result<usize> {
        let length = self.from.read(part)?;
        self.to.write_all(&part[..length])?;
        Ok(length)
    }
}

/// A package that is read.
pub(super) type Archive = ZipArchive<BufReader<File>>;

/// What is wrong with the seal, if anything.
pub(super) fn seal(file: &mut File) -> io::Result<Option<&'static str>> {
    let length = file.seek(SeekFrom::End(0))?;
    let head = DIGITS + SEAL.len() as u64;
    let Some(start) = length.checked_sub(head) else { return Ok(Some("it is too short to be a package")) };
    file.seek(SeekFrom::Start(start))?;
    let mut comment = Vec::new();
    file.take(head).read_to_end(&mut comment)?;
    file.rewind()?;
    let Some(sealed) = comment.strip_prefix(SEAL) else { return Ok(Some("it has no seal at its end")) };
    let (_, due) = digest(&mut BufReader::new(&mut *file).take(length - DIGITS))?;
    file.rewind()?;
    Ok((sealed != due.as_bytes()).then_some("its bytes are not those that were sealed"))
}

/// What stands in a zip beside its files, in the order in which it was found: nothing may.
pub(super) fn hidden(archive: &mut Archive, length: u64) -> Vec<String> {
    let mut problems = Vec::new();
    if archive.has_duplicate_names() || archive.offset() != 0 {
        problems.push("the zip holds a name twice, or something before its first file".to_owned());
    }
    if let Err(error) = archive.validate_header_consistency() {
        problems.push(format!("the zip tells two things of one file: {error}"));
    }
    let (mut at, mut directory) = (0, 0);
    for number in 0..archive.len() {
        let entry = match archive.by_index_raw(number) {
            Ok(entry) => entry,
            Err(error) => {
                problems.push(format!("file {} of the zip cannot be read: {error}", number + 1));
                return problems;
            }
        };
        let name = entry.name_raw().len() as u64;
        let bare = entry.extra_data().is_none_or(|extra| extra.is_empty()) && entry.comment().is_empty();
        if !bare || entry.header_start() != at || entry.data_start() != Some(at + OWN.0 + name) {
            problems.push(format!("something stands beside the file {} of the zip", number + 1));
        }
        at = entry.data_start().unwrap_or(at) + entry.compressed_size();
        directory += OWN.1 + name;
    }
    let end = at + directory + OWN.2 + archive.comment().len() as u64;
    if archive.central_directory_start() != at || end != length {
        problems.push("something stands behind the files of the zip".to_owned());
    }
    problems
}

/// The names of a zip.
pub(super) fn names(archive: &Archive) -> BTreeSet<String> {
    archive.file_names_raw().map(|name| String::from_utf8_lossy(name).into_owned()).collect()
}

/// Every file of a small zip with its bytes: a workbook is one, whose bytes may be pressed in more than one way.
pub(super) fn contents(bytes: &[u8]) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut archive = ZipArchive::new(io::Cursor::new(bytes))?;
    let mut contents = Vec::new();
    for number in 0..archive.len() {
        let mut entry = archive.by_index(number)?;
        let (name, mut content) = (String::from_utf8_lossy(entry.name_raw()).into_owned(), Vec::new());
        entry.read_to_end(&mut content)?;
        contents.push((name, content));
    }
    Ok(contents)
}
