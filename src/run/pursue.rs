//! Pursuing a finding within its trial: the case that shows it is repeated.
//!
//! A finding is called flaky only where a case that is repeated keeps every promise. One with another finding may rest on what the
//! first request left behind (a record that is there now), and says nothing of the kind.
//!
//! Shrinking and saving come after the trials, in `causes`: what lies behind a finding is known only when all of them are.

use super::{Target, case::Case, journal::Purpose, lane::Lane, play::play, stage::Stage};
use crate::{check::Finding, contract::Level, record::Found};

/// How often the same bytes are sent again, at most.
pub const ONCE_MORE: u32 = 2;

/// Pursues a finding that a case has shown, after it sent what `sent` stands for.
pub(super) async fn pursue(
    lane: &mut Lane<'_>,
    stage: &Stage<'_>,
    case: &Case<'_>,
    mut found: Found,
    sent: Vec<u64>,
) -> Found {
    lane.scribe.found(&found);
    lane.purpose = Purpose::Again;
    found.flaky = is_flaky(lane, stage, case, &found.finding, &sent).await;
    lane.purpose = Purpose::Case;
    found
}

/// Whether it is worth repeating a case: not against the embedded reference, whose responses follow from the requests, and never
/// where nothing is made small either. A case that uses up a state of the target's owner may rightly end otherwise.
fn is_worth_repeating(stage: &Stage<'_>, case: &Case<'_>, finding: &Finding) -> bool {
    finding.level > Level::Open
        && stage.settings.shrink > 0
        && matches!(stage.subject.target, Target::Url)
        && !case.uses_state()
}

/// Whether the same bytes, sent again, keep every promise.
async fn is_flaky(lane: &mut Lane<'_>, stage: &Stage<'_>, case: &Case<'_>, finding: &Finding, sent: &[u64]) -> bool {
    if !is_worth_repeating(stage, case, finding) {
        return false;
    }
    let mut kept = false;
    for _ in 0..ONCE_MORE {
        if !lane.spend(case.cost()) {
            break;
        }
        let Some(again) = play(lane, stage, case, None).await else { break };
        // One call is the same bytes each time; a scenario may build on the responses to earlier steps.
        if again.error.is_some() || (case.cost() > 1 && !again.starts_with(sent)) {
            break;
        }
        kept |= again.findings.iter().all(|(finding, _)| finding.level == Level::Open);
    }
    kept
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::json;

    use super::*;
    use crate::{
        record::TrialRecord,
        reference::{self, Config},
        run::{
            Session, Settings,
            runtime::block_on,
            testing::{
                Asked, Reply, Server, case, finding, honest, order, plan, planned, played, settings, stage, subject,
                trial,
            },
        },
    };

    fn refused(code: &str) -> Reply {
        Reply::json(400, &json!({"error": {"code": code}}))
    }

    /// The result of an empty body, which nothing simpler can stand for, with the number of requests.
    fn empty(answer: impl FnMut(&Asked) -> Reply + Send + 'static) -> (TrialRecord, usize) {
        let server = Server::start(answer);
        let record = played(&plan(subject(&server.url)), "shop/order/raw/empty");
        assert_eq!(record.findings.len(), 1, "{record:?}");
        (record, server.count())
    }

    #[test]
    fn a_finding_is_flaky_where_the_same_bytes_keep_every_promise_once() {
        for (answers, flaky, requests) in [
            (["E1", "E1", "E1"], false, 4),
            (["E1", "E9", "E1"], true, 3),
            (["E1", "E1", "E9"], true, 3),
            (["E1", "E9", "E9"], true, 3),
            // Another finding may rest on what the first request left behind.
            (["E1", "E2", "E3"], false, 4),
            (["E1", "hang up", "hang up"], false, 2),
        ] {
            let (record, count) = empty(move |ask| match answers[ask.number.min(2)] {
                "hang up" => Reply::hang_up(),
                code => refused(code),
            });
            assert_eq!(record.findings[0].flaky, flaky, "{answers:?}");
            // What is not flaky is played alone once more. The client itself retries once where a connection is closed without a response.
            assert!(count == requests || answers[1] == "hang up", "{answers:?}: {count}");
        }
    }

    #[test]
    fn what_is_flaky_is_not_made_small() {
        let mut seen = HashSet::new();
        let server = Server::start(move |ask| match ask.json().get("rows") {
            Some(_) if seen.insert(ask.body.clone()) => refused("E3"),
            _ => honest(ask),
        });
        let record = played(&plan(subject(&server.url)), "shop/order/accepts/rows");
        assert!(record.findings.iter().all(|found| found.flaky) && !record.findings.is_empty(), "{record:?}");
        assert!(record.findings.iter().all(|found| found.scenario.is_some()), "{record:?}");
        assert_eq!(server.count() as u64, record.cases + 2, "it is repeated, and nothing smaller is sent");
    }

    #[test]
    fn a_trial_repeats_no_more_than_half_of_what_it_sends() {
        let server = Server::start(|_| refused("E1"));
        let mut plan = plan(subject(&server.url));
        plan.settings.cases = 40;
        let trial = trial(&plan, "shop/order/accepts/random");
        let record = super::super::play_trial(&plan, trial);
        let again = server.count() as u64 - record.cases;
        assert!(again > 0 && again <= plan.repeats(trial) && plan.repeats(trial) == plan.cost(trial) / 2, "{again}");
    }

    #[test]
    fn a_finding_is_worth_repeating_against_a_real_target_whose_states_it_leaves_alone() {
        let url = subject("http://127.0.0.1:1");
        let mut embedded = url.clone();
        embedded.target = Target::Reference(reference::find("jpay-search").expect("it is there"), Config::default());
        let steps = json!({"state": "order-known", "steps": [order("a", &json!({}), "accepted", &[])]});
        let stateful = planned("http://127.0.0.1:1", &steps);
        let plan = plan(url.clone());
        for (subject, shrink, level, uses_state, worth) in [
            (&url, 1, Level::Must, false, true),
            (&url, 200, Level::Should, false, true),
            (&url, 1, Level::Open, false, false),
            (&url, 0, Level::Must, false, false),
            (&embedded, 1, Level::Must, false, false),
            (&url, 1, Level::Must, true, false),
        ] {
            let settings = Settings { shrink, ..settings() };
            let stage = stage(subject, &settings, 0);
            let mut case = case(&stage, trial(&plan, "shop/order/raw/empty"), "empty");
            if uses_state {
                let scenario = &stateful.subjects[0].suite.scenarios[0];
                case.steps = super::super::case::Steps::Scenario { scenario, state: None, row: None };
            }
            let finding = Finding { level, ..finding("A") };
            assert_eq!(is_worth_repeating(&stage, &case, &finding), worth, "{shrink} {level:?} {uses_state}");
        }
    }

    #[test]
    fn a_scenario_that_sent_something_else_says_nothing() {
        // The second step sends the id that the first returned; what is refused at first is accepted later.
        let second = json!({"item": {"$cel": "steps.a.response.id"}, "count": 2});
        let steps = json!({"steps": [
            order("a", &json!({"item": "a", "count": 1}), "accepted", &[]), order("b", &second, "accepted", &[])
        ]});
        for (fresh, flaky) in [(false, true), (true, false)] {
            let server = Server::start(move |ask| match ask.json()["count"].as_i64() {
                Some(1) if fresh => Reply::json(201, &json!({"id": format!("o-{}", ask.number), "count": 1})),
                Some(2) if ask.number == 1 => refused("E1"),
                _ => honest(ask),
            });
            let mut plan = planned(&server.url, &steps);
            plan.settings.shrink = 200;
            let record = played(&plan, "shop/scenario/s");
            assert_eq!(record.findings[0].flaky, flaky, "{}", record.findings[0].request);
        }
    }

    #[test]
    fn a_finding_keeps_its_count_and_every_request_its_purpose() {
        let server = Server::start(|ask| match ask.json()["note"].as_str() {
            Some(note) if note.chars().count() == 20 => refused("E4"),
            _ => honest(ask),
        });
        let subject = subject(&server.url);
        let (settings, session) = (settings(), Session::new(&subject));
        let (plan, stage) = (plan(subject.clone()), stage(&subject, &settings, 0));
        let case = case(&stage, trial(&plan, "shop/order/accepts/note"), "length-max");
        let found = block_on(async {
            let mut lane = Lane::open(&subject, &session, "t").await.expect("a lane");
            let played = play(&mut lane, &stage, &case, None).await.expect("it can be sent");
            let (finding, exchange) = &played.findings[0];
            let first = super::super::met::found(finding.clone(), &case.intent, exchange);
            let first = Found { cases: 5, ..first };
            let pursued = pursue(&mut lane, &stage, &case, first, played.sent_until(exchange)).await;
            assert_eq!(lane.purpose, Purpose::Case);
            pursued
        });
        assert_eq!((found.cases, found.flaky), (5, false));
        assert_eq!(server.count(), 1 + 2, "the case, and the same bytes twice more");
    }
}
