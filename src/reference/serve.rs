//! The worlds behind one long-lived port of this machine.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Mutex;

use tokio::net::TcpListener;

use super::{
    implementation::Reference,
    server,
    world::{Answer, Ask, World},
};
use crate::util::sync::lock;

/// A world and where it is served.
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

    /// The path as the world knows it, if this one is served under it.
    fn own<'p>(&self, path: &'p str) -> Option<&'p str> {
        let bare = path.strip_prefix('/').and_then(|rest| rest.strip_prefix(self.contract));
        [Some(path), bare].into_iter().flatten().find(|path| self.paths.iter().any(|own| own == path))
    }
}

/// Serves the worlds on `127.0.0.1` until the future is dropped. Port 0 takes a free one; `ready` gets the address.
///
/// Each world is served under its own paths and, for those who want them apart, under `/<contract-id>` before them.
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

/// The response of the world that the path belongs to.
fn route(worlds: &[Served], ask: &Ask<'_>) -> Answer {
    match worlds.iter().find_map(|served| Some((&served.world, served.own(ask.path)?))) {
        Some((world, path)) => lock(world).answer(&Ask { path, ..*ask }),
        None => Answer::not_found(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::reference::testing::wire::post;

    /// Returns which world is served, and under which path.
    struct Named(&'static str, Option<&'static str>);

    impl World for Named {
        fn answer(&mut self, ask: &Ask<'_>) -> Answer {
            Answer::json(200, &json!(format!("{} {} {}", self.0, ask.path, ask.query)))
        }

        fn path(&self) -> Option<&str> {
            self.1
        }
    }

    const fn reference(contract: &'static str, paths: &'static [&'static str]) -> Reference {
        let make = |_: crate::reference::faults::FaultSet, _: &_| -> Box<dyn World> { Box::new(Named("", None)) };
        Reference { contract, faults: &[], readings: &[], more: &[], paths, make, gives: || json!({}) }
    }

    static ONE: Reference = reference("one", &["/a", "/a/b"]);
    static TWO: Reference = reference("two", &["/c"]);

    fn told(worlds: &[Served], path: &str) -> String {
        let ask = Ask { method: "GET", path, query: "q", headers: &[], body: b"" };
        let answer = route(worlds, &ask);
        let text = String::from_utf8(answer.body).expect("UTF-8");
        if answer.status == 404 { "404".to_owned() } else { text.trim_matches('"').to_owned() }
    }

    #[test]
    fn a_world_answers_under_its_own_paths_with_and_without_its_contract_before_them() {
        let worlds =
            [(&ONE, Named("1", None)), (&TWO, Named("2", None))].map(|(r, world)| Served::new((r, Box::new(world))));
        for (path, due) in [
            ("/a", "1 /a q"),
            ("/a/b", "1 /a/b q"),
            ("/one/a", "1 /a q"),
            ("/c", "2 /c q"),
            ("/two/c", "2 /c q"),
            ("/one/c", "404"),
            ("/two/two/c", "404"),
            ("/a/", "404"),
            ("/one", "404"),
            ("/", "404"),
            ("", "404"),
        ] {
            assert_eq!(told(&worlds, path), due, "{path}");
        }
    }

    #[test]
    fn a_world_that_was_moved_answers_under_its_one_path() {
        let worlds = [Served::new((&TWO, Box::new(Named("2", Some("/two/d")))))];
        let answers = ["/two/d", "/two/two/d", "/c", "/d", "/two", "/two/c"].map(|path| told(&worlds, path));
        assert_eq!(answers, ["2 /two/d q", "2 /two/d q", "404", "404", "404", "404"]);
    }

    #[test]
    fn all_worlds_are_served_on_one_port_of_this_machine() {
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let worlds: Vec<(_, Box<dyn World>)> =
                vec![(&ONE, Box::new(Named("1", None))), (&TWO, Box::new(Named("2", None)))];
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(serve(0, worlds, move |address| tell.send(address).expect("the test waits")))
        });
        let address = told.recv().expect("an address");
        assert!(address.ip() == Ipv4Addr::LOCALHOST && address.port() > 0, "{address}");
        let answers = ["/a", "/two/c", "/d"].map(|path| post(&address.to_string(), path, "", "").0);
        assert_eq!(answers, [200, 200, 404]);
    }
}
