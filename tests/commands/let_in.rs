//! A target that does not let us in, before the plan and in the middle of it, and one that asks for pauses by a code.

use std::{
    collections::HashMap,
    fs,
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener},
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use serde_json::{Value, json};

use crate::{
    fake::{self, Came, Fake},
    shell::{Ended, folder, run_with, tekigo},
};

const OK: &str = r#"{"sid":"s","tcnt":1}"#;
const ISAC: &str = "jpay-search/order/accepts/isac";

fn profile(url: &str, more: &str) -> String {
    format!("name = \"t\"\n[jpay-search]\nurl = \"{url}\"\ncredentials = {{ api_key = \"k0FAKE\" }}\n{more}\n")
}

fn place(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("commands").join(name)
}

/// Asserts that a run ended with this reason, and that nothing it tells says more than that.
fn is_left_alone(name: &str, (ended, report): &(Ended, Value), reason: &str) {
    assert_eq!(ended.code, Some(3), "{ended:?}");
    let told = report["ended"].as_str().unwrap_or_else(|| panic!("{report}"));
    assert!(told.starts_with(reason), "{told}");
    let line = format!("ended before the plan did: {told}\n");
    assert_eq!(ended.out.matches(&line).count(), 1, "it is told once: {}", ended.out);
    assert_eq!(
        (&report["verdict"], &report["findings"], &report["errors"]),
        (&json!("untested"), &json!([]), &json!([]))
    );
    assert_eq!(report["complete"], false);
    let contract = &report["contracts"][0]["requirements"];
    let left = contract.as_array().expect("requirements").iter().filter(|one| one["reason"] == told).count();
    assert!(left > 20, "{contract}");
    assert!(!ended.out.contains("k0FAKE"));
    // The journal comes to the same.
    let again = tekigo(&place(name), &["report", "report"]);
    assert_eq!(again.code, Some(3), "{again:?}");
    let rendered = crate::shell::report(&place(name).join("report"));
    assert_eq!((&rendered["totals"], &rendered["ended"]), (&report["totals"], &report["ended"]));
}

#[test]
fn what_lies_in_the_way_of_every_operation_ends_the_run_before_it_begins() {
    let page =
        ("HTTP/1.1 200 Fake\r\ncontent-type: text/html\r\n".to_owned(), "<!doctype html><p>log in</p>".to_owned());
    for (name, answer, reason) in [
        ("401", fake::json(401, "", "{}"), "p.toml:4: the target does not take the credentials of the profile: "),
        ("403", fake::json(403, "", "{}"), "p.toml:4: the target does not take the credentials of the profile: "),
        (
            "code",
            fake::json(200, "", r#"{"err":{"ec":"ER401","msg":"m"}}"#),
            "p.toml:4: the target does not take the credentials of the profile: a good request to `order` (POST \
             /v1.0/charges/search/order) is refused with status 200 and code ER401; correct them, or go on with --no-preflight",
        ),
        ("404", fake::json(404, "", "{}"), "p.toml:3: nothing of this API is served at the address: "),
        ("html", page, "p.toml:3: the address leads to a page and not to this API: "),
        ("405", fake::json(405, "", "{}"), "p.toml:3: the target does not take the method: "),
    ] {
        let name = format!("letin-{name}");
        let target = Fake::start(move |_, _| answer.clone());
        let came = run_with(&name, &profile(&target.url(), ""), &[]);
        is_left_alone(&name, &came, reason);
        // The set-up step of `search` is an order, and is refused as well.
        assert_eq!((target.came().len(), &came.1["totals"]["exchanges"]), (2, &json!(2)), "{name}");
    }
}

#[test]
fn what_proves_who_asks_is_named_where_it_stands() {
    let target = Fake::start(|_, _| fake::json(401, "", "{}"));
    let auth = "auth = { kind = \"bearer\", token = \"t0FAKE\" }";
    let came = run_with("letin-auth", &profile(&target.url(), auth), &["order/"]);
    assert!(came.1["ended"].as_str().is_some_and(|told| told.starts_with("p.toml:5: ")), "{}", came.1["ended"]);
}

#[test]
fn tls_is_not_asked_of_a_plain_port() {
    // Whatever bytes come, a plain server says that it understands none of them.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
        }
    });
    let (ended, report) = run_with("letin-plain", &profile(&url, ""), &["order/"]);
    let told = report["ended"].as_str().expect("a reason");
    let due =
        format!("p.toml:3: the target speaks plain HTTP at {url}, and the address says https; correct the address, or");
    assert!(ended.code == Some(3) && told.starts_with(&due), "{told}");
}

#[test]
fn a_wrong_key_costs_few_requests_however_many_lanes_there_are() {
    for jobs in ["1", "2", "64"] {
        for status in [401, 403] {
            let name = format!("letin-{status}-{jobs}");
            let target = Fake::start(move |_, _| fake::json(status, "", "{}"));
            let came = run_with(&name, &profile(&target.url(), ""), &["--no-preflight", "--jobs", jobs]);
            is_left_alone(&name, &came, "p.toml:4: the target does not take the credentials of the profile: ");
            assert!(target.came().len() <= 20, "{jobs} jobs: {} requests", target.came().len());
            assert_eq!(came.1["totals"]["exchanges"], target.came().len(), "every request is counted");
        }
    }
}

#[test]
fn a_target_that_stops_to_let_us_in_ends_the_run_which_goes_on_when_it_lets_us_in_again() {
    let is_open = Arc::new(AtomicBool::new(false));
    let opens = Arc::clone(&is_open);
    let target = Fake::start(move |number, _| {
        if number < 40 || opens.load(Ordering::Relaxed) { fake::json(200, "", OK) } else { fake::json(403, "", "{}") }
    });
    let filter =
        ["order/accepts/isac", "order/accepts/gid", "order/accepts/acid", "order/accepts/cdf", "order/accepts/cdt"];
    let jobs = [&filter[..], &["order/accepts/random", "--jobs", "2"]].concat();
    let (ended, report) = run_with("letin-later", &profile(&target.url(), ""), &jobs);
    assert_eq!((ended.code, &report["findings"]), (Some(3), &json!([])), "{ended:?}");
    let told = report["ended"].as_str().expect("a reason");
    assert!(told.starts_with("p.toml:4: the target no longer takes the credentials of the profile: "), "{told}");
    let sent = target.came().len();
    assert!((44..=56).contains(&sent), "{sent}");
    is_open.store(true, Ordering::Relaxed);
    let resumed = tekigo(&place("letin-later"), &["run", "--target", "p.toml", "--resume", "report"]);
    let whole = crate::shell::report(&place("letin-later").join("report"));
    assert_eq!(
        (resumed.code, &whole["complete"], &whole["findings"]),
        (Some(0), &json!(true), &json!([])),
        "{resumed:?}"
    );
    assert_eq!(whole["ended"], Value::Null);
}

/// The token of a request.
fn token(came: &Came) -> Option<String> {
    let line = came.head.lines().find(|line| line.to_ascii_lowercase().starts_with("authorization: "))?;
    Some(line.rsplit(' ').next()?.to_owned())
}

#[test]
fn a_token_that_is_refused_by_403_is_renewed_and_nobody_is_accused() {
    let uses: Mutex<HashMap<String, u32>> = Mutex::default();
    let target = Fake::start(move |number, came| {
        if came.head.starts_with("POST /token") {
            return fake::json(200, "", &format!(r#"{{"access_token":"t{number}FAKE","expires_in":3600}}"#));
        }
        let mut uses = uses.lock().unwrap_or_else(PoisonError::into_inner);
        let so_far = uses.entry(token(came).unwrap_or_default()).or_default();
        *so_far += 1;
        if *so_far > 9 { fake::json(403, "", "{}") } else { fake::json(200, "", OK) }
    });
    let url = target.url();
    let auth = format!(
        "auth = {{ kind = \"oauth2\", token-url = \"{url}/token\", client-id = \"c\", client-secret = \"s0FAKE\" }}"
    );
    let filter = ["order/accepts/isac", "order/accepts/gid", "order/accepts/acid", "order/accepts/cdf", "--jobs", "1"];
    let (ended, report) = run_with("letin-token", &profile(&url, &auth), &filter);
    assert_eq!(
        (ended.code, &report["findings"], &report["complete"]),
        (Some(0), &json!([]), &json!(true)),
        "{ended:?}"
    );
    let tokens = target.came().iter().filter(|came| came.head.starts_with("POST /token")).count();
    assert!(tokens > 1, "{tokens}");
}

#[test]
fn a_code_that_the_profile_names_asks_for_a_pause() {
    let busy = r#"{"err":{"ec":"ER777","msg":"m"}}"#;
    let answer = move |number: usize, _: &Came| match number % 3 {
        1 => fake::json(if number.is_multiple_of(2) { 200 } else { 400 }, "retry-after: 0\r\n", busy),
        _ => fake::json(200, "", OK),
    };
    let target = Fake::start(answer);
    let limits = "limits = { busy-codes = [\"ER777\"] }";
    let (ended, report) = run_with("letin-busy", &profile(&target.url(), limits), &["--exact", ISAC, "--jobs", "1"]);
    assert_eq!(
        (ended.code, &report["findings"], &report["errors"]),
        (Some(0), &json!([]), &json!([])),
        "{}",
        ended.out
    );
    let came = target.came();
    assert_eq!(
        (&came[1].body, &report["totals"]["exchanges"]),
        (&came[2].body, &json!(came.len())),
        "the same request again"
    );
    let target = Fake::start(answer);
    let (_, report) = run_with("letin-judged", &profile(&target.url(), ""), &["--exact", ISAC]);
    assert_ne!(report["findings"], json!([]), "nobody says what the code means");
}

#[test]
fn a_pause_that_nobody_waits_out_ends_the_run() {
    let target = Fake::start(|_, _| fake::json(429, "retry-after: 86400\r\n", "{}"));
    let (ended, report) = run_with("letin-day", &profile(&target.url(), ""), &["order/accepts/"]);
    let told = report["ended"].as_str().expect("a reason");
    assert!(told.starts_with("the target asks for a pause of 86400 seconds"), "{told}");
    assert_eq!((ended.code, target.came().len(), &report["findings"]), (Some(3), 1, &json!([])), "{}", ended.out);
}

#[test]
fn codes_in_a_profile_that_are_none_are_told_with_their_line() {
    for (codes, told) in [
        ("[]", "p.toml:5: `busy-codes` names no code"),
        ("[true]", "p.toml:5: true is not a code; write a text or an integer"),
        ("\"E98\"", "p.toml:5: `busy-codes` is not a list"),
    ] {
        let (ended, _) = run_with(
            "letin-codes",
            &profile("http://127.0.0.1:9", &format!("limits = {{ busy-codes = {codes} }}")),
            &[],
        );
        assert!(ended.code == Some(2) && ended.err.contains(told), "{}", ended.err);
    }
}

#[test]
fn a_plan_lists_what_goes_out_before_it() {
    let folder = folder("letin-plan");
    fs::write(folder.join("p.toml"), profile("http://127.0.0.1:9", "")).expect("written");
    let before = |filter: &str| -> Vec<String> {
        let plan = tekigo(&folder, &["plan", "--target", "p.toml", filter]);
        plan.out.lines().filter(|line| line.starts_with("before the plan")).map(str::to_owned).collect()
    };
    let order = "before the plan: 1 good request to jpay-search/order; --no-preflight leaves it out";
    let search = "before the plan: 1 good request to jpay-search/search, after 1 of its set-up steps; --no-preflight leaves it out";
    assert_eq!(before("jpay-search/"), [order, search]);
    assert_eq!(before("order/raw/"), [order]);
    assert_eq!(before("scenario/"), [""; 0]);
    let reference = tekigo(&folder, &["plan", "--contract", "jpay-search"]);
    assert!(!reference.out.contains("before the plan"), "of a reference there is nothing to find out");
}
