//! What is certified: whose product it is, in which version, and against which edition of the specification.

use serde::{Deserialize, Serialize};

use super::{Node, ProfileError};
use crate::{contract::ProfileId, util::visible::is_hidden};

/// Every key of the section.
const KNOWN: [&str; 7] = ["organisation", "product", "version", "build", "environment", "document", "edition"];

/// What is certified, as its owner names it; all of it may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestedProduct {
    /// Who provides it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The build of that version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// Where it ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The specification that it is tested against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The edition of the specification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
}

impl TestedProduct {
    /// Whether nothing is said of it.
    pub fn is_empty(&self) -> bool {
        self.given().next().is_none()
    }

    /// What is said of it, by the keys of the profile.
    pub fn given(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let Self { organisation, product, version, build, environment, document, edition } = self;
        let values = [organisation, product, version, build, environment, document, edition];
        KNOWN.into_iter().zip(values).filter_map(|(key, value)| Some((key, value.as_deref()?)))
    }
}

pub(super) fn read(table: &Node<'_>) -> Result<TestedProduct, ProfileError> {
    let mut read = TestedProduct::default();
    for field in table.fields()? {
        let place = match field.key() {
            "organisation" => &mut read.organisation,
            "product" => &mut read.product,
            "version" => &mut read.version,
            "build" => &mut read.build,
            "environment" => &mut read.environment,
            "document" => &mut read.document,
            "edition" => &mut read.edition,
            _ => return Err(field.unknown_key(&KNOWN)),
        };
        let text = field.text()?.trim().to_owned();
        if text.is_empty() || text.chars().any(is_hidden) {
            let problem = ProfileId::HiddenCharacters.with([field.key().into()]);
            return Err(field.error(problem, ProfileId::WriteOneLine));
        }
        *place = Some(text);
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::{super::Profile, *};

    fn read(text: &str) -> Result<TestedProduct, String> {
        let environment = |name: &str| (name == "BUILD").then(|| "0042".to_owned());
        Profile::parse("p.toml", text, &environment).map(|profile| profile.subject).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_given_is_read_and_nothing_need_be() {
        assert!(read("name = \"x\"\n").expect("it is read").is_empty());
        assert!(read("[subject]\n").expect("it is read").is_empty());
        let whole = "[subject]\norganisation = \"例示銀行\"\nproduct = \"Payment API\"\nversion = \"2.3\"\nbuild = \"${BUILD}\"\n\
            environment = \"sandbox\"\ndocument = \"入金API仕様書\"\nedition = \"03\"\n[shop]\nurl = \"http://127.0.0.1:1\"\n";
        let given = read(whole).expect("it is read");
        let due = [
            ("organisation", "例示銀行"),
            ("product", "Payment API"),
            ("version", "2.3"),
            ("build", "0042"),
            ("environment", "sandbox"),
            ("document", "入金API仕様書"),
            ("edition", "03"),
        ];
        assert_eq!(given.given().collect::<Vec<_>>(), due);
        let kept: TestedProduct =
            serde_json::from_value(serde_json::to_value(&given).expect("JSON")).expect("what was written");
        assert_eq!(kept, given);
    }

    #[test]
    fn what_is_wrong_is_reported_with_its_line() {
        for (text, told) in [
            ("[subject]\nvendor = \"x\"\n", "p.toml:2: `vendor` is not known in [subject]"),
            ("[subject]\nversions = \"x\"\n", "did you mean version?"),
            ("[subject]\nproduct = \"x\"\nversion = 2.3\n", "p.toml:3: "),
            ("[subject]\nversion = \" \"\n", "p.toml:2: `version` is empty, or has characters that nobody sees"),
            ("[subject]\nversion = \"1\\n2\"\n", "p.toml:2: `version` is empty, or has characters that nobody sees"),
            ("[subject]\nbuild = \"${NONE}\"\n", "p.toml:2: "),
            ("subject = \"x\"\n", "p.toml:1: "),
        ] {
            let error = read(text).expect_err("it is refused");
            assert!(error.contains(told), "{text}: {error}");
        }
    }
}
