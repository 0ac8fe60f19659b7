//! Outside crates have homes: what only one room touches can be replaced there and nowhere else.

use crate::source::Source;

/// Every dependency with the files that may name it, by the start of their path.
const HOMES: &[(&str, &[&str])] = &[
    ("bytes", ANYWHERE),
    ("cel", &["src/contract/"]),
    ("chacha20", &["src/generate/"]),
    ("clap", &["src/cli/"]),
    ("clap_complete", &["src/cli/"]),
    ("clap_mangen", &["src/cli/"]),
    ("console", &["src/cli/"]),
    ("data_encoding", &["src/contract/", "src/report/", "src/run/journal/", "src/target/", "src/util/"]),
    ("encoding_rs", ANYWHERE),
    ("flate2", &["src/report/package/", "src/run/journal/"]),
    ("form_urlencoded", ANYWHERE),
    ("futures_util", &["src/run/lane/"]),
    ("getrandom", &[]),
    ("http_body_util", &["src/reference/", "src/target/"]),
    ("hyper", &["src/reference/", "src/target/"]),
    ("hyper_util", &["src/reference/", "src/target/"]),
    ("include_dir", &["src/contract/"]),
    ("indicatif", &["src/cli/"]),
    ("jiff", ANYWHERE),
    ("jsonschema", &["src/contract/"]),
    ("jsonschema_regex", &["src/contract/", "src/generate/"]),
    ("libtest_mimic", &["src/cli/", "src/run/"]),
    ("md5", &["src/contract/"]),
    ("memchr", ANYWHERE),
    ("mimalloc", &["src/main.rs"]),
    ("quick_junit", &["src/report/"]),
    ("regex", &["src/check/", "src/contract/"]),
    ("regex_syntax", &["src/contract/", "src/generate/"]),
    ("reqwest", &["src/target/"]),
    ("ring", &["src/contract/", "src/report/package/", "src/target/"]),
    ("rust_xlsxwriter", &["src/report/evidence.rs", "src/report/evidence/"]),
    ("rustls", &["src/target/"]),
    ("rustls_platform_verifier", &["src/target/"]),
    ("serde", ANYWHERE),
    ("serde_json", ANYWHERE),
    ("serde_json_path", &["src/contract/"]),
    ("serde_saphyr", &["src/contract/openapi/"]),
    ("sha2", ANYWHERE),
    ("similar", &["src/report/"]),
    ("strsim", &["src/contract/openapi/", "src/target/"]),
    ("thiserror", ANYWHERE),
    ("tokio", ANYWHERE),
    ("toml", &["src/target/"]),
    ("tower_layer", &["src/target/"]),
    ("tower_service", &["src/target/"]),
    ("unicode_width", &["src/util/"]),
    ("zip", &["src/report/package/"]),
];

const ANYWHERE: &[&str] = &["src/"];

pub(crate) fn judge(sources: &[Source]) -> Vec<String> {
    sources.iter().filter(|source| source.file.starts_with("src/")).flat_map(strays).collect()
}

fn strays(source: &Source) -> Vec<String> {
    let mut breaches = Vec::new();
    for path in source.paths.iter().filter(|path| path.import || path.segments.len() > 1) {
        let Some((name, homes)) = HOMES.iter().find(|(name, _)| path.segments[0] == *name) else { continue };
        if !homes.iter().any(|home| source.file.starts_with(home)) {
            let homes = homes.join(" and ");
            breaches.push(format!(
                "{}:{}: `{name}` lives in {homes} only; ask what is there for it",
                source.file, path.line
            ));
        }
    }
    breaches.dedup();
    breaches
}

/// Dependencies without a row, and rows without a dependency.
pub(crate) fn judge_manifest(manifest: &str) -> Vec<String> {
    let section = manifest.split("\n[").find_map(|section| section.strip_prefix("dependencies]")).unwrap_or_default();
    let names = section.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name.trim().replace('-', "_"));
    let names: Vec<String> = names.filter(|name| !name.starts_with('#')).collect();
    let homeless = names.iter().filter(|name| !HOMES.iter().any(|(home, _)| home == name));
    let homeless = homeless.map(|name| {
        format!("Cargo.toml: `{name}` has no home; say in HOMES of tests/house/crates.rs which files may name it")
    });
    let left = HOMES.iter().filter(|(name, _)| !names.iter().any(|there| there == name));
    homeless
        .chain(left.map(|(name, _)| format!("tests/house/crates.rs: `{name}` is not a dependency; take its row out")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{HOMES, judge, judge_manifest};
    use crate::source::Source;

    fn breaches(file: &str, text: &str) -> Vec<String> {
        judge(&[Source::new(file, text)])
    }

    #[test]
    fn a_crate_away_from_home_is_found() {
        let breach = "src/check/code.rs:2: `reqwest` lives in src/target/ only; ask what is there for it";
        assert_eq!(breaches("src/check/code.rs", "use std::fmt;\nuse reqwest::{Client, header};"), [breach]);
        for (file, text) in [
            ("src/run/plan.rs", "fn f() -> chacha20::ChaCha20Rng {}"),
            ("src/generate/rng.rs", "use {std::fmt, jsonschema};"),
            ("src/report/json.rs", "use toml as t;"),
            ("src/contract/load.rs", "#[derive(clap::Args)] struct A;"),
            ("src/scenario/bind.rs", "use ::cel::Value;"),
        ] {
            assert_eq!(breaches(file, text).len(), 1, "{file} {text}");
        }
    }

    #[test]
    fn a_crate_at_home_is_let_in() {
        for (file, text) in [
            ("src/generate/rng.rs", "use chacha20::ChaCha20Rng;"),
            ("src/target/client.rs", "use reqwest::Client; use rustls::ClientConfig;"),
            ("src/check/shape.rs", "// reqwest::Client\nfn similar(toml: &str) -> bool { toml.is_empty() }"),
            ("tests/x.rs", "use clap::Parser;"),
        ] {
            assert_eq!(breaches(file, text), Vec::<String>::new(), "{file}");
        }
    }

    #[test]
    fn a_dependency_and_its_row_go_together() {
        let rows: Vec<String> =
            HOMES[1..].iter().map(|(name, _)| format!("{} = \"1\"", name.replace('_', "-"))).collect();
        let rows = rows.join("\n");
        let manifest = format!(
            "[package]\nname = \"x\"\n\n[dependencies]\n# none = \"1\"\n{rows}\nnew-one = {{ version = \"1\" }}\n\n[lib]\npath = \"x\"\n"
        );
        let breaches = judge_manifest(&manifest);
        assert!(
            breaches.len() == 2
                && breaches[0].contains("`new_one` has no home")
                && breaches[1].contains("`bytes` is not a dependency"),
            "{breaches:?}"
        );
    }
}
