//! Data of other parties, as the states of a profile give it.

use std::collections::BTreeMap;

use memchr::memmem::Finder;
use serde_json::Value;

use super::telling::{Stored, of_states, stands};
use crate::{
    contract::{Contract, Level, code_text},
    target::{Exchange, Redactor},
};

/// Values shorter than this are not looked for: they may be in any response by chance.
const SHORTEST: usize = 6;

/// What belongs to other parties, as far as the target's owner has said.
#[derive(Debug, Clone, Default)]
pub struct Foreign {
    pub(super) owners: Vec<Owner>,
    /// What else states hold, which no refusal shows unless its request names it.
    pub(super) stored: Vec<Stored>,
}

/// A party whose data the profile gives by a state.
#[derive(Debug, Clone)]
pub(super) struct Owner {
    pub(super) state: String,
    /// What a response breaks that shows its data.
    pub(super) requirement: String,
    /// A level below that of the requirement.
    pub(super) level: Option<Level>,
    /// What a request carries that is sent as the owner.
    own: Vec<Finder<'static>>,
    /// What nobody else may be shown.
    marks: Vec<Finder<'static>>,
}

impl Foreign {
    /// Reads what the states of a profile say of other parties. In exchanges secrets stand as the redactor leaves them.
    pub fn of(contract: &Contract, states: &BTreeMap<String, Vec<Value>>, redactor: &Redactor) -> Self {
        let mut owners = Vec::new();
        for state in &contract.states {
            let Some(form) = &state.foreign else { continue };
            for table in states.get(&state.id).into_iter().flatten().filter_map(Value::as_object) {
                let texts = |foreign: bool| {
                    let keys = table.iter().filter(move |(key, _)| form.keys.contains(key) == foreign);
                    let values =
                        keys.flat_map(|(_, value)| value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice));
                    values.map(code_text).filter(|text| text.len() >= SHORTEST).map(|text| redactor.text(&text))
                };
                let finders = |foreign| texts(foreign).map(|text| Finder::new(text.as_bytes()).into_owned()).collect();
                owners.push(Owner {
                    state: state.id.clone(),
                    requirement: form.requirement.clone(),
                    level: form.level,
                    own: finders(false),
                    marks: finders(true),
                });
            }
        }
        owners.retain(|owner| !owner.marks.is_empty());
        let mut stored = of_states(states.values().flatten(), redactor);
        let is_marked =
            |own: &Finder<'_>| owners.iter().any(|owner| owner.marks.iter().any(|mark| mark.needle() == own.needle()));
        for record in &mut stored {
            record.marks.retain(|own| !is_marked(own));
        }
        Self { owners, stored }
    }
}

impl Owner {
    /// Whether a request is sent as the owner, or names what it is about to be shown.
    pub(super) fn asks(&self, exchange: &Exchange) -> bool {
        let sent = [exchange.url.as_bytes(), &exchange.request_body];
        let headers = exchange.headers.iter().map(|(_, value)| value.as_bytes());
        sent.into_iter()
            .chain(headers)
            .any(|part| self.own.iter().chain(&self.marks).any(|known| known.find(part).is_some()))
    }

    /// The first of its data that a body shows.
    pub(super) fn shown_in(&self, body: &[u8]) -> Option<&[u8]> {
        self.marks.iter().find(|mark| stands(mark, body)).map(Finder::needle)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::Made;
    use super::*;

    fn owners(states: &[(&str, Value)], redactor: &Redactor) -> Vec<Owner> {
        let states =
            states.iter().map(|(id, tables)| ((*id).to_owned(), tables.as_array().cloned().unwrap_or_default()));
        Foreign::of(&Made::new().contract, &states.collect(), redactor).owners
    }

    fn texts(finders: &[Finder<'_>]) -> Vec<String> {
        finders.iter().map(|finder| String::from_utf8_lossy(finder.needle()).into_owned()).collect()
    }

    #[test]
    fn what_a_state_says_of_another_party_is_read_and_short_values_are_left_out() {
        let table = json!([
            {"shop": "shop-1", "sales": ["sale-1", 123_456, "sale5", 12_345]},
            {"shop": ["shop-2", "s2"], "sales": "sale-2"}
        ]);
        let owners = owners(&[("other-shop", table), ("another", json!([{"sales": "sale-9"}]))], &Redactor::default());
        let read: Vec<_> = owners.iter().map(|owner| (texts(&owner.own), texts(&owner.marks))).collect();
        let list = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(read, [(list(&["shop-1"]), list(&["sale-1", "123456"])), (list(&["shop-2"]), list(&["sale-2"]))]);
        assert!(
            owners
                .iter()
                .all(|owner| (owner.state.as_str(), owner.requirement.as_str()) == ("other-shop", "MU-foreign"))
        );
    }

    #[test]
    fn a_party_without_anything_to_look_for_is_none() {
        for table in
            [json!([{"shop": "shop-1"}]), json!([{"shop": "shop-1", "sales": "short"}]), json!(["sale-1"]), json!([])]
        {
            assert!(owners(&[("other-shop", table.clone())], &Redactor::default()).is_empty(), "{table}");
        }
    }

    #[test]
    fn a_secret_is_looked_for_as_exchanges_show_it() {
        let redactor = Redactor::new([("key", "k0-FAKE-1")]);
        let owners = owners(&[("other-shop", json!([{"sales": "k0-FAKE-1"}]))], &redactor);
        assert_eq!(texts(&owners[0].marks), ["{{key}}"]);
    }

    #[test]
    fn a_mark_is_a_whole_number_or_word() {
        let mark = Finder::new(b"90000001");
        for body in ["{\"gid\":90000001}", "[\"90000001\"]", "90000001", "190000001 90000001"] {
            assert!(stands(&mark, body.as_bytes()), "{body}");
        }
        for body in ["{\"gid\":190000001}", "{\"gid\":900000012}", "a90000001", "90000001b", "9000000", ""] {
            assert!(!stands(&mark, body.as_bytes()), "{body}");
        }
    }
}
