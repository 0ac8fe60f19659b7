//! The parameters of a block: what is in the place of `${name}` in its texts and keys.

use std::{cell::RefCell, collections::BTreeSet};

use serde_json::{Map, Value};

use crate::contract::{LoadId, Message};
use crate::util::plain::plain;

/// The parameters in force, and those that were used.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    values: Map<String, Value>,
    used: RefCell<BTreeSet<String>>,
}

impl Parameters {
    pub(super) fn new(values: Map<String, Value>) -> Self {
        Self { values, used: RefCell::default() }
    }

    pub(super) fn values(&self) -> &Map<String, Value> {
        &self.values
    }

    /// Those that nothing requested.
    pub(super) fn unused(&self) -> Vec<String> {
        let used = self.used.borrow();
        self.values.keys().filter(|name| !used.contains(*name)).cloned().collect()
    }

    /// Counts all of them as used, because another block was given them.
    pub(super) fn pass_on(&self, used: &Self) {
        self.used.borrow_mut().extend(used.used.borrow().iter().cloned());
    }

    /// A text with its parameters filled in: a text that is nothing but `${name}` becomes the value itself, whatever its type.
    pub(super) fn fill(&self, text: &str) -> Result<Value, Message> {
        if self.values.is_empty() || !text.contains("${") {
            return Ok(Value::from(text));
        }
        if let Some(name) = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).filter(|name| is_name(name))
        {
            return self.value(name).cloned();
        }
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            filled.push_str(before);
            let name = after.split_once('}').filter(|(name, _)| is_name(name));
            let Some((name, after)) = name else {
                filled.push_str("${");
                rest = after;
                continue;
            };
            match self.value(name)? {
                Value::Object(_) | Value::Array(_) => {
                    return Err(LoadId::IsListOrObject.with([name.into()]));
                }
                value => filled.push_str(&plain(value)),
            }
            rest = after;
        }
        filled.push_str(rest);
        Ok(Value::from(filled))
    }

    fn value(&self, name: &str) -> Result<&Value, Message> {
        self.used.borrow_mut().insert(name.to_owned());
        let there = || self.values.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        self.values.get(name).ok_or_else(|| LoadId::NotGivenHere.with([name.into(), there().into()]))
    }
}

/// Whether a text is the name of a parameter.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_parameter_is_text_within_a_text_and_itself_alone() {
        let Value::Object(values) = json!({"rows": "payment_other", "code": 3605, "keys": ["a"]}) else { return };
        let given = Parameters::new(values);
        assert_eq!(given.fill("/${rows}/1"), Ok(json!("/payment_other/1")));
        assert_eq!((given.fill("${code}"), given.fill("E${code}")), (Ok(json!(3605)), Ok(json!("E3605"))));
        assert_eq!(given.fill("${7*7} ${ ${Rows} {rows}"), Ok(json!("${7*7} ${ ${Rows} {rows}")));
        assert_eq!(given.unused(), ["keys"]);
        assert_eq!(given.fill("${row}"), Err(LoadId::NotGivenHere.with(["row".into(), "rows, code, keys".into()])));
        assert!(given.fill("a ${keys}").is_err());
        assert_eq!(Parameters::default().fill("${row}"), Ok(json!("${row}")), "a file without parameters has no marks");
    }
}
