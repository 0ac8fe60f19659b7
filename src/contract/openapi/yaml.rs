//! Reads YAML as JSON.

use serde_json::Value;

use super::super::{LoadError, read_json};

/// Reads the text of a file as the ending of its name says.
pub(crate) fn read(file: &str, text: &str) -> Result<Value, LoadError> {
    if !is_yaml(file) {
        return read_json(file, text);
    }
    // YAML 1.2 knows `true` and `false` alone: the country code NO is a text.
    let options = serde_saphyr::options! { strict_booleans: true, budget: budget() };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let at = error.location().map(|at| format!(" at line {}, column {}", at.line(), at.column()));
        let first = error.to_string();
        let first = first.lines().next().unwrap_or_default().to_owned();
        let fix = format!("correct the YAML{}", at.unwrap_or_default());
        LoadError::new(file, "", format!("the file is not YAML: {first}"), fix)
    })
}

/// How much a file may hold: the descriptions of the largest APIs have half a million values, and generators write one anchor for each
/// parameter, which hundreds of operations take. What aliases repeat stays bounded by itself.
fn budget() -> Option<serde_saphyr::Budget> {
    serde_saphyr::budget! { max_events: 16_000_000, max_nodes: 8_000_000, enforce_alias_anchor_ratio: false }
}

/// Whether a file is YAML by its name.
pub(crate) fn is_yaml(file: &str) -> bool {
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["yaml", "yml"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_description_in_yaml_reads_as_the_same_in_json() {
        let text = "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses:\n        200: {description: ok}\n        '404': {description: no}\n      x-code: \"0013\"\nn: [1, 1.5, true, null, 2024-01-01, 123456789012345678, no, 1e3]\n";
        let read = read("a.yaml", text).expect("YAML");
        assert_eq!(read["openapi"], "3.1.0");
        assert_eq!(read["paths"]["/a"]["get"]["responses"]["200"]["description"], "ok");
        assert_eq!(read["paths"]["/a"]["get"]["x-code"], "0013");
        assert_eq!(read["n"][0], json!(1));
        assert_eq!(read["n"][4], json!("2024-01-01"));
        assert_eq!(read["n"][5], json!(123_456_789_012_345_678_u64));
        assert_eq!(read["n"][6], json!("no"), "YAML 1.2 knows two truths");
    }

    #[test]
    fn a_parameter_that_hundreds_of_operations_take_by_an_alias_is_read() {
        let text = format!("one: &one {{name: a}}\nall:\n{}", "  - *one\n".repeat(500));
        assert_eq!(read("a.yaml", &text).expect("YAML")["all"][499]["name"], "a");
    }

    #[test]
    fn what_is_not_yaml_is_refused_with_its_line() {
        for text in ["a: 1\na: 2\n", "a: [1\n", "a: 1\n b: 2\n"] {
            let error = read("schemas/a/openapi.yml", text).expect_err(text);
            assert!(error.problem.starts_with("the file is not YAML") && error.mend.contains("line"), "{error}");
        }
    }
}
