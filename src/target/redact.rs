//! Takes secrets out of everything that is kept.

use std::sync::{Arc, RwLock};

use bytes::Bytes;
use serde_json::Value;

use super::{
    escapes::{self, Dialect},
    known_secret::{Hit, KnownSecret, MOST_HITS, apart, are_of_json, hits},
};
use crate::util::sync;

/// How often escapes are undone: a JSON text in a JSON string on an HTML page has three layers of them.
const MOST_LAYERS: usize = 3;

/// What was found of secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Leaks {
    /// The names of those that leaked.
    pub names: Vec<String>,
    /// Whether there were so many that what follows the last of them was taken out as well.
    pub too_many: bool,
}

/// Knows the secrets of a target and replaces each by its name in double braces. All clones know the same, and learn together.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    known: Arc<RwLock<Arc<Vec<KnownSecret>>>>,
    /// The names of fields that are hidden, whatever is in them.
    fields: Arc<Vec<String>>,
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

    /// Learns a secret that appeared meanwhile, such as a token.
    pub fn learn(&self, name: &str, text: &str) {
        let mut known = sync::write(&self.known);
        add(Arc::make_mut(&mut known), KnownSecret::new(name, text, true));
    }

    /// One that knows these texts as well, for a single exchange. A response may show them: they are made from the request.
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

    /// The bytes without secrets, and what was found in them.
    pub fn bytes(&self, bytes: &Bytes) -> (Bytes, Leaks) {
        let mut leaks = Leaks::default();
        let clean = clean(&self.known(), bytes, &mut leaks);
        (clean.map_or_else(|| bytes.clone(), Bytes::from), leaks)
    }

    /// The text without secrets.
    pub fn text(&self, text: &str) -> String {
        clean_text(&self.known(), text, &mut Leaks::default()).unwrap_or_else(|| text.to_owned())
    }

    /// Takes secrets out of a value, in keys as in strings; what was found in it, nothing at all where it was left as it was.
    pub fn value(&self, value: &mut Value) -> Option<Leaks> {
        let (known, mut leaks) = (self.known(), Leaks::default());
        (!known.is_empty() && clean_value(&known, value, &mut leaks)).then_some(leaks)
    }

    /// The same for a value that others may hold as well; it is copied only where something is taken out.
    pub fn shared(&self, value: &mut Arc<Value>) -> Option<Leaks> {
        holds(&self.known(), value).then(|| self.value(Arc::make_mut(value)))?
    }
}

/// The bytes without secrets; none where they have none.
fn clean(known: &[KnownSecret], bytes: &[u8], leaks: &mut Leaks) -> Option<Vec<u8>> {
    if !known.iter().any(|secret| secret.fits(bytes.len())) {
        return None;
    }
    let (mut taken, mut layer, mut depth) = (layer_hits(known, bytes), None::<Vec<u8>>, 0);
    leaks.too_many |= taken.len() >= MOST_HITS;
    while depth < MOST_LAYERS
        && let Some(next) = escapes::undone(layer.as_deref().unwrap_or(bytes), Dialect::Common)
    {
        // A body can be long: the layers between are made again where something is found, and not kept.
        drop(layer.take());
        let mut found = layer_hits(known, &next);
        leaks.too_many |= found.len() >= MOST_HITS;
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
    drop(layer);
    let taken = apart(taken);
    for hit in taken.iter().filter(|hit| hit.exact && hit.secret.leaks) {
        if !leaks.names.contains(&hit.secret.name) {
            leaks.names.push(hit.secret.name.clone());
        }
    }
    Some(without(bytes, &taken))
}

/// Where secrets are in a text whose common escapes are undone so far, also in the escapes of mails and of style sheets.
fn layer_hits<'a>(known: &'a [KnownSecret], text: &[u8]) -> Vec<Hit<'a>> {
    let mut all = hits(known, text);
    for dialect in [Dialect::Mail, Dialect::Style] {
        let Some(undone) = escapes::undone(text, dialect) else { continue };
        let mut found = hits(known, &undone);
        if !found.is_empty() {
            let places: Vec<_> = found.iter().map(|hit| hit.place.clone()).collect();
            let sources = escapes::sources(text, &places, dialect);
            found.iter_mut().zip(sources).for_each(|(hit, source)| hit.place = source);
            all.append(&mut found);
            all = apart(all);
        }
    }
    all
}

/// The bytes with a mask for each hit; hits are in order.
fn without(bytes: &[u8], hits: &[Hit<'_>]) -> Vec<u8> {
    let quoted = if hits.iter().any(|hit| hit.is_list) { are_of_json(bytes, hits) } else { Vec::new() };
    let masks = hits.iter().map(|hit| hit.mask().len() + 2 * usize::from(hit.is_list)).sum::<usize>();
    let taken = hits.iter().map(|hit| hit.place.len()).sum::<usize>();
    let (mut clean, mut from) = (Vec::with_capacity(bytes.len() + masks - taken), 0);
    for (number, hit) in hits.iter().enumerate() {
        let quote = if quoted.get(number) == Some(&true) { &b"\""[..] } else { b"" };
        clean.extend_from_slice(&bytes[from..hit.place.start]);
        clean.extend_from_slice(&[quote, hit.mask().as_bytes(), quote].concat());
        from = hit.place.end;
    }
    clean.extend_from_slice(&bytes[from..]);
    clean
}

fn clean_text(known: &[KnownSecret], text: &str, leaks: &mut Leaks) -> Option<String> {
    let clean = clean(known, text.as_bytes(), leaks)?;
    Some(String::from_utf8(clean).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// Whether a secret is in a value, in keys or in strings.
fn holds(known: &[KnownSecret], value: &Value) -> bool {
    let text = |text: &str| clean(known, text.as_bytes(), &mut Leaks::default()).is_some();
    match value {
        Value::String(string) => text(string),
        Value::Array(items) => items.iter().any(|item| holds(known, item)),
        Value::Object(fields) => fields.iter().any(|(key, value)| text(key) || holds(known, value)),
        _ => false,
    }
}

/// Whether anything was taken out.
fn clean_value(known: &[KnownSecret], value: &mut Value, leaks: &mut Leaks) -> bool {
    match value {
        Value::String(text) => match clean_text(known, text, leaks) {
            Some(clean) => {
                *text = clean;
                true
            }
            None => false,
        },
        Value::Array(items) => items.iter_mut().fold(false, |any, item| clean_value(known, item, leaks) | any),
        Value::Object(fields) => {
            let any = fields.values_mut().fold(false, |any, value| clean_value(known, value, leaks) | any);
            let keys = fields.keys().any(|key| clean_text(known, key, leaks).is_some());
            if keys {
                let fresh = std::mem::take(fields).into_iter();
                *fields = fresh.map(|(key, value)| (clean_text(known, &key, leaks).unwrap_or(key), value)).collect();
            }
            any || keys
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::known_secret::PART, *};

    #[test]
    fn every_occurrence_goes_also_where_json_escapes_it() {
        let redactor = Redactor::new([("key", "a\"b"), ("none", "")]);
        let (clean, found) = redactor.bytes(&Bytes::from(json!(["a\"b", "xa\"by"]).to_string() + " a\"b"));
        let key = || Leaks { names: vec!["key".to_owned()], too_many: false };
        assert_eq!((clean.as_ref(), found), (&b"[\"{{key}}\",\"x{{key}}y\"] {{key}}"[..], key()));
        let mut value = Arc::new(json!({"a\"b": ["a\"b", "c"], "n": 1}));
        let before = Arc::clone(&value);
        assert_eq!(redactor.shared(&mut value), Some(key()));
        assert_eq!((redactor.shared(&mut value), Arc::strong_count(&before)), (None, 1));
        let mut alone = Value::clone(&before);
        assert_eq!((redactor.value(&mut alone), &alone), (Some(key()), &*value));
        assert_eq!(*value, json!({"{{key}}": ["{{key}}", "c"], "n": 1}));
    }

    #[test]
    fn a_secret_in_other_letters_is_found_wherever_in_a_long_text_it_stands() {
        let redactor = Redactor::new([("key", "Ab0FAKEsecret"), ("other", "ZZ0FAKEsecretZZ")]);
        for at in [0, 1, PART - 14, PART - 13, PART - 7, PART - 1, PART, 2 * PART - 5, 3 * PART - 13] {
            let mut text = vec![b'x'; 3 * PART];
            text[at..at + 13].copy_from_slice(b"aB0fakeSECRET");
            let (clean, leaked) = redactor.bytes(&Bytes::from(text));
            let mask = memchr::memmem::find(&clean, b"{{key in other letters}}");
            assert_eq!((mask, clean.len(), leaked.names.len()), (Some(at), 3 * PART + 11, 0));
        }
    }

    #[test]
    fn a_body_whose_strings_look_like_escapes_of_a_style_sheet_stays_json() {
        let redactor = Redactor::new([("key", "k0FAKEsecret")]);
        let body = json!([{"memo": "\"\\\"", "name": "\\aa"}, {"name": "\\ bc"}, {"key": "k0FAKEsecret"}]);
        let (clean, _) = redactor.bytes(&Bytes::from(body.to_string()));
        assert_eq!(String::from_utf8_lossy(&clean), body.to_string().replace("k0FAKEsecret", "{{key}}"));
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
            "=5A=20=62=2F=63=22=3C=C3=BC=2B=26=27",
            "Z b/=63=22<=\r\n\u{fc}+&'",
            "\\00005a\\20 \\62 \\2f\\000063\\22\\3C \\fc\\2b\\26\\27",
            "Z b/c&quot&lt&uuml&plus;&amp&#0000000000000000039",
            "90 32 98 47 99 34 60 195 188 43 38 39",
            "90,32,98,47,99,34,60,195,188,43,38,39",
            "0x5a, 0x20, 0x62, 0x2F, 0x63, 0x22, 0x3c, 0xC3, 0xBC, 0x2b, 0x26, 0x27",
            "5A,20,62,2F,63,22,3C,C3,BC,2B,26,27",
            "5a00200062002f00630022003c00fc002b0026002700",
            "005A 0020 0062 002F 0063 0022 003C 00FC 002B 0026 0027",
            "00-5a-00-20-00-62-00-2f-00-63-00-22-00-3c-00-fc-00-2b-00-26-00-27",
        ] {
            let (clean, leaked) = redactor.bytes(&Bytes::from(format!("<{form}>")));
            assert_eq!((clean.as_ref(), leaked.names.len()), (&b"<{{key}}>"[..], 1), "{form}");
            assert_eq!(redactor.text(&format!("{{\"a\": \"{form}")), "{\"a\": \"{{key}}", "cut JSON: {form}");
        }
        assert_eq!(Redactor::new([("pin", "1234")]).text("MTIzNA 31323334"), "MTIzNA 31323334", "a short one, packed");
        assert_eq!(Redactor::new([("pin", "1234")]).text("%31%32&#51;\\u0034"), "{{pin}}", "a short one, escaped");
    }

    #[test]
    fn a_secret_goes_in_the_encodings_that_hold_no_letter_of_it() {
        let (key, around) = ("k0FAKE-key", "xk0FAKE-keyx");
        let redactor = Redactor::new([("key", key)]);
        for before in ["", "u", "us", "use", "user"] {
            let text = data_encoding::BASE32.encode(format!("{before}{around}").as_bytes());
            for text in [text.to_lowercase(), text] {
                assert!(redactor.text(&text).contains("{{key}}"), "{before}: {text}");
            }
        }
        let wide = |order: fn(u16) -> [u8; 2]| around.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        for bytes in [wide(u16::to_le_bytes), wide(u16::to_be_bytes)] {
            let (clean, leaks) = redactor.bytes(&Bytes::from(bytes));
            assert!(clean.len() <= 11 && leaks.names == ["key"], "{clean:?}");
        }
        // Wherever in a long text it is.
        let list = key.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(",");
        for at in [(64 << 10) - 5, PART - 7, PART, 2 * PART - 1] {
            for form in [
                list.as_str(),
                "=6B=30=46=41=4B=45-key",
                "NMYEMQKLIUWWWZLZ",
                "6b 00 30 00 46 00 41 00 4b 00 45 00 2d 00 6b 00 65 00 79 00",
            ] {
                let text = format!("{}{form}{}", "x".repeat(at - 1) + " ", " ".to_owned() + &"x".repeat(PART));
                let clean = redactor.text(&text);
                assert_eq!(clean.find("{{key}}"), Some(at), "{form}");
                assert_eq!(clean.len(), at + 8 + PART, "{form}");
            }
        }
    }

    #[test]
    fn a_list_of_json_leaves_json() {
        let redactor = Redactor::new([("key", "k0FAK")]);
        for (body, due) in [
            ("{\"a\": [107, 48,70,\n65,75], \"b\": [1]}", "{\"a\": [\"{{key}}\"], \"b\": [1]}"),
            ("[0,107,48,70,65,75,0]", "[0,\"{{key}}\",0]"),
            ("{\"a\": \"[107,48,70,65,75]\"}", "{\"a\": \"[{{key}}]\"}"),
            ("{\"a\\\"\": [107,48,70,65,75]}", "{\"a\\\"\": [\"{{key}}\"]}"),
            ("at 107 48 70 65 75", "at {{key}}"),
        ] {
            assert_eq!(redactor.text(body), due);
        }
    }

    #[test]
    fn where_secrets_stand_over_one_another_nothing_of_either_is_left() {
        let redactor = Redactor::new([("id", "abc"), ("token", "bc/def"), ("other", "f/gh")]);
        assert_eq!(redactor.text("<abc%2fdef/gh> abc f%2Fgh"), "<{{token}}> {{id}} {{other}}");
        let text = |count: usize| Bytes::from("abc ".repeat(count) + "rest");
        let (clean, leaks) = redactor.bytes(&text(MOST_HITS + 5));
        assert!(leaks.too_many && clean.len() == 7 * MOST_HITS - 1 && clean.ends_with(b" {{id}}"), "{}", clean.len());
        let (clean, leaks) = redactor.bytes(&text(MOST_HITS - 1));
        assert!(!leaks.too_many && clean.ends_with(b"{{id}} rest"));
        let many = "abc%61bc".repeat(10_000);
        assert_eq!(redactor.text(&many), "{{id}}".repeat(20_000), "in time that grows with the text alone");
    }

    #[test]
    fn only_the_letters_themselves_are_a_leak() {
        let redactor = Redactor::new([("key", "k0FAKE/key?"), ("pin", "Abc1")]);
        let clean = |text: &str| {
            let (bytes, leaked) = redactor.bytes(&Bytes::from(text.to_owned()));
            assert_eq!(bytes, redactor.text(text));
            (String::from_utf8_lossy(&bytes).into_owned(), leaked.names.len())
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
        assert_eq!((clean.as_ref(), leaked.names), (&b"{{mac}} {{id}}"[..], vec!["id".to_owned()]));
        assert_eq!(clone.text("m-1"), "m-1", "it knew that for one exchange only");
    }

    #[test]
    fn bytes_without_a_secret_are_shared_not_copied() {
        let bytes = Bytes::from_static(b"{}");
        let (clean, found) = Redactor::new([("key", "secret")]).bytes(&bytes);
        assert!(found == Leaks::default());
        assert_eq!(clean.as_ptr(), bytes.as_ptr());
    }
}
