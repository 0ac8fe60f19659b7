//! Alphabets that implementations treat differently: what a text is made of when a schema leaves it free.

use crate::contract::schema::LengthUnit;

/// A named way to fill a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Alphabet {
    /// Stands in names of classes and kinds.
    pub(super) name: &'static str,
    /// A sample that shows much.
    pub(super) sample: &'static str,
    /// What a longer text repeats; each cluster stands or falls as a whole.
    pub(super) clusters: &'static [&'static str],
}

const fn row(name: &'static str, sample: &'static str, clusters: &'static [&'static str]) -> Alphabet {
    Alphabet { name, sample, clusters }
}

/// Plain ASCII letters.
pub(super) static ASCII: Alphabet = row("ascii", "abc", &["a", "b", "c", "d", "e", "f", "g", "h"]);
/// Multi-byte kana: one scalar, three bytes in UTF-8, two in CP932.
pub(super) static KANA: Alphabet = row("kana", "アイウ", &["ア", "イ", "ウ", "エ", "オ"]);
/// One scalar, two UTF-16 units, four bytes in UTF-8.
pub(super) static ASTRAL: Alphabet = row("astral", "𠮷野家", &["𠮷", "𩸽", "𠀋"]);

/// Every alphabet that a free text is tried in.
pub(super) static ALPHABETS: &[Alphabet] = &[
    row("ascii-letters", "Abc", &["A", "b", "c"]),
    row("digits", "0123", &["0", "1", "2", "3"]),
    row("symbols", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", &["!", "\"", "#", "<", "&", "'", "\\", "~"]),
    row("halfwidth-kana", "ｶﾞｷﾟｱ", &["ｶ", "ﾞ", "ｷ", "ﾟ", "ｱ"]),
    row("halfwidth-long-mark", "ｱｰ-", &["ｱ", "ｰ", "-"]),
    row("hiragana", "ひらがな", &["ひ", "ら", "が", "な"]),
    row("katakana", "アイウ", &["ア", "イ", "ウ"]),
    row("fullwidth", "ＡＢ１２　", &["Ａ", "Ｂ", "１", "２"]),
    row("kanji", "漢字", &["漢", "字"]),
    row("vendor-characters", "①㈱Ⅲ", &["①", "㈱", "Ⅲ"]),
    row("vendor-kanji", "髙﨑", &["髙", "﨑"]),
    row("wave-dash", "〜", &["〜"]),
    row("fullwidth-tilde", "～", &["～"]),
    row("minus-sign", "−", &["−"]),
    row("yen-and-backslash", "¥\\", &["¥", "\\"]),
    row("accents", "éü", &["é", "ü"]),
    row("astral", "𠮷", &["𠮷", "𩸽"]),
    row("combining", "か\u{3099}", &["か\u{3099}"]),
    row("variation-selector", "葛\u{E0100}", &["葛\u{E0100}"]),
    row("emoji-family", "👨\u{200D}👩\u{200D}👧", &["👨\u{200D}👩\u{200D}👧"]),
    row("right-to-left", "\u{5E9}\u{5DC}\u{5D5}", &["\u{5E9}", "\u{5DC}"]),
    row("nul", "a\u{0}b", &["a", "\u{0}"]),
    row("control", "a\u{1}\u{7F}b", &["a", "\u{1}", "\u{7F}"]),
    row("newline", "a\nb", &["a", "\n"]),
    row("crlf", "a\r\nb", &["a", "\r\n"]),
    row("tab", "a\tb", &["a", "\t"]),
    row("leading-space", " a", &[" ", "a"]),
    row("trailing-space", "a ", &["a", " "]),
    row("only-space", " ", &[" "]),
    row("byte-order-mark", "\u{FEFF}a", &["\u{FEFF}", "a"]),
];

impl Alphabet {
    /// A text of exactly this length, ending in ASCII where no cluster fits; none where the unit cannot measure it.
    pub(super) fn fill(&self, unit: LengthUnit, length: usize) -> Option<String> {
        let sizes = self.clusters.iter().map(|cluster| unit.measure(cluster)).collect::<Option<Vec<_>>>()?;
        let round: usize = sizes.iter().sum();
        if length == 0 || round == 0 {
            return (length == 0).then(String::new);
        }
        // Texts of thousands of letters are common: whole rounds are repeated in one piece.
        let mut text = self.clusters.concat().repeat(length / round);
        let mut left = length % round;
        for (cluster, size) in self.clusters.iter().zip(sizes) {
            if size > left {
                text.extend(std::iter::repeat_n('a', left));
                left = 0;
                break;
            }
            text.push_str(cluster);
            left -= size;
        }
        (left == 0).then_some(text)
    }

    /// The sample where its length is within the limits, else a text of this alphabet that is.
    pub(super) fn within(&self, unit: LengthUnit, min: usize, max: Option<usize>) -> Option<String> {
        let length = unit.measure(self.sample)?;
        if length >= min && max.is_none_or(|max| length <= max) {
            return Some(self.sample.to_owned());
        }
        let text = self.fill(unit, if length < min { min } else { max.unwrap_or(length) })?;
        text.contains(self.clusters.last()?).then_some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_measure_exactly_what_was_asked() {
        for alphabet in ALPHABETS.iter().chain([&ASCII, &KANA, &ASTRAL]) {
            for unit in [LengthUnit::Scalars, LengthUnit::Utf16, LengthUnit::Utf8, LengthUnit::Cp932] {
                for length in [0, 1, 2, 7, 300] {
                    if let Some(text) = alphabet.fill(unit, length) {
                        assert_eq!(unit.measure(&text), Some(length), "{} {unit:?}", alphabet.name);
                    }
                }
            }
        }
        assert_eq!(ASTRAL.fill(LengthUnit::Utf16, 3).as_deref(), Some("𠮷a"));
        assert_eq!(ASTRAL.fill(LengthUnit::Cp932, 2), None);
    }

    #[test]
    fn names_are_unique_and_clusters_stand_in_long_texts() {
        let names: std::collections::BTreeSet<_> = ALPHABETS.iter().map(|a| a.name).collect();
        assert_eq!(names.len(), ALPHABETS.len());
        for alphabet in ALPHABETS {
            let text = alphabet.fill(LengthUnit::Scalars, 40).expect(alphabet.name);
            assert!(alphabet.clusters.iter().all(|cluster| text.contains(cluster)), "{}", alphabet.name);
        }
    }

    #[test]
    fn samples_give_way_to_limits() {
        let kana = ALPHABETS.iter().find(|a| a.name == "halfwidth-kana").expect("kana");
        assert_eq!(kana.within(LengthUnit::Scalars, 0, Some(9)).as_deref(), Some("ｶﾞｷﾟｱ"));
        assert_eq!(kana.within(LengthUnit::Scalars, 6, None).map(|t| t.chars().count()), Some(6));
        assert_eq!(kana.within(LengthUnit::Scalars, 0, Some(2)), None);
    }
}
