//! JSON pointers with open places: `/rows/*/code` finds, `/{0}/{1}/code` is filled from what `/*/*` has bound.

use std::{borrow::Cow, fmt};

use serde_json::Value;

/// A JSON pointer in which `*` and `{n}` stand for any one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
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
        let step = |raw: &str| match raw {
            "*" => Step::Any,
            _ => match raw.strip_prefix('{').and_then(|r| r.strip_suffix('}')).and_then(|r| r.parse().ok()) {
                Some(index) => Step::Bound(index),
                None => Step::Key(unescape(raw)),
            },
        };
        Some(Self { text: text.to_owned(), steps: text.split('/').skip(1).map(step).collect() })
    }

    /// How many open places it has.
    pub fn stars(&self) -> usize {
        self.steps.iter().filter(|step| !matches!(step, Step::Key(_))).count()
    }

    /// The highest `{n}` in it.
    pub fn highest(&self) -> Option<usize> {
        let bound = |step: &Step| if let Step::Bound(index) = step { Some(*index) } else { None };
        self.steps.iter().filter_map(bound).max()
    }

    /// What the open places stand for where the pattern is the beginning of a pointer.
    pub fn bind(&self, pointer: &str) -> Option<Vec<String>> {
        let mut raw = pointer.split('/').skip(1);
        let mut bound = Vec::new();
        for step in &self.steps {
            let key = unescape(raw.next()?);
            match step {
                Step::Key(wanted) if *wanted != key => return None,
                Step::Key(_) => {}
                Step::Any | Step::Bound(_) => bound.push(key),
            }
        }
        Some(bound)
    }

    /// Whether a pointer is one that it stands for.
    pub fn fits(&self, pointer: &str) -> bool {
        pointer.split('/').skip(1).count() == self.steps.len() && self.bind(pointer).is_some()
    }

    /// The pointer with its open places filled in turn (`*`) or by number (`{n}`).
    pub fn fill(&self, bound: &[String]) -> Option<String> {
        let mut next = 0;
        let mut pointer = String::new();
        for step in &self.steps {
            let key = match step {
                Step::Key(key) => key,
                Step::Any => {
                    next += 1;
                    bound.get(next - 1)?
                }
                Step::Bound(index) => bound.get(*index)?,
            };
            pointer.push('/');
            pointer.push_str(&escape(key));
        }
        Some(pointer)
    }

    /// Every place of a value that the pattern fits, with its pointer.
    pub fn find<'a>(&self, value: &'a Value) -> Vec<(String, &'a Value)> {
        let mut found = vec![(String::new(), value)];
        for step in &self.steps {
            found = found.into_iter().flat_map(|(pointer, value)| children(&pointer, value, step)).collect();
        }
        found
    }
}

fn children<'a>(pointer: &str, value: &'a Value, step: &Step) -> Vec<(String, &'a Value)> {
    match (step, value) {
        (Step::Key(key), Value::Object(fields)) => {
            fields.get(key).map(|value| (format!("{pointer}/{}", escape(key)), value)).into_iter().collect()
        }
        (Step::Key(key), Value::Array(items)) => {
            let item = key.parse::<usize>().ok().and_then(|index| items.get(index));
            item.map(|value| (format!("{pointer}/{key}"), value)).into_iter().collect()
        }
        (Step::Any | Step::Bound(_), Value::Object(fields)) => {
            fields.iter().map(|(key, value)| (format!("{pointer}/{}", escape(key)), value)).collect()
        }
        (Step::Any | Step::Bound(_), Value::Array(items)) => {
            items.iter().enumerate().map(|(index, value)| (format!("{pointer}/{index}"), value)).collect()
        }
        _ => Vec::new(),
    }
}

/// A key as a step of a JSON pointer (RFC 6901).
pub fn escape(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) { key.replace('~', "~0").replace('/', "~1").into() } else { key.into() }
}

/// A step of a JSON pointer as the key it stands for.
pub fn unescape(step: &str) -> String {
    if step.contains('~') { step.replace("~1", "/").replace("~0", "~") } else { step.to_owned() }
}

/// A pointer with every array index replaced by `*`: the place, whichever element it was.
pub fn place_of(pointer: &str) -> String {
    let steps = pointer
        .split('/')
        .map(|step| if !step.is_empty() && step.bytes().all(|b| b.is_ascii_digit()) { "*" } else { step });
    steps.collect::<Vec<_>>().join("/")
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

    #[test]
    fn a_place_forgets_the_index() {
        assert_eq!(place_of("/rows/12/a1"), "/rows/*/a1");
    }
}
