//! Secure connections: whom to trust, who we are, and which HTTP is spoken inside.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Request, Response, Version, body::Incoming, service::service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tekigo::reference::{Ask, Config, World, find};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer},
        server::WebPkiClientVerifier,
    },
};

use crate::played::{Came, TRIED, fresh, play_at};

const TRIAL: &str = "jpay-search/order/accepts/isac";

/// Somebody who signs certificates.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub(crate) pem: String,
    der: CertificateDer<'static>,
}

/// A certificate with its key.
pub(crate) struct Leaf {
    certificate: rcgen::Certificate,
    key: KeyPair,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).expect("signed");
        Self { issuer: Issuer::new(params, key), pem: certificate.pem(), der: certificate.der().clone() }
    }

    pub(crate) fn leaf(&self, name: &str) -> Leaf {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new([name.to_owned()]).expect("a name");
        Leaf { certificate: params.signed_by(&key, &self.issuer).expect("signed"), key }
    }
}

/// The HTTP of each request that was received.
type Versions = Arc<Mutex<Vec<Version>>>;

/// A server that speaks whichever of these protocols the client chooses, and asks for a certificate of an authority.
pub(crate) fn serve(leaf: &Leaf, protocols: &[&str], clients: Option<&Authority>) -> (SocketAddr, Versions) {
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().expect("versions");
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.der.clone()).expect("a root");
            let provider = Arc::new(ring::default_provider());
            let verifier =
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().expect("roots");
            builder.with_client_cert_verifier(verifier)
        }
    };
    let key = PrivateKeyDer::try_from(leaf.key.serialize_der()).expect("a key");
    let mut config = builder.with_single_cert(vec![leaf.certificate.der().clone()], key).expect("they belong together");
    config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
    let versions = Versions::default();
    let seen = Arc::clone(&versions);
    let (ready, address) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(accept(TlsAcceptor::from(Arc::new(config)), seen, &ready));
    });
    (address.recv().expect("an address"), versions)
}

async fn accept(acceptor: TlsAcceptor, seen: Versions, ready: &mpsc::Sender<SocketAddr>) {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    ready.send(listener.local_addr().expect("an address")).expect("somebody waits");
    let world = find("jpay-search").expect("a reference").world(&Config::default()).expect("a world");
    let world: Arc<Mutex<Box<dyn World>>> = Arc::new(Mutex::new(world));
    while let Ok((stream, _)) = listener.accept().await {
        let (acceptor, seen, world) = (acceptor.clone(), Arc::clone(&seen), Arc::clone(&world));
        tokio::spawn(async move {
            let Ok(stream) = acceptor.accept(stream).await else { return };
            let two = stream.get_ref().1.alpn_protocol() == Some(b"h2");
            let service = service_fn(move |request| answer(request, Arc::clone(&seen), Arc::clone(&world)));
            let io = TokioIo::new(stream);
            // A connection that breaks is the client's affair.
            if two {
                let http = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
                let _ = http.serve_connection(io, service).await;
            } else {
                let _ = hyper::server::conn::http1::Builder::new().serve_connection(io, service).await;
            }
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    seen: Versions,
    world: Arc<Mutex<Box<dyn World>>>,
) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let (head, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    seen.lock().unwrap_or_else(PoisonError::into_inner).push(head.version);
    let text = |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers: Vec<_> = head.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    let ask = Ask { method: head.method.as_str(), path: head.uri.path(), query: "", headers: &headers, body: &body };
    let answer = world.lock().unwrap_or_else(PoisonError::into_inner).answer(&ask);
    let response = Response::builder().status(answer.status).header("content-type", answer.content_type);
    Ok(response.body(Full::from(answer.body)).expect("an answer"))
}

/// A run with these files next to the profile.
pub(crate) fn play(name: &str, address: SocketAddr, files: &[(&str, &str)], more: &str) -> Came {
    let folder = fresh(name);
    for (file, text) in files {
        fs::write(Path::new(&folder).join(file), text).expect("written");
    }
    play_at(name, &format!("https://localhost:{}", address.port()), TRIAL, more)
}

#[test]
fn an_authority_of_our_own_is_trusted_and_no_other() {
    let (own, other) = (Authority::new(), Authority::new());
    let (address, _) = serve(&own.leaf("localhost"), &[], None);
    let tls = "tls = { ca = \"ca.pem\" }\n";
    play("tls-own", address, &[("ca.pem", &own.pem)], tls).is_kept();
    play("tls-other", address, &[("ca.pem", &other.pem)], tls).is_error("tls");
    let came = play("tls-unknown", address, &[], "");
    came.is_error("tls");
    assert!(
        came.errors()[0].starts_with("failed to make a secure connection to https://localhost:"),
        "{:?}",
        came.errors()
    );
}

#[test]
fn a_certificate_for_another_host_is_not_accepted() {
    let own = Authority::new();
    let (address, _) = serve(&own.leaf("other.example"), &[], None);
    play("tls-host", address, &[("ca.pem", &own.pem)], "tls = { ca = \"ca.pem\" }\n").is_error("tls");
}

#[test]
fn a_client_certificate_is_shown_where_it_is_asked_for() {
    let (own, clients) = (Authority::new(), Authority::new());
    let (address, _) = serve(&own.leaf("localhost"), &[], Some(&clients));
    let (right, wrong) = (clients.leaf("us"), own.leaf("us"));
    let with = |leaf: &Leaf| {
        [("ca.pem", own.pem.clone()), ("c.pem", leaf.certificate.pem()), ("c.key", leaf.key.serialize_pem())]
    };
    let tls = "tls = { ca = \"ca.pem\", cert = \"c.pem\", key = \"c.key\" }\n";
    for (name, leaf, kept) in [("client-right", &right, true), ("client-wrong", &wrong, false)] {
        let files = with(leaf);
        let files: Vec<(&str, &str)> = files.iter().map(|(file, text)| (*file, text.as_str())).collect();
        let came = play(name, address, &files, tls);
        if kept { came.is_kept() } else { came.is_error("tls") }
    }
    play("client-none", address, &[("ca.pem", &own.pem)], "tls = { ca = \"ca.pem\" }\n").is_error("tls");
}

#[test]
fn the_http_that_the_profile_names_is_spoken() {
    let own = Authority::new();
    let leaf = own.leaf("localhost");
    for (name, protocols, http, spoken) in [
        ("http-default", &["h2", "http/1.1"][..], "", Some(Version::HTTP_11)),
        ("http-one", &["h2", "http/1.1"], "http = \"1.1\"\n", Some(Version::HTTP_11)),
        ("http-two", &["h2", "http/1.1"], "http = \"2\"\n", Some(Version::HTTP_2)),
        ("http-auto", &["h2", "http/1.1"], "http = \"auto\"\n", Some(Version::HTTP_2)),
        ("http-auto-one", &["http/1.1"], "http = \"auto\"\n", Some(Version::HTTP_11)),
        ("http-two-none", &["http/1.1"], "http = \"2\"\n", None),
    ] {
        let (address, versions) = serve(&leaf, protocols, None);
        let came = play(name, address, &[("ca.pem", &own.pem)], &format!("{http}tls = {{ ca = \"ca.pem\" }}\n"));
        let versions = versions.lock().expect("nobody panicked").clone();
        match spoken {
            Some(spoken) => {
                came.is_kept();
                assert!(
                    !versions.is_empty() && versions.iter().all(|version| *version == spoken),
                    "{name}: {versions:?}"
                );
            }
            None => came.is_error("tls"),
        }
    }
}

#[test]
fn plain_http_is_not_asked_of_a_port_that_speaks_tls() {
    let (address, _) = serve(&Authority::new().leaf("localhost"), &["http/1.1"], None);
    let came = play_at("secure-tls-port", &format!("http://{address}"), TRIAL, TRIED);
    let told = came.report["ended"].as_str().unwrap_or_default();
    assert!(came.code == Some(3) && told.contains("the target speaks TLS there, and the address says http"), "{told}");
}
