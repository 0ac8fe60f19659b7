//! `diff`, `run --baseline` and `run --against`: what changed between two runs, and which of two targets keeps which promise.

use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use serde_json::Value;
use tekigo::reference::Answer;

use crate::{
    counted::Counted,
    shell::{Ended, ended, folder, json, tekigo},
};

const FILTER: [&str; 4] = ["--contract", "jpay-search", "order/accepts/", "order/rejects/gid"];

fn run(folder: &Path, out: &str, arguments: &[&str]) -> Ended {
    tekigo(folder, &[&["run", "--out", out], &FILTER[..], arguments].concat())
}

/// The changes in a folder: kind, place, level, before, after.
fn changes(folder: &Path) -> Vec<[String; 5]> {
    let drift = json(&folder.join("drift.json"));
    let text = |change: &Value, key: &str| change[key].as_str().expect("text").to_owned();
    let rows = drift["changes"].as_array().expect("changes").iter();
    rows.map(|change| ["kind", "place", "level", "from", "to"].map(|key| text(change, key))).collect()
}

#[test]
fn the_same_answers_are_no_drift_and_new_ids_are_listed() {
    let folder = folder("drifted-same");
    run(&folder, "a", &[]);
    let again = run(&folder, "b", &["--baseline", "a"]);
    assert_eq!((again.code, changes(&folder.join("b"))), (Some(0), Vec::new()), "{again:?}");
    let drift = json(&folder.join("b/drift.json"));
    assert_eq!((&drift["compared"], &drift["only_a"], &drift["only_b"]), (&drift["same"], &0.into(), &0.into()));
    assert!(drift["compared"].as_u64().is_some_and(|count| count > 100), "{drift}");
    assert!(again.out.ends_with("b/report.json\n"), "{}", again.out);
}

#[test]
fn a_changed_answer_is_told_once_with_what_it_breaks() {
    let folder = folder("drifted-changed");
    run(&folder, "a", &[]);
    run(&folder, "b", &["--fault", "count-as-string"]);
    let diff = tekigo(&folder, &["diff", "a", "b", "--out", "c"]);
    assert_eq!(diff.code, Some(1), "{diff:?}");
    let row = ["shape", "/tcnt", "must", "number", "string"].map(str::to_owned);
    assert_eq!(changes(&folder.join("c")), [row], "{}", diff.out);
    let drift = json(&folder.join("c/drift.json"));
    let sid = &drift["masked"]["jpay-search/order /sid"];
    assert!(sid.is_null() || sid["class"] == "uuid", "{drift}");
    let page = fs::read_to_string(folder.join("c/drift.md")).expect("written");
    assert!(page.starts_with("# tekigo diff\n\n```text\n") && page.contains("/tcnt: number → string"), "{page}");
    let page = fs::read_to_string(folder.join("c/drift.html")).expect("written");
    let row = page.split("<tr>").find(|row| row.contains("jpay-search/order /tcnt")).expect("a row");
    let [before, after] = ["number</code>", "string</code>"].map(|side| row.find(side).expect(side));
    assert!(before < after && page.contains("Kinds of change: 1 must, 0 should, 0 open."), "{page}");
    let japanese = tekigo(&folder, &["diff", "a", "b", "--out", "ja", "--lang", "ja"]);
    let page = fs::read_to_string(folder.join("ja/drift.html")).expect("written");
    assert!(page.contains("数値</code>") && page.contains("変化: 必須 1種類"), "{page}");
    assert!(japanese.out.contains("/tcnt: 数値 → 文字列"), "{}", japanese.out);
    for (level, code) in [("should", 1), ("open", 1), ("never", 0)] {
        assert_eq!(tekigo(&folder, &["diff", "a", "b", "--fail-on", level]).code, Some(code), "{level}");
    }
}

#[test]
fn what_the_document_leaves_open_drifts_too() {
    let folder = folder("drifted-open");
    let filter = ["jpay-search/scenario/idx-past-end"];
    let run = |out: &str, more: &[&str]| tekigo(&folder, &[&["run", "--out", out], &filter[..], more].concat());
    run("a", &[]);
    run("b", &["--fault", "page-past-end-er404"]);
    tekigo(&folder, &["diff", "a", "b", "--out", "c"]);
    let told = changes(&folder.join("c"));
    assert!(told.iter().all(|row| row[2] == "open"), "{told:?}");
    assert!(told.iter().any(|row| row[0] == "code" || row[0] == "status"), "{told:?}");
    assert_eq!(tekigo(&folder, &["diff", "a", "b"]).code, Some(0));
    assert_eq!(tekigo(&folder, &["diff", "a", "b", "--fail-on", "open"]).code, Some(1));
}

/// Amounts of five digits and more are compared as any others; what the owner names is passed over and counted.
#[test]
fn an_amount_that_changes_is_told_unless_its_field_is_masked() {
    let folder = folder("drifted-amounts");
    let filter = ["jpay-search/scenario/every-row"];
    let run = |out: &str, more: &[&str]| tekigo(&folder, &[&["run", "--out", out], &filter[..], more].concat());
    run("a", &[]);
    let masked = run("b", &["--fault", "total-without-postage", "--baseline", "a", "--mask", "ta"]);
    let total = |folder: &Path| changes(folder).into_iter().filter(|row| row[1] == "/dtls/*/ta").collect::<Vec<_>>();
    assert_eq!(total(&folder.join("b")), [[""; 5]; 0], "{}", masked.out);
    let passed = json(&folder.join("b/drift.json"))["masked"]["jpay-search/search /dtls/*/ta"]["values"].as_u64();
    assert!(passed.is_some_and(|values| values > 100), "{passed:?}");
    assert_eq!(tekigo(&folder, &["diff", "a", "b", "--out", "c"]).code, Some(1));
    assert_eq!(total(&folder.join("c")), [["value", "/dtls/*/ta", "must", "number", "number"].map(str::to_owned)]);
    let drift = json(&folder.join("c/drift.json"));
    assert!(drift["masked"]["jpay-search/search /dtls/*/ta"].is_null(), "{}", drift["masked"]);
}

/// Nothing that such a target makes anew in each run is a change, and nothing else is passed over for it.
#[test]
fn two_runs_against_one_target_that_keeps_its_state_are_the_same_for_every_contract() {
    let folder = folder("drifted-living");
    let all = ["robo-payment", "jpay-search", "saison-claim", "abs-status", "kanri-claim"];
    let served = crate::served::Served::start(&all, &[]);
    fs::write(folder.join("p.toml"), served.profile(&[], "")).expect("written");
    let run = |out: &str, more: &[&str]| {
        let arguments = ["run", "--target", "p.toml", "--out", out, "--cases", "1", "--jobs", "2"];
        tekigo(&folder, &[&arguments[..], &["/scenario/", "/accepts/"], more].concat())
    };
    assert_eq!(run("a", &[]).code, Some(0));
    let again = run("b", &["--baseline", "a"]);
    assert_eq!((again.code, changes(&folder.join("b"))), (Some(0), Vec::new()), "{}", again.out);
    let drift = json(&folder.join("b/drift.json"));
    assert_eq!((&drift["compared"], &drift["asked_otherwise"]), (&drift["same"], &0.into()), "{}", again.out);
    assert_eq!((&drift["only_a"], &drift["only_b"]), (&0.into(), &0.into()));
    assert!(drift["compared"].as_u64().is_some_and(|count| count > 1_000), "{}", again.out);
    let masked: Vec<&String> = drift["masked"].as_object().expect("places").keys().collect();
    let due = [
        "jpay-search/order /sid",
        "jpay-search/search /sid",
        "robo-payment/bulk_upsert /payment_bank_transfer/*/payment_id",
        "robo-payment/bulk_upsert /payment_other/*/payment_id",
    ];
    assert_eq!(masked, due);
}

/// Adds what a gateway adds: short numbers of no name that says so, which requests hold by chance.
fn adding(_: usize, _: &str, answer: Answer) -> Answer {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let next = NUMBER.fetch_add(1, Ordering::Relaxed).wrapping_mul(48_271) % 65_537;
    let Ok(Value::Object(mut body)) = serde_json::from_slice(&answer.body) else { return answer };
    body.insert("span".to_owned(), next.into());
    body.insert("turn".to_owned(), next.to_string().into());
    body.insert("hop".to_owned(), format!("{}.{}.{next}", next % 7, next % 89).into());
    Answer { body: serde_json::to_vec(&body).expect("JSON"), ..answer }
}

#[test]
fn what_is_another_value_each_time_is_no_change_and_a_total_that_changes_is_one() {
    let folder = folder("drifted-fleeting");
    let run = |target: &Counted, out: &str, more: &[&str]| {
        let arguments = ["--jobs", "2", "--out", out, "scenario/every-row", "order/accepts/"];
        ended(target.command("jpay-search", &folder, &[&arguments[..], more].concat()))
    };
    let sound = Counted::twisted("jpay-search", &[], Duration::ZERO, adding);
    run(&sound, "a", &[]);
    let again = run(&sound, "b", &["--baseline", "a"]);
    assert_eq!((again.code, changes(&folder.join("b"))), (Some(0), Vec::new()), "{}", again.out);
    let masked = json(&folder.join("b/drift.json"))["masked"].clone();
    for place in ["order /span", "order /turn", "search /span", "search /turn"] {
        assert_eq!(masked[format!("jpay-search/{place}")]["class"], "another each time", "{masked}");
    }
    assert!(masked["jpay-search/order /hop"]["class"].is_string(), "{masked}");
    let other = Counted::twisted("jpay-search", &["total-without-postage"], Duration::ZERO, adding);
    run(&other, "c", &["--baseline", "a"]);
    let due = ["value", "/dtls/*/ta", "must", "number", "number"].map(str::to_owned);
    assert_eq!(changes(&folder.join("c")), [due]);
}

#[test]
fn a_baseline_of_another_contract_is_refused_before_anything_is_asked() {
    let folder = folder("drifted-unrelated");
    tekigo(&folder, &["run", "--out", "other", "kanri-claim/scenario/claim"]);
    let ended = run(&folder, "b", &["--baseline", "other"]);
    assert_eq!((ended.code, folder.join("b").exists()), (Some(2), false), "{ended:?}");
    assert!(ended.err.contains("have no contract in common"), "{}", ended.err);
}

#[test]
fn a_mask_that_fits_nothing_is_told_with_the_nearest_name() {
    let folder = folder("drifted-masks");
    run(&folder, "a", &[]);
    run(&folder, "b", &["--fault", "count-as-string"]);
    let told = |mask: &str| tekigo(&folder, &["diff", "a", "b", "--fail-on", "never", "--mask", mask]).out;
    assert!(told("tcmt").contains("--mask tcmt: fits no field; did you mean tcnt?"), "{}", told("tcmt"));
    assert!(told("/tcmt").contains("--mask /tcmt: fits no field; did you mean /tcnt?"), "{}", told("/tcmt"));
    for mask in ["tcnt", "/tcnt", "/*"] {
        assert!(!told(mask).contains("--mask"), "{}", told(mask));
    }
}

#[test]
fn two_targets_are_told_side_by_side() {
    let folder = folder("drifted-against");
    let served = crate::served::Served::start(&["jpay-search"], &["--fault", "gid-text-ignored"]);
    fs::write(folder.join("b.toml"), served.profile(&[], "")).expect("written");
    let arguments = [
        "run",
        "--against",
        "b.toml",
        "--out",
        "r",
        "order/rejects/gid",
        "order/rejects/acid",
        "--fault",
        "acid-text-ignored",
    ];
    let ended = tekigo(&folder, &arguments);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let told = json(&folder.join("r/against.json"));
    let rows = told["requirements"].as_array().expect("rows");
    let which = |id: &str| rows.iter().find(|row| row["id"] == id).expect("a row")["which"].clone();
    assert_eq!((which("JP-acid"), which("JP-gid")), ("only A".into(), "only B".into()), "{told}");
    assert_eq!(which("JP-isac"), "same");
    assert!(ended.out.contains("only A") && ended.out.contains("JP-acid (fail / pass)"), "{}", ended.out);
    for file in ["r/a/report.json", "r/b/report.json", "r/drift.json", "r/drift.html", "r/against.txt"] {
        assert!(folder.join(file).exists(), "{file}");
    }
    // A column for each target, and the finding in that of the one that shows it.
    let page = fs::read_to_string(folder.join("r/against.html")).expect("a page");
    let row = |id: &str| {
        let row = page.split("<tr>").find(|row| row.contains(&format!(">{id}<small>"))).expect(id);
        [row.find("v-fail"), row.find("v-pass")].map(|at| at.expect("a verdict"))
    };
    let ([acid_fails, acid_passes], [gid_fails, gid_passes]) = (row("JP-acid"), row("JP-gid"));
    assert!(acid_fails < acid_passes && gid_passes < gid_fails, "{page}");
    assert!(page.contains("broken by A alone: 1, by B alone: 1, by both: 0"), "{page}");
    assert!(!page.contains("<script"), "nothing runs in it");
}

#[test]
fn what_cannot_be_compared_is_told() {
    let folder = folder("drifted-not");
    run(&folder, "a", &[]);
    tekigo(&folder, &["run", "--out", "none", "--no-journal", "order/raw/empty"]);
    tekigo(&folder, &["run", "--out", "other", "kanri-claim/scenario/claim"]);
    tekigo(&folder, &["run", "--out", "apart", "jpay-search/scenario/maintenance"]);
    for (b, told) in [
        ("none", "none/journal.jsonl.gz: the journal cannot be read"),
        ("other", "the runs have no contract in common (jpay-search; kanri-claim)"),
        ("apart", "have no request in common"),
    ] {
        let ended = tekigo(&folder, &["diff", "a", b]);
        assert_eq!((ended.code, ended.err.contains(told)), (Some(2), true), "{ended:?}");
    }
}
