//! An exchange as a curl command.

use super::Exchange;
use crate::util::shell::quoted;

/// A curl command that sends the same bytes; `{{name}}` is where a secret was.
pub fn curl(exchange: &Exchange) -> String {
    let mut line = format!("curl -i -X {} {}", exchange.method, quoted(&exchange.url));
    for (name, value) in &exchange.headers {
        line.push_str(&format!(" -H {}", quoted(&format!("{name}: {value}"))));
    }
    if !exchange.request_body.is_empty() {
        line.push_str(&format!(" --data-binary {}", body(&exchange.request_body)));
    }
    line
}

/// Bytes that a terminal would swallow or a shell cannot hold are written as escapes of `$'…'`.
fn body(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.chars().any(char::is_control) => quoted(text),
        _ => {
            let escaped: String = bytes
                .iter()
                .map(|byte| match byte {
                    b'\'' | b'\\' => format!("\\{}", char::from(*byte)),
                    0x20..=0x7E => char::from(*byte).to_string(),
                    _ => format!("\\x{byte:02x}"),
                })
                .collect();
            format!("$'{escaped}'")
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::target::{Received, Redactor, Sent};

    #[test]
    fn a_line_survives_quotes_and_bytes() {
        let line = |text: &'static str| {
            let sent = Sent {
                method: "POST".into(),
                url: "http://127.0.0.1:1/a".into(),
                headers: vec![("content-type".into(), "application/json".into())],
                body: Bytes::from_static(text.as_bytes()),
                json: None,
            };
            curl(&Exchange::new(sent, Received { status: 200, ..Received::default() }, 0, &Redactor::default()))
        };
        let head = "curl -i -X POST 'http://127.0.0.1:1/a' -H 'content-type: application/json' --data-binary ";
        assert_eq!(line("{\"memo\":\"it's ｶﾅ\"}"), format!("{head}'{{\"memo\":\"it'\\''s ｶﾅ\"}}'"));
        assert_eq!(line("a\n'\u{FEFF}"), format!("{head}$'a\\x0a\\'\\xef\\xbb\\xbf'"));
    }
}
