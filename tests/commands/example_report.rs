//! `reports/example`: a failed run that a visitor looks at before anything is built. It is what this command makes:
//! `TEKIGO_RENEW=1 cargo test --test commands example_report` writes it anew.

use std::{fs, path::Path};

use calamine::{DataType, Reader, Xlsx, open_workbook};
use serde_json::Value;

use crate::shell::{folder, tekigo};

/// The command, but for its folder; `docs/reports.md` shows it.
const COMMAND: &str = "tekigo run --contract jpay-search --cases 1 --fault isac-text-accepted --fault total-without-postage \
    --fault wrong-key-status-403 --fault card-zeros-lost --fault descending-ignored --lang ja --tester 品質保証部 --out reports/example";
const KEPT: [&str; 3] = ["report.html", "evidence.xlsx", "summary.txt"];

/// What the page says of the run: the verdict, that of each requirement, and each cause. Times, ports and words are not among it.
fn page(folder: &Path) -> Vec<String> {
    let page = fs::read_to_string(folder.join("report.html")).expect("a page");
    let (_, data) = page.split_once("id=\"run\">").expect("data");
    let data: Value = serde_json::from_str(data.split_once("</script>").expect("it ends").0).expect("JSON");
    let list = |value: &Value, key: &str| value[key].as_array().expect("a list").clone();
    let text =
        |value: &Value, keys: &[&str]| keys.iter().map(|key| value[key].to_string()).collect::<Vec<_>>().join(" ");
    let contracts = list(&data, "contracts");
    let requirements = contracts.iter().flat_map(|contract| list(contract, "requirements"));
    let requirements = requirements.map(|requirement| text(&requirement, &["id", "verdict"]));
    let causes = list(&data, "causes");
    let causes = causes.iter().map(|cause| text(cause, &["requirement", "verdict", "operation", "check", "pointer"]));
    std::iter::once(data["verdict"].to_string()).chain(requirements).chain(causes).collect()
}

/// What the workbook says of each requirement.
fn workbook(folder: &Path) -> Vec<String> {
    let mut book: Xlsx<_> = open_workbook(folder.join("evidence.xlsx")).expect("a workbook");
    let sheet = book.worksheet_range("要件別試験結果").expect("a sheet");
    let text = |cell: &calamine::Data| cell.get_string().unwrap_or_default().to_owned();
    sheet.rows().skip(2).map(|row| format!("{} {}", text(&row[1]), text(&row[4]))).collect()
}

/// The summary without its line of times, down to what failed.
fn summary(folder: &Path) -> Vec<String> {
    let text = fs::read_to_string(folder.join("summary.txt")).expect("a summary");
    let marks = ["不合格", "警告"];
    let failed = text.lines().filter(|line| marks.iter().any(|mark| line.trim_start().starts_with(mark)));
    failed.filter_map(|line| line.split_whitespace().nth(1).map(str::to_owned)).collect()
}

#[test]
fn the_report_that_is_kept_is_what_its_command_makes() {
    let folder = folder("example-report");
    let words: Vec<&str> = COMMAND.split_whitespace().skip(1).collect();
    let ran = tekigo(&folder, &words);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let (made, kept) = (folder.join("reports/example"), Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/example"));
    if std::env::var_os("TEKIGO_RENEW").is_some() {
        fs::create_dir_all(&kept).expect("a folder");
        for file in KEPT {
            fs::copy(made.join(file), kept.join(file)).expect("it is kept");
        }
    }
    let renew = "renew it: TEKIGO_RENEW=1 cargo test --test commands example_report";
    assert!(page(&kept).len() > 40, "the page was read");
    assert_eq!(page(&kept), page(&made), "{renew}");
    assert_eq!(workbook(&kept), workbook(&made), "{renew}");
    assert_eq!(summary(&kept), summary(&made), "{renew}");
    let size: u64 = KEPT.iter().map(|file| kept.join(file).metadata().expect(file).len()).sum();
    assert!(size < 600_000, "it stays small: {size} bytes");
    let guide = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reports.md")).expect("the guide");
    let shown: String = guide.replace("\\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains(COMMAND), "docs/reports.md shows the command");
}
