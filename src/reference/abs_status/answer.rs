//! The one form that all responses share: `message` and `errorCode`.

use serde_json::{Value, json};

use super::faults::FaultId;
use super::fixtures::PAYMENTS;
use super::readings::Rules;
use super::refusal::{Name, Refusal};
use crate::reference::world::Answer;

/// What was done for a good call.
pub(super) struct Done {
    pub(super) transactions: usize,
    /// Every one of them was the same as the last time.
    pub(super) again: bool,
}

pub(super) fn good(rules: &Rules, done: &Done) -> Answer {
    let has = |fault| rules.has(fault);
    let message = match done.transactions {
        _ if has(FaultId::GoodMessageNull) => Value::Null,
        _ if has(FaultId::GoodEnglish) => "Success".into(),
        count @ 2.. if has(FaultId::GoodCount) => format!("成功({count}件)").into(),
        _ => "成功".into(),
    };
    let code = match () {
        () if has(FaultId::GoodCode0) => "0",
        () if has(FaultId::SameCode) && done.again => "0001",
        () => "0000",
    };
    let status = if has(FaultId::GoodStatus400) { 400 } else { 200 };
    Answer::json(status, &json!({"message": message, "errorCode": code_value(rules, code)}))
}

fn code_value(rules: &Rules, code: &str) -> Value {
    let number = if rules.has(FaultId::CodeNumber) { code.parse::<u32>().ok() } else { None };
    number.map_or_else(|| json!(code), |number| json!(number))
}

impl Refusal {
    pub(super) fn answer(&self, rules: &Rules) -> Answer {
        let body = match self {
            Self::Token if rules.has(FaultId::TokenBare) => {
                json!({"error": "invalid_token", "error_description": self.message(rules)})
            }
            Self::Body if rules.has(FaultId::BadJsonBare) => json!({"status": 400, "error": "Bad Request"}),
            Self::Locked if rules.has(FaultId::LockedNoMessage) => json!({"errorCode": self.code(rules)}),
            Self::Unknown(..) if rules.has(FaultId::UnknownMessageList) => {
                json!({"message": [self.message(rules)], "errorCode": self.code(rules)})
            }
            _ => json!({"message": self.message(rules), "errorCode": code_value(rules, self.code(rules))}),
        };
        Answer::json(self.status(rules), &body)
    }

    fn status(&self, rules: &Rules) -> u16 {
        match self {
            Self::Token if rules.has(FaultId::TokenStatus) => 400,
            Self::Token => 401,
            Self::Scope => 403,
            Self::Method => 405,
            Self::Size => 413,
            Self::Server => 500,
            _ => rules.error_status,
        }
    }

    fn code(&self, rules: &Rules) -> &'static str {
        let has = |fault| rules.has(fault);
        match self {
            Self::Missing(_) if has(FaultId::MissingCode) => "0013",
            Self::Missing(_) if has(FaultId::MissingCodeCut) => "20003",
            Self::Missing(_) => "120003",
            Self::TooLong(..) if has(FaultId::Code13) => "13",
            Self::TooLong(name, ..) if name.field == "transactionStatusName" && has(FaultId::LongCode) => "120003",
            Self::TooLong(..) => "0013",
            Self::Unknown(name, _) if name.field == "transactionId" && has(FaultId::UnknownCode) => "spd.32874.002",
            Self::Unknown(name, _) if name.field == "tenantId" && has(FaultId::UnknownTenantCode) => "120003",
            Self::Unknown(..) => "spd.32874.001",
            Self::Locked if has(FaultId::LockedCode) => "spd.32874.001",
            Self::Locked if has(FaultId::LockedUpper) => "SPD.32874.002",
            Self::Locked => "spd.32874.002",
            Self::TooLarge(_) if has(FaultId::FeeCode) => "0013",
            Self::TooLarge(_) => "spd.32874.003",
            Self::Value(_) | Self::Body => "E400",
            Self::Token if has(FaultId::TokenCode) => "0000",
            Self::Token => "E401",
            Self::Scope => "E403",
            Self::Method => "E405",
            Self::Size => "E413",
            Self::Server => "E500",
            Self::Stray(code) => code,
        }
    }

    fn message(&self, rules: &Rules) -> String {
        let has = |fault| rules.has(fault);
        match self {
            Self::Missing(_) if has(FaultId::MissingLabel) => "パラメータ:テナントIDは指定必須の項目です".into(),
            Self::Missing(name) => format!("パラメータ:{}は指定必須の項目です", name.told),
            Self::TooLong(name, limit, length) => too_long(rules, name, *limit, *length),
            Self::Unknown(name, value) => unknown(rules, name, value),
            Self::Locked => "更新対象の支払データのステータスは操作不可です".into(),
            Self::TooLarge(name) => {
                let other = name.field == "commissionByOtherParty";
                let told = if other && has(FaultId::FeeName) { "transferCommission" } else { &name.told };
                format!("{told}を{}未満にしてください", if has(FaultId::FeeComma) { "100000" } else { "100,000" })
            }
            Self::Value(name) => format!("パラメータ:{}の値が不正です", name.told),
            Self::Body => "リクエストがJSONのオブジェクトではありません".into(),
            Self::Token if has(FaultId::TokenShowsBatch) => format!("トークンが不正です({})", PAYMENTS[0].batches[0]),
            Self::Token => "トークンが不正です".into(),
            Self::Scope => "B2B専用のトークン権限がありません".into(),
            Self::Method => "PUT以外のメソッドは利用できません".into(),
            Self::Size => "リクエストが大きすぎます".into(),
            Self::Server => "内部エラーが発生しました".into(),
            Self::Stray(_) => "リクエストを処理できません".into(),
        }
    }
}

fn too_long(rules: &Rules, name: &Name, limit: usize, length: usize) -> String {
    let has = |fault| rules.has(fault);
    let colon = if has(FaultId::ColonDropped) { "" } else { ":" };
    let told = if name.in_detail && has(FaultId::DetailName) { "detailErrorInfo" } else { &name.told };
    let limit = match name.field {
        "errorMessage" if has(FaultId::LimitWrong) => "2000".into(),
        "transactionStatusName" if has(FaultId::Unfilled) => "{1}".into(),
        _ if has(FaultId::LimitLength) => length.to_string(),
        _ => limit.to_string(),
    };
    format!("パラメータ{colon}{told}は{limit}文字以内で指定してください")
}

fn unknown(rules: &Rules, name: &Name, value: &str) -> String {
    let has = |fault| rules.has(fault);
    let (told, colon) = match name.field {
        "transactionId" if has(FaultId::UnknownLabel) => ("取引ID", ":"),
        "paymentBatchNumber" if has(FaultId::UnknownBatchName) => ("transactionId", ":"),
        "paymentBatchNumber" if has(FaultId::UnknownColon) => (name.told.as_str(), ""),
        _ => (name.told.as_str(), ":"),
    };
    let digits = value.bytes().all(|b| b.is_ascii_digit());
    let value = match value.parse::<f64>() {
        Ok(number) if digits && value.len() > 15 && has(FaultId::ValueFloat) => format!("{number:.0}"),
        _ if digits && has(FaultId::ValueZeros) => value.trim_start_matches('0').to_owned(),
        _ if has(FaultId::ValueCut) => value.chars().take(20).collect(),
        _ => value.to_owned(),
    };
    format!("{told}{colon}{value} は存在しません")
}
