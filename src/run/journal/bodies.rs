//! Bodies that a journal has already: an equal one is not written again, its place is named.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
};

use serde::{Deserialize, Serialize};

/// The most bodies that are known at a time, in each of two generations.
const MOST: usize = 8 << 10;
/// A shorter body takes no more space than the name of its place.
pub(super) const LEAST: usize = 64;

/// Where a body is in a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(in crate::run) struct Elsewhere {
    /// The line, counted from 1.
    pub(super) line: u64,
    /// Which body of its exchange.
    pub(super) of: Part,
}

/// One of the two bodies of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Part {
    Request,
    Response,
}

/// What distinguishes a body from others: its hash, whose key nobody knows who could make two bodies of one hash, and its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Mark(u64, usize);

/// The bodies that were written last, as many as there is space for.
#[derive(Default)]
pub(super) struct Bodies {
    young: HashMap<Mark, Elsewhere>,
    old: HashMap<Mark, Elsewhere>,
}

/// Makes the marks of bodies.
#[derive(Default)]
pub(super) struct Marker(RandomState);

impl Marker {
    /// The mark of a body that is worth remembering.
    pub(super) fn mark(&self, body: &[u8]) -> Option<Mark> {
        (body.len() >= LEAST).then(|| Mark(self.0.hash_one(body), body.len()))
    }
}

impl Bodies {
    /// Where a body is already.
    pub(super) fn find(&mut self, mark: Mark) -> Option<Elsewhere> {
        if let Some(known) = self.young.get(&mark) {
            return Some(*known);
        }
        let known = self.old.remove(&mark)?;
        self.add(mark, known);
        Some(known)
    }

    /// Remembers where a body is; those that were not requested for longest are forgotten.
    pub(super) fn add(&mut self, mark: Mark, place: Elsewhere) {
        if self.young.len() >= MOST {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(mark, place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(line: u64) -> Elsewhere {
        Elsewhere { line, of: Part::Response }
    }

    #[test]
    fn a_body_is_known_by_all_its_bytes_and_a_short_one_is_not_worth_it() {
        let (marker, mut bodies) = (Marker::default(), Bodies::default());
        let mark = |body: &str| marker.mark(body.as_bytes());
        let body = "x".repeat(LEAST);
        bodies.add(mark(&body).expect("it is long enough"), place(7));
        assert_eq!(mark(&body).and_then(|mark| bodies.find(mark)), Some(place(7)));
        for other in [body.replacen('x', "y", 1), body.clone() + "x"] {
            assert_eq!(mark(&other).and_then(|mark| bodies.find(mark)), None, "{other}");
        }
        assert_eq!(mark(&body[1..]), None);
    }

    #[test]
    fn only_so_many_bodies_are_known_and_those_that_come_again_stay() {
        let (marker, mut bodies) = (Marker::default(), Bodies::default());
        let mark = |number: usize| marker.mark(format!("{number:64}").as_bytes()).expect("it is long enough");
        for number in 0..5 * MOST {
            bodies.add(mark(number), place(number as u64));
            assert_eq!(bodies.find(mark(0)), Some(place(0)), "after {number}");
            assert!(bodies.young.len() + bodies.old.len() <= 2 * MOST);
        }
        assert_eq!((bodies.find(mark(1)), bodies.find(mark(5 * MOST - 1)).is_some()), (None, true));
    }
}
