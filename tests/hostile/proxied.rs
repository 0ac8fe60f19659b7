//! Targets behind a proxy.

use std::{
    io,
    net::{Ipv4Addr, TcpStream},
    sync::atomic::Ordering,
    thread,
};

use crate::{
    guest::{Guest, Server, start, whole},
    played::{play_at, shown},
    secure::{self, Authority},
};

const TRIAL: &str = "jpay-search/order/accepts/isac";
/// `ann:pw-FAKE-1` in base64.
const BASIC: &str = "Basic YW5uOnB3LUZBS0UtMQ==";

/// A proxy for plain HTTP that knows Ann, and answers in place of the target it is asked for.
fn plain() -> Server {
    start(|guest| {
        while let Some(mut heard) = guest.hear() {
            if heard.headers.get("proxy-authorization").map(String::as_str) != Some(BASIC) {
                guest.say(whole(407, b""));
                continue;
            }
            assert!(heard.line.starts_with("POST http://target.invalid/"), "{}", heard.line);
            heard.line = heard.line.replacen("http://target.invalid", "", 1);
            let (status, body) = guest.right(&heard);
            guest.say(whole(status, &body));
        }
    })
}

fn proxied(name: &str, target: &str, who: &str, proxy: &Server, more: &str) -> crate::played::Came {
    play_at(name, target, TRIAL, &format!("proxy = \"http://{who}{}\"\n{more}", proxy.address))
}

#[test]
fn a_proxy_is_asked_in_place_of_the_target_and_told_who_asks() {
    let proxy = plain();
    proxied("proxy", "http://target.invalid", "ann:pw-FAKE-1@", &proxy, "").is_kept();
    assert!(proxy.asked.load(Ordering::SeqCst) >= 4);
    let shown = shown("proxy");
    assert!(!shown.contains("pw-FAKE-1") && !shown.contains("YW5uOnB3LUZBS0UtMQ"), "{shown}");
}

#[test]
fn a_proxy_that_does_not_know_us_is_no_verdict_about_the_target() {
    for (name, who) in [("proxy-nobody", ""), ("proxy-other", "ann:other-FAKE@")] {
        proxied(name, "http://target.invalid", who, &plain(), "").is_error("proxy");
    }
}

#[test]
fn a_proxy_that_is_not_there_is_told_as_such() {
    play_at("proxy-gone", "http://target.invalid", TRIAL, "proxy = \"http://127.0.0.1:1\"\n").is_error("proxy");
}

/// A proxy that connects to whom it is asked for and passes bytes on.
fn tunnel(guest: &mut Guest) {
    let Some(heard) = guest.hear() else { return };
    let target = heard.line.strip_prefix("CONNECT localhost:").and_then(|rest| rest.split(' ').next());
    let port: u16 = target.and_then(|port| port.parse().ok()).expect("a host and a port");
    let mut there = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("the target is there");
    guest.say(b"HTTP/1.1 200 Connection established\r\n\r\n");
    let (mut back, mut here) = (there.try_clone().expect("cloned"), guest.stream.try_clone().expect("cloned"));
    thread::spawn(move || io::copy(&mut back, &mut here));
    let _ = io::copy(&mut guest.stream, &mut there);
}

#[test]
fn a_secure_connection_goes_through_the_proxy_untouched() {
    let own = Authority::new();
    let (address, _) = secure::serve(&own.leaf("localhost"), &[], None);
    let proxy = start(tunnel);
    let more = format!("proxy = \"http://{}\"\ntls = {{ ca = \"ca.pem\" }}\n", proxy.address);
    secure::play("proxy-tunnel", address, &[("ca.pem", &own.pem)], &more).is_kept();
    assert!(proxy.guests.load(Ordering::SeqCst) > 0);
    let refusing = start(|guest| {
        guest.hear();
        guest.say(whole(403, b""));
    });
    let more = format!("proxy = \"http://{}\"\ntls = {{ ca = \"ca.pem\" }}\n", refusing.address);
    secure::play("proxy-refusing", address, &[("ca.pem", &own.pem)], &more).is_error("proxy");
}
