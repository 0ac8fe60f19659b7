//! Reads YAML as JSON.

use std::borrow::Cow;

use serde_json::{Map, Number, Value};

use super::super::{DescribedId, LoadError, read_json};

/// Reads the text of a file as the ending of its name says.
pub(crate) fn read(file: &str, text: &str) -> Result<Value, LoadError> {
    if !is_yaml(file) {
        return read_json(file, text);
    }
    // YAML 1.2 knows `true` and `false` alone: the country code NO is a text.
    let options = serde_saphyr::options! { strict_booleans: true, budget: budget() };
    let exact = marked(text);
    let read = serde_saphyr::from_str_with_options(&exact, options).map_err(|error| {
        let at = error.location().map(|at| DescribedId::CorrectYamlAt.with([at.line().into(), at.column().into()]));
        let first = error.to_string();
        let first = first.lines().next().unwrap_or_default().to_owned();
        let fix = at.unwrap_or_else(|| DescribedId::CorrectYaml.into());
        LoadError::new(file, "", DescribedId::NotYaml.with([first.into()]), fix)
    })?;
    Ok(if matches!(exact, Cow::Owned(_)) { unmarked(read) } else { read })
}

/// What is before a number with more digits than a double holds, so that it is read as a text: the reader would round it.
const MARK: char = '\u{E0FF}';
/// So many digits every double holds.
const HELD: usize = 15;

/// The text with a mark before each number that would be rounded.
fn marked(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut out: Option<String> = None;
    let (mut at, mut copied) = (0, 0);
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() && bytes[at] != b'-' {
            at += 1;
            continue;
        }
        let part = |byte: &u8| byte.is_ascii_digit() || b".-+eE".contains(byte);
        let end = at + bytes[at..].iter().take_while(|byte| part(byte)).count();
        if end - at > HELD && is_number(text, at, end) {
            let out = out.get_or_insert_with(|| String::with_capacity(text.len() + 64));
            out.push_str(&text[copied..at]);
            out.push(MARK);
            copied = at;
        }
        at = end;
    }
    out.map_or(Cow::Borrowed(text), |mut out| {
        out.push_str(&text[copied..]);
        Cow::Owned(out)
    })
}

/// Whether a number that would be rounded is at a place by itself, behind something on its line: what is on a line of its own may be
/// part of a text of several lines.
fn is_number(text: &str, at: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let before = at.checked_sub(1).map(|before| bytes[before]);
    let ends = bytes.get(end).is_none_or(|byte| b" \t\r\n,]}".contains(byte));
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    let token = &text[at..end];
    let digits = token.bytes().take_while(|byte| !b"eE".contains(byte)).filter(u8::is_ascii_digit).count();
    before.is_some_and(|byte| b" \t[,{:".contains(&byte))
        && ends
        && !line.trim().is_empty()
        && digits > HELD
        && token.parse::<Number>().is_ok()
}

/// The value with each marked number as it was written.
fn unmarked(value: Value) -> Value {
    match value {
        Value::String(text) if text.contains(MARK) => {
            let number = text.strip_prefix(MARK).and_then(|rest| rest.parse::<Number>().ok());
            number.map_or_else(|| text.replace(MARK, "").into(), Value::Number)
        }
        Value::Array(items) => items.into_iter().map(unmarked).collect(),
        Value::Object(fields) => {
            let plain = |(key, value): (String, Value)| (key.replace(MARK, ""), unmarked(value));
            Value::Object(fields.into_iter().map(plain).collect::<Map<_, _>>())
        }
        other => other,
    }
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
    fn a_number_keeps_every_digit_and_a_text_stays_one() {
        let text = "a: 36893488147419103231\nb: [-123456789012345678901, 0.12345678901234567890]\nc: '36893488147419103231'\nd: \"n 36893488147419103231 m\"\ne: |\n  no 36893488147419103231\n  36893488147419103231\nf: 2026-11-30T00:00:00.123456789012345678\ng: {max: 18446744073709551616, id: 01234567890123456789}\n123456789012345678901: h\nj: >-\n  36893488147419103231\n# 36893488147419103231\nk: 3.6893488147419103231e19\n";
        let read = read("a.yaml", text).expect("YAML");
        let due = r#"{"a":36893488147419103231,"b":[-123456789012345678901,0.12345678901234567890],"c":"36893488147419103231","d":"n 36893488147419103231 m","e":"no 36893488147419103231\n36893488147419103231\n","f":"2026-11-30T00:00:00.123456789012345678","#;
        let told = read.to_string();
        assert!(told.starts_with(due), "{told}");
        assert_eq!(read["g"]["max"].to_string(), "18446744073709551616");
        assert_eq!(read["123456789012345678901"], "h");
        assert_eq!(read["j"], "36893488147419103231");
        assert_eq!(read["k"].to_string(), "3.6893488147419103231e+19");
        assert!(matches!(marked("a: 123456789012345\nb: x-1234567890123456789\n"), Cow::Borrowed(_)));
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
            assert!(
                error.problem.english().starts_with("the file is not YAML") && error.fix.english().contains("line"),
                "{error}"
            );
        }
    }
}
