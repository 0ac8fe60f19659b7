//! Credentials stay out of everything that is printed or written, also where the target itself tells them.

use std::{
    fs,
    io::{Cursor, Read},
    path::Path,
};

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde_json::{Value, json};
use zip::ZipArchive;

use crate::{
    fake::{self, Fake},
    shell::{command, ended, found, report, tekigo, unzipped},
};

/// Fails where a secret stands in what was written, in any case of letters and whatever it was wrapped in.
pub(crate) fn kept_in(written: &[(String, Vec<u8>)], secrets: &[&str]) {
    for (file, bytes) in written {
        for secret in secrets {
            assert_eq!(shown(&String::from_utf8_lossy(bytes), secret), None, "{secret} stands in {file}");
        }
    }
}

/// In which way a text shows a secret, if it does. Nothing of how secrets are taken out is used: the text is unwrapped.
fn shown(text: &str, secret: &str) -> Option<&'static str> {
    let secret = secret.to_lowercase();
    let shows = |text: &str| text.to_lowercase().contains(&secret);
    let unescaped = unescaped(text);
    let ways: [(&str, &dyn Fn() -> bool); 5] = [
        ("plain", &|| shows(text)),
        ("JSON", &|| shows(&unescaped)),
        ("JSON in JSON", &|| shows(&self::unescaped(&unescaped))),
        ("address", &|| [text, &unescaped].iter().any(|text| shows(&from_address(text)))),
        ("Base64 or hexadecimal", &|| encoded(text).iter().any(|text| shows(text))),
    ];
    ways.into_iter().find(|(_, way)| way()).map(|(name, _)| name)
}

/// The text with its JSON escapes undone, wherever they stand.
fn unescaped(text: &str) -> String {
    let (mut plain, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let code = after.strip_prefix('u').and_then(|hex| u32::from_str_radix(hex.get(..4)?, 16).ok());
        if let Some(c) = code.and_then(char::from_u32) {
            plain.push(c);
            rest = &after[5..];
        } else {
            let next = after.chars().next();
            plain.extend(next);
            rest = &after[next.map_or(0, char::len_utf8)..];
        }
    }
    plain + rest
}

fn from_address(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        let (byte, taken) = match (first, code) {
            (b'%', Some(code)) => (code, 2),
            (b'+', _) => (b' ', 0),
            _ => (first, 0),
        };
        bytes.push(byte);
        rest = &after[taken..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What runs of letters and digits hold if they are Base64, from each of the places at which it may begin, or hexadecimal.
fn encoded(text: &str) -> Vec<String> {
    let lenient = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let read = GeneralPurpose::new(&alphabet::STANDARD, lenient);
    let runs = text.split(|c: char| !c.is_ascii_alphanumeric() && !"+/-_".contains(c)).filter(|run| run.len() >= 6);
    let mut all = Vec::new();
    for run in runs {
        let run = run.replace('-', "+").replace('_', "/");
        for from in 0..4.min(run.len()) {
            let part = &run[from..];
            let part = if part.len() % 4 == 1 { &part[..part.len() - 1] } else { part };
            all.push(String::from_utf8_lossy(&read.decode(part).unwrap_or_default()).into_owned());
        }
        let pairs = run.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
        let bytes: Option<Vec<u8>> = pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect();
        all.extend(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()));
    }
    all
}

#[test]
fn a_secret_is_seen_whatever_it_is_wrapped_in() {
    let secret = "k0FAKE/k\u{e9}y\"";
    for (text, way) in [
        ("xk0FAKE/k\u{e9}y\"x", "plain"),
        (r#"{"a":"k0fake\/k\u00e9y\""}"#, "JSON"),
        (r#"{"a":"{\"b\":\"k0FAKE\\/k\\u00e9y\\\"\"}"}"#, "JSON in JSON"),
        ("?a=k0FAKE%2Fk%C3%A9y%22&b", "address"),
        ("Basic dXNlcjprMEZBS0Uva8OpeSI=", "Base64 or hexadecimal"),
        ("x=azBGQUtFL2vDqXki", "Base64 or hexadecimal"),
        ("6b3046414b452f6bc3a97922", "Base64 or hexadecimal"),
    ] {
        assert_eq!(shown(text, secret), Some(way), "{text}");
    }
    assert_eq!(shown("{\"a\":\"{{key}}\"} k0FAKE dXNlcjprMEZBS0U=", secret), None);
}

/// A target that tells what it was given in every way that there is.
#[test]
fn a_target_that_tells_a_secret_in_every_form_does_not_get_it_written() {
    let folder = crate::shell::folder("secrets-forms");
    let secret = "k0FAKE-sec/ret+\"x";
    let target = Fake::start(move |_, _| {
        let b64 = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
        let body = json!({
            "sid": null, "tcnt": 0, "plain": secret, "address": "?k=k0FAKE-sec%2Fret%2B%22x", "upper": secret.to_uppercase(),
            "basic": b64(&format!("ci@example.com:{secret}")), "one": b64(&format!("a{secret}")),
            "two": b64(&format!("ab{secret}!")), "inner": json!({"k": secret}).to_string(),
            "hex": "6b3046414b452d7365632f7265742b2278",
        });
        fake::json(200, "x-k: k0FAKE-sec\r\n", &body.to_string())
    });
    let run =
        ["run", "--contract", "jpay-search", "--url", &target.url(), "--out", "report", "order/a", "order/raw", "isac"];
    let mut command = command(&folder, &run);
    command.env("TEKIGO_API_KEY", secret);
    let ended = ended(command);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let findings = report(&folder.join("report"));
    assert!(found(&findings).len() > 3 && findings.to_string().contains("{{api_key}}"), "{findings}");
    let again = tekigo(&folder, &["report", "report", "--out", "report/again"]);
    let mut written = files(&folder.join("report"));
    assert!(written.len() > 8, "{}", written.len());
    for (name, text) in [("out", ended.out), ("err", ended.err), ("again", again.out), ("again err", again.err)] {
        written.push((name.to_owned(), text.into_bytes()));
    }
    kept_in(&written, &[secret]);
}

/// Every file below a folder, with its bytes; of one that is compressed, also what it holds.
pub(crate) fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("there") {
        let path = entry.expect("read").path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            let (name, bytes) = (path.display().to_string(), fs::read(&path).expect("read"));
            match path.extension().and_then(|extension| extension.to_str()) {
                Some("gz") => files.push((format!("{name} within"), unzipped(&bytes).into_bytes())),
                Some("xlsx" | "zip") => files.extend(entries(&name, &bytes)),
                _ => {}
            }
            files.push((name, bytes));
        }
    }
    files
}

/// What a ZIP file holds.
fn entries(name: &str, bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a ZIP file");
    let entry = |at: usize| {
        let mut entry = zip.by_index(at).expect("an entry");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("read");
        (format!("{name}: {}", entry.name().expect("a name")), bytes)
    };
    (0..ZipArchive::new(Cursor::new(bytes)).expect("a ZIP file").len()).map(entry).collect()
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
    kept_in(&written, secrets);
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
    assert!(report.to_string().contains("tester@example.com"), "what is not a secret stays readable");
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
