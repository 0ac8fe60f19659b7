//! Going on with a run: what was sent is not sent again, and the end is the same as without the interruption.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    counted::Counted,
    shell::{ended, folder, journal, put_journal, report, tekigo, wait},
};

const CONTRACT: &str = "jpay-search";
/// What is left of a run takes far longer than a signal needs to arrive.
const SLOW: Duration = Duration::from_millis(300);
/// A condition that takes longer never comes.
const LIMIT: Duration = Duration::from_mins(5);

pub(crate) fn signal(process: u32, signal: &str) {
    let sent = Command::new("kill").args([format!("-{signal}"), process.to_string()]).status();
    assert!(sent.is_ok_and(|status| status.success()), "the signal is sent");
}

/// A report without its times.
pub(crate) fn essence(folder: &Path) -> Value {
    let mut report = report(folder);
    let fields = report.as_object_mut().expect("an object");
    fields.shift_remove("started");
    fields.shift_remove("seconds");
    for trial in fields["trials"].as_array_mut().expect("trials") {
        trial.as_object_mut().expect("a trial").shift_remove("seconds");
    }
    for contract in fields["contracts"].as_array_mut().expect("contracts") {
        let latency = contract["latency"].as_array_mut().expect("latency");
        // How many requests were timed is not a time.
        for one in latency {
            *one = json!([one["operation"], one["count"]]);
        }
    }
    report
}

/// A report about another address, as if it were about this one.
fn moved(report: &Value, from: &str, to: &str) -> Value {
    serde_json::from_str(&report.to_string().replace(from, to)).expect("JSON")
}

fn until(what: &str, done: impl Fn() -> bool) {
    let limit = Instant::now() + LIMIT;
    while !done() {
        assert!(Instant::now() < limit, "{what}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// Ends a run by a signal after so many requests, and goes on with it to its end.
fn interrupted(name: &str, with: &str, after: usize) {
    let folder = folder(name);
    let arguments = |out| ["--jobs", "1", "--out", out, "search/accepts", "isac"];
    let faults = ["isac-text-accepted"];
    let whole = Counted::start(CONTRACT, &faults, Duration::ZERO);
    let undisturbed = ended(whole.command(CONTRACT, &folder, &arguments("whole")));
    assert_eq!(undisturbed.code, Some(1), "{undisturbed:?}");

    let target = Counted::start(CONTRACT, &faults, Duration::from_millis(2));
    let mut command = target.command(CONTRACT, &folder, &arguments("report"));
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("tekigo starts");
    until("requests come", || target.asked().len() >= after);
    target.slow_down(SLOW);
    signal(child.id(), with);
    let code = wait(&mut child);
    target.slow_down(Duration::ZERO);
    assert!(matches!(code, Some(1 | 3)), "{code:?}");
    let part = report(&folder.join("report"));
    assert_eq!(part["complete"], json!(false), "{}", part["totals"]);
    let so_far = target.asked().len();
    assert!(so_far < whole.asked().len(), "the run was over before it was interrupted");

    let resumed = ended(target.command(CONTRACT, &folder, &["--jobs", "1", "--resume", "report"]));
    assert_eq!(resumed.code, Some(1), "{resumed:?}");
    let (asked, due) = (target.asked(), whole.asked());
    let moved_due: Vec<String> = due.iter().map(|text| text.replace(&whole.uri(), &target.uri())).collect();
    assert_eq!(asked.len(), due.len(), "{so_far} were asked before the interruption");
    assert!(asked == moved_due, "other requests are asked than without the interruption");
    let whole_report = moved(&essence(&folder.join("whole")), &whole.uri(), &target.uri());
    assert_eq!(essence(&folder.join("report")), whole_report);
    // What was done is also all in the journal.
    assert_eq!(tekigo(&folder, &["report", "report", "--out", "again"]).code, Some(1));
    assert_eq!(essence(&folder.join("again")), whole_report);
}

#[test]
fn ctrl_c_ends_with_a_report_and_nothing_is_asked_again() {
    for after in [3, 40, 90] {
        interrupted(&format!("resumed-int-{after}"), "INT", after);
    }
}

#[test]
fn a_run_that_is_asked_to_end_ends_with_a_report() {
    interrupted("resumed-term", "TERM", 60);
}

#[test]
fn a_terminal_that_is_closed_ends_a_run_as_well() {
    // Whoever tests in the background may have the signal ignored, and so have we then.
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:").map(str::trim));
    if ignored.and_then(|mask| u64::from_str_radix(mask, 16).ok()).is_some_and(|mask| mask & 1 == 0) {
        interrupted("resumed-hup", "HUP", 60);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_that_is_to_outlive_its_terminal_does() {
    let folder = folder("resumed-nohup");
    let target = Counted::start(CONTRACT, &[], Duration::from_millis(2));
    let run = target.command(CONTRACT, &folder, &["--jobs", "1", "--out", "report", "isac"]);
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' HUP; exec \"$0\" \"$@\""]).arg(run.get_program()).args(run.get_args());
    command.current_dir(&folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    for (name, value) in run.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let mut child = command.spawn().expect("tekigo starts");
    until("requests come", || target.asked().len() >= 20);
    signal(child.id(), "HUP");
    assert_eq!(wait(&mut child), Some(0));
    assert_eq!(report(&folder.join("report"))["complete"], json!(true));
}

#[cfg(target_os = "linux")]
#[test]
fn too_few_files_are_told_before_anything_is_asked() {
    let folder = folder("resumed-files");
    let tekigo = env!("CARGO_BIN_EXE_tekigo");
    for arguments in ["run --contract jpay-search --jobs 1", "prove --contract jpay-search --jobs 1", "serve --port 0"]
    {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("ulimit -n 8; exec {tekigo} {arguments}")]).current_dir(&folder);
        let ended = ended(command);
        assert_eq!(ended.code, Some(2), "{arguments}: {ended:?}");
        let told = "files at the same time: Too many open files (os error 24); raise the limit (`ulimit -n ";
        assert!(ended.err.contains(told) && !ended.err.contains("internal error"), "{arguments}: {}", ended.err);
    }
    assert!(!folder.join("reports").exists());
}

/// The second Ctrl-C does not wait for an answer that never comes.
#[test]
fn a_second_ctrl_c_ends_at_once() {
    let folder = folder("resumed-twice");
    let target = Counted::start(CONTRACT, &[], 2 * LIMIT);
    let mut command = target.command(CONTRACT, &folder, &["--jobs", "1", "--out", "report", "order/raw/empty"]);
    let printed = folder.join("printed.txt");
    let file = fs::File::create(&printed).expect("created");
    let mut child = command.stdout(Stdio::null()).stderr(file).spawn().expect("tekigo starts");
    until("a request comes", || !target.asked().is_empty());
    signal(child.id(), "INT");
    until("the first is heard", || {
        fs::read_to_string(&printed).is_ok_and(|text| text.contains("once more to end at once"))
    });
    signal(child.id(), "INT");
    assert_eq!(wait(&mut child), Some(3));
    // After the first one alone a report would be written.
    assert!(!folder.join("report/report.json").exists() && folder.join("report/journal.jsonl.gz").exists());
    // Its one answer is still to come; nobody waits for it.
    std::mem::forget(target);
}

#[test]
fn a_run_goes_on_against_its_target_where_none_is_named() {
    let folder = folder("resumed-unnamed");
    let run =
        ["run", "--contract", "jpay-search", "--fault", "isac-text-accepted", "--reading", "window=8 calendar days"];
    assert_eq!(
        tekigo(&folder, &[&run[..], &["--out", "report", "order/raw/empty", "isac/type"]].concat()).code,
        Some(1)
    );
    let ended = tekigo(&folder, &["run", "--resume", "report"]);
    assert_eq!(ended.code, Some(1), "{}", ended.err);
    assert!(ended.out.contains("with isac-text-accepted"), "{}", ended.out);
}

#[test]
fn another_run_is_not_gone_on_with() {
    let folder = folder("resumed-other");
    let run = ["run", "--contract", "jpay-search", "--out", "report", "order/raw/empty"];
    assert_eq!(tekigo(&folder, &run).code, Some(0));
    let resume = ["run", "--resume", "report"];
    for (more, told) in [
        (&["--fault", "isac-text-accepted"][..], "the run sent to embedded reference, and this would send to"),
        (&["--contract", "kanri-claim"], "the run tests jpay-search, and --contract leaves it out"),
        (&["--reading", "row-limit=5"], "there is no reading"),
        (&["--seed", "2"], "'--resume <DIR>' cannot be used with '--seed <N>'"),
        (&["order/"], "cannot be used with"),
    ] {
        let ended = tekigo(&folder, &[&resume[..], more].concat());
        assert_eq!(ended.code, Some(2), "{more:?}: {ended:?}");
        assert!(ended.err.contains(told), "{more:?}: {}", ended.err);
    }
    let whole = journal(&folder.join("report"));
    let digest = whole.split("sha256:").nth(1).expect("a digest")[..8].to_owned();
    let hash = whole.split("\"plan_hash\":\"").nth(1).expect("a hash")[..8].to_owned();
    for (was, is, told) in [
        (
            format!("sha256:{digest}"),
            "sha256:00000000".to_owned(),
            "the files of jpay-search have changed since the run",
        ),
        (format!("\"plan_hash\":\"{hash}"), "\"plan_hash\":\"00000000".to_owned(), "the plan is another one"),
        ("\"tekigo\":\"".to_owned(), "\"tekigo\":\"9".to_owned(), "the run was made with tekigo 9"),
    ] {
        put_journal(&folder.join("report"), &whole.replacen(&was, &is, 1));
        let ended = tekigo(&folder, &resume);
        assert_eq!(ended.code, Some(2), "{told}: {ended:?}");
        assert!(ended.err.contains(told), "{told}: {}", ended.err);
    }
    put_journal(&folder.join("report"), &whole);
    assert_eq!(tekigo(&folder, &resume).code, Some(0), "a run that is over has nothing left to do");
}
