//! The strings of a JSON text, as bytes.

/// The end of a string that has begun.
pub(super) fn end_of_string(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        at += if *byte == b'\\' { 2 } else { 1 };
        if *byte == b'"' {
            break;
        }
    }
    at.min(bytes.len())
}

/// The escapes in a string that are half of a pair (`\ud800`): where each begins. The grammar of JSON allows them, and no text can hold them.
/// They are found one by one: a body may be made of them.
pub(super) fn lone_surrogates(string: &[u8]) -> impl Iterator<Item = usize> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(backslash) = string.get(at..).and_then(|rest| memchr::memchr(b'\\', rest)) {
            at += backslash;
            let start = at;
            match (unit(string, at), unit(string, at + 6)) {
                (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => at += 12,
                (Some(0xD800..=0xDFFF), _) => {
                    at += 6;
                    return Some(start);
                }
                _ => at += 2,
            }
        }
        None
    })
}

/// The number of an escape `\uXXXX` that begins here.
fn unit(string: &[u8], at: usize) -> Option<u16> {
    let hex = string.get(at..at + 6)?.strip_prefix(b"\\u")?;
    u16::from_str_radix(std::str::from_utf8(hex).ok().filter(|hex| !hex.starts_with('+'))?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_a_pair_is_found_and_a_whole_one_is_none() {
        for (string, due) in [
            (r#""\ud83d\ude00""#, &[][..]),
            (r#""\ud83d""#, &[1]),
            (r#""a\ude00b\uD83D""#, &[2, 9]),
            (r#""\ud83d\ud83d\ude00""#, &[1]),
            (r#""\\ud83d""#, &[]),
            (r#""\u00e9\"""#, &[]),
            (r#""\u+83d""#, &[]),
            (r#""\ud8"#, &[]),
        ] {
            assert_eq!(lone_surrogates(string.as_bytes()).collect::<Vec<_>>(), due, "{string}");
        }
    }

    #[test]
    fn a_string_ends_at_its_quote() {
        for (text, end) in [("a\"b", 2), ("a\\\"b\"", 5), ("a\\", 2), ("a", 1), ("", 0)] {
            assert_eq!(end_of_string(text.as_bytes(), 0), end, "{text}");
        }
    }
}
