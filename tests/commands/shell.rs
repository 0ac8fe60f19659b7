//! Starting the command, and waiting for its end but never for ever.

use std::{
    fs,
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use flate2::{Compression, bufread::MultiGzDecoder, write::GzEncoder};
use serde_json::Value;

/// Far more than any of these runs takes on a busy machine.
const LIMIT: Duration = Duration::from_mins(5);

/// The result of a command.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A fresh folder for one test alone.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("commands").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder of an earlier run is removed");
    }
    fs::create_dir_all(&folder).expect("the folder is made");
    folder
}

/// The command in a folder, speaking English, with nothing on standard input.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tekigo"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null()).env("LC_ALL", "C.UTF-8");
    // What a job sets would be reported as well.
    for name in ["GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command
}

/// Runs to the end with both outputs in pipes, as scripts and CI do.
pub(crate) fn tekigo(folder: &Path, arguments: &[&str]) -> Ended {
    ended(command(folder, arguments))
}

pub(crate) fn ended(mut command: Command) -> Ended {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("tekigo starts");
    let (out, err) = (drain(child.stdout.take()), drain(child.stderr.take()));
    let code = wait(&mut child);
    Ended { code, out: out.join().expect("UTF-8"), err: err.join().expect("UTF-8") }
}

/// The exit code, or a failed test where the command does not end.
pub(crate) fn wait(child: &mut Child) -> Option<i32> {
    let until = Instant::now() + LIMIT;
    while Instant::now() < until {
        if let Some(status) = child.try_wait().expect("the child is ours") {
            return status.code();
        }
        thread::sleep(Duration::from_millis(10));
    }
    child.kill().and_then(|()| child.wait()).expect("the child is ours");
    panic!("tekigo did not end within {LIMIT:?}");
}

fn drain(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut text = String::new();
        pipe.expect("a pipe").read_to_string(&mut text).expect("UTF-8");
        text
    })
}

/// The report in a folder.
/// The text of the journal of a run, as far as it can be read.
pub(crate) fn journal(folder: &Path) -> String {
    unzipped(&fs::read(folder.join("journal.jsonl.gz")).unwrap_or_default())
}

/// Runs with a profile; what was printed, and the report where there is one.
pub(crate) fn run_with(name: &str, profile: &str, arguments: &[&str]) -> (Ended, Value) {
    let folder = folder(name);
    fs::write(folder.join("p.toml"), profile).expect("written");
    let ended = tekigo(&folder, &[&["run", "--target", "p.toml", "--out", "report"], arguments].concat());
    let report = if folder.join("report/report.json").exists() { report(&folder.join("report")) } else { Value::Null };
    (ended, report)
}

/// Puts other text in the place of the journal of a run, as `gunzip` leaves it.
pub(crate) fn put_journal(folder: &Path, text: &str) {
    let _ = fs::remove_file(folder.join("journal.jsonl.gz"));
    fs::write(folder.join("journal.jsonl"), text).expect("written");
}

/// The text of what is compressed, as far as it can be read.
pub(crate) fn unzipped(bytes: &[u8]) -> String {
    let mut text = Vec::new();
    let _ = MultiGzDecoder::new(bytes).read_to_end(&mut text);
    String::from_utf8(text).expect("UTF-8")
}

/// Text, compressed.
pub(crate) fn zipped(text: &[u8]) -> Vec<u8> {
    let mut member = GzEncoder::new(Vec::new(), Compression::best());
    member.write_all(text).expect("memory has room");
    member.finish().expect("memory has room")
}

pub(crate) fn report(folder: &Path) -> Value {
    json(&folder.join("report.json"))
}

pub(crate) fn json(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What a report says of a requirement.
pub(crate) fn requirement<'a>(report: &'a Value, id: &str) -> &'a Value {
    let contracts = report["contracts"].as_array().expect("contracts");
    let mut all = contracts.iter().flat_map(|contract| contract["requirements"].as_array().expect("requirements"));
    all.find(|requirement| requirement["id"] == id).unwrap_or_else(|| panic!("no {id} in the report"))
}

/// The ids of the requirements that findings name.
pub(crate) fn found(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().expect("findings");
    findings.iter().map(|finding| finding["requirement"].as_str().expect("an id")).collect()
}

/// An address of this machine at which nobody listens. A port that was free a moment ago may be that of another test's server by now.
pub(crate) fn closed() -> String {
    "http://127.0.0.1:1".to_owned()
}

/// A target that notes whether anybody ever calls.
pub(crate) struct Silent(TcpListener);

impl Silent {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        listener.set_nonblocking(true).expect("set");
        Self(listener)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.0.local_addr().expect("an address"))
    }

    pub(crate) fn was_called(&self) -> bool {
        self.0.accept().is_ok()
    }
}
