//! Words the patterns of our meta-schemas: what a text is not, and what to write.

/// What is said where a text does not keep a pattern; `{}` stands for the text.
pub(super) struct Wording {
    pattern: &'static str,
    pub(super) problem: &'static str,
    pub(super) mend: &'static str,
}

const fn row(pattern: &'static str, problem: &'static str, mend: &'static str) -> Wording {
    Wording { pattern, problem, mend }
}

const WORDINGS: [Wording; 24] = [
    row(r"\S", "the text is empty", "write what belongs here, in words"),
    row(r"^/", "`{}` does not start with `/`", "write `/` and what follows, such as `/rows`"),
    row(r"^(/.*)?$", "`{}` is not a JSON pointer", "start it with `/`, or leave it empty for the whole"),
    row(r"^[A-Z]+$", "`{}` is not an HTTP method", "write it in capital letters, such as `POST`"),
    row(r"^\S+$", "`{}` is not a name", "write at least one letter, and no spaces"),
    row(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "`{}` is not a name", "write small letters and digits, words joined by `-`"),
    row(r"^[a-z][a-z0-9_]*$", "`{}` is not a name", "write small letters and digits, words joined by `_`"),
    row(
        r"^[a-z][A-Za-z0-9_]*$",
        "`{}` is not a name",
        "write letters and digits, a small letter first, words joined by `_`",
    ),
    row(
        r"^((/.*)?|header:[A-Za-z0-9_-]+)$",
        "`{}` is neither a JSON pointer nor a header",
        "start it with `/`, leave it empty for the whole, or write `header:` and a name",
    ),
    row(
        r"^[1-9][0-9]*(ms|s|m)$",
        "`{}` is not a span of time",
        "write milliseconds, seconds or minutes: `200ms`, `5s`, `2m`",
    ),
    row(
        r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        "`{}` is not the id of a requirement",
        "write letters, digits, `-`, `_` and `.`, a letter or a digit first, such as `AB-amount`",
    ),
    row(
        r"^#\S+$",
        "`{}` is not an anchor",
        "write `#` and the name of a place in the document, such as `#section-4.2`",
    ),
    row(r"^https?://[!-~]+$", "`{}` is not a URL", "write it whole, with `https://` before it and in ASCII"),
    row(
        r"^[1-9][0-9]*(-[1-9][0-9]*)?$",
        "`{}` names no lines",
        "write a line (`33`) or the first and the last of several (`26-28`)",
    ),
    row(
        r"\.request\.schema\.json$",
        "`{}` is not a file of a request schema",
        "write a name that ends in `.request.schema.json`",
    ),
    row(
        r"\.schema\.json(#.*)?$|^#/",
        "`{}` is not the place of a schema",
        "name a file that ends in `.schema.json`, or a place in the description, such as `#/components/schemas/Error`",
    ),
    row(
        r"^[A-Za-z][A-Za-z0-9_.-]*$",
        "`{}` is not the id of an operation",
        "write letters, digits, `_`, `.` and `-`; with `operationId` beside it the description may call it otherwise",
    ),
    row(r"^[^/]+/[^/]+$", "`{}` is not a content type", "write it as `application/json`"),
    row(r"_meta/blocks\.schema\.json$", "`{}` is not the form of blocks", "name `_meta/blocks.schema.json`"),
    row(
        r"^\$schema$|^[a-z][A-Za-z0-9_-]*$",
        "`{}` is not the name of a block",
        "write letters, digits, `-` and `_`, a small letter first",
    ),
    row(r"_meta/scenario\.schema\.json$", "`{}` is not the form of a scenario", "name `_meta/scenario.schema.json`"),
    row(r"^([0-9a-fA-F]{2})*$", "`{}` is not hexadecimal", "write two digits of 0-9 and a-f for each byte"),
    row(
        r"^([a-z][a-z0-9_.-]*\.schema\.json(#(/.*)?)?|#(/.*)?)$",
        "`{}` names no schema",
        "write `#/$defs/` and a name that is defined there, or a file beside this one, such as `money.schema.json#/$defs/yen`",
    ),
    row(
        r"^[^/]+(/[^/]+)+$",
        "`{}` names no source of values",
        "write `<state>/<key>`, `credentials/<name>` or `setup/<step>/<key>`",
    ),
];

/// The words for a pattern, if there are some.
pub(super) fn wording(pattern: &str) -> Option<&'static Wording> {
    WORDINGS.iter().find(|wording| wording.pattern == pattern)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::{super::Files, *};

    fn patterns(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("pattern").and_then(Value::as_str).map(str::to_owned));
                fields.values().for_each(|value| patterns(value, found));
            }
            Value::Array(items) => items.iter().for_each(|item| patterns(item, found)),
            _ => {}
        }
    }

    #[test]
    fn every_pattern_of_our_forms_has_words_and_no_words_are_left_over() {
        let files = Files::embedded();
        let mut used = BTreeSet::new();
        for form in ["contract", "requirements", "codes", "scenario", "json-schema", "blocks"] {
            let text = files.text(&format!("schemas/_meta/{form}.schema.json")).expect("a form");
            patterns(&serde_json::from_str(text).expect("JSON"), &mut used);
        }
        let worded: BTreeSet<String> = WORDINGS.iter().map(|wording| wording.pattern.to_owned()).collect();
        assert_eq!(used, worded);
    }
}
