//! `kind = "hook"`: a command that is given the request as JSON on standard input and prints the headers to add as a JSON object.

use std::{future::ready, sync::Arc, time::Duration};

use data_encoding::BASE64;
use serde_json::{Map, Value, json};

use super::{Auth, AuthKind, Sign, Signed, Signing, Unsigned};
use crate::{
    contract::{Message, ProfileId, ReasonId, TransportId},
    target::{
        ErrorKind, Program, Redactor, Secret, Sent, TransportError, can_carry,
        profile::{Node, ProfileError, read_program},
    },
    util::excerpt::excerpt,
};

/// The most time a hook may take where the profile says nothing.
const TIMEOUT: Duration = Duration::from_secs(10);

pub(super) const KIND: AuthKind = AuthKind { name: "hook", needs: &["command"], may: &["timeout"], read };

fn read(table: &Node<'_>) -> Result<Arc<dyn Auth>, ProfileError> {
    let Some(command) = table.get("command")? else {
        return Err(table.not(ProfileId::NoHook, ProfileId::Add.with(["command".into()])));
    };
    let timeout = table.get("timeout")?.map_or(Ok(TIMEOUT), |field| field.span())?;
    Ok(Arc::new(Hook(read_program(&command, timeout, "sign")?)))
}

/// A command that signs requests.
#[derive(Debug, Clone)]
struct Hook(Program);

impl Auth for Hook {
    /// What it signs with, it alone knows.
    fn secrets(&self) -> Vec<(String, Secret)> {
        Vec::new()
    }

    fn signer(&self) -> Box<dyn Sign> {
        Box::new(self.clone())
    }
}

impl Sign for Hook {
    fn sign<'a>(&'a self, mut request: Unsigned<'a>) -> Signing<'a> {
        let signed = self.headers(request.sent, request.redactor).map(|headers| {
            let mut hidden = Vec::new();
            for (name, value) in headers.into_iter().filter(|(name, _)| request.is_free(name)).collect::<Vec<_>>() {
                request.add(&name, &value);
                hidden.push((format!("auth.{name}"), value));
            }
            Signed { token: None, hidden }
        });
        Box::pin(ready(signed))
    }

    /// It signs each request anew.
    fn can_renew(&self) -> bool {
        true
    }
}

impl Hook {
    /// The headers for a request, their names in lower case.
    fn headers(&self, sent: &Sent, redactor: &Redactor) -> Result<Vec<(String, String)>, TransportError> {
        let wrong = |mut why: Message| {
            why.change_texts(&|text| redactor.text(text));
            TransportError::new(ErrorKind::Hook, TransportId::Sign.with([self.0.name().into(), why]))
        };
        let (status, out, err) = self.0.run(given(sent).to_string().into_bytes()).map_err(&wrong)?;
        if !status.success() {
            let printed = excerpt(String::from_utf8_lossy(&err).trim());
            let ended = status.to_string().into();
            return Err(wrong(if printed.is_empty() {
                TransportId::ProgramEnded.with([ended])
            } else {
                ReasonId::HookEnded.with([ended, printed.into()])
            }));
        }
        let printed: Map<String, Value> = serde_json::from_slice(&out)
            .map_err(|error| wrong(TransportId::NoHeaders.with([error.to_string().into()])))?;
        let header = |(name, value): (String, Value)| match value {
            Value::String(value) if can_carry(&name, &value) => Ok((name.to_ascii_lowercase(), value)),
            _ => Err(wrong(TransportId::NotCarried.with([name.into()]))),
        };
        printed.into_iter().map(header).collect()
    }
}

/// What the command is given.
fn given(sent: &Sent) -> Value {
    let rest = sent.url.split_once("://").map_or("", |(_, rest)| rest);
    let target = rest.find(['/', '?']).map_or("/", |at| &rest[at..]);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers: Map<String, Value> =
        sent.headers.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
    let mut request = json!({"method": sent.method, "url": sent.url, "path": path, "query": query, "headers": headers});
    match std::str::from_utf8(&sent.body) {
        Ok(text) => request["body"] = Value::from(text),
        Err(_) => request["body_base64"] = Value::from(BASE64.encode(&sent.body)),
    }
    request
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::util::hex::unhex;

    fn headers(script: &str, body: &'static [u8]) -> Result<Vec<(String, String)>, String> {
        let hook = Hook(Program {
            command: ["sh", "-c", script].map(str::to_owned).to_vec(),
            folder: std::env::temp_dir(),
            timeout: Duration::from_mins(1),
        });
        let sent = Sent {
            method: "POST".into(),
            url: "https://h.example/a/b?c=d".into(),
            headers: vec![("x".into(), "1".into())],
            body: Bytes::from_static(body),
            json: None,
        };
        hook.headers(&sent, &Redactor::new([("key", "k0FAKE")])).map_err(|error| error.message().english())
    }

    #[test]
    fn it_is_given_the_request_and_its_headers_are_taken() {
        let given = |body| {
            let given = headers("printf '{\"X-Given\": \"%s\"}' \"$(tr -d '\\n' | od -An -tx1 | tr -d ' \\n')\"", body)
                .unwrap();
            let [(name, hex)] = given.as_slice() else { panic!("{given:?}") };
            assert_eq!(name, "x-given");
            serde_json::from_slice::<Value>(&unhex(hex).unwrap()).unwrap()
        };
        let head = json!({"method": "POST", "url": "https://h.example/a/b?c=d", "path": "/a/b", "query": "c=d", "headers": {"x": "1"}});
        let (mut text, mut packed) = (head.clone(), head);
        text["body"] = "{\"a\":1}".into();
        packed["body_base64"] = "/wA=".into();
        assert_eq!((given(b"{\"a\":1}"), given(b"\xFF\0")), (text, packed));
    }

    #[test]
    fn what_goes_wrong_is_reported_without_secrets() {
        for (script, message) in [
            (
                "echo no k0FAKE >&2; exit 3",
                "failed to sign a request with sh: it ended with exit status: 3: no {{key}} [hook]",
            ),
            ("echo nothing", "it did not print a JSON object of headers"),
            ("echo '{\"x\": 1}'", "the value of `x` is not text that HTTP can carry"),
            ("printf '%s' '{\"x\": \"a\\nb\"}'", "the value of `x` is not text that HTTP can carry"),
        ] {
            let error = headers(script, b"").unwrap_err();
            assert!(error.contains(message), "{error}");
        }
    }
}
