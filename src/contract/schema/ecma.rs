//! Regular expressions as ECMA-262 reads them with the flag `u`: what the engine here writes otherwise is translated, and what only other
//! engines know is refused, because a pattern that is read in another way than it is meant tests another promise.

use std::borrow::Cow;

use jsonschema_regex::is_valid_ecma_regex;

use crate::contract::{Message, SchemaId};

/// Whether ECMA-262 knows what is written, whatever the engine here makes of it.
pub(super) fn is_known(pattern: &str) -> bool {
    is_valid_ecma_regex(pattern)
}

/// The same expression for the engine; the error says what ECMA-262 does not know.
pub(crate) fn ecma(pattern: &str) -> Result<Cow<'_, str>, Message> {
    if let Some(foreign) = foreign(pattern).filter(|_| !is_valid_ecma_regex(pattern)) {
        return Err(SchemaId::NotEcma.with([foreign.into()]));
    }
    if !pattern.contains("(?<") && !pattern.contains("\\u") {
        return Ok(Cow::Borrowed(pattern));
    }
    Ok(Cow::Owned(translate(pattern)))
}

/// A construct that other dialects have and ECMA-262 has not.
fn foreign(pattern: &str) -> Option<&str> {
    let mut steps = Steps(pattern);
    let mut in_class = false;
    while let Some(step) = steps.next() {
        match step {
            "[" => in_class = true,
            "]" => in_class = false,
            "\\A" | "\\z" | "\\Z" | "\\G" | "\\h" | "\\R" | "\\K" | "\\Q" | "\\E" => return Some(step),
            "(" if !in_class && steps.0.starts_with('?') => {
                let rest = &pattern[pattern.len() - steps.0.len() - 1..];
                let known = ["(?:", "(?=", "(?!", "(?<"].iter().any(|known| rest.starts_with(known));
                if !known {
                    return Some(&rest[..rest.find([')', ':', '<']).map_or(rest.len(), |end| end + 1)]);
                }
            }
            _ => {}
        }
    }
    None
}

/// Named groups become numbered ones, and a pair of surrogates the one character that it is.
fn translate(pattern: &str) -> String {
    let names = names(pattern);
    let (mut out, mut in_class) = (String::with_capacity(pattern.len()), false);
    let mut steps = Steps(pattern);
    while let Some(step) = steps.next() {
        match step {
            "[" => in_class = true,
            "]" => in_class = false,
            "(" if !in_class && is_named(steps.0) => {
                out.push('(');
                steps.pass(steps.0.find('>').map_or(0, |end| end + 1));
                continue;
            }
            "\\k" if !in_class && steps.0.starts_with('<') => {
                let end = steps.0.find('>').unwrap_or(0);
                if let Some(number) = names.iter().position(|name| name.as_deref() == steps.0.get(1..end)) {
                    // In a group of its own, so that a digit behind it stays one.
                    out.push_str(&format!("(?:\\{})", number + 1));
                    steps.pass(end + 1);
                    continue;
                }
            }
            "\\u" => {
                if let Some(c) = surrogates(steps.0) {
                    out.push_str(&format!("\\x{{{:X}}}", u32::from(c)));
                    steps.pass("D83C\\uDF00".len());
                    continue;
                }
            }
            _ => {}
        }
        out.push_str(step);
    }
    out
}

/// The capturing groups in their order, with the names of those that have one.
fn names(pattern: &str) -> Vec<Option<String>> {
    let (mut names, mut in_class) = (Vec::new(), false);
    let mut steps = Steps(pattern);
    while let Some(step) = steps.next() {
        match step {
            "[" => in_class = true,
            "]" => in_class = false,
            "(" if !in_class && is_named(steps.0) => {
                names.push(steps.0.find('>').and_then(|end| steps.0.get(2..end)).map(str::to_owned));
            }
            "(" if !in_class && !steps.0.starts_with('?') => names.push(None),
            _ => {}
        }
    }
    names
}

/// Whether a group that begins so is named.
fn is_named(rest: &str) -> bool {
    rest.starts_with("?<") && !rest.starts_with("?<=") && !rest.starts_with("?<!")
}

/// The character that two escapes of surrogates make, from after the first `\u`.
fn surrogates(rest: &str) -> Option<char> {
    let unit = |digits: &str| u16::from_str_radix(digits, 16).ok();
    let (high, low) = (unit(rest.get(..4)?)?, unit(rest.get(4..)?.strip_prefix("\\u")?.get(..4)?)?);
    char::decode_utf16([high, low]).next()?.ok().filter(|c| u32::from(*c) > 0xFFFF)
}

/// The characters of an expression, an escaped one together with its backslash.
struct Steps<'a>(&'a str);

impl Steps<'_> {
    fn pass(&mut self, bytes: usize) {
        self.0 = self.0.get(bytes..).unwrap_or_default();
    }
}

impl<'a> Iterator for Steps<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let first = self.0.chars().next()?;
        let second = self.0.chars().nth(1).filter(|_| first == '\\').map_or(0, char::len_utf8);
        let (step, rest) = self.0.split_at(first.len_utf8() + second);
        self.0 = rest;
        Some(step)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::contract::schema::{Options, Validator};

    #[test]
    fn a_pattern_means_what_ecma_262_means() {
        let rows = [
            (r#"^(?<q>['"])[a-z]+\k<q>$"#, "'ab'", "'ab\""),
            (r"^(a)(?<b>x|y)\k<b>1$", "ayy1", "ayx1"),
            (r"^[\uD83C\uDF00-\uD83C\uDF02]$", "\u{1F301}", "\u{1F303}"),
            (r"^\u3042$", "あ", "u3042"),
            (r"^(?<=^)a(?!b)", "ac", "ab"),
            (r"^\[(?<n>[(])\k<n>$", "[((", "[("),
        ];
        for (pattern, good, bad) in rows {
            let schema = json!({ "pattern": pattern });
            let validator = Validator::new(&schema, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
            assert!(validator.is_valid(&json!(good)) && !validator.is_valid(&json!(bad)), "{pattern}");
        }
    }

    #[test]
    fn other_dialects_are_refused_by_name() {
        for (pattern, named) in
            [("(?i)^a$", "(?i)"), ("^(?P<a>x)$", "(?P<"), (r"\Aab\z", r"\A"), ("(?>a+)b", "(?>a+)"), ("(?x) a", "(?x)")]
        {
            assert!(ecma(pattern).unwrap_err().english().contains(named), "{pattern}");
            let error = Validator::new(&json!({"properties": {"a": {"pattern": pattern}}}), &Options::default());
            assert_eq!(error.expect_err(pattern).pointer, "/properties/a/pattern");
        }
        for pattern in ["^[(?i)]$", r"\(?i\)", "(?:a)(?=b)b", r"^\\A", "^-?[0-9]+$", r"[\w-.]"] {
            assert!(ecma(pattern).is_ok(), "{pattern}");
        }
    }
}
