//! A target of few words: it answers every request as a test says, and notes what was received and when.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Instant,
};

/// A request as it was received.
#[derive(Debug, Clone)]
pub(crate) struct Came {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
    pub(crate) at: Instant,
}

impl Came {
    /// The method and the target of the request.
    pub(crate) fn line(&self) -> (&str, &str) {
        let mut parts = self.head.split(' ');
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
    }

    /// The headers, names in lower case.
    pub(crate) fn headers(&self) -> Vec<(String, String)> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        lines.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect()
    }
}

/// A status line with headers, and a body.
pub(crate) type Answer = (String, String);

/// The same with a body that need not be text.
pub(crate) type Bytes = (String, Vec<u8>);

/// A running target; its threads end with the connections.
pub(crate) struct Fake {
    address: SocketAddr,
    came: Arc<Mutex<Vec<Came>>>,
}

impl Fake {
    /// Answers each request by its number, counted from 0.
    pub(crate) fn start(answer: impl Fn(usize, &Came) -> Answer + Send + Sync + 'static) -> Self {
        Self::of_bytes(move |number, came| {
            let (head, body) = answer(number, came);
            (head, body.into_bytes())
        })
    }

    /// The same with bodies that need not be text.
    pub(crate) fn of_bytes(answer: impl Fn(usize, &Came) -> Bytes + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let came: Arc<Mutex<Vec<Came>>> = Arc::default();
        let (answer, notes) = (Arc::new(answer), Arc::clone(&came));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (Ok(stream), answer, notes) = (stream, Arc::clone(&answer), Arc::clone(&notes)) else { return };
                thread::spawn(move || serve(stream, &*answer, &notes));
            }
        });
        Self { address, came }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn came(&self) -> Vec<Came> {
        self.came.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// An answer with a body of JSON.
pub(crate) fn json(status: u16, more: &str, body: &str) -> Answer {
    (format!("HTTP/1.1 {status} Fake\r\ncontent-type: application/json\r\n{more}"), body.to_owned())
}

fn serve(mut stream: TcpStream, answer: &dyn Fn(usize, &Came) -> Bytes, notes: &Mutex<Vec<Came>>) {
    while let Some(came) = read(&mut stream) {
        let number = {
            let mut notes = notes.lock().unwrap_or_else(PoisonError::into_inner);
            notes.push(came.clone());
            notes.len() - 1
        };
        let (head, body) = answer(number, &came);
        let mut bytes = format!("{head}content-length: {}\r\n\r\n", body.len()).into_bytes();
        bytes.extend(body);
        if stream.write_all(&bytes).is_err() {
            return;
        }
    }
}

fn read(stream: &mut TcpStream) -> Option<Came> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length = head
                .lines()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
            if bytes.len() >= end + 4 + length.unwrap_or(0) {
                return Some(Came { head, body: bytes.split_off(end + 4), at: Instant::now() });
            }
        }
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..count]);
    }
}
