//! A response with claims.

use serde_json::{Map, Value, json};

use super::faults::FaultId;
use super::members::{Brand, Member};
use super::month;
use super::readings::{Rules, Success};
use crate::reference::world::Answer;

const MONTHS: [&str; 3] = ["this_month", "previous_month", "beforehand_month"];

pub(super) fn good(rules: &Rules, member: &Member) -> Answer {
    let has = |fault| rules.has(fault);
    let mut body = Map::new();
    if has(FaultId::ErrorBeside) {
        body.insert("error".to_owned(), json!("server_error"));
    }
    body.extend(result_code(rules, member).map(|code| ("result_code".to_owned(), code)));
    if !has(FaultId::KazokuMissing) {
        body.insert("kazoku_div".to_owned(), rules.code(if has(FaultId::Kazoku1) { "1" } else { "0" }));
    }
    body.extend(bc_flag(rules, member).map(|flag| ("bc_flg".to_owned(), rules.code(flag))));
    body.extend(months(rules, member));
    let mut answer = Answer::json(if has(FaultId::Status201) { 201 } else { 200 }, &body.into());
    if has(FaultId::Html) {
        answer.content_type = "text/html";
    }
    answer
}

fn result_code(rules: &Rules, member: &Member) -> Option<Value> {
    let told = match rules.success {
        Success::Either => member.brand == Brand::Uc,
        Success::Always => true,
        Success::Never => false,
    };
    told.then(|| match () {
        () if rules.has(FaultId::Result00) => json!("00"),
        () if rules.has(FaultId::ResultNumber) => json!(0),
        () => rules.code("000"),
    })
}

fn bc_flag(rules: &Rules, member: &Member) -> Option<&'static str> {
    let has = |fault| rules.has(fault);
    match (member.brand, member.foreign) {
        (Brand::Uc, _) if has(FaultId::BcMissing) => None,
        (Brand::Uc, true) => Some(if has(FaultId::Bc2) { "2" } else { "1" }),
        (Brand::Uc, false) => Some("0"),
        (Brand::Na, _) => has(FaultId::BcNa).then_some("0"),
        (Brand::SevenN, _) => has(FaultId::Bc7n).then_some("0"),
    }
}

/// The three months by their keys.
pub(super) fn months(rules: &Rules, member: &Member) -> Map<String, Value> {
    let mut months = member.months;
    let [this, previous, beforehand] = &mut months;
    if rules.has(FaultId::DueReversed) && !this.due.is_empty() && !beforehand.due.is_empty() {
        std::mem::swap(&mut this.due, &mut beforehand.due);
    }
    if rules.has(FaultId::DueSame) && !previous.disp.shows() && !previous.due.is_empty() {
        previous.due = this.due;
    }
    let told = MONTHS.iter().zip(&months).enumerate();
    let told = told.filter(|(place, _)| !(*place == 2 && rules.has(FaultId::BeforehandMissing)));
    told.map(|(place, (key, month))| ((*key).to_owned(), month::month(rules, member.brand, place, month))).collect()
}
