//! Which lines of a journal are cited: the first exchange of each requirement in each trial, and those that show findings.

use std::collections::{BTreeMap, HashMap};

use super::line::{Read, ReadExchange};
use crate::record::{Lines, TrialRecord};

/// The most requirements of a trial, and the most exchanges of a case, that are kept; a journal may come from a stranger.
const MOST: usize = 32;
/// The longest requirement id that is kept.
const LONGEST: usize = 100;

/// The lines of trials that have not ended yet; of the others their records have them.
#[derive(Debug, Default)]
pub(super) struct Lined {
    open: HashMap<String, Open>,
}

/// A trial whose end was not read yet.
#[derive(Debug, Default)]
struct Open {
    lines: Lines,
    /// The case that was read last, and its exchanges: the requirement and the line of each.
    case: u64,
    exchanges: Vec<(String, u64)>,
}

impl Lined {
    /// Notes what stands on a line.
    pub(super) fn see(&mut self, line: u64, read: &mut Read<'_>) {
        match read {
            Read::Exchange(exchange) if exchange.purpose.is_case() && exchange.lost.is_none() => {
                self.exchange(line, exchange);
            }
            Read::Found { trial, found, .. } => {
                if let Some(open) = self.open.get_mut(trial.as_str()).filter(|open| open.case == found.case) {
                    open.found(&found.finding.requirement);
                }
            }
            Read::Trial { record, .. } => record.lines = self.end(&record.name),
            _ => {}
        }
    }

    fn exchange(&mut self, line: u64, exchange: &ReadExchange<'_>) {
        let open = match self.open.get_mut(&*exchange.trial) {
            Some(open) => open,
            None => self.open.entry(exchange.trial.clone().into_owned()).or_default(),
        };
        // A trial that starts over has other lines.
        if exchange.number == 0 {
            *open = Open::default();
        }
        if open.lines.first == 0 {
            open.lines.first = line;
        }
        if open.case != exchange.case {
            open.case = exchange.case;
            open.exchanges.clear();
        }
        let requirement = &exchange.due.requirement;
        let is_kept = !requirement.is_empty() && requirement.len() <= LONGEST;
        if is_kept && open.lines.asked.len() < MOST && !open.lines.asked.contains_key(requirement) {
            open.lines.asked.insert(requirement.clone(), line);
        }
        if open.exchanges.is_empty() || (is_kept && open.exchanges.len() < MOST) {
            open.exchanges.push((if is_kept { requirement.clone() } else { String::new() }, line));
        }
    }

    fn end(&mut self, trial: &str) -> Lines {
        self.open.remove(trial).unwrap_or_default().lines
    }

    /// Hands the lines of trials that did not end to their records.
    pub(super) fn leave(&mut self, records: &mut BTreeMap<String, TrialRecord>) {
        for (name, open) in self.open.drain() {
            if let Some(record) = records.get_mut(&name) {
                record.lines = open.lines;
            }
        }
    }
}

impl Open {
    /// Notes where the case shows a finding: where it puts the requirement to the test, else where it begins.
    fn found(&mut self, requirement: &str) {
        let own = self.exchanges.iter().find(|(due, _)| due == requirement).or_else(|| self.exchanges.first());
        if let Some((_, line)) = own {
            self.lines.found.entry(self.case).or_insert(*line);
        }
    }
}
