//! What to do next after a run of a contract that a description made by itself: what nobody has said of its operations yet, and where to say it.

use super::page::{Look, Page, word};
use crate::{
    contract::{Language, Text},
    record::{ContractRecord, DerivedOperation, Run},
    util::shell,
};

/// The operations and the fields of each that a sentence names.
const FEW: usize = 3;
const FEW_FIELDS: usize = 5;

/// The last lines of a run: what is still to be said of a contract that was derived. Nothing where somebody wrote it.
pub fn next(run: &Run, language: Language, look: Look) -> String {
    let mut page = Page::new(look);
    let (all, commands) = (sentences(run), commands(run));
    if !(all.is_empty() && commands.is_empty()) {
        page.line(word(language, "次の手順（docs/from-openapi.md）", "next (docs/from-openapi.md)"));
    }
    for sentence in &all {
        page.short(&format!("  {}", sentence.get(language)));
    }
    for command in &commands {
        page.line(&format!("  {command}"));
    }
    page.into_text()
}

/// What is not said yet, a sentence each.
pub(in crate::report) fn sentences(run: &Run) -> Vec<Text> {
    run.contracts.iter().filter(|contract| !contract.derived.is_empty()).flat_map(of_contract).collect()
}

/// The commands that write the contract as files, where there are none yet.
pub(in crate::report) fn commands(run: &Run) -> Vec<String> {
    let description = run.arguments.windows(2).find(|two| two[0] == "--openapi").map(|two| shell::word(&two[1]));
    let derived = run.contracts.iter().filter(|contract| !contract.derived.is_empty());
    let command = |contract: &ContractRecord| {
        let place = description.as_ref()?;
        Some(format!("tekigo init --openapi {place} --out {}", shell::word(&contract.id)))
    };
    derived.filter_map(command).collect()
}

fn of_contract(contract: &ContractRecord) -> Vec<Text> {
    let mut all = Vec::new();
    let uncoded = named(&contract.derived, |one| &one.fields, ": ");
    if let Some(Named { operations, parts, such_as }) = uncoded {
        all.push(Text {
            ja: format!("{operations} 操作の {parts} 項目に業務コードが未定義（例: {such_as}）"),
            en: format!(
                "{} of {} without a business code yet: {such_as}",
                many(parts, "field"),
                many(operations, "operation")
            ),
        });
    }
    let bare = named(&contract.derived, |one| &one.responses, " ");
    if let Some(Named { parts, such_as, .. }) = bare {
        all.push(Text {
            ja: format!("{parts} 件の応答は本文もヘッダーも文書になく、ステータス以外の要件がない（例: {such_as}）"),
            en: format!("{} of which no requirement says more than the status: {such_as}", many(parts, "response")),
        });
    }
    all
}

/// Parts of operations, counted, the first of them by name.
struct Named {
    operations: usize,
    parts: usize,
    such_as: String,
}

fn named(all: &[DerivedOperation], parts: impl Fn(&DerivedOperation) -> &Vec<String>, between: &str) -> Option<Named> {
    let with: Vec<(&str, &Vec<String>)> =
        all.iter().map(|one| (one.id.as_str(), parts(one))).filter(|(_, parts)| !parts.is_empty()).collect();
    let told = |(id, parts): &(&str, &Vec<String>)| {
        let more = if parts.len() > FEW_FIELDS { ", …" } else { "" };
        let first: Vec<&str> = parts.iter().take(FEW_FIELDS).map(String::as_str).collect();
        format!("{id}{between}{}{more}", first.join(", "))
    };
    let mut such_as = with.iter().take(FEW).map(told).collect::<Vec<_>>().join("; ");
    if with.len() > FEW {
        such_as.push_str("; …");
    }
    let count = with.iter().map(|(_, parts)| parts.len()).sum();
    (!with.is_empty()).then_some(Named { operations: with.len(), parts: count, such_as })
}

fn many(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(id: &str, fields: &[&str], responses: &[&str]) -> DerivedOperation {
        let all = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        DerivedOperation { id: id.to_owned(), call: String::new(), fields: all(fields), responses: all(responses) }
    }

    #[test]
    fn what_is_not_said_yet_is_counted_and_the_first_of_it_named() {
        let all = [
            one("a", &["x"], &[]),
            one("b", &[], &["202"]),
            one("c", &["1", "2", "3", "4", "5", "6"], &[]),
            one("d", &["y"], &[]),
            one("e", &["z"], &[]),
        ];
        let Named { operations, parts, such_as } = named(&all, |one| &one.fields, ": ").expect("some");
        assert_eq!((operations, parts, such_as.as_str()), (4, 9, "a: x; c: 1, 2, 3, 4, 5, …; d: y; …"));
        let Named { operations, parts, such_as } = named(&all, |one| &one.responses, " ").expect("some");
        assert_eq!((operations, parts, such_as.as_str()), (1, 1, "b 202"));
        assert!(named(&all[..1], |one| &one.responses, " ").is_none());
        assert_eq!((many(1, "field"), many(2, "field")), ("1 field".to_owned(), "2 fields".to_owned()));
    }
}
