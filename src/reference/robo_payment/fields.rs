//! One row as it was sent: every field judged by itself, in the order of the document.

use serde_json::{Map, Value};

use super::classes::{account_name, date, full_width_kana, length, printable};
use super::contexts::{Context, overlooks};
use super::faults::FaultId;
use super::readings::{Rules, Unit};
use super::text::{cut, spoiled, through_i32};

/// Every key a row of either kind may send.
pub(super) const FIELDS: [&str; 14] = [
    "payment_id",
    "payment_transfer_date",
    "amount",
    "account_name",
    "bs_bank_transfer_code",
    "suspense_received_flg",
    "billing_code",
    "billing_individual_number",
    "payment_method",
    "clearing_key",
    "clearing_method",
    "clearing_status",
    "accrued_clearing_auto_flg",
    "memo",
];

/// A field that may have been left out, or the code of its breach.
type Field<T> = Result<Option<T>, u16>;

/// A row and where it is.
pub(super) struct Row<'a> {
    pub(super) rules: &'a Rules,
    pub(super) object: &'a Map<String, Value>,
    pub(super) context: Context,
}

/// What a row says. `None` was omitted, or null: the default when adding, the stored value when updating.
#[derive(Debug, Default)]
pub(super) struct Sent {
    pub(super) date: Option<String>,
    pub(super) amount: Option<i64>,
    pub(super) account_name: Option<String>,
    pub(super) bank_code: Option<String>,
    pub(super) suspense: Option<i64>,
    pub(super) billing_code: Option<String>,
    pub(super) billing_number: Option<i64>,
    pub(super) method: Option<i64>,
    pub(super) clearing_key: Option<String>,
    pub(super) clearing_method: Option<i64>,
    pub(super) clearing_status: Option<i64>,
    pub(super) accrued: Option<i64>,
    pub(super) memo: Option<String>,
}

impl Row<'_> {
    /// The payment to update; none adds a row.
    pub(super) fn payment_id(&self) -> Field<i64> {
        let digits = if self.rules.has(FaultId::PaymentIdLoose) { 19 } else { 18 };
        match self.object.get("payment_id") {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() && !self.rules.has(FaultId::PaymentIdEmptyRefused) => Ok(None),
            Some(Value::String(text)) if !text.is_empty() && self.rules.has(FaultId::PaymentIdTextAdds) => Ok(None),
            Some(value) => self.passed(integer(value, digits).filter(|id| *id > 0).map(Some).ok_or(3603)),
        }
    }

    pub(super) fn read(&self, update: bool) -> Result<Sent, u16> {
        let under = |fault, value| self.rules.has(fault).then_some(value);
        Ok(Sent {
            date: self.passed(self.date(update))?,
            amount: self.passed(self.amount(update))?,
            account_name: self.passed(self.account_name(update))?,
            bank_code: self.passed(self.bank_code(update))?,
            suspense: self.one_of("suspense_received_flg", 3608, &[0, 1], under(FaultId::SuspenseLoose, 2), update)?,
            billing_code: self.passed(self.billing_code(update))?,
            billing_number: self.passed(self.billing_number(update))?,
            method: self.passed(self.payment_method(update))?,
            clearing_key: self.passed(self.clearing_key(update))?,
            clearing_method: self.clearing_method(update)?,
            clearing_status: self.one_of("clearing_status", 3613, &[0, 2], under(FaultId::StatusLoose, 1), update)?,
            accrued: self.accrued(update)?,
            memo: self.passed(self.memo(update))?,
        })
    }

    /// A bad field counts as left out where a fault passes over it.
    fn passed<T>(&self, field: Field<T>) -> Field<T> {
        match field {
            Err(code) if overlooks(self.rules, self.context, self.object, code) => Ok(None),
            field => field,
        }
    }

    /// The value of a field that must be there, unless an update may leave it out.
    fn required(&self, key: &str, code: u16, update: bool) -> Field<&Value> {
        match self.object.get(key) {
            None | Some(Value::Null) if update && self.rules.required_on_create_only => Ok(None),
            None | Some(Value::Null) => Err(code),
            value => Ok(value),
        }
    }

    fn optional(&self, key: &str, code: u16, update: bool) -> Field<&Value> {
        match self.object.get(key) {
            Some(Value::Null) if !update && self.rules.null_refused_on_create => Err(code),
            None | Some(Value::Null) => Ok(None),
            value => Ok(value),
        }
    }

    fn date(&self, update: bool) -> Field<String> {
        let value = match self.required("payment_transfer_date", 3604, update) {
            Err(_) if self.rules.has(FaultId::DateMissing) => return Ok(Some("2020/04/01".into())),
            value => value?,
        };
        let Some(value) = value else { return Ok(None) };
        value.as_str().and_then(|text| date(text, self.rules)).map(Some).ok_or(3604)
    }

    fn amount(&self, update: bool) -> Field<i64> {
        let value = match self.required("amount", 3605, update) {
            Err(_) if self.rules.has(FaultId::AmountMissing) => return Ok(Some(1)),
            value => value?,
        };
        let Some(value) = value else { return Ok(None) };
        let digits = if self.rules.has(FaultId::AmountLoose) { 11 } else { 10 };
        let most = if self.rules.has(FaultId::AmountTight) { 9_999_999_998 } else { i64::MAX };
        match integer(value, digits) {
            Some(amount) if amount > 0 && amount <= most => {
                Ok(Some(if self.rules.has(FaultId::AmountI32) { through_i32(amount) } else { amount }))
            }
            Some(amount) if amount < 0 && self.rules.has(FaultId::CodeUnknown) => Err(9999),
            _ if *value == Value::Bool(true) && self.rules.has(FaultId::AmountBoolean) => Ok(Some(1)),
            _ if self.context.is_late() && self.rules.has(FaultId::AmountLate) => Ok(Some(1)),
            _ => Err(3605),
        }
    }

    fn account_name(&self, update: bool) -> Field<String> {
        if self.context.is_other() {
            return Ok(None);
        }
        let Some(value) = self.required("account_name", 3606, update)? else { return Ok(None) };
        let text = value.as_str().ok_or(3606_u16)?;
        let limit = self.limit(48, FaultId::NameLoose, Some(FaultId::NameTight));
        let unit = if self.rules.has(FaultId::NameBytes) { Unit::Bytes } else { self.rules.unit };
        let class = |c| {
            self.rules.has(FaultId::NameAnyText)
                || (account_name(c) && !(c == '\u{FF9E}' && self.rules.has(FaultId::NameVoicedRefused)))
                || (c == '\u{FF70}' && self.rules.has(FaultId::NameLongVowel))
                || (self.rules.full_width_names && full_width_kana(c))
        };
        let empty = text.is_empty() && !self.rules.has(FaultId::NameEmpty);
        let good = !empty && length(text, unit) <= limit && text.chars().all(class);
        good.then(|| Some(text.to_owned())).ok_or(3606)
    }

    fn bank_code(&self, update: bool) -> Field<String> {
        let Some(value) = self.optional("bs_bank_transfer_code", 3607, update)? else { return Ok(None) };
        let text = match value {
            Value::String(text) => text.clone(),
            // The sample sends 246.
            Value::Number(number) if number.is_u64() && !self.rules.bank_code_number_refused => number.to_string(),
            _ => return Err(3607),
        };
        let limit = self.limit(20, FaultId::BankLoose, None);
        self.coded(text, 3607, limit, |c| printable(c) || (c == ' ' && self.rules.has(FaultId::BankSpace)))
    }

    fn billing_code(&self, update: bool) -> Field<String> {
        let Some(value) = self.optional("billing_code", 3609, update)? else { return Ok(None) };
        let text = value.as_str().ok_or(3609_u16)?.to_owned();
        let limit = self.limit(20, FaultId::BillingLoose, None);
        let kana = self.rules.has(FaultId::BillingKana);
        self.coded(text, 3609, limit, |c| printable(c) || (kana && matches!(c, '\u{FF66}'..='\u{FF9F}')))
    }

    fn billing_number(&self, update: bool) -> Field<i64> {
        let Some(value) = self.optional("billing_individual_number", 3610, update)? else { return Ok(None) };
        let digits = if self.rules.has(FaultId::NumberLoose) { 19 } else { 18 };
        integer(value, digits).map(Some).ok_or(3610)
    }

    fn payment_method(&self, update: bool) -> Field<i64> {
        if !self.context.is_other() {
            return Ok(None);
        }
        match self.required("payment_method", 3611, update) {
            Err(_) if self.rules.has(FaultId::MethodMissing) => Ok(Some(10)),
            Err(code) => Err(code),
            Ok(_) => {
                let legal: &[i64] =
                    if self.rules.has(FaultId::MethodTight) { &[10, 11, 12, 13] } else { &[10, 11, 12, 13, 14] };
                let loose = self.rules.has(FaultId::MethodLoose).then_some(15);
                self.one_of("payment_method", 3611, legal, loose, update)
            }
        }
    }

    fn clearing_key(&self, update: bool) -> Field<String> {
        if !self.context.is_other() {
            return Ok(None);
        }
        let Some(value) = self.optional("clearing_key", 3615, update)? else { return Ok(None) };
        let text = value.as_str().ok_or(3615_u16)?;
        let limit = self.limit(33, FaultId::ClearingKeyLoose, None);
        let unit = if self.rules.has(FaultId::ClearingKeyBytes) { Unit::Bytes } else { self.rules.unit };
        if length(text, unit) > limit {
            return Err(3615);
        }
        Ok(Some(if self.rules.has(FaultId::ClearingKeyCut) { cut(text, 20) } else { text.to_owned() }))
    }

    fn clearing_method(&self, update: bool) -> Field<i64> {
        if self.context.is_other() && self.rules.has(FaultId::ClearingOther) {
            return Ok(self.object.get("clearing_method").and_then(Value::as_i64));
        }
        let loose = self.rules.has(FaultId::ClearingLoose).then_some(2);
        self.one_of("clearing_method", 3612, &[0, 1], loose, update)
    }

    fn accrued(&self, update: bool) -> Field<i64> {
        let manual = self.object.get("clearing_method") == Some(&Value::from(1));
        if manual && self.rules.has(FaultId::AccruedManual) {
            return Ok(Some(0));
        }
        let loose = self.rules.has(FaultId::AccruedLoose).then_some(2);
        self.one_of("accrued_clearing_auto_flg", 3614, &[0, 1], loose, update)
    }

    fn memo(&self, update: bool) -> Field<String> {
        if update && self.rules.has(FaultId::NullWipes) && self.object.get("memo") == Some(&Value::Null) {
            return Ok(Some(String::new()));
        }
        let Some(value) = self.optional("memo", 3629, update)? else { return Ok(None) };
        let text = value.as_str().ok_or(3629_u16)?;
        let limit = self.limit(300, FaultId::MemoLoose, Some(FaultId::MemoTight));
        let unit = if self.rules.has(FaultId::MemoUtf16) { Unit::Utf16 } else { self.rules.unit };
        let long = length(text, unit) > limit;
        match long {
            true if self.rules.has(FaultId::MemoCut) => Ok(Some(cut(text, limit))),
            true => Err(3629),
            false if text.is_empty() && update && self.ignores_blank() => Ok(None),
            false if self.context.is_other() && self.rules.has(FaultId::MemoNewlineOther) => {
                Ok(Some(text.replace('\n', " ")))
            }
            false => Ok(Some(spoiled(text, self.rules))),
        }
    }

    fn ignores_blank(&self) -> bool {
        let other = self.context.is_other() && self.rules.has(FaultId::BlankIgnoredOther);
        other || self.rules.has(FaultId::BlankIgnored)
    }

    fn limit(&self, exact: usize, loose: FaultId, tight: Option<FaultId>) -> usize {
        let less = tight.is_some_and(|fault| self.rules.has(fault));
        exact + usize::from(self.rules.has(loose)) - usize::from(less)
    }

    /// A code of a limited length and class; an empty one is not a code.
    fn coded(&self, text: String, code: u16, limit: usize, class: impl Fn(char) -> bool) -> Field<String> {
        if length(&text, self.rules.unit) > limit || !text.chars().all(class) {
            return Err(code);
        }
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    fn one_of(&self, key: &str, code: u16, legal: &[i64], loose: Option<i64>, update: bool) -> Field<i64> {
        let Some(value) = self.optional(key, code, update)? else { return Ok(None) };
        let value = integer(value, 18).filter(|value| legal.contains(value) || loose == Some(*value));
        self.passed(value.map(Some).ok_or(code))
    }
}

/// An integer written as one, of at most so many digits.
fn integer(value: &Value, digits: u32) -> Option<i64> {
    // Only 19 digits and more may not fit; those that are let in by a fault end at the largest there is.
    let wide = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))?;
    let fits = wide.unsigned_abs() < 10_u128.pow(digits);
    fits.then(|| i64::try_from(wide).unwrap_or(i64::MAX))
}
