//! Responses that are large once they are read: a run takes no more than 64 MiB for one, whatever it is made of.

use std::{fs, process::Stdio, sync::OnceLock, thread, time::Duration};

use crate::{
    fake::{self, Fake},
    shell::{command, folder},
};

/// What one response may take above a run whose responses are small, in KiB.
const MOST: u64 = 64 << 10;
/// The same where it is JSON of very many values.
const MOST_OF_VALUES: u64 = 80 << 10;
/// Nearly as long as a body may be.
const LENGTH: usize = (8 << 20) - 100;
const KEY: &str = "k0FAKEk0FAKEk0FAKE";

/// Runs one trial against a target that gives this body to everything; the most memory that was held in KiB, where the system tells.
fn peak(name: &str, body: String) -> u64 {
    let target = Fake::start(move |_, _| fake::json(200, "", &body));
    let folder = folder(&format!("heavy-{name}"));
    let profile = format!("[jpay-search]\nurl = \"{}\"\ncredentials = {{ api_key = \"{KEY}\" }}\n", target.url());
    fs::write(folder.join("p.toml"), profile).expect("written");
    let arguments = ["run", "--target", "p.toml", "--out", "report", "--no-preflight", "order/raw/empty"];
    let mut child =
        command(&folder, &arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let (status, mut peak) = (format!("/proc/{}/status", child.id()), 0);
    let code = loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        peak = peak.max(now.unwrap_or_default());
        if let Some(ended) = child.try_wait().expect("the child is ours") {
            break ended.code();
        }
        thread::sleep(Duration::from_millis(2));
    };
    assert!(matches!(code, Some(0 | 1 | 3)), "{name}: {code:?}");
    assert!(!target.came().is_empty(), "{name}");
    peak
}

/// A run whose responses are small.
fn small() -> u64 {
    static SMALL: OnceLock<u64> = OnceLock::new();
    *SMALL.get_or_init(|| peak("small", "{}".to_owned()))
}

fn holds(bodies: Vec<(&str, String)>, most: u64) {
    for (name, body) in bodies {
        assert!(body.len() <= LENGTH + 100, "{name}: {}", body.len());
        let above = peak(name, body).saturating_sub(small());
        println!("{name}: {above} KiB above a small one");
        assert!(above <= most, "{name}: {above} KiB above a small one");
    }
}

#[test]
fn a_long_text_takes_no_more_than_one_response_may() {
    holds(
        vec![
            ("text", format!("{{\"a\":\"{}\"}}", "x".repeat(LENGTH))),
            ("key", format!("{{\"{}\":1}}", "x".repeat(LENGTH))),
            ("kana", format!("{{\"a\":\"{}\"}}", "請".repeat(LENGTH / 3))),
        ],
        MOST,
    );
}

#[test]
fn many_values_take_no_more_than_one_response_may() {
    let keys = (0..48_000).map(|number| format!("\"{number}\":0,")).collect::<Vec<_>>().concat();
    holds(
        vec![
            ("values", format!("[{}0]", "0,".repeat(86_000))),
            ("keys", format!("{{{keys}\"z\":0}}")),
            ("lists", format!("[{}0]", "[0],".repeat(44_000))),
            ("deep", format!("[{}0]", format!("{}{},", "[".repeat(100), "]".repeat(100)).repeat(800))),
            ("refused", format!("[{}0]", "0,".repeat(4_000_000))),
        ],
        MOST_OF_VALUES,
    );
}

#[test]
fn escapes_take_no_more_than_one_response_may() {
    holds(
        vec![
            ("units", format!("{{\"a\":\"{}\"}}", "\\u0001".repeat(LENGTH / 6))),
            ("halves", format!("{{\"a\":\"{}\"}}", "\\ud800".repeat(LENGTH / 6))),
            ("packed", format!("\u{1f}\u{8b}{}", "\u{1}".repeat(LENGTH))),
        ],
        MOST,
    );
}

#[test]
fn secrets_everywhere_take_no_more_than_one_response_may() {
    let escaped = KEY.bytes().map(|byte| format!("\\u{byte:04x}")).collect::<Vec<_>>().concat();
    holds(
        vec![
            ("secrets", format!("\"{}\"", KEY.repeat(LENGTH / KEY.len()))),
            ("some-secrets", format!("\"{}\"", format!("{KEY}{}", "x".repeat(100)).repeat(55_000))),
            ("escaped-secrets", format!("\"{}\"", escaped.repeat(LENGTH / escaped.len()))),
        ],
        MOST,
    );
}
