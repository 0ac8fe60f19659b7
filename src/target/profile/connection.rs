//! `tls`, `proxy` and `http`: how the target is connected to.

use super::{NoAddress, Node, ProfileError, address::host_and_port};
use crate::{
    contract::{Message, ProfileId},
    target::{Connection, Http, Proxy, Secret, Tls},
};

/// The keys of `tls`.
const TLS: &[&str] = &["ca", "cert", "key"];

/// Reads one key of a contract's table that says how to connect; whether it is one.
pub(super) fn read(node: &Node<'_>, connection: &mut Connection) -> Result<bool, ProfileError> {
    match node.key() {
        "tls" => connection.tls = tls(node)?,
        "proxy" => connection.proxy = Some(proxy(node)?),
        "http" => connection.http = http(node)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn tls(node: &Node<'_>) -> Result<Tls, ProfileError> {
    if let Some(unknown) = node.fields()?.iter().find(|field| !TLS.contains(&field.key())) {
        return Err(unknown.unknown_key(TLS));
    }
    let mut tls = Tls::default();
    if let Some(ca) = node.get("ca")? {
        let pem = file(&ca)?;
        tls.trust(&pem).map_err(|why| ca.error(ProfileId::CaOfNoUse.with([why.into()]), ProfileId::NamePem))?;
    }
    match (node.get("cert")?, node.get("key")?) {
        (None, None) => {}
        (Some(cert), Some(key)) => tls
            .show(&file(&cert)?, &file(&key)?)
            .map_err(|why| cert.error(ProfileId::ClientOfNoUse.with([why.into()]), ProfileId::NamePair))?,
        (Some(cert), None) => return Err(cert.error(ProfileId::CertNoKey, ProfileId::AddKey)),
        (None, Some(key)) => return Err(key.error(ProfileId::KeyNoCert, ProfileId::AddCert)),
    }
    Ok(tls)
}

fn file(node: &Node<'_>) -> Result<Vec<u8>, ProfileError> {
    let path = node.path()?;
    std::fs::read(&path).map_err(|error| {
        let parts = [node.key().into(), path.display().into(), Message::library(&error)];
        node.error(ProfileId::FileUnreadable.with(parts), ProfileId::PathsFrom)
    })
}

/// User and password may be in front of the host, as in `http://user:password@host:8080`.
fn proxy(node: &Node<'_>) -> Result<Proxy, ProfileError> {
    let text = node.secret()?;
    // The text may hold a password, so it is not repeated.
    let wrong = || node.error(ProfileId::NoProxy, ProfileId::WriteProxy);
    let rest = text.strip_prefix("http://").ok_or_else(wrong)?.trim_end_matches('/');
    let (who, host) = rest.rsplit_once('@').map_or((None, rest), |(who, host)| (Some(who), host));
    if host.contains(['/', '?']) {
        return Err(wrong());
    }
    host_and_port(&format!("http://{host}"), host).map_err(|NoAddress { problem, fix }| node.error(problem, fix))?;
    let credentials = who.map(|who| {
        let (user, password) = who.split_once(':').unwrap_or((who, ""));
        (user.to_owned(), Secret::new(password))
    });
    Ok(Proxy { url: format!("http://{host}"), credentials })
}

fn http(node: &Node<'_>) -> Result<Http, ProfileError> {
    match node.text()?.as_str() {
        "1.1" => Ok(Http::One),
        "2" => Ok(Http::Two),
        "auto" => Ok(Http::Auto),
        other => Err(node.error(ProfileId::NoHttp.with([other.into()]), ProfileId::WriteHttp)),
    }
}
