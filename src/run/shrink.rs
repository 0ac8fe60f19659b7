//! Making a counterexample small: ever simpler cases that still show the same finding, within a budget of requests.
//!
//! A candidate is sent only when it is confirmed to do what the original was meant to do, so a shrunk request that breaks a
//! constraint breaks that one and no other; another finding than the first counts as none.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
};

use super::{
    case::{Candidate, Case},
    lane::Lane,
    met::found,
    play::play,
    played::Played,
    stage::Stage,
};
use crate::{
    check::FindingKey,
    record::{Found, Intent, TrialError},
};

/// The most candidates that are looked at, sent or not, and the most bytes that they may have together.
const MOST_CANDIDATES: usize = 4_000;
const MOST_BYTES: usize = 32 << 20;

/// Which candidates have been looked at.
#[derive(Default)]
struct Tried {
    hashes: HashSet<u64>,
    bytes: usize,
}

impl Tried {
    fn spent(&self) -> bool {
        self.hashes.len() >= MOST_CANDIDATES || self.bytes >= MOST_BYTES
    }

    /// Whether the candidate is new; only its hash is kept, because candidates can be large.
    fn insert(&mut self, candidate: &Candidate) -> bool {
        let text = candidate.value.to_string();
        self.bytes += text.len();
        let mut hasher = DefaultHasher::new();
        (candidate.number, text).hash(&mut hasher);
        self.hashes.insert(hasher.finish())
    }
}

/// A case that shows the same finding.
pub(super) struct Smaller<'a> {
    /// The case.
    pub(super) case: Case<'a>,
    /// How it shows the finding.
    pub(super) found: Found,
}

/// The smallest case found that still shows the finding, with so many requests; none where nothing smaller does.
pub(super) async fn shrink<'a>(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    case: &Case<'a>,
    key: &FindingKey,
    requests: u32,
) -> Option<Smaller<'a>> {
    let mut best: Option<Smaller<'a>> = None;
    let mut budget = requests / case.cost();
    let mut tried = Tried::default();
    // On from where the last simpler one stood: what was in vain before it is mostly in vain again, and costs requests.
    let mut from = 0;
    'again: loop {
        let base = best.as_ref().map_or(case, |smaller| &smaller.case).clone();
        for (position, candidate) in base.simpler().enumerate().skip(from) {
            if budget == 0 || tried.spent() {
                break 'again;
            }
            if !tried.insert(&candidate) {
                continue;
            }
            let Some(smaller) = base.with(stage, candidate) else { continue };
            let Some(played) = play(lane, stage, &smaller, None).await else { continue };
            budget -= 1;
            if played.error.as_ref().is_some_and(|error| !matches!(error, TrialError::Ours(_))) {
                break 'again;
            }
            if let Some(found) = shown(&played, key, &smaller.intent) {
                best = Some(Smaller { case: smaller, found });
                from = position;
                continue 'again;
            }
        }
        if from == 0 {
            break;
        }
        from = 0;
    }
    best
}

/// The finding of a key among those of a case that was played; any other finding counts as none.
pub(super) fn shown(played: &Played, key: &FindingKey, intent: &Intent) -> Option<Found> {
    let (finding, exchange) = played.findings.iter().find(|(finding, _)| finding.key() == *key)?;
    Some(found(finding.clone(), intent, exchange))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        record::TrialRecord,
        run::{
            Session,
            journal::Purpose,
            runtime::block_on,
            testing::{
                Asked, Reply, Server, case, files, finding, found as made_up, honest, order, plan, played, profile,
                scenario, settings, stage, subject, trial,
            },
        },
    };

    /// What the first finding of a trial is made, with the bodies that were sent, the first case among them.
    fn shrunk(name: &str, answer: impl FnMut(&Asked) -> Reply + Send + 'static) -> (TrialRecord, Vec<Value>) {
        let server = Server::start(answer);
        let record = played(&plan(subject(&server.url)), name);
        (record, server.bodies())
    }

    fn refused(code: &str) -> Reply {
        Reply::json(400, &json!({"error": {"code": code}}))
    }

    #[test]
    fn a_request_is_made_as_small_as_it_can_be() {
        // Whatever has rows is refused.
        let (record, _) = shrunk("shop/order/accepts/random", |ask| match ask.json().get("rows") {
            Some(_) => refused("E3"),
            None => honest(ask),
        });
        let found = &record.findings[0];
        assert_eq!(
            (found.request["count"].as_i64(), &found.request["rows"]),
            (Some(1), &json!([])),
            "{}",
            found.request
        );
        assert!(
            found.request.get("note").is_none() && found.request["item"].as_str().is_some_and(|item| item.len() == 1)
        );
    }

    #[test]
    fn shrinking_onto_another_finding_is_refused() {
        // With a note the count is wrong; without one the order is refused, which is another finding.
        let (record, bodies) = shrunk("shop/order/accepts/random", |ask| match ask.json().get("note") {
            Some(_) => Reply::json(201, &json!({"id": "o", "count": -1})),
            None => refused("E1"),
        });
        let same = record.findings.iter().find(|found| found.finding.requirement == "SH-same").expect("it is found");
        assert!(same.request.get("note").is_some(), "{}", same.request);
        assert_eq!(same.response, json!({"id": "o", "count": -1}));
        let outcome = record.findings.iter().find(|found| &*found.finding.check == "outcome").expect("it is found");
        assert!(outcome.request.get("note").is_none(), "{}", outcome.request);
        assert!(bodies.len() as u64 > record.cases, "smaller ones were tried");
    }

    #[test]
    fn what_shows_a_broken_constraint_stays_broken_in_its_own_way() {
        let (record, bodies) = shrunk("shop/order/rejects/rows.n/maximum", |_| refused("E5"));
        let subject = subject("http://127.0.0.1:1");
        let constraints = subject.drawers[0].constraints();
        let maximum = constraints.iter().find(|one| one.keyword == "maximum" && one.place.as_str() == "/rows/*/n");
        for body in &bodies {
            let breaches = subject.drawers[0].validator().breaches(body);
            assert!(breaches.len() == 1 && maximum.is_some_and(|one| one.is_broken_by(&breaches[0])), "{body}");
        }
        let found = &record.findings[0];
        assert_eq!((found.intent.at.as_str(), found.intent.way.as_str()), ("/rows/0/n", "one-over"));
        assert_eq!(found.request["rows"], json!([{"n": 10}]), "what breaks it is as it was");
    }

    #[test]
    fn a_request_stays_in_the_class_that_its_case_is_named_by() {
        let (record, _) = shrunk("shop/order/accepts/note", |ask| match ask.json()["note"].as_str() {
            Some(note) if note.chars().count() == 20 => refused("E4"),
            _ => honest(ask),
        });
        let found = &record.findings[0];
        assert_eq!((found.intent.at.as_str(), found.intent.way.as_str()), ("/note", "length-max"));
        assert_eq!(found.request, json!({"item": "a", "count": 1, "note": "aaaaaaaaaaaaaaaaaaaa"}));
    }

    /// Shrinks the first finding of a case within a budget; the requests that it took, and the result.
    fn within(budget: u32, answer: impl FnMut(&Asked) -> Reply + Send + 'static) -> (usize, Option<Value>) {
        let server = Server::start(answer);
        let subject = subject(&server.url);
        let (settings, session) = (crate::run::Settings { shrink: budget, ..settings() }, Session::new(&subject));
        let (plan, stage) = (plan(subject.clone()), stage(&subject, &settings, 0));
        let case = case(&stage, trial(&plan, "shop/order/accepts/note"), "length-max");
        block_on(async {
            let mut lane = Lane::open(&subject, &session, "t").await.expect("a lane");
            lane.purpose = Purpose::Shrink;
            let played = play(&mut lane, &stage, &case, None).await.expect("it can be sent");
            let key = played.findings[0].0.key();
            let smaller = shrink(&mut lane, &stage, &case, &key, budget).await;
            (server.count() - 1, smaller.map(|smaller| smaller.found.request))
        })
    }

    #[test]
    fn the_budget_in_requests_is_kept() {
        let never_again = |ask: &Asked| if ask.number == 0 { refused("E4") } else { honest(ask) };
        assert_eq!(within(3, never_again), (3, None));
        assert_eq!(within(0, never_again), (0, None));
        let (all, _) = within(10_000, never_again);
        assert!(all > 3 && all < 300, "{all}");
    }

    #[test]
    fn a_scenario_costs_as_many_requests_as_it_has_steps() {
        let server = Server::start(|ask| match ask.json()["count"].as_i64() {
            Some(100) => honest(ask),
            _ if ask.number < 2 + 4 + 2 => refused("E1"),
            _ => honest(ask),
        });
        let last = order("b", &json!({"$draw": "order"}), "accepted", &[]);
        let steps = json!([order("a", &json!({"item": "a", "count": 100}), "accepted", &[]), last]);
        let steps = json!({"steps": steps, "draw": {"order": {"request": "order"}}});
        let subject = crate::run::Subject::url(&scenario(files(), "s", &steps), "shop", profile(&server.url));
        let mut plan = plan(subject.expect("a subject"));
        plan.settings.shrink = 7;
        let record = played(&plan, "shop/scenario/s");
        // Two for the case, two times two to repeat it; then alone once more, and two times two for smaller ones.
        assert_eq!((record.findings.len(), server.count()), (1, 2 + 4 + 2 + 4), "{record:?}");
    }

    #[test]
    fn an_error_of_ours_passes_over_a_candidate_and_one_of_the_target_ends_the_search() {
        // Without a note the rule cannot be evaluated.
        let rule = json!({"requirement": "SH-same", "rule": "request.note.size() < 0 || request.count > 100", "text": {"ja": "a", "en": "a"}});
        let mut step = order("a", &json!({"$draw": "order"}), "accepted", &[]);
        step["rules"] = json!([rule]);
        let schema = json!({"type": "object", "required": ["item", "count"], "properties": {
            "item": {"type": "string", "minLength": 1, "maxLength": 10}, "count": {"type": "integer", "minimum": 1, "maximum": 100},
            "note": {"type": "string", "minLength": 3, "maxLength": 20}
        }});
        let steps = json!({"steps": [step], "draw": {"order": {"schema": schema}}, "cases": 20});
        let server = Server::start(honest);
        let record = {
            let mut plan = crate::run::testing::planned(&server.url, &steps);
            plan.settings.shrink = 200;
            played(&plan, "shop/scenario/s")
        };
        let found = record.findings.iter().find(|found| &*found.finding.check == "rule").expect("it is found");
        assert_eq!(found.request, json!({"item": "a", "count": 1, "note": "aaa"}));
        let (asked, smaller) = within(200, |ask| match ask.number {
            0 => refused("E4"),
            1 | 2 => honest(ask),
            _ => Reply::hang_up(),
        });
        assert!(asked == 3 && smaller.is_none(), "{asked} requests: one that writes is never sent again");
    }

    #[test]
    fn no_candidate_is_looked_at_twice_and_not_too_many_are() {
        let candidate = |number: usize, value: Value| Candidate { number, value };
        let mut tried = Tried::default();
        assert!(tried.insert(&candidate(0, json!("abc"))) && !tried.insert(&candidate(0, json!("abc"))));
        assert!(tried.insert(&candidate(1, json!("abc"))), "another place");
        assert_eq!((tried.hashes.len(), tried.bytes, tried.spent()), (2, 15, false));
        for (bytes, spent) in [(MOST_BYTES - 1, false), (MOST_BYTES, true)] {
            assert_eq!(Tried { bytes, ..Tried::default() }.spent(), spent);
        }
        for number in 2..MOST_CANDIDATES {
            assert!(tried.insert(&candidate(number, json!(0))) && tried.spent() == (number + 1 == MOST_CANDIDATES));
        }
    }

    #[test]
    fn any_other_finding_counts_as_none() {
        let exchange = crate::run::testing::exchange(&json!(1), 200, &json!({}));
        let played = Played::one(exchange, vec![finding("A"), finding("B")]);
        let intent = Intent::default();
        let found = shown(&played, &finding("B").key(), &intent).expect("it is shown");
        assert_eq!(found.finding, finding("B"));
        assert!(shown(&played, &made_up(finding("C")).key, &intent).is_none());
    }
}
