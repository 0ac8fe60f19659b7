//! The example `examples/tea-shop`: every feature of the language as a user would write it. A shop that keeps its description is conformant,
//! with every requirement seen, and each fault fails its own requirement and no other.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use tekigo::util::parallel::side_by_side;

#[path = "tea_shop/callbacks.rs"]
mod callbacks;
#[path = "tea_shop/exports.rs"]
mod exports;
#[path = "commands/fake.rs"]
#[expect(dead_code, reason = "what other targets need")]
mod fake;
#[path = "tea_shop/fault.rs"]
mod fault;
#[path = "tea_shop/forms.rs"]
mod forms;
#[path = "tea_shop/orders.rs"]
mod orders;
#[path = "tea_shop/payments.rs"]
mod payments;
#[path = "tea_shop/sessions.rs"]
mod sessions;
#[path = "tea_shop/shop.rs"]
mod shop;
#[path = "tea_shop/transfers.rs"]
mod transfers;

use fake::Fake;
use fault::{ALL, Fault};
use shop::{KEY, OTHER_KEY, SIGNING_KEY, Shop};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/tea-shop");

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tea-shop").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder of an earlier run is removed");
    }
    fs::create_dir_all(&folder).expect("the folder is made");
    folder
}

/// The exit code, everything printed, and the report of a run.
fn run(fault: Fault) -> (Option<i32>, String, Value) {
    let folder = folder(&format!("{fault:?}"));
    let shop = Shop::new(fault);
    let target = Fake::of_bytes(move |_, came| shop.answer(came));
    let profile = fs::read_to_string(Path::new(EXAMPLE).join("target.toml")).expect("the profile is there");
    let profile = profile.replace("http://127.0.0.1:8791", &target.url());
    fs::write(folder.join("target.toml"), profile).expect("written");
    let arguments =
        ["run", "--contracts", EXAMPLE, "--target", "target.toml", "--out", "report", "--cases", "1", "--jobs", "2"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_tekigo"));
    let keys = [("TEA_KEY", KEY), ("TEA_OTHER_KEY", OTHER_KEY), ("TEA_SIGNING_KEY", SIGNING_KEY)];
    let output = command.current_dir(&folder).args(arguments).envs(keys).output().expect("tekigo starts");
    let told = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8")).concat();
    let report =
        fs::read_to_string(folder.join("report/report.json")).unwrap_or_else(|error| panic!("{error}: {told}"));
    (output.status.code(), told, serde_json::from_str(&report).expect("the report is JSON"))
}

/// The requirements with a verdict.
fn with(report: &Value, is: impl Fn(&str) -> bool) -> Vec<&str> {
    let all = report["contracts"][0]["requirements"].as_array().expect("requirements");
    let fits = |one: &&Value| one["verdict"].as_str().is_some_and(&is);
    all.iter().filter(fits).filter_map(|one| one["id"].as_str()).collect()
}

#[test]
fn a_shop_that_keeps_its_description_is_conformant_and_every_requirement_was_seen() {
    let (code, told, report) = run(Fault::None);
    assert_eq!((code, with(&report, |verdict| verdict != "pass")), (Some(0), vec![]), "{told}");
    assert_eq!(report["findings"], Value::Array(Vec::new()), "{told}");
}

/// Runs at the same time: most of a run is waiting, for a job to be done or a callback to come.
const AT_ONCE: usize = 8;

#[test]
fn each_fault_fails_its_own_requirement_and_no_other() {
    let wrong = side_by_side(AT_ONCE, ALL, |(fault, due)| {
        let (code, told, report) = run(*fault);
        let mut failed = with(&report, |verdict| verdict == "fail");
        let mut due = due.to_vec();
        failed.sort_unstable();
        due.sort_unstable();
        let is_right = (code, &failed) == (Some(1), &due);
        (!is_right).then(|| format!("{fault:?}: {failed:?} in place of {due:?}, exit {code:?}\n{told}"))
    });
    let wrong: Vec<String> = wrong.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
