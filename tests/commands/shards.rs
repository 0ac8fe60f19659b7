//! A plan in parts: each shard plays its own trials, and together they are the whole run.

use std::fs;

use serde_json::{Value, json};

use crate::shell::{folder, report, tekigo};

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
        // How many requests were timed is no time.
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
    let mut played = 0;
    for shard in ["1/3", "2/3", "3/3"] {
        let out = shard.replace('/', "of");
        let ended = tekigo(&folder, &[&RUN[..], &["--shard", shard, "--out", &out]].concat());
        assert!(matches!(ended.code, Some(0 | 1)), "{ended:?}");
        let trials = report(&folder.join(&out))["totals"]["trials"].as_u64().expect("a number");
        assert!(trials > 1, "{shard} plays {trials}");
        played += trials;
    }
    assert_eq!(tekigo(&folder, &[&RUN[..], &["--out", "whole"]].concat()).code, Some(1));
    let ended = tekigo(&folder, &["report", "3of3", "1of3", "2of3"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let (whole, merged) = (report(&folder.join("whole")), report(&folder.join("merged")));
    assert_eq!(played, whole["totals"]["trials"].as_u64().expect("a number"));
    assert_eq!(essence(merged), essence(whole));
    let part = tekigo(&folder, &["report", "3of3", "1of3", "--out", "part"]);
    assert!(part.out.contains("shard 2 of 3 is missing"), "{}", part.out);
    let part = report(&folder.join("part"));
    assert_eq!(part["complete"], json!(false));
    assert!(part.to_string().contains("shard 2 of 3 is missing"), "{part}");
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
