//! What the unit tests of this folder share.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::{
    contract::Level,
    run::journal::{Due, Purpose, ReadExchange},
    target::Heads,
};

/// An exchange of the shop as a journal holds it.
pub(super) fn exchange(response: &Value) -> ReadExchange<'static> {
    ReadExchange {
        trial: "shop/order/a".into(),
        case: 1,
        number: 0,
        operation: "order".to_owned(),
        due: Due { requirement: "SH-ok".to_owned(), level: Some(Level::Must) },
        purpose: Purpose::Case,
        at: 0,
        method: "POST".to_owned(),
        url: "http://a/orders".to_owned(),
        headers: Vec::new(),
        request: Bytes::from(json!({"count": 70_001}).to_string()),
        request_as: None,
        request_left_out: None,
        status: 200,
        content_type: String::new(),
        retry_after: None,
        content_encoding: None,
        location: None,
        response_headers: Heads::default(),
        response: Bytes::from(response.to_string()),
        response_as: None,
        response_left_out: None,
        leaked: Vec::new(),
        micros: 1_000,
        attempts: 1,
        lost: None,
        ahead: None,
        out: None,
    }
}
