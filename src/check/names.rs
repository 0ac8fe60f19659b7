//! The error names the parameter at fault.

use serde_json::Value;

use super::{Evidence, Judgement};
use crate::contract::{NamesForm, Outcome};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let due = evidence.expectation;
    if due.outcome != Outcome::Refused || due.names.is_empty() {
        return;
    }
    let Some(error) = evidence.due_error().filter(|error| due.codes.is_empty() || due.codes.contains(error.code))
    else {
        return;
    };
    let Some(rule) = &error.place.rules.names else { return };
    // Where both of two broken parameters are due, the expectation's own requirement speaks of it.
    let requirement = if due.names_all { &due.requirement } else { &rule.requirement };
    judgement.asked.push(requirement);
    let named = named(rule, evidence.exchange.response.as_deref());
    let found = |name: &String| named.contains(&name.as_str());
    let kept = if due.names_all { due.names.iter().all(found) } else { due.names.iter().any(found) };
    if kept {
        return;
    }
    let expected = format!("a detail that names {}", due.names.join(if due.names_all { " and " } else { " or " }));
    let actual = if named.is_empty() { "no parameter named".to_owned() } else { named.join(", ") };
    let mut finding = evidence.finding(requirement, due.level, &rule.list, expected, actual);
    finding.class = due.names.join(" ");
    finding.rests_on = due.names.iter().chain(&rule.keys).cloned().collect();
    judgement.findings.push(finding);
}

/// The parameters that an answer names, in its order.
pub fn named<'a>(rule: &NamesForm, response: Option<&'a Value>) -> Vec<&'a str> {
    let details = response.and_then(|response| response.pointer(&rule.list)).and_then(Value::as_array);
    let name = |detail: &'a Value| rule.keys.iter().find_map(|key| detail.get(key)).and_then(Value::as_str);
    details.into_iter().flatten().filter_map(name).collect()
}
