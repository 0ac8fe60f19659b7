//! `saison-claim`: monthly claim amounts of a card member (月次請求金額照会, TEB002), one operation.
//!
//! Where the document is silent this one chooses: the token is judged before everything else, its terminal after it; a
//! scheme other than Bearer is a token of illegal form; a terminal id that is missing earns 105 and one of another form
//! 106; `result_code` is next to an `error` only where the table of result codes names both; nothing but 102 stands
//! in the response for a member without claims, and under `no-claim-102: 401` it shares `invalid_token` with its
//! neighbours; `codes-as: number` turns codes and flags into numbers, not days and amounts; under `claim-digits: 10`
//! amounts are filled up with zeros; 7N members have no bank mark, as NA members have none.

mod answer;
mod error;
mod faults;
mod fixtures;
mod members;
mod month;
mod readings;
#[cfg(test)]
mod tests;
mod token;

use serde_json::json;

use super::implementation::Reference;
use super::world::{Answer, Ask, World};
use error::Problem;
use faults::FaultId;
use fixtures::{FIRST_TERMINAL, OTHER_TERMINAL, Opens, TOKENS};
use members::{FIRST, Member};
use readings::Rules;

const PATH: &str = "/TEB002";

pub(super) const REFERENCE: Reference = Reference {
    contract: "saison-claim",
    faults: faults::FAULTS,
    readings: readings::READINGS,
    more: readings::MORE,
    paths: &[PATH],
    make: |faults, choices| Box::new(SaisonClaim { rules: Rules::new(faults, choices), latest: None }),
    gives: fixtures::gives,
};

/// A token without its last four characters, and its length.
fn but_four(token: &str) -> (Option<&str>, usize) {
    (token.get(..token.len().saturating_sub(4)), token.len())
}

struct SaisonClaim {
    rules: Rules,
    /// The member who was served last; kept for the faults that mix members up.
    latest: Option<Member>,
}

impl SaisonClaim {
    /// The member whom the token stands for.
    fn open(&self, ask: &Ask<'_>) -> Result<Member, Problem> {
        let has = |fault| self.rules.has(fault);
        self.stumble(ask)?;
        let token = match token::token(&self.rules, ask) {
            Err(Problem::EmptyToken) if has(FaultId::MissingServed) => return Ok(FIRST),
            token => token?,
        };
        let fits = |own: &str| {
            own == token
                || (has(FaultId::TokenCase) && own.eq_ignore_ascii_case(&token))
                || (has(FaultId::TokenPrefix) && token.starts_with(own))
                || (has(FaultId::TokenCut) && token.len() + 1 == own.len() && own.starts_with(&token))
                || (has(FaultId::TokenPadding) && token.trim_end_matches('=') == own.trim_end_matches('='))
                || (has(FaultId::TokenTail) && but_four(own) == but_four(&token))
        };
        match TOKENS.iter().find(|row| fits(row.token)).map(|row| row.opens) {
            Some(Opens::Member(member)) => token::terminal(&self.rules, ask, Some(FIRST_TERMINAL)).map(|()| member),
            Some(Opens::Elsewhere(member)) if has(FaultId::TerminalServed) => Ok(member),
            Some(Opens::Elsewhere(member)) => {
                let bound = self.rules.terminal.is_asked().then_some(OTHER_TERMINAL);
                token::terminal(&self.rules, ask, bound).map(|()| member)
            }
            Some(Opens::Nothing(problem)) => self.served_anyway(problem).ok_or(problem),
            None if has(FaultId::AnyToken) => Ok(FIRST),
            None => Err(Problem::UnknownToken),
        }
    }

    /// Whom faults serve behind a refusal.
    fn served_anyway(&self, problem: Problem) -> Option<Member> {
        let fault = match problem {
            Problem::Expired => FaultId::ExpiredServed,
            Problem::Revoked => FaultId::RevokedServed,
            Problem::OtherScope => FaultId::ScopeServed,
            Problem::FamilyCard => FaultId::FamilyServed,
            _ => return None,
        };
        let in_session = match problem {
            Problem::Revoked => self.rules.has(FaultId::RevokedInSession),
            Problem::Expired => self.rules.has(FaultId::ExpiredInSession),
            Problem::OtherScope => self.rules.has(FaultId::ScopeInSession),
            _ => false,
        };
        let again = in_session && self.latest.is_some();
        (again || self.rules.has(fault)).then_some(FIRST)
    }

    /// What faults stumble over before they look at the token.
    fn stumble(&self, ask: &Ask<'_>) -> Result<(), Problem> {
        let has = |fault| self.rules.has(fault);
        let long = ask.headers.iter().any(|(_, value)| value.len() > 1_000);
        let escape = |rest: &str| rest.as_bytes().get(..2).is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit));
        let broken = ask.query.split('%').skip(1).any(|rest| !escape(rest));
        let foreign = ask.headers.iter().any(|(_, value)| !value.is_ascii());
        let falls = (has(FaultId::Query500) && !ask.query.is_empty())
            || (has(FaultId::LongHeader500) && long)
            || (has(FaultId::BrokenQuery500) && broken)
            || (has(FaultId::ForeignHeader500) && foreign);
        if falls { Err(Problem::Server) } else { Ok(()) }
    }

    fn serve(&mut self, member: Member) -> Answer {
        let mut shown = member;
        if let Some(before) = self.latest.replace(member) {
            if self.rules.has(FaultId::OtherMember) {
                shown = before;
            }
            if self.rules.has(FaultId::OtherPrevious) {
                shown.months[1] = before.months[1];
            }
            if self.rules.has(FaultId::OtherBeforehand) {
                shown.months[2] = before.months[2];
            }
            if self.rules.has(FaultId::SecondDiffers) && before == member {
                // Less, so that no amount gets a digit too many.
                shown.months[0].claim -= shown.months[0].claim.signum();
            }
        }
        answer::good(&self.rules, &shown)
    }
}

impl World for SaisonClaim {
    fn answer(&mut self, ask: &Ask<'_>) -> Answer {
        if ask.path != self.rules.path {
            return Answer::not_found();
        }
        if ask.method != self.rules.method {
            return Answer::json(405, &json!({"message": "このメソッドは利用できません。"}));
        }
        match self.open(ask) {
            Ok(member) => self.serve(member),
            Err(problem) => problem.answer(&self.rules, self.latest.as_ref()),
        }
    }

    fn path(&self) -> Option<&str> {
        Some(&self.rules.path)
    }
}
