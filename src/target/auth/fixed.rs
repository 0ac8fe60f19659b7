//! One header that is the same in every request.

use std::future::ready;

use super::{Auth, Sign, Signed, Signing, Unsigned};
use crate::target::Secret;

/// A header with a fixed value, and the secrets that went into it.
#[derive(Debug, Clone)]
pub(super) struct Fixed {
    /// The name of the header, in lower case.
    pub(super) name: String,
    /// Its value.
    pub(super) value: Secret,
    /// What must never be seen, by name.
    pub(super) secrets: Vec<(String, Secret)>,
}

impl Auth for Fixed {
    fn secrets(&self) -> Vec<(String, Secret)> {
        self.secrets.clone()
    }

    fn signer(&self) -> Box<dyn Sign> {
        Box::new(self.clone())
    }
}

impl Sign for Fixed {
    fn sign<'a>(&'a self, mut request: Unsigned<'a>) -> Signing<'a> {
        request.add(&self.name, self.value.text());
        Box::pin(ready(Ok(Signed::default())))
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use crate::target::{Client, Connection, Exchange, Profile, Received, Redactor, Sent, Signer};

    /// What a request looks like that is signed as a profile says, and its exchange as it is kept.
    fn signed(auth: &str, taken: &[&str]) -> (Vec<(String, String)>, Exchange) {
        let profile = Profile::parse("p.toml", &format!("[x]\nauth = {auth}\n"), &|_| None).unwrap();
        let redactor = Redactor::default();
        let signer = Signer::new(profile.contracts["x"].auth.as_deref(), &redactor);
        let mut sent = Sent {
            method: "GET".into(),
            url: "http://127.0.0.1/".into(),
            headers: Vec::new(),
            body: Bytes::new(),
            json: None,
        };
        let taken: Vec<String> = taken.iter().map(|&name| name.to_owned()).collect();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let client = Client::new(&Connection::default()).unwrap();
        runtime.block_on(signer.sign(&client, &redactor, &mut sent, &taken)).unwrap();
        let received = Received { status: 200, ..Received::default() };
        (sent.headers.clone(), Exchange::new(sent, received, 0, &redactor))
    }

    #[test]
    fn fixed_headers_are_added_and_hidden() {
        for (auth, header, shown) in [
            (
                "{ kind = \"header\", name = \"X-Key\", value = \"s3cr3t-FAKE\" }",
                ("x-key", "s3cr3t-FAKE"),
                "{{auth.X-Key}}",
            ),
            (
                "{ kind = \"bearer\", token = \"s3cr3t-FAKE\" }",
                ("authorization", "Bearer s3cr3t-FAKE"),
                "Bearer {{auth.token}}",
            ),
            (
                "{ kind = \"basic\", user = \"ann\", password = \"s3cr3t-FAKE\" }",
                ("authorization", "Basic YW5uOnMzY3IzdC1GQUtF"),
                "Basic {{auth.basic}}",
            ),
            (
                "{ kind = \"cookie\", cookies = { sid = \"s3cr3t-FAKE\", b = \"2-FAKE\" } }",
                ("cookie", "sid=s3cr3t-FAKE; b=2-FAKE"),
                "sid={{auth.sid}}; b={{auth.b}}",
            ),
        ] {
            let (name, value) = header;
            let (sent, exchange) = signed(auth, &["x-other"]);
            assert_eq!(sent, [(name.to_owned(), value.to_owned())]);
            assert_eq!(exchange.headers, [(name.to_owned(), shown.to_owned())]);
            assert_eq!(signed(auth, &[&name.to_uppercase()]).0, [], "what the case speaks of stays as it is");
        }
    }
}
