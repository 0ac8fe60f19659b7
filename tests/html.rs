//! `report.html`: whole, bounded, the same for the same run, and deaf to whatever a target returns.

#[path = "html/attacks.rs"]
mod attacks;
#[path = "html/axe.rs"]
mod axe;
#[path = "html/chromium.rs"]
mod chromium;
#[path = "html/made.rs"]
mod made;
#[path = "html/played.rs"]
mod played;
#[path = "html/used.rs"]
mod used;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use tekigo::{contract::Language, record::Run, report};

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("html").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder of an earlier run is removed");
    }
    folder
}

/// The page of a run.
fn page(name: &str, run: &Run, language: Language) -> String {
    let folder = folder(name);
    report::write(run, &folder, language).expect("the report is written");
    fs::read_to_string(folder.join("report.html")).expect("the page is UTF-8")
}

/// What the page shows, as its script reads it.
fn data(page: &str) -> Value {
    let (_, rest) = page.split_once("<script type=\"application/json\" id=\"run\">").expect("the page has its data");
    let (json, _) = rest.split_once("</script>").expect("the data ends");
    serde_json::from_str(json).expect("the data is JSON")
}

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("{key} is a list"))
}

/// Every requirement by its id, and every finding by its trial and intent.
fn shown(data: &Value) -> (BTreeSet<String>, BTreeSet<String>) {
    let requirements = list(data, "contracts").iter().flat_map(|contract| list(contract, "requirements"));
    let ids = requirements.map(|requirement| requirement["id"].as_str().expect("an id").to_owned());
    let findings = list(data, "causes").iter().flat_map(|cause| list(cause, "findings"));
    let told = findings.map(|finding| {
        let trial = usize::try_from(finding["trial"].as_u64().expect("a trial")).expect("a number");
        format!(
            "{} {}",
            data["trials"][trial].as_str().expect("a name"),
            finding["intent"]["en"].as_str().expect("an intent")
        )
    });
    (ids.collect(), told.collect())
}

fn large_run_is_whole_and_small(name: &str, causes: usize) {
    let run = made::large(causes);
    assert_eq!(run.total(|trial| trial.cases), 200_000);
    assert_eq!(run.total(|trial| trial.findings.len() as u64), 5_000);
    let page = page(name, &run, Language::Japanese);
    assert!(page.len() < 10_000_000, "{} bytes", page.len());
    let data = data(&page);
    assert_eq!(list(&data, "causes").len(), causes);
    let (requirements, findings) = shown(&data);
    let expected = run.contracts.iter().flat_map(|contract| &contract.requirements);
    assert_eq!(requirements, expected.map(|requirement| requirement.id.clone()).collect());
    let expected = run.findings().into_iter().map(|(trial, found)| format!("{} {}", trial.name, found.intent));
    assert_eq!(findings, expected.collect());
}

#[test]
fn five_thousand_causes_stay_under_ten_megabytes_and_none_is_left_out() {
    large_run_is_whole_and_small("causes", 5_000);
}

#[test]
fn five_thousand_findings_of_a_few_causes_are_all_listed() {
    large_run_is_whole_and_small("few", 50);
}

#[test]
fn a_body_that_is_cut_tells_its_whole_size() {
    let run = made::large(5_000);
    let data = data(&page("cut", &run, Language::English));
    let request = &data["causes"][0]["findings"][0]["detail"]["request"];
    let whole = serde_json::to_string_pretty(&run.findings()[0].1.request).expect("JSON");
    let start = request["text"].as_str().expect("text");
    assert!(start.len() < whole.len() && whole.starts_with(start), "{start}");
    assert_eq!(request["of"].as_u64(), Some(whole.len() as u64));
}

#[test]
fn long_ids_and_leading_zeros_survive() {
    let run = made::small();
    let data = data(&page("numbers", &run, Language::English));
    let detail = &data["causes"][0]["findings"][0]["detail"];
    let (request, response) = (detail["request"]["text"].as_str(), detail["response"]["text"].as_str());
    assert!(request.is_some_and(|text| text.contains("\"bank\": \"0013\"")), "{request:?}");
    assert!(response.is_some_and(|text| text.contains("\"payment_id\": 300000000000000008")), "{response:?}");
}

#[test]
fn the_same_run_makes_the_same_bytes() {
    let pages = ["one", "other"].map(|name| page(name, &made::small(), Language::Japanese));
    assert!(pages[0] == pages[1]);
}

#[test]
fn the_language_decides_what_is_shown_first_and_nothing_of_the_data() {
    let run = made::small();
    let (ja, en) = (page("ja", &run, Language::Japanese), page("en", &run, Language::English));
    assert!(ja.contains("<html lang=\"ja\">") && ja.contains("<title>不適合 – acme – tekigo</title>"));
    assert!(en.contains("<html lang=\"en\">") && en.contains("<title>not-conformant – acme – tekigo</title>"));
    assert_eq!(data(&ja), data(&en));
    let clause = &data(&ja)["contracts"][0]["requirements"][0]["text"];
    assert_eq!((clause["ja"].as_str(), clause["en"].as_str()), (Some("条文 0"), Some("Clause 0")));
}

/// What would make the page ask somebody else: it must work without a network, and tell nobody that it is read.
#[test]
fn the_page_refers_to_nothing_outside_of_it() {
    let page = page("alone", &made::small(), Language::English);
    let (before, rest) = page.split_once("<script type=\"application/json\"").expect("the page has its data");
    let (_, after) = rest.split_once("</script>").expect("the data ends");
    for reference in [" src=", "url(", "@import", "<link", "http:", "https:", "fetch(", "XMLHttpRequest", "import("] {
        let mut found =
            [before, after].into_iter().flat_map(|part| part.match_indices(reference).map(move |(at, _)| &part[at..]));
        let stray = found.find(|at| !at.starts_with("http://www.w3.org/2000/svg\"") && !at.starts_with("http-equiv"));
        assert!(stray.is_none(), "{:?}", stray.map(|text| text.chars().take(80).collect::<String>()));
    }
}
