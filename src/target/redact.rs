//! Takes secrets out of everything that is kept.

use std::sync::{Arc, RwLock};

use bytes::Bytes;
use memchr::memmem::Finder;
use serde_json::Value;

use super::{encodings::encodings, mask::placeholder};
use crate::util::sync;

/// From this length on a secret is known whatever the case of its letters; below, a word of any text could be it.
const ANY_CASE: usize = 8;

/// Knows the secrets of a target and replaces each by its name in double braces. All clones know the same, and learn together.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    known: Arc<RwLock<Arc<Vec<KnownSecret>>>>,
    /// The names of fields that are hidden, whatever stands in them.
    fields: Arc<Vec<String>>,
}

/// A secret in every form in which it may be met, the plain one first.
#[derive(Clone)]
struct KnownSecret {
    name: String,
    forms: Vec<Finder<'static>>,
    /// The length of the shortest of them: what is shorter holds none.
    shortest: usize,
    /// In small letters, if it is long enough.
    small: Option<Finder<'static>>,
    /// Whether an answer that shows it leaks.
    leaks: bool,
}

impl std::fmt::Debug for KnownSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

impl KnownSecret {
    fn new(name: &str, text: &str, leaks: bool) -> Self {
        let finder = |form: &String| Finder::new(form.as_bytes()).into_owned();
        let small = (text.len() >= ANY_CASE).then(|| finder(&text.to_ascii_lowercase()));
        let forms = encodings(text);
        let shortest = forms.iter().map(String::len).min().unwrap_or(usize::MAX);
        Self { name: name.to_owned(), forms: forms.iter().map(finder).collect(), shortest, small, leaks }
    }

    /// The bytes without the secret, if it is in them, and whether it stands there letter by letter. `lower` keeps them in small
    /// letters from one secret to the next.
    fn out_of(&self, bytes: &[u8], lower: &mut Option<Vec<u8>>) -> Option<(Vec<u8>, bool)> {
        let mut clean: Option<Vec<u8>> = None;
        for form in &self.forms {
            let now = clean.as_deref().unwrap_or(bytes);
            if form.find(now).is_some() {
                clean = Some(replace(now, now, form, &placeholder(&self.name)));
                *lower = None;
            }
        }
        let exact = clean.is_some();
        let now = clean.as_deref().unwrap_or(bytes);
        // Most strings of a body are shorter, and need no copy.
        if let Some(small) = self.small.as_ref().filter(|small| now.len() >= small.needle().len()) {
            let letters = lower.get_or_insert_with(|| now.to_ascii_lowercase());
            if small.find(letters).is_some() {
                clean = Some(replace(now, letters, small, &placeholder(&format!("{} in other letters", self.name))));
                *lower = None;
            }
        }
        clean.map(|clean| (clean, exact))
    }

    fn plain(&self) -> &[u8] {
        self.forms[0].needle()
    }
}

/// A secret may be part of another one: the longest goes first.
fn add(known: &mut Vec<KnownSecret>, secret: KnownSecret) {
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
            add(&mut known, KnownSecret::new(name.as_ref(), text.as_ref(), true));
        }
        Self { known: Arc::new(RwLock::new(Arc::new(known))), fields: Arc::default() }
    }

    /// One that hides these fields as well.
    #[must_use]
    pub fn hiding(self, fields: &[String]) -> Self {
        Self { fields: Arc::new(fields.to_vec()), ..self }
    }

    /// The names of the fields that are hidden.
    pub fn fields(&self) -> &[String] {
        &self.fields
    }

    /// Learns a secret that came up meanwhile, such as a token.
    pub fn learn(&self, name: &str, text: &str) {
        let mut known = sync::write(&self.known);
        add(Arc::make_mut(&mut known), KnownSecret::new(name, text, true));
    }

    /// One that knows these texts as well, for a single exchange. An answer may show them: they are made from the request.
    #[must_use]
    pub fn with<'a>(&self, texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut known = self.known().as_ref().clone();
        for (name, text) in texts {
            add(&mut known, KnownSecret::new(name, text, false));
        }
        Self { known: Arc::new(RwLock::new(Arc::new(known))), fields: Arc::clone(&self.fields) }
    }

    fn known(&self) -> Arc<Vec<KnownSecret>> {
        Arc::clone(&sync::read(&self.known))
    }

    /// The bytes without secrets, and the names of those that leaked into them.
    pub fn bytes(&self, bytes: &Bytes) -> (Bytes, Vec<String>) {
        let mut names = Vec::new();
        let clean = clean(&self.known(), bytes, &mut names);
        (clean.map_or_else(|| bytes.clone(), Bytes::from), names)
    }

    /// The text without secrets.
    pub fn text(&self, text: &str) -> String {
        clean_text(&self.known(), text, &mut Vec::new()).unwrap_or_else(|| text.to_owned())
    }

    /// Takes secrets out of a value, in keys as in strings; the names of those that leaked into it, none at all where it was left as it
    /// was.
    pub fn value(&self, value: &mut Value) -> Option<Vec<String>> {
        let (known, mut names) = (self.known(), Vec::new());
        (!known.is_empty() && clean_value(&known, value, &mut names)).then_some(names)
    }

    /// The same for a value that others may hold as well; it is copied only where something is taken out.
    pub fn shared(&self, value: &mut Arc<Value>) -> Option<Vec<String>> {
        holds(&self.known(), value).then(|| self.value(Arc::make_mut(value)))?
    }
}

/// The bytes without secrets; none where they have none.
fn clean(known: &[KnownSecret], bytes: &[u8], names: &mut Vec<String>) -> Option<Vec<u8>> {
    if known.iter().all(|secret| bytes.len() < secret.shortest) {
        return None;
    }
    let (mut clean, mut lower): (Option<Vec<u8>>, _) = (None, None);
    for secret in known {
        if let Some((without, exact)) = secret.out_of(clean.as_deref().unwrap_or(bytes), &mut lower) {
            clean = Some(without);
            if exact && secret.leaks && !names.contains(&secret.name) {
                names.push(secret.name.clone());
            }
        }
    }
    clean
}

fn clean_text(known: &[KnownSecret], text: &str, names: &mut Vec<String>) -> Option<String> {
    clean(known, text.as_bytes(), names).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Whether a secret stands in a value, in keys or in strings.
fn holds(known: &[KnownSecret], value: &Value) -> bool {
    let text = |text: &str| clean(known, text.as_bytes(), &mut Vec::new()).is_some();
    match value {
        Value::String(string) => text(string),
        Value::Array(items) => items.iter().any(|item| holds(known, item)),
        Value::Object(fields) => fields.iter().any(|(key, value)| text(key) || holds(known, value)),
        _ => false,
    }
}

/// Whether anything was taken out.
fn clean_value(known: &[KnownSecret], value: &mut Value, names: &mut Vec<String>) -> bool {
    match value {
        Value::String(text) => match clean_text(known, text, names) {
            Some(clean) => {
                *text = clean;
                true
            }
            None => false,
        },
        Value::Array(items) => items.iter_mut().fold(false, |any, item| clean_value(known, item, names) | any),
        Value::Object(fields) => {
            let any = fields.values_mut().fold(false, |any, value| clean_value(known, value, names) | any);
            let keys = fields.keys().any(|key| clean_text(known, key, names).is_some());
            if keys {
                let fresh = std::mem::take(fields).into_iter();
                *fields = fresh.map(|(key, value)| (clean_text(known, &key, names).unwrap_or(key), value)).collect();
            }
            any || keys
        }
        _ => false,
    }
}

/// The bytes with a mask for everything that is found in others of the same length.
fn replace(bytes: &[u8], found_in: &[u8], finder: &Finder<'_>, mask: &str) -> Vec<u8> {
    let (mut clean, mut from) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(at) = finder.find(&found_in[from..]) {
        clean.extend_from_slice(&bytes[from..from + at]);
        clean.extend_from_slice(mask.as_bytes());
        from += at + finder.needle().len();
    }
    clean.extend_from_slice(&bytes[from..]);
    clean
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
        let mut value = Arc::new(json!({"a\"b": ["a\"b", "c"], "n": 1}));
        let before = Arc::clone(&value);
        assert_eq!(redactor.shared(&mut value), Some(vec!["key".to_owned()]));
        assert_eq!((redactor.shared(&mut value), Arc::strong_count(&before)), (None, 1));
        let mut alone = Value::clone(&before);
        assert_eq!((redactor.value(&mut alone), &alone), (Some(vec!["key".to_owned()]), &*value));
        assert_eq!(*value, json!({"{{key}}": ["{{key}}", "c"], "n": 1}));
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
    fn only_the_letters_themselves_are_a_leak() {
        let redactor = Redactor::new([("key", "k0FAKE/key?"), ("pin", "Abc1")]);
        let clean = |text: &str| {
            let (bytes, leaked) = redactor.bytes(&Bytes::from(text.to_owned()));
            assert_eq!(bytes, redactor.text(text));
            (String::from_utf8_lossy(&bytes).into_owned(), leaked.len())
        };
        assert_eq!(clean("a=k0FAKE%2Fkey%3F&b=k0FAKE/key?"), ("a={{key}}&b={{key}}".to_owned(), 1));
        assert_eq!(clean("K0fake/KEY?"), ("{{key in other letters}}".to_owned(), 0));
        assert_eq!(clean("ABC1 abc1 Abc1"), ("ABC1 abc1 {{pin}}".to_owned(), 1), "a short one could be a word");
        let (basic, leaked) = clean("Basic dXNlcjprMEZBS0Uva2V5Pw==");
        assert!(leaked == 1 && basic.contains("{{key}}") && basic.len() < 30, "{basic}");
        assert!(!format!("{redactor:?}").contains("FAKE"));
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
