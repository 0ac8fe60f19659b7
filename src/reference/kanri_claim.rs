//! `kanri-claim`: the claim that is open for an organisation (請求情報取得API), one operation.
//!
//! Where the document is silent this one chooses: of several claims the first unpaid one is returned, and one that is
//! paid or failed only where none is unpaid; what is empty is `""` for some organisations and null for others; under
//! `cvs-empty: int` an empty number is 0; under `receipt-key: either` claims paid at a convenience store have the key of
//! the table and others that of the sample; a refusal has the form of the response with `result` false and data `[]`;
//! under `failure: either` a failure of the server has status 200, a refused credential 401 all the same; of several
//! cookies any may be the credential.

mod answer;
mod claims;
mod faults;
mod fixtures;
mod readings;
#[cfg(test)]
mod tests;

use super::implementation::Reference;
use super::world::{Answer, Ask, World};
use answer::Problem;
use claims::{Claim, current};
use faults::FaultId;
use fixtures::{FIRST, Opens, TOKENS};
use readings::{Carrier, Rules};

const PATH: &str = "/api/payment/claim";

pub(super) const REFERENCE: Reference = Reference {
    contract: "kanri-claim",
    faults: faults::FAULTS,
    readings: readings::READINGS,
    more: readings::MORE,
    paths: &[PATH],
    make: |faults, choices| Box::new(KanriClaim { rules: Rules::new(faults, choices), latest: None, refused: false }),
    gives: fixtures::gives,
};

struct KanriClaim {
    rules: Rules,
    /// The organisation that was served last; kept for the faults that remember too much.
    latest: Option<u32>,
    /// The call before this one was refused; kept for the same.
    refused: bool,
}

impl KanriClaim {
    /// The texts that may be the credential; none that is empty.
    fn sent<'a>(&self, ask: &'a Ask<'_>) -> Vec<&'a str> {
        let header = |name| ask.header(name).unwrap_or_default().trim_matches([' ', '\t']);
        let sent: Vec<&str> = match &self.rules.carrier {
            Carrier::Bearer => {
                let value = header("authorization");
                let (scheme, token) = value.split_once(' ').unwrap_or(("", value));
                let bearer = scheme.eq_ignore_ascii_case("bearer") || self.rules.has(FaultId::SchemeIgnored);
                if bearer { vec![token.trim_matches([' ', '\t'])] } else { Vec::new() }
            }
            Carrier::Cookie => {
                let pairs = header("cookie").split(';');
                pairs
                    .map(|pair| pair.split_once('=').map_or(pair, |(_, value)| value).trim_matches([' ', '\t']))
                    .collect()
            }
            Carrier::Header(name) => vec![header(name)],
        };
        sent.into_iter().filter(|token| !token.is_empty()).collect()
    }

    /// The organisation that is signed in.
    fn open(&self, ask: &Ask<'_>) -> Result<u32, Problem> {
        let has = |fault| self.rules.has(fault);
        let sent = self.sent(ask);
        let fits = |own: &str| {
            sent.iter().any(|token| {
                *token == own
                    || (has(FaultId::TokenCase) && own.eq_ignore_ascii_case(token))
                    || (has(FaultId::TokenPrefix) && token.starts_with(own))
                    || (has(FaultId::TokenCut) && token.len() + 1 == own.len() && own.starts_with(token))
                    || (has(FaultId::TokenHalf) && token.get(..16) == own.get(..16))
                    || (has(FaultId::TokenLastWord) && token.rsplit([' ', ',']).next() == Some(own))
            })
        };
        match TOKENS.iter().find(|row| fits(row.token)).map(|row| row.opens) {
            Some(Opens::Organization(organization)) => Ok(organization),
            Some(Opens::Expired) if has(FaultId::ExpiredServed) => Ok(FIRST),
            Some(Opens::Expired) if has(FaultId::ExpiredInSession) && self.latest.is_some() => Ok(FIRST),
            Some(Opens::Broken) => Err(Problem::Server),
            None if sent.is_empty() && has(FaultId::MissingServed) => Ok(FIRST),
            None if !sent.is_empty() && has(FaultId::AnyServed) => Ok(FIRST),
            Some(Opens::Expired) => Err(Problem::Expired),
            None => Err(Problem::NotSignedIn),
        }
    }

    /// What faults stumble over before they look at the credential.
    fn stumbles(&self, ask: &Ask<'_>) -> bool {
        let has = |fault| self.rules.has(fault);
        let escape = |rest: &str| rest.as_bytes().get(..2).is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit));
        (has(FaultId::Query500) && !ask.query.is_empty())
            || (has(FaultId::BrokenQuery500) && ask.query.split('%').skip(1).any(|rest| !escape(rest)))
            || (has(FaultId::LongHeader500) && ask.headers.iter().any(|(_, value)| value.len() > 1_000))
    }

    /// Whose claim is looked for: that of who is signed in, unless a fault looks elsewhere.
    fn asked_for(&self, ask: &Ask<'_>, organization: u32) -> u32 {
        let has = |fault| self.rules.has(fault);
        let named = ask.parameter("organization_id").and_then(|id| id.parse().ok());
        match (named, self.latest) {
            (Some(named), _) if has(FaultId::QueryOrganization) => named,
            (_, Some(latest)) if has(FaultId::OrganizationBefore) => latest,
            (_, Some(latest)) if has(FaultId::OrganizationAfterRefusal) && self.refused => latest,
            _ if has(FaultId::FirstForAll) && !current(&self.rules, organization).is_empty() => FIRST,
            _ => organization,
        }
    }

    fn serve(&mut self, ask: &Ask<'_>, organization: u32) -> Answer {
        let has = |fault| self.rules.has(fault);
        let mut claims: Vec<&Claim> = current(&self.rules, self.asked_for(ask, organization));
        let again = self.latest == Some(organization);
        if again && has(FaultId::SecondEmpty) {
            claims.clear();
        }
        if again && has(FaultId::SecondOther) && claims.len() > 1 {
            claims.rotate_left(1);
        }
        if has(FaultId::QueryEmpties) && !ask.query.is_empty() {
            claims.clear();
        }
        self.latest = Some(organization);
        answer::claims(&self.rules, &claims)
    }
}

impl World for KanriClaim {
    fn answer(&mut self, ask: &Ask<'_>) -> Answer {
        if ask.path != PATH {
            return Answer::not_found();
        }
        if ask.method != "GET" {
            return Problem::Method.answer(&self.rules, None);
        }
        if self.stumbles(ask) {
            return Problem::Server.answer(&self.rules, None);
        }
        match self.open(ask) {
            Ok(organization) => {
                let served = self.serve(ask, organization);
                self.refused = false;
                served
            }
            Err(problem) => {
                self.refused = true;
                problem.answer(&self.rules, self.latest)
            }
        }
    }
}
