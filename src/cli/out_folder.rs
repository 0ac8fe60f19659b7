//! The folder that a run or its reports are written to: nothing that is there already is lost by accident.

use std::{
    fs::{self, File, TryLockError},
    io::{self, ErrorKind, Read},
    path::{Path, PathBuf},
};

use clap::Args;

use crate::{
    contract::{CommandId, Message},
    report,
    run::{FILE, Journaled, PLAIN, journal_of},
};

/// What besides the reports a run and its comparisons leave in their folder.
const MORE: [&str; 12] = [
    FILE,
    PLAIN,
    report::EVIDENCE,
    report::KILL_MATRIX,
    report::HISTORY,
    "package.zip",
    "drift.json",
    "drift.html",
    "drift.md",
    "against.json",
    "against.html",
    "against.txt",
];
/// The folders of two runs that were compared.
const SIDES: [&str; 2] = ["a", "b"];

/// Where the reports go.
#[derive(Args, Default, Clone)]
pub(super) struct OutArguments {
    /// Folder for the reports, empty or new [default: that of the run; of a new one, reports/<time>-seed<N>; of shards, `merged`]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Replace the run that the folder of --out holds; other files in it are left alone
    #[arg(long, requires = "out")]
    overwrite: bool,
}

impl OutArguments {
    /// Fails where something is in the folder that is not to be replaced; touches nothing.
    pub(super) fn check(&self) -> Result<(), Message> {
        let Some(folder) = &self.out else { return Ok(()) };
        let failed = |error: io::Error| CommandId::UseFolder.with([folder.display().into(), Message::library(&error)]);
        // What is not a folder is reported where it is created.
        if fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none()) {
            return Ok(());
        }
        let (shown, run) = ([folder.display().into()], is_run(folder));
        if self.overwrite && !run && own(folder).map_err(failed)?.iter().any(|path| path.is_file()) {
            return Err(CommandId::HoldsLikeRun.with(shown));
        }
        match (self.overwrite, run) {
            (true, _) => Ok(()),
            (false, true) => Err(CommandId::HoldsRun.with(shown)),
            (false, false) => Err(CommandId::HoldsOthers.with(shown)),
        }
    }

    /// The same, and removes what is to be replaced.
    pub(super) fn clear(&self) -> Result<(), Message> {
        self.check()?;
        let Some(folder) = self.out.as_ref().filter(|folder| self.overwrite && folder.is_dir()) else { return Ok(()) };
        remove(folder).map_err(|error| CommandId::ReplaceRun.with([folder.display().into(), Message::library(&error)]))
    }
}

/// A folder of a name where nothing is yet.
pub(super) fn fresh(folder: &Path) -> PathBuf {
    let numbered = |number: u32| PathBuf::from(format!("{}-{number}", folder.display()));
    let all = std::iter::once(folder.to_owned()).chain((2..).map(numbered));
    all.into_iter().find(|path| !path.exists()).unwrap_or_else(|| folder.to_owned())
}

/// Whether a run of ours was written to a folder.
fn is_run(folder: &Path) -> bool {
    let begins = |file: &str, marks: &[&str]| {
        let mut start = Vec::new();
        let read = File::open(folder.join(file)).and_then(|file| file.take(200).read_to_end(&mut start));
        let start = String::from_utf8_lossy(&start);
        read.is_ok() && marks.iter().any(|mark| start.contains(mark))
    };
    Journaled::begins(folder)
        || begins("report.json", &["\"schemas/_meta/run.schema.json\""])
        || SIDES.iter().all(|side| folder.join(side).is_dir() && is_run(&folder.join(side)))
}

/// The files of a run in a folder, those that are there.
fn own(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let names = report::ALL.iter().map(|reporter| reporter.file).chain(MORE);
    let mut own: Vec<PathBuf> = names.map(|name| folder.join(name)).filter(|path| path.is_file()).collect();
    match fs::read_dir(folder.join("counterexamples")) {
        Ok(entries) => {
            for entry in entries {
                let path = entry?.path();
                own.extend(path.extension().is_some_and(|extension| extension == "json").then_some(path));
            }
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    Ok(own)
}

fn remove(folder: &Path) -> io::Result<()> {
    if let Ok(journal) = File::open(journal_of(folder))
        && let Err(TryLockError::WouldBlock) = journal.try_lock()
    {
        return Err(io::Error::other("another run is writing to it"));
    }
    own(folder)?.into_iter().try_for_each(fs::remove_file)?;
    // It may hold files of others.
    let _ = fs::remove_dir(folder.join("counterexamples"));
    SIDES.iter().map(|side| folder.join(side)).filter(|side| is_run(side)).try_for_each(|side| remove(&side))
}

/// Makes the folder and writes to it once: one that is there already may still take no file.
pub(super) fn try_out(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let file = folder.join(".tekigo");
    fs::write(&file, "")?;
    fs::remove_file(file)
}
