//! No refusal shows what is stored and its request does not name: what the owner of the target gave for its states, and what earlier steps
//! sent or received.

use std::{borrow::Cow, collections::BTreeSet};

use memchr::memmem::Finder;
use serde_json::Value;

use super::{
    Evidence,
    telling::{Stored, identifies, is_telling, stands},
};
use crate::{
    contract::{code_text, expression::Exchanged, schema::percent_decode},
    target::Exchange,
};

/// The first stored value that a refusal shows, though the request does not name it: the place that shows it, and the value.
pub(super) fn shown(evidence: &Evidence<'_>) -> Option<(String, String)> {
    let refused = Refused::of(evidence)?;
    refused.of_states(&evidence.foreign.stored).or_else(|| refused.of_steps(evidence))
}

/// What a response says to what it refuses.
struct Refused<'e> {
    exchange: &'e Exchange,
    /// Whether nothing of the request was done. Else these are single rows, which may show what is stored of the record that they name.
    whole: bool,
    /// Each with its place in the response.
    parts: Vec<(&'e str, Cow<'e, [u8]>)>,
}

/// Which of the earlier exchanges, and which of its rows.
type Record = (&'static str, usize, String);

impl<'e> Refused<'e> {
    fn of(evidence: &'e Evidence<'_>) -> Option<Self> {
        let exchange = evidence.exchange;
        if exchange.response_body.is_empty() {
            return None;
        }
        let whole = match evidence.errors.as_slice() {
            [] => (400..600).contains(&exchange.status),
            errors => errors.iter().all(|error| error.place.code.stars() == 0),
        };
        if whole {
            return Some(Self { exchange, whole, parts: vec![("", Cow::Borrowed(&exchange.response_body))] });
        }
        let response = exchange.response.as_deref()?;
        let row = |pointer: &'e str| Some((pointer, Cow::Owned(serde_json::to_vec(response.pointer(pointer)?).ok()?)));
        let rows: BTreeSet<&str> =
            evidence.errors.iter().filter_map(|error| error.place.code.row(&error.pointer)).collect();
        let parts: Vec<_> = rows.into_iter().filter_map(row).collect();
        (!parts.is_empty()).then_some(Self { exchange, whole, parts })
    }

    /// The place that shows a value which the request does not name.
    fn shows(&self, mark: &Finder<'_>) -> Option<&'e str> {
        let (place, _) = self.parts.iter().find(|(_, text)| stands(mark, text))?;
        (!names(self.exchange, mark.needle())).then_some(*place)
    }

    fn of_states(&self, stored: &[Stored]) -> Option<(String, String)> {
        let is_named = |record: &Stored| record.names.iter().any(|name| names(self.exchange, name.needle()));
        let mut marks = stored.iter().flat_map(|record| &record.marks);
        marks.find_map(|mark| {
            let place = self.shows(mark)?;
            let holds = |record: &&Stored| record.marks.iter().any(|own| own.needle() == mark.needle());
            let may_see = !self.whole && stored.iter().filter(holds).any(is_named);
            (!may_see).then(|| (place.to_owned(), String::from_utf8_lossy(mark.needle()).into_owned()))
        })
    }

    fn of_steps(&self, evidence: &Evidence<'_>) -> Option<(String, String)> {
        let mut found: Vec<(Record, &str, String)> = Vec::new();
        each_stored(evidence, &mut |variable, leaf| {
            if (self.whole && !found.is_empty()) || !is_telling(leaf.text) || leaf.text.contains("{{") {
                return;
            }
            // What every response has at the same place, such as the name of a server, is not stored by anybody.
            let same = |response: &Value| response.pointer(leaf.pointer).is_some_and(|own| code_text(own) == leaf.text);
            let is_common =
                self.whole && leaf.part == "response" && self.exchange.response.as_deref().is_some_and(same);
            if !is_common && let Some(place) = self.shows(&Finder::new(leaf.text.as_bytes())) {
                found.push(((variable, leaf.exchange, row(leaf.pointer).to_owned()), place, leaf.text.to_owned()));
            }
        });
        let mut named: BTreeSet<Record> = BTreeSet::new();
        if !self.whole && !found.is_empty() {
            each_stored(evidence, &mut |variable, leaf| {
                let key = leaf.pointer.rsplit('/').next().unwrap_or_default();
                if identifies(key, leaf.text) && names(self.exchange, leaf.text.as_bytes()) {
                    named.insert((variable, leaf.exchange, row(leaf.pointer).to_owned()));
                }
            });
        }
        let may_see = |text: &str| found.iter().any(|(record, _, other)| other == text && named.contains(record));
        let (_, place, text) = found.iter().find(|(_, _, text)| !may_see(text))?;
        Some(((*place).to_owned(), text.clone()))
    }
}

/// Calls with what the set-up and the steps before sent and received, except for what a response says of errors.
fn each_stored(evidence: &Evidence<'_>, call: &mut dyn FnMut(&'static str, &Exchanged<'_>)) {
    let places = || evidence.contract.operations.iter().flat_map(|operation| &operation.errors);
    let is_error = |pointer: &str| {
        places().any(|place| {
            place.code.fits(pointer) || place.message.as_ref().is_some_and(|message| message.fits(pointer))
        })
    };
    for variable in ["setup", "steps"] {
        evidence.scope.each_exchanged(variable, &mut |leaf| {
            if leaf.part == "request" || !is_error(leaf.pointer) {
                call(variable, leaf);
            }
        });
    }
}

/// The outermost row that a place stands in, or the whole.
fn row(pointer: &str) -> &str {
    let mut end = 0;
    for token in pointer.split('/').skip(1) {
        end += 1 + token.len();
        if token.bytes().all(|byte| byte.is_ascii_digit()) && !token.is_empty() {
            return &pointer[..end];
        }
    }
    ""
}

/// Whether a request names a value, as it is or as an address spells it.
fn names(exchange: &Exchange, value: &[u8]) -> bool {
    let mark = Finder::new(value);
    let holds = |part: &[u8]| mark.find(part).is_some();
    let address = percent_decode(&exchange.url);
    let plain = || address.replace('+', " ");
    holds(&exchange.request_body)
        || holds(address.as_bytes())
        || holds(plain().as_bytes())
        || exchange.headers.iter().any(|(_, value)| holds(value.as_bytes()))
        || holds(percent_decode(&String::from_utf8_lossy(&exchange.request_body)).as_bytes())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{Foreign, leaks, testing::Made};
    use super::*;

    /// A target whose owner gives an order that is known, and a refusal with this message.
    fn refused(message: &str) -> Made {
        let mut made = Made::new().refused("", &[json!("E4")]);
        let states =
            [("other-shop".to_owned(), vec![json!({"shop": "shop-0001", "sales": [90_000_001], "day": "2024-06-13"})])];
        made.foreign = Foreign::of(&made.contract, &states.into(), &made.redactor);
        made.answers(400, &json!({"error": {"code": "E4", "message": message}}))
    }

    const FOUND: &str =
        "MU-leaks must \"\": nothing stored that the request does not name | shop-0001 in the body [a stored value]";

    #[test]
    fn a_refusal_that_shows_what_is_stored_is_a_finding() {
        assert_eq!(refused("see shop-0001").lines(leaks::judge), [FOUND]);
        assert_eq!(refused("see shop-00012").lines(leaks::judge), Vec::<String>::new());
        // Another check finds what belongs to another party.
        assert_eq!(refused("see 90000001, 2024-06-13").lines(leaks::judge), Vec::<String>::new());
        let mut silent = refused("see shop-0001");
        silent.operation().rules.plain.remove("leaks");
        assert_eq!(silent.finding(leaks::judge).requirement, "MU-secrets");
    }

    #[test]
    fn what_a_request_names_may_come_back_and_so_may_what_a_success_shows() {
        let mut in_address = refused("see shop-0001");
        in_address.sent.url = "http://127.0.0.1/pay?shop=shop%2D0001".to_owned();
        let in_body = refused("see shop-0001").sends(&json!({"rows": [{"shop": "shop-0001"}]}));
        let success = refused("").answers(200, &json!({"rows": [{"code": 0, "shop": "shop-0001"}]}));
        let row = refused("").answers(200, &json!({"rows": [{"code": 0, "shop": "shop-0001"}, {"code": 1}]}));
        for made in [in_address, in_body, success, row] {
            assert_eq!(made.lines(leaks::judge), Vec::<String>::new());
        }
    }

    #[test]
    fn what_earlier_steps_stored_is_looked_for_as_well() {
        let found = |steps: &Value, message: &str| {
            let mut made = refused(message);
            made.foreign = Foreign::default();
            made.steps = steps.clone();
            made.lines(leaks::judge).len()
        };
        let step = |status: u16| json!({"add": {"request": {"memo": "FAKE memo 17"}, "response": {"id": 300_000_001_u64, "error": {"message": "node-00017"}}, "status": status}});
        assert_eq!((found(&step(200), "FAKE memo 17"), found(&step(400), "FAKE memo 17")), (1, 1));
        assert_eq!((found(&step(200), "no 300000001"), found(&step(400), "no 300000001")), (1, 0));
        assert_eq!(found(&step(200), "node-00017"), 0, "at the same place of both");
        assert_eq!(found(&step(200), "another memo"), 0);
    }

    /// A refused row next to good ones, which may show what they stored.
    fn row(message: &str) -> Made {
        let rows = json!({"rows": [{"code": 0, "memo": "shop-0001"}, {"code": 1, "message": message}]});
        refused("").answers(200, &rows)
    }

    #[test]
    fn a_refused_row_beside_good_ones_shows_nothing_of_records_that_the_request_does_not_name() {
        let found = "MU-leaks must \"/rows/1\": nothing stored that the request does not name | shop-0001 in the body [a stored value]";
        assert_eq!(row("see shop-0001").lines(leaks::judge), [found]);
        assert_eq!(row("see shop-00012").lines(leaks::judge), Vec::<String>::new());
        // The table of the state is one record: who names its sale may be shown its shop.
        let named = row("see shop-0001").sends(&json!({"rows": [{}, {"sale": 90_000_001}]}));
        assert_eq!(named.lines(leaks::judge), Vec::<String>::new());
    }

    #[test]
    fn a_refused_row_may_show_the_record_that_it_names_and_no_other() {
        let found = |message: &str, sent: &Value| {
            let mut made = row(message).sends(sent);
            made.foreign = Foreign::default();
            let rows = json!([{"memo": "FAKE memo 17"}, {"memo": "FAKE memo 18"}]);
            let ids = json!([{"id": 300_000_001, "message": null}, {"id": 7, "message": "FAKE error 19"}]);
            made.steps = json!({"add": {"request": {"rows": rows}, "response": {"rows": ids}, "status": 200}});
            made.lines(leaks::judge).len()
        };
        let update = json!({"rows": [{}, {"id": 300_000_001}]});
        assert_eq!((found("FAKE memo 17", &json!({})), found("FAKE memo 17", &update)), (1, 0));
        assert_eq!((found("no 300000001", &json!({})), found("FAKE memo 18", &update)), (1, 1));
        assert_eq!(found("FAKE error 19", &update), 0, "it is what an earlier response said of an error");
        assert_eq!(found("another memo", &json!({})), 0);
    }

    #[test]
    fn a_request_at_the_same_time_as_others_shows_nothing_of_theirs() {
        let found = |message: &str| {
            let mut made = refused(message);
            made.foreign = Foreign::default();
            let exchange = |memo: &str, status: u16| json!({"request": {"memo": memo}, "response": {"id": format!("{status}-FAKE-id")}, "status": status});
            let all = [exchange("FAKE memo 17", 201), exchange("FAKE memo 18", 409)];
            made.steps = json!({"pay": {"request": {}, "response": {}, "status": 409, "exchanges": all}});
            made.lines(leaks::judge).len()
        };
        assert_eq!((found("FAKE memo 17"), found("201-FAKE-id")), (1, 1));
        assert_eq!((found("FAKE memo 18"), found("409-FAKE-id")), (1, 0));
    }

    #[test]
    fn the_row_of_a_place_is_its_outermost_one() {
        for (pointer, due) in [("/rows/0/parts/1/n", "/rows/0"), ("/data/id", ""), ("", ""), ("/rows/12", "/rows/12")] {
            assert_eq!(super::row(pointer), due, "{pointer}");
        }
    }
}
