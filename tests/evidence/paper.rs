//! The workbook on paper: how many pages the largest contract takes, and how small its letters are printed.

use std::{collections::BTreeMap, fs::File, io::Read as _, path::Path};

use quick_xml::{Reader, events::Event};
use tekigo::{
    contract::{Expectation, Files, Language, Outcome},
    record::{Promises, Run, Sample, TargetRecord, TrialRecord, Tried, contract_record},
    reference::Config,
    run::{Plan, Settings, Subject},
};
use zip::ZipArchive;

use crate::{made, written};

/// The most pages of one contract, and the smallest letters in points.
const PAGES: usize = 25;
const LETTERS: f64 = 8.0;
/// As many defects as ten faults of a reference come to.
const DEFECTS: usize = 30;

/// The elements of a part of a workbook, each with its attributes.
fn elements(file: &Path, part: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut zip = ZipArchive::new(File::open(file).expect("a workbook")).expect("a zip");
    let mut xml = String::new();
    zip.by_name(part).expect(part).read_to_string(&mut xml).expect("text");
    let (mut reader, mut all) = (Reader::from_str(&xml), Vec::new());
    loop {
        match reader.read_event().expect("XML") {
            Event::Start(start) | Event::Empty(start) => {
                let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
                let pairs = start.attributes().map(|one| one.expect("an attribute"));
                let pairs = pairs.map(|one| (text(one.key.as_ref()), text(&one.value)));
                all.push((text(start.name().as_ref()), pairs.collect()));
            }
            Event::Eof => return all,
            _ => {}
        }
    }
}

fn number(attributes: &BTreeMap<String, String>, name: &str) -> f64 {
    attributes.get(name).unwrap_or_else(|| panic!("no {name}: {attributes:?}")).parse().expect("a number")
}

/// How many pages a sheet takes, and how much it is shrunk to fit on them.
fn printed(file: &Path, sheet: usize) -> (usize, f64) {
    let all = elements(file, &format!("xl/worksheets/sheet{sheet}.xml"));
    let of =
        |name: &'static str| all.iter().filter(move |(element, _)| element == name).map(|(_, attributes)| attributes);
    let setup = of("pageSetup").next().expect("a page");
    let long_side = if setup.get("paperSize").is_some_and(|size| size == "8") { 420.0 } else { 297.0 };
    let short_side = if long_side > 300.0 { 297.0 } else { 210.0 };
    let is_landscape = setup.get("orientation").is_some_and(|way| way == "landscape");
    let (width, height) = if is_landscape { (long_side, short_side) } else { (short_side, long_side) };
    assert_eq!(setup.get("fitToHeight").map(String::as_str), Some("0"), "as many pages as it takes");
    let margins = of("pageMargins").next().expect("margins");
    let points = |millimetres: f64, one: &str, other: &str| {
        (millimetres / 25.4 - number(margins, one) - number(margins, other)) * 72.0
    };
    // A column is counted in digits of 7 pixels, its padding included; a pixel is three quarters of a point.
    let columns: f64 =
        of("col").map(|col| (number(col, "max") - number(col, "min") + 1.0) * number(col, "width") * 7.0 * 0.75).sum();
    let scale = (points(width, "left", "right") / columns).min(1.0);
    let page = points(height, "top", "bottom") / scale;
    let heights: Vec<f64> = of("row").map(|row| row.get("ht").map_or(15.0, |_| number(row, "ht"))).collect();
    // The two rows of headers stand on every page of a table.
    let head: f64 = if is_landscape { heights[..2].iter().sum() } else { 0.0 };
    let (mut pages, mut filled) = (1, head);
    for height in &heights[if is_landscape { 2 } else { 0 }..] {
        if filled + height > page {
            (pages, filled) = (pages + 1, head);
        }
        filled += height;
    }
    (pages, scale)
}

/// The same where it failed: thirty trials that break a constraint meet a defect of its own, and what rests on it was not played.
fn failed() -> Run {
    let mut run = largest();
    let long = serde_json::json!({"payment_bank_transfer": vec![serde_json::json!({"payment_id": 300_000_000_000_000_008_u64, "name": "ﾃｽﾄ ﾀﾛｳ"}); 30]});
    let broken = run.trials.iter_mut().filter(|trial| trial.name.contains("/rejects/")).take(DEFECTS);
    for (number, trial) in broken.enumerate() {
        let mut found = made::small().trials[0].findings[0].clone();
        let requirement = trial.asked.keys().next().cloned().unwrap_or_default();
        (found.finding.requirement, found.finding.operation) = (requirement, "bulk_upsert".to_owned());
        found.finding.class = format!("{number}");
        found.finding.expected = format!("refused with code 36{number:02} for /payment_bank_transfer/0/amount");
        (found.request, found.response, found.waived) = (long.clone(), long.clone(), None);
        found.key = found.finding.key();
        trial.findings = vec![found];
    }
    let why = "step `transfer_update` was not played, because step `transfer_add` got: status 201, no code at /*/*/error_code";
    for trial in run.trials.iter_mut().filter(|trial| trial.name.contains("/scenario/")).step_by(2) {
        trial.not_tested = trial.asked.keys().map(|id| (id.clone(), why.into())).collect();
    }
    let promises = {
        let subject = Subject::reference(&Files::embedded(), "robo-payment", &Config::default()).expect("it loads");
        Promises::of(&subject.suite.contract, &subject.suite.scenarios)
    };
    run.contracts = vec![contract_record(&promises, &run.trials, false)];
    assert!(run.findings().len() == DEFECTS, "it fails");
    run
}

/// A run of a shipped contract as it is planned, each of its trials with as many words as a real one has.
fn largest() -> Run {
    let target =
        TargetRecord { name: "reference".to_owned(), kind: "reference", url: String::new(), places: BTreeMap::new() };
    let subject = Subject::reference(&Files::embedded(), "robo-payment", &Config::default()).expect("it loads");
    let plan = Plan::new(vec![subject], target, Settings::default());
    let suite = &plan.subjects[0].suite;
    let body = r#"{"user_id":"{{user_id}}","access_key":"{{access_key}}","payment_bank_transfer":[{"payment_id":300000000000000008,"date":"2026/12/31","amount":9999999999,"name":"ﾃｽﾄ ﾀﾛｳ","bank_code":"0013","branch_code":"001","bank_account_type":1,"memo":"備考"}]}"#;
    let trial = |trial: &tekigo::run::Trial| {
        let name = trial.name.as_str();
        let requirement = trial.requirements.first().cloned().unwrap_or_else(|| "RP-post-json".to_owned());
        let due = Expectation::new(Outcome::Accepted, &requirement);
        let value = |number: u16| Tried {
            requirement: requirement.clone(),
            at: format!("/payment_bank_transfer/{number}/amount_of_{}", requirement.to_lowercase()),
            way: format!("way-{number}"),
            value: Some(format!("{}", 10_000_000_000_u64 + u64::from(number))),
            status: 200,
            codes: if name.contains("/rejects/") { vec!["3605".to_owned()] } else { Vec::new() },
        };
        let generated = !name.contains("/scenario/");
        let title = suite.scenarios.iter().find(|one| name.ends_with(&format!("/{}", one.name)));
        TrialRecord {
            id: trial.id.clone(),
            name: name.to_owned(),
            contract: "robo-payment".to_owned(),
            title: title.filter(|_| !generated).map(|one| one.title.clone()),
            cases: 14,
            exchanges: 14,
            asked: trial.requirements.iter().map(|id| (id.clone(), 14)).collect(),
            samples: vec![Sample {
                operation: "bulk_upsert".to_owned(),
                line: "POST /api/v1.0/payment/bulk_upsert".to_owned(),
                body: body.to_owned(),
                due,
                status: 200,
                codes: Vec::new(),
                response: body.to_owned(),
            }],
            tried: (0..if generated { 12 } else { 0 }).map(value).collect(),
            began: "2026-11-21T15:59:59.123Z".to_owned(),
            ..TrialRecord::default()
        }
    };
    let trials: Vec<TrialRecord> = plan.trials.iter().map(trial).collect();
    let promises = Promises::of(&suite.contract, &suite.scenarios);
    let contract = contract_record(&promises, &trials, false);
    assert!(contract.requirements.len() > 60 && trials.len() > 150, "it is the largest");
    Run { contracts: vec![contract], trials, waivers: Vec::new(), ended: None, complete: true, ..made::small() }
}

#[test]
fn the_largest_contract_is_printed_on_few_pages_and_nothing_is_shrunk() {
    for (name, run) in [("printed", largest()), ("printed-failed", failed())] {
        few_pages(name, &run);
    }
}

fn few_pages(name: &str, run: &Run) {
    let file = written(name, run, Language::Japanese);
    let sheets = elements(&file, "xl/workbook.xml");
    let names: Vec<&String> =
        sheets.iter().filter(|(name, _)| name == "sheet").map(|(_, attributes)| &attributes["name"]).collect();
    let printed: Vec<(usize, f64)> = (1..=names.len()).map(|sheet| printed(&file, sheet)).collect();
    let told: Vec<_> = names.iter().zip(&printed).collect();
    let scale = printed.iter().map(|(_, scale)| *scale).fold(1.0, f64::min);
    let fonts = elements(&file, "xl/styles.xml").into_iter().filter(|(name, _)| name == "sz");
    let smallest = fonts.map(|(_, size)| number(&size, "val")).fold(f64::MAX, f64::min);
    assert!(smallest * scale >= LETTERS, "letters of {smallest} points at {scale}: {told:?}");
    let pages: usize = printed.iter().map(|(pages, _)| pages).sum();
    assert!(pages <= PAGES, "{pages} pages: {told:?}");
    let requirements = names.iter().position(|name| *name == "要件別試験結果").expect("the sheet");
    assert!(printed[requirements].0 <= 10, "{told:?}");
    let defined: Vec<_> = sheets.iter().filter(|(name, _)| name == "definedName").collect();
    let areas = defined.iter().filter(|(_, attributes)| attributes["name"] == "_xlnm.Print_Area").count();
    let titles = defined.iter().filter(|(_, attributes)| attributes["name"] == "_xlnm.Print_Titles").count();
    assert_eq!((areas, titles), (names.len(), names.len() - 1), "every sheet has an area, every table its headers");
}
