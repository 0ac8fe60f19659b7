//! Reads the exchanges of a journal, in order or one by its location.

use std::{
    fs::File,
    io::{self, BufReader},
    path::Path,
};

use super::{JournalError, ReadExchange, journal_of, line::Read, resolve::Resolver, text::JournalText};
use crate::contract::{JournalId, Message};

/// The exchanges that were cases of the plan.
pub(in crate::run) struct Exchanges {
    text: JournalText<BufReader<File>>,
    resolver: Resolver,
    name: String,
    line: u64,
}

/// Where a line is in a journal.
#[derive(Debug, Clone, Copy)]
pub(in crate::run) struct Location(u64);

impl Location {
    /// The number of the line, counted from 1.
    pub(super) fn line(self) -> u64 {
        self.0
    }
}

impl Exchanges {
    /// Opens the journal in the folder of a run.
    pub(in crate::run) fn open(folder: &Path) -> Result<Self, JournalError> {
        let path = journal_of(folder);
        let name = path.display().to_string();
        let open = || File::open(&path).map(BufReader::new);
        let text = open().and_then(|file| JournalText::new(file, open()?)).map_err(|error| JournalError {
            file: name.clone(),
            line: None,
            problem: JournalId::JournalUnreadable.with([Message::library(&error)]),
            fix: JournalId::NameFolder.into(),
        })?;
        Ok(Self { text, resolver: Resolver::default(), name, line: 0 })
    }

    fn wrong(&self, problem: Message) -> JournalError {
        let (line, fix) = (usize::try_from(self.line).ok(), JournalId::TakeCopy.into());
        JournalError { file: self.name.clone(), line, problem, fix }
    }

    fn unread(&self, error: &io::Error) -> JournalError {
        self.wrong(Message::library(error))
    }

    /// Calls `visit` with every exchange and its place. A last line that was cut off is passed over, and so is an exchange that has no
    /// response or whose bodies did not fit.
    pub(in crate::run) fn each(
        &mut self,
        mut visit: impl FnMut(Location, ReadExchange<'_>) -> Result<(), JournalError>,
    ) -> Result<(), JournalError> {
        let mut text = Vec::new();
        while self.text.next(&mut text).map_err(|error| self.unread(&error))? {
            self.line += 1;
            // Other lines are not worth reading here.
            if !text.starts_with(b"{\"exchange\":") {
                continue;
            }
            match serde_json::from_slice(&text) {
                Ok(Read::Exchange(exchange)) if exchange.is_shown() => {
                    let mut exchange = *exchange;
                    self.fill(&mut exchange)?;
                    visit(Location(self.line), exchange)?;
                }
                Ok(_) => {}
                Err(error) => return Err(self.wrong(JournalId::LineBroken.with([Message::library(&error)]))),
            }
        }
        Ok(())
    }

    /// Takes the bodies that are elsewhere from there.
    fn fill(&mut self, exchange: &mut ReadExchange<'_>) -> Result<(), JournalError> {
        if let Some(place) = exchange.request_as {
            exchange.request = self.resolver.body(&mut self.text, place, &self.name)?;
        }
        if let Some(place) = exchange.response_as {
            exchange.response = self.resolver.body(&mut self.text, place, &self.name)?;
        }
        Ok(())
    }

    /// The exchange at a location that `each` gave.
    pub(in crate::run) fn at<T>(
        &mut self,
        location: Location,
        look: impl FnOnce(ReadExchange<'_>) -> T,
    ) -> Result<T, JournalError> {
        let text = self.text.line(location.0).map_err(|error| self.unread(&error))?;
        match serde_json::from_slice(&text) {
            Ok(Read::Exchange(exchange)) => {
                let mut exchange = *exchange;
                self.fill(&mut exchange)?;
                Ok(look(exchange))
            }
            _ => Err(self.wrong(JournalId::LineChanged.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::PLAIN, *};
    use crate::run::testing::{asked_line, folder, journal_text, plan, subject};

    /// A journal of three requests in a folder; the second one is of no case.
    fn written(name: &str, end: &str) -> std::path::PathBuf {
        let head = plan(subject("http://127.0.0.1:1")).head("2026-11-22T00:00:00Z".to_owned(), None, &|_| true);
        let line = |number: usize, purpose: &str| asked_line("t", 1, number, &json!({"purpose": purpose}));
        let lines = [line(0, "case"), line(1, "shrink"), "{\"resumed\":{\"at\":1}}".to_owned(), line(2, "case")];
        let folder = folder(name);
        std::fs::write(folder.join(PLAIN), journal_text(&head, lines) + end).expect("a file");
        folder
    }

    /// The numbers of what a journal visits, with its places.
    fn visited(exchanges: &mut Exchanges) -> Result<Vec<(usize, Location)>, JournalError> {
        let mut all = Vec::new();
        exchanges.each(|location, exchange| {
            all.push((exchange.number, location));
            Ok(())
        })?;
        Ok(all)
    }

    #[test]
    fn the_cases_of_a_journal_are_visited_in_order_and_found_again_by_their_places() {
        for (name, end) in [("each", ""), ("each-cut", "{\"exchange\":{")] {
            let mut exchanges = Exchanges::open(&written(name, end)).expect("a journal");
            let all = visited(&mut exchanges).expect("it is whole");
            assert_eq!(all.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [0, 2], "{name}");
            for (number, location) in all.into_iter().rev() {
                let read = exchanges.at(location, |exchange| (exchange.number, exchange.trial.into_owned()));
                assert_eq!(read, Ok((number, "t".to_owned())));
            }
        }
    }

    #[test]
    fn a_broken_line_is_told_by_its_number_and_so_is_one_that_has_changed() {
        let folder = written("broken", "{\"exchange\":{}}\n");
        let mut exchanges = Exchanges::open(&folder).expect("a journal");
        let error = visited(&mut exchanges).expect_err("it is broken");
        assert_eq!((error.line, &error.fix), (Some(6), &JournalId::TakeCopy.into()));
        assert!(error.problem.is(JournalId::LineBroken) && error.file.ends_with(PLAIN), "{error}");
        let first = Location(1);
        let changed = exchanges.at(first, |_| ()).expect_err("no exchange stands there");
        assert!(changed.problem.is(JournalId::LineChanged), "{changed}");
        assert!(exchanges.at(Location(1 << 30), |_| ()).is_err());
        let error = Exchanges::open(&folder.join("none")).err().expect("there is none");
        assert!(error.problem.is(JournalId::JournalUnreadable) && error.line.is_none(), "{error}");
    }

    #[test]
    fn whoever_visits_may_stop() {
        let mut exchanges = Exchanges::open(&written("stop", "")).expect("a journal");
        let stop = JournalError { file: String::new(), line: None, problem: "enough".into(), fix: Message::default() };
        let mut count = 0;
        let told = exchanges.each(|_, _| {
            count += 1;
            Err(stop.clone())
        });
        assert_eq!((told, count), (Err(stop), 1));
    }
}
