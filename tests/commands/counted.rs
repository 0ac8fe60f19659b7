//! A target that counts: a reference on a port of this machine that notes every request as it came.

use std::{
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use tekigo::reference::{Answer, Ask, Config, World};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate, matchers::any};

use crate::shell::command;

/// Changes an answer, knowing how often the same was asked before and what it was.
pub(crate) type Twist = fn(usize, &str, Answer) -> Answer;

/// A reference that answers until it is dropped.
pub(crate) struct Counted {
    server: MockServer,
    asked: Arc<Mutex<Vec<String>>>,
    slow: Arc<AtomicU64>,
}

struct Counting {
    world: Mutex<Box<dyn World>>,
    asked: Arc<Mutex<Vec<String>>>,
    /// Milliseconds before each answer.
    slow: Arc<AtomicU64>,
    twist: Twist,
}

impl Counted {
    /// Starts a reference with a fault, if one is named, that takes its time for each answer.
    pub(crate) fn start(contract: &str, faults: &[&str], slow: Duration) -> Self {
        Self::twisted(contract, faults, slow, |_, _, answer| answer)
    }

    /// The same, and some of its answers are changed.
    pub(crate) fn twisted(contract: &str, faults: &[&str], slow: Duration, twist: Twist) -> Self {
        let reference = tekigo::reference::find(contract).expect("a reference");
        let config = Config { faults: faults.iter().map(|fault| (*fault).to_owned()).collect(), ..Config::default() };
        let world = Mutex::new(reference.world(&config).expect("a world"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let slow = Arc::new(AtomicU64::new(u64::try_from(slow.as_millis()).expect("few")));
        let counting = Counting { world, asked: Arc::clone(&asked), slow: Arc::clone(&slow), twist };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let server = runtime.block_on(async {
            let server = MockServer::builder().disable_request_recording().start().await;
            Mock::given(any()).respond_with(counting).mount(&server).await;
            server
        });
        Self { server, asked, slow }
    }

    /// Takes so much time for each further answer.
    pub(crate) fn slow_down(&self, slow: Duration) {
        self.slow.store(u64::try_from(slow.as_millis()).expect("few"), Ordering::SeqCst);
    }

    /// Every request so far, in the order of their texts.
    pub(crate) fn asked(&self) -> Vec<String> {
        let mut asked = self.asked.lock().expect("no answer panicked").clone();
        asked.sort();
        asked
    }

    pub(crate) fn uri(&self) -> String {
        self.server.uri()
    }

    /// The command that asks it, with the credentials of the reference in its environment.
    pub(crate) fn command(&self, contract: &str, folder: &std::path::Path, arguments: &[&str]) -> Command {
        let uri = self.uri();
        let mut command = command(folder, &[&["run", "--contract", contract, "--url", &uri], arguments].concat());
        let gives = tekigo::reference::find(contract).expect("a reference").gives();
        for (name, value) in gives["credentials"].as_object().expect("credentials") {
            command.env(format!("TEKIGO_{}", name.to_uppercase()), value.as_str().expect("a text"));
        }
        command
    }
}

impl Respond for Counting {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let text = format!("{} {} {}", request.method, request.url, String::from_utf8_lossy(&request.body));
        let before = {
            let mut asked = self.asked.lock().expect("no answer panicked");
            asked.push(text.clone());
            asked.iter().filter(|known| **known == text).count() - 1
        };
        thread::sleep(Duration::from_millis(self.slow.load(Ordering::SeqCst)));
        let headers: Vec<(String, String)> = request
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
        let answer = self.world.lock().expect("no answer panicked").answer(&ask);
        let answer = (self.twist)(before, &text, answer);
        ResponseTemplate::new(answer.status).set_body_raw(answer.body, answer.content_type)
    }
}
