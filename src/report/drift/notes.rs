//! What a reader of a comparison should know before its changes.

use super::super::summary::word;
use crate::{
    contract::Language,
    record::{Drift, IdleMask, NOT_THERE},
};

/// A note where the runs had different plans.
pub(super) fn plans_differ(drift: &Drift, language: Language) -> Option<&'static str> {
    (drift.a.plan_hash != drift.b.plan_hash).then(|| {
        word(
            language,
            "計画が異なります（契約、仕様解釈、シードのいずれか）。同じリクエストだけを比較しました。",
            "the plans differ (contracts, readings or seed); only requests that are the same were compared",
        )
    })
}

/// A line for each mask that fits nothing.
pub(super) fn idle(drift: &Drift, language: Language) -> Vec<String> {
    let line = |idle: &IdleMask| {
        let mask = &idle.mask;
        match (&idle.nearest, language) {
            (Some(nearest), Language::Japanese) => {
                format!("--mask {mask}: 該当する項目がありません。{nearest} の誤りではありませんか")
            }
            (None, Language::Japanese) => format!("--mask {mask}: 該当する項目がありません"),
            (Some(nearest), Language::English) => format!("--mask {mask}: fits no field; did you mean {nearest}?"),
            (None, Language::English) => format!("--mask {mask}: fits no field"),
        }
    };
    drift.idle_masks.iter().map(line).collect()
}

/// What is said of values, rather than taken from them, in the language of a report: what kind they are, and that there is none.
pub(super) fn said(text: &str, language: Language) -> &str {
    let row = SAID.iter().find(|(english, _)| language == Language::Japanese && *english == text);
    row.map_or(text, |(_, japanese)| japanese)
}

const SAID: [(&str, &str); 30] = [
    (NOT_THERE, "なし"),
    ("none", "なし"),
    ("some items", "ある件数"),
    ("more or fewer", "異なる件数"),
    ("one order", "ある順序"),
    ("another order", "異なる順序"),
    ("no body", "本文なし"),
    ("renamed", "対応する値"),
    ("order", "順序"),
    ("text with ids", "IDを含む文字列"),
    ("another each time", "毎回異なる値"),
    ("boolean", "真偽値"),
    ("fraction", "小数"),
    ("long number", "桁の多い数値"),
    ("number", "数値"),
    ("string", "文字列"),
    ("array", "配列"),
    ("object", "オブジェクト"),
    ("empty text", "空文字列"),
    ("date", "日付"),
    ("dated text", "日付を含む文字列"),
    ("time", "時刻"),
    ("long digits", "桁の多い数字列"),
    ("digits", "数字列"),
    ("address", "URL"),
    ("mail address", "メールアドレス"),
    ("token", "トークン"),
    ("word", "英数字列"),
    ("text", "文字列"),
    ("id", "ID"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_value_is_in_the_language_of_the_report_and_a_value_stays() {
        for (english, japanese) in SAID {
            assert_eq!((said(english, Language::Japanese), said(english, Language::English)), (japanese, english));
        }
        assert_eq!(said("uuid", Language::Japanese), "uuid");
    }
}
