//! JSON pointers with open places: `/rows/*/code` finds, `/{0}/{1}/code` is filled from what `/*/*` has bound.

use std::fmt;

use serde_json::Value;

use crate::util::pointer::{escape, unescape};

/// A JSON pointer in which `*` and `{n}` stand for any one token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    tokens: Vec<Token>,
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
        Some(Self { text: text.to_owned(), tokens: text.split('/').skip(1).map(token).collect() })
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

    /// Whether a pointer is one that it stands for.
    pub fn fits(&self, pointer: &str) -> bool {
        pointer.split('/').skip(1).count() == self.tokens.len() && self.bind(pointer).is_some()
    }

    /// The pointer with its open places filled in turn (`*`) or by number (`{n}`).
    pub fn fill(&self, bound: &[String]) -> Option<String> {
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

    /// Every place of a value that the pattern fits, with its pointer.
    pub fn find<'a>(&self, value: &'a Value) -> Vec<(String, &'a Value)> {
        let mut found = vec![(String::new(), value)];
        for token in &self.tokens {
            found = found.into_iter().flat_map(|(pointer, value)| children(&pointer, value, token)).collect();
        }
        found
    }
}

fn children<'a>(pointer: &str, value: &'a Value, token: &Token) -> Vec<(String, &'a Value)> {
    match (token, value) {
        (Token::Key(key), Value::Object(fields)) => {
            fields.get(key).map(|value| (format!("{pointer}/{}", escape(key)), value)).into_iter().collect()
        }
        (Token::Key(key), Value::Array(items)) => {
            let item = key.parse::<usize>().ok().and_then(|index| items.get(index));
            item.map(|value| (format!("{pointer}/{key}"), value)).into_iter().collect()
        }
        (Token::Any | Token::Bound(_), Value::Object(fields)) => {
            fields.iter().map(|(key, value)| (format!("{pointer}/{}", escape(key)), value)).collect()
        }
        (Token::Any | Token::Bound(_), Value::Array(items)) => {
            items.iter().enumerate().map(|(index, value)| (format!("{pointer}/{index}"), value)).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_scope_binds_fills_the_place_of_its_code() {
        let scope = Pattern::new("/*/*").unwrap();
        let bound = scope.bind("/payment_other/12/amount").unwrap();
        assert_eq!(Pattern::new("/{0}/{1}/error_code").unwrap().fill(&bound).unwrap(), "/payment_other/12/error_code");
        assert_eq!(scope.bind("/user_id"), None);
        assert_eq!(Pattern::new("").unwrap().bind("/user_id"), Some(vec![]));
    }

    #[test]
    fn a_pattern_finds_every_place_that_fits() {
        let value = json!({"a": [{"code": 1}, {"code": null}], "b": [{"code": 2}], "c": "x"});
        let found = Pattern::new("/*/*/code").unwrap().find(&value);
        let pointers: Vec<&str> = found.iter().map(|(pointer, _)| pointer.as_str()).collect();
        assert_eq!(pointers, ["/a/0/code", "/a/1/code", "/b/0/code"]);
    }

    #[test]
    fn keys_with_slashes_and_tildes_are_escaped() {
        let value = json!({"a/b": {"~": 1}});
        let found = Pattern::new("/*/*").unwrap().find(&value);
        assert_eq!(found[0].0, "/a~1b/~0");
        assert_eq!(value.pointer(&found[0].0), Some(&json!(1)));
    }
}
