//! The files of a run by name: what each is, how large, and its digest, for whoever hands them over.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{ALL, json::counterexamples};
use crate::util::hex::hex;
use crate::{contract::Text, record::Run};

/// One file of a run.
#[derive(Debug, Clone)]
pub struct Paper {
    /// Its path below the folder of the run, as it is handed over.
    pub file: String,
    /// Where it is read from.
    pub path: PathBuf,
    /// How many bytes it has.
    pub size: u64,
    /// Its SHA-256 in hexadecimal digits.
    pub digest: String,
    /// What it is.
    pub what: Text,
}

impl Paper {
    /// A file that is there.
    pub(super) fn of(file: &str, path: PathBuf, what: Text) -> io::Result<Self> {
        let (size, digest) = digest(&mut File::open(&path)?)?;
        Ok(Self { file: file.to_owned(), path, size, digest, what })
    }
}

/// How many bytes there are, and their SHA-256.
pub(super) fn digest(from: &mut impl Read) -> io::Result<(u64, String)> {
    let (mut hash, mut size, mut part) = (Sha256::new(), 0, vec![0; 64 << 10]);
    loop {
        match from.read(&mut part)? {
            0 => return Ok((size, hex(&hash.finalize()))),
            length => {
                hash.update(&part[..length]);
                size += length as u64;
            }
        }
    }
}

/// Every report, journal and counterexample of a run that was written to a folder.
pub(super) fn papers(run: &Run, folder: &Path, journals: &[PathBuf]) -> io::Result<Vec<Paper>> {
    let mut papers = Vec::new();
    for reporter in &ALL {
        papers.push(Paper::of(reporter.file, folder.join(reporter.file), what(reporter.file))?);
    }
    for (number, journal) in (1..).zip(journals) {
        let file = journal_name(number, journals.len());
        papers.push(Paper::of(&file, journal.clone(), what("journal.jsonl"))?);
    }
    for (file, scenario) in counterexamples(run) {
        let requirement = scenario.requirements.first().map_or("", String::as_str);
        let what = text(&format!("{requirement} の反例シナリオ"), &format!("counterexample of {requirement}"));
        papers.push(Paper::of(&file, folder.join(&file), what)?);
    }
    Ok(papers)
}

/// The name of a journal where so many are handed over.
pub(super) fn journal_name(number: usize, of: usize) -> String {
    if of == 1 { "journal.jsonl".to_owned() } else { format!("journal-{number}.jsonl") }
}

/// What a file of this name is.
pub(super) fn what(file: &str) -> Text {
    match file {
        "report.json" => text("試験結果（機械可読）", "the run, for programs"),
        "report.html" => text("試験結果（閲覧用）", "the run, as a page"),
        "junit.xml" => text("試験結果（CI用）", "the run, for CI systems"),
        "summary.md" => text("試験結果の要約（Markdown）", "the run in short, in Markdown"),
        "report.sarif" => text("指摘（SARIF）", "the findings, in SARIF"),
        "summary.txt" => text("試験結果の要約", "the run in short"),
        "journal.jsonl" => text("全要求・応答の記録（秘密情報は伏字）", "every request and answer, secrets taken out"),
        "evidence.xlsx" => text("試験成績書", "the evidence workbook"),
        "manifest.json" => text("ファイル一覧とハッシュ", "every file with its digest"),
        _ => text("試験結果", "the run in another form"),
    }
}

fn text(ja: &str, en: &str) -> Text {
    Text { ja: ja.to_owned(), en: en.to_owned() }
}
