//! Requests that a target sends on its own: a listener takes them in, and cases wait for theirs.

use std::{
    collections::HashMap,
    convert::Infallible,
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::TcpListener,
    runtime::Builder,
    sync::{Notify, oneshot},
    time::{Instant, timeout_at},
};

use super::Heads;
use crate::util::sync::lock;

/// The most bytes of one request that is taken in.
const MOST: usize = 1 << 20;
/// The most requests that one case is given.
const MOST_OF_CASE: usize = 1_000;

/// Where the target sends what it sends on its own, as its profile says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callbacks {
    /// The address that is listened on; port 0 is any that is free.
    pub listen: SocketAddr,
    /// The address that the target is reported, where another one leads here.
    pub url: Option<String>,
}

/// A request that the target sent.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// HTTP method.
    pub method: String,
    /// Path and query below the address of its case.
    pub path: String,
    /// Its headers.
    pub headers: Heads,
    /// Its body.
    pub body: Bytes,
    /// The status of the response.
    pub status: u16,
}

/// What one case is sent, and its responses.
#[derive(Debug, Default)]
struct Letters {
    answers: Vec<u16>,
    deliveries: Vec<Delivery>,
}

/// What all cases are sent.
#[derive(Debug, Default)]
struct Inbox {
    boxes: Mutex<HashMap<String, Letters>>,
    came: Notify,
}

/// Listens for as long as it lives.
#[derive(Debug)]
pub struct Listener {
    url: String,
    inbox: Arc<Inbox>,
    opened: AtomicU64,
    /// The thread ends when this is dropped, and its connections with it.
    _stop: oneshot::Sender<()>,
}

impl Listener {
    /// Listens where the profile says.
    pub fn start(callbacks: &Callbacks) -> io::Result<Self> {
        let socket = std::net::TcpListener::bind(callbacks.listen)?;
        socket.set_nonblocking(true)?;
        let own = format!("http://{}", socket.local_addr()?);
        let url = callbacks.url.as_ref().map_or(own, |url| url.trim_end_matches('/').to_owned());
        let (inbox, runtime) = (Arc::new(Inbox::default()), Builder::new_current_thread().enable_all().build()?);
        let (stop, stopped) = oneshot::channel::<()>();
        let taken = Arc::clone(&inbox);
        thread::Builder::new().name("callbacks".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = stopped => {}
                    () = accept(socket, taken) => {}
                }
            });
        })?;
        Ok(Self { url, inbox, opened: AtomicU64::new(0), _stop: stop })
    }

    /// Opens an address for one case, whose requests get these statuses one after another, and then with 200.
    pub fn open(self: &Arc<Self>, answers: Vec<u16>) -> Mailbox {
        let name = format!("c{}", self.opened.fetch_add(1, Ordering::Relaxed) + 1);
        lock(&self.inbox.boxes).insert(name.clone(), Letters { answers, deliveries: Vec::new() });
        Mailbox { listener: Arc::clone(self), name }
    }
}

/// The address of one case; it is closed with the case.
#[derive(Debug)]
pub struct Mailbox {
    listener: Arc<Listener>,
    name: String,
}

impl Mailbox {
    /// The address that the target is reported.
    pub fn url(&self) -> String {
        format!("{}/{}", self.listener.url, self.name)
    }

    /// The requests that was returned so far, from a number on.
    pub fn from(&self, number: usize) -> Vec<Delivery> {
        let boxes = lock(&self.listener.inbox.boxes);
        boxes.get(&self.name).and_then(|own| own.deliveries.get(number..)).map_or_else(Vec::new, <[Delivery]>::to_vec)
    }

    /// Waits until so many requests have arrived in all; whether they arrived within the time.
    pub async fn wait(&self, count: usize, within: Duration) -> bool {
        let until = Instant::now() + within;
        loop {
            // Asked for before it is counted, so that none is missed in between.
            let came = self.listener.inbox.came.notified();
            if self.from(0).len() >= count {
                return true;
            }
            if timeout_at(until, came).await.is_err() {
                return self.from(0).len() >= count;
            }
        }
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        lock(&self.listener.inbox.boxes).remove(&self.name);
    }
}

async fn accept(socket: std::net::TcpListener, inbox: Arc<Inbox>) {
    let Ok(listener) = TcpListener::from_std(socket) else { return };
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let inbox = Arc::clone(&inbox);
        tokio::spawn(async move {
            let service = service_fn(move |request| take(request, Arc::clone(&inbox)));
            // A connection that breaks off has delivered what it has.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// Takes a request in; one that no case waits for gets a 404, one that is too large 413.
async fn take(request: Request<Incoming>, inbox: Arc<Inbox>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let answer = |status: u16| {
        let mut response = Response::new(Full::default());
        *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or_default();
        Ok(response)
    };
    let Ok(body) = Limited::new(body, MOST).collect().await else { return answer(413) };
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
    let (name, path) = target[1..].find(['/', '?']).map_or((&target[1..], ""), |at| target[1..].split_at(at));
    let text = |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = Heads::of(head.headers.iter().map(|(name, value)| (name.as_str(), text(value))));
    let status = {
        let mut boxes = lock(&inbox.boxes);
        let Some(own) = boxes.get_mut(name).filter(|own| own.deliveries.len() < MOST_OF_CASE) else {
            return answer(404);
        };
        let status = own.answers.get(own.deliveries.len()).copied().unwrap_or(200);
        let (method, path) = (head.method.to_string(), path.to_owned());
        own.deliveries.push(Delivery { method, path, headers, body: body.to_bytes(), status });
        status
    };
    inbox.came.notify_waiters();
    answer(status)
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::{Ipv4Addr, TcpStream},
    };

    use super::*;

    fn listener() -> Arc<Listener> {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Arc::new(Listener::start(&Callbacks { listen, url: None }).expect("a port"))
    }

    /// Sends a request; the status of the response.
    fn send(url: &str, method: &str, body: &str) -> u16 {
        let (host, path) = url.trim_start_matches("http://").split_once('/').expect("a path");
        let mut stream = TcpStream::connect(host).expect("a connection");
        let head = format!(
            "{method} /{path} HTTP/1.1\r\nhost: {host}\r\nX-Signature: s\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        // What is too large is refused before all of it was sent.
        let _ = stream.write_all(format!("{head}{body}").as_bytes());
        let mut text = String::new();
        let _ = stream.read_to_string(&mut text);
        text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
    }

    fn block_on<T>(future: impl Future<Output = T>) -> T {
        Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
    }

    #[test]
    fn requests_are_answered_as_their_case_says_and_known_to_it_alone() {
        let listener = listener();
        let (one, other) = (listener.open(vec![503, 202]), listener.open(Vec::new()));
        let statuses: Vec<u16> =
            (0..3).map(|number| send(&format!("{}/paid?n={number}", one.url()), "POST", "{}")).collect();
        assert_eq!(statuses, [503, 202, 200]);
        assert!(block_on(one.wait(3, Duration::from_mins(5))));
        let came = one.from(1);
        assert_eq!(
            (came.len(), came[0].method.as_str(), came[0].path.as_str(), came[0].status),
            (2, "POST", "/paid?n=1", 202)
        );
        assert_eq!((came[0].headers.get("x-signature").cloned(), &came[0].body[..]), (Some("s".into()), &b"{}"[..]));
        assert!(other.from(0).is_empty() && !block_on(other.wait(1, Duration::ZERO)));
        assert_eq!(send(&other.url(), "PUT", ""), 200);
        assert_eq!(other.from(0)[0].path, "");
        let url = one.url();
        drop(one);
        assert_eq!(send(&url, "POST", ""), 404);
    }

    #[test]
    fn what_is_too_large_is_not_taken_in() {
        let listener = listener();
        let own = listener.open(Vec::new());
        assert_eq!(send(&own.url(), "POST", &"x".repeat(MOST + 1)), 413);
        assert!(own.from(0).is_empty());
    }

    #[test]
    fn the_target_is_told_another_address_where_the_profile_gives_one() {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let given = Callbacks { listen, url: Some("https://ci.example/hooks/".to_owned()) };
        let listener = Arc::new(Listener::start(&given).expect("a port"));
        assert_eq!(listener.open(Vec::new()).url(), "https://ci.example/hooks/c1");
    }
}
