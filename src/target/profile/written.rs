//! Waivers as a profile has them: the entry of one, and whether it may be appended to a profile that is there.

use super::{Node, ProfileError, Waiver, reader::Reader};
use crate::contract::ProfileId;

impl Waiver {
    /// The entry of a profile, below the table of a contract.
    pub fn entry(&self, contract: &str) -> String {
        let requirement = std::iter::once(("requirement", self.requirement.as_str()));
        let narrowed = requirement.chain(self.narrowed()).map(|(key, value)| format!("{key} = {}\n", text(value)));
        let Self { until, owner, reason, .. } = self;
        format!(
            "[[{}.waivers]]\n{}until = {until}\nowner = {}\nreason = {}\n",
            key(contract),
            narrowed.collect::<String>(),
            text(owner),
            text(reason)
        )
    }
}

/// What is to be appended to a profile so that it has some more entries; fails where it would not be the profile of that contract.
pub fn appended(file: &str, profile: &str, contract: &str, entries: &str) -> Result<String, ProfileError> {
    let reader = Reader::new(file, profile, &|_| None);
    let document = reader.document()?;
    let tables = Node::root(&reader, &document).fields()?;
    if !tables.iter().any(|node| node.key() == contract && node.is_table()) {
        let problem = ProfileId::SaysNothing.with([contract.into()]);
        return Err(reader.error(None, problem, ProfileId::NameProfile));
    }
    let between = if profile.is_empty() || profile.ends_with('\n') { "\n" } else { "\n\n" };
    let whole = [profile, between, entries].concat();
    let whole = Reader::new(file, &whole, &|_| None);
    match whole.document() {
        Ok(_) => Ok([between, entries].concat()),
        Err(error) => Err(ProfileError {
            problem: ProfileId::NotAppended.with([error.problem.clone()]),
            fix: ProfileId::WriteAsTables.with([contract.into()]),
            ..error
        }),
    }
}

/// A key, in quotes where it needs them.
fn key(name: &str) -> String {
    let is_bare = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if is_bare { name.to_owned() } else { text(name) }
}

/// A text of TOML from which the profile reads the same text again: `${` would be taken from the environment.
fn text(value: &str) -> String {
    // The escapes of JSON are those of TOML, which has one character more that may not be written as it is.
    serde_json::Value::from(value.replace("${", "$${")).to_string().replace('\u{7f}', "\\u007f")
}

#[cfg(test)]
mod tests {
    use super::{super::Profile, *};

    fn waiver(reason: &str) -> Waiver {
        Waiver {
            requirement: "RP-3605".to_owned(),
            trial: Some("shop/order/rejects/amount/maximum".to_owned()),
            check: None,
            operation: None,
            pointer: Some("/rows/*/a~1b".to_owned()),
            kind: Some("one-over".to_owned()),
            expected_code: Some("0013".to_owned()),
            observed_code: None,
            until: "2099-12-31".parse().expect("a day"),
            owner: "決済チーム".to_owned(),
            reason: reason.to_owned(),
        }
    }

    #[test]
    fn what_is_appended_is_read_as_the_same_waiver() {
        for reason in
            ["as agreed", "\"\\ \t\n\r\u{7f}\u{1}\u{1f}", "${HOME} $${HOME} $$${HOME} ${", "# x\n[[shop]]\ny = 1"]
        {
            for profile in [
                "[shop]\nurl = \"http://127.0.0.1:1/\"",
                "[shop]\nurl = \"http://127.0.0.1:1/\"\n[shop.limits]\nrequests = 5\n",
            ] {
                let waivers = [waiver(reason), waiver("the first")];
                let mut whole = profile.to_owned();
                for waiver in &waivers {
                    whole += &appended("p.toml", &whole, "shop", &waiver.entry("shop")).expect("it is appended");
                }
                let read = Profile::parse("p.toml", &whole, &|_| None).expect("it is read");
                assert_eq!(read.contracts["shop"].waivers, waivers, "{whole}");
            }
        }
    }

    #[test]
    fn a_contract_that_is_no_bare_key_is_quoted() {
        assert!(waiver("r").entry("a.b").starts_with("[[\"a.b\".waivers]]\nrequirement = \"RP-3605\"\ntrial = "));
    }

    #[test]
    fn nothing_is_appended_to_what_is_not_the_profile_of_the_contract() {
        for (profile, told) in [
            ("", "p.toml: the profile says nothing of `shop`; name the profile of the run with --out"),
            ("shop = 1\n", "p.toml: the profile says nothing of `shop`"),
            ("[other]\nurl = \"${URL}\"\n", "p.toml: the profile says nothing of `shop`"),
            ("[shop]\nwaivers = []\n", "p.toml:4: no entry can be appended: "),
            ("[shop\n", "p.toml:1: "),
        ] {
            let error = appended("p.toml", profile, "shop", &waiver("r").entry("shop")).expect_err("it is refused");
            assert!(error.to_string().starts_with(told), "{profile}: {error}");
        }
    }
}
