//! Targets that require credentials.

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use crate::{
    guest::{Heard, Server, start, whole},
    played::{Came, folder, fresh, play_at, play_jobs, shown},
};

const TRIAL: &str = "jpay-search/order/accepts/isac";

/// A target that lets everybody in and breaks its promises.
fn wrong() -> Server {
    start(|guest| while guest.hear().is_some() && guest.say(whole(200, b"{}")) {})
}

/// A target that lets in who shows this header, and counts those it turns away.
fn door(name: &'static str, value: &'static str) -> (Server, Arc<AtomicUsize>) {
    let away = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&away);
    let server = start(move |guest| {
        while let Some(heard) = guest.hear() {
            let known = heard.headers.get(name).is_some_and(|shown| shown == value);
            counted.fetch_add(usize::from(!known), Ordering::SeqCst);
            let (status, body) = if known { guest.right(&heard) } else { (401, b"{}".to_vec()) };
            guest.say(whole(status, &body));
        }
    });
    (server, away)
}

fn play(name: &str, server: &Server, auth: &str) -> Came {
    play_at(name, &format!("http://{}", server.address), TRIAL, &format!("auth = {auth}\n"))
}

#[test]
fn fixed_credentials_are_shown_with_every_request_and_in_no_report() {
    for (name, header, value, auth) in [
        ("header", "x-door", "d00r-FAKE", "{ kind = \"header\", name = \"X-Door\", value = \"${SECRET}\" }"),
        ("bearer", "authorization", "Bearer d00r-FAKE", "{ kind = \"bearer\", token = \"file:secret\" }"),
        (
            "basic",
            "authorization",
            "Basic YW5uOmQwMHItRkFLRQ==",
            "{ kind = \"basic\", user = \"ann\", password = \"${SECRET}\" }",
        ),
        (
            "cookie",
            "cookie",
            "sid=d00r-FAKE; lang=ja-FAKE",
            "{ kind = \"cookie\", cookies = { sid = \"${SECRET}\", lang = \"ja-FAKE\" } }",
        ),
    ] {
        let folder = fresh(&format!("door-{name}"));
        fs::write(folder.join("secret"), "d00r-FAKE\n").expect("written");
        let (server, away) = door(header, value);
        play(&format!("door-{name}"), &server, auth).is_kept();
        assert_eq!(away.load(Ordering::SeqCst), 0);
        // A finding shows the request; that of a target that knows somebody else.
        let came = play(&format!("door-{name}"), &wrong(), auth);
        assert_eq!(came.code, Some(1));
        let curl = came.report["findings"][0]["curl"].as_str().expect("a curl line");
        assert!(curl.contains(&format!("{header}: ")) && curl.contains("{{auth."), "{curl}");
        let shown = shown(&format!("door-{name}"));
        assert!(!shown.contains("d00r-FAKE") && !shown.contains("YW5uOmQwMHItRkFLRQ"), "{shown}");
    }
}

/// A server that hands out tokens `t-FAKE-1`, `t-FAKE-2`, … that live for so long.
fn tokens(life: &'static str) -> Server {
    let count = AtomicUsize::new(0);
    start(move |guest| {
        while let Some(heard) = guest.hear() {
            let body = String::from_utf8_lossy(&heard.body).into_owned();
            let basic = heard.headers.get("authorization").is_some_and(|shown| shown == "Basic aWQ6czNjJTJGci1GQUtF");
            let in_body = body.contains("client_id=id&client_secret=s3c%2Fr-FAKE");
            assert!(body.starts_with("grant_type=client_credentials&scope=a+b"), "{body}");
            if basic == in_body {
                guest.say(whole(401, b"{\"error\":\"invalid_client\",\"error_description\":\"who is s3c/r-FAKE?\"}"));
                continue;
            }
            let number = count.fetch_add(1, Ordering::SeqCst) + 1;
            let token = format!("{{\"access_token\":\"t-FAKE-{number}\",\"token_type\":\"bearer\"{life}}}");
            guest.say(whole(200, token.as_bytes()));
        }
    })
}

fn oauth(tokens: &Server, more: &str) -> String {
    format!(
        "{{ kind = \"oauth2\", token-url = \"http://{}/token\", client-id = \"id\", client-secret = \"s3c/r-FAKE\", scope = \"a b\"{more} }}",
        tokens.address
    )
}

/// The number of the token that a header shows.
fn token_of(heard: &Heard, header: &str, before: &str) -> Option<usize> {
    heard.headers.get(header)?.strip_prefix(before)?.strip_prefix("t-FAKE-")?.parse().ok()
}

#[test]
fn one_token_serves_all_lanes() {
    for (name, more) in [("oauth-basic", ""), ("oauth-body", ", style = \"body\"")] {
        let tokens = tokens(",\"expires_in\":3600");
        let server = start(|guest| {
            while let Some(heard) = guest.hear() {
                let (status, body) = if token_of(&heard, "authorization", "Bearer ") == Some(1) {
                    guest.right(&heard)
                } else {
                    (401, Vec::new())
                };
                guest.say(whole(status, &body));
            }
        });
        let url = format!("http://{}", server.address);
        let came =
            play_jobs(name, &url, "jpay-search/order/accepts/c", &format!("auth = {}\n", oauth(&tokens, more)), 4);
        came.is_kept();
        assert_eq!(tokens.asked.load(Ordering::SeqCst), 1);
        let shown = shown(name);
        assert!(
            !["t-FAKE", "s3c/r-FAKE", "s3c%2Fr-FAKE", "aWQ6czNj"].iter().any(|secret| shown.contains(secret)),
            "{shown}"
        );
    }
}

/// The target forgets each token after three requests, as servers do that are restarted.
#[test]
fn a_token_that_is_refused_all_of_a_sudden_is_renewed_once() {
    let tokens = tokens("");
    let uses = AtomicUsize::new(0);
    let server = start(move |guest| {
        while let Some(heard) = guest.hear() {
            let now = uses.load(Ordering::SeqCst) / 3 + 1;
            let known = token_of(&heard, "authorization", "Bearer ") == Some(now);
            uses.fetch_add(usize::from(known), Ordering::SeqCst);
            let (status, body) = if known { guest.right(&heard) } else { (401, b"{}".to_vec()) };
            guest.say(whole(status, &body));
        }
    });
    play("oauth-forgetful", &server, &oauth(&tokens, "")).is_kept();
    assert_eq!(tokens.asked.load(Ordering::SeqCst), 2, "four requests need a second token");
}

#[test]
fn a_token_is_renewed_before_it_expires() {
    // A life of nothing: each is over as soon as it is there, and the next request takes another.
    let tokens = tokens(",\"expires_in\":\"0\"");
    let server = start(crate::guest::Guest::behave);
    play("oauth-short", &server, &oauth(&tokens, "")).is_kept();
    assert_eq!(tokens.asked.load(Ordering::SeqCst), server.asked.load(Ordering::SeqCst));
}

/// A target that refuses everybody: it cannot be tested, which is no reason to fetch tokens for ever.
#[test]
fn a_401_that_a_new_token_does_not_change_ends_the_run() {
    let tokens = tokens("");
    let server = start(|guest| while guest.hear().is_some() && guest.say(whole(401, b"{}")) {});
    let came = play("oauth-refused", &server, &oauth(&tokens, ""));
    assert_eq!((came.code, came.findings()), (Some(3), vec![]));
    assert!(came.report["ended"].as_str().is_some_and(|why| why.contains("profile.toml:")), "{}", came.report["ended"]);
    assert!(tokens.asked.load(Ordering::SeqCst) <= 3, "{tokens:?} tokens", tokens = tokens.asked);
}

#[test]
fn a_token_stands_wherever_the_contract_puts_its_credential() {
    let tokens = tokens("");
    let key = tekigo::reference::find("jpay-search").expect("a reference").gives()["credentials"]["api_key"].clone();
    let server = start(move |guest| {
        while let Some(mut heard) = guest.hear() {
            if token_of(&heard, "x-payment-api-key", "").is_some() {
                heard.headers.insert("x-payment-api-key".to_owned(), key.as_str().expect("a key").to_owned());
            }
            let (status, body) = guest.right(&heard);
            guest.say(whole(status, &body));
        }
    });
    let auth = format!("auth = {}\n", oauth(&tokens, ", credential = \"api_key\""));
    let url = format!("http://{}", server.address);
    play_at("oauth-credential", &url, TRIAL, &auth).is_kept();
    // The cases that leave the key out or send a wrong one still do.
    play_at("oauth-credential-cases", &url, "jpay-search/scenario/auth-order", &auth).is_kept();
    assert!(!shown("oauth-credential").contains("t-FAKE"));
}

#[test]
fn a_token_that_nobody_hands_out_is_no_verdict_about_the_target() {
    let server = start(crate::guest::Guest::behave);
    let tokens = tokens("");
    let auth = oauth(&tokens, "").replace("client-id = \"id\"", "client-id = \"di\"");
    let came = play("oauth-wrong", &server, &auth);
    came.is_error("token");
    assert!(
        came.errors()[0].contains("status 401, invalid_client: who is {{auth.client-secret}}?"),
        "{:?}",
        came.errors()
    );
    assert_eq!(server.asked.load(Ordering::SeqCst), 0);
    let nowhere = auth.replace(&tokens.address.to_string(), "127.0.0.1:1");
    play("oauth-nowhere", &server, &nowhere).is_error("token");
}

fn script(name: &str, text: &str) {
    let path = fresh(name).join("sign.sh");
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("written");
    executable(&path);
}

#[cfg(unix)]
fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("set");
}

#[cfg(unix)]
#[test]
fn a_hook_signs_each_request_and_its_signature_is_in_no_report() {
    // The signature is made of the request: its length stands for a MAC.
    script("hook", "printf '{\"X-Signature\": \"sig-FAKE-%s\"}' \"$(tee hook.json | wc -c | tr -d ' ')\"");
    let server = start(|guest| {
        while let Some(heard) = guest.hear() {
            let signed = heard.headers.get("x-signature").is_some_and(|value| value.starts_with("sig-FAKE-"));
            let (status, body) = if signed { guest.right(&heard) } else { (401, b"{}".to_vec()) };
            guest.say(whole(status, &[b" ", &body[..]].concat()));
        }
    });
    play("hook", &server, "{ kind = \"hook\", command = \"./sign.sh\" }").is_kept();
    let given = fs::read_to_string(folder("hook").join("hook.json")).expect("the hook was given the request");
    let given: serde_json::Value = serde_json::from_str(&given).expect("JSON");
    assert_eq!((&given["method"], &given["path"]), (&"POST".into(), &"/v1.0/charges/search/order".into()), "{given}");
    assert!(given["body"].as_str().is_some_and(|body| body.contains("isac")), "{given}");
    assert_eq!(play("hook", &wrong(), "{ kind = \"hook\", command = [\"sh\", \"sign.sh\"] }").code, Some(1));
    assert!(!shown("hook").contains("sig-FAKE") && shown("hook").contains("{{auth.x-signature}}"), "{}", shown("hook"));
}

#[cfg(unix)]
#[test]
fn a_hook_that_fails_is_our_own_mistake_and_told_without_secrets() {
    script("hook-fails", "echo 'no key, only s3c-FAKE' >&2; exit 7");
    let (server, _) = door("x", "y");
    let came = play("hook-fails", &server, "{ kind = \"hook\", command = \"./sign.sh\", timeout = \"5s\" }");
    came.is_error("hook");
    assert!(came.errors()[0].contains("it ended with exit status: 7: no key"), "{:?}", came.errors());
    assert_eq!(server.asked.load(Ordering::SeqCst), 0, "nothing unsigned is ever sent");
}
