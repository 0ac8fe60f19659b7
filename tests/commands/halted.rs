//! A signal while a run does what follows a finding: it ends at once, says why, and nothing is lost.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Read},
    path::Path,
    process::Stdio,
    sync::mpsc,
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    counted::Counted,
    resumed::{essence, signal},
    shell::{Ended, ended, folder, journal, report, wait},
};

const CONTRACT: &str = "jpay-search";
const FAULTS: [&str; 1] = ["isac-text-accepted"];
const WHY: &str = "the run was interrupted";

fn start() -> Counted {
    Counted::start(CONTRACT, &FAULTS, Duration::ZERO)
}

/// What each request of a run was for, in their order.
fn purposes(folder: &Path) -> Vec<String> {
    let text = journal(folder);
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line is JSON"));
    let exchanges = lines.filter_map(|line| line.get("exchange").cloned());
    exchanges.map(|exchange| exchange["purpose"].as_str().unwrap_or("case").to_owned()).collect()
}

/// Plays a run that gets a signal with its request of this number, which is answered once the run has heard it.
fn halted(target: &Counted, folder: &Path, with: &'static str, number: usize) -> Ended {
    let mut command = target.command(CONTRACT, folder, &["--jobs", "1", "--out", "report", "search/accepts", "isac"]);
    let mut at = target.at.lock().expect("nothing was answered yet");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("tekigo starts");
    let (err, mut out) = (child.stderr.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
    let (tell, told) = mpsc::channel();
    let err = thread::spawn(move || {
        let mut all = String::new();
        for line in BufReader::new(err).lines() {
            let line = line.expect("UTF-8");
            if line.contains("once more to end at once") {
                let _ = tell.send(());
            }
            all.push_str(&line);
            all.push('\n');
        }
        all
    });
    let out = thread::spawn(move || {
        let mut all = String::new();
        out.read_to_string(&mut all).expect("UTF-8");
        all
    });
    let id = child.id();
    let action = move || {
        signal(id, with);
        told.recv().expect("it is heard before the run ends");
    };
    *at = Some((number, Box::new(action)));
    drop(at);
    let code = wait(&mut child);
    Ended { code, out: out.join().expect("UTF-8"), err: err.join().expect("UTF-8") }
}

/// What was found where, whatever shows it.
fn found(report: &Value) -> BTreeSet<String> {
    let findings = report["findings"].as_array().expect("findings");
    findings
        .iter()
        .map(|one| format!("{} {} {} {}", one["requirement"], one["trial"], one["check"], one["cases"]))
        .collect()
}

#[test]
fn a_signal_after_a_finding_ends_the_run_and_what_was_found_is_reported() {
    let folder = folder("halted");
    let undisturbed = start();
    let whole =
        ended(undisturbed.command(CONTRACT, &folder, &["--jobs", "1", "--out", "whole", "search/accepts", "isac"]));
    assert_eq!(whole.code, Some(1), "{whole:?}");
    let (whole, purposes) = (report(&folder.join("whole")), purposes(&folder.join("whole")));
    assert_eq!(purposes.len(), undisturbed.asked().len());
    for (purpose, with) in [("again", "INT"), ("shrink", "TERM"), ("likely", "INT")] {
        let number = purposes.iter().position(|one| one == purpose).unwrap_or_else(|| panic!("{purpose}")) + 1;
        let folder = folder.join(purpose);
        std::fs::create_dir(&folder).expect("the folder is made");
        let target = start();
        let run = halted(&target, &folder, with, number);
        assert_eq!((run.code, target.asked().len()), (Some(1), number), "{purpose}: {run:?}");
        let says = |line: &&str| line.ends_with(WHY) && !line.trim_start().starts_with("in part: ");
        assert_eq!(run.out.lines().filter(says).count(), 1, "{purpose}: it is said once: {}", run.out);
        let part = report(&folder.join("report"));
        let is_within = purpose == "again";
        assert_eq!(part["complete"], json!(!is_within), "{purpose}");
        assert_eq!(part["ended"], if is_within { json!(WHY) } else { Value::Null }, "{purpose}");
        let cut = part["cuts"].to_string();
        assert_eq!(cut.contains(WHY), !is_within, "{purpose}: {cut}");
        if !is_within {
            assert_eq!(found(&part), found(&whole), "{purpose}: nothing is lost");
        }
        for finding in part["findings"].as_array().expect("findings") {
            assert!(finding["scenario"].is_string(), "{purpose}: it can be replayed: {finding}");
        }
        let again = ended(target.command(CONTRACT, &folder, &["--jobs", "1", "--resume", "report"]));
        assert_eq!((again.code, target.asked().len()), (Some(1), purposes.len()), "{purpose}: {again:?}");
        let moved = essence(&folder.join("report")).to_string().replace(&target.uri(), &undisturbed.uri());
        let moved: Value = serde_json::from_str(&moved).expect("JSON");
        assert_eq!(moved, essence(&folder.join("../whole")), "{purpose}");
    }
}
