//! The names of the files in a package.

use crate::{
    report::{ALL, HISTORY, KILL_MATRIX, reporter::Title, write::EVIDENCE},
    util::visible::is_hidden,
};

/// The name of the manifest in a package.
pub(super) const MANIFEST: &str = "manifest.json";
/// The name of the signed statement in a package.
pub(super) const ATTESTATION: &str = "attestation.dsse.json";
/// What the manifest is.
pub(super) const MANIFEST_TITLE: Title =
    Title { ja: "ファイル一覧とハッシュ", en: "every file with its digest" };
/// What the evidence workbook is.
pub(super) const EVIDENCE_TITLE: Title = Title { ja: "試験成績書", en: "the evidence workbook" };
/// Where contract and scenario files are in a package.
pub(super) const CONTRACTS: &str = "contracts/";

/// Whether a package that this program writes has a file of this name, besides the manifest and the statement.
pub(super) fn is_known(file: &str) -> bool {
    let journal = |file: &str| {
        let number = file.strip_suffix(".gz").unwrap_or(file).strip_prefix("journal");
        let number = number.and_then(|rest| rest.strip_suffix(".jsonl"));
        let digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        number.is_some_and(|number| number.is_empty() || number.strip_prefix('-').is_some_and(digits))
    };
    let of_contract = file.strip_prefix(CONTRACTS).is_some_and(|path| {
        let mut parts = path.split('/');
        matches!(parts.next(), Some("schemas" | "scenarios")) && parts.clone().count() >= 2 && parts.all(is_plain)
    });
    let counterexample = file.strip_prefix("counterexamples/").is_some_and(|name| {
        is_plain(name) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
    });
    ALL.iter().any(|reporter| reporter.file == file)
        || file == EVIDENCE
        || [KILL_MATRIX, HISTORY].contains(&file)
        || journal(file)
        || (file.strip_suffix(".json").is_some() && (of_contract || counterexample))
}

/// Whether this is the name of a file on any system, shown as it is.
fn is_plain(part: &str) -> bool {
    !part.is_empty()
        && part != "."
        && part != ".."
        && !part.chars().any(|c| is_hidden(c) || matches!(c, '/' | '\\' | ':' | '<' | '>' | '"' | '|' | '?' | '*'))
}

#[cfg(test)]
mod tests {
    use super::is_known;

    #[test]
    fn only_names_that_are_written_are_known() {
        for name in [
            "report.json",
            "summary.txt",
            "evidence.xlsx",
            "kill-matrix.json",
            "history.json",
            "journal.jsonl",
            "journal-12.jsonl",
            "journal.jsonl.gz",
            "journal-3.jsonl.gz",
            "counterexamples/shop_order_rejects_a-1.json",
            "contracts/schemas/shop/order.request.schema.json",
            "contracts/scenarios/shop/支払.json",
        ] {
            assert!(is_known(name), "{name}");
        }
        for name in [
            "",
            "REPORT.json",
            "manifest.json",
            "notes.txt",
            "journal-.jsonl",
            "journal-1.jsonl.sh",
            "journal.jsonl.gz.gz",
            "journal.gz",
            "journal\u{1b}[2J.jsonl",
            "counterexamples/.json/x.json",
            "counterexamples/a.sh",
            "counterexamples/a b.json",
            "contracts/schemas/x.json",
            "contracts/schemas//x.json",
            "contracts/schemas/a/../../x.json",
            "contracts/schemas/a/b\nc.json",
            "contracts/schemas/a/b\u{202e}.json",
            "contracts/schemas/a\\b/c.json",
            "contracts/bin/a/x.json",
            "/report.json",
        ] {
            assert!(!is_known(name), "{name:?}");
        }
    }
}
