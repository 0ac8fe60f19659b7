//! Where the target sends what it sends on its own.

use std::net::{Ipv4Addr, SocketAddr};

use super::{NoAddress, Node, ProfileError, address};
use crate::{contract::ProfileId, target::Callbacks};

/// Every key of `callbacks`.
const KNOWN: &[&str] = &["listen", "url"];

pub(super) fn read(table: &Node<'_>) -> Result<Callbacks, ProfileError> {
    // No other machine reaches it, unless the profile says so.
    let mut callbacks = Callbacks { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), url: None };
    for node in table.fields()? {
        match node.key() {
            "listen" => {
                let text = node.text()?;
                let wrong = || node.error(ProfileId::NoListen.with([(&text).into()]), ProfileId::WriteListen);
                callbacks.listen = text.parse().map_err(|_| wrong())?;
            }
            "url" => {
                let text = node.text()?;
                address(&text).map_err(|NoAddress { problem, fix }| node.error(problem, fix))?;
                callbacks.url = Some(text);
            }
            _ => return Err(node.unknown_key(KNOWN)),
        }
    }
    Ok(callbacks)
}

#[cfg(test)]
mod tests {
    use crate::target::Profile;

    fn read(text: &str) -> Result<String, String> {
        let profile = Profile::parse("p.toml", text, &|_| None).map_err(|error| error.to_string())?;
        let callbacks = profile.contracts["shop"].callbacks.clone().ok_or("there are none")?;
        Ok(format!("{} {:?}", callbacks.listen, callbacks.url))
    }

    #[test]
    fn the_listener_is_on_this_machine_unless_the_profile_says_otherwise() {
        let of = |lines: &str| {
            read(&format!("name = \"x\"\n[shop]\nurl = \"http://127.0.0.1:1\"\n[shop.callbacks]\n{lines}"))
        };
        assert_eq!(of(""), Ok("127.0.0.1:0 None".to_owned()));
        let told = of("listen = \"0.0.0.0:8080\"\nurl = \"https://ci.example/hooks\"\n");
        assert_eq!(told, Ok("0.0.0.0:8080 Some(\"https://ci.example/hooks\")".to_owned()));
        for (wrong, why) in [
            ("listen = \"localhost\"", "is not an address to listen on"),
            ("url = \"ci.example\"", "start it with http:// or https://"),
            ("url = \"http://ci.example:99999\"", "the port `99999`"),
            ("port = 1", "port"),
        ] {
            assert!(of(wrong).is_err_and(|error| error.contains(why) && error.contains("p.toml:5")), "{wrong}");
        }
    }
}
