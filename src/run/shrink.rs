//! Making a counterexample small: ever simpler values that still show the same finding, within a budget of requests.
//!
//! A candidate is asked only when it is confirmed to do what the original was meant to do, so a shrunk request that breaks a
//! constraint breaks that one and no other; another finding than the first counts as none.

use std::{
    collections::{BTreeMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use serde_json::{Map, Value};

use super::{
    Settings, Subject,
    generated::{Intent, Stage, confirmed, shows, violation},
    lane::Lane,
    play::ScenarioCase,
    steps::perform,
    tally::found,
};
use crate::{
    check::FindingKey,
    contract::expression::Scope,
    generate::{Drawer, simpler},
    record::Found,
    scenario::{Expressions, Scenario},
};

/// The most candidates that are looked at, asked or not, and the most bytes that they may have together.
const MOST_CANDIDATES: usize = 4_000;
const MOST_BYTES: usize = 32 << 20;

/// Which candidates have been looked at.
#[derive(Default)]
struct Seen {
    hashes: HashSet<u64>,
    bytes: usize,
}

impl Seen {
    fn spent(&self) -> bool {
        self.hashes.len() >= MOST_CANDIDATES || self.bytes >= MOST_BYTES
    }

    /// Whether the candidate is new; only its hash is kept, for candidates can be large.
    fn insert(&mut self, name: &str, candidate: &Value) -> bool {
        let text = candidate.to_string();
        self.bytes += text.len();
        let mut hasher = DefaultHasher::new();
        (name, text).hash(&mut hasher);
        self.hashes.insert(hasher.finish())
    }
}

/// The smallest request found that still shows the finding, with its intent (indexes may have moved), and how it shows it.
pub(super) async fn request<'a>(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    settings: &Settings,
    drawn: &Arc<Value>,
    intent: &Intent<'a>,
    key: &FindingKey,
) -> ((Arc<Value>, Intent<'a>), Option<Found>) {
    let mut best = (Arc::clone(drawn), intent.clone());
    let mut shown = None;
    let mut budget = settings.shrink;
    let mut seen = Seen::default();
    let given = stage.subject.given_for(stage.operation);
    // On from where the last simpler one stood: what was in vain before it is mostly in vain again, and costs requests.
    let mut from = 0;
    'again: loop {
        let base = Arc::clone(&best.0);
        for (number, candidate) in simpler(&base).enumerate().skip(from) {
            if budget == 0 || seen.spent() {
                break 'again;
            }
            if !keeps(&base, &candidate, &given) || !seen.insert("", &candidate) {
                continue;
            }
            let Some(intent) = moved(stage, &candidate, &best.1) else { continue };
            let candidate = Arc::new(candidate);
            if confirmed(stage, &candidate, &intent).is_none() {
                continue;
            }
            budget -= 1;
            if let Some((exchange, finding)) = shows(lane, stage, &candidate, &intent, key).await {
                shown = Some(found(finding, &intent.told, &exchange));
                best = (candidate, intent);
                from = number;
                continue 'again;
            }
        }
        if from == 0 {
            break;
        }
        from = 0;
    }
    (best, shown)
}

/// Whether a candidate has what the target's owner gives as it was, or not at all: another user or another account would be another
/// matter, and asking for them is in vain.
fn keeps(base: &Value, candidate: &Value, given: &[Value]) -> bool {
    match (base, candidate) {
        (Value::Object(before), Value::Object(after)) => {
            before.iter().all(|(key, value)| after.get(key).is_none_or(|other| keeps(value, other, given)))
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            before.iter().zip(after).all(|(value, other)| keeps(value, other, given))
        }
        _ => base == candidate || !given.contains(base),
    }
}

/// The intent over a candidate: the same constraint, wherever its place has moved to.
fn moved<'a>(stage: &Stage<'_>, candidate: &Value, intent: &Intent<'a>) -> Option<Intent<'a>> {
    let Some((constraint, kind)) = &intent.violation else { return Some(intent.clone()) };
    let mut bound = candidate.clone();
    stage.markers.fill(&mut bound);
    let breaches = stage.subject.drawers[stage.operation].validator().breaches(&bound);
    let [breach] = breaches.as_slice() else { return None };
    let same = constraint.is_broken_by(breach);
    same.then(|| violation(stage, constraint, kind, &breach.pointer)).flatten()
}

/// The smallest drawn values with which a scenario still shows the finding; `None` where nothing smaller was found.
#[expect(clippy::too_many_arguments, reason = "a case with its surroundings; a struct would only rename them")]
pub(super) async fn scenario(
    lane: &mut Lane<'_>,
    subject: &Subject,
    scenario: &Scenario,
    expressions: &Expressions,
    settings: &Settings,
    base: &Scope,
    case: &ScenarioCase,
    drawers: &BTreeMap<String, Arc<Drawer>>,
    key: &FindingKey,
) -> Option<ScenarioCase> {
    let mut best = case.draw.clone();
    let mut budget = settings.shrink / u32::try_from(scenario.steps.len().max(1)).unwrap_or(1);
    let mut seen = Seen::default();
    let with = |draw: &Map<String, Value>| ScenarioCase {
        state: case.state.clone(),
        row: case.row.clone(),
        draw: draw.clone(),
    };
    'again: loop {
        for (name, drawer) in drawers {
            let drawn = best[name].clone();
            for candidate in simpler(&drawn) {
                if budget == 0 || seen.spent() {
                    break 'again;
                }
                if !seen.insert(name, &candidate) || !drawer.validator().is_valid(&candidate) {
                    continue;
                }
                budget -= 1;
                let mut draw = best.clone();
                draw.insert(name.clone(), candidate);
                let mut scope = with(&draw).scope(base);
                let performance = perform(lane, subject, expressions, &scenario.steps, &mut scope, None).await;
                if performance.findings.iter().any(|(finding, _)| finding.key() == *key) {
                    best = draw;
                    continue 'again;
                }
            }
        }
        break;
    }
    (best != case.draw).then(|| with(&best))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::keeps;

    #[test]
    fn what_the_owner_gives_stays_or_goes_as_a_whole() {
        let base = json!({"user": "ci@example.com", "rows": [{"code": "246", "n": 5}, {"n": 6}]});
        let given = [json!("ci@example.com"), json!("246")];
        let keeps = |candidate| keeps(&base, &candidate, &given);
        assert!(!keeps(json!({"user": "c@example.com", "rows": [{"code": "246", "n": 5}, {"n": 6}]})));
        assert!(!keeps(json!({"user": "ci@example.com", "rows": [{"code": "2", "n": 5}, {"n": 6}]})));
        assert!(keeps(json!({"user": "ci@example.com", "rows": [{"n": 0}, {"n": 6}]})));
        assert!(keeps(json!({"rows": [{"n": 6}]})));
    }
}
