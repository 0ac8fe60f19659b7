//! Tokens, each of which stands for a state.

use serde_json::{Map, Value, json};

use super::error::Problem;
use super::members::{BAD, CONFIRMED, EMPTY, FIRST, HIDDEN, Member, NA, PENDING, SEVEN_N, UC};

pub(super) const TOKEN: &str = "FAKEtoken.first-member.0000aAbB~";

/// The terminal of every token but one, and the terminal of that one.
pub(super) const FIRST_TERMINAL: &str = "FAKE-TERMINAL-0001";
pub(super) const OTHER_TERMINAL: &str = "FAKE-TERMINAL-0009";

/// What a token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opens {
    Member(Member),
    /// A member, at the other terminal only.
    Elsewhere(Member),
    Nothing(Problem),
}

pub(super) struct Row {
    /// None for the token of the credentials.
    pub(super) state: Option<&'static str>,
    pub(super) token: &'static str,
    pub(super) opens: Opens,
}

const fn member(state: &'static str, token: &'static str, member: Member) -> Row {
    Row { state: Some(state), token, opens: Opens::Member(member) }
}

const fn nothing(state: &'static str, token: &'static str, problem: Problem) -> Row {
    Row { state: Some(state), token, opens: Opens::Nothing(problem) }
}

pub(super) const TOKENS: &[Row] = &[
    Row { state: None, token: TOKEN, opens: Opens::Member(FIRST) },
    member("member-uc", "FAKEtoken.member-uc.0001cCdD+/==", UC),
    member("member-na", "FAKEtoken.member-na.0002eEfF", NA),
    member("member-7n", "FAKEtoken.member-7n.0003gGhH_", SEVEN_N),
    member("claim-00", "FAKEtoken.claim-00.0004iIjJ", PENDING),
    member("claim-01", "FAKEtoken.claim-01.0005kKlL", CONFIRMED),
    member("claim-02", "FAKEtoken.claim-02.0006mMnN", EMPTY),
    member("claim-10", "FAKEtoken.claim-10.0007oOpP", HIDDEN),
    member("claim-11", "FAKEtoken.claim-11.0008qQrR", BAD),
    Row { state: Some("terminal-mismatch"), token: "FAKEtoken.other-terminal.0009sStT", opens: Opens::Elsewhere(UC) },
    nothing("token-expired", "FAKEtoken.expired.0010uUvV", Problem::Expired),
    nothing("token-revoked", "FAKEtoken.revoked.0011wWxX", Problem::Revoked),
    nothing("token-other-scope", "FAKEtoken.other-scope.0012yYzZ", Problem::OtherScope),
    nothing("maintenance", "FAKEtoken.maintenance.0013aAbB", Problem::Maintenance),
    nothing("maintenance-resource", "FAKEtoken.maintenance-resource.0014", Problem::MaintenanceResource),
    nothing("overload", "FAKEtoken.overload.0015eEfF", Problem::Overload),
    nothing("server-error", "FAKEtoken.server-error.0016gGhH", Problem::Server),
    nothing("user-unknown", "FAKEtoken.user-unknown.0017iIjJ", Problem::UserUnknown),
    nothing("user-without-claims", "FAKEtoken.no-claims.0018kKlL", Problem::NoClaims),
    nothing("user-withdrawn", "FAKEtoken.withdrawn.0019mMnN", Problem::Withdrawn),
    nothing("user-not-eligible", "FAKEtoken.not-eligible.0020oOpP", Problem::NotEligible),
    nothing("family-card", "FAKEtoken.family-card.0021qQrR", Problem::FamilyCard),
    nothing("request-item-missing", "FAKEtoken.item-missing.0022sStT", Problem::ItemMissing),
    nothing("request-item-type", "FAKEtoken.item-type.0023uUvV", Problem::ItemType),
    nothing("host-abnormal", "FAKEtoken.host-abnormal.0024wWxX", Problem::HostAbnormal),
    nothing("host-unreachable", "FAKEtoken.host-unreachable.0025yYzZ", Problem::HostUnreachable),
    nothing("system-error", "FAKEtoken.system-error.0026aAbB", Problem::System),
];

pub(super) fn gives() -> Value {
    let mut states = Map::new();
    for row in TOKENS {
        let Some(state) = row.state else { continue };
        let given = match row.opens {
            Opens::Elsewhere(_) => json!({"token": row.token, "terminal_id": FIRST_TERMINAL}),
            _ => json!({"token": row.token}),
        };
        states.insert(state.to_owned(), given);
    }
    json!({"credentials": {"token": TOKEN, "terminal_id": FIRST_TERMINAL}, "states": states})
}
