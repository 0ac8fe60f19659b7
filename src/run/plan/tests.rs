//! What a plan holds, and in which order.

use serde_json::json;

use super::*;
use crate::{
    run::{
        journal::Aside,
        testing::{files, order, plan, profile, scenario, subject, trial},
    },
    target::{ContractProfile, HookCall, HookScope, HttpCall, Override, StateHook},
};

const NOWHERE: &str = "http://127.0.0.1:1";

#[test]
fn a_name_that_comes_again_gets_a_number() {
    let names = ["a", "b", "a", "a"].map(str::to_owned);
    let mut numbers = Numbers::default();
    let told: Vec<String> = names.map(|name| numbers.numbered(name)).to_vec();
    assert_eq!(told, ["a", "b", "a~2", "a~3"]);
}

#[test]
fn a_label_is_the_path_without_indexes() {
    assert_eq!(label("/rows/*/amount", None), "rows.amount");
    assert_eq!(label("/rows/*", Some("amount")), "rows.amount");
    assert_eq!(label("", None), "body");
}

/// The names and cases of the trials that a plan has of one kind.
fn list<'a>(plan: &'a Plan, start: &str) -> Vec<(&'a str, u32)> {
    let own = plan.trials.iter().filter_map(|trial| Some((trial.name.strip_prefix(start)?, trial.cases)));
    own.collect()
}

#[test]
fn an_operation_has_trials_for_its_places_its_constraints_and_its_bodies() {
    let plan = plan(subject(NOWHERE));
    let accepts = [("count", 4), ("item", 37), ("note", 39), ("pairs", 3), ("random", 30), ("rows", 6), ("rows.n", 4)];
    assert_eq!(list(&plan, "shop/order/accepts/"), accepts);
    assert_eq!(list(&plan, "shop/order/precedence"), [("", 6)], "each two of four codes");
    assert_eq!(list(&plan, "shop/cancel/precedence"), [], "one code has no rival");
    let raw: Vec<u32> = list(&plan, "shop/order/raw/").into_iter().map(|(_, cases)| cases).collect();
    assert_eq!(raw, [1; MALFORMED.len()]);
    assert_eq!(list(&plan, "shop/find/raw/"), []);
    let rejects = [
        ("body/type", 9),
        ("count/maximum", 6),
        ("count/minimum", 8),
        ("count/required", 4),
        ("count/type", 11),
        ("item/maxLength", 8),
        ("item/minLength", 4),
        ("item/required", 4),
        ("item/type", 8),
        ("note/maxLength", 8),
        ("note/type", 8),
        ("rows.n/maximum", 12),
        ("rows.n/minimum", 15),
        ("rows.n/required", 6),
        ("rows.n/type", 27),
        ("rows/maxItems", 5),
        ("rows/type", 9),
        ("rows/type~2", 21),
    ];
    assert_eq!(list(&plan, "shop/order/rejects/"), rejects);
    assert_eq!(
        list(&plan, "shop/cancel/rejects/why/"),
        [("maxLength", 8), ("type", 8)],
        "nothing is shorter than empty"
    );
    for (name, requirements) in [
        ("accepts/count", vec!["SH-count"]),
        ("accepts/rows", vec!["SH-rows"]),
        ("accepts/random", vec!["SH-ok"]),
        ("rejects/note/type", vec!["SH-note"]),
        ("raw/empty", vec!["SH-json"]),
        ("precedence", vec![]),
    ] {
        assert_eq!(trial(&plan, &format!("shop/order/{name}")).requirements, requirements, "{name}");
    }
    assert!(plan.trials.is_sorted_by_key(|trial| &trial.name));
}

#[test]
fn a_target_that_is_only_read_is_asked_nothing_that_writes() {
    let find = json!({"name": "a", "operation": "find", "expect": {"outcome": "any", "requirement": "SH-find"}});
    let files = scenario(files(), "reads", &json!({"steps": [find.clone()]}));
    let writing = json!({"steps": [find, order("b", &json!({}), "accepted", &[])]});
    let files = scenario(files, "writes", &writing);
    let planned = |read_only: bool| {
        let given = ContractProfile { read_only, ..profile(NOWHERE) };
        plan(Subject::url(&files, "shop", given).expect("a subject"))
    };
    for (name, why) in [
        ("order/raw/empty", Some("read-only: `order` writes")),
        ("find/accepts/random", None),
        ("cancel/accepts/random", Some("read-only: `order` writes")),
        ("scenario/reads", None),
        ("scenario/writes", Some("read-only: `order` writes")),
    ] {
        let name = format!("shop/{name}");
        assert_eq!(trial(&planned(true), &name).left_out.as_ref().map(Message::english).as_deref(), why, "{name}");
        assert_eq!(trial(&planned(false), &name).left_out, None, "{name}");
    }
}

#[test]
fn a_scenario_has_a_case_for_each_table_of_its_state_each_row_and_each_draw() {
    let steps = json!([order("a", &json!({}), "accepted", &[])]);
    let tables = |count: usize| vec![json!({"id": "o"}); count];
    let hook = HookCall::Http(HttpCall {
        method: "GET".to_owned(),
        url: NOWHERE.to_owned(),
        headers: Vec::new(),
        body: None,
        timeout: std::time::Duration::from_secs(1),
    });
    let hook = StateHook { make: hook, teardown: None, scope: HookScope::Run, writes: false };
    for (more, given, hooked, cases) in [
        (json!({}), None, false, 1),
        (json!({"cases": 5}), None, false, 5),
        (json!({"cases": 5, "table": [1, 2]}), None, false, 10),
        (json!({"cases": 5, "table": [1, 2], "state": "order-known"}), Some(tables(3)), false, 30),
        (json!({"cases": 5, "state": "order-known"}), None, false, 0),
        (json!({"cases": 5, "state": "order-known"}), None, true, 5),
    ] {
        let (mut more, mut profile) = (more, profile(NOWHERE));
        more["steps"] = steps.clone();
        profile.states.extend(given.map(|tables| ("order-known".to_owned(), tables)));
        profile.hooks.extend(hooked.then(|| ("order-known".to_owned(), hook.clone())));
        let subject = Subject::url(&scenario(files(), "s", &more), "shop", profile).expect("a subject");
        assert_eq!(scenario_cases(&subject, &subject.suite.scenarios[0]), cases, "{more}");
    }
}

#[test]
fn the_head_says_what_the_run_is_about() {
    let waiver = json!({"requirement": "SH-ok", "until": "2027-01-31", "owner": "o", "reason": "r"});
    let waivers = vec![serde_json::from_value(waiver).expect("a waiver")];
    let given = ContractProfile { waivers, ..profile(NOWHERE) };
    let mut plan = plan(Subject::url(&files(), "shop", given).expect("a subject"));
    (plan.settings.strict, plan.cuts) = (true, vec!["a cut".into()]);
    let shard = Some(Shard { number: 1, of: 2 });
    let head = plan.head("now".to_owned(), shard, &|trial| trial.name == "shop/order/raw/empty");
    assert_eq!((head.started.as_str(), head.seed, head.cases, head.strict), ("now", 1, 3, true));
    assert_eq!((head.plan_hash, head.shard, head.planned), (plan.hash(), shard, plan.trials.len()));
    assert_eq!((head.cuts, head.target), (plan.cuts.clone(), plan.target.clone()));
    assert_eq!((head.contracts.len(), head.contracts[0].id.as_str()), (1, "shop"));
    assert_eq!((head.waivers.len(), head.waivers[0].contract.as_str()), (1, "shop"));
    let [planned] = head.trials.as_slice() else { panic!("one was chosen") };
    assert_eq!(
        (planned.name.as_str(), planned.requirements.as_slice()),
        ("shop/order/raw/empty", &["SH-json".to_owned()][..])
    );
}

#[test]
fn the_hash_of_a_plan_changes_with_what_is_asked_and_with_nothing_else() {
    let hash = |change: &dyn Fn(&mut Plan)| {
        let mut plan = plan(subject(NOWHERE));
        change(&mut plan);
        plan.hash()
    };
    let plain = hash(&|_| {});
    assert_eq!(plain.len(), 16);
    assert_eq!(plain, hash(&|plan| (plan.settings.strict, plan.settings.shrink) = (true, 7)));
    let mut moved = profile("http://127.0.0.1:2");
    moved.operations.insert("order".to_owned(), Override { method: None, path: Some("/other".to_owned()) });
    let moved = plan(Subject::url(&files(), "shop", moved).expect("a subject")).hash();
    let mut read = profile(NOWHERE);
    read.readings.insert("most".to_owned(), json!(50));
    let read = plan(Subject::url(&files(), "shop", read).expect("a subject")).hash();
    let changes: [String; 6] = [
        hash(&|plan| plan.settings.seed = 2),
        hash(&|plan| plan.settings.cases = 2),
        hash(&|plan| plan.trials[0].cases += 1),
        hash(&|plan| plan.trials[0].left_out = Some("why".into())),
        moved,
        read,
    ];
    assert!(changes.iter().all(|other| *other != plain), "{changes:?} {plain}");
}

#[test]
fn a_plan_is_kept_by_all_of_its_sessions() {
    let mut plan = plan(subject(NOWHERE));
    let keeper = Keeper { aside: Some(Aside::reading("most", "50")), ..Keeper::default() };
    plan.keep(&keeper);
    assert!(plan.sessions.iter().all(|session| session.keeper.aside == keeper.aside));
}

#[test]
fn a_requirement_that_comes_again_is_listed_once() {
    let names = ["b", "a", "b", "a"].map(str::to_owned);
    assert_eq!(unique(names.into_iter()), ["b", "a"]);
}

#[test]
fn what_stands_in_a_branch_of_a_description_cites_the_union_that_is_listed() {
    let order = json!({"oneOf": [{"type": "string", "maxLength": 3}, {"type": "array", "items": {"type": "string"}}]});
    let text = json!({"openapi": "3.1.0", "info": {"title": "shop", "version": "1"}, "paths": {"/things": {"post": {
        "operationId": "find",
        "requestBody": {"required": true, "content": {"application/json": {"schema": {
            "type": "object", "required": ["order"], "properties": {"order": order, "note": {"maxLength": 2}}
        }}}},
        "responses": {"200": {"description": "found"}}
    }}}});
    let derived = crate::contract::derive::derived("shop.json", &text.to_string(), false).expect("a contract");
    let plan = plan(Subject::url(&derived.files, "shop", profile(NOWHERE)).expect("a subject"));
    let contract = &plan.subjects[0].suite.contract;
    for trial in &plan.trials {
        let unlisted: Vec<_> = trial.requirements.iter().filter(|id| contract.requirement(id).is_none()).collect();
        assert!(unlisted.is_empty(), "{}: {unlisted:?}", trial.name);
    }
    let cited = |start: &str| {
        let trial = plan.trials.iter().find(|trial| trial.name.starts_with(start)).expect(start);
        trial.requirements.clone()
    };
    assert_eq!(cited("shop/find/accepts/order"), ["find.request.order.oneOf"]);
    assert_eq!(cited("shop/find/rejects/order/maxLength"), ["find.request.order.oneOf"]);
    assert_eq!(cited("shop/find/rejects/note/maxLength"), ["find.request.note.maxLength"]);
}
