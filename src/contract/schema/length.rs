//! How long a string is: in Unicode scalars, in UTF-16 units, in bytes of UTF-8 or of CP932.

use std::borrow::Cow;

use encoding_rs::SHIFT_JIS;

/// What `minLength` and `maxLength` of a schema object count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum LengthUnit {
    /// Unicode scalars, as JSON Schema counts.
    #[default]
    Scalars,
    /// UTF-16 code units.
    Utf16,
    /// Bytes in UTF-8.
    Utf8,
    /// Bytes in CP932.
    Cp932,
}

impl LengthUnit {
    /// The unit that `x-lengthUnit` names.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "scalars" => Some(Self::Scalars),
            "utf16" => Some(Self::Utf16),
            "utf8" => Some(Self::Utf8),
            "cp932" => Some(Self::Cp932),
            _ => None,
        }
    }

    /// The length of the text; none where the unit cannot say (text that CP932 cannot write).
    pub fn measure(self, text: &str) -> Option<usize> {
        match self {
            Self::Scalars => Some(text.chars().count()),
            Self::Utf16 => Some(text.encode_utf16().count()),
            Self::Utf8 => Some(text.len()),
            Self::Cp932 if text.is_ascii() => Some(text.len()),
            Self::Cp932 => windows_31j(text),
        }
    }
}

/// What the encoder of the web writes as another character: U+2212 as U+FF0D, U+00A5 as `\`, U+203E as `~`. Java and Windows do not
/// write it at all.
const OF_THE_WEB_ALONE: [char; 3] = ['\u{2212}', '\u{A5}', '\u{203E}'];

/// The bytes of a text in CP932 as Java (windows-31j) and Windows write it. Characters that a user defines (外字) take two bytes.
fn windows_31j(text: &str) -> Option<usize> {
    if text.contains(OF_THE_WEB_ALONE) {
        return None;
    }
    let users_own = |c: &char| matches!(c, '\u{E000}'..='\u{E757}');
    let own = text.chars().filter(users_own).count();
    let rest = if own == 0 { Cow::Borrowed(text) } else { text.chars().filter(|c| !users_own(c)).collect() };
    let (bytes, _, unmappable) = SHIFT_JIS.encode(&rest);
    (!unmappable).then_some(bytes.len() + 2 * own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_differ_where_it_matters() {
        let text = "aｱあ𠮷";
        assert_eq!(LengthUnit::Scalars.measure(text), Some(4));
        assert_eq!(LengthUnit::Utf16.measure(text), Some(5));
        assert_eq!((LengthUnit::Utf8.measure(text), LengthUnit::Utf8.measure("")), (Some(11), Some(0)));
        assert_eq!(LengthUnit::Cp932.measure(text), None);
        assert_eq!(LengthUnit::Cp932.measure("aｱあ①髙"), Some(8));
        assert_eq!(LengthUnit::Cp932.measure("〜"), None);
        assert_eq!(LengthUnit::Cp932.measure("～"), Some(2));
    }

    /// Where JIS X 0208 as others map it and windows-31j part, and the single bytes of JIS X 0201.
    #[test]
    fn cp932_is_that_of_java_and_windows() {
        for (c, length) in [
            ('\u{2212}', None),
            ('\u{FF0D}', Some(2)),
            ('\u{301C}', None),
            ('\u{FF5E}', Some(2)),
            ('\u{2016}', None),
            ('\u{2225}', Some(2)),
            ('\u{A2}', None),
            ('\u{FFE0}', Some(2)),
            ('\u{A3}', None),
            ('\u{FFE1}', Some(2)),
            ('\u{AC}', None),
            ('\u{FFE2}', Some(2)),
            ('\u{2014}', None),
            ('\u{2015}', Some(2)),
            ('\u{A6}', None),
            ('\u{FFE4}', Some(2)),
            ('\u{A5}', None),
            ('\\', Some(1)),
            ('\u{203E}', None),
            ('~', Some(1)),
            ('ｱ', Some(1)),
            ('①', Some(2)),
            ('髙', Some(2)),
            ('\u{E000}', Some(2)),
            ('\u{E757}', Some(2)),
            ('\u{E758}', None),
        ] {
            assert_eq!(LengthUnit::Cp932.measure(&c.to_string()), length, "U+{:04X}", u32::from(c));
            let around = LengthUnit::Cp932.measure(&format!("あ{c}a"));
            assert_eq!(around, length.map(|length| length + 3), "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn names_are_those_of_the_vocabulary() {
        assert_eq!(LengthUnit::named("cp932"), Some(LengthUnit::Cp932));
        assert_eq!(LengthUnit::named("bytes"), None);
    }
}
