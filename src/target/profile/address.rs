//! Addresses of targets.

use crate::contract::{Message, ProfileId, ReasonId};
/// Why a text is not an address to ask, and what would fix it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().english())]
pub struct NoAddress {
    /// What is wrong.
    pub problem: Message,
    /// What would mend it.
    pub mend: ProfileId,
}

impl NoAddress {
    /// What it says, as data.
    pub fn message(&self) -> Message {
        ReasonId::Fix.with([self.problem.clone(), self.mend.into()])
    }
}

/// An address to which paths can be appended.
pub fn base_address(text: &str) -> Result<String, NoAddress> {
    let address = address(text)?;
    // What is appended would end up there, and what stands there may be a secret: it is not even repeated here.
    let Some(sign) = address.chars().find(|c| matches!(c, '?' | '#')) else { return Ok(address) };
    let problem = if sign == '?' { ProfileId::HoldsQuery } else { ProfileId::HoldsFragment };
    Err(NoAddress { problem: problem.into(), mend: ProfileId::EndBefore })
}

/// The address of a request.
pub fn address(text: &str) -> Result<String, NoAddress> {
    let rest = ["http://", "https://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let Some(rest) = rest.filter(|rest| !rest.is_empty()) else {
        // Of what may be secret in it nothing is repeated.
        let place = text.split(['?', '#']).next().unwrap_or_default();
        let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
        return Err(NoAddress { problem: ProfileId::NoAddress.with([place.into()]), mend: ProfileId::StartWithHttp });
    };
    // An address stands in every report, and what stands before the host is a secret: it is not even repeated here.
    if rest.split(['/', '?', '#']).next().is_some_and(|host| host.contains('@')) {
        return Err(NoAddress { problem: ProfileId::HoldsUser.into(), mend: ProfileId::TakeOutUser });
    }
    Ok(text.trim_end_matches('/').to_owned())
}
