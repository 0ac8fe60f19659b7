//! Sessions that are kept in cookies, with a token that each request repeats.

use serde_json::{Value, json};

use crate::{
    fake::Bytes,
    fault::Fault,
    shop::{Request, Shop, head, json_of, not_valid, problem, sha256},
};

pub(crate) fn answer(shop: &Shop, request: &Request<'_>) -> Bytes {
    match (request.method, request.steps[0].as_str()) {
        ("POST", "session") => login(shop),
        ("PUT", "profile") => save(shop, request),
        _ => problem(404, "not-found"),
    }
}

fn token(sid: &str) -> String {
    sha256(sid.as_bytes())[..16].to_owned()
}

fn login(shop: &Shop) -> Bytes {
    let mut kept = shop.kept();
    kept.sessions += 1;
    let sid = format!("s{}", kept.sessions);
    let (sid_cookie, csrf) = (format!("sid={sid}; Path=/; HttpOnly"), format!("csrf={}; Path=/", token(&sid)));
    let all = [("Set-Cookie", sid_cookie.as_str()), ("Set-Cookie", &csrf)];
    (head(204, if shop.has(Fault::NoCookie) { &[] } else { &all }), Vec::new())
}

fn save(shop: &Shop, request: &Request<'_>) -> Bytes {
    let cookies = request.header("cookie").unwrap_or_default();
    let sid = cookies.split("; ").find_map(|pair| pair.strip_prefix("sid="));
    let own = request.header("x-csrf");
    let in_session = sid.is_some() || shop.has(Fault::NoSession);
    let repeated = sid.map_or(own.is_some() && shop.has(Fault::NoSession), |sid| own == Some(token(sid).as_str()));
    if !in_session || !(repeated || shop.has(Fault::AnyToken)) {
        return problem(403, "csrf");
    }
    let body = request.json();
    let nick = body["nick"]
        .as_str()
        .filter(|nick| (1..=8).contains(&nick.len()) && nick.bytes().all(|b| b.is_ascii_lowercase()));
    match nick {
        Some(nick) => json_of(200, &[], &json!({ "nick": Value::from(nick) })),
        None => not_valid(),
    }
}
