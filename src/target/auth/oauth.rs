//! `kind = "oauth2"`: OAuth 2.0 client credentials (RFC 6749, 4.4). A token is fetched once for all trials, and again before it expires
//! or when a target that accepted it refuses it.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use serde_json::Value;
use tokio::sync::Mutex;

use super::{
    Auth, AuthKind, Sign, Signed, Signing, Unsigned,
    secret_field::{secret, text},
};
use crate::{
    contract::{Message, ProfileId, ReasonId, TransportId},
    target::{
        Client, ErrorKind, Redactor, Resend, Secret, Sent, TransportError, can_carry,
        profile::{NoAddress, Node, ProfileError, address},
    },
    util::excerpt::start,
};

/// So long before its end a token is not used any more, or a tenth of its life where that is less.
const EARLY: Duration = Duration::from_secs(30);
/// No token is taken to live longer, whatever its server says.
const LONGEST: Duration = Duration::from_hours(24);
/// After so many tokens that were fetched in vain after a 401, the 401 is taken for a response.
const MOST_VAIN: u32 = 3;

pub(super) const KIND: AuthKind = AuthKind {
    name: "oauth2",
    needs: &["token-url", "client-id", "client-secret"],
    may: &["scope", "audience", "style", "credential"],
    read,
};

/// The placeholder of the token wherever the contract puts its credential, until the request is sent.
const MARKER: &str = "tekigo-the-token-of-this-moment";

/// Where tokens come from, and where they go.
#[derive(Debug, Clone)]
struct OAuth {
    /// The address that hands out tokens.
    token_url: String,
    /// Who we are there.
    client_id: String,
    /// And the proof of it.
    client_secret: Secret,
    /// What the token is for.
    scope: Option<String>,
    /// Whom the token is for.
    audience: Option<String>,
    /// Whether id and secret go into the body, and not into a header.
    in_body: bool,
    /// The credential of the contract that the token is; without one it goes into `authorization`.
    credential: Option<String>,
}

fn read(table: &Node<'_>) -> Result<Arc<dyn Auth>, ProfileError> {
    let option = |key: &str| table.get(key)?.map(|field| field.text()).transpose();
    let token_url = text(table, "token-url")?;
    if let (Some(field), Err(NoAddress { problem, fix })) = (table.get("token-url")?, address(&token_url)) {
        return Err(field.error(problem, fix));
    }
    let in_body = match (option("style")?.as_deref(), table.get("style")?) {
        (None | Some("basic"), _) => false,
        (Some("body"), _) => true,
        (Some(other), field) => {
            let field = field.as_ref().unwrap_or(table);
            return Err(field.error(ProfileId::NoStyle.with([other.into()]), ProfileId::WriteStyle));
        }
    };
    Ok(Arc::new(OAuth {
        token_url,
        client_id: text(table, "client-id")?,
        client_secret: secret(table, "client-secret")?,
        scope: option("scope")?,
        audience: option("audience")?,
        in_body,
        credential: option("credential")?,
    }))
}

impl Auth for OAuth {
    fn secrets(&self) -> Vec<(String, Secret)> {
        let own = [
            ("auth.client-secret", self.client_secret.clone()),
            ("auth.client", self.client_secret.with_user(&self.client_id)),
        ];
        let own = own.into_iter().map(|(name, secret)| (name.to_owned(), secret));
        own.chain(self.credential.iter().map(|name| (name.clone(), Secret::new(MARKER)))).collect()
    }

    fn address(&self) -> Option<&str> {
        Some(&self.token_url)
    }

    fn provides(&self) -> Option<(&str, &'static str)> {
        Some((self.credential.as_deref()?, MARKER))
    }

    fn signer(&self) -> Box<dyn Sign> {
        Box::new(Tokens { oauth: self.clone(), slot: Mutex::default() })
    }
}

impl OAuth {
    fn request(&self) -> Sent {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "client_credentials");
        for (name, value) in [("scope", &self.scope), ("audience", &self.audience)] {
            if let Some(value) = value {
                form.append_pair(name, value);
            }
        }
        let mut headers = vec![
            ("accept".to_owned(), "application/json".to_owned()),
            ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
        ];
        if self.in_body {
            form.append_pair("client_id", &self.client_id).append_pair("client_secret", self.client_secret.text());
        } else {
            // Both are encoded before they are put together (RFC 6749, 2.3.1).
            let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let secret = Secret::new(encoded(self.client_secret.text()));
            let pair = secret.with_user(&encoded(&self.client_id));
            headers.push(("authorization".to_owned(), format!("Basic {}", pair.text())));
        }
        let body = Bytes::from(form.finish());
        Sent { method: "POST".to_owned(), url: self.token_url.clone(), headers, body, json: None }
    }

    async fn fetch(&self, client: &Client, redactor: &Redactor) -> Result<Fetched, TransportError> {
        let wrong = |mut why: Message| {
            why.change_texts(&|text| redactor.text(text));
            TransportError::new(ErrorKind::Token, TransportId::Token.with([(&self.token_url).into(), why]))
        };
        let asked = client.ask(&self.request(), Instant::now(), Resend::Safe).await;
        let (received, _) = asked.map_err(|error| wrong(ReasonId::FailedTo.with([error.said()])))?;
        let body: Value = serde_json::from_slice(&received.body).unwrap_or_default();
        let token = body.get("access_token").and_then(Value::as_str).filter(|_| (200..300).contains(&received.status));
        let Some(token) = token.filter(|token| !token.is_empty() && can_carry("authorization", token)) else {
            let given: Vec<&str> =
                ["error", "error_description"].iter().filter_map(|key| body.get(key)?.as_str()).collect();
            let given = start(&given.join(": "), 200);
            let given = if given.is_empty() { TransportId::NoToken.into() } else { given.into() };
            return Err(wrong(TransportId::StatusAnd.with([received.status.into(), given])));
        };
        redactor.learn(self.credential.as_deref().unwrap_or("auth.token"), token);
        // Some servers write the number as a text.
        let seconds = body.get("expires_in").and_then(|value| value.as_u64().or_else(|| value.as_str()?.parse().ok()));
        let life = seconds.map(|seconds| Duration::from_secs(seconds).min(LONGEST));
        let kind = body.get("token_type").and_then(Value::as_str).filter(|kind| !kind.eq_ignore_ascii_case("bearer"));
        Ok(Fetched {
            text: token.to_owned(),
            kind: kind.unwrap_or("Bearer").to_owned(),
            until: life.map(|life| Instant::now() + life.saturating_sub(EARLY.min(life / 10))),
            good: false,
            after_refusal: false,
        })
    }

    /// Whether a request carries the token somewhere.
    fn wants(&self, request: &Unsigned<'_>) -> bool {
        if self.credential.is_none() {
            return request.is_free("authorization");
        }
        let sent = &request.sent;
        let marked = |text: &str| text.contains(MARKER);
        marked(&sent.url)
            || sent.headers.iter().any(|(_, value)| marked(value))
            || memchr::memmem::find(&sent.body, MARKER.as_bytes()).is_some()
    }

    /// Puts the token where it goes.
    fn put(&self, token: &str, sent: &mut Sent) {
        if self.credential.is_none() {
            sent.headers.push(("authorization".to_owned(), token.to_owned()));
            return;
        }
        let encoded: String = form_urlencoded::byte_serialize(token.as_bytes()).collect();
        sent.url = sent.url.replace(MARKER, &encoded);
        for (_, value) in &mut sent.headers {
            *value = value.replace(MARKER, token);
        }
        if let Some(body) = std::str::from_utf8(&sent.body).ok().filter(|body| body.contains(MARKER)) {
            let quoted = Value::from(token).to_string();
            sent.body = Bytes::from(body.replace(MARKER, &quoted[1..quoted.len() - 1]));
        }
    }
}

/// A token as it was handed out.
#[derive(Debug)]
struct Fetched {
    text: String,
    kind: String,
    until: Option<Instant>,
    /// Whether a response other than 401 has come to it.
    good: bool,
    /// Whether it was fetched because the one before was refused.
    after_refusal: bool,
}

/// The token of the moment. Whoever needs one while another trial fetches it waits for that one.
#[derive(Debug)]
struct Tokens {
    oauth: OAuth,
    slot: Mutex<Slot>,
}

#[derive(Debug, Default)]
struct Slot {
    number: u64,
    token: Option<Fetched>,
    /// How many tokens in a row were fetched after a refusal and refused as well.
    vain: u32,
    refused: bool,
}

impl Sign for Tokens {
    fn sign<'a>(&'a self, request: Unsigned<'a>) -> Signing<'a> {
        Box::pin(async move {
            let mut signed = Signed::default();
            if self.oauth.wants(&request) {
                let (number, token) = self.token(&request).await?;
                signed.token = Some(number);
                self.oauth.put(&token, request.sent);
            }
            Ok(signed)
        })
    }

    fn is_stale<'a>(&'a self, signed: &'a Signed, status: u16) -> Pin<Box<dyn Future<Output = bool> + 'a>> {
        Box::pin(async move {
            match signed.token {
                Some(number) => self.stale(number, status).await,
                None => false,
            }
        })
    }

    fn can_renew(&self) -> bool {
        true
    }

    fn renew(&self) -> Pin<Box<dyn Future<Output = ()> + '_>> {
        Box::pin(async move { self.slot.lock().await.token = None })
    }
}

impl Tokens {
    /// The token as a request carries it, with its number.
    async fn token(&self, request: &Unsigned<'_>) -> Result<(u64, String), TransportError> {
        let mut slot = self.slot.lock().await;
        let usable = |token: &Fetched| token.until.is_none_or(|until| Instant::now() < until);
        if !slot.token.as_ref().is_some_and(usable) {
            let mut fetched = self.oauth.fetch(request.client, request.redactor).await?;
            fetched.after_refusal = std::mem::take(&mut slot.refused);
            slot.number += 1;
            slot.token = Some(fetched);
        }
        let bare = self.oauth.credential.is_some();
        let carried =
            |token: &Fetched| if bare { token.text.clone() } else { format!("{} {}", token.kind, token.text) };
        Ok((slot.number, slot.token.as_ref().map_or_else(String::new, carried)))
    }

    /// Whether a token that was good is refused now; then it is dropped. A target that refuses for another reason refuses the next
    /// token as well, and after a few of those no more are fetched.
    async fn stale(&self, number: u64, status: u16) -> bool {
        let mut slot = self.slot.lock().await;
        if slot.number != number {
            return status == 401;
        }
        let vain = slot.vain;
        let Some(token) = &mut slot.token else { return status == 401 };
        if status != 401 {
            token.good = true;
            slot.vain = 0;
            return false;
        }
        if token.after_refusal && !token.good {
            token.after_refusal = false;
            slot.vain += 1;
            return false;
        }
        let stale = token.good && vain < MOST_VAIN;
        if stale {
            slot.token = None;
            slot.refused = true;
        }
        stale
    }
}
