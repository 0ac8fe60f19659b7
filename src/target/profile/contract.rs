//! The table of one contract: its keys, and the section that reads each.

use super::{
    ContractProfile, NoAddress, Node, ProfileError, auth, base_address, callbacks, connection, limits, operations,
    states, waivers,
};

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
    "remove-made",
    "redact",
    "production",
    "auth",
    "callbacks",
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
            "callbacks" => contract.callbacks = Some(callbacks::read(&node)?),
            "operations" => contract.operations = operations::read(&node)?,
            "redact" => contract.redact = node.items()?.iter().map(Node::text).collect::<Result<_, _>>()?,
            "read-only" => contract.read_only = node.flag()?,
            "remove-made" => contract.remove_made = node.flag()?,
            "production" => contract.production = Some(node.flag()?),
            "waivers" => contract.waivers = waivers::read(&node)?,
            _ if connection::read(&node, &mut contract.connection)? => {}
            _ => return Err(node.unknown_key(KNOWN)),
        }
    }
    Ok(contract)
}

fn url(node: &Node<'_>) -> Result<String, ProfileError> {
    base_address(&node.text()?).map_err(|NoAddress { problem, fix }| node.error(problem, fix))
}
