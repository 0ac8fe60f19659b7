//! The worlds behind one long-lived port of this machine.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;

use super::world::BODY_LIMIT;
use super::{Answer, Ask, World, find};

/// How long a connection may take to send the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(60);

type Worlds = Arc<Vec<Served>>;

/// A world and where it answers.
struct Served {
    contract: &'static str,
    paths: Vec<String>,
    world: Mutex<Box<dyn World>>,
}

impl Served {
    fn new((contract, world): (&'static str, Box<dyn World>)) -> Self {
        let table = find(contract).map(|reference| reference.paths).unwrap_or_default();
        let paths = match world.path() {
            Some(moved) => vec![moved.to_owned()],
            None => table.iter().map(|&path| path.to_owned()).collect(),
        };
        Self { contract, paths, world: Mutex::new(world) }
    }
}

/// Serves the worlds on `127.0.0.1` until the future is dropped. Port 0 takes a free one; `ready` is told the address.
///
/// Each world answers under its own paths and, for those who want them apart, under `/<contract-id>` before them.
/// Memory does not grow with time: worlds forget their oldest records beyond 100,000, and of a body only the first
/// 9 MB are kept (which a world refuses with 413).
pub async fn serve(
    port: u16,
    worlds: Vec<(&'static str, Box<dyn World>)>,
    ready: impl FnOnce(SocketAddr),
) -> std::io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let worlds: Worlds = Arc::new(worlds.into_iter().map(Served::new).collect());
    ready(listener.local_addr()?);
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors, or a peer that left: neither is a reason to stop serving.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let worlds = Arc::clone(&worlds);
        tokio::spawn(async move {
            let service = service_fn(move |request| respond(Arc::clone(&worlds), request));
            let mut http = hyper::server::conn::http1::Builder::new();
            http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
            // A connection that breaks is the client's affair.
            let _ = http.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn respond(worlds: Worlds, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = read(body).await;
    let headers: Vec<_> = head
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let answer = match route(&worlds, head.uri.path()) {
        Some((world, path)) => {
            let query = head.uri.query().unwrap_or_default();
            let ask = Ask { method: head.method.as_str(), path, query, headers: &headers, body: &body };
            world.lock().unwrap_or_else(PoisonError::into_inner).answer(&ask)
        }
        None => Answer::not_found(),
    };
    let mut response = Response::new(Full::from(answer.body));
    *response.status_mut() = hyper::StatusCode::from_u16(answer.status).unwrap_or(hyper::StatusCode::OK);
    let kind = hyper::header::HeaderValue::from_static(answer.content_type);
    response.headers_mut().insert(hyper::header::CONTENT_TYPE, kind);
    Ok(response)
}

/// Reads to the end, so that the client gets to read the answer, but keeps no more than the limit.
async fn read(mut body: Incoming) -> Vec<u8> {
    let mut kept = Vec::new();
    while let Some(Ok(frame)) = body.frame().await {
        if let Some(data) = frame.data_ref() {
            kept.extend_from_slice(&data[..data.len().min(BODY_LIMIT - kept.len())]);
        }
    }
    kept
}

fn route<'a, 'p>(worlds: &'a Worlds, path: &'p str) -> Option<(&'a Mutex<Box<dyn World>>, &'p str)> {
    worlds.iter().find_map(|served| {
        let bare = path.strip_prefix('/').and_then(|rest| rest.strip_prefix(served.contract));
        let path = [Some(path), bare].into_iter().flatten().find(|path| served.paths.iter().any(|own| own == path))?;
        Some((&served.world, path))
    })
}

/// A client of a few lines for the tests of this room.
#[cfg(test)]
pub(super) mod wire {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    pub(in crate::reference) fn post(uri: &str, path: &str, headers: &str, body: &str) -> (u16, String, String) {
        let head = format!("POST {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n{headers}");
        send(uri, &format!("{head}content-length: {}\r\n\r\n{body}", body.len()))
    }

    /// Status, content type and body of the answer.
    pub(in crate::reference) fn send(uri: &str, request: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(uri.trim_start_matches("http://")).expect("connect");
        stream.write_all(request.as_bytes()).expect("write");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("read");
        let (head, body) = text.split_once("\r\n\r\n").expect("head");
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).expect("status");
        let kind = head.lines().find_map(|line| line.strip_prefix("content-type: ")).unwrap_or_default();
        (status, kind.to_owned(), body.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::wire::{post, send};
    use super::*;
    use crate::reference::{Config, all};

    const UPSERT: &str = "/api/v1.0/payment/bulk_upsert";

    /// Serves all worlds on a thread that lives as long as the test process.
    fn start() -> String {
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let worlds = all().iter().map(|r| (r.contract, r.world(&Config::default()).expect("a world"))).collect();
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(serve(0, worlds, move |address| tell.send(address).expect("told"))).expect("served");
        });
        told.recv().expect("an address").to_string()
    }

    #[test]
    fn every_contract_answers_on_one_port_with_and_without_its_prefix() {
        let uri = start();
        assert!(uri.starts_with("127.0.0.1:"), "{uri}");
        for prefix in ["", "/robo-payment"] {
            let (status, kind, body) = post(&uri, &format!("{prefix}{UPSERT}"), "", "{}");
            assert_eq!((status, kind.as_str()), (401, "application/json"));
            assert!(body.contains("\"code\":11"), "{body}");
        }
        for prefix in ["", "/jpay-search"] {
            let (status, _, body) = post(&uri, &format!("{prefix}/v1.0/charges/search"), "", "{}");
            assert!(status == 401 && body.contains("ER401"), "{status} {body}");
        }
        for (path, due, word) in [("/TEB002", 400, "invalid_request"), ("/api/payment/claim", 401, "\"result\":false")]
        {
            for prefix in ["", if due == 400 { "/saison-claim" } else { "/kanri-claim" }] {
                let get = format!("GET {prefix}{path}?a=b HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
                let (status, _, body) = send(&uri, &get);
                assert!(status == due && body.contains(word), "{status} {body}");
            }
        }
    }

    #[test]
    fn a_world_can_be_moved_to_another_path() {
        let readings = [("path".to_owned(), "/saison-claim/monthly".to_owned())].into();
        let config = Config { readings, ..Config::default() };
        let world = || find("saison-claim").expect("in the table").world(&config).expect("a world");
        let worlds: Worlds = Arc::new(vec![Served::new(("saison-claim", world()))]);
        let led = |path| route(&worlds, path).map(|(_, path)| path.to_owned());
        let moved = Some("/saison-claim/monthly".to_owned());
        assert_eq!(["/saison-claim/monthly", "/saison-claim/saison-claim/monthly"].map(led), [moved.clone(), moved]);
        assert_eq!(["/TEB002", "/monthly", "/saison-claim", "/saison-claim/TEB002"].map(led), [const { None }; 4]);
    }

    #[test]
    fn other_paths_get_a_json_404() {
        let uri = start();
        for path in [
            "/",
            "/robo-payment",
            "/jpay-search/api/v1.0/payment/bulk_upsert",
            "/v1.0/charges",
            "/v1.0/charges/search/",
        ] {
            let (status, kind, body) = post(&uri, path, "", "{}");
            assert_eq!((status, kind.as_str()), (404, "application/json"), "{path}");
            assert!(body.contains("404"), "{body}");
        }
    }

    #[test]
    fn a_body_beyond_the_limit_is_refused_and_a_get_is_no_post() {
        let uri = start();
        let (status, _, body) = post(&uri, UPSERT, "", &"x".repeat(BODY_LIMIT + 100_000));
        assert_eq!(status, 413, "{body}");
        assert_eq!(post(&uri, UPSERT, "", &"x".repeat(BODY_LIMIT - 1)).0, 400);
        let get = format!("GET {UPSERT} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
        assert_eq!(send(&uri, &get).0, 405);
    }
}
