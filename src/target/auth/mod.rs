//! What proves to a target who asks: fixed headers, tokens that are fetched, signatures that a command makes.
//!
//! It is added where a request is sent. A header that the contract or a case speaks of stays as it is: a case that leaves a
//! credential out, or sends a wrong one, tests just that.

mod hook;
mod oauth;

use data_encoding::BASE64;

pub use hook::Hook;
pub use oauth::OAuth;

use super::{Client, CouldNotAsk, Redactor, Secret, Sent};

/// How a target is told who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Auth {
    /// A header with a fixed value.
    Header(String, Secret),
    /// `authorization: Bearer …` with a fixed token.
    Bearer(Secret),
    /// `authorization: Basic …`.
    Basic(String, Secret),
    /// Cookies by name.
    Cookies(Vec<(String, Secret)>),
    /// A token for client credentials.
    OAuth(OAuth),
    /// A command that is given the request and prints headers.
    Hook(Hook),
}

impl Auth {
    /// What must never be seen, by name.
    fn secrets(&self) -> Vec<(String, String)> {
        let one = |name: &str, text: &str| vec![(name.to_owned(), text.to_owned())];
        match self {
            Self::Header(name, value) => one(&format!("auth.{name}"), value.text()),
            Self::Bearer(token) => one("auth.token", token.text()),
            Self::Basic(user, password) => {
                [one("auth.password", password.text()), one("auth.basic", &basic(user, password))].concat()
            }
            Self::Cookies(cookies) => {
                cookies.iter().map(|(name, value)| (format!("auth.{name}"), value.text().to_owned())).collect()
            }
            Self::OAuth(oauth) => {
                let packed = basic(&oauth.client_id, &oauth.client_secret);
                let marker = oauth.credential.iter().map(|name| (name.clone(), OAuth::MARKER.to_owned()));
                let own = [one("auth.client-secret", oauth.client_secret.text()), one("auth.client", &packed)];
                own.concat().into_iter().chain(marker).collect()
            }
            Self::Hook(_) => Vec::new(),
        }
    }

    /// The header that is always the same.
    fn fixed(&self) -> Option<(String, String)> {
        match self {
            Self::Header(name, value) => Some((name.to_ascii_lowercase(), value.text().to_owned())),
            Self::Bearer(token) => Some(("authorization".to_owned(), format!("Bearer {}", token.text()))),
            Self::Basic(user, password) => {
                Some(("authorization".to_owned(), format!("Basic {}", basic(user, password))))
            }
            Self::Cookies(cookies) => {
                let pairs: Vec<String> =
                    cookies.iter().map(|(name, value)| format!("{name}={}", value.text())).collect();
                Some(("cookie".to_owned(), pairs.join("; ")))
            }
            Self::OAuth(_) | Self::Hook(_) => None,
        }
    }
}

/// User and password in the form of basic authentication.
pub(super) fn basic(user: &str, password: &Secret) -> String {
    BASE64.encode(format!("{user}:{}", password.text()).as_bytes())
}

/// Signs the requests to one target; shared by all lanes.
#[derive(Debug, Default)]
pub struct Signer {
    auth: Option<Auth>,
    tokens: oauth::Tokens,
}

/// What was done to a request.
#[derive(Debug, Default)]
pub struct Signed {
    /// Which token it carries.
    token: Option<u64>,
    /// Texts to be hidden for this exchange, by name.
    pub hidden: Vec<(String, String)>,
}

impl Signer {
    /// Signs in this way; the redactor learns what must never be seen.
    pub fn new(auth: Option<Auth>, redactor: &Redactor) -> Self {
        for (name, text) in auth.iter().flat_map(Auth::secrets) {
            redactor.learn(&name, &text);
        }
        Self { auth, tokens: oauth::Tokens::default() }
    }

    /// Whether requests go out as they are.
    pub fn is_idle(&self) -> bool {
        self.auth.is_none()
    }

    /// Signs a request; headers that are `taken` stay as they are.
    pub async fn sign(
        &self,
        client: &Client,
        redactor: &Redactor,
        sent: &mut Sent,
        taken: &[String],
    ) -> Result<Signed, CouldNotAsk> {
        let mut signed = Signed::default();
        let free = |name: &str| !taken.iter().any(|known| known.eq_ignore_ascii_case(name));
        match &self.auth {
            None => {}
            Some(Auth::OAuth(oauth)) => {
                if let Some((number, token)) = self.tokens.carried(oauth, client, redactor, sent, &free).await? {
                    signed.token = Some(number);
                    oauth.put(&token, sent);
                }
            }
            Some(Auth::Hook(hook)) => {
                for (name, value) in hook.headers(sent, redactor)?.into_iter().filter(|(name, _)| free(name)) {
                    signed.hidden.push((format!("auth.{name}"), value.clone()));
                    sent.headers.push((name, value));
                }
            }
            Some(fixed) => sent.headers.extend(fixed.fixed().filter(|(name, _)| free(name))),
        }
        Ok(signed)
    }

    /// Notes the answer to a signed request. Whether it is worth asking again: the token was good before, and is no longer.
    pub async fn stale(&self, signed: &Signed, status: u16) -> bool {
        match signed.token {
            Some(number) => self.tokens.stale(number, status).await,
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::target::{Connection, Exchange, Received};

    fn signed(auth: Auth, taken: &[&str]) -> (Vec<(String, String)>, Exchange) {
        let redactor = Redactor::default();
        let signer = Signer::new(Some(auth), &redactor);
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
        let received = Received { status: 200, content_type: String::new(), retry_after: None, body: Bytes::new() };
        (sent.headers.clone(), Exchange::new(sent, received, 0, &redactor))
    }

    #[test]
    fn fixed_headers_are_added_and_hidden() {
        let secret = || Secret::new("s3cr3t-FAKE");
        for (auth, header, shown) in [
            (Auth::Header("X-Key".into(), secret()), ("x-key", "s3cr3t-FAKE"), "{{auth.X-Key}}"),
            (Auth::Bearer(secret()), ("authorization", "Bearer s3cr3t-FAKE"), "Bearer {{auth.token}}"),
            (
                Auth::Basic("ann".into(), secret()),
                ("authorization", "Basic YW5uOnMzY3IzdC1GQUtF"),
                "Basic {{auth.basic}}",
            ),
            (
                Auth::Cookies(vec![("sid".into(), secret()), ("b".into(), Secret::new("2-FAKE"))]),
                ("cookie", "sid=s3cr3t-FAKE; b=2-FAKE"),
                "sid={{auth.sid}}; b={{auth.b}}",
            ),
        ] {
            let (name, value) = header;
            let (sent, exchange) = signed(auth.clone(), &["x-other"]);
            assert_eq!(sent, [(name.to_owned(), value.to_owned())]);
            assert_eq!(exchange.headers, [(name.to_owned(), shown.to_owned())]);
            assert!(!format!("{auth:?}").contains("FAKE"));
            assert_eq!(signed(auth, &[&name.to_uppercase()]).0, [], "what the case speaks of stays as it is");
        }
    }
}
