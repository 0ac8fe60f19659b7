//! The response: rows as they are stored, or the code they earned.

use serde_json::{Map, Value, json};

use super::contexts::LATE;
use super::faults::FaultId;
use super::fixtures::PAYMENTS;
use super::payment::{Payment, PaymentKind};
use super::readings::Rules;
use super::request::Refusal;
use super::text::through_float;
use crate::reference::world::Answer;

/// What became of a row.
pub(super) enum RowOutcome {
    /// It stands in the store under this id; without one it would have been added.
    Stored { id: Option<i64>, added: bool, payment: Box<Payment> },
    /// It was refused.
    Failed {
        index: usize,
        code: u16,
        /// A payment that its message names; only a fault names any.
        shows: Option<i64>,
    },
}

/// Both arrays, after the rows were judged.
pub(super) fn rows(
    rules: &Rules,
    user: Option<&Value>,
    key: Option<&Value>,
    bank: &[RowOutcome],
    other: &[RowOutcome],
) -> Answer {
    let failed = |outcome: &RowOutcome| matches!(outcome, RowOutcome::Failed { .. });
    let (some, all) = (bank.iter().chain(other).any(failed), bank.iter().chain(other).all(failed));
    let mut body = Map::new();
    let user = user.and_then(Value::as_str).unwrap_or_default();
    let user = if rules.has(FaultId::UserCut) { user.split('@').next().unwrap_or_default() } else { user };
    body.insert("user_id".into(), user.into());
    for (kind, outcomes) in [(PaymentKind::BankTransfer, bank), (PaymentKind::Other, other)] {
        if !(outcomes.is_empty() && rules.has(FaultId::OtherLeftOut)) {
            body.insert(kind.array().into(), array(rules, outcomes));
        }
    }
    if let Some(key) = key.filter(|_| rules.has(FaultId::KeyEchoed)) {
        body.insert("access_key".into(), key.clone());
    }
    let mut answer = Answer::json(status(rules, some, some && all), &Value::Object(body));
    if rules.has(FaultId::AnswerNotJson) {
        answer.content_type = "text/html";
    }
    answer
}

fn status(rules: &Rules, failed: bool, all: bool) -> u16 {
    let other = rules.has(FaultId::RowStatus) || (all && rules.has(FaultId::AllFailedStatus));
    match failed {
        true if rules.row_error_400 != other => 400,
        false if rules.has(FaultId::GoodCall201) => 201,
        _ => 200,
    }
}

fn array(rules: &Rules, outcomes: &[RowOutcome]) -> Value {
    let good = outcomes.iter().any(|outcome| matches!(outcome, RowOutcome::Stored { .. }));
    let mut order: Vec<&RowOutcome> = outcomes.iter().collect();
    if rules.has(FaultId::RowsReversed) {
        order.reverse();
    }
    if order.len() > LATE && rules.has(FaultId::RowsAsText) {
        order = ordered_as_text(&order);
    }
    if rules.has(FaultId::FailedLast) || (order.len() > LATE && rules.has(FaultId::FailedLastOfMany)) {
        order.sort_by_key(|outcome| matches!(outcome, RowOutcome::Failed { .. }));
    }
    if good && rules.has(FaultId::FailedLeftOut) {
        order.retain(|outcome| matches!(outcome, RowOutcome::Stored { .. }));
    }
    let mut told = None;
    order
        .into_iter()
        .map(|outcome| match outcome {
            RowOutcome::Stored { id, added, payment } => {
                let mut row = stored(rules, *id, *added, payment);
                if let Some(code) = told {
                    row["error_message"] = message(code).into();
                }
                row
            }
            RowOutcome::Failed { index, code, shows } => {
                told = rules.has(FaultId::MessageStays).then_some(*code);
                let cleared = (good && rules.has(FaultId::RowShowsState)).then_some(PAYMENTS[0].3);
                failure(rules, *index, *code, shows.or(cleared))
            }
        })
        .collect()
}

/// The order of a map whose keys are the indexes as text: 0, 1, 10, 11, 2.
fn ordered_as_text<'a>(outcomes: &[&'a RowOutcome]) -> Vec<&'a RowOutcome> {
    let mut keyed: Vec<_> = outcomes.iter().enumerate().map(|(index, outcome)| (index.to_string(), *outcome)).collect();
    keyed.sort_by(|a, b| a.0.cmp(&b.0));
    keyed.into_iter().map(|(_, outcome)| outcome).collect()
}

/// A failed row: the code and its message. What else it would echo is open; this one echoes nothing.
fn failure(rules: &Rules, index: usize, code: u16, leaked: Option<i64>) -> Value {
    let shown = if rules.has(FaultId::CodeAsString) { Value::from(code.to_string()) } else { code.into() };
    let text = if index >= LATE && rules.has(FaultId::MessageLate) { "" } else { message(code) };
    let text = leaked.map_or_else(|| text.to_owned(), |id| format!("{text}（{id}）"));
    let text = if rules.has(FaultId::MessageNull) { Value::Null } else { text.into() };
    json!({"error_code": shown, "error_message": text})
}

fn stored(rules: &Rules, id: Option<i64>, added: bool, payment: &Payment) -> Value {
    let id = match id {
        Some(_) if added && rules.has(FaultId::NewIdMissing) => None,
        Some(id) if !added && rules.has(FaultId::UpdatedNewId) => Some(id + 1),
        id => id,
    };
    let dashes = rules.has(FaultId::DateDashes) || (!added && rules.has(FaultId::DateDashesUpdate));
    let date = if dashes { payment.date.replace('/', "-") } else { payment.date.clone() };
    let amount = if rules.has(FaultId::AmountAsString) {
        payment.amount.to_string().into()
    } else {
        Value::from(payment.amount)
    };
    let float = rules.has(FaultId::NumberFloat) || (!added && rules.has(FaultId::NumberFloatUpdate));
    let number = payment.billing_number.map(|number| if float { through_float(number) } else { number });
    let mut row = json!({
        "error_code": if rules.has(FaultId::GoodCode0) { json!(0) } else { Value::Null },
        "error_message": null,
        "payment_id": id,
        "payment_transfer_date": date,
        "amount": amount,
        "account_name": payment.account_name,
        "bs_bank_transfer_code": payment.bank_code,
        "suspense_received_flg": payment.suspense,
        "billing_code": payment.billing_code,
        "billing_individual_number": number,
        "payment_method": payment.method,
        "clearing_key": payment.clearing_key,
        "clearing_method": payment.clearing_method,
        "clearing_status": payment.clearing_status,
        "accrued_clearing_auto_flg": payment.accrued,
        "memo": payment.memo,
    });
    if let Value::Object(row) = &mut row {
        let foreign: &[&str] =
            if payment.kind == PaymentKind::Other { &["account_name"] } else { &["payment_method", "clearing_key"] };
        let nulls = rules.has(FaultId::NullsLeftOut);
        row.retain(|key, value| {
            let documented = !foreign.contains(&key.as_str());
            documented && !(nulls && value.is_null() && !key.starts_with("error_"))
        });
    }
    row
}

/// A refusal of the whole call. With the reading `row-200` a code of the catalogue stands in one row, of the array
/// that has rows and else of the first.
pub(super) fn refusal(rules: &Rules, user: Option<&Value>, kind: PaymentKind, refusal: &Refusal) -> Answer {
    match refusal {
        Refusal::Call(status, code, message) => Refusal::answer(*status, *code, message),
        Refusal::Rows(code) if rules.request_error_in_row => {
            let row = json!([failure(rules, 0, *code, None)]);
            let (bank, other) = if kind == PaymentKind::Other { (json!([]), row) } else { (row, json!([])) };
            Answer::json(200, &json!({"user_id": user, "payment_bank_transfer": bank, "payment_other": other}))
        }
        Refusal::Rows(code) => Refusal::answer(400, *code, message(*code)),
    }
}

fn message(code: u16) -> &'static str {
    match code {
        3601 => "リクエストパラメータに入金情報が存在しません。",
        3602 => "銀行振込、その他のリクエストパラメータは同時に登録更新できません。",
        3603 => "入金 ID が不正",
        3604 => "入金日が不正",
        3605 => "金額が不正",
        3606 => "口座名義が不正",
        3607 => "請求元銀行口座コードが不正",
        3608 => "仮受金フラグが不正",
        3609 => "請求先コードが不正",
        3610 => "請求先部署番号が不正",
        3611 => "決済手段が不正",
        3612 => "消込方法が不正",
        3613 => "消込ステータスが不正",
        3614 => "未収自動消込フラグが不正",
        3615 => "消込キーが不正",
        3616 => "更新対象の入金情報が存在しません。",
        3617 => "請求先に紐づく請求先部署が存在しません。",
        3618 => "入金消込ステータスが完了しています。",
        3619 => "処理中の入金情報は変更できません。",
        3620 => "承認中の入金情報は変更できません。",
        3621 => "入金情報は既に削除しています。",
        3622 => "入金情報は既に無効化しています。",
        3623 => "一部または全て消込済みの入金情報は変更できません。",
        3624 => "既に締められた入金情報は登録更新できません。",
        3625 => "振込先銀行口座が存在しません。",
        3627 => "確認済みの入金情報は仮受金フラグを変更できません。",
        3628 => "リクエスト件数が上限を超えています。",
        3629 => "メモが不正",
        _ => "入金情報の登録更新に失敗しました。",
    }
}
