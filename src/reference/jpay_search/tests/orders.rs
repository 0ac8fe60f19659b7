//! Queries: what is refused, and what the rest finds.

use serde_json::{Value, json};

use super::*;

fn ordered(readings: &[(&str, &str)], query: &Value) -> (u16, String, Vec<String>) {
    refusal(&world(readings).post(ORDER, query))
}

#[test]
fn bad_parameters_are_all_named() {
    for (query, names) in [
        (json!({"isac": "true"}), vec!["isac"]),
        (json!({"isac": 1}), vec!["isac"]),
        (json!({"gid": "abc"}), vec!["gid"]),
        (json!({"gid": "1"}), vec!["gid"]),
        (json!({"gid": 1.5}), vec!["gid"]),
        (json!({"acid": true}), vec!["acid"]),
        (json!({"acid": [1]}), vec!["acid"]),
        (json!({"jb": "SALES"}), vec!["jb"]),
        (json!({"jb": ["sales"]}), vec!["jb"]),
        (json!({"jb": ["SALES", "REFUND"]}), vec!["jb"]),
        (json!({"jb": [1]}), vec!["jb"]),
        (json!({"jb": {}}), vec!["jb"]),
        (json!({"gid": "x", "jb": 1, "udt": "y", "isac": 0, "acid": {}}), vec!["isac", "gid", "acid", "jb", "udt"]),
    ] {
        assert_eq!(ordered(&[], &query), bad(&names), "{query}");
    }
    for name in ["cdf", "cdt", "udf", "udt"] {
        for text in [
            "2022-02-30T00:00:00",
            "2022-04-25T24:00:00",
            "2022-04-25",
            "2022-04-25T00:00:60",
            "2022-04-25T00:00:00Z",
            "x",
            "",
        ] {
            assert_eq!(ordered(&[], &json!({name: text})), bad(&[name]), "{name} {text}");
        }
        assert_eq!(ordered(&[], &json!({name: 20_220_425})), bad(&[name]));
        for text in ["2024-02-29T00:00:00", "1970-01-01T00:00:00", "2099-12-31T23:59:59"] {
            assert_eq!(ordered(&[], &json!({name: text})).0, 200, "one end alone: {name} {text}");
        }
    }
}

#[test]
fn windows_are_seven_days_at_most() {
    let cases = [
        ("2022-04-01T00:00:00", "2022-04-08T00:00:00", [true, false, true]),
        ("2022-04-01T00:00:00", "2022-04-07T23:59:59", [true, true, true]),
        ("2022-04-01T00:00:00", "2022-04-08T00:00:01", [false, false, true]),
        ("2022-04-01T00:00:00", "2022-04-09T00:00:00", [false, false, false]),
        ("2024-02-28T12:00:00", "2024-03-06T12:00:00", [true, false, true]),
        ("2022-04-01T00:00:00", "2022-04-01T00:00:00", [true, true, true]),
        ("2022-04-01T00:00:01", "2022-04-01T00:00:00", [false, false, false]),
    ];
    for (choice, reading) in ["604800 s inclusive", "exclusive", "8 calendar days"].into_iter().enumerate() {
        for (from, to, due) in cases {
            for (start, end) in [("cdf", "cdt"), ("udf", "udt")] {
                let seen = ordered(&[("window", reading)], &json!({start: from, end: to}));
                let due = if due[choice] { (200, String::new(), vec![]) } else { bad(&[start]) };
                assert_eq!(seen, due, "{reading} {from} {to}");
            }
        }
    }
    let each = json!({"cdf": "2022-04-01T00:00:00", "cdt": "2022-04-08T00:00:00", "udf": "2022-05-01T00:00:00", "udt": "2022-05-08T00:00:00"});
    assert_eq!(ordered(&[], &each).0, 200, "each on its own");
}

#[test]
fn open_cases_are_served() {
    let whole = count(&json!({}));
    for query in [
        json!({"isac": null, "gid": null, "jb": null, "cdf": null, "udt": null}),
        json!({"jb": []}),
        json!({"unheard": 1}),
    ] {
        assert_eq!(count(&query), whole, "{query}");
    }
    assert_eq!(order(&mut world(&[]), &json!({"gid": 100_028.0})).1, 1);
    assert_eq!(order(&mut world(&[]), &json!({"gid": 1e30})), (Value::Null, 0));
}

#[test]
fn sid_is_null_exactly_when_nothing_is_found() {
    assert_eq!(order(&mut world(&[]), &json!({"gid": 1})), (Value::Null, 0));
    let (sid, count) = order(&mut world(&[]), &json!({"gid": 100_028}));
    assert!(count == 1 && sid.as_str().is_some_and(|sid| sid.len() == 36));
    assert_ne!(sid, order(&mut world(&[]), &json!({"jb": ["SALES"], "gid": 5, "acid": 5, "isac": true})).0);
}

#[test]
fn filters_split_what_they_divide() {
    assert_eq!(count(&json!({})), count(&json!({"isac": false})));
    assert!(count(&json!({"isac": true})) >= 50 && count(&json!({"isac": false})) >= 200);
    for isac in [true, false] {
        let job = |jobs: Value| count(&json!({"isac": isac, "jb": jobs}));
        let each: Vec<_> = ["CHECK", "AUTH", "SALES", "CAPTURE", "CANCEL"].map(|word| job(json!([word]))).into();
        assert!(each.iter().all(|count| *count > 0), "{each:?}");
        assert_eq!(each.iter().sum::<u64>(), count(&json!({"isac": isac})));
        assert_eq!(job(json!(["AUTH", "CANCEL", "AUTH"])), each[1] + each[4]);
    }
    for (from, to) in [("cdf", "cdt"), ("udf", "udt")] {
        let window = |start: &str, end: &str| count(&json!({from: start, to: end}));
        let first = window("2022-04-10T00:00:00", "2022-04-12T11:59:59");
        let second = window("2022-04-12T12:00:00", "2022-04-15T23:59:59");
        assert!(first > 0 && second > 0);
        assert_eq!(first + second, window("2022-04-10T00:00:00", "2022-04-15T23:59:59"));
    }
    for row in found(&json!({"jb": ["SALES"]})).iter().chain(&found(&json!({"isac": true}))).step_by(9) {
        let by = |isac| count(&json!({"gid": row["gid"], "isac": isac}));
        assert_eq!(by(true) + by(false), 1, "{row}");
        let made = &row["cd"];
        let isac = by(true) == 1;
        assert!(count(&json!({"cdf": made, "cdt": made, "isac": isac})) >= 1, "both ends are within");
    }
}

#[test]
fn fifty_four_thousand_are_too_many_until_a_filter_helps() {
    let large = |more: Value| {
        let mut query = json!({"isac": true, "acid": 700_000_000_000_054_000_i64});
        query.as_object_mut().expect("a query").extend(more.as_object().cloned().unwrap_or_default());
        ordered(&[], &query)
    };
    assert_eq!(large(json!({})), (400, "ER520".to_owned(), vec![]));
    assert_eq!(large(json!({"jb": ["SALES"]})).0, 200);
}
