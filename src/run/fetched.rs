//! Fetches a text from an address, such as the description that a target serves itself.

use bytes::Bytes;

use super::runtime::{block_on, client};
use crate::{
    contract::{CommandId, Message},
    target::{Connection, Redactor, Resend, Sent},
};

/// The text at an address.
pub fn fetched(url: &str) -> Result<String, Message> {
    let sent = Sent {
        method: "GET".to_owned(),
        url: url.to_owned(),
        headers: vec![("accept".to_owned(), "application/json, application/yaml, text/yaml, */*;q=0.5".to_owned())],
        body: Bytes::new(),
        json: None,
    };
    let client = client(&Connection::default()).map_err(|error| error.said())?;
    let exchange = block_on(client.send(sent, &Redactor::default(), Resend::Safe)).map_err(|error| error.said())?;
    if exchange.status != 200 {
        return Err(CommandId::NotDescription.with([url.into(), exchange.status.into()]));
    }
    String::from_utf8(exchange.response_body.to_vec()).map_err(|_| CommandId::NotTextBytes.with([url.into()]))
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
        assert_eq!(fetched(&format!("{}/openapi.json", server.url)), Ok("{\"openapi\":\"3.1.0\"}".to_owned()));
        let error = fetched(&format!("{}/other", server.url)).expect_err("there is nothing").english();
        assert!(error.ends_with("responds with status 404, not with a description"), "{error}");
    }
}
