//! Bodies that are named by their places, taken from there.

use std::{
    collections::HashMap,
    io::{BufRead, Seek},
};

use bytes::Bytes;

use super::{
    JournalError,
    bodies::{Elsewhere, Part},
    line::Read,
    text::JournalText,
};
use crate::contract::{JournalId, Message};

/// The most bytes of bodies that are kept: what is named once is often named again.
const MOST: usize = 4 << 20;

/// Finds bodies in the journal that names them.
#[derive(Default)]
pub(super) struct Resolver {
    known: HashMap<Elsewhere, Bytes>,
    bytes: usize,
}

impl Resolver {
    /// The body at a place of a journal, whose name is for errors.
    pub(super) fn body<R: BufRead + Seek>(
        &mut self,
        text: &mut JournalText<R>,
        place: Elsewhere,
        name: &str,
    ) -> Result<Bytes, JournalError> {
        if let Some(known) = self.known.get(&place) {
            return Ok(known.clone());
        }
        let wrong = |problem: Message| JournalError {
            file: name.to_owned(),
            line: usize::try_from(place.line).ok(),
            problem,
            fix: JournalId::TakeCopy.into(),
        };
        let line =
            text.line(place.line).map_err(|error| wrong(JournalId::BodyMissing.with([Message::library(&error)])))?;
        let body = match serde_json::from_slice(&line) {
            Ok(Read::Exchange(exchange)) => match place.of {
                Part::Request => exchange.request,
                Part::Response => exchange.response,
            },
            _ => Bytes::new(),
        };
        if body.is_empty() {
            return Err(wrong(JournalId::BodyElsewhere.into()));
        }
        if self.bytes + body.len() > MOST {
            (self.known, self.bytes) = (HashMap::new(), 0);
        }
        if body.len() <= MOST / 4 {
            self.bytes += body.len();
            self.known.insert(place, body.clone());
        }
        Ok(body)
    }
}
