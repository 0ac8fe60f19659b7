//! What a case is meant to do, as data: reporters word it, waivers compare it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::way::way_in;
use crate::contract::{Language, Message};

/// What a case is meant to do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// The kind of case.
    pub kind: IntentKind,
    /// JSON pointer into the request: what is broken, or the place whose boundary is tried; empty where it is the whole request.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// The keyword that is broken; empty where none is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub keyword: String,
    /// In which way: the kind of violation, the boundary class, the malformed body, the scenario.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub way: String,
    /// Where among its neighbours it is; empty where it has none.
    #[serde(default, skip_serializing_if = "Message::is_empty")]
    pub context: Message,
}

/// The kinds of cases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IntentKind {
    /// A valid request at a boundary of one place.
    #[default]
    Boundary,
    /// A valid request without a place of its own: drawn at random, or with optional fields together.
    Valid,
    /// A request that breaks one constraint.
    Violates,
    /// A body that is not the JSON it should be.
    Malformed,
    /// A request that breaks two constraints at once.
    Pair,
    /// A scenario from a file.
    Scenario,
    /// What precedes the cases of a trial.
    SetUp,
    /// What shows over all cases of a run together.
    Audit,
}

impl Intent {
    /// An intent without a place.
    pub fn of(kind: IntentKind, way: &str) -> Self {
        Self { kind, way: way.to_owned(), ..Self::default() }
    }

    /// A valid request in one boundary class of a place.
    pub fn boundary(place: &str, class: &str) -> Self {
        Self { at: place.to_owned(), ..Self::of(IntentKind::Boundary, class) }
    }

    /// A request that breaks one constraint in one way.
    pub fn violates(at: &str, keyword: &str, way: &str) -> Self {
        Self { at: at.to_owned(), keyword: keyword.to_owned(), ..Self::of(IntentKind::Violates, way) }
    }
}

impl Intent {
    /// The intent in the language of a report. The English text is also used wherever there is no language.
    pub fn in_words(&self, language: Language) -> String {
        if language == Language::English {
            return self.to_string();
        }
        let Self { kind, at, keyword, way, context } = self;
        let (at, way) = (if at.is_empty() { "/" } else { at }, way_in(way, language));
        match kind {
            IntentKind::Boundary => format!("正常: {at} {way}"),
            IntentKind::Valid => format!("正常: {way}"),
            IntentKind::Violates if context.is_empty() => format!("違反: {at} {keyword}（{way}）"),
            IntentKind::Violates => format!("違反: {at} {keyword}（{way}; {}）", context.in_language(language)),
            IntentKind::Malformed => format!("不正な本文: {way}"),
            IntentKind::Pair => "2 つの制約に同時に違反".to_owned(),
            IntentKind::Scenario => format!("シナリオ {}", self.way),
            IntentKind::SetUp => "前準備".to_owned(),
            IntentKind::Audit => "監査: この実行で返されたすべてのコード".to_owned(),
        }
    }
}

impl fmt::Display for Intent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, at, keyword, way, context } = self;
        match kind {
            IntentKind::Boundary => write!(f, "valid: {} {way}", if at.is_empty() { "/" } else { at }),
            IntentKind::Valid => write!(f, "valid: {way}"),
            IntentKind::Violates if context.is_empty() => write!(f, "violates: {at} {keyword} ({way})"),
            IntentKind::Violates => write!(f, "violates: {at} {keyword} ({way}; {})", context.english()),
            IntentKind::Malformed => write!(f, "raw: {way}"),
            IntentKind::Pair => f.write_str("two constraints broken at once"),
            IntentKind::Scenario => write!(f, "scenario {way}"),
            IntentKind::SetUp => f.write_str("set-up"),
            IntentKind::Audit => f.write_str("audit: every code that came in this run"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::MessageId as Id;

    fn context(row: usize, of: usize, names: &[&str]) -> Message {
        let beside = if of == 1 { Id::Alone } else { Id::BesideRows };
        let first = [Id::RowOf.with([row.into(), of.into()]), beside.into()];
        Message::joined(Id::Comma, first.into_iter().chain(names.iter().map(|name| (*name).into())))
    }

    #[test]
    fn an_intent_is_worded_by_its_kind() {
        let rows = [
            (Intent::boundary("/rows/*/amount", "maximum"), "valid: /rows/*/amount maximum"),
            (Intent::boundary("", "absent"), "valid: / absent"),
            (Intent::of(IntentKind::Valid, "random"), "valid: random"),
            (Intent::violates("/rows/0/amount", "maximum", "one-over"), "violates: /rows/0/amount maximum (one-over)"),
            (
                Intent { context: context(1, 1, &[]), ..Intent::violates("/rows/0/n", "type", "null") },
                "violates: /rows/0/n type (null; row 1 of 1, alone)",
            ),
            (Intent::of(IntentKind::Malformed, "trailing-comma"), "raw: trailing-comma"),
            (Intent::of(IntentKind::Pair, "precedence"), "two constraints broken at once"),
            (Intent::of(IntentKind::Scenario, "update-keeps"), "scenario update-keeps"),
            (Intent::of(IntentKind::SetUp, "set-up"), "set-up"),
        ];
        for (intent, text) in rows {
            assert_eq!(intent.to_string(), text);
        }
    }

    #[test]
    fn a_japanese_report_words_the_way_and_the_context_and_keeps_every_name() {
        let context = context(12, 13, &["payment_other", "update"]);
        let rows = [
            (Intent::boundary("/rows/*/amount", "maximum"), "正常: /rows/*/amount 上限値"),
            (
                Intent { context, ..Intent::violates("/rows/11/n", "maximum", "one-over") },
                "違反: /rows/11/n maximum（上限を 1 超過; 13 行中 12 行目、他の行と同時、payment_other、update）",
            ),
            (Intent::of(IntentKind::Malformed, "trailing-comma"), "不正な本文: 末尾のカンマ"),
            (Intent::of(IntentKind::Scenario, "update-keeps"), "シナリオ update-keeps"),
        ];
        for (intent, text) in rows {
            assert_eq!(
                (intent.in_words(Language::Japanese), intent.in_words(Language::English)),
                (text.to_owned(), intent.to_string())
            );
        }
    }

    #[test]
    fn an_intent_is_written_and_read_alike() {
        let intent = Intent::violates("/a key/0", "maxLength", "one-over");
        let text = serde_json::to_string(&intent).expect("JSON");
        assert_eq!(text, r#"{"kind":"violates","at":"/a key/0","keyword":"maxLength","way":"one-over"}"#);
        assert_eq!(serde_json::from_str::<Intent>(&text).expect("an intent"), intent);
    }
}
