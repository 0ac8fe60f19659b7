//! What a request sends, as one value: path, query and body.

use serde_json::{Map, Value};

use super::super::journal::ReadExchange;

/// The request of an exchange. A body that is not JSON is its text.
pub(super) fn asked(exchange: &ReadExchange<'_>) -> Value {
    let (path, query) = path(&exchange.url).split_once('?').unwrap_or((path(&exchange.url), ""));
    let mut asked = Map::new();
    asked.insert("path".to_owned(), path.split('/').skip(1).map(Value::from).collect());
    let mut pairs = Map::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let values = pairs.entry(name).or_insert_with(|| Value::Array(Vec::new()));
        values.as_array_mut().into_iter().for_each(|values| values.push(Value::from(&*value)));
    }
    asked.insert("query".to_owned(), pairs.into());
    let json = serde_json::from_slice(&exchange.request);
    asked.insert("body".to_owned(), json.unwrap_or_else(|_| String::from_utf8_lossy(&exchange.request).into()));
    asked.into()
}

/// An address without its host: two targets have two.
fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("", |at| &rest[at..])
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde_json::json;

    use super::*;
    use crate::run::drift::testing::exchange;

    #[test]
    fn a_request_is_told_without_its_host() {
        for (url, body, due) in [
            ("http://a/orders", "{\"n\":1}", json!({"path": ["orders"], "query": {}, "body": {"n": 1}})),
            (
                "https://b:8/orders/7?a=%31&b=&a=2",
                "",
                json!({"path": ["orders", "7"], "query": {"a": ["1", "2"], "b": [""]}, "body": ""}),
            ),
            ("https://demo.example", "{", json!({"path": [], "query": {}, "body": "{"})),
        ] {
            let mut exchange = exchange(&json!({}));
            (exchange.url, exchange.request) = (url.to_owned(), Bytes::from_static(body.as_bytes()));
            assert_eq!(asked(&exchange), due, "{url}");
        }
    }
}
