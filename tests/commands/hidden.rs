//! Fields that an owner wants to see nowhere.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::{
    served::Served,
    shell::{folder, report, tekigo, unzipped},
};

fn all(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).expect("there") {
        let path = entry.expect("read").path();
        if path.is_dir() {
            all(&path, text);
        } else {
            let bytes = fs::read(&path).expect("read");
            let is_journal = path.extension().is_some_and(|extension| extension == "gz");
            text.push_str(&if is_journal { unzipped(&bytes) } else { String::from_utf8_lossy(&bytes).into_owned() });
        }
    }
}

/// The reference keeps its promises: nothing that was taken out of an answer may make it look otherwise.
#[test]
fn what_is_hidden_stands_in_no_file_and_accuses_nobody() {
    let served = Served::start(&["jpay-search"], &["--fault", "card-zeros-lost"]);
    let fault = tekigo(Path::new("."), &["list", "faults", "--contract", "jpay-search", "--json"]);
    let faults: Vec<Value> = serde_json::from_str(&fault.out).expect("JSON");
    assert!(faults.iter().any(|fault| fault["name"] == "card-zeros-lost"), "{}", fault.out);
    let filter = ["scenario/every-row", "scenario/filtered-by-gid", "scenario/sort-malformed"];
    for (name, redact, exit) in
        [("hidden-none", "", 1), ("hidden-cn4", "redact = [\"cn4\", \"am\", \"cd\", \"nad\"]\n", 0)]
    {
        let folder = folder(name);
        fs::write(folder.join("p.toml"), served.profile(&[], redact)).expect("written");
        let ended = tekigo(&folder, &[&["run", "--target", "p.toml", "--out", "report"], &filter[..]].concat());
        let report = report(&folder.join("report"));
        assert_eq!((ended.code, &report["errors"]), (Some(exit), &json!([])), "{name}: {}", ended.out);
        let mut written = ended.out.clone();
        all(&folder.join("report"), &mut written);
        let shown = ["\"cn4\":\"{{cn4}}\"", "\\\"cn4\\\":\\\"{{cn4}}\\\""].iter().any(|mask| written.contains(mask));
        let number = ["\"am\":1", "\\\"am\\\":1"].iter().any(|amount| written.contains(amount));
        assert_eq!((shown, number), (!redact.is_empty(), redact.is_empty()), "{name}");
    }
}

/// A request that has to have a hidden field cannot be written down to be sent again; one without it can.
#[test]
fn a_counterexample_with_a_hidden_field_is_not_saved() {
    let served = Served::start(&["robo-payment"], &["--fault", "memo-max-refused"]);
    for (name, redact, saved) in [("hidden-saved", "", true), ("hidden-not-saved", "redact = [\"amount\"]\n", false)] {
        let folder = folder(name);
        fs::write(folder.join("p.toml"), served.profile(&[], redact)).expect("written");
        let ended = tekigo(&folder, &["run", "--target", "p.toml", "--out", "report", "accepts/"]);
        let report = report(&folder.join("report"));
        let findings = report["findings"].as_array().expect("findings");
        assert!(ended.code == Some(1) && !findings.is_empty(), "{name}: {}", ended.out);
        let with_amount: Vec<_> =
            findings.iter().filter(|one| one["request"].to_string().contains("\"amount\"")).collect();
        assert!(!with_amount.is_empty(), "{name}");
        for finding in with_amount {
            assert_eq!(finding["scenario"].is_string(), saved, "{name}: {finding}");
        }
        let mut written = ended.out.clone();
        all(&folder.join("report"), &mut written);
        let shown = ["\"amount\":1", "\\\"amount\\\":1", "\"amount\": 1"].iter().any(|text| written.contains(text));
        assert_eq!(shown, saved, "{name}");
    }
}

#[test]
fn a_field_of_codes_cannot_be_hidden() {
    let folder = folder("hidden-codes");
    let text = "[robo-payment]\nurl = \"http://127.0.0.1:9\"\nredact = [\n  \"memo\",\n  \"error_code\",\n]\n";
    fs::write(folder.join("p.toml"), text).expect("written");
    let ended = tekigo(&folder, &["plan", "--target", "p.toml"]);
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.err.contains("p.toml:5: `error_code` of robo-payment is what is judged or sent again; take it out"),
        "{}",
        ended.err
    );
}
