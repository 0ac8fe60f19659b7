//! What verdicts are called in both languages: one word for each, on the terminal, on the page, in the workbook and in every summary.

use crate::{
    contract::Language,
    record::{RunVerdict, Verdict},
};

/// The word for a verdict of a requirement. In English it is the name that it has in `report.json`.
pub(super) fn of_verdict(verdict: Verdict, language: Language) -> &'static str {
    match (language, verdict) {
        (Language::English, verdict) => verdict.name(),
        (_, Verdict::Pass) => "合格",
        (_, Verdict::Fail) => "不合格",
        (_, Verdict::Warn) => "警告",
        (_, Verdict::Info) => "参考",
        (_, Verdict::NotTested) => "未実施",
        (_, Verdict::Waived) => "適用除外",
        (_, Verdict::Error) => "実施不能",
    }
}

/// What a verdict of a requirement means.
pub(super) fn meaning(verdict: Verdict, language: Language) -> &'static str {
    let [japanese, english] = match verdict {
        Verdict::Pass => ["実施したすべてのケースで要件を満たした", "kept in every case that put it to the test"],
        Verdict::Fail => [
            "必須要件（厳格モードでは推奨要件も）に違反した",
            "a must requirement (under --strict a should one too) was broken",
        ],
        Verdict::Warn => [
            "推奨要件に違反した。総合判定には影響しない",
            "a should requirement was broken; the run does not fail for it",
        ],
        Verdict::Info => [
            "仕様書に規定がない。挙動を記録し、判定の対象としない",
            "the document is silent: what came is noted and not judged",
        ],
        Verdict::NotTested => {
            ["要件を確認するケースを実施していない。理由を併記する", "no case put it to the test; the reason is given"]
        }
        Verdict::Waived => ["違反したが、適用除外として承認されている", "broken, and waived by somebody who is named"],
        Verdict::Error => [
            "対象に接続できない、再現しないなどの理由で判定できない",
            "could not be judged: the target was out of reach, or what came once did not come again",
        ],
    };
    match language {
        Language::Japanese => japanese,
        Language::English => english,
    }
}

/// The word for the verdict of a run.
pub(super) fn of_run(verdict: RunVerdict, language: Language) -> &'static str {
    let [japanese, english] = match verdict {
        RunVerdict::Conformant => ["適合", "conformant"],
        RunVerdict::ConformantWithWaivers => ["条件付き適合", "conformant with waivers"],
        RunVerdict::NotConformant => ["不適合", "not conformant"],
        RunVerdict::Untested => ["判定不能", "untested"],
    };
    match language {
        Language::Japanese => japanese,
        Language::English => english,
    }
}

/// Every verdict of a requirement, in the order in which people read them.
pub(super) const VERDICTS: [Verdict; 7] =
    [Verdict::Pass, Verdict::Fail, Verdict::Warn, Verdict::Info, Verdict::NotTested, Verdict::Waived, Verdict::Error];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_verdicts_share_a_word_and_english_keeps_the_names_of_the_report() {
        for language in [Language::Japanese, Language::English] {
            let words: BTreeSet<&str> = VERDICTS.iter().map(|verdict| of_verdict(*verdict, language)).collect();
            let meanings: BTreeSet<&str> = VERDICTS.iter().map(|verdict| meaning(*verdict, language)).collect();
            assert_eq!((words.len(), meanings.len()), (VERDICTS.len(), VERDICTS.len()));
        }
        assert_eq!(of_verdict(Verdict::NotTested, Language::English), "not-tested");
    }
}
