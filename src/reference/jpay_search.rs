//! `jpay-search`: search of card payments (決済WebAPI), two operations.
//!
//! Where the document is silent this one chooses: the key is judged before the body; null counts as omitted; a numeric
//! string is not a number; `"jb": []` looks for every job; a page past the last is empty; without `srt` rows stand in the
//! order of their numbers, and so do rows whose sort keys are equal; payments without an automatic charge sort before
//! those with one; of the two ends of a bad window the start is named.

mod data;
mod error;
mod faults;
mod fixtures;
mod payment;
mod query;
mod readings;
mod search;
mod searches;
#[cfg(test)]
mod tests;
mod time;

use serde_json::{Map, Value, json};

use super::config::Choices;
use super::faults::FaultSet;
use super::implementation::Reference;
use super::world::{Answer, Ask, World};
use data::{Shop, TOO_MANY, found};
use error::Error;
use faults::FaultId;
use fixtures::{BROKEN_GID, KEYS, Key};
use query::Query;
use readings::Rules;
use search::Page;
use searches::Searches;

const ORDER: &str = "/v1.0/charges/search/order";
const SEARCH: &str = "/v1.0/charges/search";

pub(super) const REFERENCE: Reference = Reference {
    contract: "jpay-search",
    faults: faults::FAULTS,
    readings: readings::READINGS,
    more: readings::MORE,
    paths: &[ORDER, SEARCH],
    make: |faults, choices| Box::new(JpaySearch::new(faults, choices)),
    gives: fixtures::gives,
};

struct JpaySearch {
    rules: Rules,
    searches: Searches,
}

impl JpaySearch {
    fn new(faults: FaultSet, choices: &Choices) -> Self {
        let rules = Rules::new(faults, choices);
        let default = Query::read(&rules, &Map::new()).unwrap_or_default();
        Self { rules, searches: Searches::new(&default) }
    }

    /// The shop a key stands for.
    fn shop(&self, ask: &Ask<'_>) -> Result<Shop, Error> {
        let has = |fault| self.rules.has(fault);
        let sent = match ask.header("x-payment-api-key") {
            None if has(FaultId::KeyMissing) => return Ok(Shop::First),
            Some("") if has(FaultId::KeyEmpty) => return Ok(Shop::First),
            sent => sent.ok_or(Error::Key)?,
        };
        let fits = |key: &str| {
            key == sent
                || (has(FaultId::KeyCase) && key.eq_ignore_ascii_case(sent))
                || (has(FaultId::KeyPrefix) && sent.starts_with(key))
                || (has(FaultId::KeyCut) && sent.len() + 1 == key.len() && key.starts_with(sent))
                || (has(FaultId::KeyHalf) && key.get(..16) == sent.get(..16))
        };
        match KEYS.iter().find(|(key, _)| fits(key)).map(|(_, opens)| *opens) {
            Some(Key::Shop(shop)) => Ok(shop),
            Some(Key::Disabled) if has(FaultId::KeyDisabled) => Ok(Shop::First),
            Some(Key::Maintenance) => Err(Error::Maintenance),
            Some(Key::Disabled) | None => Err(Error::Key),
        }
    }

    fn object(&self, body: &[u8]) -> Result<Map<String, Value>, Error> {
        match serde_json::from_slice(body) {
            Ok(Value::Object(object)) => Ok(object),
            Ok(Value::Array(_)) if self.rules.has(FaultId::ArrayBody) => Ok(Map::new()),
            Err(_) if self.rules.has(FaultId::Json500) => Err(Error::Server),
            _ => Err(Error::Parameters(Vec::new())),
        }
    }

    fn order(&mut self, ask: &Ask<'_>) -> Result<Answer, Error> {
        let shop = self.shop(ask)?;
        let body = self.object(ask.body)?;
        if body.is_empty() && self.rules.has(FaultId::EmptyRefused) {
            return Err(Error::Parameters(Vec::new()));
        }
        let query = Query::read(&self.rules, &body).map_err(Error::Parameters)?;
        let large = query.gid.is_some_and(|gid| gid > i64::from(i32::MAX)) && self.rules.has(FaultId::LargeGid500);
        if query.gid == Some(BROKEN_GID) || large {
            return Err(Error::Server);
        }
        let count = found(&self.rules, shop, &query).len();
        let limit = match usize::try_from(TOO_MANY).unwrap_or(usize::MAX) {
            limit if self.rules.has(FaultId::ManyLoose) => limit + 1,
            limit if self.rules.has(FaultId::ManyTight) => limit - 1,
            limit => limit,
        };
        if count >= limit {
            return Err(Error::TooMany);
        }
        let named = match count {
            0 => self.rules.has(FaultId::SidForNothing),
            1 => !self.rules.has(FaultId::SidNullOne),
            _ => true,
        };
        let sid = named.then(|| self.searches.order(shop, query));
        let status = if self.rules.has(FaultId::Order201) { 201 } else { 200 };
        let count = if self.rules.has(FaultId::CountString) { json!(count.to_string()) } else { json!(count) };
        Ok(Answer::json(status, &json!({"sid": sid, "tcnt": count})))
    }

    fn search(&mut self, ask: &Ask<'_>) -> Result<Answer, Error> {
        let later = || self.object(ask.body).is_ok_and(|body| body.get("idx").and_then(Value::as_i64) > Some(1));
        let shop = match self.shop(ask) {
            Err(Error::Key) if self.rules.has(FaultId::KeySearch) => None,
            Err(Error::Key) if self.rules.has(FaultId::KeyLaterPages) && later() => None,
            shop => Some(shop?),
        };
        let body = self.object(ask.body)?;
        let page = Page::read(&self.rules, &body, ask.body)?;
        let sid = self.searches.as_ordered(&self.rules, &page.sid);
        let Some(search) = self.searches.get_mut(&sid) else {
            let empty = self.rules.has(FaultId::SidUnknown);
            let answer = if empty { page.answer(&self.rules, Vec::new()) } else { Err(Error::of("sid")) };
            return Ok(Answer::json(200, &answer?));
        };
        let own = shop.is_none_or(|shop| shop == search.shop)
            || self.rules.has(FaultId::OtherShop)
            || (page.is_sorted() && self.rules.has(FaultId::OtherShopSorted));
        let served =
            self.rules.has(FaultId::SidExpired) || (page.is_sorted() && self.rules.has(FaultId::SidExpiredSorted));
        let expired = search.expired && !served;
        let spent = search.served > 0 && self.rules.has(FaultId::SidOnce);
        if !own || expired || spent {
            return Err(Error::of("sid"));
        }
        search.served = search.served.saturating_add(1);
        let payments = found(&self.rules, search.shop, &search.query);
        Ok(Answer::json(200, &page.answer(&self.rules, payments)?))
    }
}

impl World for JpaySearch {
    fn answer(&mut self, ask: &Ask<'_>) -> Answer {
        let answer = match (ask.path, ask.method) {
            (ORDER, "POST") => self.order(ask),
            (SEARCH, "POST") => self.search(ask),
            (ORDER | SEARCH, _) => return Error::Parameters(Vec::new()).answer_with(&self.rules, 405),
            _ => return Answer::not_found(),
        };
        answer.unwrap_or_else(|error| error.answer(&self.rules))
    }
}
