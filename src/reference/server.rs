//! The one HTTP server of this module: `embed` and `serve` differ only in which world responds.

use std::{convert::Infallible, sync::Arc, time::Duration};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::world::{Answer, Ask, BODY_LIMIT};

/// How long a connection may take to send the head of a request.
const HEAD_TIME: Duration = Duration::from_mins(1);

/// Accepts connections until it is dropped, which ends them as well. Nothing of a request is kept once its response is sent.
pub(super) async fn run<F>(listener: TcpListener, answer: F)
where
    F: Fn(&Ask<'_>) -> Answer + Send + Sync + 'static,
{
    let answer = Arc::new(answer);
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors, or a peer that left: neither is a reason to stop serving.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        connections.spawn(connection(stream, Arc::clone(&answer)));
    }
}

async fn connection<F>(stream: TcpStream, answer: Arc<F>)
where
    F: Fn(&Ask<'_>) -> Answer,
{
    // A response that waits for the client's acknowledgement of the one before would take 40 ms.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| respond(&*answer, request));
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
    // A connection that breaks is the client's affair.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}

async fn respond<F>(answer: &F, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible>
where
    F: Fn(&Ask<'_>) -> Answer,
{
    let (head, body) = request.into_parts();
    let body = read(body).await;
    let headers: Vec<_> = head
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let answer = answer(&Ask {
        method: head.method.as_str(),
        path: head.uri.path(),
        query: head.uri.query().unwrap_or_default(),
        headers: &headers,
        body: &body,
    });
    let mut response = Response::new(Full::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    Ok(response)
}

/// Reads to the end, so that the client gets to read the response, but keeps no more than the limit.
async fn read(mut body: Incoming) -> Vec<u8> {
    let mut kept = Vec::new();
    while let Some(Ok(frame)) = body.frame().await {
        if let Some(data) = frame.data_ref() {
            kept.extend_from_slice(&data[..data.len().min(BODY_LIMIT - kept.len())]);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::testing::wire::{post, send};
    use serde_json::json;
    use std::net::Ipv4Addr;

    /// Serves on a thread that lives as long as the test process, and says where.
    fn start(answer: fn(&Ask<'_>) -> Answer) -> String {
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
                tell.send(listener.local_addr().expect("an address")).expect("the test waits");
                run(listener, answer).await;
            });
        });
        told.recv().expect("an address").to_string()
    }

    #[test]
    fn a_request_arrives_whole_and_its_answer_comes_back() {
        let uri = start(|ask| {
            let (key, body) = (ask.header("x-payment-api-key"), String::from_utf8_lossy(ask.body));
            let whole = json!({"method": ask.method, "path": ask.path, "query": ask.query, "key": key, "body": body});
            Answer::json(202, &whole)
        });
        let (status, kind, body) = post(&uri, "/a/b?c=%20&c", "X-Payment-API-Key: k1\r\n", "日本");
        assert_eq!((status, kind.as_str()), (202, "application/json"));
        let whole = json!({"method": "POST", "path": "/a/b", "query": "c=%20&c", "key": "k1", "body": "日本"});
        assert_eq!(body, whole.to_string());
    }

    #[test]
    fn of_a_body_beyond_the_limit_the_beginning_is_kept() {
        let uri = start(|ask| Answer::json(200, &json!(ask.body.len())));
        for (sent, kept) in [(BODY_LIMIT - 1, BODY_LIMIT - 1), (BODY_LIMIT + 100_000, BODY_LIMIT)] {
            assert_eq!(post(&uri, "/", "", &"x".repeat(sent)).2, kept.to_string());
        }
    }

    #[test]
    fn an_answer_that_panics_ends_its_connection_and_no_other() {
        let uri = start(|ask| {
            assert_ne!(ask.path, "/panic", "for the test");
            Answer::json(200, &json!("served"))
        });
        let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        let address = uri.clone();
        let broken = std::thread::spawn(move || send(&address, &get("/panic"))).join();
        assert!(broken.is_err(), "no head comes back");
        assert_eq!(send(&uri, "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").2, "\"served\"");
    }
}
