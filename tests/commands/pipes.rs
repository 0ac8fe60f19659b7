//! Readers that go away early, such as `tekigo run | head -1`: no panic, and a verdict that still stands.

use std::{fs, io, process::Stdio};

use serde_json::Value;

use crate::shell::{command, folder, report, wait};

/// Where the outputs of a command go.
#[derive(Clone, Copy, PartialEq)]
enum Closed {
    /// Standard output is a closed pipe.
    Out,
    /// Both are: `2>&1 | head -1`.
    Both,
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
        &[
            "draw",
            concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/jpay-search/order.request.schema.json"),
            "--cases",
            "1",
        ],
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
