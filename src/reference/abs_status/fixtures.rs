//! Tokens, tenants and payments that stand for a state.

use serde_json::{Value, json};

pub(super) const TOKEN: &str = "FAKEtoken-b2b-0a1B2c3D";
pub(super) const PLAIN_TOKEN: &str = "FAKEtoken-without-b2b-4e5F6a7B";

pub(super) const TENANT: &str = "0000000000000017";
pub(super) const FOREIGN_TENANT: &str = "0000000000000034";

/// A payment that is always there.
pub(super) struct Fixture {
    pub(super) tenant: &'static str,
    pub(super) id: &'static str,
    pub(super) batches: &'static [&'static str],
    /// Its status may not be changed.
    pub(super) locked: bool,
}

const fn updatable(id: &'static str, batches: &'static [&'static str]) -> Fixture {
    Fixture { tenant: TENANT, id, batches, locked: false }
}

/// One has two batches, two share one, one has ids as long as they may be, one has ids that are not numbers.
pub(super) const PAYMENTS: [Fixture; 7] = [
    updatable("0000000000101", &["20240613000000000000000000101", "20240103000000000000000000102"]),
    updatable("9000000000000000000022", &["202406130000000000000000000000033"]),
    updatable("4000000000103", &["20240613000000000000000000777"]),
    updatable("4000000000104", &["20240613000000000000000000777"]),
    updatable("FAKE-0105", &["FAKE-20240613-0105"]),
    Fixture { tenant: TENANT, id: "4000000000201", batches: &["20240613000000000000000000201"], locked: true },
    Fixture { tenant: FOREIGN_TENANT, id: "4000000000301", batches: &["20240613000000000000000000301"], locked: false },
];

pub(super) fn gives() -> Value {
    let own =
        |locked: bool| PAYMENTS.iter().filter(move |payment| payment.tenant == TENANT && payment.locked == locked);
    let tables = |payment: &Fixture| {
        let table = |number: &&str| json!({"transactionId": payment.id, "paymentBatchNumber": number});
        payment.batches.iter().map(table).collect::<Vec<_>>()
    };
    let others = PAYMENTS.iter().filter(|payment| payment.tenant == FOREIGN_TENANT);
    let foreign: Vec<&str> =
        others.flat_map(|payment| [payment.id].into_iter().chain(payment.batches.iter().copied())).collect();
    json!({
        "credentials": {"token": TOKEN, "tenantId": TENANT},
        "states": {
            "payment-updatable": own(false).flat_map(tables).collect::<Vec<_>>(),
            "payment-not-updatable": own(true).flat_map(tables).next(),
            "token-without-b2b": {"token": PLAIN_TOKEN},
            "tenant-foreign": {"tenantId": FOREIGN_TENANT, "records": foreign}
        }
    })
}
