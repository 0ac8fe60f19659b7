//! Numbers with what is counted, in the grammar of either language.

use crate::contract::Language;

/// What is counted: in English one of it, in Japanese its word and its counter.
#[derive(Clone, Copy)]
pub(super) enum Counted {
    Trial,
    Case,
    Request,
    Finding,
    Observation,
    Requirement,
    Cause,
}

impl Counted {
    fn words(self) -> [&'static str; 2] {
        match self {
            Self::Trial => ["試験", "trial"],
            Self::Case => ["ケース", "case"],
            Self::Request => ["リクエスト", "request"],
            Self::Finding => ["指摘", "finding"],
            Self::Observation => ["参考", "observation"],
            Self::Requirement => ["要件", "requirement"],
            Self::Cause => ["原因", "cause"],
        }
    }
}

/// A number with what it counts: `1 finding`, `2 findings`; `指摘 2件`.
pub(super) fn counted(number: u64, what: Counted, language: Language) -> String {
    let [japanese, english] = what.words();
    match language {
        Language::Japanese => format!("{japanese} {}件", grouped(number)),
        Language::English => format!("{number} {english}{}", if number == 1 { "" } else { "s" }),
    }
}

/// A number with a comma between thousands.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let parts: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|part| std::str::from_utf8(part).ok()).collect();
    parts.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular_and_none_is_plural() {
        for (number, en, ja) in
            [(0, "0 findings", "指摘 0件"), (1, "1 finding", "指摘 1件"), (28_836, "28836 findings", "指摘 28,836件")]
        {
            assert_eq!(counted(number, Counted::Finding, Language::English), en);
            assert_eq!(counted(number, Counted::Finding, Language::Japanese), ja);
        }
    }
}
