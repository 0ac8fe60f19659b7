//! The API of the guide `docs/your-own-api.md`: its files are right, a sound target conforms, and each defect is found where it is.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};

#[path = "commands/fake.rs"]
#[expect(dead_code, reason = "what other targets need")]
mod fake;

use fake::Fake;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/parcel-fee");

/// One promise that the parcel office does not keep.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Defect {
    None,
    /// A gram too many is carried.
    Limit,
    /// A wrong zone earns the code of a neighbour.
    Code,
    /// The insurance is left out of the total.
    Total,
    /// A lost parcel is priced like any other.
    Lost,
}

/// The parcel office, written from `examples/parcel-fee/parcel-fee.txt`; the error is the code of a refusal.
fn answer(body: &[u8], defect: Defect) -> Result<Value, &'static str> {
    let body: Value = serde_json::from_slice(body).map_err(|_| "K01")?;
    let body = body.as_object().ok_or("K01")?;
    let field = |name: &str| body.get(name).ok_or("K10");
    let (parcel, weight, zone) = (field("parcel_id")?, field("weight_g")?, field("zone")?);
    let parcel = parcel.as_str().filter(|id| is_parcel(id)).ok_or("K11")?;
    let heaviest = if defect == Defect::Limit { 30_001 } else { 30_000 };
    let weight = weight.as_u64().filter(|grams| (1..=heaviest).contains(grams)).ok_or("K12")?;
    let distance = match zone.as_str() {
        Some("NEAR") => 600,
        Some("FAR") => 900,
        Some("MOON") => 5_000_000,
        _ if defect == Defect::Code => return Err("K14"),
        _ => return Err("K13"),
    };
    let insured = body.get("insured_yen").map_or(Some(0), Value::as_u64).filter(|yen| *yen <= 500_000).ok_or("K14")?;
    let memo = body.get("memo").map_or(Some("-"), Value::as_str).map(|memo| memo.chars().count());
    memo.filter(|length| (1..=20).contains(length)).ok_or("K15")?;
    if parcel == "PF-000404" && defect != Defect::Lost {
        return Err("K20");
    }
    let (fee, insurance) = (distance + 100 * weight.div_ceil(1_000), insured / 1_000);
    let total = if defect == Defect::Total { fee } else { fee + insurance };
    Ok(json!({"fee_yen": fee, "insurance_yen": insurance, "total_yen": total}))
}

fn is_parcel(id: &str) -> bool {
    id.strip_prefix("PF-").is_some_and(|number| number.len() == 6 && number.bytes().all(|b| b.is_ascii_digit()))
}

/// The parcel office on a port of this machine.
fn serve(defect: Defect) -> Fake {
    Fake::start(move |_, came| match came.line() {
        ("POST", "/v0/fee") => {
            let body = answer(&came.body, defect)
                .unwrap_or_else(|code| json!({"error": {"code": code, "text": "ask at the counter"}}));
            fake::json(200, "", &body.to_string())
        }
        _ => fake::json(404, "", "{}"),
    })
}

/// Plays the whole suite with the profile of the guide, its address changed; the exit code and the report.
fn run(name: &str, defect: Defect) -> (Option<i32>, Value) {
    run_files(&folder(name), EXAMPLE, defect)
}

/// The same with other contract files.
fn run_files(folder: &Path, files: &str, defect: Defect) -> (Option<i32>, Value) {
    let server = serve(defect);
    let profile = fs::read_to_string(Path::new(EXAMPLE).join("target.toml")).expect("the profile is there");
    let at_home = profile.replace("http://127.0.0.1:8790", &server.url());
    assert_ne!(at_home, profile, "the profile names another address than the one that is replaced");
    fs::write(folder.join("target.toml"), at_home).expect("written");
    // Few random draws: what is enumerated finds the defects, and a debug build draws slowly.
    let arguments = ["run", "--contracts", files, "--target", "target.toml", "--out", "report", "--cases", "3"];
    let (code, told) = tekigo(folder, &arguments);
    let report =
        fs::read_to_string(folder.join("report/report.json")).unwrap_or_else(|error| panic!("{error}: {told}"));
    (code, serde_json::from_str(&report).expect("the report is JSON"))
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("example").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder of an earlier run is removed");
    }
    fs::create_dir_all(&folder).expect("the folder is made");
    folder
}

/// The exit code and everything printed.
fn tekigo(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tekigo"));
    let output = command.current_dir(folder).args(arguments).output().expect("tekigo starts");
    let told = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8")).concat();
    (output.status.code(), told)
}

/// The requirement of each finding with what was due and what was received.
fn found<'a>(report: &'a Value) -> Vec<[&'a str; 3]> {
    let findings = report["findings"].as_array().expect("findings");
    let texts =
        |finding: &'a Value| ["requirement", "expected", "actual"].map(|key| finding[key].as_str().expect("a text"));
    findings.iter().map(texts).collect()
}

#[test]
fn the_files_of_the_guide_are_right() {
    let (code, told) = tekigo(Path::new("."), &["check", EXAMPLE]);
    assert_eq!(
        (code, told.as_str()),
        (Some(0), "ok    parcel-fee: 1 operations, 13 requirements, 8 codes, 2 scenarios\n")
    );
}

/// The guide prints the plan as it is, in both languages.
#[test]
fn the_numbers_of_the_guide_are_those_of_its_files() {
    let profile = folder("numbers").join("target.toml");
    fs::copy(Path::new(EXAMPLE).join("target.toml"), &profile).expect("the profile is copied");
    let target = profile.to_str().expect("UTF-8");
    for (language, page, end) in [("en", "docs", "; where"), ("ja", "docs/ja", "。要件違反")] {
        let lines = ["plan", "--contracts", ".", "--target", target, "--lang", language];
        let (code, plan) = tekigo(Path::new(EXAMPLE), &lines);
        let total = plan.lines().find(|line| line.contains(end)).unwrap_or_else(|| panic!("{plan}"));
        let total = total.split(end).next().expect("a line");
        let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join(page).join("your-own-api.md");
        assert_eq!(code, Some(0));
        assert!(
            fs::read_to_string(guide).expect("the guide").contains(&format!("{total}{end}")),
            "{language}: {total}"
        );
    }
}

#[test]
fn a_sound_target_conforms_and_every_requirement_is_tested() {
    let (code, report) = run("sound", Defect::None);
    assert_eq!((code, &report["verdict"], found(&report)), (Some(0), &json!("conformant"), vec![]), "{report}");
    let requirements = report["contracts"][0]["requirements"].as_array().expect("requirements");
    let verdicts: Vec<_> = requirements.iter().map(|one| (one["id"].as_str(), one["verdict"].as_str())).collect();
    assert_eq!(verdicts.len(), 13);
    assert!(verdicts.iter().all(|(_, verdict)| *verdict == Some("pass")), "{verdicts:?}");
}

#[test]
fn each_defect_is_found_by_the_requirement_it_breaks() {
    let refused = |code: &str, at: &str| format!("refused with code \"{code}\"{at}");
    let cases = [
        ("limit", Defect::Limit, ["PF-weight", &refused("K12", " for /weight_g"), "status 200, no error"]),
        ("code", Defect::Code, ["PF-zone", "code \"K13\"", "\"K14\" (which speaks of /insured_yen)"]),
        ("lost", Defect::Lost, ["PF-lost", &refused("K20", ""), "status 200, no error"]),
    ];
    for (name, defect, due) in cases {
        let (code, report) = run(name, defect);
        assert_eq!((code, found(&report)), (Some(1), vec![due]), "{name}");
    }
}

#[test]
fn a_wrong_total_is_found_by_the_rule_of_the_contract() {
    let (code, report) = run("total", Defect::Total);
    let found = found(&report);
    assert_eq!(code, Some(1));
    assert!(!found.is_empty() && found.iter().all(|[requirement, ..]| *requirement == "PF-total"), "{found:?}");
}

/// The files of the guide as a team abroad writes them: in English alone, with ids and sources of their own kind.
fn abroad(value: &mut Value) {
    match value {
        Value::Object(fields) if fields.len() == 2 && fields.contains_key("ja") && fields.contains_key("en") => {
            *value = value["en"].take();
        }
        Value::Object(fields) => {
            if fields.contains_key("lines") && fields.contains_key("document") {
                let lines = fields.shift_remove("lines").expect("there");
                fields.insert("anchor".to_owned(), format!("#line-{}", lines[0].as_str().expect("a line")).into());
                fields.insert("url".to_owned(), "https://parcel.example/fees".into());
            } else if let Some(lines) = fields.shift_remove("lines") {
                fields.insert("page".to_owned(), lines[0].clone());
            }
            fields.values_mut().for_each(abroad);
        }
        Value::Array(items) => items.iter_mut().for_each(abroad),
        _ => {}
    }
}

#[test]
fn one_language_other_ids_and_other_sources_reach_every_report() {
    let folder = folder("abroad");
    for part in ["schemas/parcel-fee", "scenarios/parcel-fee"] {
        fs::create_dir_all(folder.join(part)).expect("made");
        for entry in fs::read_dir(Path::new(EXAMPLE).join(part)).expect("the folder is there") {
            let path = entry.expect("an entry").path();
            let text = fs::read_to_string(&path).expect("UTF-8").replace("\"PF-", "\"parcelFee.");
            let mut file: Value = serde_json::from_str(&text).expect("JSON");
            abroad(&mut file);
            if path.ends_with("contract.json") {
                file["language"] = "en".into();
            }
            fs::write(folder.join(part).join(path.file_name().expect("a name")), file.to_string()).expect("written");
        }
    }
    let (code, report) = run_files(&folder, ".", Defect::Limit);
    assert_eq!((code, found(&report)[0][0]), (Some(1), "parcelFee.weight"));
    let requirements = report["contracts"][0]["requirements"].as_array().expect("requirements");
    let weight = requirements.iter().find(|one| one["id"] == "parcelFee.weight").expect("a requirement");
    let clause = weight["text"]["en"].as_str().expect("a clause");
    assert_eq!(weight["text"], json!({"en": clause}));
    let source = weight["source"].as_str().expect("a source");
    assert!(
        source.starts_with("parcel-fee.txt#line-") && source.ends_with(", https://parcel.example/fees"),
        "{source}"
    );
    assert_eq!(weight["url"], "https://parcel.example/fees");
    // Japanese reports show the language there is.
    let (code, told) = tekigo(&folder, &["report", "report", "--lang", "ja"]);
    assert_eq!(code, Some(1), "{told}");
    for file in ["summary.txt", "summary.md", "junit.xml", "report.sarif", "report.html"] {
        let text = fs::read_to_string(folder.join("report").join(file)).expect("written");
        assert!(text.contains("is an integer from 1 to 30000") && text.contains("parcelFee.weight"), "{file}");
    }
    let sarif = fs::read_to_string(folder.join("report/report.sarif")).expect("written");
    assert!(sarif.contains("\"helpUri\": \"https://parcel.example/fees\"") && sarif.contains(source), "{sarif}");
    let (_, told) = tekigo(&folder, &["explain", "parcelFee.weight", "--contracts", "."]);
    assert!(told.contains(&format!("  {clause}\n  source: {source}\n")), "{told}");
}

/// A guide whose files differ from those that are tested sends its readers astray.
#[test]
fn the_guide_shows_the_files_as_they_are() {
    let guide = include_str!("../docs/your-own-api.md");
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let files = ["schemas/parcel-fee", "scenarios/parcel-fee", "."].map(|folder| {
        let entries = fs::read_dir(Path::new(EXAMPLE).join(folder)).expect("the folder is there");
        let files = entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_file());
        files.map(|file| squeezed(&fs::read_to_string(file).expect("UTF-8"))).collect::<Vec<_>>()
    });
    let document = include_str!("../examples/parcel-fee/parcel-fee.txt");
    assert!(guide.contains(document), "the guide shows another document than examples/parcel-fee/parcel-fee.txt");
    let shown = ["```json\n", "```toml\n"].map(|fence| guide.split(fence).skip(1).collect::<Vec<_>>()).concat();
    assert!(shown.len() >= 8, "the guide shows {} files", shown.len());
    for block in shown.iter().map(|rest| rest.split("```").next().expect("a block")) {
        let there = files.iter().flatten().any(|file| file.contains(&squeezed(block)));
        assert!(there, "no file under examples/parcel-fee holds this:\n{block}");
    }
}
