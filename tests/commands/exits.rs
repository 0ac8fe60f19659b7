//! What the exit code says: 0 conformant, 1 not, 3 could not be tested. Wrong inputs, 2, have a file of their own.

use serde_json::json;

use crate::shell::{closed, command, ended, folder, found, report, requirement, tekigo};

#[test]
fn a_kept_promise_is_0() {
    let folder = folder("exits-0");
    let ended = tekigo(&folder, &["run", "--contract", "jpay-search", "--out", "report", "order/accepts/isac"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let report = report(&folder.join("report"));
    assert_eq!((&report["verdict"], &report["findings"]), (&json!("conformant"), &json!([])));
    assert_eq!(requirement(&report, "JP-isac")["verdict"], "pass");
}

#[test]
fn a_broken_promise_is_1() {
    let folder = folder("exits-1");
    let arguments = ["run", "--contract", "jpay-search", "--fault", "isac-text-accepted", "--out", "report"];
    let ended = tekigo(&folder, &[&arguments[..], &["order/rejects/isac/type"]].concat());
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let report = report(&folder.join("report"));
    assert_eq!((&report["verdict"], found(&report)), (&json!("not-conformant"), vec!["JP-isac"]));
    assert_eq!(requirement(&report, "JP-isac")["verdict"], "fail");
}

#[test]
fn a_broken_should_is_0_and_under_strict_1() {
    let folder = folder("exits-should");
    let arguments = ["run", "--contract", "jpay-search", "--fault", "messages-in-english", "order/rejects/isac/type"];
    for (more, code, verdict) in [(&["--out", "lenient"][..], 0, "warn"), (&["--strict", "--out", "strict"], 1, "fail")]
    {
        let ended = tekigo(&folder, &[&arguments[..], more].concat());
        assert_eq!(ended.code, Some(code), "{ended:?}");
        let report = report(&folder.join(more[more.len() - 1]));
        assert_eq!(requirement(&report, "JP-msg")["verdict"], verdict);
        assert_eq!(report["strict"], code == 1);
    }
}

#[test]
fn a_target_that_refuses_connections_is_3_and_no_verdict_on_it() {
    let folder = folder("exits-refused");
    let arguments = ["run", "--contract", "jpay-search", "--url", &closed(), "--out", "report", "order/accepts/"];
    let mut command = command(&folder, &arguments);
    command.env("TEKIGO_API_KEY", "k0FAKE");
    let ended = ended(command);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    let report = report(&folder.join("report"));
    assert_eq!((&report["verdict"], &report["findings"]), (&json!("untested"), &json!([])));
    assert_eq!(report["totals"]["exchanges"], 0);
    let isac = requirement(&report, "JP-isac");
    assert_eq!(isac["verdict"], "error");
    assert!(
        isac["reason"].as_str().is_some_and(|reason| reason.starts_with("failed to connect to http://127")),
        "{isac}"
    );
    assert!(!ended.err.contains("panicked"), "{}", ended.err);
}

#[test]
fn nothing_tested_is_3() {
    let folder = folder("exits-untested");
    let arguments = ["run", "--contract", "jpay-search", "--out", "report", "scenario/sort-key-twice"];
    let ended = tekigo(&folder, &arguments);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    let report = report(&folder.join("report"));
    let sorted = requirement(&report, "JP-sorted");
    assert_eq!((&report["verdict"], &sorted["verdict"]), (&json!("untested"), &json!("not-tested")));
    assert!(sorted["reason"].as_str().is_some_and(|reason| reason.contains("sort-order-key")), "{sorted}");
}
