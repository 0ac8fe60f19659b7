//! The one form of error that all responses share.

use serde_json::{Value, json};

use super::faults::FaultId;
use super::fixtures::YOUNG_SID;
use super::readings::Rules;
use crate::reference::world::Answer;

/// Why a request was refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Error {
    /// ER400, with the parameters that are wrong; none when the body as a whole is.
    Parameters(Vec<String>),
    /// ER401.
    Key,
    /// ER500.
    Server,
    /// ER520.
    TooMany,
    /// ER999.
    Maintenance,
    /// In no catalogue; only a fault says so.
    NotFound,
}

impl Error {
    pub(super) fn of(name: &str) -> Self {
        Self::Parameters(vec![name.to_owned()])
    }

    fn code(&self, rules: &Rules) -> &'static str {
        match self {
            Self::Parameters(_) => "ER400",
            Self::Key if rules.has(FaultId::KeyCode) => "ER400",
            Self::Key => "ER401",
            Self::Server if rules.has(FaultId::ServerCode) => "ER999",
            Self::Server => "ER500",
            Self::TooMany if rules.has(FaultId::ManyCode) => "ER400",
            Self::TooMany => "ER520",
            Self::Maintenance if rules.has(FaultId::Maintenance) => "ER500",
            Self::Maintenance => "ER999",
            Self::NotFound => "ER404",
        }
    }

    fn message(&self, rules: &Rules) -> &'static str {
        let (ja, en) = match self {
            Self::Parameters(_) => ("入力に誤りがあります", "Invalid input"),
            Self::Key => ("認証に失敗しました", "Authentication failed"),
            Self::Server => ("内部エラーが発生しました", "Internal error"),
            Self::TooMany => ("対象データが多すぎます", "Too many results"),
            Self::Maintenance => ("メンテナンス中です", "Under maintenance"),
            Self::NotFound => ("対象データがありません", "Not found"),
        };
        if rules.has(FaultId::English) { en } else { ja }
    }

    fn status(&self, rules: &Rules) -> u16 {
        match self {
            _ if rules.errors_are_200 => 200,
            Self::Parameters(_) | Self::TooMany => 400,
            Self::Key if rules.has(FaultId::KeyStatus) => 403,
            Self::Key => 401,
            Self::Server => 500,
            Self::Maintenance => 503,
            Self::NotFound => 404,
        }
    }

    pub(super) fn answer(&self, rules: &Rules) -> Answer {
        self.answer_with(rules, self.status(rules))
    }

    pub(super) fn answer_with(&self, rules: &Rules, status: u16) -> Answer {
        let mut error = json!({"ec": self.code(rules), "msg": self.message(rules)});
        match self.details(rules) {
            details if !details.is_empty() => error["dtls"] = details.into(),
            _ if rules.has(FaultId::DetailsEmpty) => error["dtls"] = json!([]),
            _ => {}
        }
        let mut body = if rules.has(FaultId::ErrorBare) { error } else { json!({"err": error}) };
        if *self == Self::Key && rules.has(FaultId::KeySid) {
            body["sid"] = "a31200ac-90ba-4978-9248-1fd48d654e97".into();
        }
        Answer::json(status, &body)
    }

    fn details(&self, rules: &Rules) -> Vec<Value> {
        let Self::Parameters(names) = self else { return Vec::new() };
        let most = match () {
            () if rules.has(FaultId::DetailsMissing) => 0,
            () if rules.has(FaultId::FirstOnly) => 1,
            () => names.len(),
        };
        let messages = match () {
            () if rules.has(FaultId::MessagesString) => json!("無効な値です"),
            () if rules.has(FaultId::MessagesEmpty) => json!([]),
            () if *names == ["sid"] && rules.has(FaultId::SidShown) => json!(["無効な値です", YOUNG_SID]),
            () => json!(["無効な値です"]),
        };
        names.iter().take(most).map(|name| json!({rules.detail_key: name, "dtlmsgs": messages})).collect()
    }
}
