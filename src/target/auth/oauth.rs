//! OAuth 2.0 client credentials (RFC 6749, 4.4): a token is fetched once for all lanes and fetched anew before it expires, or when a
//! target that took it takes it no more.

use std::time::{Duration, Instant};

use bytes::Bytes;
use serde_json::Value;
use tokio::sync::Mutex;

use super::basic;
use crate::target::{Client, CouldNotAsk, Obstacle, Redactor, Secret, Sent, can_carry};

/// So long before its end a token is not used any more, or a tenth of its life where that is less.
const EARLY: Duration = Duration::from_secs(30);
/// No token is taken to live longer, whatever its server says.
const LONGEST: Duration = Duration::from_secs(86_400);
/// After so many tokens that were fetched in vain after a 401, the 401 is taken for an answer.
const MOST_VAIN: u32 = 3;

/// Where tokens come from, and where they go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OAuth {
    /// The address that hands out tokens.
    pub token_url: String,
    /// Who we are there.
    pub client_id: String,
    /// And the proof of it.
    pub client_secret: Secret,
    /// What the token is for.
    pub scope: Option<String>,
    /// Whom the token is for.
    pub audience: Option<String>,
    /// Whether id and secret go into the body, and not into a header.
    pub in_body: bool,
    /// The credential of the contract that the token stands for; without one it goes into `authorization`.
    pub credential: Option<String>,
}

impl OAuth {
    /// What stands for the token wherever the contract puts its credential, until the request is sent.
    pub const MARKER: &'static str = "tekigo-the-token-of-this-moment";

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
            headers.push(("authorization".to_owned(), format!("Basic {}", basic(&encoded(&self.client_id), &secret))));
        }
        let body = Bytes::from(form.finish());
        Sent { method: "POST".to_owned(), url: self.token_url.clone(), headers, body, json: None }
    }

    async fn fetch(&self, client: &Client, redactor: &Redactor) -> Result<Fetched, CouldNotAsk> {
        let wrong = |why: String| {
            CouldNotAsk::new(Obstacle::Token, format!("get a token from {}: {}", self.token_url, redactor.text(&why)))
        };
        let asked = client.ask(&self.request(), Instant::now()).await;
        let (received, _) = asked.map_err(|error| wrong(format!("failed to {error}")))?;
        let body: Value = serde_json::from_slice(&received.body).unwrap_or_default();
        let token = body.get("access_token").and_then(Value::as_str).filter(|_| (200..300).contains(&received.status));
        let Some(token) = token.filter(|token| !token.is_empty() && can_carry("authorization", token)) else {
            let said: Vec<&str> =
                ["error", "error_description"].iter().filter_map(|key| body.get(key)?.as_str()).collect();
            let said: String = said.join(": ").chars().take(200).collect();
            let said = if said.is_empty() { "no access_token".to_owned() } else { said };
            return Err(wrong(format!("status {}, {said}", received.status)));
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
    fn wants(&self, sent: &Sent, free: &dyn Fn(&str) -> bool) -> bool {
        if self.credential.is_none() {
            return free("authorization");
        }
        let marked = |text: &str| text.contains(Self::MARKER);
        marked(&sent.url)
            || sent.headers.iter().any(|(_, value)| marked(value))
            || memchr::memmem::find(&sent.body, Self::MARKER.as_bytes()).is_some()
    }

    /// Puts the token where it goes.
    pub(super) fn put(&self, token: &str, sent: &mut Sent) {
        if self.credential.is_none() {
            sent.headers.push(("authorization".to_owned(), token.to_owned()));
            return;
        }
        let encoded: String = form_urlencoded::byte_serialize(token.as_bytes()).collect();
        sent.url = sent.url.replace(Self::MARKER, &encoded);
        for (_, value) in &mut sent.headers {
            *value = value.replace(Self::MARKER, token);
        }
        if let Some(body) = std::str::from_utf8(&sent.body).ok().filter(|body| body.contains(Self::MARKER)) {
            let quoted = Value::from(token).to_string();
            sent.body = Bytes::from(body.replace(Self::MARKER, &quoted[1..quoted.len() - 1]));
        }
    }
}

/// A token as it was handed out.
#[derive(Debug)]
struct Fetched {
    text: String,
    kind: String,
    until: Option<Instant>,
    /// Whether an answer other than 401 has come to it.
    good: bool,
    /// Whether it was fetched because the one before was refused.
    after_refusal: bool,
}

/// The token of the moment. Whoever needs one while another lane fetches it waits for that one.
#[derive(Debug, Default)]
pub(super) struct Tokens(Mutex<Slot>);

#[derive(Debug, Default)]
struct Slot {
    number: u64,
    token: Option<Fetched>,
    /// How many tokens in a row were fetched after a refusal and refused as well.
    vain: u32,
    refused: bool,
}

impl Tokens {
    /// The token for a request that carries one, with its number.
    pub(super) async fn carried(
        &self,
        oauth: &OAuth,
        client: &Client,
        redactor: &Redactor,
        sent: &Sent,
        free: &dyn Fn(&str) -> bool,
    ) -> Result<Option<(u64, String)>, CouldNotAsk> {
        if !oauth.wants(sent, free) {
            return Ok(None);
        }
        let mut slot = self.0.lock().await;
        let usable = |token: &Fetched| token.until.is_none_or(|until| Instant::now() < until);
        if !slot.token.as_ref().is_some_and(usable) {
            let mut fetched = oauth.fetch(client, redactor).await?;
            fetched.after_refusal = std::mem::take(&mut slot.refused);
            slot.number += 1;
            slot.token = Some(fetched);
        }
        let number = slot.number;
        Ok(slot.token.as_ref().map(|token| {
            let bare = oauth.credential.is_some();
            (number, if bare { token.text.clone() } else { format!("{} {}", token.kind, token.text) })
        }))
    }

    /// Whether a token that was good is refused now; then it is dropped. A target that refuses for another reason refuses the next
    /// token as well, and after a few of those no more are fetched.
    pub(super) async fn stale(&self, number: u64, status: u16) -> bool {
        let mut slot = self.0.lock().await;
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
