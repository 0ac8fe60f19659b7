//! Keys, search ids and queries that stand for a state.

use serde_json::{Value, json};

use super::data::{LARGE_ACID, Shop, TOO_MANY_ACID, second_shop};

pub(super) const API_KEY: &str = "FAKEkey-first-shop-0a1B2c3D";
pub(super) const OTHER_SHOP_KEY: &str = "FAKEkey-second-shop-4e5F6a7B";
pub(super) const DISABLED_KEY: &str = "FAKEkey-disabled-8c9D0e1F";
pub(super) const MAINTENANCE_KEY: &str = "FAKEkey-maintenance-2a3B4c5D";

/// An order for this payment fails inside.
pub(super) const BROKEN_GID: i64 = 500_500_500_500_500_500;

/// Ids of `{}`, ordered more than a day ago and less than a day ago.
pub(super) const EXPIRED_SID: &str = "0ddba11e-0000-4000-8000-000000000001";
pub(super) const YOUNG_SID: &str = "0ddba11e-0000-4000-8000-000000000002";

/// What a key opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Shop(Shop),
    Disabled,
    Maintenance,
}

pub(super) const KEYS: [(&str, Key); 4] = [
    (API_KEY, Key::Shop(Shop::First)),
    (OTHER_SHOP_KEY, Key::Shop(Shop::Second)),
    (DISABLED_KEY, Key::Disabled),
    (MAINTENANCE_KEY, Key::Maintenance),
];

pub(super) fn gives() -> Value {
    json!({
        "credentials": {"api_key": API_KEY},
        "states": {
            "key-disabled": {"api_key": DISABLED_KEY},
            "key-other-shop": {"api_key": OTHER_SHOP_KEY, "records": second_shop()},
            "query-too-many": {"isac": true, "acid": TOO_MANY_ACID},
            "query-large": {"isac": true, "acid": LARGE_ACID},
            "sid-expired": {"sid": EXPIRED_SID},
            "sid-young": {"sid": YOUNG_SID},
            "server-error": {"gid": BROKEN_GID},
            "maintenance": {"api_key": MAINTENANCE_KEY},
            "query-some": {"isac": false}
        }
    })
}
