//! Signs the requests to one target.

use std::{
    fmt::Debug,
    future::{Future, ready},
    pin::Pin,
};

use crate::target::{Client, Redactor, Secret, Sent, TransportError};

/// How requests prove the identity of the client, as the profile says. An `auth` table is read into one of these.
pub trait Auth: Debug + Send + Sync {
    /// What must never be seen, by name.
    fn secrets(&self) -> Vec<(String, Secret)>;

    /// The address that proof is requested from, where one is.
    fn address(&self) -> Option<&str> {
        None
    }

    /// The credential of the contract that it provides, with a placeholder for its value until a request is sent.
    fn provides(&self) -> Option<(&str, &'static str)> {
        None
    }

    /// Signs from now on. What a signer learns, such as a token, it keeps for itself.
    fn signer(&self) -> Box<dyn Sign>;
}

/// What signs requests to one target, from however many trials at once.
pub trait Sign: Debug + Send + Sync {
    /// Signs a request.
    fn sign<'a>(&'a self, request: Unsigned<'a>) -> Signing<'a>;

    /// Notes the response to a signed request. Whether it is worth sending it again: the proof was good before, and is no longer.
    fn is_stale<'a>(&'a self, _signed: &'a Signed, _status: u16) -> Pin<Box<dyn Future<Output = bool> + 'a>> {
        Box::pin(ready(false))
    }

    /// Whether a request that was refused may carry another proof when it is sent again.
    fn can_renew(&self) -> bool {
        false
    }

    /// Drops the proof of this moment: the next request carries another one, if there can be another.
    fn renew(&self) -> Pin<Box<dyn Future<Output = ()> + '_>> {
        Box::pin(ready(()))
    }
}

/// A request that is being signed.
pub type Signing<'a> = Pin<Box<dyn Future<Output = Result<Signed, TransportError>> + 'a>>;

/// A request that is to be signed.
pub struct Unsigned<'a> {
    /// What can request proof from others.
    pub client: &'a Client,
    /// What must learn new secrets.
    pub redactor: &'a Redactor,
    /// The request.
    pub sent: &'a mut Sent,
    /// Headers that stay as they are.
    pub taken: &'a [String],
}

impl Unsigned<'_> {
    /// Whether a header may be set.
    pub fn is_free(&self, header: &str) -> bool {
        !self.taken.iter().any(|taken| taken.eq_ignore_ascii_case(header))
    }

    /// Adds a header if it may be set. Cookies are in one header, besides those that a case has by then.
    pub fn add(&mut self, name: &str, value: &str) {
        if self.is_free(name) {
            let known = self.sent.headers.iter_mut().find(|(known, _)| name == "cookie" && known == name);
            if let Some((_, cookies)) = known {
                *cookies = format!("{cookies}; {value}");
                return;
            }
            self.sent.headers.push((name.to_owned(), value.to_owned()));
        }
    }
}

/// What was done to a request.
#[derive(Debug, Default)]
pub struct Signed {
    /// Which token it carries.
    pub token: Option<u64>,
    /// Texts to be hidden for this exchange, by name.
    pub hidden: Vec<(String, String)>,
}

/// Signs the requests to one target, or leaves them as they are where the profile has no `auth`.
#[derive(Debug, Default)]
pub struct Signer {
    sign: Option<Box<dyn Sign>>,
}

impl Signer {
    /// Signs in this way; the redactor learns what must never be seen.
    pub fn new(auth: Option<&dyn Auth>, redactor: &Redactor) -> Self {
        for (name, secret) in auth.into_iter().flat_map(Auth::secrets) {
            redactor.learn(&name, secret.text());
        }
        Self { sign: auth.map(Auth::signer) }
    }

    /// Whether requests go out as they are.
    pub fn is_idle(&self) -> bool {
        self.sign.is_none()
    }

    /// Signs a request; headers that are `taken` stay as they are.
    pub async fn sign(
        &self,
        client: &Client,
        redactor: &Redactor,
        sent: &mut Sent,
        taken: &[String],
    ) -> Result<Signed, TransportError> {
        match &self.sign {
            Some(sign) => sign.sign(Unsigned { client, redactor, sent, taken }).await,
            None => Ok(Signed::default()),
        }
    }

    /// Notes the response to a signed request. Whether it is worth sending it again: the proof was good before, and is no longer.
    pub async fn is_stale(&self, signed: &Signed, status: u16) -> bool {
        match &self.sign {
            Some(sign) => sign.is_stale(signed, status).await,
            None => false,
        }
    }

    /// Whether a request that was refused may carry another proof when it is sent again.
    pub fn can_renew(&self) -> bool {
        self.sign.as_ref().is_some_and(|sign| sign.can_renew())
    }

    /// Drops the proof of this moment. Whether the next request may carry another one.
    pub async fn renew(&self) -> bool {
        if let Some(sign) = &self.sign {
            sign.renew().await;
        }
        self.can_renew()
    }
}
