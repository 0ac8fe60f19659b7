//! A target on a port of its own that responds by script: any status, any header, a count of its requests.

use std::{
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

use crate::util::sync::lock;
use serde_json::Value;

/// A request as it arrived.
#[derive(Debug, Clone)]
pub(in crate::run) struct Asked {
    pub(in crate::run) method: String,
    /// The path with its query.
    pub(in crate::run) path: String,
    /// The headers, names in lower case.
    pub(in crate::run) headers: Vec<(String, String)>,
    pub(in crate::run) body: Vec<u8>,
    /// How many requests arrived before it.
    pub(in crate::run) number: usize,
}

impl Asked {
    /// The body as JSON; null where it is none.
    pub(in crate::run) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The value of a header.
    pub(in crate::run) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The response to a request.
#[derive(Debug, Clone)]
pub(in crate::run) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Reply {
    /// Text under a status that says it is JSON.
    pub(in crate::run) fn text(status: u16, body: &str) -> Self {
        Self { body: body.as_bytes().to_vec(), ..Self::json(status, &Value::Null) }
    }

    /// A JSON body under a status.
    pub(in crate::run) fn json(status: u16, body: &Value) -> Self {
        let headers = vec![("content-type", "application/json".to_owned())];
        Self { status, headers, body: body.to_string().into_bytes() }
    }

    /// As it goes over the wire.
    pub(in crate::run) fn bytes(&self) -> Vec<u8> {
        let mut text = format!("HTTP/1.1 {} Scripted\r\ncontent-length: {}\r\n", self.status, self.body.len());
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("\r\n");
        [text.as_bytes(), &self.body].concat()
    }

    /// Whether it has a status.
    pub(in crate::run) fn is_status(&self, status: u16) -> bool {
        self.status == status
    }

    /// No response: the connection is closed.
    pub(in crate::run) fn hang_up() -> Self {
        Self { status: 0, headers: Vec::new(), body: Vec::new() }
    }

    /// Says that it is of another content type.
    pub(in crate::run) fn retype(&mut self, content_type: &str) {
        self.headers.retain(|(name, _)| *name != "content-type");
        self.headers.push(("content-type", content_type.to_owned()));
    }

    /// The same with one more header.
    pub(in crate::run) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// A target that lives as long as the test process.
pub(in crate::run) struct Server {
    pub(in crate::run) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Starts a target that responds by a function, one request after another.
    pub(in crate::run) fn start(answer: impl FnMut(&Asked) -> Reply + Send + 'static) -> Self {
        let answer = Mutex::new(answer);
        Self::side_by_side(move |ask| (lock(&answer))(ask))
    }

    /// The same for requests at the same time.
    pub(in crate::run) fn side_by_side(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (log, answer) = (Arc::clone(&asked), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                std::thread::spawn(move || {
                    // A client that leaves is not a reason to complain.
                    let _ = serve(&stream, |mut ask| {
                        let mut log = lock(&log);
                        ask.number = log.len();
                        log.push(ask.clone());
                        drop(log);
                        answer(&ask)
                    });
                });
            }
        });
        Self { url, asked }
    }

    /// Everything that arrived so far.
    pub(in crate::run) fn asked(&self) -> Vec<Asked> {
        lock(&self.asked).clone()
    }

    /// How many requests arrived so far.
    pub(in crate::run) fn count(&self) -> usize {
        self.asked().len()
    }

    /// The bodies that arrived so far, as JSON.
    pub(in crate::run) fn bodies(&self) -> Vec<Value> {
        self.asked().iter().map(Asked::json).collect()
    }
}

/// Answers one connection until the client closes it.
fn serve(stream: &TcpStream, mut answer: impl FnMut(Asked) -> Reply) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    while let Some(ask) = read(&mut reader)? {
        let reply = answer(ask);
        if reply.is_status(0) {
            break;
        }
        let mut stream = stream;
        stream.write_all(&reply.bytes())?;
    }
    Ok(())
}

/// The next request of a connection; none where the client closed it.
pub(in crate::run) fn read(reader: &mut impl BufRead) -> std::io::Result<Option<Asked>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (mut headers, mut length) = (Vec::new(), 0);
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        let (name, value) = (name.to_ascii_lowercase(), value.trim().to_owned());
        if name == "content-length" {
            length = value.parse().unwrap_or(0);
        }
        headers.push((name, value));
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some(Asked { method, path, headers, body, number: 0 }))
}
