//! Which subjects can be made, and what they are given.

use serde_json::json;

use super::*;
use crate::{
    reference::Config,
    run::testing::{KEY, files, profile, subject},
    target::{Override, Profile},
};

const NOWHERE: &str = "http://127.0.0.1:1";

fn why<T>(subject: Result<T, SubjectError>) -> String {
    subject.err().map(|error| format!("failed to {error}")).unwrap_or_default()
}

#[test]
fn a_subject_that_cannot_be_asked_says_why() {
    let config = |fault: &str| Config { faults: vec![fault.to_owned()], ..Config::default() };
    let reference = |id: &str, config: &Config| why(Subject::reference(&files(), id, config));
    let none = "failed to start the reference for shop: there is none for this contract; give --url or --target";
    assert_eq!(reference("shop", &Config::default()), none);
    let unknown = reference("jpay-search", &config("none"));
    assert!(
        unknown.starts_with("failed to start the reference for jpay-search: ") && unknown.contains("none"),
        "{unknown}"
    );
    assert_eq!(reference("jpay-search", &config("order-status-201")), "");
    let mut given = profile(NOWHERE);
    given.credentials.remove("key");
    let missing = "failed to send to shop: the profile gives no credential `key`; add it under [shop] credentials";
    assert_eq!(why(Subject::url(&files(), "shop", given)), missing);
    assert_eq!(why(Subject::unasked(&files(), "none")), "failed to read the contract none");
    assert_eq!(why(Subject::unasked(&files(), "shop")), "", "a plan needs no credential");
}

#[test]
fn a_token_stands_for_the_credential_that_it_is_fetched_for() {
    let text = "[shop.auth]\nkind = \"oauth2\"\ntoken-url = \"http://127.0.0.1:1/\"\nclient-id = \"c\"\nclient-secret = \"s\"\ncredential = \"key\"\n";
    let read = Profile::parse("p.toml", text, &|_| None).unwrap_or_else(|error| panic!("{error}"));
    let mut given = ContractProfile { auth: read.contracts["shop"].auth.clone(), ..profile(NOWHERE) };
    given.credentials.remove("key");
    let subject = Subject::url(&files(), "shop", given).expect("a subject");
    assert!(subject.given.credentials["key"].contains("token"), "{:?}", subject.given.credentials);
}

#[test]
fn a_target_may_have_another_method_and_another_path() {
    let mut given = profile(NOWHERE);
    given.operations.insert("order".to_owned(), Override { method: Some("PUT".to_owned()), path: None });
    given.operations.insert("find".to_owned(), Override { method: None, path: Some("/v2".to_owned()) });
    let subject = Subject::url(&files(), "shop", given).expect("a subject");
    let told: Vec<(&str, &str)> =
        subject.suite.contract.operations.iter().map(|one| (one.method.as_str(), one.path.as_str())).collect();
    assert_eq!(told, [("PUT", "/orders"), ("GET", "/v2"), ("POST", "/cancellations")]);
}

#[test]
fn a_fault_is_one_of_the_reference_and_of_no_other_target() {
    let sound = Subject::reference(&files(), "jpay-search", &Config::default()).expect("a subject");
    assert!(!sound.given.states.is_empty() && !sound.given.credentials.is_empty());
    let Target::Reference(_, config) = sound.with_fault("order-status-201").target else { panic!("a reference") };
    assert_eq!(config.faults, ["order-status-201"]);
    assert!(matches!(subject(NOWHERE).with_fault("order-status-201").target, Target::Url));
}

#[test]
fn another_reading_changes_what_is_asked_and_keeps_what_is_secret() {
    let subject = subject(NOWHERE);
    let other = subject.read_as(&files(), "most", &json!(50)).expect("another reading");
    assert_eq!(
        (&subject.suite.contract.in_force["most"], &other.suite.contract.in_force["most"]),
        (&json!(100), &json!(50))
    );
    let order = json!({"item": "a", "count": 70});
    assert!(subject.drawers[0].validator().is_valid(&order) && !other.drawers[0].validator().is_valid(&order));
    other.redactor.learn("token", "a-fresh-token");
    assert_eq!(subject.redactor.text(&format!("a-fresh-token {KEY}")), "{{token}} {{key}}");
    assert_eq!(why(subject.read_as(&files(), "most", &json!(7))), "failed to read the contract shop");
}

#[test]
fn what_comes_up_meanwhile_is_drawn_with_where_it_fits_the_plan() {
    let mut subject = subject(NOWHERE);
    let with_id = |subject: &Subject| {
        let class = subject.planned[1].classes().iter().find(|class| class.place.as_str() == "/query/id");
        subject.drawers[1].class(class.expect("a class"), &mut crate::generate::Rng::new(1, "t")).is_some()
    };
    assert!(with_id(&subject));
    let tables = vec![json!({"id": "o-1", "key": "k0OTHERkey"})];
    subject.learn("order-known", &tables);
    assert_eq!(subject.redactor.text("k0OTHERkey o-1"), "{{order-known.key}} o-1");
    subject.given.states.insert("order-known".to_owned(), tables);
    let (before, part) = (Arc::clone(&subject.drawers[1]), json!({"type": "integer"}));
    let known = subject.part(&part).expect("a drawer");
    assert!(Arc::ptr_eq(&known, &subject.part(&part).expect("a drawer")), "it is made once");
    subject.draw_anew(Some(1));
    assert!(!Arc::ptr_eq(&before, &subject.drawers[1]) && subject.untested[1].is_none());
    assert!(!Arc::ptr_eq(&known, &subject.part(&part).expect("a drawer")), "parts may draw with it as well");
    assert_eq!(subject.given_for(1), [json!("o-1")]);
    assert_eq!(subject.given_in(&json!({"x-from": "order-known/id"})), [json!("o-1")]);
    assert_eq!(subject.given_for(0), Vec::<Value>::new());
}

#[test]
fn what_the_schema_refuses_is_not_drawn_with() {
    let mut subject = subject(NOWHERE);
    // An id that the schema allows none of.
    subject.given.states.insert("order-known".to_owned(), vec![json!({"id": "longer than nine"})]);
    let before = Arc::clone(&subject.drawers[1]);
    subject.draw_anew(Some(1));
    assert!(Arc::ptr_eq(&before, &subject.drawers[1]));
    let why = subject.untested[1].clone().unwrap_or_default();
    assert!(
        why.english().starts_with("`id` of the state `order-known` is a text of 16 characters (small letters, "),
        "{why:?}"
    );
    assert!(
        why.english().contains("which breaks `maxLength` of /query/id") && !why.english().contains("nine"),
        "{why:?}"
    );
    subject.given.unmade.insert("order-known".to_owned(), "its hook failed".into());
    subject.draw_anew(Some(1));
    assert_eq!(subject.untested[1].as_ref().map(Message::english).as_deref(), Some("its hook failed"));
    subject.draw_anew(None);
}

#[test]
fn the_shapes_of_a_contract_are_those_of_success_and_of_errors_with_a_body_of_their_own() {
    let subject = subject(NOWHERE);
    assert_eq!(
        subject.shapes().count(),
        12,
        "of three operations: two statuses of success, errors, and errors at their place"
    );
    assert!(subject.shapes().all(|shape| shape.requirement.starts_with("SH-")));
}

#[test]
fn another_reading_draws_anew_only_what_it_changes() {
    let subject = Subject::url(&files(), "shop", profile(NOWHERE)).expect("a subject");
    let same = |choice: u32| {
        let other = subject.read_as(&files(), "most", &json!(choice)).expect("a subject");
        let operations = other.suite.contract.operations.iter().zip(&subject.suite.contract.operations);
        let drawers = other.drawers.iter().zip(&subject.drawers);
        let each = operations
            .zip(drawers)
            .map(|((other, own), drawers)| (other.request == own.request, Arc::ptr_eq(drawers.0, drawers.1)));
        each.collect::<Vec<_>>()
    };
    assert!(same(100).iter().all(|one| *one == (true, true)));
    let fewer = same(50);
    assert!(fewer.iter().all(|(same, shared)| same == shared) && fewer.contains(&(false, false)), "{fewer:?}");
}
