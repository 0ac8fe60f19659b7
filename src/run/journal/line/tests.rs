//! Heads, choices, shards, and what a line leaves out.

use serde_json::json;

use super::*;
use crate::{
    run::testing::{asked_line, target},
    target::Heads,
};

#[test]
fn a_trial_is_chosen_by_its_name() {
    let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    for (filter, exact, skip, fits) in [
        (vec![], false, vec![], true),
        (vec!["raw"], false, vec![], true),
        (vec!["none", "raw"], false, vec![], true),
        (vec!["none"], false, vec![], false),
        (vec!["raw"], true, vec![], false),
        (vec!["shop/order/raw/empty"], true, vec![], true),
        (vec![], false, vec!["raw"], false),
        (vec!["raw"], false, vec!["empty"], false),
        (vec!["raw"], false, vec!["none"], true),
        (vec![], true, vec!["raw"], true),
        (vec!["SH-1"], false, vec![], true),
        (vec!["sh-1"], true, vec![], true),
        (vec!["SH-"], false, vec![], false),
        (vec!["SH-?"], false, vec![], true),
        (vec!["SH-2*"], false, vec![], false),
        (vec!["*/raw/*"], false, vec![], true),
        (vec!["raw/*"], false, vec![], false),
        (vec![], false, vec!["SH-1"], false),
    ] {
        let choice = Choice { filter: list(&filter), exact, skip: list(&skip) };
        assert_eq!(choice.fits("shop/order/raw/empty", &["SH-1".to_owned()]), fits, "{choice:?}");
    }
}

#[test]
fn a_head_knows_its_form_and_its_target() {
    let head = Head::of(target());
    assert_eq!((head.journal, head.tekigo.as_str(), head.target), (VERSION, env!("CARGO_PKG_VERSION"), target()));
}

#[test]
fn what_is_as_usual_is_not_written_and_reads_back_as_usual() {
    let heads = &Heads::of([("location", "told elsewhere")]);
    let (due, asked) = (Due::default(), |attempts: u32, due| Asked {
        trial: "t",
        case: 1,
        number: 0,
        operation: "o",
        due,
        purpose: Purpose::Case,
        at: 0,
        method: "PUT",
        url: "u",
        headers: &[],
        request: None,
        request_as: None,
        request_left_out: None,
        status: 200,
        content_type: "",
        retry_after: None,
        content_encoding: None,
        location: None,
        response_headers: heads,
        response: None,
        response_as: None,
        response_left_out: None,
        leaked: &[],
        micros: 1,
        attempts,
        lost: None,
        ahead: None,
        out: None,
    });
    let keys = |line: &Asked<'_>| {
        let value = serde_json::to_value(line).expect("JSON");
        value.as_object().map_or(Vec::new(), |fields| fields.keys().cloned().collect::<Vec<_>>())
    };
    let usual = ["trial", "case", "number", "operation", "at", "method", "url", "status", "micros"];
    assert_eq!(keys(&asked(1, &due)), usual);
    let other = Due { requirement: "A".to_owned(), level: None };
    let more = keys(&asked(2, &other));
    assert!(more.contains(&"due".to_owned()) && more.contains(&"attempts".to_owned()), "{more:?}");
    let text = asked_line("t", 1, 0, &json!({}));
    let Ok(Read::Exchange(read)) = serde_json::from_str(&text) else { panic!("{text}") };
    assert_eq!((read.attempts, &read.due, read.purpose), (1, &due, Purpose::Case));
}
