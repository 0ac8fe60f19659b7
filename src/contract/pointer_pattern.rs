//! JSON pointers with open places: `/rows/*/code` finds, `/{0}/{1}/code` is filled from what `/*/*` has bound. `header:X-Error-Code`
//! is a header of the response.

use std::fmt;

use serde_json::Value;

use crate::util::pointer::{escape, unescape};

/// How a header is reported from a place of the body.
const HEADER: &str = "header:";

/// A JSON pointer in which `*` and `{n}` stand for any one token, or a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    tokens: Vec<Token>,
    /// The name in lower case, where it is a header.
    header: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Key(String),
    Any,
    Bound(usize),
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Pattern {
    /// Reads a pattern; it must be empty or start with `/`.
    pub fn new(text: &str) -> Option<Self> {
        if let Some(name) = text.strip_prefix(HEADER) {
            let header = Some(name.to_ascii_lowercase()).filter(|name| !name.is_empty());
            return header.map(|name| Self { text: text.to_owned(), tokens: Vec::new(), header: Some(name) });
        }
        if !text.is_empty() && !text.starts_with('/') {
            return None;
        }
        let token = |raw: &str| match raw {
            "*" => Token::Any,
            _ => match raw.strip_prefix('{').and_then(|r| r.strip_suffix('}')).and_then(|r| r.parse().ok()) {
                Some(index) => Token::Bound(index),
                None => Token::Key(unescape(raw)),
            },
        };
        Some(Self { text: text.to_owned(), tokens: text.split('/').skip(1).map(token).collect(), header: None })
    }

    /// Whether it is a header.
    pub fn is_header(&self) -> bool {
        self.header.is_some()
    }

    /// How many open places it has.
    pub fn stars(&self) -> usize {
        self.tokens.iter().filter(|token| !matches!(token, Token::Key(_))).count()
    }

    /// The highest `{n}` in it.
    pub fn highest(&self) -> Option<usize> {
        let bound = |token: &Token| if let Token::Bound(index) = token { Some(*index) } else { None };
        self.tokens.iter().filter_map(bound).max()
    }

    /// What the open places stand for where the pattern is the beginning of a pointer.
    pub fn bind(&self, pointer: &str) -> Option<Vec<String>> {
        let mut raw = pointer.split('/').skip(1);
        let mut bound = Vec::new();
        for token in &self.tokens {
            let key = unescape(raw.next()?);
            match token {
                Token::Key(wanted) if *wanted != key => return None,
                Token::Key(_) => {}
                Token::Any | Token::Bound(_) => bound.push(key),
            }
        }
        Some(bound)
    }

    /// The beginning of a pointer that it stands for, up to the last of its open places: the row of a code.
    pub fn row<'p>(&self, pointer: &'p str) -> Option<&'p str> {
        let last = self.tokens.iter().rposition(|token| !matches!(token, Token::Key(_)))?;
        let mut ends = pointer.match_indices('/').map(|(at, _)| at).chain([pointer.len()]);
        // The first slash is that of the first token.
        ends.nth(last + 1).map(|end| &pointer[..end])
    }

    /// Whether a pointer is one that it stands for.
    pub fn fits(&self, pointer: &str) -> bool {
        pointer.split('/').skip(1).count() == self.tokens.len() && self.bind(pointer).is_some()
    }

    /// The pointer with its open places filled in turn (`*`) or by number (`{n}`).
    pub fn fill(&self, bound: &[String]) -> Option<String> {
        if self.is_header() {
            return Some(self.text.clone());
        }
        let mut next = 0;
        let mut pointer = String::new();
        for token in &self.tokens {
            let key = match token {
                Token::Key(key) => key,
                Token::Any => {
                    next += 1;
                    bound.get(next - 1)?
                }
                Token::Bound(index) => bound.get(*index)?,
            };
            pointer.push('/');
            pointer.push_str(&escape(key));
        }
        Some(pointer)
    }

    /// The pattern with `*` at each open place, as it is shown to readers.
    pub fn starred(&self) -> String {
        if self.is_header() {
            return self.text.clone();
        }
        let token = |token: &Token| match token {
            Token::Key(key) => escape(key).to_string(),
            Token::Any | Token::Bound(_) => "*".to_owned(),
        };
        self.tokens.iter().flat_map(|one| ["/".to_owned(), token(one)]).collect()
    }

    /// Every place of a value that the pattern fits, with its pointer.
    pub fn find<'a>(&self, value: &'a Value) -> Vec<(String, &'a Value)> {
        self.find_where(value, |_| true)
    }

    /// Every place that the pattern fits and whose value is one of those looked for, with its pointer. A pointer costs more than
    /// looking at what is there, so that one is written only for what is found.
    pub fn find_where<'a>(&self, value: &'a Value, wanted: impl Fn(&Value) -> bool) -> Vec<(String, &'a Value)> {
        let mut found = Vec::new();
        if self.is_header() {
            return found;
        }
        walk(&self.tokens, value, None, &mut |path, value| {
            if wanted(value) {
                found.push((pointer_of(path), value));
            }
            true
        });
        found
    }

    /// Every place of a response that the pattern fits and whose value is one of those looked for. A header that was returned more than once
    /// has a place for each of its texts.
    pub fn find_in<'a>(
        &self,
        (body, headers): (Option<&'a Value>, &'a Value),
        wanted: impl Fn(&Value) -> bool,
    ) -> Vec<(String, &'a Value)> {
        let Some(name) = &self.header else {
            return body.map(|body| self.find_where(body, wanted)).unwrap_or_default();
        };
        let found: Vec<(String, &Value)> = match headers.get(name) {
            Some(Value::Array(texts)) => {
                texts.iter().enumerate().map(|(number, text)| (format!("{}/{number}", self.text), text)).collect()
            }
            one => one.into_iter().map(|text| (self.text.clone(), text)).collect(),
        };
        found.into_iter().filter(|(_, text)| wanted(text)).collect()
    }

    /// The first value that the pattern fits and that is one of those looked for.
    pub fn first_where<'a>(&self, value: &'a Value, wanted: impl Fn(&Value) -> bool) -> Option<&'a Value> {
        let mut first = None;
        if self.is_header() {
            return first;
        }
        walk(&self.tokens, value, None, &mut |_, value| {
            first = wanted(value).then_some(value);
            first.is_none()
        });
        first
    }
}

/// How a value was reached: the last step, and how its parent was.
struct Path<'p> {
    parent: Option<&'p Self>,
    step: Step<'p>,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Key(&'p str),
    Index(usize),
}

/// Shows each value that the tokens lead to, until one of them is enough; gives whether to go on.
fn walk<'a>(
    tokens: &[Token],
    value: &'a Value,
    path: Option<&Path<'_>>,
    show: &mut impl FnMut(Option<&Path<'_>>, &'a Value) -> bool,
) -> bool {
    let Some((token, rest)) = tokens.split_first() else { return show(path, value) };
    let mut below = |step, value| walk(rest, value, Some(&Path { parent: path, step }), show);
    match (token, value) {
        (Token::Key(key), Value::Object(fields)) => fields.get(key).is_none_or(|value| below(Step::Key(key), value)),
        (Token::Key(key), Value::Array(items)) => {
            let item = key.parse::<usize>().ok().and_then(|index| items.get(index));
            item.is_none_or(|value| below(Step::Key(key), value))
        }
        (Token::Any | Token::Bound(_), Value::Object(fields)) => {
            fields.iter().all(|(key, value)| below(Step::Key(key), value))
        }
        (Token::Any | Token::Bound(_), Value::Array(items)) => {
            items.iter().enumerate().all(|(index, value)| below(Step::Index(index), value))
        }
        _ => true,
    }
}

fn pointer_of(path: Option<&Path<'_>>) -> String {
    let Some(Path { parent, step }) = path else { return String::new() };
    let mut pointer = pointer_of(*parent);
    pointer.push('/');
    match step {
        Step::Key(key) => pointer.push_str(&escape(key)),
        Step::Index(index) => pointer.push_str(&index.to_string()),
    }
    pointer
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_row_of_a_code_ends_with_its_last_open_place() {
        for (pattern, pointer, row) in [
            ("/{0}/{1}/error_code", "/payment_other/12/error_code", Some("/payment_other/12")),
            ("/errors/*", "/errors/3", Some("/errors/3")),
            ("/rows/*/error/code", "/rows/0/error/code", Some("/rows/0")),
            ("/error/code", "/error/code", None),
            ("header:X-Code", "header:X-Code", None),
        ] {
            assert_eq!(Pattern::new(pattern).unwrap().row(pointer), row, "{pattern}");
        }
    }

    #[test]
    fn what_a_scope_binds_fills_the_place_of_its_code() {
        let scope = Pattern::new("/*/*").unwrap();
        let bound = scope.bind("/payment_other/12/amount").unwrap();
        assert_eq!(Pattern::new("/{0}/{1}/error_code").unwrap().fill(&bound).unwrap(), "/payment_other/12/error_code");
        assert_eq!(scope.bind("/user_id"), None);
        assert_eq!(Pattern::new("").unwrap().bind("/user_id"), Some(vec![]));
        assert_eq!(Pattern::new("/{0}/{1}/error_code").unwrap().starred(), "/*/*/error_code");
        assert_eq!(Pattern::new("/errors/*/a~1b").unwrap().starred(), "/errors/*/a~1b");
    }

    #[test]
    fn a_pattern_finds_every_place_that_fits() {
        let value = json!({"a": [{"code": 1}, {"code": null}], "b": [{"code": 2}], "c": "x"});
        let found = Pattern::new("/*/*/code").unwrap().find(&value);
        let pointers: Vec<&str> = found.iter().map(|(pointer, _)| pointer.as_str()).collect();
        assert_eq!(pointers, ["/a/0/code", "/a/1/code", "/b/0/code"]);
    }

    #[test]
    fn only_what_is_looked_for_is_found() {
        let value = json!({"a": [{"code": 1}, {"code": null}], "b": [{"code": 2}], "c": [3]});
        let pattern = Pattern::new("/*/*/code").unwrap();
        let found = pattern.find_where(&value, |code| *code == 2 || code.is_null());
        assert_eq!(found, [("/a/1/code".to_owned(), &json!(null)), ("/b/0/code".to_owned(), &json!(2))]);
        assert_eq!(pattern.first_where(&value, |code| !code.is_null()), Some(&json!(1)));
        assert_eq!(pattern.first_where(&value, |code| *code == 3), None);
        assert_eq!(Pattern::new("/a/1").unwrap().find(&value), [("/a/1".to_owned(), &json!({"code": null}))]);
        assert_eq!(Pattern::new("").unwrap().find(&value), [(String::new(), &value)]);
    }

    #[test]
    fn keys_with_slashes_and_tildes_are_escaped() {
        let value = json!({"a/b": {"~": 1}});
        let found = Pattern::new("/*/*").unwrap().find(&value);
        assert_eq!(found[0].0, "/a~1b/~0");
        assert_eq!(value.pointer(&found[0].0), Some(&json!(1)));
    }
}
