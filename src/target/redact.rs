//! Takes secrets out of everything that is kept.

use std::{
    ops::Range,
    sync::{Arc, RwLock},
};

use bytes::Bytes;
use memchr::memmem::Finder;
use serde_json::Value;

use super::{
    encodings::{encodings, hexadecimal},
    escapes,
    mask::placeholder,
};
use crate::util::sync;

/// From this length on a secret is known whatever the case of its letters; below, a word of any text could be it.
const ANY_CASE: usize = 8;
/// How much of a text is copied at a time, to look for secrets whatever the case of their letters.
const COPIED: usize = 256 << 10;
/// How often escapes are undone: a JSON text in a JSON string on an HTML page has three layers of them.
const MOST_LAYERS: usize = 3;

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
    /// In small letters: its hexadecimal forms, and the secret itself if it is long enough, which is no leak in other letters.
    small: Vec<(Finder<'static>, bool)>,
    /// The length of the shortest of them: what is shorter holds none.
    shortest: usize,
    /// Whether an answer that shows it leaks.
    leaks: bool,
}

/// Where a secret stands in a text.
struct Hit<'a> {
    place: Range<usize>,
    secret: &'a KnownSecret,
    /// Whether it stands there letter by letter.
    exact: bool,
}

impl std::fmt::Debug for KnownSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

impl KnownSecret {
    fn new(name: &str, text: &str, leaks: bool) -> Self {
        let finder = |form: &String| Finder::new(form.as_bytes()).into_owned();
        let forms = encodings(text);
        let shortest = forms.iter().map(String::len).min().unwrap_or(usize::MAX);
        let hex = hexadecimal(text);
        let letters = (text.len() >= ANY_CASE).then(|| (finder(&text.to_ascii_lowercase()), false));
        let small = hex.iter().map(|form| (finder(form), true)).chain(letters).collect();
        Self { name: name.to_owned(), forms: forms.iter().map(finder).collect(), small, shortest, leaks }
    }

    /// Where it stands in a text as it is.
    fn hits<'a>(&'a self, bytes: &[u8], hits: &mut Vec<Hit<'a>>) {
        for form in &self.forms {
            let length = form.needle().len();
            let places = form.find_iter(bytes).map(|at| at..at + length);
            hits.extend(places.map(|place| Hit { place, secret: self, exact: true }));
        }
    }

    /// Where it stands in a text that is made small letters, from some place of the whole on.
    fn small_hits<'a>(&'a self, lower: &[u8], from: usize, hits: &mut Vec<Hit<'a>>) {
        for (form, exact) in &self.small {
            let length = form.needle().len();
            let places = form.find_iter(lower).map(|at| from + at..from + at + length);
            hits.extend(places.map(|place| Hit { place, secret: self, exact: *exact }));
        }
    }

    fn mask(&self, exact: bool) -> String {
        if exact { placeholder(&self.name) } else { placeholder(&format!("{} in other letters", self.name)) }
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
    let (mut taken, mut layer, mut depth) = (hits(known, bytes), None::<Vec<u8>>, 0);
    while depth < MOST_LAYERS
        && let Some(next) = escapes::undone(layer.as_deref().unwrap_or(bytes))
    {
        let mut found = hits(known, &next);
        // A body can be long: the layers between are made again where something is found, and not kept.
        if !found.is_empty() {
            let places = found.iter().map(|hit| hit.place.clone()).collect();
            let sources = escapes::sources_below(bytes, depth, places);
            found.iter_mut().zip(sources).for_each(|(hit, source)| hit.place = source);
        }
        taken.extend(found);
        (layer, depth) = (Some(next), depth + 1);
    }
    if taken.is_empty() {
        return None;
    }
    let taken = apart(taken);
    for hit in taken.iter().filter(|hit| hit.exact && hit.secret.leaks) {
        if !names.contains(&hit.secret.name) {
            names.push(hit.secret.name.clone());
        }
    }
    Some(without(bytes, taken))
}

/// Where secrets stand in a text, in order.
fn hits<'a>(known: &'a [KnownSecret], bytes: &[u8]) -> Vec<Hit<'a>> {
    let mut hits = Vec::new();
    for secret in known.iter().filter(|secret| bytes.len() >= secret.shortest) {
        secret.hits(bytes, &mut hits);
    }
    let small = || known.iter().flat_map(|secret| &secret.small).map(|(form, _)| form.needle().len());
    let longest = small().max().unwrap_or(0);
    // Most strings of a body are shorter, and need no copy. What stands where two parts meet is found in both.
    if small().any(|length| length <= bytes.len()) {
        for from in (0..bytes.len()).step_by(COPIED) {
            let lower = bytes[from..bytes.len().min(from + COPIED + longest)].to_ascii_lowercase();
            for secret in known {
                secret.small_hits(&lower, from, &mut hits);
            }
        }
    }
    apart(hits)
}

/// The hits in order. Where some stand over one another they become one, which has the name of the longest secret.
fn apart(mut hits: Vec<Hit<'_>>) -> Vec<Hit<'_>> {
    hits.sort_by_key(|hit| hit.place.start);
    let mut kept: Vec<Hit<'_>> = Vec::with_capacity(hits.len());
    for mut hit in hits {
        match kept.last_mut().filter(|last| hit.place.start < last.place.end) {
            Some(last) => {
                let both = last.place.start..last.place.end.max(hit.place.end);
                let weight = |hit: &Hit<'_>| (hit.secret.plain().len(), hit.exact);
                if weight(&hit) > weight(last) {
                    std::mem::swap(last, &mut hit);
                }
                last.place = both;
            }
            None => kept.push(hit),
        }
    }
    kept
}

/// The bytes with a mask for each hit; hits are in order.
fn without(bytes: &[u8], hits: Vec<Hit<'_>>) -> Vec<u8> {
    let (mut clean, mut from) = (Vec::with_capacity(bytes.len()), 0);
    for hit in hits {
        clean.extend_from_slice(&bytes[from..hit.place.start]);
        clean.extend_from_slice(hit.secret.mask(hit.exact).as_bytes());
        from = hit.place.end;
    }
    clean.extend_from_slice(&bytes[from..]);
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
    fn a_secret_in_other_letters_is_found_wherever_in_a_long_text_it_stands() {
        let redactor = Redactor::new([("key", "Ab0FAKEsecret"), ("other", "ZZ0FAKEsecretZZ")]);
        for at in [0, 1, COPIED - 14, COPIED - 13, COPIED - 7, COPIED - 1, COPIED, 2 * COPIED - 5, 3 * COPIED - 13] {
            let mut text = vec![b'x'; 3 * COPIED];
            text[at..at + 13].copy_from_slice(b"aB0fakeSECRET");
            let (clean, leaked) = redactor.bytes(&Bytes::from(text));
            let mask = memchr::memmem::find(&clean, b"{{key in other letters}}");
            assert_eq!((mask, clean.len(), leaked.len()), (Some(at), 3 * COPIED + 11, 0));
        }
    }

    #[test]
    fn a_secret_goes_in_every_form_it_may_be_met_in() {
        let redactor = Redactor::new([("key", "Z b/c\"<\u{fc}+&'")]);
        for form in [
            "Z b/c\"<\u{fc}+&'",
            "Z b\\/c\\\"<\\u00FC+&'",
            "\\u005a\\u0020\\u0062\\u002f\\u0063\\u0022\\u003C\\u00fc\\u002B\\u0026\\u0027",
            "\\x5a\\x20\\x62\\x2f\\x63\\x22\\x3C\\xc3\\xBC\\x2b\\x26\\x27",
            "Z+b%2Fc%22%3C%C3%BC%2B%26%27",
            "Z+b%2fc%22%3c%c3%bC%2b%26'",
            "%5A%20%62%2F%63%22%3C%C3%BC%2B%26%27",
            "%u005A%20b/c%22<%u00fc+&'",
            "Z b/c&quot;&lt;&uuml;+&amp;&apos;",
            "Z b&sol;c&#34;&#x3C;&#252;&plus;&amp;&#39;",
            "&#90;&#32;&#98;&#47;&#99;&#34;&#60;&#xFC;&#43;&#38;&#039;",
            "Z b\\/c\\&quot;&lt;\\u00fc+&amp;&#39;",
            "%255A%2520b%252fc%2522%253C%25C3%25bc%252B%2526'",
            "5a20622f63223cc3bc2b2627",
            "5A20622F63223CC3BC2B2627",
            "5a:20:62:2F:63:22:3c:C3:bc:2b:26:27",
            "5A-20-62-2F-63-22-3C-C3-BC-2B-26-27",
            "WiBiL2MiPMO8KyYn",
        ] {
            let (clean, leaked) = redactor.bytes(&Bytes::from(format!("<{form}>")));
            assert_eq!((clean.as_ref(), leaked.len()), (&b"<{{key}}>"[..], 1), "{form}");
            assert_eq!(redactor.text(&format!("{{\"a\": \"{form}")), "{\"a\": \"{{key}}", "cut JSON: {form}");
        }
        assert_eq!(Redactor::new([("pin", "1234")]).text("MTIzNA 31323334"), "MTIzNA 31323334", "a short one, packed");
        assert_eq!(Redactor::new([("pin", "1234")]).text("%31%32&#51;\\u0034"), "{{pin}}", "a short one, escaped");
    }

    #[test]
    fn where_secrets_stand_over_one_another_nothing_of_either_is_left() {
        let redactor = Redactor::new([("id", "abc"), ("token", "bc/def"), ("other", "f/gh")]);
        assert_eq!(redactor.text("<abc%2fdef/gh> abc f%2Fgh"), "<{{token}}> {{id}} {{other}}");
        let many = "abc%61bc".repeat(10_000);
        assert_eq!(redactor.text(&many), "{{id}}".repeat(20_000), "in time that grows with the text alone");
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
