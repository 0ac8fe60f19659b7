//! The zip of a package: deterministic when written, and read so that nothing can hide in it.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
};

use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{
    bounds::{DIRECTORY, FILES},
    manifest::Listed,
};
use crate::{
    contract::{Message, PackageId, Text},
    report::artifacts::digest,
};

/// What is before the digest in the comment of the zip.
const SEAL: &[u8] = b"sha256:";
/// How many digits the digest has.
const DIGITS: u64 = 64;
/// What a zip has for each file besides its name and its bytes: at the file, in the directory; and at the end.
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
        let (method, level) =
            if is_packed(file) { (CompressionMethod::Stored, None) } else { (CompressionMethod::Deflated, Some(6)) };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .compression_level(level)
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

/// Whether a file of this name is compressed itself, so that the zip has it as it is.
pub(super) fn is_packed(file: &str) -> bool {
    file.as_bytes().ends_with(b".gz")
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

/// What is reported of a file that is not a package at all.
const NO_PACKAGE: &str = "it is not a package of tekigo; name a file that `tekigo report --package` wrote";

/// What is wrong with the seal, if anything. What neither begins nor ends as a package is none.
pub(super) fn seal(file: &mut File) -> io::Result<Option<PackageId>> {
    let length = file.seek(SeekFrom::End(0))?;
    let head = DIGITS + SEAL.len() as u64;
    let mut comment = Vec::new();
    file.seek(SeekFrom::Start(length.saturating_sub(head)))?;
    file.take(head).read_to_end(&mut comment)?;
    file.rewind()?;
    let Some(sealed) = comment.strip_prefix(SEAL).filter(|sealed| sealed.len() as u64 == DIGITS) else {
        let mut start = [0; 4];
        let begins = file.read_exact(&mut start).is_ok() && start == *b"PK\x03\x04";
        file.rewind()?;
        return if begins { Ok(Some(PackageId::NoSeal)) } else { Err(io::Error::other(NO_PACKAGE)) };
    };
    let (_, due) = digest(&mut BufReader::new(&mut *file).take(length - DIGITS))?;
    file.rewind()?;
    Ok((sealed != due.as_bytes()).then_some(PackageId::OtherBytes))
}

/// Whether a zip whose comment has this length lists at its end so few files that their list may be read. The list is read as a
/// whole, and before anything else.
pub(super) fn is_small(from: &mut (impl Read + Seek), comment: u64) -> io::Result<bool> {
    let length = from.seek(SeekFrom::End(0))?;
    let Some(start) = length.checked_sub(OWN.2 + comment) else { return Ok(false) };
    let mut end = [0; 22];
    from.seek(SeekFrom::Start(start))?;
    from.read_exact(&mut end)?;
    from.rewind()?;
    let (files, directory) =
        (u16::from_le_bytes([end[10], end[11]]), u32::from_le_bytes([end[12], end[13], end[14], end[15]]));
    let told = u64::from(u16::from_le_bytes([end[20], end[21]]));
    Ok(end.starts_with(b"PK\x05\x06")
        && told == comment
        && u64::from(files) <= FILES
        && u64::from(directory) <= DIRECTORY)
}

/// The length of the comment of a package.
pub(super) fn comment_length() -> u64 {
    DIGITS + SEAL.len() as u64
}

/// What is in a zip besides its files, in the order in which it was found: nothing may.
pub(super) fn hidden(archive: &mut Archive, length: u64) -> Vec<Message> {
    let mut problems = Vec::new();
    if archive.has_duplicate_names() || archive.offset() != 0 {
        problems.push(PackageId::ZipTwice.into());
    }
    if let Err(error) = archive.validate_header_consistency() {
        problems.push(PackageId::ZipTwoThings.with([Message::library(&error)]));
    }
    let (mut at, mut directory) = (0, 0);
    for number in 0..archive.len() {
        let entry = match archive.by_index_raw(number) {
            Ok(entry) => entry,
            Err(error) => {
                problems.push(PackageId::ZipUnreadable.with([(number + 1).into(), Message::library(&error)]));
                return problems;
            }
        };
        let name = entry.name_raw().len() as u64;
        let bare = entry.extra_data().is_none_or(|extra| extra.is_empty()) && entry.comment().is_empty();
        if !bare || entry.header_start() != at || entry.data_start() != Some(at + OWN.0 + name) {
            problems.push(PackageId::ZipBeside.with([(number + 1).into()]));
        }
        at = entry.data_start().unwrap_or(at) + entry.compressed_size();
        directory += OWN.1 + name;
    }
    let end = at + directory + OWN.2 + archive.comment().len() as u64;
    if archive.central_directory_start() != at || end != length {
        problems.push(PackageId::ZipBehind.into());
    }
    problems
}

/// The names of a zip.
pub(super) fn names(archive: &Archive) -> BTreeSet<String> {
    archive.file_names_raw().map(|name| String::from_utf8_lossy(name).into_owned()).collect()
}

/// Whether two small zips hold the same files: a workbook is one, whose bytes may be pressed in more than one way. Of the first, which
/// may come from anybody, nothing is read that the second has not.
pub(super) fn same_contents(bytes: &[u8], due: &[u8]) -> io::Result<bool> {
    if !is_small(&mut io::Cursor::new(bytes), 0)? {
        return Ok(false);
    }
    let (mut archive, mut due) = (ZipArchive::new(io::Cursor::new(bytes))?, ZipArchive::new(io::Cursor::new(due))?);
    if archive.len() != due.len() {
        return Ok(false);
    }
    for number in 0..due.len() {
        let (entry, due) = (archive.by_index(number)?, due.by_index(number)?);
        if entry.name_raw() != due.name_raw() || !same(entry, due)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether two readers give the same bytes, a part at a time.
pub(super) fn same(one: impl Read, other: impl Read) -> io::Result<bool> {
    let (mut one, mut other) = (BufReader::new(one), BufReader::new(other));
    loop {
        let (a, b) = (one.fill_buf()?, other.fill_buf()?);
        let length = a.len().min(b.len());
        if a[..length] != b[..length] || (length == 0 && a.len() != b.len()) {
            return Ok(false);
        }
        if length == 0 {
            return Ok(true);
        }
        one.consume(length);
        other.consume(length);
    }
}
