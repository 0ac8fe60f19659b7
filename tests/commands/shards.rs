//! A plan in parts: each shard plays its own trials, and together they are the whole run.

use std::{
    fs,
    path::Path,
    process::{Child, Stdio},
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    counted::Counted,
    shell::{ended, folder, journal, report, tekigo},
};

const RUN: [&str; 6] = ["run", "--contract", "jpay-search", "--fault", "isac-text-accepted", "order/re"];

/// A report without what differs between two runs of the same plan: times, and the ports of servers.
fn essence(mut report: Value) -> Value {
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
    for finding in fields["findings"].as_array_mut().expect("findings") {
        finding.as_object_mut().expect("a finding").shift_remove("curl");
    }
    report
}

#[test]
fn shards_come_to_the_same_as_the_whole_run() {
    let folder = folder("shards-merged");
    let (mut played, mut ended_of_two) = (0, 0);
    for shard in ["1/3", "2/3", "3/3"] {
        let out = shard.replace('/', "of");
        let ended = tekigo(&folder, &[&RUN[..], &["--shard", shard, "--out", &out]].concat());
        assert!(matches!(ended.code, Some(0 | 1)), "{ended:?}");
        ended_of_two = if shard == "2/3" { ended.code.unwrap_or_default() } else { ended_of_two };
        let trials = report(&folder.join(&out))["totals"]["trials"].as_u64().expect("a number");
        assert!(trials > 1, "{shard} plays {trials}");
        played += trials;
    }
    assert_eq!(tekigo(&folder, &[&RUN[..], &["--out", "whole"]].concat()).code, Some(1));
    let ended = tekigo(&folder, &["report", "3of3", "1of3", "2of3"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let (whole, merged) = (report(&folder.join("whole")), report(&folder.join("merged")));
    assert_eq!(played, whole["totals"]["trials"].as_u64().expect("a number"));
    assert_eq!(essence(merged), essence(whole.clone()));
    // A shard that was played twice, as a job that was started again, is taken once.
    assert_eq!(tekigo(&folder, &[&RUN[..], &["--shard", "2/3", "--out", "again"]].concat()).code, Some(ended_of_two));
    let ended = tekigo(&folder, &["report", "3of3", "1of3", "2of3", "again", "--out", "twice"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert_eq!(essence(report(&folder.join("twice"))), essence(whole));
    let part = tekigo(&folder, &["report", "3of3", "1of3", "--out", "part"]);
    assert!(part.out.contains("shard 2 of 3 is missing"), "{}", part.out);
    let part = report(&folder.join("part"));
    assert_eq!(part["complete"], json!(false));
    assert!(part.to_string().contains("shard 2 of 3 is missing"), "{part}");
}

/// As many shards against one server, of which these are killed and go on.
const SHARDS: usize = 32;
const KILLED: [usize; 5] = [2, 9, 14, 23, 31];
/// So many go on at the same time.
const AT_ONCE: usize = 4;

/// Kills a process once its journal has its first line. Whether it was killed before its end.
fn killed(child: &mut Child, out: &Path) -> bool {
    loop {
        if child.try_wait().expect("ours").is_some() {
            return false;
        }
        if out.exists() && journal(out).contains('\n') {
            child.kill().and_then(|()| child.wait()).expect("ours");
            return true;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// A report without the number of requests: what was under way at a kill is sent again, and a shard in which no request is accepted
/// sends a good one to find out whether it is let in at all.
fn uncounted(mut report: Value) -> Value {
    report["totals"].as_object_mut().expect("totals").shift_remove("exchanges");
    for trial in report["trials"].as_array_mut().expect("trials") {
        trial.as_object_mut().expect("a trial").shift_remove("exchanges");
    }
    for contract in report["contracts"].as_array_mut().expect("contracts") {
        contract.as_object_mut().expect("a contract").shift_remove("latency");
    }
    report
}

#[test]
fn shards_of_many_processes_of_which_some_are_killed_are_one_run() {
    let folder = folder("shards-rehearsal");
    let contract = "kanri-claim";
    let target = Counted::start(contract, &[], Duration::from_millis(1));
    let run = |more: &[&str]| target.command(contract, &folder, &[more, &["--jobs", "1", "--no-preflight"]].concat());
    let whole = ended(run(&["--out", "whole", "--run-number", "7"]));
    assert_eq!(whole.code, Some(0), "{whole:?}");
    let once = target.asked().len();
    let outs: Vec<String> = (1..=SHARDS).map(|number| format!("shard-{number}")).collect();
    let mut interrupted = 0;
    for batch in (1..=SHARDS).collect::<Vec<_>>().chunks(AT_ONCE) {
        let start = |number: &usize| {
            let shard = format!("{number}/{SHARDS}");
            let mut command = run(&["--shard", &shard, "--out", &outs[number - 1], "--run-number", "7"]);
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("tekigo starts")
        };
        let children: Vec<(usize, Child)> = batch.iter().map(|number| (*number, start(number))).collect();
        for (number, mut child) in children {
            let out = &outs[number - 1];
            let code = if KILLED.contains(&number) && killed(&mut child, &folder.join(out)) {
                interrupted += 1;
                ended(run(&["--resume", out])).code
            } else {
                child.wait().expect("ours").code()
            };
            // A part may hold nothing but trials for which the target's owner gives no state.
            assert!(matches!(code, Some(0 | 3)), "{out}: {code:?}");
        }
    }
    assert!(interrupted > 0, "none was killed before its end");
    let asked = target.asked().len() - once;
    assert!((once..=once + SHARDS).contains(&asked), "{asked} of {once} with {interrupted} kills");
    let merge = [&["report"], &outs.iter().map(String::as_str).collect::<Vec<_>>()[..], &["--out", "merged"]].concat();
    assert_eq!(tekigo(&folder, &merge).code, Some(0));
    let essence = |out: &str| uncounted(essence(report(&folder.join(out))));
    assert_eq!(essence("merged"), essence("whole"));
}

#[test]
fn what_is_no_shard_of_one_plan_is_not_merged() {
    let folder = folder("shards-differ");
    let run = ["run", "--contract", "jpay-search", "order/raw/empty", "--out"];
    for (out, more) in [
        ("a", &["--seed", "1"][..]),
        ("b", &["--seed", "2"]),
        ("c", &["--fault", "isac-text-accepted"]),
        ("d", &["--strict"]),
    ] {
        assert_eq!(tekigo(&folder, &[&run[..], &[out], more].concat()).code, Some(0));
    }
    for (other, told) in [
        ("a", "jpay-search/order/raw/empty stands in more than one"),
        ("b", "different plans"),
        ("c", "different targets"),
        ("d", "different settings"),
    ] {
        let ended = tekigo(&folder, &["report", "a", other]);
        assert_eq!(ended.code, Some(2), "{other}: {ended:?}");
        assert!(ended.err.contains(told), "{other}: {}", ended.err);
    }
    assert!(!folder.join("merged").exists());
}

#[test]
fn what_names_no_shard_is_told() {
    let folder = folder("shards-named");
    for shard in ["0/3", "4/3", "1/0", "2", "a/b", "-1/2"] {
        let ended = tekigo(&folder, &["run", &format!("--shard={shard}"), "--out", "report"]);
        assert_eq!(ended.code, Some(2), "{shard}: {ended:?}");
        assert!(ended.err.contains("write N/M with N from 1 to M"), "{shard}: {}", ended.err);
    }
    assert_eq!(fs::read_dir(folder).expect("there").count(), 0);
}
