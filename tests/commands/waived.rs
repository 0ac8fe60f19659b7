//! Waivers: what they cover, what they do not, and what becomes of them.

use std::fs;

use serde_json::{Value, json};

use crate::{
    served::Served,
    shell::{Ended, folder, report, requirement, tekigo},
};

/// The trial in which the date of a transfer is broken.
const FILTER: [&str; 1] = ["_transfer.payment_transfer_date/format"];

fn waiver(more: &str) -> String {
    format!(
        "\n[[robo-payment.waivers]]\nrequirement = \"RP-3604\"\nowner = \"payments team\"\nreason = \"fixed in release 12\"\n{more}\n"
    )
}

/// Runs against a target that takes dates that do not exist.
fn run(served: &Served, name: &str, waivers: &str, arguments: &[&str]) -> (Ended, Value) {
    let folder = folder(name);
    fs::write(folder.join("p.toml"), served.profile(&[], "") + waivers).expect("written");
    let ended = tekigo(&folder, &[&["run", "--target", "p.toml", "--out", "report"], arguments].concat());
    let report = if folder.join("report").exists() { report(&folder.join("report")) } else { Value::Null };
    (ended, report)
}

fn states(report: &Value) -> Vec<&str> {
    report["waivers"].as_array().expect("a list").iter().filter_map(|waiver| waiver["state"].as_str()).collect()
}

#[test]
fn a_waiver_in_force_covers_what_it_is_bound_to_and_nothing_else() {
    let served = Served::start(&["robo-payment"], &["--reading", "dates=pattern"]);
    let whole = waiver("until = 2099-12-31");
    let (ended, found) = run(&served, "waived-used", &whole, &FILTER);
    assert_eq!((ended.code, &found["verdict"]), (Some(1), &json!("conformant-with-waivers")), "{}", ended.out);
    let told = requirement(&found, "RP-3604");
    assert_eq!(told["verdict"], "waived");
    assert_eq!(told["reason"], "waived until 2099-12-31 by payments team: fixed in release 12");
    assert_eq!((states(&found), &found["findings"][0]["waived"]["owner"]), (vec!["used"], &json!("payments team")));
    assert!(ended.out.contains("waiver RP-3604 until 2099-12-31 by payments team: used ("), "{}", ended.out);
    assert!(ended.out.contains("conformant with waivers: "), "{}", ended.out);
    let (allowed, _) = run(&served, "waived-allowed", &whole, &[&FILTER[..], &["--allow-waivers"]].concat());
    assert_eq!(allowed.code, Some(0), "{}", allowed.out);

    let kinds = found["findings"][0]["kinds"].as_array().expect("kinds");
    assert!(kinds.len() > 1 && kinds.contains(&json!("day-0230")), "{kinds:?}");
    for (number, narrowed) in
        ["kind = \"day-0230\"", "pointer = \"/payment_bank_transfer/*/amount\"", "observed-code = 3601"]
            .iter()
            .enumerate()
    {
        let part = waiver(&format!("until = 2099-12-31\n{narrowed}"));
        let name = format!("waived-part-{number}");
        let (ended, report) = run(&served, &name, &part, &[&FILTER[..], &["--allow-waivers"]].concat());
        assert_eq!((ended.code, &requirement(&report, "RP-3604")["verdict"]), (Some(1), &json!("fail")), "{narrowed}");
    }
    let both = waiver(
        "until = 2099-12-31\nexpected-code = 3604\noperation = \"bulk_upsert\"\npointer = \"/payment_bank_transfer/3/payment_transfer_date\"",
    );
    let (ended, report) = run(&served, "waived-bound", &both, &[&FILTER[..], &["--allow-waivers"]].concat());
    assert_eq!((ended.code, states(&report)), (Some(0), vec!["used"]), "{}", ended.out);
}

#[test]
fn an_expired_waiver_counts_no_more_and_is_told() {
    let served = Served::start(&["robo-payment"], &["--reading", "dates=pattern"]);
    let (ended, report) =
        run(&served, "waived-expired", &waiver("until = 2020-01-31"), &[&FILTER[..], &["--allow-waivers"]].concat());
    assert_eq!((ended.code, &report["verdict"], states(&report)), (Some(1), &json!("not-conformant"), vec!["expired"]));
    assert_eq!(requirement(&report, "RP-3604")["verdict"], "fail");
    assert!(ended.out.contains("until 2020-01-31 by payments team: expired; it counts no more"), "{}", ended.out);
}

#[test]
fn a_waiver_whose_finding_is_gone_fails_a_whole_run_and_no_part_of_one() {
    let served = Served::start(&["kanri-claim"], &[]);
    let stale =
        "\n[[kanri-claim.waivers]]\nrequirement = \"KC-auth\"\nuntil = 2099-12-31\nowner = \"o\"\nreason = \"r\"\n";
    let requirements = tekigo(&folder("waived-ids"), &["list", "requirements", "--contract", "kanri-claim", "--json"]);
    let ids: Vec<Value> = serde_json::from_str(&requirements.out).expect("JSON");
    assert!(ids.iter().any(|id| id["id"] == "KC-auth"), "{}", requirements.out);
    let (ended, report) = run(&served, "waived-stale", stale, &[]);
    assert_eq!((ended.code, states(&report)), (Some(1), vec!["stale"]), "{}", ended.out);
    assert_eq!((&report["verdict"], &report["findings"]), (&json!("not-conformant"), &json!([])));
    assert!(ended.out.contains("stale: nothing is left to waive; take it out"), "{}", ended.out);
    let (ended, report) = run(&served, "waived-partly", stale, &["scenario/"]);
    assert_eq!((ended.code, states(&report)), (Some(0), vec!["untested"]), "{}", ended.out);
}

#[test]
fn a_wrong_waiver_is_told_with_its_line() {
    let head =
        "[robo-payment]\nurl = \"http://127.0.0.1:9\"\ncredentials = { user_id = \"u\", access_key = \"k0FAKE\" }\n";
    let all = ["requirement = \"RP-3604\"", "until = 2099-12-31", "owner = \"o\"", "reason = \"r\""];
    let without = |left: usize| -> String {
        all.iter().enumerate().filter(|(number, _)| *number != left).map(|(_, line)| [*line, "\n"].concat()).collect()
    };
    for (number, (lines, told)) in [
        (without(0), "p.toml:4: the waiver has no `requirement`; a waiver needs requirement, until, owner and reason"),
        (without(1), "p.toml:4: the waiver has no `until`"),
        (without(2), "p.toml:4: the waiver has no `owner`"),
        (without(3), "p.toml:4: the waiver has no `reason`"),
        (without(1) + "until = \"2099-02-30\"\n", "p.toml:8: `2099-02-30` is not a date; write year, month and day"),
        (without(3) + "reason = \" \"\n", "p.toml:8: `reason` is empty"),
        (without(4) + "owners = \"x\"\n", "p.toml:9: `owners` is not known in [waivers]; did you mean owner?"),
        (
            without(0) + "requirement = \"RP-3640\"\n",
            "p.toml:8: there is no requirement `RP-3640`; did you mean RP-360",
        ),
        (
            without(4) + "operation = \"bulkupsert\"\n",
            "p.toml:9: there is no operation `bulkupsert`; did you mean bulk_upsert?",
        ),
    ]
    .iter()
    .enumerate()
    {
        let folder = folder(&format!("waived-wrong-{number}"));
        fs::write(folder.join("p.toml"), format!("{head}[[robo-payment.waivers]]\n{lines}")).expect("written");
        let ended = tekigo(&folder, &["plan", "--target", "p.toml"]);
        assert_eq!(ended.code, Some(2), "{lines}: {}", ended.out);
        assert!(ended.err.contains(told), "{told}: {}", ended.err);
    }
}

/// `tekigo waive` for a finding of the run in `report`.
fn waive(folder: &std::path::Path, which: &str, more: &[&str]) -> Ended {
    let terms = ["--reason", "fixed in \"12\"", "--owner", "決済チーム", "--until", "2099-12-31"];
    tekigo(folder, &[&["waive", "report", which], &terms[..], more].concat())
}

#[test]
fn a_waiver_that_is_written_waives_its_finding_and_no_other() {
    let served = Served::start(&["robo-payment"], &["--reading", "dates=pattern"]);
    let filter = ["_date/format"];
    let (ended, found) = run(&served, "waive", "", &filter);
    let all: Vec<Value> = found["findings"].as_array().expect("findings").clone();
    assert!(ended.code == Some(1) && all.len() > 1, "{}", ended.out);
    assert!(
        ended.out.contains("{{access_key}}")
            && ended.out.contains("  # {{name}} stands for the credential of that name\n")
    );
    assert!(all.iter().all(|finding| finding["requirement"] == "RP-3604"), "{all:?}");
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("commands/waive");
    let before = fs::read_to_string(folder.join("p.toml")).expect("the profile");

    let printed = waive(&folder, "RP-3604.2", &[]);
    assert!(printed.code == Some(0) && printed.err.is_empty(), "{printed:?}");
    assert!(
        printed.out.starts_with("[[robo-payment.waivers]]\nrequirement = \"RP-3604\"\ntrial = \""),
        "{}",
        printed.out
    );
    assert_eq!(
        fs::read_to_string(folder.join("p.toml")).expect("the profile"),
        before,
        "it is printed and nothing else"
    );

    let appended = waive(&folder, "rp-3604.2", &["--out", "p.toml"]);
    assert!(appended.code == Some(0) && appended.err.is_empty(), "{appended:?}");
    let after = fs::read_to_string(folder.join("p.toml")).expect("the profile");
    assert_eq!(after, format!("{before}\n{}", printed.out));

    let again = tekigo(&folder, &[&["run", "--target", "p.toml", "--out", "again"], &filter[..]].concat());
    let report = report(&folder.join("again"));
    assert_eq!((again.code, &report["verdict"]), (Some(1), &json!("not-conformant")), "{}", again.out);
    let waived = |finding: &&Value| !finding["waived"].is_null();
    let findings = report["findings"].as_array().expect("findings");
    let [only] = findings.iter().filter(waived).collect::<Vec<_>>()[..] else { panic!("one is waived: {findings:?}") };
    for key in ["trial", "check", "pointer", "kinds", "expected"] {
        assert_eq!(only[key], all[1][key], "{key}");
    }
    assert_eq!(only["waived"], json!({"until": "2099-12-31", "owner": "決済チーム", "reason": "fixed in \"12\""}));
    assert_eq!(findings.len(), all.len());
    assert!(states(&report).iter().all(|state| *state == "used"), "{report}");

    fs::remove_dir_all(folder.join("report")).expect("removed");
    fs::rename(folder.join("again"), folder.join("report")).expect("renamed");
    let last = findings.iter().filter(|finding| finding["requirement"] == "RP-3604").count();
    let twice = waive(&folder, &format!("RP-3604.{last}"), &["--out", "p.toml"]);
    assert!(
        twice.code == Some(2) && twice.err.contains("is waived already, until 2099-12-31 by 決済チーム"),
        "{twice:?}"
    );
}

#[test]
fn a_wrong_waive_is_told_and_nothing_is_written() {
    let served = Served::start(&["robo-payment"], &["--reading", "dates=pattern"]);
    let (_, _) = run(&served, "waive-wrong", "", &FILTER);
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("commands/waive-wrong");
    let before = fs::read_to_string(folder.join("p.toml")).expect("the profile");
    fs::write(folder.join("other.toml"), "[jpay-search]\nurl = \"http://127.0.0.1:9\"\n").expect("written");
    let terms = |changed: &'static str, value: &'static str| -> Vec<&'static str> {
        let all = [("--reason", "r"), ("--owner", "o"), ("--until", "2099-12-31"), ("--out", "p.toml")];
        all.into_iter().flat_map(|(name, own)| [name, if name == changed { value } else { own }]).collect()
    };
    for (which, terms, told) in [
        ("RP-3604", terms("--until", "2099-02-30"), "write a day as year, month and day, such as 2027-01-31"),
        ("RP-3604", terms("--until", "tomorrow"), "write a day as year, month and day"),
        ("RP-3604", terms("--until", "2020-01-31"), "that day is over"),
        ("RP-3604", terms("--reason", " "), "it is empty"),
        ("RP-3604", terms("--owner", ""), "it is empty"),
        ("RP-3604", terms("--out", "none.toml"), "failed to read none.toml"),
        ("RP-3604", terms("--out", "other.toml"), "other.toml: the profile says nothing of `robo-payment`"),
        ("RP-3604.2", terms("", ""), "the run in report has one finding of RP-3604; write RP-3604.1"),
        ("RP-3605", terms("", ""), "the run in report has no finding of RP-3605; did you mean RP-3604?"),
    ] {
        let ended = tekigo(&folder, &[&["waive", "report", which], &terms[..]].concat());
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{told}: {ended:?}");
        assert!(ended.err.contains(told), "{told}: {}", ended.err);
    }
    let nowhere = tekigo(&folder, &[&["waive", "nowhere", "RP-3604"], &terms("", "")[..]].concat());
    assert!(nowhere.code == Some(2) && nowhere.err.contains("nowhere"), "{nowhere:?}");
    let incomplete = tekigo(&folder, &["waive", "report", "RP-3604", "--reason", "r", "--owner", "o"]);
    assert!(incomplete.code == Some(2) && incomplete.err.contains("--until"), "{incomplete:?}");
    assert_eq!(fs::read_to_string(folder.join("p.toml")).expect("the profile"), before);
}
