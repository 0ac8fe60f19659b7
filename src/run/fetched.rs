//! Fetches a text from an address, such as the description that a target serves itself.

use bytes::Bytes;

use super::runtime::{block_on, client};
use crate::target::{Connection, Redactor, Resend, Sent};

/// The text at an address.
pub fn fetched(url: &str) -> Result<String, String> {
    let sent = Sent {
        method: "GET".to_owned(),
        url: url.to_owned(),
        headers: vec![("accept".to_owned(), "application/json, application/yaml, text/yaml, */*;q=0.5".to_owned())],
        body: Bytes::new(),
        json: None,
    };
    let client = client(&Connection::default()).map_err(|error| error.to_string())?;
    let exchange =
        block_on(client.send(sent, &Redactor::default(), Resend::Safe)).map_err(|error| error.to_string())?;
    if exchange.status != 200 {
        return Err(format!("{url} responds with status {}, not with a description", exchange.status));
    }
    String::from_utf8(exchange.response_body.to_vec())
        .map_err(|_| format!("{url} responds with bytes that are not text"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::run::testing::{Reply, Server};

    #[test]
    fn a_text_is_fetched_and_anything_else_is_an_error_with_its_status() {
        let server = Server::start(|ask| match ask.path.as_str() {
            "/openapi.json" => Reply::json(200, &json!({"openapi": "3.1.0"})),
            _ => Reply::json(404, &json!({})),
        });
        assert_eq!(fetched(&format!("{}/openapi.json", server.url)).as_deref(), Ok("{\"openapi\":\"3.1.0\"}"));
        let error = fetched(&format!("{}/other", server.url)).expect_err("there is nothing");
        assert!(error.ends_with("responds with status 404, not with a description"), "{error}");
    }
}
