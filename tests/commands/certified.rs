//! What is certified, as the profile names it: in every report, and in the statement of the package.

use std::fs;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::{
    packaged::{at, unpacked},
    served::Served,
    shell::{command, ended, folder, report, tekigo},
};

const SUBJECT: &str = "[subject]\norganisation = \"例示銀行\"\nproduct = \"Payment <API>\"\nversion = \"2.3\"\nbuild = \"${BUILD}\"\n\
    environment = \"sandbox\"\ndocument = \"Payment API specification\"\nedition = \"03\"\n";

#[test]
fn what_is_certified_is_named_in_every_report_and_in_the_statement() {
    let served = Served::start(&["jpay-search"], &[]);
    let folder = folder("certified");
    fs::write(folder.join("p.toml"), served.profile(&[], "") + SUBJECT).expect("written");
    let mut run = command(&folder, &["run", "--target", "p.toml", "--out", "r", "isac/type"]);
    run.env("BUILD", "0042");
    let ran = ended(run);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let due = json!({
        "organisation": "例示銀行", "product": "Payment <API>", "version": "2.3", "build": "0042", "environment": "sandbox",
        "document": "Payment API specification", "edition": "03",
    });
    assert_eq!(report(&folder.join("r"))["subject"], due);
    let english = "subject: organisation 例示銀行, product Payment <API>, version 2.3, build 0042, environment sandbox, \
        specification Payment API specification, edition 03";
    assert!(ran.out.contains(english), "{}", ran.out);
    let text = |file: &str| fs::read_to_string(folder.join("r").join(file)).expect(file);
    assert!(text("summary.txt").contains(english));
    assert!(text("summary.md").contains("product Payment") && text("summary.md").contains("build 0042"));
    let page = text("report.html");
    assert!(
        page.contains("subject: organisation 例示銀行, product Payment &lt;API&gt;, version 2.3, build 0042"),
        "without scripts"
    );
    assert!(page.contains(r#"[{"ja":"ビルド","en":"Build"},"0042"]"#), "with scripts");

    // The journal has it: another language needs no profile.
    let again = ["report", "r", "--lang", "ja", "--package", "p.zip"];
    let japanese = tekigo(&folder, &again);
    assert_eq!(japanese.code, Some(0), "{japanese:?}");
    let line = "試験対象製品: 組織 例示銀行、製品 Payment <API>、バージョン 2.3、ビルド 0042、試験環境 sandbox、仕様書 Payment API specification、仕様書の版 03";
    assert!(japanese.out.contains(line), "{}", japanese.out);
    let mut files = unpacked(&fs::read(folder.join("p.zip")).expect("a package"));
    let envelope: Value = serde_json::from_slice(at(&mut files, "attestation.dsse.json")).expect("JSON");
    let payload = STANDARD.decode(envelope["payload"].as_str().expect("a payload")).expect("Base64");
    let statement: Value = serde_json::from_slice(&payload).expect("JSON");
    assert_eq!(
        (&statement["subject"][0]["name"], &statement["subject"][0]["annotations"]),
        (&json!("manifest.json"), &due)
    );
    let verified = tekigo(&folder, &["verify", "p.zip"]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
}

#[test]
fn a_profile_that_is_begun_names_the_keys_of_the_subject() {
    let folder = folder("certified-begun");
    assert_eq!(tekigo(&folder, &["init", "--contract", "jpay-search"]).code, Some(0));
    let begun = fs::read_to_string(folder.join("target.toml")).expect("written");
    let section: String = begun
        .lines()
        .skip_while(|line| *line != "# [subject]")
        .take_while(|line| line.starts_with("# "))
        .map(|line| [&line[2..], "\n"].concat())
        .collect();
    for key in ["organisation", "product", "version", "build", "environment", "document", "edition"] {
        assert!(section.contains(&format!("\n{key} = ")), "{section}");
    }
    let filled = section.replace("${BUILD_NUMBER}", "7")
        + "[jpay-search]\nurl = \"http://127.0.0.1:9\"\ncredentials = { api_key = \"k0FAKE\" }\n";
    fs::write(folder.join("p.toml"), &filled).expect("written");
    let planned = tekigo(&folder, &["plan", "--target", "p.toml"]);
    assert_eq!(planned.code, Some(0), "{planned:?}");
    fs::write(folder.join("p.toml"), filled.replace("edition", "edditon")).expect("written");
    let wrong = tekigo(&folder, &["plan", "--target", "p.toml"]);
    assert!(
        wrong.code == Some(2) && wrong.err.contains("`edditon` is not known in [subject]; did you mean edition?"),
        "{wrong:?}"
    );
}
