//! Limits of a profile: the rate, the budget, the time, the jobs, and a target that asks for a pause.

use std::{
    fs,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    fake::{self, Fake},
    shell::{Ended, folder, report, tekigo},
};

const OK: &str = r#"{"sid":"s","tcnt":1}"#;

fn profile(url: &str, more: &str) -> String {
    format!("[jpay-search]\nurl = \"{url}\"\ncredentials = {{ api_key = \"k0FAKE\" }}\n{more}\n")
}

/// Runs with a profile; what was reported and the report.
fn run(name: &str, profile: &str, arguments: &[&str]) -> (Ended, Value) {
    let folder = folder(name);
    fs::write(folder.join("p.toml"), profile).expect("written");
    let ended = tekigo(&folder, &[&["run", "--target", "p.toml", "--out", "report"], arguments].concat());
    let report = if folder.join("report").exists() { report(&folder.join("report")) } else { Value::Null };
    (ended, report)
}

fn plan(name: &str, profile: &str, arguments: &[&str]) -> Ended {
    let folder = folder(name);
    fs::write(folder.join("p.toml"), profile).expect("written");
    tekigo(&folder, &[&["plan", "--target", "p.toml"], arguments].concat())
}

#[test]
fn the_rate_holds_for_all_lanes_together() {
    let target = Fake::start(|_, _| fake::json(200, "", OK));
    let profile = profile(&target.url(), "limits = { rate = \"20/1s\" }");
    let started = Instant::now();
    let _ = run(
        "limited-rate",
        &profile,
        &[
            "order/accepts/isac",
            "order/accepts/gid",
            "order/raw/",
            "order/accepts/cdf",
            "order/accepts/acid",
            "--jobs",
            "4",
        ],
    );
    let came = target.came();
    assert!(came.len() > 25, "{}", came.len());
    // A lower bound, which no load breaks: with a rate for each lane it would be a quarter.
    let (took, intervals) = (started.elapsed(), u32::try_from(came.len()).expect("few") - 1);
    assert!(took >= Duration::from_millis(50) * intervals, "{} requests within {took:?}", came.len());
    let plan = plan("limited-plan", &profile, &["order/accepts/random"]);
    assert_eq!(plan.code, Some(0));
    let told = "jpay-search: 200 requests take at least 9.9 seconds at the rate of the profile";
    assert_eq!(plan.out.lines().last(), Some(told), "{}", plan.out);
}

#[test]
fn a_limit_that_is_none_is_told() {
    let plan = plan("limited-none", &profile("http://127.0.0.1:9", "limits = { rate = \"fast\" }"), &[]);
    assert_eq!((plan.code, plan.out.as_str()), (Some(2), ""));
    assert!(
        plan.err.contains("p.toml:4: `fast` is not a rate; write requests and time, such as \"300/5m\""),
        "{}",
        plan.err
    );
}

#[test]
fn a_pause_that_is_asked_for_is_kept_and_not_judged() {
    let target = Fake::start(|number, _| match number {
        0 => fake::json(429, "retry-after: 1\r\n", "{}"),
        1 => fake::json(503, "retry-after: 1\r\n", "{}"),
        _ => fake::json(200, "", OK),
    });
    let (ended, report) =
        run("limited-pause", &profile(&target.url(), ""), &["--exact", "jpay-search/order/accepts/isac"]);
    assert_eq!((ended.code, &report["findings"]), (Some(0), &json!([])), "{}", ended.out);
    let came = target.came();
    assert!(came[1].at - came[0].at >= Duration::from_secs(1) && came[2].at - came[1].at >= Duration::from_secs(1));
    assert_eq!((&came[0].head, &came[0].body), (&came[2].head, &came[2].body), "the same request");
}

#[test]
fn a_target_that_only_asks_for_pauses_could_not_be_asked() {
    let target = Fake::start(|_, _| fake::json(429, "retry-after: 0\r\n", "{}"));
    let (ended, report) =
        run("limited-busy", &profile(&target.url(), ""), &["--exact", "jpay-search/order/accepts/isac"]);
    assert_eq!((ended.code, &report["findings"], target.came().len()), (Some(3), &json!([]), 6 + 6), "{}", ended.out);
    let error = report["errors"][0]["error"].as_str().expect("an error");
    assert!(error.contains("the response is 429 with retry-after: 0 (requests sent: 6)"), "{error}");
}

/// The state `maintenance` is about a 503: there it is the answer, even with a `retry-after`.
#[test]
fn a_status_that_is_due_is_judged() {
    let body = r#"{"err":{"ec":"ER999","msg":"m"}}"#;
    let target = Fake::start(move |_, _| fake::json(503, "retry-after: 60\r\n", body));
    let states = "[jpay-search.states]\nmaintenance = { api_key = \"m0FAKE\" }";
    let (ended, report) = run("limited-due", &profile(&target.url(), states), &["scenario/maintenance"]);
    assert_eq!((ended.code, &report["errors"]), (Some(0), &json!([])), "{}", ended.out);
    assert!(target.came().len() <= 2, "asked once for each step");
}

#[test]
fn a_short_budget_cuts_draws_first_and_keeps_every_requirement() {
    let filter = ["order/accepts/", "order/rejects/", "order/raw/"];
    let requests = |plan: &Ended| -> u64 {
        let line = plan.out.lines().find(|line| line.contains("at most")).unwrap_or_else(|| panic!("{plan:?}"));
        line.split("at most ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok()).expect("a number")
    };
    let with = |budget: u64| profile("http://127.0.0.1:9", &format!("limits = {{ requests = {budget} }}"));
    let whole = plan("limited-whole", &with(1_000_000), &filter);
    let cited = |plan: &Ended| -> std::collections::BTreeSet<String> {
        let lines = plan.out.lines().filter(|line| !line.trim_start().starts_with("0 requests"));
        let ids = lines.filter_map(|line| line.split_once('[')?.1.strip_suffix(']'));
        ids.flat_map(str::split_whitespace).map(str::to_owned).collect()
    };
    for (part, told) in [
        (2, " of 20 random draws for each trial"),
        (8, "no random draws; at most "),
        (14, "one case of a generated trial for each requirement"),
    ] {
        let budget = requests(&whole) / part;
        let cut = plan("limited-cut", &with(budget), &filter);
        assert_eq!(cut.code, Some(0), "{cut:?}");
        assert!(requests(&cut) <= budget && requests(&cut) > budget / 2, "{} of {budget}", requests(&cut));
        assert_eq!(cited(&cut), cited(&whole), "a part of {part}");
        assert!(
            cut.out.lines().any(|line| line.starts_with("cut jpay-search: of ") && line.contains(told)),
            "{}",
            cut.out
        );
        assert_eq!(cut.out, plan("limited-again", &with(budget), &filter).out, "the same cut again");
    }
    let none = plan("limited-least", &with(3), &filter);
    assert_eq!(none.code, Some(2), "{none:?}");
    assert!(none.err.contains("raise `requests` under [jpay-search] limits"), "{}", none.err);
}

#[test]
fn a_budget_is_never_passed_and_told_in_the_report() {
    let target = Fake::start(|_, _| fake::json(500, "", "{}"));
    let profile = profile(&target.url(), "limits = { requests = 60 }");
    let (ended, report) = run("limited-budget", &profile, &["order/accepts/"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(target.came().len() <= 60, "{}", target.came().len());
    assert!(report["cuts"][0].as_str().is_some_and(|cut| cut.contains("random draws")), "{}", report["cuts"]);
    assert!(ended.out.contains("cut jpay-search: of "), "{}", ended.out);
}

#[test]
fn time_that_is_over_ends_the_run_without_a_verdict() {
    let target = Fake::start(|_, _| fake::json(200, "", OK));
    let profile = profile(&target.url(), "limits = { rate = \"10/1s\", time = \"1s\", jobs = 1 }");
    let (ended, report) = run("limited-time", &profile, &["order/accepts/isac", "order/accepts/random"]);
    assert_eq!(
        (ended.code, &report["verdict"], &report["errors"]),
        (Some(3), &json!("untested"), &json!([])),
        "{report}"
    );
    assert!(target.came().len() <= 11, "{}", target.came().len());
    let told = "the time of 1s that the profile gives to a run is over";
    assert_eq!(report["ended"], told);
    assert!(ended.out.contains(&format!("ended before the plan did: {told}")), "{}", ended.out);
}
