//! Bodies that are not JSON, lists of mistakes, and greetings.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    fake::Bytes,
    fault::Fault,
    shop::{Request, Shop, decoded, head, json_of, not_valid, problem, sha256},
};

pub(crate) fn answer(shop: &Shop, request: &Request<'_>) -> Bytes {
    match request.steps[0].as_str() {
        "addresses" => address(shop, request),
        "charges" => charge(shop, request),
        "attachments" => attach(shop, request),
        "notes" => note(shop, request),
        _ => image(shop, request),
    }
}

pub(crate) fn greet(shop: &Shop, request: &Request<'_>) -> Bytes {
    let Some(name) = request.steps.get(1) else { return problem(404, "not-found") };
    let most = if shop.has(Fault::NameTooLong) { 13 } else { 12 };
    let fits = (2..=most).contains(&name.chars().count());
    if request.steps.len() > 2 || !fits || !name.chars().all(|c| (' '..='~').contains(&c) || c == '茶') {
        return not_valid();
    }
    let name = if shop.has(Fault::NameDecodedTwice) { decoded(name) } else { name.clone() };
    json_of(200, &[], &json!({ "name": name }))
}

fn address(shop: &Shop, request: &Request<'_>) -> Bytes {
    let body = request.json();
    let refused = |codes: &[&str]| {
        let errors: Vec<Value> = codes.iter().map(|code| json!({ "code": code })).collect();
        json_of(422, &[], &json!({ "errors": errors }))
    };
    if !body.is_object() {
        return refused(&["form"]);
    }
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let zip = body["zip"].as_str().and_then(|zip| zip.split_once('-'));
    let zip = zip.is_some_and(|(first, second)| digits(first, 3) && digits(second, 4));
    let town = body["town"].as_str();
    let town =
        town.is_some_and(|town| (1..=20).contains(&town.len()) && town.bytes().all(|b| (b' '..=b'~').contains(&b)));
    let second = if shop.has(Fault::TownUnnamed) && zip { "form" } else { "town" };
    let mut codes: Vec<&str> =
        [("zip", zip), (second, town)].iter().filter(|(_, right)| !right).map(|(code, _)| *code).collect();
    if shop.has(Fault::MistakesReversed) {
        codes.reverse();
    }
    if shop.has(Fault::OneMistakeOnly) {
        codes.truncate(1);
    }
    if codes.is_empty() { (head(204, &[]), Vec::new()) } else { refused(&codes) }
}

/// A number of a form as it is written.
fn number(text: Option<&String>, high: u64) -> Option<u64> {
    let text = text.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0'))?;
    text.parse().ok().filter(|number| (1..=high).contains(number))
}

fn charge(shop: &Shop, request: &Request<'_>) -> Bytes {
    if request.header("content-type").is_none() {
        return not_valid();
    }
    if !request.is_of("application/x-www-form-urlencoded") && !shop.has(Fault::AnyFormMedia) {
        return problem(415, "media");
    }
    let fields: BTreeMap<String, String> = form_urlencoded::parse(&request.came.body).into_owned().collect();
    let token = fields.get("card[token]").filter(|token| {
        token.strip_prefix("tok_").is_some_and(|rest| rest.len() == 4 && rest.bytes().all(|b| b.is_ascii_lowercase()))
    });
    let month = number(fields.get("card[month]"), 12).is_some() || shop.has(Fault::MonthIgnored);
    match (number(fields.get("amount"), 999_999), token, month) {
        (Some(amount), Some(token), true) => {
            let token = if shop.has(Fault::CardTokenLost) { "tok_" } else { token };
            json_of(200, &[], &json!({"amount": amount, "token": token}))
        }
        _ => not_valid(),
    }
}

/// The parts of a multipart body: by name whether each is a file, and its bytes.
fn parts(request: &Request<'_>) -> BTreeMap<String, (bool, Vec<u8>)> {
    let boundary = request
        .header("content-type")
        .and_then(|text| text.split_once("boundary="))
        .map(|(_, name)| name.trim_matches('"'));
    let Some(boundary) = boundary.filter(|_| request.is_of("multipart/form-data")) else { return BTreeMap::new() };
    let mark = format!("\r\n--{boundary}").into_bytes();
    let mut rest = [b"\r\n", request.came.body.as_slice()].concat();
    let mut all = BTreeMap::new();
    let find = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).position(|window| window == what);
    while let Some(start) = find(&rest, &mark) {
        rest = rest.split_off(start + mark.len());
        let (Some(head), Some(end)) = (find(&rest, b"\r\n\r\n"), find(&rest, &mark)) else { break };
        let text = String::from_utf8_lossy(&rest[..head]).into_owned();
        let name =
            text.split_once(" name=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(name, _)| name.to_owned());
        if let Some(name) = name.filter(|_| head + 4 <= end) {
            all.insert(name, (text.contains("filename="), rest[head + 4..end].to_vec()));
        }
    }
    all
}

fn attach(shop: &Shop, request: &Request<'_>) -> Bytes {
    let parts = parts(request);
    let title = parts.get("title").and_then(|(_, bytes)| std::str::from_utf8(bytes).ok());
    let is_title =
        |title: &&str| (1..=16).contains(&title.len()) && title.bytes().all(|b| b.is_ascii_lowercase() || b == b' ');
    let title = title.filter(|title| is_title(title) || shop.has(Fault::TitleIgnored));
    let file = parts.get("file").filter(|(is_file, bytes)| {
        let letters = std::str::from_utf8(bytes).map_or(bytes.len(), |text| text.chars().count());
        *is_file && (1..=32).contains(&letters)
    });
    match (title, file) {
        (Some(title), Some((_, bytes))) => {
            let text = String::from_utf8_lossy(bytes).trim().to_owned().into_bytes();
            let kept = if shop.has(Fault::FileAsText) { &text } else { bytes };
            json_of(201, &[], &json!({"title": title, "sha256": sha256(kept)}))
        }
        _ => not_valid(),
    }
}

fn note(shop: &Shop, request: &Request<'_>) -> Bytes {
    if request.header("content-type").is_none() {
        return not_valid();
    }
    if !request.is_of("text/plain") && !shop.has(Fault::AnyMedia) {
        return problem(415, "media");
    }
    let most = if shop.has(Fault::NoteTooLong) { 21 } else { 20 };
    match std::str::from_utf8(&request.came.body) {
        Ok(text) if (1..=most).contains(&text.len()) && text.bytes().all(|b| (b' '..=b'~').contains(&b)) => {
            json_of(201, &[], &json!({ "text": text }))
        }
        _ => not_valid(),
    }
}

fn image(shop: &Shop, request: &Request<'_>) -> Bytes {
    let bytes = &request.came.body;
    if !request.is_of("application/octet-stream")
        || !(1..=64).contains(&bytes.len())
        || !bytes.iter().all(|b| (b' '..=b'~').contains(b))
    {
        return not_valid();
    }
    let kept = if shop.has(Fault::ImageCut) { &bytes[..bytes.len().min(16)] } else { bytes };
    json_of(201, &[], &json!({"size": kept.len(), "sha256": sha256(kept)}))
}
