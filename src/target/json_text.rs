//! Reads the JSON of a body, and says why and where there is none.

use bytes::Bytes;
use serde_json::Value;

use super::json_string::{end_of_string, lone_surrogates};

/// What no JSON may begin with.
const MARK: &[u8] = b"\xEF\xBB\xBF";
/// The first bytes of what gzip has packed.
const GZIP: &[u8] = b"\x1F\x8B";
/// The deepest nesting that is read.
const DEEPEST: usize = 127;
/// What stands for a number that no double can hold: the largest that one can.
const LARGEST: &str = "1.7976931348623157e308";

/// What keeps a body from being JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// Its name, in kebab-case: it is in reports.
    pub kind: &'static str,
    /// What is wrong there, in English.
    pub message: String,
    /// The letters that are wrong, where there are some.
    pub shown: String,
    /// Where, in bytes from the start of the body.
    pub offset: usize,
}

/// The JSON of a body, and what is wrong with it. A byte order mark is passed over and reported. Numbers beyond any double are kept as they are
/// written; halves of surrogate pairs are JSON by its grammar, and are read as what is nearest to them.
pub(super) fn read(body: &[u8]) -> (Option<Value>, Option<Defect>) {
    let text = body.strip_prefix(MARK).unwrap_or(body);
    let value = serde_json::from_slice(text).ok();
    let value = value.or_else(|| serde_json::from_slice(&readable(text)?).ok());
    let skipped = body.len() - text.len();
    match value {
        Some(value) if skipped == 0 => (Some(value), None),
        Some(value) => {
            let message = "a byte order mark (EF BB BF) before the JSON".to_owned();
            (Some(value), Some(Defect { kind: "byte-order-mark", message, shown: String::new(), offset: 0 }))
        }
        None => {
            let defect = why(text);
            (None, Some(Defect { offset: defect.offset + skipped, ..defect }))
        }
    }
}

/// The text of a value that was made of a body; there is never more of both than one whole.
pub(super) fn written(value: &Value, of: Bytes) -> Bytes {
    let length = of.len();
    drop(of);
    let mut text = Vec::with_capacity(length);
    // Memory takes whatever is written to it.
    let _ = serde_json::to_writer(&mut text, value);
    Bytes::from(text)
}

/// The text with what readers cannot hold replaced; none where there is no such thing.
fn readable(text: &[u8]) -> Option<Vec<u8>> {
    let (mut made, mut copied, mut at) = (Vec::new(), 0, 0);
    let room = |made: &mut Vec<u8>| made.reserve(if made.is_empty() { text.len() } else { 0 });
    while let Some(byte) = text.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'"' => {
                at = end_of_string(text, at);
                for lone in lone_surrogates(&text[start..at]) {
                    room(&mut made);
                    made.extend_from_slice(&text[copied..start + lone]);
                    // As the character and not as its escape, which the reader would copy once more to undo it.
                    made.extend_from_slice("\u{fffd}".as_bytes());
                    copied = start + lone + 6;
                }
            }
            b'-' | b'0'..=b'9' => {
                at = start + number_length(&text[start..]);
                let number = std::str::from_utf8(&text[start..at]).ok().and_then(|text| text.parse::<f64>().ok());
                if let Some(number) = number.filter(|number| number.is_infinite()) {
                    room(&mut made);
                    made.extend_from_slice(&text[copied..start]);
                    made.extend_from_slice(if number < 0.0 { b"-" } else { b"" });
                    made.extend_from_slice(LARGEST.as_bytes());
                    copied = at;
                }
            }
            _ => {}
        }
    }
    if copied == 0 {
        return None;
    }
    made.extend_from_slice(&text[copied..]);
    Some(made)
}

fn number_length(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit() || b"-+.eE".contains(byte)).count()
}

/// Why a text is not JSON: the first thing that is wrong.
fn why(text: &[u8]) -> Defect {
    let defect = |kind, message: &str| Defect { kind, message: message.to_owned(), shown: String::new(), offset: 0 };
    if text.iter().all(|byte| b" \t\r\n".contains(byte)) {
        return defect("empty-body", if text.is_empty() { "no body" } else { "white space alone" });
    }
    if text.starts_with(GZIP) {
        return defect("compressed", "the first bytes of gzip (1F 8B)");
    }
    if let Some(shown) = wide(text) {
        let message = format!("{shown}, which is not UTF-8");
        return Defect { kind: "not-utf8", message, shown: shown.to_owned(), offset: 0 };
    }
    if let Err(error) = std::str::from_utf8(text) {
        let at = error.valid_up_to();
        let shown = format!("{:02X}", text[at]);
        return Defect { kind: "not-utf8", message: format!("{shown}, which is not UTF-8"), shown, offset: at };
    }
    let mut reader = Reader { text, at: 0, depth: 0 };
    match reader.whole() {
        Err(defect) => defect,
        Ok(()) => defect("syntax", "what no reader of JSON takes"),
    }
}

/// The encoding of a text whose characters have two or four bytes each. Such a text begins with a byte order mark, or with a character of
/// ASCII among zeros, which no JSON has. Where it is read as UTF-8, what is wrong with it differs from body to body.
fn wide(text: &[u8]) -> Option<&'static str> {
    let (start, rest) = text.split_at_checked(4).unwrap_or((text, &[]));
    match start {
        [0xFF, 0xFE, 0, 0] | [1..=0x7F, 0, 0, 0] => Some("UTF-32LE"),
        [0, 0, 0xFE, 0xFF] | [0, 0, 0, 1..=0x7F] => Some("UTF-32BE"),
        // A single character may be any: two of them, or a single one, are of ASCII.
        [0xFF, 0xFE, ..] | [1..=0x7F, 0, _, 0] | [1..=0x7F, 0] => Some("UTF-16LE"),
        [0xFE, 0xFF, ..] | [0, 1..=0x7F, 0, _] | [0, 1..=0x7F] => Some("UTF-16BE"),
        // A string or a list may begin with a letter beyond ASCII.
        [b'"' | b'[' | b'{', 0, ..] if rest.is_empty() || rest.contains(&0) => Some("UTF-16LE"),
        [0, b'"' | b'[' | b'{', ..] if rest.is_empty() || rest.contains(&0) => Some("UTF-16BE"),
        _ => None,
    }
}

/// Reads by the grammar of JSON until something is wrong.
struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn whole(&mut self) -> Result<(), Defect> {
        self.value()?;
        self.blank();
        if self.at < self.text.len() { self.wrong("trailing-text", "more text behind the JSON") } else { Ok(()) }
    }

    fn wrong<T>(&self, kind: &'static str, message: impl Into<String>) -> Result<T, Defect> {
        self.wrong_at(kind, message, self.shown())
    }

    fn wrong_at<T>(&self, kind: &'static str, message: impl Into<String>, shown: String) -> Result<T, Defect> {
        Err(Defect { kind, message: message.into(), shown, offset: self.at })
    }

    fn blank(&mut self) {
        self.at += self.text[self.at..].iter().take_while(|byte| b" \t\r\n".contains(byte)).count();
    }

    fn peek(&self) -> Result<u8, Defect> {
        self.text.get(self.at).copied().map_or_else(|| self.wrong("cut-off", "the end of the body within the JSON"), Ok)
    }

    fn value(&mut self) -> Result<(), Defect> {
        self.blank();
        match self.peek()? {
            b'{' => self.items(b'}', |reader| {
                if reader.peek()? != b'"' {
                    return reader.unexpected("a key in quotes");
                }
                reader.string()?;
                reader.blank();
                if reader.peek()? != b':' {
                    return reader.unexpected("`:`");
                }
                reader.at += 1;
                reader.value()
            }),
            b'[' => self.items(b']', Self::value),
            b'"' => self.string(),
            b'-' | b'0'..=b'9' => self.number(),
            _ => self.word(),
        }
    }

    fn items(&mut self, end: u8, item: impl Fn(&mut Self) -> Result<(), Defect>) -> Result<(), Defect> {
        if self.depth == DEEPEST {
            let message = format!("nested more than {DEEPEST} deep");
            return self.wrong_at("depth", message, DEEPEST.to_string());
        }
        self.depth += 1;
        self.at += 1;
        self.blank();
        if self.peek()? != end {
            loop {
                item(self)?;
                self.blank();
                match self.peek()? {
                    b',' => self.at += 1,
                    byte if byte == end => break,
                    _ => return self.unexpected("`,` or the end of the list or object"),
                }
                self.blank();
            }
        }
        (self.depth, self.at) = (self.depth - 1, self.at + 1);
        Ok(())
    }

    fn string(&mut self) -> Result<(), Defect> {
        self.at += 1;
        loop {
            match self.peek()? {
                b'"' => break,
                byte @ 0..=0x1F => {
                    let shown = format!("U+{byte:04X}");
                    return self.wrong_at(
                        "control-character",
                        format!("the control character {shown} in a string"),
                        shown,
                    );
                }
                b'\\' => {
                    let hex = self
                        .text
                        .get(self.at + 2..self.at + 6)
                        .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
                    match self.text.get(self.at + 1) {
                        Some(b'u') if hex => self.at += 6,
                        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
                        Some(_) => return self.wrong("syntax", "an escape that JSON does not have"),
                        None => self.at += 1,
                    }
                }
                _ => self.at += 1,
            }
        }
        self.at += 1;
        Ok(())
    }

    fn number(&mut self) -> Result<(), Defect> {
        let rest = &self.text[self.at..];
        let digits = rest.strip_prefix(b"-").unwrap_or(rest);
        if digits.starts_with(b"I") || digits.starts_with(b"N") {
            return self.word();
        }
        if digits.len() > 1 && digits[0] == b'0' && digits[1].is_ascii_digit() {
            return self.wrong("leading-zero", format!("the number {} with a zero before it", self.shown()));
        }
        let number = &rest[..number_length(rest)];
        if serde_json::from_slice::<serde::de::IgnoredAny>(number).is_err() {
            return self.wrong("syntax", format!("{}, which is not a number", self.shown()));
        }
        self.at += number.len();
        Ok(())
    }

    fn word(&mut self) -> Result<(), Defect> {
        let rest = &self.text[self.at..];
        if let Some(word) = ["true", "false", "null"].iter().find(|word| rest.starts_with(word.as_bytes())) {
            self.at += word.len();
            return Ok(());
        }
        if ["NaN", "-NaN", "Infinity", "-Infinity"].iter().any(|word| rest.starts_with(word.as_bytes())) {
            return self.wrong("not-a-number", format!("{}, which JSON does not have", self.shown()));
        }
        if rest.starts_with(b"<") {
            return self.wrong("markup", "markup");
        }
        self.unexpected("a value")
    }

    fn unexpected<T>(&self, due: &str) -> Result<T, Defect> {
        self.wrong("syntax", format!("`{}` where {due} is due", self.shown()))
    }

    /// What is here, to the end of the word.
    fn shown(&self) -> String {
        let rest = String::from_utf8_lossy(&self.text[self.at..]);
        let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || "+-.".contains(*c)).take(20).collect();
        if word.is_empty() { rest.chars().take(1).collect() } else { word }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_wrong_is_told_with_its_byte() {
        for (body, kind, message, offset) in [
            (&b""[..], "empty-body", "no body", 0),
            (b" \n", "empty-body", "white space alone", 0),
            (b"\x1F\x8B\x08", "compressed", "the first bytes of gzip (1F 8B)", 0),
            (b"{\"a\":\"\x82\xA0\"}", "not-utf8", "82, which is not UTF-8", 6),
            (b"{\0}\0", "not-utf8", "UTF-16LE, which is not UTF-8", 0),
            (b"\0[\0\"0B\0\"\0]", "not-utf8", "UTF-16BE, which is not UTF-8", 0),
            (b"\0\"0B\0\"", "not-utf8", "UTF-16BE, which is not UTF-8", 0),
            (b"1\0", "not-utf8", "UTF-16LE, which is not UTF-8", 0),
            (b"\xFF\xFE{\0}\0", "not-utf8", "UTF-16LE, which is not UTF-8", 0),
            (b"\xFE\xFF\0{\0}", "not-utf8", "UTF-16BE, which is not UTF-8", 0),
            (b"\xFF\xFE\0\0{\0\0\0", "not-utf8", "UTF-32LE, which is not UTF-8", 0),
            (b"{\0\0\0}\0\0\0", "not-utf8", "UTF-32LE, which is not UTF-8", 0),
            (b"\0\0\0{\0\0\0}", "not-utf8", "UTF-32BE, which is not UTF-8", 0),
            (b"\xFFabc", "not-utf8", "FF, which is not UTF-8", 0),
            (b"{\"a\0\":1}", "control-character", "the control character U+0000 in a string", 3),
            (b"{\"a\":NaN}", "not-a-number", "NaN, which JSON does not have", 5),
            (b"[-Infinity]", "not-a-number", "-Infinity, which JSON does not have", 1),
            (b"{\"a\":01}", "leading-zero", "the number 01 with a zero before it", 5),
            (b"[-00]", "leading-zero", "the number -00 with a zero before it", 1),
            (b"{\"a\":\"\t\"}", "control-character", "the control character U+0009 in a string", 6),
            (b"{\"a\":1", "cut-off", "the end of the body within the JSON", 6),
            (b"\"a\\", "cut-off", "the end of the body within the JSON", 3),
            (b"{} x", "trailing-text", "more text behind the JSON", 3),
            (b"<p>busy</p>", "markup", "markup", 0),
            (b"{a:1}", "syntax", "`a` where a key in quotes is due", 1),
            (b"{'a':1}", "syntax", "`'` where a key in quotes is due", 1),
            (b"[1,]", "syntax", "`]` where a value is due", 3),
            (b"[1 2]", "syntax", "`2` where `,` or the end of the list or object is due", 3),
            (b"[1.]", "syntax", "1., which is not a number", 1),
            (b"[\"\\x\"]", "syntax", "an escape that JSON does not have", 2),
            (b"\xEF\xBB\xBF{\"a\":01}", "leading-zero", "the number 01 with a zero before it", 8),
        ] {
            let found = read(body).1.map(|found| (found.kind, found.message, found.offset));
            assert_eq!(found, Some((kind, message.to_owned(), offset)), "{}", String::from_utf8_lossy(body));
            assert_eq!(read(body).0, None);
        }
        let deep = "[".repeat(200);
        assert_eq!(read(deep.as_bytes()).1.map(|defect| (defect.kind, defect.offset)), Some(("depth", 127)));
    }

    fn vast(text: &str) -> Value {
        serde_json::from_str(text).expect(text)
    }

    #[test]
    fn what_is_json_by_its_grammar_is_read() {
        for (body, due) in [
            ("{\"a\":1e400,\"b\":[-1E+999,2]}", json!({"a": vast("1e400"), "b": [vast("-1e999"), 2]})),
            ("{\"\\ud800\":\"a\\udc00b\"}", json!({"\u{fffd}": "a\u{fffd}b"})),
            ("\"\\ud83d\\ude00\"", json!("😀")),
        ] {
            assert_eq!(read(body.as_bytes()), (Some(due), None), "{body}");
        }
        let marked = read(b"\xEF\xBB\xBF{\"a\":1e400}");
        assert_eq!(marked.0, Some(json!({"a": vast("1e400")})));
        assert_eq!(marked.1.map(|defect| (defect.kind, defect.offset)), Some(("byte-order-mark", 0)));
    }

    #[test]
    fn whatever_serde_refuses_has_a_reason_and_what_it_takes_has_none() {
        for body in
            ["", "{", "[}", "tru", "nul", "-", "1e", "\"", "\"\\u12\"", "{\"a\" 1}", "[,]", "\u{feff}\u{feff}1", "1 1"]
        {
            let (value, defect) = read(body.as_bytes());
            assert!(value.is_none() && defect.is_some(), "{body}");
        }
        for body in ["1", "\"\\\\\"", "[]", "{}", " {\"a\":[true,false,null,-0.5e-3]} "] {
            let mut reader = Reader { text: body.as_bytes(), at: 0, depth: 0 };
            assert_eq!((reader.whole(), read(body.as_bytes()).1), (Ok(()), None), "{body}");
        }
    }
}
