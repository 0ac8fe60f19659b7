//! Taking secrets out of what is kept.

use bytes::Bytes;
use memchr::memmem::Finder;
use serde_json::Value;

/// Knows the secrets of a target and replaces each by its name in double braces.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    secrets: Vec<Secret>,
}

#[derive(Debug, Clone)]
struct Secret {
    name: String,
    text: String,
    finders: Vec<Finder<'static>>,
}

impl Redactor {
    /// Knows these secrets by name; empty ones are nothing to hide.
    pub fn new<N: Into<String>, T: Into<String>>(secrets: impl IntoIterator<Item = (N, T)>) -> Self {
        let secret = |(name, text): (N, T)| {
            let text: String = text.into();
            let mut forms = vec![text.clone(), escaped(&text)];
            forms.dedup();
            let finders = forms.iter().map(|form| Finder::new(form.as_bytes()).into_owned()).collect();
            Secret { name: name.into(), text, finders }
        };
        Self { secrets: secrets.into_iter().map(secret).filter(|secret| !secret.text.is_empty()).collect() }
    }

    /// The bytes without secrets, and the names of those that were in them.
    pub fn bytes(&self, bytes: &Bytes) -> (Bytes, Vec<String>) {
        let mut clean = bytes.clone();
        let mut found = Vec::new();
        for secret in &self.secrets {
            for finder in &secret.finders {
                if finder.find(&clean).is_some() {
                    clean = replace(&clean, finder, &mask(&secret.name));
                    found.push(secret.name.clone());
                }
            }
        }
        found.dedup();
        (clean, found)
    }

    /// The text without secrets.
    pub fn text(&self, text: &str) -> String {
        self.secrets.iter().fold(text.to_owned(), |text, secret| {
            if text.contains(&secret.text) { text.replace(&secret.text, &mask(&secret.name)) } else { text }
        })
    }

    /// Takes secrets out of a value, in keys as in strings; what has none is left where it is.
    pub fn value(&self, value: &mut Value) {
        if self.secrets.is_empty() {
            return;
        }
        match value {
            Value::String(text) if self.shows(text) => *text = self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::Object(fields) => {
                fields.values_mut().for_each(|value| self.value(value));
                if fields.keys().any(|key| self.shows(key)) {
                    *fields = std::mem::take(fields).into_iter().map(|(key, value)| (self.text(&key), value)).collect();
                }
            }
            _ => {}
        }
    }

    fn shows(&self, text: &str) -> bool {
        self.secrets.iter().any(|secret| secret.finders[0].find(text.as_bytes()).is_some())
    }
}

fn mask(name: &str) -> String {
    format!("{{{{{name}}}}}")
}

/// The text as it stands between the quotes of a JSON string.
fn escaped(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn replace(bytes: &[u8], finder: &Finder<'_>, mask: &str) -> Bytes {
    let mut clean = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = finder.find(rest) {
        clean.extend_from_slice(&rest[..at]);
        clean.extend_from_slice(mask.as_bytes());
        rest = &rest[at + finder.needle().len()..];
    }
    clean.extend_from_slice(rest);
    Bytes::from(clean)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_occurrence_goes_also_where_json_escapes_it() {
        let redactor = Redactor::new([("key", "a\"b"), ("none", "")]);
        let (clean, found) = redactor.bytes(&Bytes::from(json!(["a\"b", "xa\"by"]).to_string() + " a\"b"));
        assert_eq!((clean.as_ref(), found), (&b"[\"{{key}}\",\"x{{key}}y\"] {{key}}"[..], vec!["key".to_owned()]));
        let mut value = json!({"a\"b": ["a\"b", "c"], "n": 1});
        redactor.value(&mut value);
        assert_eq!(value, json!({"{{key}}": ["{{key}}", "c"], "n": 1}));
    }

    #[test]
    fn bytes_without_a_secret_are_shared_not_copied() {
        let bytes = Bytes::from_static(b"{}");
        let (clean, found) = Redactor::new([("key", "secret")]).bytes(&bytes);
        assert!(found.is_empty());
        assert_eq!(clean.as_ptr(), bytes.as_ptr());
    }
}
