//! What a run tells besides its verdicts: the order of codes, the trials of each requirement, what belongs to somebody else.

use serde_json::{Value, json};

use crate::shell::{folder, report, tekigo};

/// Runs in a folder of its own against the embedded reference; the report.
fn run(name: &str, arguments: &[&str]) -> Value {
    let folder = folder(name);
    let ended = tekigo(&folder, &[&["run", "--out", "report"], arguments].concat());
    assert!(folder.join("report/report.json").exists(), "{ended:?}");
    report(&folder.join("report"))
}

#[test]
fn two_broken_constraints_show_the_order_of_codes_and_judge_nothing() {
    let report = run("traced-order", &["robo-payment/bulk_upsert/precedence", "jpay-search/order/precedence"]);
    assert_eq!(report["findings"], json!([]), "{report}");
    let contracts = report["contracts"].as_array().expect("contracts");
    let pairs = |id: &str| {
        let contract = contracts.iter().find(|contract| contract["id"] == id).expect("the contract");
        contract["precedence"].as_array().expect("pairs").clone()
    };
    let robo = pairs("robo-payment");
    assert!(robo.len() > 10, "{robo:?}");
    for pair in &robo {
        let came = pair["came"].as_array().expect("codes");
        assert!(!came.is_empty() && pair["one"]["code"] != pair["other"]["code"], "{pair}");
    }
    // One code for all: what is named decides.
    let jpay = pairs("jpay-search");
    let pair =
        jpay.iter().find(|pair| pair["one"]["at"] == "/gid" && pair["other"]["at"] == "/acid").expect("the pair");
    assert_eq!(pair["one"]["code"], "ER400 gid");
    assert_eq!(pair["came"], json!(["ER400 gid", "ER400 acid"]), "{pair}");
}

#[test]
fn a_list_of_requirements_can_tell_what_a_run_came_to() {
    let folder = folder("traced-list");
    let fault = ["--contract", "jpay-search", "--fault", "isac-text-accepted"];
    tekigo(&folder, &[&["run", "--out", "report", "order/"], &fault[..]].concat());
    let list = ["list", "requirements", "--contract", "jpay-search", "--report", "report/report.json"];
    let told = tekigo(&folder, &[&list[..], &["--json"]].concat());
    let rows: Vec<Value> = serde_json::from_str(&told.out).expect("a JSON array");
    let row = |id: &str| rows.iter().find(|row| row["id"] == id).unwrap_or_else(|| panic!("no {id}"));
    assert_eq!(row("JP-isac")["verdict"], "fail", "{}", row("JP-isac"));
    assert!(row("JP-isac")["trials"].to_string().contains("order/rejects/isac"), "{}", row("JP-isac"));
    assert_eq!(row("JP-maxs")["verdict"], "not-tested");
    assert!(row("JP-isac")["source"].to_string().contains("lines"), "{}", row("JP-isac"));
    let text = tekigo(&folder, &list);
    assert!(text.out.lines().any(|line| line.contains("JP-isac") && line.contains("fail")), "{}", text.out);
}

#[test]
fn a_row_of_another_shop_is_found_in_whichever_answer_it_stands() {
    let fault = ["--contract", "jpay-search", "--fault", "other-shop-row-found"];
    let report = run("traced-foreign", &[&["scenario/filtered-by-gid"], &fault[..]].concat());
    let findings = report["findings"].as_array().expect("findings");
    let foreign = findings.iter().find(|finding| finding["check"] == "foreign").unwrap_or_else(|| panic!("{report}"));
    assert_eq!((&foreign["requirement"], &foreign["level"]), (&json!("JP-auth-search"), &json!("must")));
    assert_eq!(foreign["actual"], "its 90000000");
}

#[test]
fn a_contract_without_a_reference_can_be_looked_at_without_a_target() {
    let folder = folder("traced-looked-at");
    let contracts = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/parcel-fee");
    for (arguments, told) in [
        (&["list", "requirements"][..], "PF-weight"),
        (&["list", "trials"], "parcel-fee/fee/rejects/weight"),
        (&["plan"], "parcel-fee/scenario/heavier"),
        (&["explain", "PF-weight"], "weight"),
    ] {
        let ended = tekigo(&folder, &[arguments, &["--contracts", contracts]].concat());
        assert_eq!((ended.code, ended.out.contains(told)), (Some(0), true), "{ended:?}");
    }
    let ended = tekigo(&folder, &["run", "--contracts", contracts]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("there is none for this contract; give --url or --target"), "{ended:?}");
}
