//! A target that counts: a reference on a port of this machine that notes every request as it was received.

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

use crate::{
    fake::{Came, Fake},
    shell::command,
};

/// Changes an answer, knowing how often the same was asked before and what it was.
pub(crate) type Twist = fn(usize, &str, Answer) -> Answer;

/// What is done once a request of a number has come, before it is answered.
type At = Option<(usize, Box<dyn FnOnce() + Send>)>;

/// A reference that answers until it is dropped.
pub(crate) struct Counted {
    server: Fake,
    asked: Arc<Mutex<Vec<String>>>,
    slow: Arc<AtomicU64>,
    /// Whoever holds it keeps every answer back.
    pub(crate) at: Arc<Mutex<At>>,
}

struct Counting {
    world: Mutex<Box<dyn World>>,
    asked: Arc<Mutex<Vec<String>>>,
    /// Milliseconds before each answer.
    slow: Arc<AtomicU64>,
    twist: Twist,
    at: Arc<Mutex<At>>,
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
        let at = Arc::default();
        let counting =
            Counting { world, asked: Arc::clone(&asked), slow: Arc::clone(&slow), twist, at: Arc::clone(&at) };
        let server = Fake::of_bytes(move |_, came| counting.answer(came));
        Self { server, asked, slow, at }
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
        self.server.url()
    }

    /// The command that runs it, with the credentials of the reference in its environment.
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

impl Counting {
    fn answer(&self, came: &Came) -> (String, Vec<u8>) {
        let (method, target) = came.line();
        let text = format!("{method} {target} {}", String::from_utf8_lossy(&came.body));
        let (before, number) = {
            let mut asked = self.asked.lock().expect("no answer panicked");
            asked.push(text.clone());
            (asked.iter().filter(|known| **known == text).count() - 1, asked.len())
        };
        let action = self.at.lock().expect("no answer panicked").take_if(|(at, _)| *at == number);
        if let Some((_, action)) = action {
            action();
        }
        thread::sleep(Duration::from_millis(self.slow.load(Ordering::SeqCst)));
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let ask = Ask { method, path, query, headers: &came.headers(), body: &came.body };
        let answer = self.world.lock().expect("no answer panicked").answer(&ask);
        let Answer { status, content_type, body } = (self.twist)(before, &text, answer);
        (format!("HTTP/1.1 {status} Counted\r\ncontent-type: {content_type}\r\n"), body)
    }
}
