//! The table of claims, invented and fixed, and the query over it.

use super::faults::FaultId;
use super::readings::Rules;

/// 請求種類.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClaimKind {
    FirstMonth,
    Unsuspended,
    Monthly,
    PlanChange,
}

/// 支払方法.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// With the last four digits.
    Card(u16),
    Store {
        code: i64,
        confirmation: i64,
        receipt: i64,
    },
}

/// 決済状況.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Unpaid,
    Paid,
    Failed(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) id: u32,
    pub(super) organization: u32,
    pub(super) kind: ClaimKind,
    pub(super) deleted: bool,
    pub(super) method: Method,
    pub(super) start: &'static str,
    pub(super) end: &'static str,
    pub(super) next: &'static str,
    pub(super) confirmed: &'static str,
    pub(super) settled: Option<&'static str>,
    pub(super) fee: i64,
    pub(super) plan: i64,
    pub(super) status: Status,
}

/// An unpaid claim; what differs is set over it.
const fn claim(
    organization: u32,
    kind: ClaimKind,
    method: Method,
    days: [&'static str; 4],
    fee: i64,
    plan: i64,
) -> Claim {
    let [start, end, next, confirmed] = days;
    Claim {
        id: 5_000 + organization,
        organization,
        kind,
        deleted: false,
        method,
        start,
        end,
        next,
        confirmed,
        settled: None,
        fee,
        plan,
        status: Status::Unpaid,
    }
}

const APRIL: [&str; 4] = ["2024/04/08", "2024/04/30", "2024/05/31", "2024/05/20"];
const LEAP: [&str; 4] = ["2024/02/01", "2024/02/29", "2024/03/31", "2024/03/20"];
const PLAIN: [&str; 4] = ["2023/02/10", "2023/02/28", "2023/03/31", "2023/03/20"];
/// The days of the sample, except the one that does not exist.
const SAMPLE: [&str; 4] = ["2021/09/08", "2021/09/30", "2021/09/30", "2021/10/20"];
const DECEMBER: [&str; 4] = ["2023/12/01", "2023/12/31", "2024/01/31", "2024/01/20"];
const JULY: [&str; 4] = ["2024/07/31", "2024/07/31", "2024/08/31", "2024/08/20"];

static CLAIMS: [Claim; 15] = [
    // A plain month is never returned, not even where it comes first.
    Claim { id: 6_101, ..claim(101, ClaimKind::Monthly, Method::Card(1_234), DECEMBER, 80_000, 10) },
    claim(101, ClaimKind::FirstMonth, Method::Card(1_234), APRIL, 100_000, 10),
    claim(102, ClaimKind::Unsuspended, Method::Card(42), LEAP, 3_000_000_000, 20),
    claim(
        103,
        ClaimKind::FirstMonth,
        Method::Store { code: 10, confirmation: 400_008, receipt: 9_007_199_254_740_993 },
        PLAIN,
        5_500,
        1,
    ),
    Claim {
        settled: Some("2021/10/30"),
        status: Status::Failed("有効なカードではありませんでした"),
        ..claim(104, ClaimKind::FirstMonth, Method::Card(1_234), SAMPLE, 100_000, 10)
    },
    Claim {
        settled: Some("2024/01/22"),
        status: Status::Paid,
        ..claim(105, ClaimKind::FirstMonth, Method::Card(9_999), DECEMBER, 33_000, 30)
    },
    Claim { deleted: true, ..claim(106, ClaimKind::FirstMonth, Method::Card(5_678), APRIL, 12_000, 10) },
    claim(107, ClaimKind::FirstMonth, Method::Card(7), JULY, 0, 0),
    claim(
        108,
        ClaimKind::Unsuspended,
        Method::Store { code: 30, confirmation: 77, receipt: 20_240_808 },
        JULY,
        2_200,
        2,
    ),
    claim(109, ClaimKind::Monthly, Method::Card(2_468), APRIL, 9_900, 10),
    Claim { id: 6_109, ..claim(109, ClaimKind::PlanChange, Method::Card(2_468), DECEMBER, 4_400, 20) },
    // Before the two claims of this organisation stand one that is paid and one that is deleted.
    Claim {
        settled: Some("2023/03/22"),
        status: Status::Paid,
        ..claim(110, ClaimKind::FirstMonth, Method::Card(1_357), PLAIN, 7_000, 1)
    },
    Claim { id: 6_110, deleted: true, ..claim(110, ClaimKind::FirstMonth, Method::Card(1_357), DECEMBER, 7_100, 1) },
    Claim { id: 7_110, ..claim(110, ClaimKind::FirstMonth, Method::Card(1_357), APRIL, 7_200, 1) },
    Claim { id: 8_110, ..claim(110, ClaimKind::Unsuspended, Method::Card(1_357), JULY, 7_300, 1) },
];

/// The claims the query of the document finds, before its limit of one. Without an unpaid claim come those that are
/// paid or failed, unless the reading leaves them out.
pub(super) fn current(rules: &Rules, organization: u32) -> Vec<&'static Claim> {
    let has = |fault| rules.has(fault);
    let open = |claim: &Claim| match claim.kind {
        ClaimKind::FirstMonth => !has(FaultId::FirstMonthLost),
        ClaimKind::Unsuspended => !has(FaultId::UnsuspendedLost),
        ClaimKind::Monthly => has(FaultId::MonthlyFound),
        ClaimKind::PlanChange => has(FaultId::PlanChangeFound),
    };
    let own = CLAIMS.iter().filter(|claim| claim.organization == organization && open(claim));
    let own: Vec<_> = own.filter(|claim| !claim.deleted || has(FaultId::DeletedFound)).collect();
    let unpaid: Vec<_> = own.iter().copied().filter(|claim| claim.status == Status::Unpaid).collect();
    let any = unpaid.is_empty() && !rules.unpaid_only;
    if any || has(FaultId::PaidFirst) { own } else { unpaid }
}
