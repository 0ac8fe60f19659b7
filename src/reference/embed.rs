//! A world behind a real socket, for one trial.

use std::sync::{Arc, Mutex, PoisonError};

use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use super::{Ask, World};

/// One server with one world of its own.
pub struct Embedded {
    server: MockServer,
    world: Shared,
}

impl Embedded {
    /// Starts a fresh server: never one from a pool, so nothing of an earlier trial can be met.
    pub async fn start(world: Box<dyn World>) -> Self {
        let server = MockServer::builder().disable_request_recording().start().await;
        let embedded = Self { server, world: Shared(Arc::new(Mutex::new(world))) };
        embedded.mount().await;
        embedded
    }

    /// The address, without a slash at the end.
    pub fn uri(&self) -> String {
        self.server.uri()
    }

    /// Drops what the server remembers of past requests; the world stays as it is. The server keeps every request it
    /// matched for ever otherwise. To be called while no request is under way.
    pub async fn forget(&self) {
        self.server.reset().await;
        self.mount().await;
    }

    async fn mount(&self) {
        Mock::given(any()).respond_with(self.world.clone()).mount(&self.server).await;
    }
}

#[derive(Clone)]
struct Shared(Arc<Mutex<Box<dyn World>>>);

impl Respond for Shared {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let headers: Vec<_> = request
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let ask = Ask {
            method: request.method.as_str(),
            path: request.url.path(),
            query: request.url.query().unwrap_or_default(),
            headers: &headers,
            body: &request.body,
        };
        let answer = self.0.lock().unwrap_or_else(PoisonError::into_inner).answer(&ask);
        ResponseTemplate::new(answer.status).set_body_raw(answer.body, answer.content_type)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Answer;
    use crate::reference::serve::wire::{post, send};
    use serde_json::json;

    struct Counter(u32);

    impl World for Counter {
        fn answer(&mut self, ask: &Ask<'_>) -> Answer {
            self.0 += 1;
            let header = ask.header("x-payment-api-key");
            let body = String::from_utf8_lossy(ask.body);
            Answer::json(
                202,
                &json!({"n": self.0, "method": ask.method, "path": ask.path, "query": ask.query, "key": header, "body": body}),
            )
        }
    }

    #[tokio::test]
    async fn a_request_reaches_the_world_whole_and_its_answer_comes_back() {
        let server = Embedded::start(Box::new(Counter(0))).await;
        let (status, kind, body) = post(&server.uri(), "/a/b?c=%20&c", "X-Payment-API-Key: k1\r\n", "日本");
        assert_eq!((status, kind.as_str()), (202, "application/json"));
        let whole = json!({"n": 1, "method": "POST", "path": "/a/b", "query": "c=%20&c", "key": "k1", "body": "日本"});
        assert_eq!(body, whole.to_string());
    }

    #[tokio::test]
    async fn forgetting_keeps_the_world_and_worlds_are_apart() {
        let (one, two) = (Embedded::start(Box::new(Counter(0))).await, Embedded::start(Box::new(Counter(7))).await);
        post(&one.uri(), "/", "", "");
        one.forget().await;
        assert!(send(&one.uri(), "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").2.contains("\"n\":2"));
        assert!(post(&two.uri(), "/", "", "").2.contains("\"n\":8"));
    }
}
