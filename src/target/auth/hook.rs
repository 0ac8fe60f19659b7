//! A command that signs: it is given the request as JSON on standard input and prints the headers to add as a JSON object.

use std::{
    io::{Read, Write},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use data_encoding::BASE64;
use serde_json::{Map, Value, json};

use crate::target::{CouldNotAsk, Obstacle, Redactor, Sent, can_carry};

/// The most that a command may print.
const MOST_PRINTED: u64 = 1 << 20;

/// A command that signs requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// The folder it is started in.
    pub folder: PathBuf,
    /// The most time it may take.
    pub timeout: Duration,
}

impl Hook {
    /// The headers for a request, their names in lower case.
    pub(super) fn headers(&self, sent: &Sent, redactor: &Redactor) -> Result<Vec<(String, String)>, CouldNotAsk> {
        let program = self.command.first().map_or("", String::as_str);
        let wrong = |why: String| {
            CouldNotAsk::new(Obstacle::Hook, format!("sign a request with {program}: {}", redactor.text(&why)))
        };
        let (status, out, err) = self.run(request(sent).to_string().into_bytes()).map_err(&wrong)?;
        if !status.success() {
            let err = String::from_utf8_lossy(&err);
            let said: String = err.trim().chars().take(400).collect();
            return Err(wrong(format!("it ended with {status}{}{said}", if said.is_empty() { "" } else { ": " })));
        }
        let printed: Map<String, Value> = serde_json::from_slice(&out)
            .map_err(|error| wrong(format!("it printed no JSON object of headers ({error})")))?;
        let header = |(name, value): (String, Value)| match value {
            Value::String(value) if can_carry(&name, &value) => Ok((name.to_ascii_lowercase(), value)),
            _ => Err(wrong(format!("the value of `{name}` is no text that HTTP can carry"))),
        };
        printed.into_iter().map(header).collect()
    }

    /// Runs it to its end; how it ended, and what it printed on both outputs.
    pub fn run(&self, input: Vec<u8>) -> Result<(ExitStatus, Vec<u8>, Vec<u8>), String> {
        let mut command = Command::new(self.command.first().ok_or("no command is given")?);
        command.args(&self.command[1..]).current_dir(&self.folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("it cannot be started: {error}"))?;
        let mut stdin = child.stdin.take();
        // A command that does not read what it is given, or never ends to print, must not hold us up: each pipe has a thread.
        thread::spawn(move || stdin.as_mut().map(|pipe| pipe.write_all(&input)));
        let (out, err) = (drained(child.stdout.take()), drained(child.stderr.take()));
        let status = wait(&mut child, self.timeout)?;
        Ok((status, out.join().unwrap_or_default(), err.join().unwrap_or_default()))
    }
}

/// What the command is given.
fn request(sent: &Sent) -> Value {
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

fn drained(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            let _ = pipe.take(MOST_PRINTED).read_to_end(&mut bytes);
        }
        bytes
    })
}

fn wait(child: &mut Child, timeout: Duration) -> Result<ExitStatus, String> {
    let until = Instant::now() + timeout;
    let mut pause = Duration::from_micros(200);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if Instant::now() < until => thread::sleep(pause),
            Ok(None) => {
                let _ = child.kill().and_then(|()| child.wait());
                return Err(format!("it did not end within {timeout:?}"));
            }
            Err(error) => return Err(error.to_string()),
        }
        pause = (pause * 2).min(Duration::from_millis(10));
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn headers(script: &str, body: &'static [u8]) -> Result<Vec<(String, String)>, String> {
        let hook = Hook {
            command: ["sh", "-c", script].map(str::to_owned).to_vec(),
            folder: std::env::temp_dir(),
            timeout: Duration::from_millis(500),
        };
        let sent = Sent {
            method: "POST".into(),
            url: "https://h.example/a/b?c=d".into(),
            headers: vec![("x".into(), "1".into())],
            body: Bytes::from_static(body),
            json: None,
        };
        hook.headers(&sent, &Redactor::new([("key", "k0FAKE")])).map_err(|error| error.told())
    }

    #[test]
    fn it_is_given_the_request_and_its_headers_are_taken() {
        let given = |body| {
            let given = headers("printf '{\"X-Given\": \"%s\"}' \"$(tr -d '\\n' | od -An -tx1 | tr -d ' \\n')\"", body)
                .unwrap();
            let [(name, hex)] = given.as_slice() else { panic!("{given:?}") };
            assert_eq!(name, "x-given");
            let bytes: Vec<u8> =
                (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
            serde_json::from_slice::<Value>(&bytes).unwrap()
        };
        let head = json!({"method": "POST", "url": "https://h.example/a/b?c=d", "path": "/a/b", "query": "c=d", "headers": {"x": "1"}});
        let (mut text, mut packed) = (head.clone(), head);
        text["body"] = "{\"a\":1}".into();
        packed["body_base64"] = "/wA=".into();
        assert_eq!((given(b"{\"a\":1}"), given(b"\xFF\0")), (text, packed));
    }

    #[test]
    fn what_goes_wrong_is_told_without_secrets() {
        for (script, told) in [
            (
                "echo no k0FAKE >&2; exit 3",
                "failed to sign a request with sh: it ended with exit status: 3: no {{key}} [hook]",
            ),
            ("echo nothing", "it printed no JSON object of headers"),
            ("echo '{\"x\": 1}'", "the value of `x` is no text that HTTP can carry"),
            ("printf '%s' '{\"x\": \"a\\nb\"}'", "the value of `x` is no text that HTTP can carry"),
            ("sleep 5", "it did not end within 500ms"),
        ] {
            let error = headers(script, b"").unwrap_err();
            assert!(error.contains(told), "{error}");
        }
        let absent =
            Hook { command: vec!["./no-such".into()], folder: std::env::temp_dir(), timeout: Duration::from_secs(1) };
        assert!(absent.run(Vec::new()).unwrap_err().starts_with("it cannot be started"));
    }
}
