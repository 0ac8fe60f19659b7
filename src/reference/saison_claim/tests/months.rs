//! Months, marks and amounts of every member.

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;

const MONTHS: [&str; 3] = ["this_month", "previous_month", "beforehand_month"];

fn good(name: &str) -> Value {
    let (status, body) = state(&[], name);
    assert_eq!(status, 200, "{name} {body}");
    body
}

fn text<'a>(month: &'a Value, key: &str) -> &'a str {
    month[key].as_str().expect("every value is text")
}

/// Whether a text is a real day as yyyymmdd.
fn is_day(text: &str) -> bool {
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    let (year, month, day) = (number(text.get(..4)), number(text.get(4..6)), number(text.get(6..)));
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    text.len() == 8 && (2000..2100).contains(&year) && (1..=12).contains(&month) && (1..=days).contains(&day)
}

fn is_amount(text: &str) -> bool {
    text.is_empty() || (text.len() <= 13 && text.bytes().all(|byte| byte.is_ascii_digit()))
}

#[test]
fn months_keep_every_rule() {
    for name in MEMBERS {
        let body = good(name);
        let mut due = Vec::new();
        for month in MONTHS.map(|key| &body[key]) {
            assert_eq!(month.as_object().map(serde_json::Map::len), Some(6), "{name} {month}");
            let marks = [text(month, "mark_claim_amount"), text(month, "payment_amount_total_mark")];
            let amounts = [text(month, "claim_amount"), text(month, "bank_claim_amount")];
            assert!(marks.iter().all(|mark| ["", "-"].contains(mark)), "{name} {month}");
            assert!(amounts.into_iter().all(is_amount), "{name} {month}");
            assert!(marks.iter().zip(amounts).all(|(mark, amount)| mark.is_empty() || !amount.is_empty()));
            match text(month, "disp_code") {
                "00" => assert!(!amounts[0].is_empty(), "{name} {month}"),
                "01" => assert!(!amounts[0].is_empty() && (amounts[0] == "0" || !amounts[1].is_empty())),
                "02" | "10" | "11" => assert_eq!((marks, amounts), (["", ""], ["", ""]), "{name} {month}"),
                other => panic!("{other} is no disp_code"),
            }
            let day = text(month, "due_date");
            assert!(if text(month, "disp_code") == "02" { day.is_empty() } else { is_day(day) }, "{name} {month}");
            due.extend((!day.is_empty()).then_some(day));
        }
        assert!(due.windows(2).all(|pair| pair[0] > pair[1]), "{name} {due:?}");
    }
}

#[test]
fn each_disp_code_is_that_of_this_month_in_its_state() {
    for code in ["00", "01", "02", "10", "11"] {
        assert_eq!(good(&format!("claim-{code}"))["this_month"]["disp_code"], code);
    }
    let seen =
        |key: &str| MEMBERS.map(|name| good(name)[key]["disp_code"].to_string()).into_iter().collect::<BTreeSet<_>>();
    assert_eq!(MONTHS.map(|key| seen(key).len()), [5, 4, 4], "months differ");
}

#[test]
fn brands_differ_in_flag_and_bank_mark() {
    for (name, flag) in [("credentials", Some("1")), ("member-uc", Some("0")), ("member-na", None), ("member-7n", None)]
    {
        let body = good(name);
        assert_eq!(
            (body["kazoku_div"].as_str(), body.get("bc_flg").and_then(Value::as_str)),
            (Some("0"), flag),
            "{name}"
        );
    }
    let marks = |name| MONTHS.map(|key| good(name)[key]["payment_amount_total_mark"] == "-");
    assert_eq!(marks("member-uc"), [false, true, false]);
    assert_eq!(marks("member-na"), [false; 3]);
    assert_eq!(good("member-na")["this_month"]["mark_claim_amount"], "-", "a refund has the mark of the claim");
}

#[test]
fn amounts_reach_from_one_digit_to_thirteen() {
    let lengths: BTreeSet<_> = MEMBERS
        .iter()
        .flat_map(|name| {
            let body = good(name);
            MONTHS.map(|key| (text(&body[key], "claim_amount").len(), text(&body[key], "bank_claim_amount").len()))
        })
        .flat_map(|(claim, bank)| [claim, bank])
        .collect();
    assert!([0, 1, 4, 5, 13].iter().all(|length| lengths.contains(length)), "{lengths:?}");
    assert!(MEMBERS.iter().any(|name| good(name).to_string().contains("\"20240229\"")), "a leap day is there");
}

#[test]
fn nobody_sees_the_claims_of_another() {
    let bodies: BTreeSet<_> = MEMBERS.map(|name| good(name).to_string()).into_iter().collect();
    assert_eq!(bodies.len(), MEMBERS.len());
    let mut caller = world(&[]);
    for name in MEMBERS.into_iter().chain(["member-uc", "member-uc", "credentials", "credentials"]) {
        assert_eq!(ask(&mut caller, &given(name, "token")).1, good(name), "{name}");
    }
}
