//! Steps that are played until something holds, against targets that reach an end and targets that do not.

use serde_json::{Value, json};

use crate::{
    record::TrialRecord,
    run::testing::{Asked, Reply, Server, honest, order, play_scenario},
};

/// A step that is sent until its order is done.
fn polled(repeat: &Value, rule: &str) -> Value {
    let mut step = order("poll", &json!({"item": "a", "count": 1}), "accepted", &[]);
    step["repeat"] = repeat.clone();
    step["rules"] = json!([{"requirement": "SH-same", "rule": rule, "text": {"ja": "a", "en": "a"}}]);
    step
}

fn against(steps: &Value, answer: impl FnMut(&Asked) -> Reply + Send + 'static) -> (TrialRecord, Vec<Asked>) {
    let server = Server::start(answer);
    let record = play_scenario(&server.url, &json!({"steps": steps}));
    (record, server.asked())
}

fn state(ask: &Asked, done_after: usize) -> Reply {
    let note = if ask.number < done_after { "working" } else { "done" };
    Reply::json(201, &json!({"id": "o-1", "count": ask.json()["count"], "note": note}))
}

#[test]
fn a_step_is_played_until_it_holds_and_no_more() {
    let repeat = json!({"until": "response.note == 'done'", "pause": "1ms", "max": 9, "within": "5m"});
    let next = order("next", &json!({"item": {"$cel": "steps.poll.response.note"}, "count": 1}), "accepted", &[]);
    let rule =
        "i == 3 && statuses == null || steps.poll.statuses.size() == 4 && steps.poll.exchanges[3].headers.size() > 0";
    let steps = json!([polled(&repeat, &rule.replace("statuses == null", "false")), next]);
    let (record, asked) = against(&steps, |ask| state(ask, 3));
    assert!(record.findings.is_empty() && record.errors.is_empty(), "{:?} {:?}", record.findings, record.errors);
    assert_eq!((asked.len(), asked[4].json()["item"].clone()), (5, json!("done")));
}

#[test]
fn what_never_comes_is_a_finding_of_the_step_and_nothing_rests_on_it() {
    let repeat = json!({"until": "response.note == 'done'", "pause": "1ms", "max": 3});
    let next = order("next", &json!({"item": {"$cel": "steps.poll.response.note"}, "count": 1}), "accepted", &[]);
    let (record, asked) = against(&json!([polled(&repeat, "true"), next]), |ask| state(ask, 100));
    let [found] = record.findings.as_slice() else { panic!("{record:?}") };
    assert_eq!((&*found.finding.check, found.finding.requirement.as_str(), asked.len()), ("until", "SH-ok", 3));
    assert_eq!(found.finding.actual, "not after 3 requests; the last response: status 201");
    let late = json!({"until": "response.note == 'done'", "pause": "5m", "max": 3, "within": "1ms"});
    let (record, asked) = against(&json!([polled(&late, "true")]), |ask| state(ask, 100));
    assert_eq!((asked.len(), record.findings.len()), (1, 1), "the time is over before the pause is");
    assert!(record.findings[0].finding.actual.contains(", within 1ms"), "{:?}", record.findings);
}

/// 202 without a body, then the order: a response without JSON is one to wait after.
#[test]
fn what_is_still_under_way_may_have_no_body() {
    let repeat = json!({"until": "status == 201", "max": 5});
    let answer = |ask: &Asked| if ask.number < 2 { Reply::text(200, "") } else { state(ask, 0) };
    let (record, asked) = against(&json!([polled(&repeat, "steps.poll.statuses == [200, 200, 201]")]), answer);
    assert_eq!(asked.len(), 3);
    assert!(record.findings.iter().all(|found| &*found.finding.check == "content"), "{:?}", record.findings);
    assert!(record.errors.is_empty() && record.asked["SH-same"] >= 1, "{record:?}");
}

#[test]
fn pages_are_followed_by_cursor_and_by_link() {
    let by_cursor = json!({"repeat": {"until": "response.next == ''", "max": 9},
        "query": {"item": {"$cel": "i == 0 ? 'first' : steps.page.response.next"}}});
    let by_link = json!({"repeat": {"until": "link(headers, 'next') == ''", "max": 9},
        "query": {"$cel": "i == 0 ? 'item=first' : after(link(steps.page.headers, 'next'), '?')"}});
    for (more, sends_cursor) in [(by_cursor, true), (by_link, false)] {
        let mut step =
            json!({"name": "page", "operation": "find", "expect": {"outcome": "accepted", "requirement": "SH-ok"}});
        for (key, value) in more.as_object().into_iter().flatten() {
            step[key] = value.clone();
        }
        let (record, asked) = against(&json!([step]), move |ask| {
            let next = ["p2", "p3", ""][ask.number.min(2)];
            let reply = Reply::json(200, &json!({"orders": [], "next": if sends_cursor { next } else { "none" }}));
            if next.is_empty() {
                return reply.with("link", "<http://a/orders?item=first>; rel=\"first\"");
            }
            reply.with("Link", &format!("<http://a/orders?item={next}>; rel=\"next\", </x>; rel=last"))
        });
        assert!(record.errors.is_empty() && record.findings.is_empty(), "{record:?}");
        let items: Vec<bool> =
            asked.iter().zip(["first", "p2", "p3"]).map(|(ask, item)| ask.path.contains(item)).collect();
        assert_eq!(items, [true; 3], "{asked:?}");
    }
}

#[test]
fn the_number_and_the_condition_are_evaluated_each_time() {
    let repeat = json!({"times": "i == 0 ? 1 : (steps.poll.response.note == 'done' ? 0 : 9)", "max": 5});
    let (record, asked) = against(&json!([polled(&repeat, "true")]), |ask| state(ask, 2));
    assert_eq!((asked.len(), record.errors.len()), (3, 0), "{record:?}");
    let mut step = polled(&json!({"times": "9", "max": 9}), "true");
    step["when"] = json!("i < 2");
    assert_eq!(against(&json!([step]), honest).1.len(), 2);
}
