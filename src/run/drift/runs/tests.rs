//! Pairs of responses, and two whole runs.

use bytes::Bytes;
use serde_json::json;

use super::super::testing::exchange;
use super::*;
use crate::run::{
    journal::Due,
    play_trial,
    testing::{Asked, Memory, Reply, Server, asked_line, files, folder, honest, journal_text, plan, subject},
};

/// A comparison of two runs of which nothing is known but where the codes of the shop stand.
fn blank() -> Comparison {
    let side = || Side {
        folder: String::new(),
        target: String::new(),
        plan_hash: String::new(),
        started: String::new(),
        latency: BTreeMap::new(),
    };
    let said = Said { codes: vec![Pattern::new("/error/code").expect("a place")], ..Said::default() };
    let known = DriftBasis {
        operations: [("shop/order".to_owned(), said)].into(),
        masks: Masks::default(),
        surveys: (Survey::default(), Survey::default()),
        starts: (0, 0),
        orders: Orders::default(),
    };
    Comparison::new(known, side(), side())
}

/// What changed from one exchange to another, with whether their requests were the same.
fn compared(a: &ReadExchange<'_>, b: &ReadExchange<'_>) -> (bool, Vec<(&'static str, String)>) {
    let mut comparison = blank();
    let same = comparison.pair(a, b);
    let drift = comparison.drift;
    assert_eq!(drift.compared, u64::from(same));
    assert_eq!(drift.same, u64::from(same && drift.changes.is_empty()));
    (same, drift.changes.into_keys().map(|change| (change.kind.name(), change.place)).collect())
}

#[test]
fn two_answers_are_compared_where_the_requests_were_the_same() {
    let base = || exchange(&json!({"error": {"code": "E1"}}));
    let with = |change: &dyn Fn(&mut ReadExchange<'static>)| {
        let mut other = base();
        change(&mut other);
        compared(&base(), &other)
    };
    let same = |changes: &[(&'static str, &str)]| {
        (true, changes.iter().map(|(kind, place)| (*kind, (*place).to_owned())).collect())
    };
    assert_eq!(with(&|_| {}), same(&[]));
    assert_eq!(with(&|other| other.url = "https://elsewhere/orders".to_owned()), same(&[]));
    assert_eq!(with(&|other| other.status = 201), same(&[("status", "")]));
    assert_eq!(
        with(&|other| other.response = Bytes::from(json!({"error": {"code": "E2"}}).to_string())),
        same(&[("code", "/error/code")])
    );
    let otherwise = (false, Vec::new());
    assert_eq!(with(&|other| other.method = "PUT".to_owned()), otherwise);
    assert_eq!(with(&|other| other.operation = "find".to_owned()), otherwise);
    assert_eq!(with(&|other| other.url = "http://a/other".to_owned()), otherwise);
    assert_eq!(with(&|other| other.request = Bytes::from_static(b"{\"count\":2}")), otherwise);
}

#[test]
fn an_answer_that_takes_ten_times_and_a_second_longer_is_a_change() {
    for (before, after, slower) in [
        (100_000, 1_100_010, true),
        (100_000, 1_000_009, false),
        (111_112, 1_111_129, false),
        (111_112, 1_111_130, true),
        (90_000, 1_090_000, true),
        (90_000, 1_089_999, false),
        (2_000_000, 3_000_000, false),
        (1_000, 10, false),
        (0, 1_000_000, true),
    ] {
        let timed = |micros: u64| ReadExchange { micros, ..exchange(&json!({})) };
        let (same, changes) = compared(&timed(before), &timed(after));
        assert_eq!((same, !changes.is_empty()), (true, slower), "{before} {after}");
    }
}

#[test]
fn what_a_request_holds_is_no_id_and_what_is_masked_is_counted() {
    let mut comparison = blank();
    let (a, b) =
        (exchange(&json!({"n_id": 70_001, "at_id": 80_001})), exchange(&json!({"n_id": 70_002, "at_id": 80_002})));
    for _ in 0..2 {
        assert!(comparison.pair(&a, &b));
    }
    let drift = comparison.drift;
    let (change, met) = drift.changes.iter().next().expect("one");
    assert_eq!((change.place.as_str(), change.kind, drift.changes.len()), ("/n_id", ChangeKind::Value, 1));
    assert_eq!((met.cases, met.level, met.trial.as_str(), met.request), (2, Level::Must, "shop/order/a", 0));
    assert_eq!(drift.masked, [("shop/order /at_id".to_owned(), Masked { class: "id".to_owned(), values: 2 })].into());
    assert_eq!((drift.compared, drift.same), (2, 0));
}

#[test]
fn a_change_is_as_firm_as_the_firmest_case_and_a_slow_answer_never() {
    let difference = |kind, place: &str| Difference::plain(kind, place, "a".to_owned(), "b".to_owned());
    let due = |requirement: &str, level| ReadExchange {
        due: Due { requirement: requirement.to_owned(), level },
        ..exchange(&json!({}))
    };
    let mut drift = blank().drift;
    note(&mut drift, &due("", None), difference(ChangeKind::Status, ""));
    let (_, met) = drift.changes.first_key_value().expect("one");
    assert_eq!((met.level, met.requirements.len()), (Level::Open, 0));
    note(&mut drift, &due("A", Some(Level::Should)), difference(ChangeKind::Status, ""));
    note(&mut drift, &due("B", Some(Level::Open)), difference(ChangeKind::Status, ""));
    let (_, met) = drift.changes.first_key_value().expect("one");
    assert_eq!((met.level, met.cases, met.requirements.len()), (Level::Should, 3, 2));
    note(&mut drift, &due("A", Some(Level::Must)), difference(ChangeKind::Latency, ""));
    let latency = drift.changes.iter().find(|(change, _)| change.kind == ChangeKind::Latency).expect("it is there");
    assert_eq!(latency.1.level, Level::Open);
    note(&mut drift, &due("A", Some(Level::Must)), difference(ChangeKind::Order, ""));
    let order = drift.changes.iter().find(|(change, _)| change.kind == ChangeKind::Order).expect("it is there");
    assert_eq!(order.1.level, Level::Should);
    for number in drift.changes.len()..MOST + 3 {
        note(&mut drift, &due("A", None), difference(ChangeKind::Value, &number.to_string()));
    }
    assert_eq!((drift.changes.len(), drift.more), (MOST, 3));
}

/// Plays some trials of the shop into the journal of a folder.
fn run(name: &str, names: &[&str], answer: impl FnMut(&Asked) -> Reply + Send + 'static) -> std::path::PathBuf {
    let server = Server::start(answer);
    let mut plan = plan(subject(&server.url));
    // What is made small or repeated would take numbers of its own.
    plan.settings.shrink = 0;
    let memory = Memory::of(&mut plan);
    for trial in plan.trials.iter().filter(|trial| names.contains(&trial.name.as_str())) {
        play_trial(&plan, trial);
    }
    let folder = folder(name);
    std::fs::write(folder.join(crate::run::FILE), memory.text()).expect("a file");
    folder
}

#[test]
fn two_runs_are_compared_request_by_request() {
    let [empty, blank, array] = ["empty", "blank", "array"].map(|name| format!("shop/order/raw/{name}"));
    let count = "shop/order/accepts/count";
    let a = run("drift-a", &[&empty, &blank, count], honest);
    let b = run("drift-b", &[&blank, count, &array], |ask| match ask.json()["count"].as_i64() {
        Some(100) => Reply::json(400, &json!({"error": {"code": "E2"}})),
        None if ask.body == b" \n" => Reply::json(400, &json!({"error": {"code": "E1"}})),
        _ => honest(ask),
    });
    let drift = drift(&files(), &a, &b, &[]).expect("two runs");
    assert_eq!((drift.compared, drift.same, drift.only_a, drift.only_b, drift.asked_otherwise), (5, 3, 1, 1, 0));
    let told: Vec<(&str, &str)> =
        drift.changes.keys().map(|change| (change.kind.name(), change.place.as_str())).collect();
    let due = [("status", ""), ("code", "/error/code"), ("shape", "/count"), ("shape", "/error"), ("shape", "/id")];
    assert_eq!(told, [&due[..], &[("shape", "/note")]].concat());
    assert_eq!((drift.a.folder, drift.a.latency["shop/order"].count()), (a.display().to_string(), 6));
    assert_eq!((drift.b.latency["shop/order"].count(), drift.b.target.as_str()), (6, "shop"));
    let nowhere = folder("drift-none").join("none");
    assert!(super::drift(&files(), &nowhere, &b, &[]).is_err_and(|why| why.contains("the journal cannot be read")));
}

#[test]
fn once_a_case_asks_something_else_what_follows_in_it_is_another_question() {
    let text = |requests: &[(u64, &str)]| {
        let head = plan(subject("http://127.0.0.1:1")).head("2026-11-22T00:00:00Z".to_owned(), None, &|_| true);
        let lines = requests.iter().enumerate();
        let lines = lines.map(|(number, (case, body))| {
            asked_line("shop/scenario/s", *case, number, &json!({"request": {"text": body}}))
        });
        journal_text(&head, lines)
    };
    let write = |name: &str, text: String| {
        let folder = folder(name);
        std::fs::write(folder.join(crate::run::FILE), text).expect("a file");
        folder
    };
    let a = write("drift-parted-a", text(&[(1, "1"), (1, "2"), (1, "3"), (2, "4"), (2, "5")]));
    let b = write("drift-parted-b", text(&[(1, "1"), (1, "[]"), (1, "3"), (2, "4"), (2, "5")]));
    let drift = drift(&files(), &a, &b, &[]).expect("two runs");
    assert_eq!((drift.compared, drift.same, drift.asked_otherwise, drift.only_a, drift.only_b), (3, 3, 2, 0, 0));
}

/// A journal of requests with their responses, each a case of its own, in a folder.
fn journal(name: &str, exchanges: &[(Value, Value)]) -> std::path::PathBuf {
    let head = plan(subject("http://127.0.0.1:1")).head("2026-11-22T00:00:00Z".to_owned(), None, &|_| true);
    let lines = exchanges.iter().enumerate().map(|(number, (request, answer))| {
        let text = |value: &Value| json!({"text": value.as_str().map_or_else(|| value.to_string(), str::to_owned)});
        let due = json!({"requirement": "SH-ok", "level": "must"});
        let more = json!({"due": due, "request": text(request), "response": text(answer)});
        asked_line("shop/scenario/s", number as u64, number, &more)
    });
    let folder = folder(name);
    std::fs::write(folder.join(crate::run::FILE), journal_text(&head, lines)).expect("a file");
    folder
}

fn kinds(drift: &Drift) -> Vec<(&'static str, &str, Level, u64)> {
    let told = |(change, met)| {
        let (change, met): (&Change, &Met) = (change, met);
        (change.kind.name(), change.place.as_str(), met.level, met.cases)
    };
    drift.changes.iter().map(told).collect()
}

/// A small shop: what it returns the n-th time, its ids counted on from a number.
fn shop(n: usize, from: usize, rows: &[(&str, u64)]) -> Value {
    let k = from + n;
    let rows: Vec<Value> = rows.iter().map(|(name, price)| json!({"name": name, "price": price})).collect();
    json!({
        "id": format!("ch_{k:06}"),
        "request": format!("{:x}Q_{k}zz", k * 7_919 + 1_000_003),
        "receipt": format!("R{:07}", k * 7_919),
        "created": format!("令和8年11月{}日 12時00分{:02}秒", k % 28 + 1, k % 60),
        "on": format!("2026年11月{}日", k % 28 + 1),
        "seq_no": k,
        "message": format!("ch_{k:06} を受け付けました"),
        "items": rows
    })
}

#[test]
fn ids_of_any_form_are_no_change_and_one_price_is_one() {
    let rows = [("tea", 100), ("cake", 300), ("milk", 50)];
    let asked = |n: usize| json!({"order": format!("o{n}")});
    let all = |from: usize| (0..6).map(|n| (asked(n), shop(n, from, &rows))).collect::<Vec<_>>();
    let a = journal("drift-ids-a", &all(1));
    let drift =
        |name: &str, other: &[(Value, Value)]| drift(&files(), &a, &journal(name, other), &[]).expect("two runs");
    let same = drift("drift-ids-b", &all(500));
    assert_eq!((kinds(&same), same.compared, same.same), (vec![], 6, 6), "{same:?}");
    assert!(same.masked.contains_key("shop/order /receipt") && !same.masked.contains_key("shop/order /items/*/price"));
    let mut dearer = all(500);
    dearer[3].1["items"][1]["price"] = json!(301);
    assert_eq!(kinds(&drift("drift-ids-c", &dearer)), [("value", "/items/*/price", Level::Must, 1)]);
    // In another order nothing is a must, and the price still is one change.
    let shuffled = |mut all: Vec<(Value, Value)>| {
        for (_, answer) in &mut all {
            answer["items"].as_array_mut().expect("rows").rotate_left(1);
        }
        all
    };
    let order = ("order", "/items", Level::Should);
    let told = drift("drift-ids-d", &shuffled(all(500)));
    assert_eq!(kinds(&told), [(order.0, order.1, order.2, 6)]);
    let told = drift("drift-ids-e", &shuffled(dearer));
    assert_eq!(kinds(&told), [("value", "/items/*/price", Level::Must, 1), (order.0, order.1, order.2, 6)]);
}

type Edit = fn(&mut Value);

/// One row of a list within a list differs, or has one field more or fewer, wherever both stand.
#[test]
fn what_changed_in_one_row_of_a_nested_list_is_one_change() {
    let order = |name: &str, prices: &[(&str, u64)]| {
        let items: Vec<Value> = prices.iter().map(|(name, price)| json!({"name": name, "price": price})).collect();
        json!({"name": name, "items": items})
    };
    let (one, other) = ([("tea", 100), ("cake", 300), ("milk", 50)], [("rice", 80), ("salt", 20), ("tea", 100)]);
    let answers = |rows: &[Value]| (0..4).map(|n| (json!({"page": n}), json!({"rows": rows}))).collect::<Vec<_>>();
    let plain = [order("a", &one), order("b", &other), order("c", &[("oil", 900)])];
    let a = journal("drift-nested-a", &answers(&plain));
    let mut turned = plain.clone();
    turned.rotate_left(1);
    for row in &mut turned {
        row["items"].as_array_mut().expect("a list").reverse();
    }
    let edits: [(Edit, &str, &str); 3] = [
        (|item| item["price"] = json!(81), "value", "/rows/*/items/*/price"),
        (|item| item["note"] = json!("new"), "shape", "/rows/*/items/*/note"),
        (|item| drop(item.as_object_mut().expect("an object").remove("price")), "shape", "/rows/*/items/*/price"),
    ];
    for (number, (edit, kind, place)) in edits.into_iter().enumerate() {
        for (way, rows) in [("plain", plain.to_vec()), ("turned", turned.to_vec())] {
            let mut all = answers(&rows);
            let rows = all[2].1["rows"].as_array_mut().expect("rows").iter_mut();
            let items = rows.flat_map(|row| row["items"].as_array_mut().expect("items"));
            items.filter(|item| item["name"] == "rice").for_each(edit);
            let b = journal(&format!("drift-nested-{number}-{way}"), &all);
            let drift = drift(&files(), &a, &b, &[]).expect("two runs");
            let changed: Vec<_> = kinds(&drift).into_iter().filter(|(kind, ..)| *kind != "order").collect();
            assert_eq!(changed, [(kind, place, Level::Must, 1)], "{way}");
        }
    }
}

#[test]
fn a_list_that_the_baseline_shows_in_two_orders_or_the_schema_calls_unordered_has_none() {
    let answer = |of: &[&str]| json!({"rows": of});
    let ask = |n: u64| json!({"sort": "up", "of": n});
    let all = |last: &[&str]| vec![(ask(1), answer(&["a", "b", "c"])), (ask(1), answer(last))];
    let (firm, loose) = (journal("drift-firm", &all(&["a", "b", "c"])), journal("drift-loose", &all(&["c", "a", "b"])));
    let turned = journal("drift-turned", &[(ask(1), answer(&["b", "a", "c"])), (ask(1), answer(&["a", "c", "b"]))]);
    let order = [("order", "/rows", Level::Should, 2)];
    let of = |files: &Files, a: &std::path::Path| {
        let drift = drift(files, a, &turned, &[]).expect("two runs");
        kinds(&drift).into_iter().map(|(kind, _, level, cases)| (kind, level, cases)).collect::<Vec<_>>()
    };
    assert_eq!(of(&files(), &firm), order.map(|(kind, _, level, cases)| (kind, level, cases)));
    assert_eq!(of(&files(), &loose), []);
    let unordered = crate::run::testing::edited(files(), "schemas/shop/order.response.schema.json", |schema| {
        schema["properties"]["rows"] = json!({"type": "array", "x-unordered": true});
    });
    assert_eq!(of(&unordered, &firm), []);
}

#[test]
fn an_id_that_is_asked_with_again_is_the_same_question_in_a_body_and_in_a_text() {
    let run = |id: &str| {
        vec![
            (json!({"count": 1}), json!({"token": id})),
            (json!({"token": id, "n": 1}), json!({"token": id, "of": [id]})),
            (json!(format!("{{\"token\":\"{id}\",")), json!({"message": format!("no token {id}")})),
        ]
    };
    let one = "442cdcfe-e966-4c62-a2d5-8d35116b5e0b";
    let (a, b) = (journal("drift-again-a", &run(one)), run("d0b26ed7-00ec-47d5-a9bd-6ef9e36493f5"));
    let same = drift(&files(), &a, &journal("drift-again-b", &b), &[]).expect("two runs");
    assert_eq!((kinds(&same), same.same, same.asked_otherwise), (vec![], 3, 0), "{same:?}");
    // A response with the id of the first run is wrong.
    let mut stale = b;
    stale[1].1["of"] = json!(["0ddba11e-0000-4000-8000-000000000001"]);
    let told = drift(&files(), &a, &journal("drift-again-c", &stale), &[]).expect("two runs");
    assert_eq!(kinds(&told), [("value", "/of/*", Level::Must, 1)]);
}

#[test]
fn a_request_for_another_record_that_both_runs_know_is_another_question() {
    let run = |gid: u64, price: u64| {
        let rows = json!({"rows": [{"gid": 1_000_001, "price": 100}, {"gid": 1_000_002, "price": 200}]});
        let mut all: Vec<_> = (0..4).map(|n| (json!({"page": n}), rows.clone())).collect();
        all.push((json!({"gid": gid}), json!({"price": price})));
        all
    };
    let (a, b) = (journal("drift-known-a", &run(1_000_001, 100)), journal("drift-known-b", &run(1_000_002, 200)));
    let other = drift(&files(), &a, &b, &[]).expect("two runs");
    assert_eq!((kinds(&other), other.same, other.asked_otherwise), (vec![], 4, 1), "{other:?}");
    // A record that only one run knows is that run's own, and stands for the other's.
    let fresh = journal("drift-known-c", &run(1_000_009, 200));
    let changed = drift(&files(), &a, &fresh, &[]).expect("two runs");
    assert_eq!(kinds(&changed), [("value", "/price", Level::Must, 1)]);
}

#[test]
fn a_mask_that_fits_nothing_is_told() {
    let run = |price: u64| [(json!({"count": 1}), json!({"rows": [{"price": price}]}))];
    let (a, b) = (journal("drift-mask-a", &run(100)), journal("drift-mask-b", &run(200)));
    for (mask, changes, nearest) in [
        ("price", 0, None),
        ("/rows/*/price", 0, None),
        ("/rows/0/price", 0, None),
        ("/rows/0", 0, None),
        ("/rows/1/price", 1, None),
        ("prise", 1, Some("price")),
        ("/rows/*/prize", 1, Some("/rows/*/price")),
    ] {
        let drift = drift(&files(), &a, &b, &[mask.to_owned()]).expect("two runs");
        let idle = drift.idle_masks.first().and_then(|idle| idle.nearest.as_deref());
        assert_eq!((drift.changes.len(), idle), (changes, nearest), "{mask}");
    }
}
