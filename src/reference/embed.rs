//! A world behind a port of its own, for one trial.

use std::{net::Ipv4Addr, sync::Mutex};

use tokio::{net::TcpListener, task::AbortHandle};

use super::{
    server,
    world::{Ask, World},
};
use crate::util::sync::lock;

/// One server with one world of its own, until it is dropped.
pub struct Embedded {
    uri: String,
    task: AbortHandle,
}

impl Embedded {
    /// Starts a fresh server on `127.0.0.1`, so that nothing of an earlier trial can be met.
    ///
    /// It runs on the runtime of the caller and so responds only while that runtime is driven; whoever waits for a response drives
    /// it. A runtime of one thread then handles both sides of an exchange without a switch between threads.
    pub async fn start(world: Box<dyn World>) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let uri = format!("http://{}", listener.local_addr()?);
        let world = Mutex::new(world);
        let answer = move |ask: &Ask<'_>| lock(&world).answer(ask);
        let task = tokio::spawn(server::run(listener, answer)).abort_handle();
        Ok(Self { uri, task })
    }

    /// The address, without a slash at the end.
    pub fn uri(&self) -> &str {
        &self.uri
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::testing::wire::post;
    use crate::reference::world::Answer;
    use serde_json::json;
    use std::net::TcpStream;

    struct Counter(u32);

    impl World for Counter {
        fn answer(&mut self, _: &Ask<'_>) -> Answer {
            self.0 += 1;
            Answer::json(200, &json!(self.0))
        }
    }

    async fn asked(server: &Embedded) -> String {
        let uri = server.uri().to_owned();
        tokio::task::spawn_blocking(move || post(&uri, "/", "", "").2).await.expect("an answer")
    }

    #[tokio::test]
    async fn a_world_remembers_and_worlds_are_apart() {
        let start = |count| Embedded::start(Box::new(Counter(count)));
        let (one, two) = (start(0).await.expect("a server"), start(7).await.expect("a server"));
        let answers = [asked(&one).await, asked(&two).await, asked(&one).await];
        assert_eq!(answers, ["1", "8", "2"]);
    }

    #[tokio::test]
    async fn a_server_that_is_dropped_is_gone_with_its_connections() {
        let server = Embedded::start(Box::new(Counter(0))).await.expect("a server");
        let address = server.uri().trim_start_matches("http://").to_owned();
        assert!(address.starts_with("127.0.0.1:"), "{address}");
        asked(&server).await;
        drop(server);
        tokio::task::yield_now().await;
        let refused = tokio::task::spawn_blocking(move || TcpStream::connect(address)).await.expect("no panic");
        assert!(refused.is_err());
    }
}
