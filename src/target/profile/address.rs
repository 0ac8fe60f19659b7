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
