//! TLS: trusted authorities and the client certificate.

use std::{
    net::{TcpStream, ToSocketAddrs},
    sync::{Arc, OnceLock},
    time::Duration,
};

use rustls::{
    ClientConfig, ClientConnection, RootCertStore,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject},
};
use rustls_platform_verifier::Verifier;

use super::{Http, TransportError};
use crate::contract::TransportId;

/// Whom to trust, and who we are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tls {
    authorities: Vec<CertificateDer<'static>>,
    identity: Option<Arc<Identity>>,
}

/// A client certificate with its key.
#[derive(Debug, PartialEq, Eq)]
struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Tls {
    /// Trusts these authorities, given as PEM, and no other.
    pub fn trust(&mut self, pem: &[u8]) -> Result<(), String> {
        self.authorities = certificates(pem)?;
        let mut store = RootCertStore::empty();
        self.authorities.iter().try_for_each(|certificate| {
            store.add(certificate.clone()).map_err(|error| format!("a certificate in it cannot be used: {error}"))
        })
    }

    /// Shows this certificate where the target requires one; both are PEM.
    pub fn show(&mut self, certificate: &[u8], key: &[u8]) -> Result<(), String> {
        let chain = certificates(certificate)?;
        let key = PrivateKeyDer::from_pem_slice(key)
            .map_err(|error| format!("the key is not PEM of a private key: {error}"))?;
        let roots = RootCertStore::empty();
        let config = ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
        let config = config.map_err(|error| error.to_string())?.with_root_certificates(roots);
        config
            .with_client_auth_cert(chain.clone(), key.clone_key())
            .map_err(|error| format!("certificate and key do not go together: {error}"))?;
        self.identity = Some(Arc::new(Identity { chain, key }));
        Ok(())
    }
}

/// How long a handshake that only finds something out may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether the server at an address speaks TLS, whatever certificate it shows: a handshake is begun, and nothing is sent.
pub fn speaks_tls(url: &str) -> bool {
    begun(url).is_some_and(|outcome| !matches!(outcome, Err(rustls::Error::InvalidMessage(_))))
}

/// What the first response to a handshake means; none where there was none.
fn begun(url: &str) -> Option<Result<(), rustls::Error>> {
    let url = reqwest::Url::parse(url).ok()?;
    let (host, port) = (url.host_str()?.trim_matches(['[', ']']), url.port_or_known_default()?);
    let address = (host, port).to_socket_addrs().ok()?.next()?;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.set_write_timeout(Some(PATIENCE)).ok()?;
    let config = Arc::new(config(&Tls::default(), Http::Auto).ok()?);
    let mut connection = ClientConnection::new(config, ServerName::try_from(host.to_owned()).ok()?).ok()?;
    connection.write_tls(&mut stream).ok()?;
    if connection.read_tls(&mut stream).ok()? == 0 {
        return None;
    }
    Some(connection.process_new_packets().map(drop))
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match read {
        Ok(certificates) if certificates.is_empty() => Err("there is no PEM certificate in it".to_owned()),
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(format!("it is not PEM: {error}")),
    }
}

fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    Arc::clone(PROVIDER.get_or_init(|| Arc::new(ring::default_provider())))
}

/// The system's own roots, read once. A system without any leaves plain HTTP working; with TLS nobody is trusted then.
fn system() -> Option<Arc<Verifier>> {
    static SYSTEM: OnceLock<Option<Arc<Verifier>>> = OnceLock::new();
    SYSTEM.get_or_init(|| Verifier::new(provider()).ok().map(Arc::new)).clone()
}

/// The settings of secure connections.
pub(super) fn config(tls: &Tls, http: Http) -> Result<ClientConfig, TransportError> {
    let wrong = |error: &rustls::Error| TransportError::unprepared(TransportId::AnyTarget, error.to_string());
    let builder = ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| wrong(&error))?;
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(tls.authorities.iter().cloned());
    let builder = match system().filter(|_| tls.authorities.is_empty()) {
        Some(verifier) => builder.dangerous().with_custom_certificate_verifier(verifier),
        None => builder.with_root_certificates(roots),
    };
    let mut config = match &tls.identity {
        None => builder.with_no_client_auth(),
        Some(identity) => builder
            .with_client_auth_cert(identity.chain.clone(), identity.key.clone_key())
            .map_err(|error| wrong(&error))?,
    };
    config.alpn_protocols = match http {
        Http::One => vec![b"http/1.1".to_vec()],
        Http::Two => vec![b"h2".to_vec()],
        Http::Auto => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
    };
    Ok(config)
}
