//! Taking secrets out of what is kept.

use std::sync::{Arc, PoisonError, RwLock};

use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD, prelude::BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use memchr::memmem::Finder;
use serde_json::Value;

/// A shorter secret is looked for as it is only: packed into base64 it would be found where it is not.
const SHORTEST_PACKED: usize = 6;

/// Knows the secrets of a target and replaces each by its name in double braces. All clones know the same, and learn together.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    known: Arc<RwLock<Arc<Vec<Known>>>>,
}

/// A secret in every form in which it may be met, the plain one first.
#[derive(Clone)]
struct Known {
    name: String,
    forms: Vec<Finder<'static>>,
    /// Whether an answer that shows it leaks.
    leaks: bool,
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

impl Known {
    fn new(name: &str, text: &str, leaks: bool) -> Self {
        let mut forms = vec![text.to_owned(), escaped(text), escaped(text).replace('/', "\\/")];
        forms.push(form_urlencoded::byte_serialize(text.as_bytes()).collect());
        forms.push(percent_encoded(text));
        if text.len() >= SHORTEST_PACKED {
            forms.push(BASE64_STANDARD_NO_PAD.encode(text));
            forms.push(BASE64_URL_SAFE_NO_PAD.encode(text));
        }
        let mut distinct: Vec<String> = Vec::new();
        for form in forms {
            if !distinct.contains(&form) {
                distinct.push(form);
            }
        }
        let forms = distinct.iter().map(|form| Finder::new(form.as_bytes()).into_owned()).collect();
        Self { name: name.to_owned(), forms, leaks }
    }

    fn plain(&self) -> &[u8] {
        self.forms[0].needle()
    }
}

/// A secret may be part of another one: the longest goes first.
fn add(known: &mut Vec<Known>, secret: Known) {
    if !secret.plain().is_empty() && !known.iter().any(|other| other.plain() == secret.plain()) {
        let at = known.partition_point(|other| other.plain().len() >= secret.plain().len());
        known.insert(at, secret);
    }
}

impl Redactor {
    /// Knows these secrets by name; empty ones are nothing to hide.
    pub fn new<N: AsRef<str>, T: AsRef<str>>(secrets: impl IntoIterator<Item = (N, T)>) -> Self {
        let mut known = Vec::new();
        for (name, text) in secrets {
            add(&mut known, Known::new(name.as_ref(), text.as_ref(), true));
        }
        Self { known: Arc::new(RwLock::new(Arc::new(known))) }
    }

    /// Learns a secret that came up meanwhile, such as a token.
    pub fn learn(&self, name: &str, text: &str) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        add(Arc::make_mut(&mut known), Known::new(name, text, true));
    }

    /// One that knows these texts as well, for a single exchange. An answer may show them: they are made from the request.
    #[must_use]
    pub fn with<'a>(&self, texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut known = self.known().as_ref().clone();
        for (name, text) in texts {
            add(&mut known, Known::new(name, text, false));
        }
        Self { known: Arc::new(RwLock::new(Arc::new(known))) }
    }

    fn known(&self) -> Arc<Vec<Known>> {
        Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The bytes without secrets, and the names of those that leaked into them.
    pub fn bytes(&self, bytes: &Bytes) -> (Bytes, Vec<String>) {
        let mut clean = bytes.clone();
        let mut found = Vec::new();
        for secret in self.known().iter() {
            for form in &secret.forms {
                if form.find(&clean).is_some() {
                    clean = replace(&clean, form, &mask(&secret.name));
                    if secret.leaks {
                        found.push(secret.name.clone());
                    }
                }
            }
        }
        found.dedup();
        (clean, found)
    }

    /// The text without secrets.
    pub fn text(&self, text: &str) -> String {
        clean(&self.known(), text).unwrap_or_else(|| text.to_owned())
    }

    /// Takes secrets out of a value, in keys as in strings; what has none is left where it is.
    pub fn value(&self, value: &mut Value) {
        let known = self.known();
        if !known.is_empty() {
            clean_value(&known, value);
        }
    }
}

fn clean_value(known: &[Known], value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(clean) = clean(known, text) {
                *text = clean;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| clean_value(known, item)),
        Value::Object(fields) => {
            fields.values_mut().for_each(|value| clean_value(known, value));
            if fields.keys().any(|key| clean(known, key).is_some()) {
                let fresh = std::mem::take(fields).into_iter();
                *fields = fresh.map(|(key, value)| (clean(known, &key).unwrap_or(key), value)).collect();
            }
        }
        _ => {}
    }
}

/// The text without secrets; none where it has none.
fn clean(known: &[Known], text: &str) -> Option<String> {
    let mut cleaned: Option<Vec<u8>> = None;
    for secret in known {
        for form in &secret.forms {
            let bytes = cleaned.as_deref().unwrap_or(text.as_bytes());
            if form.find(bytes).is_some() {
                cleaned = Some(replace(bytes, form, &mask(&secret.name)).to_vec());
            }
        }
    }
    cleaned.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// As it stands in a path or a query that is not a form.
fn percent_encoded(text: &str) -> String {
    let encoded = text.bytes().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    encoded.collect()
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
    fn a_secret_goes_in_every_form_it_may_be_met_in() {
        let redactor = Redactor::new([("key", "a b/c\"ü+")]);
        for form in [
            "a b/c\"ü+",
            "a b/c\\\"ü+",
            "a b\\/c\\\"ü+",
            "a+b%2Fc%22%C3%BC%2B",
            "a%20b%2Fc%22%C3%BC%2B",
            "YSBiL2Miw7wr",
        ] {
            assert_eq!(redactor.text(&format!("<{form}>")), "<{{key}}>", "{form}");
        }
        assert_eq!(Redactor::new([("pin", "1234")]).text("MTIzNA"), "MTIzNA", "a short one is not looked for packed");
    }

    #[test]
    fn clones_learn_together_and_the_longest_secret_goes_first() {
        let redactor = Redactor::new([("id", "abc")]);
        let clone = redactor.clone();
        redactor.learn("token", "xabcx");
        assert_eq!(clone.text("xabcx abc"), "{{token}} {{id}}");
        let (clean, leaked) = clone.with([("mac", "m-1")]).bytes(&Bytes::from_static(b"m-1 abc"));
        assert_eq!((clean.as_ref(), leaked), (&b"{{mac}} {{id}}"[..], vec!["id".to_owned()]));
        assert_eq!(clone.text("m-1"), "m-1", "it knew that for one exchange only");
    }

    #[test]
    fn bytes_without_a_secret_are_shared_not_copied() {
        let bytes = Bytes::from_static(b"{}");
        let (clean, found) = Redactor::new([("key", "secret")]).bytes(&bytes);
        assert!(found.is_empty());
        assert_eq!(clean.as_ptr(), bytes.as_ptr());
    }
}
