//! Answers that change though the bytes do not: told apart from promises that are broken for good.

use std::time::Duration;

use serde_json::{Value, json};
use tekigo::reference::Answer;

use crate::{
    counted::{Counted, Twist},
    shell::{Ended, ended, folder, journal, json, report, requirement},
};

const CONTRACT: &str = "jpay-search";

/// An answer of success to whatever asks for it.
fn accepted() -> Answer {
    Answer { status: 200, content_type: "application/json", body: br#"{"sid":null,"tcnt":0}"#.to_vec() }
}

fn played(name: &str, twist: Twist, filter: &str) -> (Ended, Value, Vec<Value>) {
    let folder = folder(name);
    let target = Counted::twisted(CONTRACT, &[], Duration::ZERO, twist);
    let ended = ended(target.command(CONTRACT, &folder, &["--jobs", "1", "--out", "report", filter]));
    let journal = journal(&folder.join("report"));
    let lines = journal.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let again: Vec<Value> = lines.filter(|line| line["exchange"]["purpose"] == "again").collect();
    (ended, report(&folder.join("report")), again)
}

/// `isac` as a text is to be refused.
const TEXT: &str = "\"isac\":\"";

#[test]
fn a_broken_promise_that_the_same_bytes_keep_is_flaky_and_no_verdict() {
    let once = |before: usize, ask: &str, answer| if before == 0 && ask.contains(TEXT) { accepted() } else { answer };
    let (ended, report, again) = played("flaky-once", once, "order/rejects/isac/type");
    assert_eq!((ended.code, &report["verdict"]), (Some(3), &json!("untested")), "{}", ended.out);
    assert!(ended.out.contains("flaky: the same bytes, sent again, kept every requirement"), "{}", ended.out);
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&report["findings"][0]["requirement"], &report["findings"][0]["flaky"]),
        (&json!("JP-isac"), &json!(true))
    );
    let isac = requirement(&report, "JP-isac");
    assert_eq!((&isac["verdict"], &isac["reason"]), (&json!("error"), &json!("flaky: the same bytes, two verdicts")));
    assert_eq!(again.len(), 2);
    assert_eq!(again[0]["exchange"]["request"], again[1]["exchange"]["request"]);
}

#[test]
fn a_broken_promise_that_stays_broken_fails() {
    let always = |_, ask: &str, answer| if ask.contains(TEXT) { accepted() } else { answer };
    let (ended, report, again) = played("flaky-never", always, "order/rejects/isac/type");
    assert_eq!((ended.code, &report["findings"][0]["flaky"]), (Some(1), &json!(false)), "{}", ended.out);
    assert_eq!((&requirement(&report, "JP-isac")["verdict"], again.len()), (&json!("fail"), 2));
}

/// What the first request left behind may make the second answer another one, and no better.
#[test]
fn another_finding_the_second_time_is_not_flaky() {
    let changes = |before: usize, ask: &str, answer: Answer| match before {
        _ if !ask.contains(TEXT) => answer,
        0 => accepted(),
        _ => Answer { body: br#"{"err":{"ec":"ER999","msg":"x"}}"#.to_vec(), status: 503, ..answer },
    };
    let (ended, report, _) = played("flaky-other", changes, "order/rejects/isac/type");
    let first = report["findings"].as_array().expect("findings").iter().find(|found| found["check"] == "outcome");
    assert_eq!((ended.code, &first.expect("the first")["flaky"]), (Some(1), &json!(false)), "{}", ended.out);
}

#[test]
fn a_scenario_is_played_again_as_a_whole() {
    let miscounts = |before: usize, ask: &str, answer: Answer| {
        if before > 0 || !ask.ends_with(" {\"isac\":false}") {
            return answer;
        }
        let mut body: Value = serde_json::from_slice(&answer.body).expect("JSON");
        body["tcnt"] = json!(body["tcnt"].as_i64().expect("a count") + 1);
        Answer { body: body.to_string().into_bytes(), ..answer }
    };
    let (ended, report, again) = played("flaky-scenario", miscounts, "scenario/isac-default");
    assert_eq!((ended.code, &report["findings"][0]["flaky"]), (Some(3), &json!(true)), "{}", ended.out);
    assert!(again.len() >= 4, "{} steps were asked again", again.len());
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("commands/flaky-scenario/report");
    let scenario = report["findings"][0]["scenario"].as_str().expect("a counterexample");
    assert_eq!(json(&folder.join(scenario))["name"], "isac-default");
}
