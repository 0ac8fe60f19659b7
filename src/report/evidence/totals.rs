//! The totals of the cover: requirements by verdict, for each contract and level.

use super::book::Book;
use crate::{
    contract::Level,
    record::{ContractRecord, RequirementRecord},
    report::words::{self, VERDICTS},
};

/// How many requirements of a contract have each verdict, a line for each level.
pub(super) fn lines(book: &Book<'_>, contract: &ContractRecord) -> String {
    let line = |level: Level| {
        let own: Vec<&RequirementRecord> =
            contract.requirements.iter().filter(|requirement| requirement.level == level).collect();
        let counts = VERDICTS.iter().filter_map(|verdict| {
            let count = own.iter().filter(|requirement| requirement.verdict == *verdict).count();
            (count > 0).then(|| format!("{} {count}", words::of_verdict(*verdict, book.language)))
        });
        let counts: Vec<String> = counts.collect();
        (!own.is_empty()).then(|| format!("{} {}: {}", level.name(), own.len(), counts.join(book.word("、", ", "))))
    };
    [Level::Must, Level::Should, Level::Open].into_iter().filter_map(line).collect::<Vec<_>>().join("\n")
}
