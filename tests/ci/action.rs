//! The script of the action, run as a GitHub job runs it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::paper;

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ci").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder of an earlier run is removed");
    }
    fs::create_dir_all(&folder).expect("the folder is made");
    folder
}

/// The exit code, the outputs of the step, and the folder.
fn step(name: &str, inputs: &[(&str, &str)]) -> (Option<i32>, String, PathBuf) {
    let folder = folder(name);
    let mut command = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/action"));
    command.current_dir(&folder).env("INPUT_BINARY", env!("CARGO_BIN_EXE_tekigo")).env("INPUT_OUT", "a report");
    command.env("GITHUB_ACTIONS", "true").env("GITHUB_OUTPUT", "outputs").env("GITHUB_STEP_SUMMARY", "page.md");
    let output = command.envs(inputs.iter().copied()).output().expect("bash is there");
    let outputs = fs::read_to_string(folder.join("outputs")).unwrap_or_default();
    (output.status.code(), outputs, folder)
}

#[test]
fn a_step_tells_the_job_what_came_of_it() {
    let args = "--fault isac-text-accepted order/rejects/isac/type";
    let (code, outputs, folder) = step("broken", &[("INPUT_CONTRACT", "jpay-search"), ("INPUT_ARGS", args)]);
    assert_eq!((code, outputs.as_str()), (Some(1), "exit-code=1\nverdict=not-conformant\nreport=a report\n"));
    for file in ["a report/junit.xml", "a report/report.sarif", "page.md"] {
        assert!(folder.join(file).is_file(), "{file}");
    }
    let (code, outputs, _) = step("kept", &[("INPUT_CONTRACT", "jpay-search"), ("INPUT_ARGS", "order/accepts/isac")]);
    assert_eq!((code, outputs.as_str()), (Some(0), "exit-code=0\nverdict=conformant\nreport=a report\n"));
}

#[test]
fn an_input_is_a_word_and_never_a_command() {
    let evil = "$(touch pwned); `touch pwned`; touch pwned";
    for input in ["INPUT_TARGET", "INPUT_CONTRACT", "INPUT_CONTRACTS", "INPUT_ARGS"] {
        let (code, outputs, folder) = step(&format!("evil-{input}"), &[(input, evil)]);
        assert_eq!((code, outputs.as_str()), (Some(2), "exit-code=2\nverdict=untested\nreport=a report\n"), "{input}");
        assert!(!folder.join("pwned").exists(), "{input}");
    }
    // In `run:` an expression would be pasted into the script.
    let action = paper("action.yml");
    assert!(action.lines().filter(|line| line.trim_start().starts_with("run:")).all(|line| !line.contains("${{")));
}

#[test]
fn every_input_reaches_the_script_and_every_output_comes_from_it() {
    let (action, script) = (paper("action.yml"), paper(".ci/action"));
    let (_, rest) = action.split_once("\ninputs:\n").expect("inputs");
    let (inputs, rest) = rest.split_once("\noutputs:\n").expect("outputs");
    let (outputs, _) = rest.split_once("\nruns:\n").expect("runs");
    let names = |block: &str| -> Vec<String> {
        let lines = block.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
        lines.map(|line| line.trim().trim_end_matches(':').to_owned()).collect()
    };
    let inputs = names(inputs);
    assert_eq!(inputs, ["target", "contract", "contracts", "args", "out", "version", "binary", "artifact"]);
    for name in inputs.iter().filter(|name| !["artifact", "version"].contains(&name.as_str())) {
        let variable = format!("INPUT_{}", name.to_uppercase());
        assert!(action.contains(&format!("{variable}: ${{{{ inputs.{name}")), "{variable} is set");
        assert!(script.contains(&variable), "{variable} is read");
    }
    // A version is downloaded by its checksum before the suite runs, and kept for the next job.
    assert!(action.contains("VERSION: ${{ inputs.version }}") && action.contains("/.ci/install\" \"$VERSION\" \"\""));
    assert!(action.contains("uses: actions/cache@v4") && action.contains("steps.cache.outputs.cache-hit != 'true'"));
    for name in names(outputs) {
        assert!(script.contains(&format!("printf '{name}=%s")), "{name} is told");
    }
}

#[test]
fn the_container_runs_what_was_built_as_nobody_in_particular() {
    let file = paper("Dockerfile");
    let stages: Vec<&str> = file.lines().filter(|line| line.starts_with("FROM ")).collect();
    assert_eq!(stages, ["FROM rust:1 AS build", "FROM debian:stable-slim"]);
    let user = file.lines().position(|line| line.starts_with("USER ") && line != "USER root").expect("a user");
    let entry = file.lines().position(|line| line == "ENTRYPOINT [\"tekigo\"]").expect("an entry");
    assert!(user < entry);
    // It would stand before the folder that `-v "$PWD:/data"` mounts, and go with the container.
    assert!(!file.contains("VOLUME"), "reports stay in the folder that is mounted");
    assert!(file.contains("COPY --from=build /tekigo/target/release/tekigo "));
    assert!(paper(".dockerignore").lines().any(|line| line == "target"));
}
