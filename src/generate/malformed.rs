//! Malformed bodies: bytes that are not JSON at all, or JSON that readers do not agree on.

use serde_json::Value;

/// One way to write a body that is not the JSON object it should be.
pub struct Malformed {
    /// Its name in trials and reports.
    pub name: &'static str,
    make: fn(&str) -> Vec<u8>,
}

/// Every way, in the order of trials. `make` is given the text of a valid object.
pub const MALFORMED: [Malformed; 20] = [
    Malformed { name: "empty", make: |_| Vec::new() },
    Malformed { name: "blank", make: |_| b" \n".to_vec() },
    Malformed { name: "not-json", make: |_| b"tekigo".to_vec() },
    Malformed { name: "form-encoded", make: |_| b"a=1&b=2".to_vec() },
    Malformed { name: "truncated", make: |valid| valid.as_bytes()[..valid.len() - 1].to_vec() },
    Malformed { name: "trailing-comma", make: |valid| inserted(valid, ",") },
    Malformed { name: "trailing-text", make: |valid| format!("{valid}x").into_bytes() },
    Malformed { name: "single-quotes", make: |valid| valid.replace('"', "'").into_bytes() },
    Malformed { name: "comment", make: |valid| inserted(valid, "/* */,") },
    Malformed { name: "nan", make: |valid| inserted(valid, &member(valid, "NaN")) },
    Malformed { name: "control-character", make: |valid| inserted(valid, &member(valid, "\"\u{1}\"")) },
    Malformed { name: "invalid-utf8", make: |valid| spliced(valid, b"\"\xFF\xFE\"") },
    Malformed { name: "array", make: |valid| format!("[{valid}]").into_bytes() },
    Malformed { name: "string", make: |_| b"\"tekigo\"".to_vec() },
    Malformed { name: "number", make: |_| b"1".to_vec() },
    Malformed { name: "null", make: |_| b"null".to_vec() },
    Malformed { name: "bom", make: |valid| format!("\u{FEFF}{valid}").into_bytes() },
    Malformed { name: "duplicate-key", make: |valid| inserted(valid, &duplicate(valid)) },
    Malformed { name: "lone-surrogate", make: |valid| inserted(valid, &member(valid, r#""\ud800""#)) },
    Malformed {
        name: "deep-nesting",
        make: |valid| inserted(valid, &member(valid, &format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)))),
    },
];

impl Malformed {
    /// The bytes, made from a valid request body.
    pub fn bytes(&self, valid: &Value) -> Vec<u8> {
        // An empty object has nothing to spoil, and a key that no schema knows is ignored by every reader.
        let filled = valid.as_object().filter(|fields| !fields.is_empty()).map(|_| valid.to_string());
        let object = filled.unwrap_or_else(|| r#"{"tekigo_valid":1}"#.to_owned());
        (self.make)(&object)
    }
}

/// A text put before the last brace.
fn inserted(valid: &str, text: &str) -> Vec<u8> {
    format!("{}{text}}}", &valid[..valid.len() - 1]).into_bytes()
}

/// A member that no request schema knows, with the comma it needs.
fn member(valid: &str, value: &str) -> String {
    debug_assert!(valid.len() > 2, "a body to spoil has at least one member");
    format!(r#","tekigo_unknown":{value}"#)
}

/// The same member twice.
fn duplicate(valid: &str) -> String {
    format!("{},\"tekigo_unknown\":2", member(valid, "1"))
}

fn spliced(valid: &str, value: &[u8]) -> Vec<u8> {
    let with_mark = inserted(valid, &member(valid, "@"));
    let at = with_mark.len() - 2;
    [&with_mark[..at], value, b"}"].concat()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The bodies that are JSON by RFC 8259, if not what a reader expects.
    const JSON: [&str; 6] = ["array", "string", "number", "null", "duplicate-key", "deep-nesting"];

    #[test]
    fn each_kind_is_what_its_name_says_for_any_valid_body() {
        for valid in [json!({}), json!({"a": [1, "x"]})] {
            for kind in &MALFORMED {
                let bytes = kind.bytes(&valid);
                let read = serde_json::from_slice::<Value>(&bytes);
                // Depth is a limit of readers, not of the grammar.
                let is_json = read.as_ref().map_or_else(|error| error.to_string().contains("recursion"), |_| true);
                assert_eq!(
                    is_json,
                    JSON.contains(&kind.name),
                    "{} {:?}",
                    kind.name,
                    String::from_utf8_lossy(&bytes[..bytes.len().min(60)])
                );
            }
        }
    }

    #[test]
    fn a_trailing_comma_is_all_that_is_wrong() {
        assert_eq!(
            MALFORMED.iter().find(|kind| kind.name == "trailing-comma").map(|kind| kind.bytes(&json!({"a": 1}))),
            Some(br#"{"a":1,}"#.to_vec())
        );
    }
}
