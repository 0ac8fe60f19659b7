//! A server of bare sockets: a test says byte by byte what each connection gets to hear.

use std::{
    collections::HashMap,
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use tekigo::reference::{Ask, Config, World, find};

/// No connection is served for longer; a test that fails leaves no thread behind for ever.
const LONGEST: Duration = Duration::from_mins(2);

/// One connection of the client, as the server sees it.
pub(crate) struct Guest {
    pub(crate) stream: TcpStream,
    world: Arc<Mutex<Box<dyn World>>>,
    asked: Arc<AtomicUsize>,
}

/// A request, as it was received.
pub(crate) struct Heard {
    pub(crate) line: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
}

/// A server on a port of this machine.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    /// How many requests were heard to their end.
    pub(crate) asked: Arc<AtomicUsize>,
    /// How many connections were made.
    pub(crate) guests: Arc<AtomicUsize>,
}

/// Starts a server that does the same with each connection, on a thread of its own.
pub(crate) fn start(play: impl Fn(&mut Guest) + Send + Sync + 'static) -> Server {
    start_at(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port"), play)
}

pub(crate) fn start_at(listener: TcpListener, play: impl Fn(&mut Guest) + Send + Sync + 'static) -> Server {
    let address = listener.local_addr().expect("an address");
    let (asked, guests) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let server = Server { address, asked: Arc::clone(&asked), guests: Arc::clone(&guests) };
    let play = Arc::new(play);
    let world = find("jpay-search").expect("a reference").world(&Config::default()).expect("a world");
    let world = Arc::new(Mutex::new(world));
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            for set in [TcpStream::set_read_timeout, TcpStream::set_write_timeout] {
                set(&stream, Some(LONGEST)).expect("a time that is not zero");
            }
            stream.set_nodelay(true).expect("set");
            guests.fetch_add(1, Ordering::SeqCst);
            let mut guest = Guest { stream, world: Arc::clone(&world), asked: Arc::clone(&asked) };
            let play = Arc::clone(&play);
            thread::spawn(move || play(&mut guest));
        }
    });
    server
}

impl Guest {
    /// The next request; none where the client is gone.
    pub(crate) fn hear(&mut self) -> Option<Heard> {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            self.stream.read_exact(&mut byte).ok()?;
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).expect("a head of ASCII");
        let mut lines = head.lines();
        let line = lines.next().unwrap_or_default().to_owned();
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers: HashMap<_, _> =
            headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        let mut body = vec![0; headers.get("content-length").map_or(0, |length| length.parse().expect("a number"))];
        self.stream.read_exact(&mut body).ok()?;
        self.asked.fetch_add(1, Ordering::SeqCst);
        Some(Heard { line, headers, body })
    }

    /// Waits until the client has begun to send, and leaves it unread: to close then is to reset.
    pub(crate) fn peek(&mut self) {
        let _ = self.stream.peek(&mut [0]);
    }

    /// Waits until the client closes the connection.
    pub(crate) fn wait_for_the_end(&mut self) {
        let _ = self.stream.read_to_end(&mut Vec::new());
    }

    /// Sends bytes; whether the client takes them.
    pub(crate) fn say(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.stream.write_all(bytes.as_ref()).is_ok()
    }

    /// Says the same over and over until the client has enough.
    pub(crate) fn say_for_ever(&mut self, bytes: &[u8]) {
        while self.say(bytes) {}
    }

    /// The status and the body that the reference would answer with.
    pub(crate) fn right(&self, heard: &Heard) -> (u16, Vec<u8>) {
        let mut words = heard.line.split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers: Vec<_> = heard.headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let ask = Ask { method, path, query, headers: &headers, body: &heard.body };
        let answer = self.world.lock().unwrap_or_else(PoisonError::into_inner).answer(&ask);
        (answer.status, answer.body)
    }

    /// Answers each request as the reference would, the body changed in some way.
    pub(crate) fn answer_with(&mut self, change: impl Fn(Vec<u8>) -> Vec<u8>) {
        while let Some(heard) = self.hear() {
            let (status, body) = self.right(&heard);
            if !self.say(whole(status, &change(body))) {
                return;
            }
        }
    }

    /// Answers each request as the reference would.
    pub(crate) fn behave(&mut self) {
        self.answer_with(|body| body);
    }
}

/// An answer in one piece.
pub(crate) fn whole(status: u16, body: &[u8]) -> Vec<u8> {
    let mut answer = head(status, &format!("content-length: {}\r\n", body.len()));
    answer.extend_from_slice(body);
    answer
}

/// The head of an answer of JSON, with more headers, each with its end of line.
pub(crate) fn head(status: u16, more: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n{more}\r\n").into_bytes()
}
