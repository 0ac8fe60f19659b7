//! What is new each time, what no case breaks alone, and what stands outside a filter: as the command tells it.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Value, json};

use crate::{
    fake::{Fake, json as answer},
    shell::{Ended, folder, report, tekigo},
};

/// The example contract in a folder, with something changed in its request schema or in the contract.
fn contract(name: &str, file: &str, change: impl FnOnce(&mut Value)) -> std::path::PathBuf {
    let folder = folder(name);
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/parcel-fee");
    for part in ["schemas/parcel-fee", "scenarios/parcel-fee"] {
        fs::create_dir_all(folder.join(part)).expect("made");
        for entry in fs::read_dir(home.join(part)).expect("there") {
            let path = entry.expect("an entry").path();
            fs::copy(&path, folder.join(part).join(path.file_name().expect("a name"))).expect("copied");
        }
    }
    let path = folder.join("schemas/parcel-fee").join(file);
    let mut value: Value = serde_json::from_str(&fs::read_to_string(&path).expect("there")).expect("JSON");
    change(&mut value);
    fs::write(path, value.to_string()).expect("written");
    folder
}

const REQUEST: &str = "fee.request.schema.json";

fn unique(schema: &mut Value) {
    schema["properties"]["parcel_id"]["x-unique"] = json!(true);
}

fn good() -> Fake {
    Fake::start(|_, _| answer(200, "", "{\"fee_yen\": 1, \"insurance_yen\": 1, \"total_yen\": 2}"))
}

fn bodies(target: &Fake) -> Vec<Vec<u8>> {
    target.came().into_iter().map(|came| came.body).collect()
}

#[test]
fn the_number_of_a_run_decides_what_is_new_and_the_report_keeps_it() {
    let folder = contract("fresh-number", REQUEST, unique);
    let run = |out: &str, more: &[&str]| {
        let target = good();
        let url = target.url();
        let fixed = [
            "run",
            "--contracts",
            ".",
            "--url",
            &url,
            "--out",
            out,
            "--jobs",
            "1",
            "--exact",
            "parcel-fee/fee/accepts/random",
        ];
        let ended = tekigo(&folder, &[&fixed[..], more].concat());
        (ended, bodies(&target))
    };
    let (ended, first) = run("a", &["--run-number", "7"]);
    let (_, again) = run("b", &["--run-number", "7"]);
    let (_, other) = run("c", &["--run-number", "8"]);
    assert!(ended.out.contains("seed 1  run number 7  plan "), "{ended:?}");
    assert!(first.len() > 100 && first == again, "the same number sends the same bytes");
    assert!(first.iter().all(|body| !other.contains(body)), "and another one does not");
    let reports = ["a", "b", "c"].map(|name| report(&folder.join(name)));
    assert_eq!(reports.each_ref().map(|report| report["run_number"].as_u64()), [Some(7), Some(7), Some(8)]);
    let plans: BTreeSet<String> = reports.iter().map(|report| report["plan_hash"].to_string()).collect();
    assert_eq!(plans.len(), 1);
    let (_, clock) = run("d", &[]);
    assert!(clock.iter().all(|body| !first.contains(body)), "without a number the clock gives one");
    assert!(report(&folder.join("d"))["run_number"].as_u64() > Some(1_000_000));
}

#[test]
fn a_profile_may_give_the_number_and_a_resumed_run_keeps_it() {
    let folder = contract("fresh-profile", REQUEST, unique);
    let target = good();
    let profile = |number: &str| {
        let text = format!("name = \"n\"\nrun-number = {number}\n[parcel-fee]\nurl = \"{}\"\n", target.url());
        fs::write(folder.join("p.toml"), text).expect("written");
    };
    let run = |more: &[&str]| tekigo(&folder, &[&["run", "--contracts", ".", "--target", "p.toml"][..], more].concat());
    profile("\"12\"");
    run(&["--out", "a", "accepts/pairs"]);
    assert_eq!(report(&folder.join("a"))["run_number"], 12);
    profile("99");
    let resumed = run(&["--resume", "a"]);
    assert_eq!(report(&folder.join("a"))["run_number"], 12, "{resumed:?}");
    profile("\"many\"");
    let wrong = run(&["--out", "b", "accepts/pairs"]);
    assert!(
        wrong.code == Some(2) && wrong.err.contains("p.toml:2") && wrong.err.contains("GITHUB_RUN_NUMBER"),
        "{wrong:?}"
    );
}

fn checked(name: &str, change: impl FnOnce(&mut Value)) -> Ended {
    tekigo(&contract(name, REQUEST, change), &["check", "."])
}

#[test]
fn check_refuses_what_cannot_be_new_each_time() {
    let small = checked("fresh-small", |schema| {
        schema["properties"]["parcel_id"]["pattern"] = json!("^PF-[0-9]{3}$");
        unique(schema);
    });
    let due = "/properties/parcel_id/x-unique: `x-unique` needs a new value at /parcel_id each time, and no form of its values has more than 1000";
    assert!(small.code == Some(2) && small.out.contains(due), "{small:?}");
    let fixed = checked("fresh-fixed", |schema| schema["properties"]["zone"]["x-unique"] = json!(true));
    assert!(fixed.code == Some(2) && fixed.out.contains("it cannot be used with `enum`"), "{fixed:?}");
    assert_eq!(checked("fresh-right", unique).code, Some(0));
}

#[test]
fn check_warns_where_an_open_schema_takes_in_every_other_type() {
    let told = checked("fresh-open", |schema| {
        schema["properties"]["weight_g"]["x-open"] = json!({"minimum": 20_000});
    });
    let warning = told.out.lines().find(|line| line.starts_with("  warning ")).unwrap_or_default().to_owned();
    let at = "schemas/parcel-fee/fee.request.schema.json /properties/weight_g/x-open: ";
    assert!(told.code == Some(0) && warning.contains(at) && warning.contains("numeric-string"), "{told:?}");
    assert!(!checked("fresh-open-not", |_| {}).out.contains("warning"));
}

/// The minimum of a weight can never be broken alone where what is below it is open.
fn open_below(schema: &mut Value) {
    schema["properties"]["weight_g"]["x-open"] = json!({"type": "number", "maximum": 0.999});
}

#[test]
fn what_no_case_breaks_alone_is_listed_by_check_plan_and_the_report() {
    let folder = contract("fresh-alone", REQUEST, open_below);
    let line = "PF-weight fee: `minimum` of /weight_g: what breaks it is left open by `x-open` of /weight_g";
    let target = good();
    let run = ["run", "--contracts", ".", "--url", &target.url(), "--out", "r", "--format", "quiet"];
    for arguments in [&["check", "."][..], &["plan", "--contracts", "."]] {
        let ended = tekigo(&folder, arguments);
        assert!(ended.code == Some(0) && ended.out.contains(&format!("no case breaks alone  {line}\n")), "{ended:?}");
    }
    tekigo(&folder, &run);
    let report = report(&folder.join("r"));
    assert_eq!(report["contracts"][0]["unbroken"][0]["place"], "/weight_g", "{}", report["contracts"][0]["unbroken"]);
    for file in ["summary.txt", "summary.md", "report.html"] {
        let text = fs::read_to_string(folder.join("r").join(file)).expect("there");
        assert!(text.contains("left open by"), "{file}");
    }
}

#[test]
fn what_stands_outside_a_filter_is_one_line() {
    let folder = folder("fresh-filter");
    let ended = tekigo(&folder, &["run", "--contract", "jpay-search", "--out", "r", "order/raw/trailing-comma"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let line = "requirements outside the filter were not tested";
    for text in [ended.out.clone(), fs::read_to_string(folder.join("r/summary.md")).expect("there")] {
        assert_eq!(text.matches("outside the filter").count(), 1, "{text}");
        assert!(text.contains(line) && !text.contains("no trial that was"), "{text}");
    }
    let report = report(&folder.join("r"));
    let all = report["contracts"][0]["requirements"].as_array().expect("a list");
    let outside =
        all.iter().filter(|one| one["reason"].as_str().is_some_and(|why| why.starts_with("outside the filter")));
    assert!(ended.out.contains(&format!("{} {line}", outside.count())), "{}", ended.out);
}
