//! `prove`: the kill matrix, and that it is able to fail.

use std::process::{Command, Stdio};

use crate::shell::{ended, folder, tekigo};

#[test]
fn a_caught_fault_is_0_and_shown_with_what_caught_it() {
    let arguments =
        ["prove", "--quick", "--contract", "jpay-search", "--fault", "isac-text-accepted", "--seeds", "1,2"];
    let ended = tekigo(&folder("proven"), &arguments);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{ended:?}");
    for seed in [1, 2] {
        assert!(
            ended.out.contains(&format!(
                "jpay-search  seed {seed}: 1 of 1 faults killed\n  ✓  isac-text-accepted  JP-isac "
            )),
            "{}",
            ended.out
        );
    }
}

/// Without descriptors for its sockets no trial can be played; that is no fault that survived.
#[test]
fn what_could_not_be_asked_is_no_survivor() {
    let mut command = Command::new("sh");
    let limited = "ulimit -n 4; exec \"$0\" prove --quick --contract jpay-search --fault isac-text-accepted --jobs 1";
    command.current_dir(folder("proven-survivor")).args(["-c", limited, env!("CARGO_BIN_EXE_tekigo")]);
    let ended = ended({
        command.stdin(Stdio::null());
        command
    });
    assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{ended:?}");
    assert!(ended.err.contains("Too many open files") && !ended.err.contains("survived"), "{}", ended.err);
}
