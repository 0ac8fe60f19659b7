//! The files of a run that are handed over: what each is, its size and its digest.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{ALL, HISTORY, KILL_MATRIX, json::counterexamples, reporter::Title};
use crate::util::hex::hex;
use crate::{contract::Text, record::Run};

/// One file of a run.
#[derive(Debug, Clone)]
pub struct Artifact {
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

impl Artifact {
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

/// What a journal is.
const JOURNAL: Title = Title {
    ja: "全リクエスト・応答の記録（秘密情報は伏字）",
    en: "every request and answer, secrets taken out",
};

/// What a kill matrix is.
const MATRIX: Title = Title {
    ja: "検出力の確認（欠陥ごとの検出結果）",
    en: "the faults that the suite was shown to find",
};

/// What a history is.
const PAST: Title = Title { ja: "これまでの実行結果の要約", en: "the runs before this one, in short" };

/// Every report, journal and counterexample of a run that was written to a folder.
pub(super) fn of_run(run: &Run, folder: &Path, journals: &[PathBuf]) -> io::Result<Vec<Artifact>> {
    let mut artifacts = Vec::new();
    for reporter in &ALL {
        artifacts.push(Artifact::of(reporter.file, folder.join(reporter.file), reporter.title.into())?);
    }
    if run.kill_matrix.is_some() {
        artifacts.push(Artifact::of(KILL_MATRIX, folder.join(KILL_MATRIX), MATRIX.into())?);
    }
    if run.history.is_some() {
        artifacts.push(Artifact::of(HISTORY, folder.join(HISTORY), PAST.into())?);
    }
    for (number, journal) in (1..).zip(journals) {
        let file = journal_name(journal, number, journals.len());
        artifacts.push(Artifact::of(&file, journal.clone(), JOURNAL.into())?);
    }
    for (file, scenario) in counterexamples(run) {
        let requirement = scenario.requirements.first().map_or("", String::as_str);
        let (ja, en) = (format!("{requirement} の反例シナリオ"), format!("counterexample of {requirement}"));
        artifacts.push(Artifact::of(&file, folder.join(&file), Text { ja, en })?);
    }
    Ok(artifacts)
}

/// The name of a journal where so many are handed over.
fn journal_name(journal: &Path, number: usize, of: usize) -> String {
    let packed = journal.extension().is_some_and(|extension| extension == "gz");
    let kind = if packed { "jsonl.gz" } else { "jsonl" };
    if of == 1 { format!("journal.{kind}") } else { format!("journal-{number}.{kind}") }
}
