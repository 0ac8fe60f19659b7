//! Care for what belongs to somebody else: production, targets that are only read, records that were made, other paths.

use std::fs;

use serde_json::json;

use crate::{
    fake::{self, Fake},
    served::Served,
    shell::{command, ended, folder, json as read, requirement, run_with, tekigo},
};

#[test]
fn a_target_of_real_business_is_asked_only_where_somebody_says_so() {
    let profile = |host: &str, more: &str| {
        format!(
            "[jpay-search]\nurl = \"http://{host}\"\ncredentials = {{ api_key = \"k0FAKE\" }}\nlimits = {{ timeout = \"1s\" }}\n{more}\n"
        )
    };
    let filter = "order/accepts/isac";
    // Nobody is ever asked there: the name leads nowhere.
    let (refused, _) = run_with("careful-host", &profile("api.acme-pay.internal.", ""), &[filter]);
    assert_eq!((refused.code, refused.out.as_str()), (Some(2), ""), "{}", refused.err);
    assert!(
        refused.err.contains("http://api.acme-pay.internal. looks like a target of real business")
            && refused.err.contains("say production = false under [jpay-search]")
            && refused.err.contains("--i-know-this-is-production"),
        "{}",
        refused.err
    );
    let target = Fake::start(|_, _| fake::json(200, "", r#"{"sid":"s","tcnt":1}"#));
    let host = target.url().replace("http://", "");
    let (said, _) = run_with("careful-said", &profile(&host, "production = true"), &[filter]);
    assert_eq!((said.code, target.came().len()), (Some(2), 0), "{}", said.err);
    assert!(said.err.contains("is said to be a target of real business"), "{}", said.err);
    let (known, _) =
        run_with("careful-known", &profile(&host, "production = true"), &[filter, "--i-know-this-is-production"]);
    assert_eq!((known.code, target.came().len()), (Some(0), 5), "four cases, and a good request before: {}", known.err);
    let (asked, _) = run_with("careful-false", &profile("api.acme-pay.internal.", "production = false"), &[filter]);
    assert_eq!(asked.code, Some(3), "nobody is there: {}", asked.err);
    let folder = folder("careful-plan");
    fs::write(folder.join("p.toml"), profile("api.acme-pay.internal.", "")).expect("written");
    let plan = tekigo(&folder, &["plan", "--target", "p.toml", filter]);
    assert_eq!(plan.code, Some(0), "a plan asks nobody: {}", plan.err);
    let mut url = command(&folder, &["run", "--url", "http://api.acme-pay.internal.", "--contract", "jpay-search"]);
    url.env("TEKIGO_API_KEY", "k0FAKE");
    assert_eq!(ended(url).code, Some(2));
}

#[test]
fn where_nothing_may_be_written_nothing_is() {
    let served = Served::start(&["robo-payment", "jpay-search"], &[]);
    let profile = served.profile(&[], "read-only = true\n");
    let filter =
        ["bulk_upsert/accepts/payment_other.memo", "scenario/document-sample", "order/accepts/isac", "scenario/sid-"];
    let (ended, report) = run_with("careful-read", &profile, &filter);
    assert_eq!(ended.code, Some(0), "{}", ended.out);
    for trial in report["trials"].as_array().expect("trials") {
        let (name, sent) = (trial["name"].as_str().expect("a name"), trial["exchanges"].as_u64());
        assert_eq!(sent == Some(0), name.starts_with("robo-payment/"), "{name} sent {sent:?}");
    }
    let left_out = requirement(&report, "RP-3629");
    assert_eq!(
        (&left_out["verdict"], &left_out["reason"]),
        (&json!("not-tested"), &json!("read-only: `bulk_upsert` writes"))
    );
}

#[test]
fn records_that_were_made_are_listed_once_and_none_that_was_there_before() {
    let served = Served::start(&["robo-payment"], &[]);
    let filter = ["bulk_upsert/accepts/payment_other.memo", "scenario/update-", "scenario/payment-partly"];
    let (ended, report) = run_with("careful-made", &served.profile(&[], ""), &filter);
    assert_eq!(ended.code, Some(0), "{}", ended.out);
    let made = read(&folder_of("careful-made").join("report/made.json"));
    let made = made.as_array().expect("a list");
    assert!(!made.is_empty(), "{}", report["totals"]);
    let places = ["/payment_bank_transfer/*/payment_id", "/payment_other/*/payment_id"];
    let mut ids: Vec<&str> = Vec::new();
    for record in made {
        assert_eq!((&record["contract"], &record["operation"]), (&json!("robo-payment"), &json!("bulk_upsert")));
        assert!(places.contains(&record["place"].as_str().expect("a place")), "{record}");
        ids.push(record["id"].as_str().expect("an id"));
    }
    let gives = tekigo::reference::find("robo-payment").expect("a reference").gives();
    let before = |id: &&str| gives["states"].to_string().contains(&format!("\"payment_id\":{id},"));
    assert!(!ids.iter().any(before), "{ids:?}");
    ids.sort_unstable();
    assert!(ids.windows(2).all(|two| two[0] != two[1]), "{ids:?}");
    assert!(ended.out.contains(&format!("{} records were made at the target; made.json lists them", ids.len())));
}

fn folder_of(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("commands").join(name)
}

#[test]
fn a_target_with_another_path_and_method_is_asked_there() {
    let target = Fake::start(|_, _| fake::json(200, "", r#"{"sid":"s","tcnt":1}"#));
    let profile = |operation: &str| {
        format!(
            "[jpay-search]\nurl = \"{}/base/\"\ncredentials = {{ api_key = \"k0FAKE\" }}\n[jpay-search.operations]\n{operation}\n",
            target.url()
        )
    };
    let own = profile("order = { method = \"PUT\", path = \"/v2/orders\" }");
    let (ended, _) = run_with("careful-path", &own, &["order/accepts/isac"]);
    assert_eq!(ended.code, Some(0), "{}", ended.out);
    let heads: Vec<String> = target.came().into_iter().map(|came| came.head).collect();
    assert!(
        !heads.is_empty() && heads.iter().all(|head| head.starts_with("PUT /base/v2/orders HTTP/1.1")),
        "{heads:?}"
    );
    for (operation, told) in [
        ("ordr = { path = \"/a\" }", "p.toml:5: there is no operation `ordr`; did you mean order?"),
        ("order = { path = \"a\" }", "p.toml:5: `a` is not a path; start it with /"),
        ("order = { method = \"put\" }", "p.toml:5: `put` is not a method; write it in capitals"),
        (
            "order = { pth = \"/a\" }",
            "p.toml:5: `pth` is not known in [jpay-search.operations.order]; did you mean path?",
        ),
    ] {
        let (ended, _) = run_with("careful-wrong", &profile(operation), &[]);
        assert_eq!(ended.code, Some(2), "{operation}");
        assert!(ended.err.contains(told), "{told}: {}", ended.err);
    }
}
