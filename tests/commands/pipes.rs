//! Readers that go away early, such as `tekigo run | head -1`: no panic, and a verdict that still stands.

use std::{fs, io, path::Path, process::Stdio};

use serde_json::Value;

use crate::shell::{command, folder, report, tekigo, wait};

/// Where the outputs of a command go.
#[derive(Clone, Copy, PartialEq)]
enum Closed {
    /// Standard output is a closed pipe.
    Out,
    /// Both are: `2>&1 | head -1`.
    Both,
}

/// Standard output on a disk that is full, and what the command ended with.
#[cfg(target_os = "linux")]
fn into_a_full_disk(name: &str, arguments: &[&str]) -> (Option<i32>, String) {
    let folder = folder(name);
    let errors = folder.join("stderr");
    let mut command = command(&folder, arguments);
    command.stderr(fs::File::create(&errors).expect("a file"));
    let full = fs::File::options().write(true).open("/dev/full").expect("a full disk");
    let code = wait(&mut command.stdout(full).spawn().expect("tekigo starts"));
    (code, fs::read_to_string(&errors).unwrap_or_default())
}

/// Runs a command whose reader is gone before it says anything; its exit code and what it said on standard error.
fn unread(name: &str, arguments: &[&str], closed: Closed) -> (Option<i32>, String) {
    let folder = folder(name);
    let (reader, writer) = io::pipe().expect("a pipe");
    drop(reader);
    let errors = folder.join("stderr");
    let mut command = command(&folder, arguments);
    command.stderr(match closed {
        Closed::Out => Stdio::from(fs::File::create(&errors).expect("a file")),
        Closed::Both => Stdio::from(writer.try_clone().expect("a second end")),
    });
    let mut child = command.stdout(writer).spawn().expect("tekigo starts");
    let code = wait(&mut child);
    (code, fs::read_to_string(&errors).unwrap_or_default())
}

#[test]
fn what_nobody_reads_is_no_panic() {
    let plan = ["plan", "--contract", "jpay-search"];
    let commands: [&[&str]; 7] = [
        &["list", "requirements", "--contract", "jpay-search"],
        &["list", "trials", "--contract", "jpay-search", "--json"],
        &["explain", "JP-isac", "--contract", "jpay-search"],
        &["check"],
        &["draw", SCHEMA, "--cases", "1"],
        &plan,
        &["--help"],
    ];
    for (number, arguments) in commands.iter().enumerate() {
        let (code, told) = unread(&format!("pipes-{number}"), arguments, Closed::Out);
        assert_eq!((code, told.as_str()), (Some(0), ""), "{arguments:?}");
        let (code, _) = unread(&format!("pipes-both-{number}"), arguments, Closed::Both);
        assert_eq!(code, Some(0), "{arguments:?} with both outputs closed");
    }
    let (code, _) = unread("pipes-wrong", &["run", "--fault", "nonsense"], Closed::Both);
    assert_eq!(code, Some(2), "a mistake that nobody reads of is one all the same");
}

const SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/jpay-search/order.request.schema.json");

/// What was asked for was not had, whatever the command found out.
#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error_in_every_command() {
    let made = folder("pipes-full-made");
    let run = ["run", "--contract", "jpay-search", "--out", "r", "order/rejects/isac"];
    let ended = tekigo(&made, &[&run[..], &["--format", "quiet"]].concat());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(tekigo(&made, &["report", "r", "--package", "p.zip"]).code, Some(0));
    let (r, package) = (made.join("r").display().to_string(), made.join("p.zip").display().to_string());
    let format = |format: &'static str| [&run[..], &["--format", format]].concat();
    let commands: [&[&str]; 21] = [
        &run,
        &format("quiet"),
        &format("json-lines"),
        &format("pretty"),
        &format("terse"),
        &format("json"),
        &["run", "--list"],
        &["plan", "--contract", "jpay-search"],
        &["list", "requirements", "--contract", "jpay-search"],
        &["list", "trials", "--json"],
        &["explain", "JP-isac", "--contract", "jpay-search"],
        &["serve", "--port", "0"],
        &["init", "--out", "t.toml"],
        &["report", &r, "--out", "again"],
        &["diff", &r, &r, "--out", "again"],
        &["verify", &package],
        &["draw", SCHEMA, "--cases", "1"],
        &["check"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
    ];
    for (number, arguments) in commands.iter().enumerate() {
        let (code, told) = into_a_full_disk(&format!("pipes-full-{number}"), arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {told}");
        assert!(told.contains("error: failed to write to standard output: No space left"), "{arguments:?}: {told}");
        assert!(!told.contains("panicked") && !told.contains("internal error"), "{arguments:?}: {told}");
    }
}

#[test]
fn the_lines_of_the_test_runner_may_go_unread() {
    for format in ["pretty", "terse", "json"] {
        for (fault, expected) in [(&[][..], 0), (&["--fault", "isac-text-accepted"], 1)] {
            let run =
                ["run", "--contract", "jpay-search", "--format", format, "order/rejects/isac", "order/accepts/isac"];
            for closed in [Closed::Out, Closed::Both] {
                let (code, told) = unread(&format!("pipes-{format}-{expected}"), &[&run[..], fault].concat(), closed);
                assert_eq!((code, told.as_str()), (Some(expected), ""), "{format}");
            }
            let ended = tekigo(&folder("pipes-read"), &[&run[..], fault].concat());
            assert_eq!(ended.code, Some(expected), "{ended:?}");
            let (first, last) = match format {
                "json" => ("\"event\": \"started\", \"test_count\": 2", "\"type\": \"suite\""),
                _ => ("\nrunning 2 tests\n", "test result: "),
            };
            assert!(ended.out.contains(first) && ended.out.contains(last), "{}", ended.out);
        }
    }
}

#[test]
fn a_run_that_prints_the_lines_of_the_test_runner_leaves_its_report_where_one_is_wanted() {
    let run = ["run", "--contract", "jpay-search", "--out", "report", "--format", "pretty", "order/rejects/isac"];
    for (fault, expected) in [(&[][..], 0), (&["--fault", "isac-text-accepted"], 1)] {
        let arguments = [&run[..], fault].concat();
        let name = format!("pipes-kept-{expected}");
        for closed in [Closed::Out, Closed::Both] {
            assert_eq!(unread(&name, &arguments, closed), (Some(expected), String::new()));
            assert_eq!(
                report(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("commands").join(&name).join("report"))["complete"],
                true
            );
        }
        let folder = folder(&name);
        let file = fs::File::create(folder.join("lines")).expect("a file");
        let mut child = command(&folder, &arguments).stdout(file).spawn().expect("tekigo starts");
        assert_eq!(wait(&mut child), Some(expected));
        let (lines, whole) = (fs::read_to_string(folder.join("lines")).expect("lines"), report(&folder.join("report")));
        assert!(lines.contains("test result: ") && !lines.contains("report.html"), "{lines}");
        assert_eq!(whole["findings"].as_array().map(Vec::len), Some(usize::from(expected == 1)), "{lines}");
        // Its journal is there as well, and it can be gone on with in the same form.
        fs::remove_file(folder.join("report/report.json")).expect("there");
        let resumed = tekigo(&folder, &[&["run", "--resume", "report", "--format", "terse"], fault].concat());
        assert_eq!(resumed.code, Some(expected), "{resumed:?}");
        assert_eq!(report(&folder.join("report"))["findings"], whole["findings"]);
    }
}

#[test]
fn a_verdict_that_nobody_reads_still_decides_the_exit_code_and_the_report() {
    let run = ["run", "--contract", "jpay-search", "--out", "report", "order/rejects/isac", "order/accepts/isac"];
    for (closed, name) in [(Closed::Out, "out"), (Closed::Both, "both")] {
        for (fault, expected) in [(&[][..], 0), (&["--fault", "isac-text-accepted"], 1)] {
            let name = format!("pipes-run-{name}-{expected}");
            let (code, told) = unread(&name, &[&run[..], fault].concat(), closed);
            assert_eq!(code, Some(expected), "{name}: {told}");
            assert!(!told.contains("panicked"), "{told}");
            let report =
                report(&std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("commands").join(&name).join("report"));
            assert_eq!(
                (&report["totals"]["trials"], &report["errors"]),
                (&Value::from(2), &Value::from(Vec::<Value>::new()))
            );
        }
    }
}
