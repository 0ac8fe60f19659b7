//! Why a request gets no claims, and how that is reported.

use serde_json::{Map, json};

use super::answer;
use super::faults::FaultId;
use super::members::{FIRST, Member};
use super::readings::Rules;
use crate::reference::world::Answer;

const INVALID_REQUEST: &str = "invalid_request";
const INVALID_TOKEN: &str = "invalid_token";
const SCOPE: &str = "insufficient_scope";
const MAINTENANCE: &str = "maintenance";
const MAINTENANCE_RESOURCE: &str = "maintenance_resource";
const OVERLOAD: &str = "temporarily_unavailable";
const SERVER_ERROR: &str = "server_error";

/// What is in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    EmptyToken,
    IllegalToken,
    OtherTerminal,
    UnknownToken,
    Expired,
    Revoked,
    OtherScope,
    Maintenance,
    MaintenanceResource,
    Overload,
    Server,
    UserUnknown,
    NoClaims,
    Withdrawn,
    NotEligible,
    FamilyCard,
    ItemMissing,
    ItemType,
    HostAbnormal,
    HostUnreachable,
    System,
}

/// The two values and the status that is due to the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Told {
    status: u16,
    error: Option<&'static str>,
    code: Option<&'static str>,
}

impl Told {
    fn error(error: &'static str, code: Option<&'static str>) -> Self {
        let status = match error {
            INVALID_REQUEST => 400,
            INVALID_TOKEN => 401,
            SCOPE => 403,
            MAINTENANCE | MAINTENANCE_RESOURCE | OVERLOAD => 503,
            _ => 500,
        };
        Self { status, error: Some(error), code }
    }
}

impl Problem {
    fn due(self, rules: &Rules) -> Told {
        let (error, code) = match self {
            Self::EmptyToken | Self::IllegalToken | Self::OtherTerminal => (INVALID_REQUEST, None),
            Self::UnknownToken | Self::Expired | Self::Revoked => (INVALID_TOKEN, None),
            Self::OtherScope => (SCOPE, None),
            Self::Maintenance => (MAINTENANCE, None),
            Self::MaintenanceResource => (MAINTENANCE_RESOURCE, None),
            Self::Overload => (OVERLOAD, None),
            Self::Server => (SERVER_ERROR, None),
            Self::UserUnknown => (INVALID_TOKEN, Some("101")),
            Self::NoClaims if rules.no_claim_is_200 => return Told { status: 200, error: None, code: Some("102") },
            Self::NoClaims => (INVALID_TOKEN, Some("102")),
            Self::Withdrawn => (INVALID_TOKEN, Some("103")),
            Self::NotEligible | Self::FamilyCard => (INVALID_TOKEN, Some("104")),
            Self::ItemMissing => (INVALID_REQUEST, Some("105")),
            Self::ItemType => (INVALID_REQUEST, Some("106")),
            Self::HostAbnormal => (SERVER_ERROR, Some("107")),
            Self::HostUnreachable => (SERVER_ERROR, Some("108")),
            Self::System => (SERVER_ERROR, Some("999")),
        };
        Told::error(error, code)
    }

    /// What faults make of it.
    fn told(self, rules: &Rules) -> Told {
        let has = |fault| rules.has(fault);
        let due = self.due(rules);
        let error = |error| Told::error(error, due.code);
        let code = |code| Told { code: Some(code), ..due };
        let status = |status| Told { status, ..due };
        match self {
            Self::EmptyToken if has(FaultId::Empty401) => error(INVALID_TOKEN),
            Self::IllegalToken if has(FaultId::Illegal401) => error(INVALID_TOKEN),
            Self::IllegalToken if has(FaultId::Illegal500) => error(SERVER_ERROR),
            Self::EmptyToken | Self::IllegalToken if has(FaultId::Request422) => status(422),
            Self::OtherTerminal if has(FaultId::Terminal403) => error(SCOPE),
            Self::Expired if has(FaultId::ExpiredStatus) => status(400),
            Self::Revoked if has(FaultId::Revoked403) => error(SCOPE),
            Self::UnknownToken if has(FaultId::Unknown400) => error(INVALID_REQUEST),
            Self::OtherScope if has(FaultId::Scope401) => error(INVALID_TOKEN),
            Self::OtherScope if has(FaultId::ErrorLong) => {
                Told { error: Some("insufficient_scope(権限外のリソース)"), ..due }
            }
            Self::Maintenance if has(FaultId::Maintenance200) => status(200),
            Self::MaintenanceResource if has(FaultId::ResourceWord) => error(MAINTENANCE),
            Self::Overload if has(FaultId::Overload429) => status(429),
            Self::Overload if has(FaultId::CodeUnknown) => code("110"),
            Self::Server if has(FaultId::Server502) => status(502),
            Self::UserUnknown if has(FaultId::User102) => code("102"),
            Self::NoClaims if has(FaultId::NoClaim000) => code("000"),
            Self::NoClaims if has(FaultId::NoClaim404) => status(404),
            Self::Withdrawn if has(FaultId::Withdrawn104) => code("104"),
            Self::NotEligible if has(FaultId::NotEligible103) => code("103"),
            Self::FamilyCard if has(FaultId::FamilyNoCode) => Told { code: None, ..due },
            Self::ItemMissing if has(FaultId::Missing106) => code("106"),
            Self::ItemType if has(FaultId::Type105) => code("105"),
            Self::ItemType if has(FaultId::TypeStatus) => status(500),
            Self::HostAbnormal if has(FaultId::Abnormal108) => code("108"),
            Self::HostUnreachable if has(FaultId::Unreachable504) => status(504),
            Self::HostUnreachable if has(FaultId::UnreachablePair) => error(INVALID_REQUEST),
            Self::System if has(FaultId::System107) => code("107"),
            _ if due.code.is_none() && has(FaultId::Code000) => code("000"),
            _ => due,
        }
    }

    /// The response; `served` is the member who was served before, whose claims faults show.
    pub(super) fn answer(self, rules: &Rules, served: Option<&Member>) -> Answer {
        let told = self.told(rules);
        let mut body = Map::new();
        body.extend(told.error.map(|error| ("error".to_owned(), json!(error))));
        body.extend(told.code.map(|code| ("result_code".to_owned(), rules.code(code))));
        if let Some(served) = served.filter(|_| rules.has(FaultId::ErrorShowsAmount)) {
            body.insert("detail".to_owned(), json!(served.months[1].claim.to_string()));
        }
        match self {
            Self::Withdrawn if rules.has(FaultId::WithdrawnClaims) => body.extend(answer::months(rules, &FIRST)),
            Self::HostAbnormal if rules.has(FaultId::AbnormalMonth) => {
                body.extend(answer::months(rules, &FIRST).into_iter().skip(2));
            }
            Self::NoClaims if rules.has(FaultId::NoClaimZero) => {
                let zero = json!({"disp_code": rules.code("02"), "due_date": "", "claim_amount": "0"});
                body.insert("this_month".to_owned(), zero);
            }
            _ => {}
        }
        Answer::json(told.status, &body.into())
    }
}
