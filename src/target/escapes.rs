//! Undoes the escapes of addresses, JSON strings and HTML in a text, those of mails and of style sheets, and finds what they meant
//! again.

use std::{borrow::Cow, ops::Range};

use memchr::{memchr, memchr_iter, memchr3};

use super::entities::{entity, old_entity};

/// What an escape, or a run of bytes without one, stands for.
enum Token<'a> {
    Plain(&'a [u8]),
    Escaped { length: usize, text: [u8; 4], size: usize },
}

impl Token<'_> {
    /// How many bytes it takes where it is, and how many it stands for.
    fn sizes(&self) -> (usize, usize) {
        match self {
            Self::Plain(bytes) => (bytes.len(), bytes.len()),
            Self::Escaped { length, size, .. } => (*length, *size),
        }
    }

    fn of_byte(length: usize, byte: u8) -> Self {
        Self::Escaped { length, text: [byte, 0, 0, 0], size: 1 }
    }

    fn of_char(length: usize, c: char) -> Self {
        let mut text = [0; 4];
        let size = c.encode_utf8(&mut text).len();
        Self::Escaped { length, text, size }
    }
}

/// Which escapes are undone: those of one dialect would be read otherwise in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Those of addresses, JSON, scripts and HTML.
    Common,
    /// Those of mails, quoted-printable: `=73`, and a line break that is none.
    Mail,
    /// Those of style sheets: `\000073`, `\73 `.
    Style,
}

impl Dialect {
    /// Where the next escape may begin.
    fn next(self, bytes: &[u8]) -> Option<usize> {
        match self {
            Self::Common => memchr3(b'%', b'\\', b'&', bytes),
            Self::Mail => memchr(b'=', bytes),
            Self::Style => memchr(b'\\', bytes),
        }
    }

    /// Where the first one begins; none where there is nothing to undo.
    fn first(self, bytes: &[u8]) -> Option<usize> {
        let is_hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
        match self {
            Self::Common => self.next(bytes),
            Self::Mail => memchr_iter(b'=', bytes).find(|at| mail(&bytes[*at..]).is_some()),
            // JSON has backslashes as well, but no digit behind them.
            Self::Style => memchr_iter(b'\\', bytes).find(|at| is_hex(at + 1) && is_hex(at + 2)),
        }
    }

    fn escape(self, bytes: &[u8]) -> Option<Token<'_>> {
        match self {
            Self::Common => escape(bytes),
            Self::Mail => mail(bytes),
            Self::Style => style(bytes),
        }
    }
}

/// The tokens of a text, one after the other.
struct Tokens<'a>(&'a [u8], Dialect);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let bytes = self.0;
        let token = match self.1.next(bytes) {
            _ if bytes.is_empty() => return None,
            Some(0) => self.1.escape(bytes).unwrap_or(Token::Plain(&bytes[..1])),
            Some(at) => Token::Plain(&bytes[..at]),
            None => Token::Plain(bytes),
        };
        self.0 = &bytes[token.sizes().0..];
        Some(token)
    }
}

/// The text with every escape undone once; none where there is nothing to undo.
pub(super) fn undone(bytes: &[u8], dialect: Dialect) -> Option<Vec<u8>> {
    // Most texts have no such character, and need no copy.
    let first = dialect.first(bytes)?;
    let mut text: Option<Vec<u8>> = None;
    let mut at = first;
    for token in Tokens(&bytes[first..], dialect) {
        match &token {
            Token::Plain(plain) => {
                if let Some(text) = &mut text {
                    text.extend_from_slice(plain);
                }
            }
            Token::Escaped { text: undone, size, .. } => {
                text.get_or_insert_with(|| bytes[..at].to_vec()).extend_from_slice(&undone[..*size]);
            }
        }
        at += token.sizes().0;
    }
    text
}

/// Where in a text are the escapes of these places of the text that it becomes; they are in order, and none overlaps another.
pub(super) fn sources(bytes: &[u8], places: &[Range<usize>], dialect: Dialect) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::with_capacity(places.len());
    let (mut at, mut undone, mut begun) = (0, 0, None);
    // What is before the first escape was not looked at either when they were undone.
    let (before, rest) = bytes.split_at(dialect.first(bytes).unwrap_or(bytes.len()));
    for token in std::iter::once(Token::Plain(before)).chain(Tokens(rest, dialect)) {
        let (length, size) = token.sizes();
        let plain = matches!(token, Token::Plain(_));
        while let Some(place) = places.get(found.len()) {
            if begun.is_none() && place.start < undone + size {
                begun = Some(if plain { at + place.start - undone } else { at });
            }
            let Some(start) = begun.filter(|_| place.end <= undone + size) else { break };
            found.push(start..if plain { at + place.end - undone } else { at + length });
            begun = None;
        }
        (at, undone) = (at + length, undone + size);
    }
    found
}

/// The same for places of the text that is left when so many layers of escapes, and one more, are undone. A body can be long: the
/// layers between are made again here, and not kept by whoever looks into each.
pub(super) fn sources_below(bytes: &[u8], layers: usize, mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    for below in (0..=layers).rev() {
        let mut text = Cow::Borrowed(bytes);
        for _ in 0..below {
            text = undone(&text, Dialect::Common).map_or(text, Cow::Owned);
        }
        places = sources(&text, &places, Dialect::Common);
    }
    places
}

/// The escape that a text begins with.
fn escape(bytes: &[u8]) -> Option<Token<'_>> {
    match (bytes[0], *bytes.get(1)?) {
        (b'%', b'u' | b'U') => unit(bytes, 2).map(|unit| of_unit(bytes, unit)),
        (b'%', _) => Some(Token::of_byte(3, u8::try_from(number(bytes.get(1..3)?, 16)?).ok()?)),
        (b'\\', b'u' | b'U') if bytes.get(2) == Some(&b'{') => braced(bytes),
        (b'\\', b'u' | b'U') => unit(bytes, 2).map(|unit| of_unit(bytes, unit)),
        (b'\\', b'x' | b'X') => Some(Token::of_byte(4, u8::try_from(number(bytes.get(2..4)?, 16)?).ok()?)),
        (b'\\', b'0'..=b'3') => Some(Token::of_byte(4, u8::try_from(number(bytes.get(1..4)?, 8)?).ok()?)),
        (b'\\', byte) => {
            let control = [(b'n', b'\n'), (b'r', b'\r'), (b't', b'\t'), (b'b', 8), (b'f', 12)];
            let named = control.into_iter().find(|(name, _)| *name == byte).map(|(_, control)| control);
            named.or(byte.is_ascii_punctuation().then_some(byte)).map(|byte| Token::of_byte(2, byte))
        }
        (_, b'#') => numbered(bytes),
        _ => {
            let name = &bytes[1..bytes.len().min(32)];
            let end = name.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(name.len());
            let name = std::str::from_utf8(&name[..end]).ok()?;
            match entity(name).filter(|_| bytes.get(end + 1) == Some(&b';')) {
                Some(c) => Some(Token::of_char(end + 2, c)),
                None => old_entity(name).map(|(length, c)| Token::of_char(length + 1, c)),
            }
        }
    }
}

/// A byte as mails write it, or a line that goes on in the next.
fn mail(bytes: &[u8]) -> Option<Token<'_>> {
    let nothing = |length| Token::Escaped { length, text: [0; 4], size: 0 };
    match bytes.get(1..3) {
        Some(b"\r\n") => Some(nothing(3)),
        Some([b'\n', _]) => Some(nothing(2)),
        digits => Some(Token::of_byte(3, u8::try_from(number(digits?, 16)?).ok()?)),
    }
}

/// A character as style sheets write it: by its number, with a blank behind it that belongs to it, or as itself.
fn style(bytes: &[u8]) -> Option<Token<'_>> {
    let digits = bytes[1..].iter().take(6).take_while(|byte| byte.is_ascii_hexdigit()).count();
    if digits == 0 {
        return bytes.get(1).filter(|byte| byte.is_ascii_punctuation()).map(|byte| Token::of_byte(2, *byte));
    }
    let c = char::from_u32(number(&bytes[1..=digits], 16)?)?;
    let rest = &bytes[digits + 1..];
    let blank =
        if rest.starts_with(b"\r\n") { 2 } else { rest.iter().take(1).filter(|b| b" \t\r\n\x0C".contains(b)).count() };
    Some(Token::of_char(digits + 1 + blank, c))
}

/// A character by its number in braces, `\u{5a}`.
fn braced(bytes: &[u8]) -> Option<Token<'_>> {
    let digits = bytes[3..].iter().take(8).position(|byte| *byte == b'}')?;
    let c = char::from_u32(number(&bytes[3..3 + digits], 16)?)?;
    Some(Token::of_char(digits + 4, c))
}

/// The UTF-16 unit of four digits that is at a place.
fn unit(bytes: &[u8], at: usize) -> Option<u32> {
    number(bytes.get(at..at + 4)?, 16)
}

/// What a unit becomes, with its second half where it is the first of a pair.
fn of_unit(bytes: &[u8], first: u32) -> Token<'static> {
    let second = bytes.get(6..8).filter(|head| *head == &bytes[..2]).and_then(|_| unit(bytes, 8));
    let pair = second.filter(|_| (0xd800..0xdc00).contains(&first)).filter(|second| (0xdc00..0xe000).contains(second));
    let both = pair.and_then(|second| char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)));
    match both {
        Some(c) => Token::of_char(12, c),
        None => Token::of_char(6, char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER)),
    }
}

/// A character by its number, decimal or with an `x` before it; browsers need no semicolon behind it.
fn numbered(bytes: &[u8]) -> Option<Token<'_>> {
    let hex = matches!(bytes.get(2)?, b'x' | b'X');
    let (from, radix) = if hex { (3, 16) } else { (2, 10) };
    let from = from + bytes[from..].iter().take_while(|byte| **byte == b'0').count().saturating_sub(1);
    let digits = bytes[from..].iter().take(10).take_while(|byte| char::from(**byte).is_digit(radix)).count();
    let c = char::from_u32(number(&bytes[from..from + digits], radix)?)?;
    let end = from + digits;
    Some(Token::of_char(end + usize::from(bytes.get(end) == Some(&b';')), c))
}

/// The number of these digits, in capitals or small letters.
fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let all = !digits.is_empty() && digits.iter().all(|byte| char::from(*byte).is_digit(radix));
    let text = std::str::from_utf8(digits).ok().filter(|_| all)?;
    u32::from_str_radix(text, radix).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &str) -> Option<String> {
        undone(bytes.as_bytes(), Dialect::Common).map(|text| String::from_utf8_lossy(&text).into_owned())
    }

    #[test]
    fn mails_and_style_sheets_have_escapes_of_their_own() {
        let text = |bytes: &str, dialect| {
            undone(bytes.as_bytes(), dialect).map(|text| String::from_utf8_lossy(&text).into_owned())
        };
        for (escaped, dialect, due) in [
            ("=73=65=C3=A9c=\r\nre=\nt=", Dialect::Mail, Some("seécret=")),
            ("a=b&c=", Dialect::Mail, None),
            ("\\000073\\65 \\63\tr\\-\\E9 t", Dialect::Style, Some("secr-ét")),
            ("{\"a\": \"\\n\\u3042\\\"\"}", Dialect::Style, None),
        ] {
            assert_eq!(text(escaped, dialect).as_deref(), due, "{escaped}");
        }
        let places = sources(b"a=73=\n=65b", &[0..1, 1..3], Dialect::Mail);
        assert_eq!(places, [0..1, 1..9], "a broken line is within it");
        // Backslashes before the first escape of a style sheet are none of it.
        let (mixed, due) = ("\\\"\\-\\aa \\-z", "\\\"\\-\u{aa}-z");
        assert_eq!(text(mixed, Dialect::Style).as_deref(), Some(due));
        let places = sources(mixed.as_bytes(), &[2..4, 4..6, 7..8], Dialect::Style);
        assert_eq!(places, [2..4, 4..8, 10..11]);
    }

    #[test]
    fn an_escape_is_undone_whatever_the_case_of_its_digits() {
        for (escaped, due) in [
            ("%5a%5A%c3%A9", "ZZé"),
            ("\\u005a\\u005A\\ud83D\\uDe00\\x5a\\X5A", "ZZ😀ZZ"),
            ("%u005a", "Z"),
            ("\\u{5a}\\u{1F600}\\132\\303\\251", "Z😀Zé"),
            ("\\\"\\/\\\\\\n\\t", "\"/\\\n\t"),
            ("&quot;&QUOT;&lt;&amp;&#39;&#x27;&#X5a;&#090&sol;&eacute;", "\"\"<&''ZZ/é"),
            ("&lt&amp&copy&gtx&ltsecret&#0000000000000115&#x000000000073;&lbrace;", "<&©>x<secretss{"),
            ("100% \\d &c; &#; a\\ud83dx", "100% \\d &c; &#; a\u{fffd}x"),
        ] {
            assert_eq!(text(escaped).as_deref(), Some(due), "{escaped}");
        }
    }

    #[test]
    fn a_text_without_escapes_is_not_copied() {
        for plain in [
            "",
            "abc",
            "100% \\d &c; &",
            "%",
            "%5",
            "%zz",
            "\\",
            "\\u00",
            "\\u{",
            "\\u{}",
            "\\u{zz}",
            "\\x5",
            "\\09",
            "\\19a",
            "&#",
            "&#x",
            "&#1114112;",
        ] {
            assert_eq!(text(plain), None, "{plain}");
        }
    }

    #[test]
    fn what_was_found_is_found_again_in_its_escapes() {
        let of = |bytes: &str, places: &[Range<usize>]| -> Vec<String> {
            sources(bytes.as_bytes(), places, Dialect::Common)
                .into_iter()
                .map(|place| bytes[place].to_owned())
                .collect()
        };
        assert_eq!(of("a%5Abc%5a", &[1..2, 2..3, 4..5]), ["%5A", "b", "%5a"]);
        assert_eq!(of("a&#233;b", &[0..1, 1..3]), ["a", "&#233;"]);
        assert_eq!(of("a\\u00e9b", &[0..2, 3..4]), ["a\\u00e9", "b"], "a part of a character is all of it");
        assert_eq!(of("xab%63dx%61bcd", &[1..5, 6..10]), ["ab%63d", "%61bcd"]);
    }
}
