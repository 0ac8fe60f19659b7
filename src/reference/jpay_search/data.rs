//! An invented, fixed set of payments. It depends on no clock and never changes, so that a result keeps as it was when
//! the search was ordered by keeping the query alone.

use std::sync::LazyLock;

use super::faults::FaultId;
use super::payment::{Job, Payment};
use super::query::Query;
use super::readings::Rules;
use super::time::{DAY, Time};

/// Results of this number and more are too many.
pub(super) const TOO_MANY: i64 = 54_000;

/// An automatic charge of the first shop with as many payments as may just be served, and one with one more.
pub(super) const LARGE_ACID: i64 = 700_000_000_000_053_999;
pub(super) const TOO_MANY_ACID: i64 = 700_000_000_000_054_000;

/// Payments of the shops that are always there.
const FIRST_SHOP: i64 = 403;
const SECOND_SHOP: i64 = 7;

/// 2022-04-01T00:00:00, the first day of payments.
const FIRST_DAY: Time = Time(1_648_771_200);

/// The shops. Each has a key of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shop {
    First,
    Second,
}

type Payments = LazyLock<Vec<Payment>>;

/// The payments of each shop, and those of its two charges that go on and on. Made once, shared by all worlds.
static FIRST: Payments = LazyLock::new(|| (0..FIRST_SHOP).map(|n| payment(n, number(n))).collect());
static SECOND: Payments = LazyLock::new(|| (0..SECOND_SHOP).map(|n| payment(n + 13, 90_000_000 + n)).collect());
static LARGE: Payments = LazyLock::new(|| (1..TOO_MANY).map(|n| charged(n, LARGE_ACID)).collect());
static LARGER: Payments = LazyLock::new(|| (0..TOO_MANY).map(|n| charged(n, TOO_MANY_ACID)).collect());

/// The numbers of the payments of the second shop.
pub(super) fn second_shop() -> Vec<i64> {
    SECOND.iter().map(|payment| payment.gid).collect()
}

/// The payments of a shop that a query finds, in the order of their numbers.
pub(super) fn found(rules: &Rules, shop: Shop, query: &Query) -> Vec<&'static Payment> {
    let payments: &'static Vec<Payment> = match (shop, query.acid) {
        (Shop::First, Some(LARGE_ACID)) => &LARGE,
        (Shop::First, Some(TOO_MANY_ACID)) => &LARGER,
        (Shop::First, _) => &FIRST,
        (Shop::Second, _) => &SECOND,
    };
    let own = payments.iter().filter(|payment| query.finds(rules, payment));
    // Rare enough to be missed by who only counts: a query for one payment that is not there finds another shop's first.
    let stray = rules.has(FaultId::OtherShopRow) && query.gid.is_some();
    own.chain(SECOND.iter().take(usize::from(stray))).collect()
}

/// Payment numbers: 6 digits, 10 digits above 2^31, and 18 digits, growing.
fn number(n: i64) -> i64 {
    match n {
        0..200 => 100_028 + 37 * n,
        200..300 => 2_147_483_600 + 1_001 * n,
        _ => 200_000_000_000_000_001 + 1_000_003 * n,
    }
}

/// Spreads consecutive numbers over a large range, the same way each time.
fn scattered(n: i64, range: i64) -> i64 {
    let mixed = n.wrapping_add(1).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (mixed ^ (mixed >> 29)).wrapping_mul(2_862_933_555_777_941_757).rotate_left(31).rem_euclid(range)
}

/// Of five payments three are made once, one begins an automatic charge and one goes on with one.
fn payment(n: i64, gid: i64) -> Payment {
    let automatic = n % 5 == 4;
    let acid = (n % 5 >= 3).then(|| match n / 5 % 16 {
        charge @ 0..12 => 1_000_000_008 + charge,
        charge => 500_000_000_000_000_001 + charge,
    });
    // Every seventh is made in the same second as the last one of its kind.
    let day = if n % 7 == 6 { n - 5 } else { n };
    let made = Time(FIRST_DAY.0 + scattered(day, 56 * DAY));
    filled(n, gid, acid, automatic, made)
}

fn charged(n: i64, acid: i64) -> Payment {
    let made = Time(FIRST_DAY.0 + scattered(n, 56 * DAY));
    filled(n, 600_000_000_000_000_001 + 11 * n, Some(acid), true, made)
}

fn filled(n: i64, gid: i64, acid: Option<i64>, automatic: bool, made: Time) -> Payment {
    let job = Job::ALL[usize::try_from((n + n / 5) % 5).unwrap_or_default()];
    let amount = 100 + scattered(n + 7_000, 90_000);
    Payment {
        gid,
        acid,
        automatic,
        job,
        brand: n % 7,
        card: if n % 9 == 0 { 42 } else { scattered(n + 3_000, 10_000) },
        amount,
        tax: amount / 10,
        postage: if n % 3 == 0 { 550 } else { 0 },
        // Most succeed; every other result is there too.
        result: if n % 3 == 0 { n / 3 % 11 } else { 1 },
        order: (n % 2 == 0).then_some(n),
        next: acid.filter(|_| n % 4 != 0).map(|_| Time(FIRST_DAY.0 + 61 * DAY)),
        made,
        voided: (job == Job::Cancel).then(|| Time(made.0 + scattered(n, 3 * DAY))),
        updated: Time(made.0 + scattered(n + 100, 5 * DAY)),
    }
}
