//! Credentials stay out of everything that is printed or written, also where the target itself tells them.

use std::{fs, path::Path};

use serde_json::Value;

use crate::shell::{found, report, tekigo};

/// Every file below a folder, with its bytes.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("there") {
        let path = entry.expect("read").path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push((path.display().to_string(), fs::read(&path).expect("read")));
        }
    }
    files
}

/// Fails where a secret stands in what a run printed or wrote, in any case of letters; what it found and how many files it wrote.
fn kept(name: &str, contract: &str, faults: &[&str], filter: &[&str], secrets: &[&str]) -> (Value, usize) {
    let folder = crate::shell::folder(name);
    let faults: Vec<&str> = faults.iter().flat_map(|fault| ["--fault", fault]).collect();
    let run = ["run", "--contract", contract, "--strict", "--out", "report"];
    let ended = tekigo(&folder, &[&run[..], &faults, filter].concat());
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let mut written = files(&folder.join("report"));
    let count = written.len();
    written.extend([("stdout".to_owned(), ended.out.into_bytes()), ("stderr".to_owned(), ended.err.into_bytes())]);
    for (file, bytes) in &written {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        for secret in secrets {
            assert!(!text.contains(&secret.to_lowercase()), "{secret} stands in {file}");
        }
    }
    (report(&folder.join("report")), count)
}

fn gives(contract: &str) -> Value {
    tekigo::reference::find(contract).expect("a reference").gives()
}

#[test]
fn a_credential_of_the_body_is_kept() {
    let gives = gives("robo-payment");
    let secret = gives["credentials"]["access_key"].as_str().expect("a secret");
    let (report, written) = kept(
        "secrets-body",
        "robo-payment",
        &["access-key-in-message", "access-key-echoed", "bad-json-500", "amount-max-off-by-one"],
        &["scenario/document-sample", "scenario/credentials-wrong", "raw/t", "raw/d", "amount/x-maxDigits"],
        &[secret],
    );
    let found = found(&report);
    for requirement in ["RP-no-leak", "RP-bad-json", "RP-3605"] {
        assert!(found.contains(&requirement), "{requirement} is not among {found:?}");
    }
    assert!(written > found.len() && report.to_string().contains("{{access_key}}"), "{written} files");
    assert!(report.to_string().contains("tester@example.com"), "what is no secret stays readable");
}

/// A key that stands for a state opens doors like any other.
#[test]
fn credentials_of_headers_and_of_states_are_kept() {
    let gives = gives("jpay-search");
    let mut secrets = vec![gives["credentials"]["api_key"].as_str().expect("a secret")];
    for state in ["key-disabled", "key-other-shop", "maintenance"] {
        secrets.push(gives["states"][state]["api_key"].as_str().expect("a secret"));
    }
    let (report, written) = kept(
        "secrets-header",
        "jpay-search",
        &["key-disabled-accepted", "other-shop-opens-sid", "maintenance-code-er500", "isac-text-accepted"],
        &["scenario/key-", "scenario/maintenance", "order/rejects/isac/type"],
        &secrets,
    );
    let found = found(&report);
    for requirement in ["JP-auth", "JP-auth-search", "JP-ER999", "JP-isac"] {
        assert!(found.contains(&requirement), "{requirement} is not among {found:?}");
    }
    assert!(written > found.len(), "{written} files");
}

/// What an owner writes into a profile is not shown by asking what is in it.
#[test]
fn the_states_of_a_profile_are_listed_without_their_keys() {
    let folder = crate::shell::folder("secrets-listed");
    let profile = "[jpay-search]\nurl = \"http://127.0.0.1:9\"\ncredentials = { api_key = \"k0FAKEmine\" }\n\
        [jpay-search.states]\nkey-other-shop = { api_key = \"k0FAKEother\" }\nsid-young = { sid = \"0ddba11e\" }\n";
    fs::write(folder.join("p.toml"), profile).expect("written");
    for arguments in
        [&["list", "states", "--target", "p.toml"][..], &["list", "states", "--json", "--target", "p.toml"]]
    {
        let ended = tekigo(&folder, arguments);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert!(ended.out.contains("0ddba11e") && ended.out.contains("{{key-other-shop.api_key}}"), "{}", ended.out);
        assert!(!ended.out.contains("k0FAKE"), "{}", ended.out);
    }
}
