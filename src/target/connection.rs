//! How a target is connected to; counts the connections that are made.

use std::{
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tower_layer::Layer;
use tower_service::Service;

use super::{
    Secret, Tls, TransportError,
    http_version::Http,
    origin, tls,
    transport_error::{NotResolved, cause},
};
use crate::contract::TransportId;

/// How a target is connected to, and how much it may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// The most time one exchange may take.
    pub timeout: Duration,
    /// The most of a body that is read, in bytes.
    pub body_limit: usize,
    /// The version of HTTP.
    pub http: Http,
    /// Whom to trust, and who we are.
    pub tls: Tls,
    /// What is between us and the target.
    pub proxy: Option<Proxy>,
    /// The only origins that may be sent to; any where there is none.
    pub origins: Vec<String>,
}

/// The most that is ever read of a body, in bytes: what is made of a longer one would take more memory than one response may.
pub(super) const MOST_BODY: usize = 8 << 20;

impl Default for Connection {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            body_limit: MOST_BODY,
            http: Http::One,
            tls: Tls::default(),
            proxy: None,
            origins: Vec::new(),
        }
    }
}

/// An HTTP proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    /// Its address, without credentials.
    pub url: String,
    /// User and password, where it requires them.
    pub credentials: Option<(String, Secret)>,
}

impl Connection {
    /// Whether an address is one of those that the profile names.
    pub(super) fn allows(&self, url: &str) -> bool {
        self.origins.is_empty() || origin(url).is_some_and(|origin| self.origins.contains(&origin))
    }

    /// What must never be seen, by name.
    pub fn secrets(&self) -> Vec<(&'static str, String)> {
        let credentials = self.proxy.as_ref().and_then(|proxy| proxy.credentials.as_ref());
        let both = |(user, password): &(String, Secret)| {
            [
                ("proxy.password", password.text().to_owned()),
                ("proxy.basic", password.with_user(user).text().to_owned()),
            ]
        };
        credentials.map(both).into_iter().flatten().collect()
    }

    /// The HTTP client for these options; each connection that it makes is counted.
    pub(super) fn client(&self, counts: &Counts) -> Result<reqwest::Client, TransportError> {
        let wrong = |error: &reqwest::Error| TransportError::unprepared(TransportId::AnyTarget, cause(error));
        let builder = reqwest::Client::builder()
            .retry(reqwest::retry::never())
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .dns_resolver(Arc::new(Resolver))
            .connector_layer(counts.clone())
            .tls_backend_preconfigured(tls::config(&self.tls, self.http)?);
        let builder = match self.http {
            Http::One => builder.http1_only(),
            Http::Two => builder.http2_prior_knowledge(),
            Http::Auto => builder,
        };
        let builder = match &self.proxy {
            None => builder.no_proxy(),
            Some(proxy) => {
                let mut through = reqwest::Proxy::all(&proxy.url).map_err(|error| wrong(&error))?;
                if let Some((user, password)) = &proxy.credentials {
                    through = through.basic_auth(user, password.text());
                }
                builder.proxy(through)
            }
        };
        builder.build().map_err(|error| wrong(&error))
    }
}

/// How many connections were begun and how many were made.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts(Arc<(AtomicU32, AtomicU32)>);

impl Counts {
    pub(super) fn now(&self) -> (u32, u32) {
        (self.0.0.load(Ordering::Relaxed), self.0.1.load(Ordering::Relaxed))
    }
}

impl<S> Layer<S> for Counts {
    type Service = Counted<S>;

    fn layer(&self, inner: S) -> Counted<S> {
        Counted { inner, counts: self.clone() }
    }
}

/// A connector that counts.
#[derive(Clone)]
pub(super) struct Counted<S> {
    inner: S,
    counts: Counts,
}

impl<R, S: Service<R>> Service<R> for Counted<S>
where
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let counts = self.counts.clone();
        counts.0.0.fetch_add(1, Ordering::Relaxed);
        let connecting = self.inner.call(request);
        Box::pin(async move {
            let connected = connecting.await;
            if connected.is_ok() {
                counts.0.1.fetch_add(1, Ordering::Relaxed);
            }
            connected
        })
    }
}

/// Looks up hosts as the system does; a failure keeps its type, which distinguishes it from one of connecting.
struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await.map_err(NotResolved)?;
            let addresses: Vec<SocketAddr> = found.collect();
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}
