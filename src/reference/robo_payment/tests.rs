//! The rules of the document, one table or one story each.

mod battery;
mod calls;
mod fields;
mod states;

use serde_json::{Value, json};

use super::fixtures::{ACCESS_KEY, FIRST_ID, USER_ID};
use super::{PATH, REFERENCE};
use crate::reference::testing::Caller;

const BANK: &str = "payment_bank_transfer";
const OTHER: &str = "payment_other";
const NAME_CLASS: &str = "AZaz09 ,.()\\/-｢｣ｦｧｯｱﾝﾞﾟ";

fn world(readings: &[(&str, &str)]) -> Caller {
    Caller::new(&REFERENCE, &[], readings)
}

/// A row of the required fields, with others over them; `"-"` takes a field away.
fn row(array: &str, fields: &Value) -> Value {
    let mut row = json!({"payment_transfer_date": "2024/04/01", "amount": 10000});
    if array == BANK {
        row["account_name"] = json!("ｶﾅ ABC");
    } else {
        row["payment_method"] = json!(10);
    }
    for (key, value) in fields.as_object().into_iter().flatten() {
        row[key] = value.clone();
    }
    row.as_object_mut().expect("a row").retain(|_, value| value != "-");
    row
}

fn call(caller: &mut Caller, body: &Value) -> (u16, Value) {
    let mut whole = json!({"user_id": USER_ID, "access_key": ACCESS_KEY});
    for (key, value) in body.as_object().into_iter().flatten() {
        whole[key] = value.clone();
    }
    whole.as_object_mut().expect("a call").retain(|_, value| value != "-");
    caller.post(PATH, &whole)
}

/// Sends rows and returns them as in the response.
fn rows(caller: &mut Caller, array: &str, rows: &[Value]) -> Vec<Value> {
    let rows: Vec<_> = rows.iter().map(|fields| row(array, fields)).collect();
    let other = if array == BANK { OTHER } else { BANK };
    let (status, body) = call(caller, &json!({array: rows, other: []}));
    assert!(status < 500, "{body}");
    body[array].as_array().cloned().unwrap_or_default()
}

fn one(caller: &mut Caller, array: &str, fields: &Value) -> Value {
    rows(caller, array, std::slice::from_ref(fields)).swap_remove(0)
}

/// The code of one row; 0 when it is good.
fn code(caller: &mut Caller, array: &str, fields: &Value) -> u64 {
    let row = one(caller, array, fields);
    assert_eq!(row["error_code"].is_null(), row["error_message"].is_null(), "{row}");
    assert!(row["error_code"].is_null() || !row["error_message"].as_str().expect("a text").is_empty(), "{row}");
    row["error_code"].as_u64().unwrap_or(0)
}

fn code_of_call(caller: &mut Caller, body: &Value) -> (u16, u64) {
    let (status, body) = call(caller, body);
    (status, body["error"]["code"].as_u64().unwrap_or(0))
}

fn text(n: usize, with: &str) -> String {
    with.repeat(n)
}
