//! What holds for every implementation of the table.

use std::collections::BTreeSet;

use super::{
    Config, ConfigError, all, find, serve,
    testing::wire::{post, send},
    world::BODY_LIMIT,
};

#[test]
fn names_of_faults_are_kebab_case_and_unique() {
    for reference in all() {
        let names: BTreeSet<_> = reference.faults.iter().map(|fault| fault.name).collect();
        assert_eq!(names.len(), reference.faults.len(), "{} names a fault twice", reference.contract);
        for name in names {
            let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            assert!(plain && !name.starts_with('-') && !name.ends_with('-'), "{name}");
        }
    }
}

#[test]
fn every_table_of_faults_is_large_enough_to_prove_something() {
    for reference in all() {
        let (faults, contract) = (reference.faults, reference.contract);
        assert!(faults.len() >= 28, "{contract} has {}", faults.len());
        assert!(faults.iter().filter(|fault| fault.sleeper).count() >= 6, "{contract} lacks sleepers");
        assert!(faults.iter().all(|fault| fault.text.len() > 10), "{contract} has faults without a text");
    }
}

#[test]
fn every_fault_has_a_text_in_japanese_that_no_other_fault_of_its_reference_has() {
    let is_japanese = |c: char| matches!(c, 'ぁ'..='ヿ' | '一'..='鿿');
    for reference in all() {
        let mut seen = BTreeSet::new();
        for fault in reference.faults {
            assert!(fault.japanese.chars().any(is_japanese), "{}: {}", fault.name, fault.japanese);
            assert!(seen.insert(fault.japanese), "{}: {} is that of another fault", fault.name, fault.japanese);
        }
    }
}

#[test]
fn the_requirements_of_a_table_share_a_prefix_that_no_other_has() {
    let prefix = |requirement: &'static str| requirement.split('-').next().unwrap_or_default();
    let mut seen = BTreeSet::new();
    for reference in all() {
        let prefixes: BTreeSet<_> = reference.faults.iter().map(|fault| prefix(fault.requirement)).collect();
        let fresh = prefixes.iter().all(|prefix| seen.insert(*prefix));
        assert!(prefixes.len() == 1 && fresh, "{}: {prefixes:?}", reference.contract);
    }
}

#[test]
fn an_unknown_fault_is_refused_with_the_known_ones() {
    for reference in all() {
        let config = Config { faults: vec!["nonsense".into()], ..Config::default() };
        let text = reference.world(&config).err().expect("refused").to_string();
        assert!(text.contains("\"nonsense\"") && text.contains(reference.faults[0].name), "{text}");
    }
}

fn with(contract: &str, name: &str, choice: &str) -> Option<ConfigError> {
    let readings = [(name.to_owned(), choice.to_owned())].into();
    find(contract).expect("in the table").world(&Config { readings, ..Config::default() }).err()
}

#[test]
fn every_listed_choice_makes_a_world() {
    for reference in all() {
        for (name, choices) in reference.readings {
            for choice in *choices {
                assert_eq!(with(reference.contract, name, choice), None, "{name} {choice}");
            }
        }
    }
}

#[test]
fn a_choice_that_is_not_listed_makes_a_world_where_it_fits_and_is_refused_where_not() {
    for (contract, name, good, bad) in [
        ("robo-payment", "row-limit", "50", "0"),
        ("robo-payment", "row-limit", "1", "many"),
        ("robo-payment", "dates", "calendar", "red"),
        ("jpay-search", "sort-order-key", "order", ""),
        ("jpay-search", "zone", "-03:30", "-3:30"),
        ("saison-claim", "method", "POST", "G T"),
        ("saison-claim", "path", "/claims/monthly", "TEB002"),
        ("saison-claim", "auth", "header:X-Access-Token", "header:"),
        ("saison-claim", "auth", "header:a-b", "header:a b"),
        ("saison-claim", "terminal-id", "query:terminal_id", "query:"),
        ("saison-claim", "terminal-id", "header:X-Terminal-Id", "header:"),
        ("kanri-claim", "auth", "header:X-Session", "header:"),
        ("abs-status", "auth", "header:X-Api-Token", "header:"),
        ("abs-status", "required", "tenantId, transactionId,errorMessage", "tenantId, colour"),
    ] {
        assert_eq!(with(contract, name, good), None, "{contract} {name} {good}");
        assert!(matches!(with(contract, name, bad), Some(ConfigError::Choice { .. })), "{contract} {name} {bad}");
    }
}

const UPSERT: &str = "/api/v1.0/payment/bulk_upsert";

/// Serves all worlds on a thread that lives as long as the test process.
fn start() -> String {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let worlds = all().iter().map(|r| (r, r.world(&Config::default()).expect("a world"))).collect();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(serve(0, worlds, move |address| tell.send(address).expect("told"))).expect("served");
    });
    told.recv().expect("an address").to_string()
}

#[test]
fn every_contract_answers_on_one_port_with_and_without_its_prefix() {
    let uri = start();
    assert!(uri.starts_with("127.0.0.1:"), "{uri}");
    for prefix in ["", "/robo-payment"] {
        let (status, kind, body) = post(&uri, &format!("{prefix}{UPSERT}"), "", "{}");
        assert_eq!((status, kind.as_str()), (401, "application/json"));
        assert!(body.contains("\"code\":11"), "{body}");
    }
    for prefix in ["", "/jpay-search"] {
        let (status, _, body) = post(&uri, &format!("{prefix}/v1.0/charges/search"), "", "{}");
        assert!(status == 401 && body.contains("ER401"), "{status} {body}");
    }
    for (path, due, word) in [("/TEB002", 400, "invalid_request"), ("/api/payment/claim", 401, "\"result\":false")] {
        for prefix in ["", if due == 400 { "/saison-claim" } else { "/kanri-claim" }] {
            let get = format!("GET {prefix}{path}?a=b HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
            let (status, _, body) = send(&uri, &get);
            assert!(status == due && body.contains(word), "{status} {body}");
        }
    }
}

#[test]
fn other_paths_get_a_json_404() {
    let uri = start();
    for path in
        ["/", "/robo-payment", "/jpay-search/api/v1.0/payment/bulk_upsert", "/v1.0/charges", "/v1.0/charges/search/"]
    {
        let (status, kind, body) = post(&uri, path, "", "{}");
        assert_eq!((status, kind.as_str()), (404, "application/json"), "{path}");
        assert!(body.contains("404"), "{body}");
    }
}

#[test]
fn a_body_beyond_the_limit_is_refused_and_a_get_is_no_post() {
    let uri = start();
    let (status, _, body) = post(&uri, UPSERT, "", &"x".repeat(BODY_LIMIT + 100_000));
    assert_eq!(status, 413, "{body}");
    assert_eq!(post(&uri, UPSERT, "", &"x".repeat(BODY_LIMIT - 1)).0, 400);
    let get = format!("GET {UPSERT} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
    assert_eq!(send(&uri, &get).0, 405);
}
