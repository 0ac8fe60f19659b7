//! A target that costs next to nothing: it looks each request up among those that the reference was sent, and sends the same bytes
//! back. What a run costs against it is the harness alone.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::Arc,
    time::Duration,
};

use tekigo::target::Sent;

/// Responses as they go over the wire, by their requests.
#[derive(Default)]
pub(crate) struct Responses(HashMap<u64, Vec<u8>>);

impl Responses {
    /// Keeps a response; the first to a request stays.
    pub(crate) fn keep(&mut self, sent: &Sent, path: &str, response: Vec<u8>) {
        self.0.entry(key(&sent.method, &format!("/{path}"), &sent.body)).or_insert(response);
    }

    /// Serves them after a latency; the address.
    pub(crate) fn serve(self, latency: Duration) -> String {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let all = Arc::new(self.0);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let all = Arc::clone(&all);
                // A client that leaves ends its thread.
                std::thread::spawn(move || drop(answer(&stream, &all, latency)));
            }
        });
        url
    }
}

fn key(method: &str, path: &str, body: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (method, path, body).hash(&mut hasher);
    hasher.finish()
}

fn answer(mut stream: &TcpStream, all: &HashMap<u64, Vec<u8>>, latency: Duration) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::with_capacity(64 << 10, stream);
    let (mut line, mut body) = (String::new(), Vec::new());
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let first = line.clone();
        let mut words = first.split(' ');
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let mut length = 0;
        loop {
            line.clear();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        body.resize(length, 0);
        reader.read_exact(&mut body)?;
        if !latency.is_zero() {
            std::thread::sleep(latency);
        }
        match all.get(&key(method, path, &body)) {
            Some(response) => stream.write_all(response)?,
            None => stream.write_all(b"HTTP/1.1 501 Unknown\r\ncontent-length: 0\r\n\r\n")?,
        }
    }
}
