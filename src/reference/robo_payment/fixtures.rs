//! What is there before the first call: one user, a few bank codes and departments, and payments no update can reach.

use serde_json::{Value, json};

use super::payment::{Condition, PaymentKind};

pub(super) const USER_ID: &str = "tester@example.com";
pub(super) const ACCESS_KEY: &str = "k0FAKEkey0FAKEkey0FAKEkey0FAKE00";

/// Another user, with a key of their own; nothing is stored for them at first.
pub(super) const OTHER_USER_ID: &str = "neighbour@example.com";
pub(super) const OTHER_ACCESS_KEY: &str = "k1FAKEkey1FAKEkey1FAKEkey1FAKE11";

/// 請求元銀行口座コード that exist. One is as long as a code may be.
pub(super) const BANK_CODES: [&str; 4] = ["246", "468", "BANK-1", "bank/code.20-chars!~"];

/// 請求先 with their 請求先部署. One pair is as long as both may be.
pub(super) const BILLING_PAIRS: [(&str, i64); 4] = [
    ("billing_code", 123_456),
    ("billing_code", 123_457),
    ("B-0002", 200_300_400_500_600_701),
    ("billing/code.20-ch!~", 999_999_999_999_999_999),
];

/// A department that belongs to another 請求先.
const STRANGER: (&str, i64) = ("billing_code", 200_300_400_500_600_701);

/// A row with this memo cannot be stored.
pub(super) const FAILING_MEMO: &str = "FAKE: storing this row fails";

/// The first payment_id given out: 18 digits, and odd, so that a 64-bit float cannot hold it.
pub(super) const FIRST_ID: i64 = 300_000_000_000_000_001;

/// The first one given out to the other user.
pub(super) const OTHER_FIRST_ID: i64 = 400_000_000_000_000_001;

/// Payments that are there from the start. Their ids end in the code they earn.
pub(super) const PAYMENTS: [(&str, PaymentKind, Condition, i64); 11] = [
    ("payment-cleared", PaymentKind::BankTransfer, Condition::Cleared, 771_000_000_000_003_618),
    ("payment-cleared", PaymentKind::Other, Condition::Cleared, 772_000_000_000_003_618),
    ("payment-processing", PaymentKind::BankTransfer, Condition::Processing, 771_000_000_000_003_619),
    ("payment-in-approval", PaymentKind::BankTransfer, Condition::InApproval, 771_000_000_000_003_620),
    ("payment-deleted", PaymentKind::BankTransfer, Condition::Deleted, 771_000_000_000_003_621),
    ("payment-deleted", PaymentKind::Other, Condition::Deleted, 772_000_000_000_003_621),
    ("payment-disabled", PaymentKind::BankTransfer, Condition::Disabled, 771_000_000_000_003_622),
    ("payment-partly-cleared", PaymentKind::BankTransfer, Condition::PartlyCleared, 771_000_000_000_003_623),
    ("payment-partly-cleared", PaymentKind::Other, Condition::PartlyCleared, 772_000_000_000_003_623),
    ("payment-closed", PaymentKind::BankTransfer, Condition::Closed, 771_000_000_000_003_624),
    ("payment-closed", PaymentKind::Other, Condition::Closed, 772_000_000_000_003_624),
];

pub(super) fn gives() -> Value {
    let mut states = serde_json::Map::new();
    for (state, kind, _, id) in PAYMENTS {
        let list = states.entry(state).or_insert_with(|| json!([]));
        if let Value::Array(list) = list {
            list.push(json!({"array": kind.array(), "payment_id": id}));
        }
    }
    for list in states.values_mut() {
        // One alone is written as a table, as the owner of a target would.
        if list.as_array().is_some_and(|list| list.len() == 1) {
            *list = list[0].take();
        }
    }
    let pair = |(code, number): (&str, i64)| json!({"billing_code": code, "billing_individual_number": number});
    states.insert("billing-without-individual".into(), pair(STRANGER));
    states.insert("billing-pair".into(), BILLING_PAIRS.into_iter().map(pair).collect());
    let codes = BANK_CODES.iter().map(|code| json!({"bs_bank_transfer_code": code}));
    states.insert("bank-code".into(), codes.collect());
    states.insert("store-failing".into(), json!({"memo": FAILING_MEMO}));
    states.insert("user-other".into(), json!({"user_id": OTHER_USER_ID, "access_key": OTHER_ACCESS_KEY}));
    json!({"credentials": {"user_id": USER_ID, "access_key": ACCESS_KEY}, "states": states})
}
