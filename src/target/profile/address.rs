//! Addresses of targets.

/// Why a text is not an address to ask, and what would fix it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}; {mend}")]
pub struct NoAddress {
    /// What is wrong.
    pub problem: String,
    /// What would mend it.
    pub mend: &'static str,
}

/// An address to which paths can be appended.
pub fn base_address(text: &str) -> Result<String, NoAddress> {
    let address = address(text)?;
    // What is appended would end up there, and what stands there may be a secret: it is not even repeated here.
    let Some(sign) = address.chars().find(|c| matches!(c, '?' | '#')) else { return Ok(address) };
    let what = if sign == '?' { "a query (`?`)" } else { "a fragment (`#`)" };
    let problem = format!("the address holds {what}, and no path can be appended to it");
    let mend = "end it before that; a key that requests carry is given by auth = { kind = \"header\", name = \"…\", value = \"${…}\" } or another kind of auth";
    Err(NoAddress { problem, mend })
}

/// The address of a request.
pub fn address(text: &str) -> Result<String, NoAddress> {
    let rest = ["http://", "https://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let Some(rest) = rest.filter(|rest| !rest.is_empty()) else {
        // Of what may be secret in it nothing is repeated.
        let place = text.split(['?', '#']).next().unwrap_or_default();
        let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
        return Err(NoAddress {
            problem: format!("`{place}` is no address"),
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
