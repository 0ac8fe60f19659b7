//! A secret that a target sends back in headers and in the reason phrase, whatever it is encoded in, is in no file and on no screen.

use std::fmt::Write;

use base64::{Engine, engine::general_purpose::STANDARD as BASE64, engine::general_purpose::URL_SAFE as BASE64_URL};

use crate::{
    fake::Fake,
    secrets::{files, kept_in},
    shell::{command, ended, folder, report, tekigo},
};

const SECRET: &str = "k0FAKE-se/c+r\"et<&'9";

/// Each byte of the secret in one form.
fn bytes(form: impl Fn(u8) -> String, between: &str) -> String {
    SECRET.bytes().map(form).collect::<Vec<_>>().join(between)
}

/// The secret in each form in which a header can carry it.
fn forms() -> Vec<(&'static str, String)> {
    let reserved = |text: &mut String, byte: u8| match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' => text.push(char::from(byte)),
        _ => drop(write!(text, "%{byte:02x}")),
    };
    let percent = SECRET.bytes().fold(String::new(), |mut text, byte| {
        reserved(&mut text, byte);
        text
    });
    let named = SECRET.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\'', "&#39;");
    let wide = bytes(|byte| format!("{byte:02x}00"), "");
    let of_user = BASE64.encode(format!("ci@example.com:{SECRET}"));
    vec![
        ("plain", SECRET.to_owned()),
        ("other letters", SECRET.to_uppercase()),
        ("JSON", SECRET.replace('"', "\\\"").replace('/', "\\/")),
        ("JSON, each letter", bytes(|byte| format!("\\u{byte:04X}"), "")),
        ("a program's text", bytes(|byte| format!("\\x{byte:02x}"), "")),
        ("an address", percent.clone()),
        ("an address, large", percent.to_uppercase().replace("K0FAKE-SE", "k0FAKE-se")),
        ("an address, twice", percent.replace('%', "%25")),
        ("an address, each letter", bytes(|byte| format!("%{byte:02X}"), "")),
        ("an address of a script", bytes(|byte| format!("%u{byte:04x}"), "")),
        ("HTML, by names", named),
        ("HTML, by numbers", bytes(|byte| format!("&#{byte};"), "")),
        ("HTML, hexadecimal", bytes(|byte| format!("&#x{byte:X};"), "")),
        ("hexadecimal", bytes(|byte| format!("{byte:02x}"), "")),
        ("hexadecimal, large", bytes(|byte| format!("{byte:02X}"), "")),
        ("hexadecimal, parted", bytes(|byte| format!("{byte:02X}"), ":")),
        ("hexadecimal, a list", bytes(|byte| format!("0x{byte:02x}"), ", ")),
        ("numbers", bytes(|byte| byte.to_string(), ",")),
        ("Base64", BASE64.encode(SECRET)),
        ("Base64 of a name with it", of_user),
        ("Base64 of addresses", BASE64_URL.encode(SECRET)),
        ("Base32", data_encoding::BASE32.encode(SECRET.as_bytes())),
        ("a mail", bytes(|byte| format!("={byte:02X}"), "")),
        ("a style sheet", bytes(|byte| format!("\\{byte:06x}"), "")),
        ("UTF-16, hexadecimal", wide),
    ]
}

/// Where a response has the secret next to its reason phrase and its own headers.
const HEADS: [&str; 4] = ["location: /a?k=", "content-type: text/", "content-encoding: ", "x-request-id: "];

#[test]
fn a_secret_in_a_header_or_in_the_reason_phrase_is_not_written_in_any_form() {
    let folder = folder("secret-headers");
    let forms = forms();
    let all = forms.len() * HEADS.len();
    let told = forms.clone();
    let target = Fake::start(move |number, _| {
        let form = &told[number % told.len()].1;
        let head = HEADS[number / told.len() % HEADS.len()];
        let status = if head.starts_with("location") { 302 } else { 200 };
        let more = format!("{head}{form}\r\nx-key: {form}\r\nset-cookie: s={form}; path=/\r\nx-{form}-key: a\r\n");
        // A name of a header is of few signs.
        let is_name = form.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-%'&+".contains(&byte));
        let more = if is_name { more } else { more.replace(&format!("x-{form}-key: a\r\n"), "") };
        let body = if head.starts_with("content-type") { "{\"sid\":null,\"tcnt\":0}" } else { "" };
        (format!("HTTP/1.1 {status} {form}\r\n{more}"), body.to_owned())
    });
    let run = ["run", "--contract", "jpay-search", "--url", &target.url(), "--no-preflight", "--out", "report"];
    let mut command = command(&folder, &[&run[..], &["order/", "isac"]].concat());
    command.env("TEKIGO_API_KEY", SECRET);
    let ended = ended(command);
    assert!(ended.code == Some(1) && target.came().len() >= all, "{} of {all}: {ended:?}", target.came().len());
    let mut written = files(&folder.join("report"));
    let again = tekigo(&folder, &["report", "report", "--out", "report/again"]);
    for (name, text) in [("out", ended.out), ("err", ended.err), ("again", again.out), ("again err", again.err)] {
        written.push((name.to_owned(), text.into_bytes()));
    }
    // What the headers say is among it.
    let text = report(&folder.join("report")).to_string();
    for seen in ["Location /a?k={{api_key", "`text/{{api_key", "Content-Encoding {{api_key"] {
        assert!(text.contains(seen), "{seen}: {text:.2000}");
    }
    kept_in(&written, &[SECRET]);
    let quoted = |text: &str| serde_json::to_string(text).expect("a text").trim_matches('"').to_lowercase();
    for (file, bytes) in &written {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        for (name, form) in &forms {
            let is_there = text.contains(&form.to_lowercase()) || text.contains(&quoted(form));
            assert!(!is_there, "{file} has the secret as {name}");
        }
    }
}
