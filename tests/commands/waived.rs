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
        "\n[[robo-payment.waivers]]\nrequirement = \"RP-3604\"\nowner = \"payments team\"\nreason = \"mended in release 12\"\n{more}\n"
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
    assert_eq!(told["reason"], "waived until 2099-12-31 by payments team: mended in release 12");
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
        (without(1) + "until = \"2099-02-30\"\n", "p.toml:8: `2099-02-30` is no date; write year, month and day"),
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
