//! The rules of the document, one table or one story each.

mod battery;
mod calls;
mod fields;
mod states;

use serde_json::{Value, json};

use super::fixtures::{TENANT, TOKEN};
use super::{PATH, REFERENCE};
use crate::reference::testing::Caller;

/// Places of text with the most characters each may have.
const LIMITS: [(&str, usize); 9] = [
    ("/tenantId", 19),
    ("/transactionList/0/transactionId", 22),
    ("/transactionList/0/transactionStatusCode", 6),
    ("/transactionList/0/transactionStatusName", 20),
    ("/transactionList/0/paymentBatchList/0/paymentBatchNumber", 33),
    ("/transactionList/0/transactionErrorInfo/0/errorCode", 10),
    ("/transactionList/0/transactionErrorInfo/0/errorMessage", 2048),
    ("/transactionList/0/paymentBatchList/0/detailErrorInfo/0/errorCode", 10),
    ("/transactionList/0/paymentBatchList/0/detailErrorInfo/0/errorMessage", 2048),
];

fn world(readings: &[(&str, &str)]) -> Caller {
    let mut caller = Caller::new(&REFERENCE, &[], readings);
    use_token(&mut caller, Some(TOKEN));
    caller
}

fn use_token(caller: &mut Caller, token: Option<&str>) {
    use_header(caller, token.map(|token| format!("Bearer {token}")).as_deref());
}

fn use_header(caller: &mut Caller, value: Option<&str>) {
    caller.headers = value.map(|value| ("authorization".to_owned(), value.to_owned())).into_iter().collect();
}

fn error_info(code: &str, message: &str) -> Value {
    json!({"errorCode": code, "errorMessage": message})
}

fn batch(number: &str, commissions: [u32; 2]) -> Value {
    json!({
        "paymentBatchNumber": number,
        "transferCommission": commissions[0],
        "commissionByOtherParty": commissions[1],
        "detailErrorInfo": [error_info("1001100", "エラーメッセージ3"), error_info("1001101", "エラーメッセージ4")],
    })
}

fn transaction(id: &str, numbers: &[&str]) -> Value {
    json!({
        "transactionId": id,
        "paymentStatus": "02",
        "transactionStatusCode": "010401",
        "transactionStatusName": "確定エラー",
        "transactionErrorInfo": [error_info("1001", "エラーメッセージ1"), error_info("1002", "エラーメッセージ2")],
        "paymentBatchList": numbers.iter().map(|number| batch(number, [330, 500])).collect::<Vec<_>>(),
    })
}

fn body(transactions: &[Value]) -> Value {
    json!({"tenantId": TENANT, "resolveType": 1, "transactionList": transactions})
}

/// One payment with two batches.
fn one() -> Value {
    transaction("0000000000101", &["20240613000000000000000000101", "20240103000000000000000000102"])
}

fn other() -> Value {
    transaction("FAKE-0105", &["FAKE-20240613-0105"])
}

/// The call of the document with the payments there are.
fn sample() -> Value {
    body(&[one(), other()])
}

/// The sample with values in other places; `"-"` takes a place away.
fn with(changes: &[(&str, Value)]) -> Value {
    let mut body = sample();
    for (pointer, value) in changes {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        match body.pointer_mut(parent).expect("a place") {
            Value::Object(object) if value == "-" => drop(object.remove(key)),
            place @ Value::Object(_) => place[key] = value.clone(),
            place => place[key.parse::<usize>().expect("an index")] = value.clone(),
        }
    }
    body
}

/// Status, code and message.
fn put(caller: &mut Caller, body: &Value) -> (u16, String, String) {
    read(&caller.raw("PUT", PATH, body.to_string().as_bytes()))
}

fn read((status, body): &(u16, Value)) -> (u16, String, String) {
    let text = |key: &str| body[key].as_str().expect("a text").to_owned();
    assert_eq!(body.as_object().map(serde_json::Map::len), Some(2), "{body}");
    (*status, text("errorCode"), text("message"))
}

fn told(changes: &[(&str, Value)]) -> (u16, String, String) {
    put(&mut world(&[]), &with(changes))
}

fn good() -> (u16, String, String) {
    (200, "0000".to_owned(), "成功".to_owned())
}

fn refused(code: &str, message: &str) -> (u16, String, String) {
    (400, code.to_owned(), message.to_owned())
}

fn unknown(name: &str, value: &str) -> (u16, String, String) {
    refused("spd.32874.001", &format!("{name}:{value} は存在しません"))
}

fn locked() -> (u16, String, String) {
    refused("spd.32874.002", "更新対象の支払データのステータスは操作不可です")
}

fn too_long(name: &str, limit: usize) -> (u16, String, String) {
    refused("0013", &format!("パラメータ:{name}は{limit}文字以内で指定してください"))
}

fn missing(name: &str) -> (u16, String, String) {
    refused("120003", &format!("パラメータ:{name}は指定必須の項目です"))
}

fn last(pointer: &str) -> &str {
    pointer.rsplit('/').next().unwrap_or_default()
}
