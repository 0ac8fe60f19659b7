//! The worlds behind one long-lived port of this machine.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use tokio::net::TcpListener;

use super::{
    implementation::Reference,
    server,
    world::{Answer, Ask, World},
};

/// A world and where it answers.
struct Served {
    contract: &'static str,
    paths: Vec<String>,
    world: Mutex<Box<dyn World>>,
}

impl Served {
    fn new((reference, world): (&Reference, Box<dyn World>)) -> Self {
        let paths = match world.path() {
            Some(moved) => vec![moved.to_owned()],
            None => reference.paths.iter().map(|&path| path.to_owned()).collect(),
        };
        Self { contract: reference.contract, paths, world: Mutex::new(world) }
    }

    /// The path as the world knows it, if this one answers under it.
    fn own<'p>(&self, path: &'p str) -> Option<&'p str> {
        let bare = path.strip_prefix('/').and_then(|rest| rest.strip_prefix(self.contract));
        [Some(path), bare].into_iter().flatten().find(|path| self.paths.iter().any(|own| own == path))
    }
}

/// Serves the worlds on `127.0.0.1` until the future is dropped. Port 0 takes a free one; `ready` gets the address.
///
/// Each world answers under its own paths and, for those who want them apart, under `/<contract-id>` before them.
/// Memory does not grow with time: worlds forget their oldest records beyond 100,000, and of a body only the first
/// 9 MB are kept (which a world refuses with 413).
pub async fn serve(
    port: u16,
    worlds: Vec<(&'static Reference, Box<dyn World>)>,
    ready: impl FnOnce(SocketAddr),
) -> std::io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let worlds: Vec<Served> = worlds.into_iter().map(Served::new).collect();
    ready(listener.local_addr()?);
    server::run(listener, move |ask| route(&worlds, ask)).await;
    Ok(())
}

/// The answer of the world that the path belongs to.
fn route(worlds: &[Served], ask: &Ask<'_>) -> Answer {
    match worlds.iter().find_map(|served| Some((&served.world, served.own(ask.path)?))) {
        Some((world, path)) => world.lock().unwrap_or_else(PoisonError::into_inner).answer(&Ask { path, ..*ask }),
        None => Answer::not_found(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::testing::wire::{post, send};
    use crate::reference::world::BODY_LIMIT;
    use crate::reference::{Config, all, find};

    const UPSERT: &str = "/api/v1.0/payment/bulk_upsert";

    /// Serves all worlds on a thread that lives as long as the test process.
    fn start() -> String {
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let worlds = all().iter().map(|r| (r, r.world(&Config::default()).expect("a world"))).collect();
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
        let reference = find("saison-claim").expect("in the table");
        let served = Served::new((reference, reference.world(&config).expect("a world")));
        let led = |path| served.own(path).map(str::to_owned);
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
