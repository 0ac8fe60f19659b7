//! A shop in which every order has a new item.

use std::{
    collections::{BTreeSet, HashSet},
    sync::{Arc, Mutex},
};

use serde_json::json;

use crate::{
    contract::{Files, Message},
    record::TrialRecord,
    run::{
        Keeper, Plan, Settings, Subject, play_trial, replay,
        serial::{Phase, Streams},
        testing::{
            Asked, Memory, Reply, Server, edited, files, honest, order, played, profile, reread, scenario, settings,
            target, trial,
        },
    },
    scenario::read_scenario,
};

fn unique_files() -> Files {
    edited(files(), "schemas/shop/order.request.schema.json", |schema| {
        schema["properties"]["item"]["x-unique"] = json!(true);
    })
}

fn plan_of(files: &Files, url: &str, run: u64) -> Plan {
    let subject = Subject::url(files, "shop", profile(url)).unwrap_or_else(|error| panic!("{error}"));
    Plan::new(vec![subject], target(), Settings { run, ..settings() })
}

/// A shop that refuses an item that it has taken before.
fn once_only() -> (Server, Arc<Mutex<HashSet<String>>>) {
    let taken: Arc<Mutex<HashSet<String>>> = Arc::default();
    let known = Arc::clone(&taken);
    let server = Server::start(move |ask| {
        let reply = honest(ask);
        let item = ask.json()["item"].as_str().unwrap_or_default().to_owned();
        let is_order = ask.path.starts_with("/orders") && ask.method == "POST";
        if reply.is_status(201) && is_order && !known.lock().expect("no panic").insert(item) {
            return refused("E9");
        }
        reply
    });
    (server, taken)
}

fn refused(code: &str) -> Reply {
    Reply::json(400, &json!({"error": {"code": code}}))
}

fn items(server: &Server) -> Vec<String> {
    server.bodies().iter().filter_map(|body| body["item"].as_str().map(str::to_owned)).collect()
}

const NAMES: [&str; 6] = [
    "shop/order/accepts/item",
    "shop/order/accepts/random",
    "shop/order/accepts/rows",
    "shop/order/raw/trailing-comma",
    "shop/order/rejects/count/maximum",
    "shop/order/rejects/item/maxLength",
];

#[test]
fn a_value_is_new_within_a_run_and_in_every_run_with_the_same_seed() {
    let (server, taken) = once_only();
    let hashes: BTreeSet<String> = (1..=3)
        .map(|run| {
            let plan = plan_of(&unique_files(), &server.url, run);
            for name in NAMES {
                let record = play_trial(&plan, trial(&plan, name));
                assert!(record.findings.is_empty() && record.errors.is_empty(), "{run} {name}: {:?}", record.findings);
                assert!(record.cases > 0, "{name}");
            }
            plan.hash()
        })
        .collect();
    assert_eq!(hashes.len(), 1, "the plan is the same whatever the number of the run");
    assert!(taken.lock().expect("no panic").len() > 60);
}

#[test]
fn the_same_run_number_sends_the_same_bytes_and_another_one_does_not() {
    let sent = |run: u64| {
        let server = Server::start(honest);
        let plan = plan_of(&unique_files(), &server.url, run);
        play_trial(&plan, trial(&plan, "shop/order/accepts/rows"));
        server.asked().into_iter().map(|ask| ask.body).collect::<Vec<_>>()
    };
    let (one, again, other) = (sent(7), sent(7), sent(8));
    assert_eq!(one, again);
    assert!(one.iter().all(|body| !other.contains(body)) && !one.is_empty());
}

#[test]
fn a_boundary_keeps_its_length_and_one_with_too_few_values_is_dropped_by_name() {
    let (server, _) = once_only();
    let plan = plan_of(&unique_files(), &server.url, 1);
    let record = play_trial(&plan, trial(&plan, "shop/order/accepts/item"));
    let lengths: Vec<usize> = items(&server).iter().map(|item| item.chars().count()).collect();
    assert!(lengths.contains(&10) && lengths.iter().all(|length| *length > 1), "{lengths:?}");
    assert_eq!(record.dropped, record.dropped_why.values().sum::<u64>());
    let why: Vec<String> = record.dropped_why.keys().map(Message::english).collect();
    assert!(
        why.iter().any(|why| why == "/item has 62 values of this class, too few for a new one in each run"),
        "{why:?}"
    );
}

#[test]
fn what_breaks_the_marked_place_itself_stays_broken_as_it_was_drawn() {
    let (server, _) = once_only();
    let plan = plan_of(&unique_files(), &server.url, 1);
    let record = play_trial(&plan, trial(&plan, "shop/order/rejects/item/maxLength"));
    assert!(record.dropped == 0 && record.findings.is_empty(), "{record:?}");
    assert!(items(&server).iter().all(|item| item.chars().count() > 10));
    let other = play_trial(&plan, trial(&plan, "shop/order/rejects/count/maximum"));
    let good: Vec<String> = items(&server).into_iter().filter(|item| item.chars().count() <= 10).collect();
    let all: BTreeSet<&String> = good.iter().collect();
    assert!(other.dropped == 0 && all.len() == good.len() && !good.is_empty(), "{good:?}");
}

/// A shop that refuses rows, whatever is in them.
fn no_rows(ask: &Asked) -> Reply {
    if ask.json().get("rows").is_some() { refused("E3") } else { honest(ask) }
}

fn met(server: &Server) -> TrialRecord {
    played(&plan_of(&unique_files(), &server.url, 5), "shop/order/accepts/random")
}

#[test]
fn what_is_repeated_made_small_and_replayed_is_new_as_well() {
    let server = Server::start(no_rows);
    let record = met(&server);
    let found = record.findings.iter().find(|found| &*found.finding.check == "outcome").expect("it is found");
    assert!(found.pursued && found.request["rows"] == json!([]), "{}", found.request);
    let sent = items(&server);
    let all: BTreeSet<&String> = sent.iter().collect();
    assert!(sent.len() as u64 > record.cases && all.len() == sent.len(), "{} of {}", all.len(), sent.len());
    let saved = found.scenario.as_deref().expect("it is saved");
    let form = &saved.draw["new1"];
    assert_eq!((form.request.as_deref(), form.place.as_deref()), (Some("order"), Some("/item")));
    assert_eq!(saved.steps[0].body.as_ref().map(|body| body["item"].clone()), Some(json!({"$draw": "new1"})));
    let text = serde_json::to_string(saved).expect("JSON");
    let subject = Subject::url(&unique_files(), "shop", profile(&server.url)).expect("a subject");
    let read = read_scenario("s.json", &text, &subject.suite.contract);
    let (scenario, expressions) = read.unwrap_or_else(|errors| panic!("{errors:?}"));
    let [five, six, again] = [5, 6, 6].map(|run| {
        let before = server.count();
        let replayed = replay(&subject, &scenario, &expressions, &Settings { run, ..settings() });
        assert_eq!((replayed.cases, replayed.findings.len()), (1, 1), "{replayed:?}");
        items(&server).swap_remove(before)
    });
    assert!(five != six && six == again, "the run number decides: {five} {six} {again}");
    assert!(five.chars().count() == six.chars().count() && !sent.contains(&six));
}

#[test]
fn a_drawn_part_of_a_scenario_is_the_same_in_its_case_and_new_in_the_next() {
    let steps = json!({"draw": {"q": {"request": "order"}}, "cases": 4, "steps": [
        order("a", &json!({"$draw": "q"}), "accepted", &[]), order("b", &json!({"$draw": "q"}), "refused", &["E9"])
    ]});
    let (server, _) = once_only();
    let plan = plan_of(&scenario(unique_files(), "s", &steps), &server.url, 1);
    let record = play_trial(&plan, trial(&plan, "shop/scenario/s"));
    assert!(record.findings.is_empty() && record.errors.is_empty(), "{:?}", record.findings);
    let sent = items(&server);
    let all: BTreeSet<&String> = sent.iter().collect();
    assert_eq!((sent.len(), all.len()), (8, 4));
}

#[test]
fn no_two_streams_of_a_run_and_no_two_runs_share_a_number() {
    let names = ["a", "b", "c"];
    for (room, each) in [(1_u128 << 56, 1_000), (100_000_000, 100)] {
        let mut seen = HashSet::new();
        for run in 1..=4 {
            let streams = Streams::new(run, names.into_iter());
            for name in names {
                for phase in [Phase::Cases, Phase::Smaller, Phase::Readings, Phase::Beside] {
                    let mut serial = streams.of(name, phase);
                    for finding in 0..2 {
                        serial.of_finding(finding);
                        for _ in 0..each {
                            let index = serial.index(room).expect("there is room");
                            assert!(index < room && seen.insert(index), "{run} {name} {phase:?}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn a_room_that_is_used_up_gives_nothing_more() {
    let mut serial = Streams::new(9, ["a"].into_iter()).of("a", Phase::Cases);
    let given: Vec<Option<u128>> = (0..5).map(|_| serial.index(13)).collect();
    assert_eq!(given.iter().flatten().collect::<BTreeSet<_>>().len(), 4, "0, 4, 8 and 12 of its phase: {given:?}");
    assert_eq!(given[4], None);
    serial.after(2);
    assert_eq!(serial.given(), 5, "what was given out stays given out");
}

/// A shop that refuses an order which it has seen, whatever stands in it.
fn no_order_twice() -> Server {
    let mut seen = HashSet::new();
    Server::start(move |ask| match honest(ask) {
        reply if ask.method == "POST" && ask.path == "/orders" && !seen.insert(ask.body.clone()) => {
            drop(reply);
            refused("E9")
        }
        reply => reply,
    })
}

#[test]
fn no_two_generated_bodies_are_the_same_where_the_contract_says_so() {
    let marked = edited(files(), "schemas/shop/contract.json", |contract| {
        contract["operations"]["order"]["distinct"] = json!(true);
    });
    let sent = |files: &Files| {
        let server = no_order_twice();
        let plan = plan_of(files, &server.url, 1);
        let names = plan.trials.iter().map(|trial| trial.name.clone()).filter(|name| name.starts_with("shop/order/"));
        let records: Vec<TrialRecord> =
            names.collect::<Vec<_>>().iter().map(|name| play_trial(&plan, trial(&plan, name))).collect();
        let bodies: Vec<Vec<u8>> = server.asked().into_iter().map(|ask| ask.body).collect();
        (bodies, records)
    };
    let (bodies, _) = sent(&files());
    let all: HashSet<&Vec<u8>> = bodies.iter().collect();
    assert!(all.len() < bodies.len(), "without the word some come twice");
    let (bodies, records) = sent(&marked);
    let all: HashSet<&Vec<u8>> = bodies.iter().collect();
    assert!(all.len() == bodies.len() && bodies.len() > 150, "{} of {}", all.len(), bodies.len());
    assert!(records.iter().all(|record| record.findings.is_empty()), "a sound shop is not accused");
    let why: Vec<String> = records.iter().flat_map(|record| record.dropped_why.keys()).map(Message::english).collect();
    assert!(why.iter().all(|why| why == "every body that was drawn for it went to `order` before"), "{why:?}");
    let dropped: u64 = records.iter().flat_map(|record| record.dropped_why.values()).sum();
    assert_eq!(dropped, records.iter().map(|record| record.dropped).sum::<u64>(), "each is named");
}

#[test]
fn no_two_generated_bodies_are_the_same_over_an_interruption_either() {
    let marked = edited(files(), "schemas/shop/contract.json", |contract| {
        contract["operations"]["order"]["distinct"] = json!(true);
    });
    let server = no_order_twice();
    let of_order = |plan: &Plan| -> Vec<String> {
        let names = plan.trials.iter().map(|trial| trial.name.clone());
        names.filter(|name| name.starts_with("shop/order/")).collect()
    };
    let mut before = plan_of(&marked, &server.url, 1);
    let memory = Memory::of(&mut before);
    let names = of_order(&before);
    for name in &names[..names.len() * 2 / 3] {
        play_trial(&before, trial(&before, name));
    }
    let sent = server.count();
    // Killed when the last trial had sent all, and before it was over.
    let text = memory.text();
    let lines: Vec<&str> = text.lines().collect();
    let cut = lines.iter().rposition(|line| line.starts_with("{\"trial\"")).expect("a trial");
    let journaled = reread(&(lines[..cut].join("\n") + "\n"));
    assert!(journaled.past.len() == 1 && journaled.sent.len() + 5 > sent, "{} of {sent}", journaled.sent.len());
    let mut again = plan_of(&marked, &server.url, 1);
    let over: HashSet<String> =
        journaled.records.values().filter(|record| record.is_over()).map(|record| record.name.clone()).collect();
    again.keep(&Keeper::new(None, journaled.past).knowing(journaled.sent));
    let records: Vec<TrialRecord> =
        names.iter().filter(|name| !over.contains(*name)).map(|name| play_trial(&again, trial(&again, name))).collect();
    let bodies: Vec<Vec<u8>> = server.asked().into_iter().map(|ask| ask.body).collect();
    let all: HashSet<&Vec<u8>> = bodies.iter().collect();
    assert!(all.len() == bodies.len() && bodies.len() > sent, "{} of {}", all.len(), bodies.len());
    assert!(records.iter().all(|record| record.findings.is_empty()), "a sound shop is not accused");
}

#[test]
fn a_body_that_is_all_there_is_is_dropped_and_named() {
    let marked = edited(files(), "schemas/shop/contract.json", |contract| {
        contract["operations"]["order"]["distinct"] = json!(true);
    });
    let server = no_order_twice();
    let plan = plan_of(&marked, &server.url, 1);
    let blank = trial(&plan, "shop/order/raw/blank");
    let (first, second) = (play_trial(&plan, blank), play_trial(&plan, blank));
    assert_eq!((first.dropped, second.dropped, server.count()), (0, 1, 1));
    assert_eq!(second.dropped_why.values().sum::<u64>(), 1);
}
