//! The headers of a response, as rules read them.

use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value};

use super::{Redactor, mask};

/// What is about the connection, and says nothing of the response.
const OF_CONNECTION: [&str; 7] =
    ["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"];
/// What an exchange has in a field of its own, and a journal therefore has there.
const TOLD: [&str; 4] = ["content-type", "retry-after", "content-encoding", "location"];

static NONE: LazyLock<Arc<Value>> = LazyLock::new(|| Arc::new(Value::Object(Map::new())));

/// The headers of a response by their names in lower case: a text, or a list of texts where a header was sent more than once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heads(Arc<Value>);

impl Default for Heads {
    fn default() -> Self {
        Self(Arc::clone(&NONE))
    }
}

impl Heads {
    /// Headers in the order in which they were received.
    pub fn of<N: AsRef<str>, T: Into<String>>(headers: impl IntoIterator<Item = (N, T)>) -> Self {
        let mut all = Map::new();
        for (name, text) in headers {
            let name = name.as_ref();
            if OF_CONNECTION.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                continue;
            }
            let (name, text) = (name.to_ascii_lowercase(), Value::String(text.into()));
            match all.get_mut(&name) {
                None => drop(all.insert(name, text)),
                Some(Value::Array(texts)) => texts.push(text),
                Some(one) => *one = Value::Array(vec![one.take(), text]),
            }
        }
        if all.is_empty() { Self::default() } else { Self(Arc::new(Value::Object(all))) }
    }

    /// The headers as a JSON object.
    pub fn json(&self) -> &Arc<Value> {
        &self.0
    }

    /// A header by its name, in lower case.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Whether a journal has nothing besides what it has elsewhere.
    pub fn is_told(&self) -> bool {
        self.0.as_object().is_none_or(|all| all.keys().all(|name| TOLD.contains(&name.as_str())))
    }

    /// The same with what an exchange has in fields of its own.
    pub(super) fn with(&mut self, told: [(&str, Option<&str>); 4]) {
        let told = told.into_iter().filter_map(|(name, text)| Some((name, text?)));
        let missing: Vec<(&str, &str)> = told.filter(|(name, _)| self.get(name).is_none()).collect();
        if let (false, Some(all)) = (missing.is_empty(), Arc::make_mut(&mut self.0).as_object_mut()) {
            all.extend(missing.into_iter().map(|(name, text)| (name.to_owned(), Value::from(text))));
        }
    }

    /// Takes secrets out, and what is in fields that are hidden.
    pub(super) fn redact(&mut self, redactor: &Redactor) {
        let all = self.0.as_object().into_iter().flatten();
        let hidden = redactor.fields();
        let is_hidden = |name: &str| hidden.iter().any(|field| field.eq_ignore_ascii_case(name));
        let names: Vec<String> = all.map(|(name, _)| name.clone()).filter(|name| is_hidden(name)).collect();
        for name in names {
            let field = hidden.iter().find(|field| field.eq_ignore_ascii_case(&name));
            Arc::make_mut(&mut self.0)[name.as_str()] =
                Value::from(mask::placeholder(field.map_or("", String::as_str)));
        }
        redactor.shared(&mut self.0);
    }
}

impl Serialize for Heads {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let all = self.0.as_object().into_iter().flatten().filter(|(name, _)| !TOLD.contains(&name.as_str()));
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in all {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Heads {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Map::deserialize(deserializer).map(|all| Self(Arc::new(Value::Object(all))))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_header_is_a_text_and_a_list_where_it_came_more_than_once() {
        let heads =
            Heads::of([("ETag", "\"1\""), ("Set-Cookie", "a=1"), ("Connection", "close"), ("set-cookie", "b=2")]);
        assert_eq!(**heads.json(), json!({"etag": "\"1\"", "set-cookie": ["a=1", "b=2"]}));
        assert_eq!(heads.get("etag"), Some(&json!("\"1\"")));
        assert_eq!(Heads::of([("te", "x")]), Heads::default());
    }

    #[test]
    fn what_an_exchange_tells_elsewhere_is_read_and_not_written_twice() {
        let mut heads = Heads::of([("etag", "1"), ("location", "/a")]);
        heads.with([
            ("content-type", Some("text/csv")),
            ("retry-after", None),
            ("content-encoding", None),
            ("location", Some("/b")),
        ]);
        assert_eq!(**heads.json(), json!({"etag": "1", "location": "/a", "content-type": "text/csv"}));
        let written = serde_json::to_string(&heads).expect("a text");
        assert_eq!(written, "{\"etag\":\"1\"}");
        let read: Heads = serde_json::from_str(&written).expect("headers");
        assert_eq!(**read.json(), json!({"etag": "1"}));
        assert!(!heads.is_told() && Heads::of([("location", "/a")]).is_told() && Heads::default().is_told());
    }

    #[test]
    fn secrets_and_hidden_fields_are_taken_out_of_headers() {
        let redactor = Redactor::new([("key", "k0FAKE")]).hiding(&["X-Card".to_owned()]);
        let mut heads =
            Heads::of([("set-cookie", "s=k0FAKE"), ("x-card", "4111"), ("etag", "1"), ("set-cookie", "t=1")]);
        heads.redact(&redactor);
        assert_eq!(**heads.json(), json!({"set-cookie": ["s={{key}}", "t=1"], "x-card": "{{X-Card}}", "etag": "1"}));
    }
}
