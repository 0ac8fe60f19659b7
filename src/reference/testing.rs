//! What the tests of every implementation share: a caller, and the proof that no fault is a dead switch.

use std::rc::Rc;

use serde_json::Value;

use super::{
    config::Config,
    implementation::Reference,
    world::{Answer, Ask, World},
};

/// Sends requests to one world and remembers every response.
pub(super) struct Caller {
    world: Box<dyn World>,
    /// Sent with every request until changed.
    pub(super) headers: Vec<(String, String)>,
    heard: Vec<Answer>,
    /// What a sound world returns for the same requests, where that is compared.
    sound: Option<Rc<[Answer]>>,
    differs: bool,
}

impl Caller {
    pub(super) fn new(reference: &Reference, faults: &[&str], readings: &[(&str, &str)]) -> Self {
        let config = Config {
            faults: faults.iter().map(|&name| name.to_owned()).collect(),
            readings: readings.iter().map(|&(name, choice)| (name.to_owned(), choice.to_owned())).collect(),
        };
        let world = reference.world(&config).expect("a world");
        Self { world, headers: Vec::new(), heard: Vec::new(), sound: None, differs: false }
    }

    /// Sends bytes as they are; the path may carry a query.
    pub(super) fn raw(&mut self, method: &str, path: &str, body: &[u8]) -> (u16, Value) {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let sound = self.sound.as_ref().and_then(|sound| sound.get(self.heard.len()));
        let answer = match sound {
            // Nothing more is to be seen: the rest is as in a sound world, which takes no time.
            Some(sound) if self.differs => sound.clone(),
            _ => self.world.answer(&Ask { method, path, query, headers: &self.headers, body }),
        };
        self.differs |= sound.is_some_and(|sound| *sound != answer);
        let seen = (answer.status, serde_json::from_slice(&answer.body).expect("every answer is JSON"));
        self.heard.push(answer);
        seen
    }

    pub(super) fn get(&mut self, path: &str) -> (u16, Value) {
        self.raw("GET", path, b"")
    }

    pub(super) fn post(&mut self, path: &str, body: &Value) -> (u16, Value) {
        self.raw("POST", path, body.to_string().as_bytes())
    }
}

fn heard(reference: &Reference, readings: &[(&str, &str)], story: fn(&mut Caller)) -> Rc<[Answer]> {
    let mut caller = Caller::new(reference, &[], readings);
    story(&mut caller);
    caller.heard.into()
}

/// Of each fault, whether some response in a story shows it.
fn shown(
    reference: &Reference,
    faults: impl Iterator<Item = &'static str>,
    readings: &[(&str, &str)],
    story: fn(&mut Caller),
) -> Vec<(&'static str, bool)> {
    let sound = heard(reference, readings, story);
    assert_eq!(sound, heard(reference, readings, story), "a world without faults answers the same each time");
    let shows = |name: &'static str| {
        let mut caller = Caller::new(reference, &[name], readings);
        caller.sound = Some(Rc::clone(&sound));
        story(&mut caller);
        (name, caller.differs || caller.heard.len() != sound.len())
    };
    faults.map(shows).collect()
}

/// Sleepers must not show in a plain conversation, or they would prove nothing about corners.
pub(super) fn sleepers_sleep(reference: &Reference, plain: fn(&mut Caller)) {
    let sleepers = reference.faults.iter().filter(|fault| fault.sleeper).map(|fault| fault.name);
    let shown = shown(reference, sleepers, &[], plain).into_iter();
    let awake: Vec<_> = shown.filter(|(_, shows)| *shows).collect();
    assert!(awake.is_empty(), "these show at once: {awake:?}");
}

/// Plays the battery against the world without faults and against each fault alone: some response must differ.
pub(super) fn every_fault_shows(reference: &Reference, readings: &[(&str, &str)], battery: fn(&mut Caller)) {
    let faults = reference.faults.iter().map(|fault| fault.name);
    let shown = shown(reference, faults, readings, battery).into_iter();
    let dead: Vec<_> = shown.filter(|(_, shows)| !shows).collect();
    assert!(dead.is_empty(), "these switches change nothing: {dead:?}");
}

/// A client of a few lines for the tests of this module.
pub(super) mod wire {
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::time::Duration;

    pub(in crate::reference) fn post(uri: &str, path: &str, headers: &str, body: &str) -> (u16, String, String) {
        let head = format!("POST {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n{headers}");
        send(uri, &format!("{head}content-length: {}\r\n\r\n{body}", body.len()))
    }

    /// Status, content type and body of the response.
    pub(in crate::reference) fn send(uri: &str, request: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(uri.trim_start_matches("http://")).expect("connect");
        // A server that never responds fails the test instead of hanging it.
        stream.set_read_timeout(Some(Duration::from_mins(5))).expect("a timeout");
        stream.write_all(request.as_bytes()).expect("write");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("read");
        let (head, body) = text.split_once("\r\n\r\n").expect("head");
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).expect("status");
        let kind = head.lines().find_map(|line| line.strip_prefix("content-type: ")).unwrap_or_default();
        (status, kind.to_owned(), body.to_owned())
    }
}
