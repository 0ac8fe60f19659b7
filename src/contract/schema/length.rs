//! How long a string is: in Unicode scalars, in UTF-16 units or in CP932 bytes.

use encoding_rs::SHIFT_JIS;

/// What `minLength` and `maxLength` of a schema object count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum LengthUnit {
    /// Unicode scalars, as JSON Schema counts.
    #[default]
    Scalars,
    /// UTF-16 code units.
    Utf16,
    /// Bytes in CP932.
    Cp932,
}

impl LengthUnit {
    /// The unit that `x-lengthUnit` names.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "scalars" => Some(Self::Scalars),
            "utf16" => Some(Self::Utf16),
            "cp932" => Some(Self::Cp932),
            _ => None,
        }
    }

    /// The length of the text; none where the unit cannot say (text that CP932 cannot write).
    pub fn measure(self, text: &str) -> Option<usize> {
        match self {
            Self::Scalars => Some(text.chars().count()),
            Self::Utf16 => Some(text.encode_utf16().count()),
            Self::Cp932 if text.is_ascii() => Some(text.len()),
            Self::Cp932 => {
                let (bytes, _, unmappable) = SHIFT_JIS.encode(text);
                (!unmappable).then_some(bytes.len())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_differ_where_it_matters() {
        let text = "aｱあ𠮷";
        assert_eq!(LengthUnit::Scalars.measure(text), Some(4));
        assert_eq!(LengthUnit::Utf16.measure(text), Some(5));
        assert_eq!(LengthUnit::Cp932.measure(text), None);
        assert_eq!(LengthUnit::Cp932.measure("aｱあ①髙"), Some(8));
        assert_eq!(LengthUnit::Cp932.measure("〜"), None);
        assert_eq!(LengthUnit::Cp932.measure("～"), Some(2));
    }

    #[test]
    fn names_are_those_of_the_vocabulary() {
        assert_eq!(LengthUnit::named("cp932"), Some(LengthUnit::Cp932));
        assert_eq!(LengthUnit::named("bytes"), None);
    }
}
