//! The folder of `--history`: one line for each run, and never a line less.

use std::{
    collections::VecDeque,
    fs::{self, File, OpenOptions},
    io::{BufRead, BufReader, ErrorKind, Write},
    path::Path,
};

use crate::{
    contract::{CommandId, Message},
    record::{HISTORY_FORM, History, PastRun, Run, TargetRecord},
    util::text_file::read_text,
};

/// The file in the folder.
const FILE: &str = "history.jsonl";
/// The runs that are shown, with the one that is under way.
const MOST: usize = 20;

/// The last runs against a target before the one that started then.
pub(super) fn before(folder: &Path, target: &TargetRecord, started: &str) -> Result<History, Message> {
    let path = folder.join(FILE);
    let shown = path.display();
    let mut runs: VecDeque<PastRun> = VecDeque::new();
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ok(History { history: HISTORY_FORM, runs: Vec::new() });
        }
        Err(error) => return Err(CommandId::ReadFile.with([shown.into(), Message::library(&error)])),
    };
    for (number, line) in (1..).zip(BufReader::new(file).lines()) {
        let wrong = |problem: Message| {
            let line = usize::try_from(number).ok();
            Message::placed(&shown.to_string(), line, problem, CommandId::TakeLineOut.into())
        };
        let line = line.map_err(|error| wrong(Message::library(&error)))?;
        let past: PastRun =
            serde_json::from_str(&line).map_err(|error| wrong(CommandId::NotRun.with([Message::library(&error)])))?;
        if past.history != HISTORY_FORM {
            return Err(wrong(CommandId::OtherHistory.with([past.history.into(), HISTORY_FORM.into()])));
        }
        if past.target.name != target.name || past.target.kind != target.kind || past.started == started {
            continue;
        }
        // A run that was gone on with has a line for each time that it ended.
        runs.retain(|known| known.started != past.started);
        runs.push_back(past);
        if runs.len() == MOST {
            runs.pop_front();
        }
    }
    Ok(History { history: HISTORY_FORM, runs: runs.into() })
}

/// Makes the folder, and fails where no line can be added.
pub(super) fn try_out(folder: &Path) -> Result<(), Message> {
    let open = || fs::create_dir_all(folder).and_then(|()| appending(folder));
    open().map(drop).map_err(|error| unwritten(folder, &error))
}

/// Adds a run.
pub(super) fn add(folder: &Path, run: &Run) -> Result<(), Message> {
    // Strings and numbers always have a text. One write: runs that end at the same time do not mix their lines.
    let line = serde_json::to_string(&PastRun::of(run)).unwrap_or_default() + "\n";
    appending(folder).and_then(|mut file| file.write_all(line.as_bytes())).map_err(|error| unwritten(folder, &error))
}

/// The history that the folder of a run holds.
pub(super) fn of_run(path: &Path) -> Result<History, Message> {
    let file = path.display();
    let text = read_text(path).map_err(|error| CommandId::ReadFile.with([file.into(), Message::library(&error)]))?;
    serde_json::from_str(&text)
        .map_err(|error| CommandId::NotHistory.with([path.display().into(), Message::library(&error)]))
}

fn appending(folder: &Path) -> std::io::Result<File> {
    OpenOptions::new().create(true).append(true).open(folder.join(FILE))
}

fn unwritten(folder: &Path, error: &std::io::Error) -> Message {
    CommandId::WriteFile.with([folder.join(FILE).display().into(), Message::library(error)])
}
