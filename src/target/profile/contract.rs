//! The table of one contract: its keys, and the section that reads each.

use super::{ContractProfile, Node, ProfileError, auth, connection, limits, operations, states, waivers};

/// Every key that the table of a contract may have.
const KNOWN: &[&str] = &[
    "url",
    "credentials",
    "states",
    "readings",
    "timeout",
    "limits",
    "waivers",
    "operations",
    "read-only",
    "redact",
    "production",
    "auth",
    "tls",
    "proxy",
    "http",
];

pub(super) fn read(table: &Node<'_>) -> Result<ContractProfile, ProfileError> {
    let mut contract = ContractProfile::default();
    for node in table.fields()? {
        match node.key() {
            "url" => contract.url = url(&node)?,
            "credentials" => {
                for credential in node.fields()? {
                    contract.credentials.insert(credential.key().to_owned(), credential.secret()?);
                }
            }
            "readings" => {
                for reading in node.fields()? {
                    contract.readings.insert(reading.key().to_owned(), reading.json()?);
                }
            }
            "states" => states::read(&node, &mut contract)?,
            "timeout" => contract.timeout = Some(node.span()?),
            "limits" => {
                contract.limits = limits::read(&node)?;
                contract.timeout = contract.limits.timeout.or(contract.timeout);
            }
            "auth" => contract.auth = Some(auth::read(&node)?),
            "operations" => contract.operations = operations::read(&node)?,
            "redact" => contract.redact = node.items()?.iter().map(Node::text).collect::<Result<_, _>>()?,
            "read-only" => contract.read_only = node.flag()?,
            "production" => contract.production = Some(node.flag()?),
            "waivers" => contract.waivers = waivers::read(&node)?,
            _ if connection::read(&node, &mut contract.connection)? => {}
            _ => return Err(node.unknown_key(KNOWN)),
        }
    }
    Ok(contract)
}

fn url(node: &Node<'_>) -> Result<String, ProfileError> {
    address(&node.text()?).map_err(|NoAddress { problem, mend }| node.error(problem, mend))
}

/// Why a text is no address to ask, and the mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}; {mend}")]
pub struct NoAddress {
    /// What is wrong.
    pub problem: String,
    /// What would mend it.
    pub mend: &'static str,
}

/// An address to which paths can be appended.
pub fn address(text: &str) -> Result<String, NoAddress> {
    let rest = ["http://", "https://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let Some(rest) = rest.filter(|rest| !rest.is_empty()) else {
        return Err(NoAddress {
            problem: format!("`{text}` is no address"),
            mend: "start it with http:// or https://",
        });
    };
    // An address stands in every report, and what stands before the host is a secret: it is not even repeated here.
    if rest.split(['/', '?', '#']).next().is_some_and(|host| host.contains('@')) {
        let problem = "the address holds a user or a password".to_owned();
        let mend = "take out what stands before the @, and give it as auth = { kind = \"basic\", user = \"…\", password = \"${…}\" } or as a header";
        return Err(NoAddress { problem, mend });
    }
    Ok(text.trim_end_matches('/').to_owned())
}
