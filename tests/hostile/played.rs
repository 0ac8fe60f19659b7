//! A small real run against a hostile server: its result, and how much memory it held.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use flate2::bufread::MultiGzDecoder;
use serde_json::Value;

use crate::guest::Server;

/// The time of an exchange against a server that never finishes; any other server has all the time that a busy machine needs.
pub(crate) const BRIEF: &str = "timeout = \"1500ms\"\n";
const PATIENT: &str = "timeout = \"60s\"\n";
/// What a run may hold at most, in KiB: all that it needs anyway, and once more the largest body with all that is made of it.
const MOST_MEMORY: u64 = 192 << 10;
/// A run that takes longer hangs.
const MOST_TIME: Duration = Duration::from_mins(5);

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Came {
    pub(crate) code: Option<i32>,
    pub(crate) report: Value,
}

/// Plays the trials whose name contains the filter, one after another, against a server.
pub(crate) fn play(name: &str, server: &Server, filter: &str) -> Came {
    play_at(name, &format!("http://{}", server.address), filter, "")
}

/// The same against a server that never finishes.
pub(crate) fn play_briefly(name: &str, server: &Server, filter: &str) -> Came {
    play_at(name, &format!("http://{}", server.address), filter, BRIEF)
}

pub(crate) fn play_at(name: &str, url: &str, filter: &str, more: &str) -> Came {
    let exact = if filter.is_empty() { vec![] } else { vec!["--exact", filter] };
    run(name, url, more, &[&["--jobs", "1"], &exact[..]].concat())
}

/// Plays the trials whose name contains the filter, so many at a time.
pub(crate) fn play_jobs(name: &str, url: &str, filter: &str, more: &str, jobs: usize) -> Came {
    run(name, url, more, &["--jobs", &jobs.to_string(), filter])
}

/// The folder of a run, where its profile and its report lie.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile").join(name)
}

/// The same, made anew.
pub(crate) fn fresh(name: &str) -> PathBuf {
    let folder = folder(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the folder is made");
    folder
}

/// Everything that a run left or printed, put together.
pub(crate) fn shown(name: &str) -> String {
    fn collect(folder: &Path, text: &mut String) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                collect(&entry.path(), text);
            } else {
                let bytes = fs::read(entry.path()).expect("read");
                let mut unzipped = Vec::new();
                let is_journal = entry.path().extension().is_some_and(|extension| extension == "gz");
                let whole = is_journal && MultiGzDecoder::new(&bytes[..]).read_to_end(&mut unzipped).is_ok();
                text.push_str(&String::from_utf8_lossy(if whole { &unzipped } else { &bytes }));
            }
        }
    }
    let mut text = fs::read_to_string(folder(name).join("printed.txt")).expect("UTF-8");
    collect(&folder(name).join("report"), &mut text);
    text
}

/// Stands in a profile whose target is tried out before the plan.
pub(crate) const TRIED: &str = "# tried out before the plan\n";

fn run(name: &str, url: &str, more: &str, arguments: &[&str]) -> Came {
    let folder = folder(name);
    fs::create_dir_all(&folder).expect("the folder is made");
    let _ = fs::remove_dir_all(folder.join("report"));
    let gives = tekigo::reference::find("jpay-search").expect("a reference").gives();
    let profile = format!(
        "[jpay-search]\nurl = \"{url}\"\ncredentials = {{ api_key = {} }}\n{}{more}",
        gives["credentials"]["api_key"],
        if more.contains(BRIEF) { "" } else { PATIENT }
    );
    fs::write(folder.join("profile.toml"), profile).expect("written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_tekigo"));
    command.args(["run", "--target", "profile.toml", "--out", "report"]).args(arguments);
    if !more.contains(TRIED) {
        // What is played here is one exchange; another before it would meet the same.
        command.arg("--no-preflight");
    }
    command.current_dir(&folder).env("SECRET", "d00r-FAKE").env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
    let printed = fs::File::create(folder.join("printed.txt")).expect("created");
    command.stdout(printed.try_clone().expect("cloned")).stderr(printed);
    let mut child = command.spawn().expect("tekigo starts");
    let code = watch(&mut child);
    let printed = fs::read_to_string(folder.join("printed.txt")).expect("UTF-8");
    assert!(!printed.contains("panicked"), "{printed}");
    let report = fs::read(folder.join("report/report.json")).unwrap_or_else(|_| panic!("no report: {printed}"));
    Came { code, report: serde_json::from_slice(&report).expect("JSON") }
}

/// Waits for the end, and fails where it does not come in time or takes too much memory.
fn watch(child: &mut Child) -> Option<i32> {
    let status = format!("/proc/{}/status", child.id());
    let started = Instant::now();
    let mut peak = 0;
    let ended = loop {
        let most = fs::read_to_string(&status).ok().and_then(|text| {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
            line.trim().strip_suffix(" kB")?.parse::<u64>().ok()
        });
        peak = peak.max(most.unwrap_or(0));
        if let Some(ended) = child.try_wait().expect("the child is ours") {
            break ended;
        }
        if started.elapsed() > MOST_TIME {
            child.kill().and_then(|()| child.wait()).expect("the child is ours");
            panic!("the run did not end within {MOST_TIME:?}");
        }
        thread::sleep(Duration::from_millis(5));
    };
    if peak == 0 {
        eprintln!("memory was not measured: there is no {status}");
    }
    assert!(peak < MOST_MEMORY, "the run held {peak} KiB");
    ended.code()
}

impl Came {
    /// The texts of the errors.
    pub(crate) fn errors(&self) -> Vec<&str> {
        let errors = self.report["errors"].as_array().expect("errors");
        errors.iter().map(|error| error["error"].as_str().expect("text")).collect()
    }

    /// The findings, as check and pointer.
    pub(crate) fn findings(&self) -> Vec<(&str, &str)> {
        let findings = self.report["findings"].as_array().expect("findings");
        findings
            .iter()
            .map(|one| (one["check"].as_str().expect("a check"), one["pointer"].as_str().expect("text")))
            .collect()
    }

    /// Nothing could be sent to the target, for one reason only, and nothing is said against it.
    pub(crate) fn is_error(&self, kind: &str) {
        assert_eq!((self.code, self.findings()), (Some(3), vec![]), "{:#}", self.report);
        let errors = self.errors();
        assert!(
            !errors.is_empty()
                && errors.iter().all(|error| error.starts_with("failed to ") && error.ends_with(&format!(" [{kind}]"))),
            "{errors:?}"
        );
    }

    /// A promise was broken, shown by this check at this place.
    pub(crate) fn is_broken(&self, check: &str, pointer: &str) {
        assert_eq!((self.code, self.errors()), (Some(1), vec![]), "{:#}", self.report);
        assert!(self.findings().contains(&(check, pointer)), "{:?}", self.findings());
    }

    /// Everything was kept.
    pub(crate) fn is_kept(&self) {
        assert_eq!((self.code, self.findings(), self.errors()), (Some(0), vec![], vec![]), "{:#}", self.report);
    }
}
