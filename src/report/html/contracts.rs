//! One contract as the page shows it: requirements, readings, codes, precedence, latency.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{
    escape::cut_plain,
    findings::{Group, Numbers, by_requirement},
};
use crate::{
    contract::{Also, Message, Text, code_text},
    record::{CodeRecord, ContractRecord, Latency, Precedence, RequirementRecord, orders},
};

/// What a reason may take: what was observed can be long.
const REASON: usize = 4_000;

pub(super) fn contract(contract: &ContractRecord, groups: &[Group<'_>], trials: &Numbers<'_>) -> Value {
    let broken = by_requirement(groups, &contract.id);
    let requirements = contract.requirements.iter().map(|record| {
        requirement(record, trials, broken.get(record.id.as_str()).map(Vec::as_slice).unwrap_or_default())
    });
    let likely = contract.likely.iter();
    let likely = likely.map(|l| json!({"reading": l.reading, "choice": l.choice, "pass": l.pass, "of": l.of}));
    json!({
        "id": contract.id,
        "title": text(&contract.title),
        "digest": contract.digest,
        "readings": readings(contract),
        "requirements": requirements.collect::<Vec<_>>(),
        "operations": operations(contract),
        "codes": contract.codes.iter().map(code).collect::<Vec<_>>(),
        "precedence": precedence(contract),
        "likely": likely.collect::<Vec<_>>(),
        "unbroken": contract.unbroken.iter().map(|one| reason(&one.message(), REASON)).collect::<Vec<_>>(),
        "latency": contract.latency.iter().map(|(operation, latency)| times(operation, latency)).collect::<Vec<_>>(),
    })
}

/// A reason in both languages; nothing where there is none.
pub(super) fn reason(reason: &Message, most: usize) -> Option<Text> {
    let Text { ja, en } = reason.both();
    let (ja, en) = (if ja == en { String::new() } else { cut_plain(&ja, most) }, cut_plain(&en, most));
    (!en.is_empty()).then_some(Text { ja, en })
}

fn text(text: &Text) -> Value {
    json!(text)
}

fn requirement(record: &RequirementRecord, trials: &Numbers<'_>, causes: &[usize]) -> Value {
    json!({
        "id": record.id,
        "level": record.level.name(),
        "text": text(&record.text),
        "source": text(&record.source),
        "note": record.note.as_ref().map(text),
        "url": record.url,
        "verdict": record.verdict.name(),
        "cases": record.cases,
        "trials": runs(record.trials.iter().filter_map(|name| trials.get(name.as_str()).copied())),
        "causes": causes,
        "reason": reason(&record.reason, REASON),
    })
}

/// The operations of a contract that a description made by itself, each with the requirements about it, by their numbers.
fn operations(contract: &ContractRecord) -> Vec<Value> {
    let mut all = Vec::new();
    for one in &contract.derived {
        let own = contract.requirements.iter().enumerate().filter(|(_, record)| one.holds(&record.id));
        all.push(json!({"id": one.id, "call": cut_plain(&one.call, 300), "requirements": runs(own.map(|(number, _)| number))}));
    }
    all
}

/// Numbers as runs of neighbours, start and length in turn: trials of one requirement are mostly next to each other.
fn runs(numbers: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut runs: Vec<usize> = Vec::new();
    for number in numbers {
        match runs.as_mut_slice() {
            [.., start, length] if *start + *length == number => *length += 1,
            _ => runs.extend([number, 1]),
        }
    }
    runs
}

fn readings(contract: &ContractRecord) -> Vec<Value> {
    let nothing = Text::default();
    let rows = contract.readings.iter().map(|(id, value)| {
        let reading = contract.choices.iter().find(|reading| reading.id == *id);
        let others = reading.into_iter().flat_map(|reading| &reading.choices).filter(|choice| *choice != value);
        json!({
            "id": id,
            "value": code_text(value),
            "free": reading.is_some_and(|reading| reading.also != Also::Nothing),
            "choices": others.map(code_text).collect::<Vec<_>>(),
            "why": text(reading.map_or(&nothing, |reading| &reading.why)),
        })
    });
    rows.collect()
}

fn code(record: &CodeRecord) -> Value {
    let statuses: Map<String, Value> =
        record.seen.statuses.iter().map(|(status, count)| (status.to_string(), (*count).into())).collect();
    json!({
        "code": cut_plain(&record.code, 200),
        "title": text(&record.title),
        "documented": record.documented,
        "seen": record.seen.count,
        "statuses": statuses,
        "reason": reason(&record.reason, REASON),
    })
}

/// For each operation the codes in the orders in which they were returned, and every pair for which a code was returned.
fn precedence(contract: &ContractRecord) -> Vec<Value> {
    let pair = |record: &Precedence| json!({"one": record.one, "other": record.other, "came": record.came});
    let orders = orders(&contract.precedence);
    let operations: BTreeSet<&str> = contract.precedence.iter().map(|record| record.operation.as_str()).collect();
    let rows = operations.into_iter().map(|operation| {
        let pairs = contract.precedence.iter().filter(|record| record.operation == operation).map(pair);
        json!({"operation": operation, "orders": orders.get(operation), "pairs": pairs.collect::<Vec<_>>()})
    });
    rows.collect()
}

fn times(operation: &str, latency: &Latency) -> Value {
    let bars = latency.buckets().map(|(low, high, count)| json!([low, high, count]));
    json!({
        "operation": operation,
        "count": latency.count(),
        "min": latency.fastest(),
        "p50": latency.within(500),
        "p95": latency.within(950),
        "p99": latency.within(990),
        "max": latency.slowest(),
        "bars": bars.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::runs;

    #[test]
    fn neighbours_are_one_run() {
        assert_eq!(runs([3, 4, 5, 9, 11, 12].into_iter()), [3, 3, 9, 1, 11, 2]);
        assert_eq!(runs(std::iter::empty()), [0_usize; 0]);
    }
}
