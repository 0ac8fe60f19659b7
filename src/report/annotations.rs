//! Findings as workflow commands: a GitHub job shows them next to the contract that they break.

use super::{
    causes::{Cause, FindingIndex, causes},
    source_uri::source_place,
};
use crate::{
    record::{Run, Verdict},
    util::visible::visible_line,
};

/// A job shows ten of a kind and step, and drops the rest.
const MOST: usize = 10;

/// A line for each cause that fails or warns, the gravest first.
pub fn annotations(run: &Run) -> Vec<String> {
    let index = FindingIndex::new(run);
    let causes = causes(run);
    let loud = causes.iter().filter_map(|cause| match index.verdict(cause.found) {
        Verdict::Fail => Some(("error", cause)),
        Verdict::Warn | Verdict::Error => Some(("warning", cause)),
        _ => None,
    });
    let line = |(kind, cause): (&str, &Cause<'_>)| {
        let finding = &cause.found.finding;
        let place = source_place(run, &cause.trial.contract, index.requirement(cause.trial, cause.found));
        let line = place.line.map(|line| format!(",line={line}")).unwrap_or_default();
        let (file, title) = (place.uri, format!("{} ({})", finding.requirement, finding.level.name()));
        let message = format!(
            "expected {}, got {} in {} cases of {}",
            visible_line(&finding.expected, 300),
            visible_line(&finding.actual, 300),
            cause.cases,
            visible_line(&cause.trial.name, 300)
        );
        format!(
            "::{kind} file={}{line},title={}::{}",
            property(&file),
            property(&visible_line(&title, 200)),
            data(&message)
        )
    };
    loud.take(MOST).map(line).collect()
}

/// What follows the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What follows an equals sign.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_or_begins_another() {
        assert_eq!(data("50% a\r\nb: c, d"), "50%25 a%0D%0Ab: c, d");
        assert_eq!(property("a:b,c%\n::"), "a%3Ab%2Cc%25%0A%3A%3A");
    }
}
