//! Who subscribes is reported, with a signature, until it takes what is reported.

use std::{
    io::{Read, Write},
    net::TcpStream,
    thread,
};

use serde_json::json;

use crate::{
    fake::Bytes,
    fault::Fault,
    shop::{Request, SIGNING_KEY, hmac, json_of, not_valid},
};

pub(crate) fn subscribe(fault: Fault, request: &Request<'_>) -> Bytes {
    let body = request.json();
    let Some(url) = body["url"].as_str().filter(|url| url.starts_with("http://")).map(str::to_owned) else {
        return not_valid();
    };
    if fault != Fault::NotTold {
        thread::spawn(move || {
            let mut tries = 0;
            while !tell(&url, fault) && tries < 3 && fault != Fault::NotToldAgain {
                tries += 1;
            }
        });
    }
    json_of(202, &[], &json!({"id": "sub-1"}))
}

/// Tells a subscriber, and whether it took it.
fn tell(url: &str, fault: Fault) -> bool {
    let Some((host, path)) = url.strip_prefix("http://").and_then(|rest| rest.split_once('/')) else { return true };
    let body = json!({"event": "paid", "note": "お茶"}).to_string();
    let signed = if fault == Fault::WrongSignature { "paid" } else { body.as_str() };
    let signature = hmac(SIGNING_KEY, signed.as_bytes());
    let Ok(mut stream) = TcpStream::connect(host) else { return true };
    let head = format!(
        "POST /{path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\nx-signature: {signature}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut answer = String::new();
    if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).is_err() {
        return true;
    }
    let _ = stream.read_to_string(&mut answer);
    answer.split(' ').nth(1).is_none_or(|status| status == "200")
}
