//! Where a finding points: the line of its requirement in the files of the contract, or the description that the requirement was made from.

use crate::record::{RequirementRecord, Run};

/// A file, as a reference from the folder that the run was started in, and the line in it where one is known.
pub(super) struct SourcePlace {
    pub(super) uri: String,
    pub(super) line: Option<u32>,
}

/// The place that a finding against a requirement points at. A contract that a description makes by itself has no file of ours: the
/// description of the provider is what its reader has.
pub(super) fn source_place(run: &Run, contract: &str, requirement: Option<&RequirementRecord>) -> SourcePlace {
    if let Some(described) = option(run, "--openapi") {
        return SourcePlace { uri: reference(described), line: requirement.and_then(|requirement| requirement.line) };
    }
    let folder = option(run, "--contracts").unwrap_or(".");
    let path = format!("{}/schemas/{contract}/requirements.json", folder.trim_end_matches('/'));
    SourcePlace { uri: reference(&path), line: requirement.and_then(|requirement| requirement.line) }
}

/// What follows an option by which the command line names the target.
fn option<'a>(run: &'a Run, name: &str) -> Option<&'a str> {
    let mut words = run.arguments.iter();
    words.find(|word| *word == name).and_then(|_| words.next()).map(String::as_str)
}

/// A path or an address as a reference.
fn reference(path: &str) -> String {
    let path = path.replace('\\', "/");
    let (scheme, path) = match path.split_once("://") {
        Some((scheme @ ("http" | "https"), rest)) => (format!("{scheme}://"), rest),
        _ if path.starts_with('/') => ("file://".to_owned(), path.as_str()),
        _ => (String::new(), path.as_str()),
    };
    let is_address = scheme.starts_with("http");
    let escaped = path.trim_start_matches("./").bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        b':' | b'?' | b'=' | b'&' | b'%' if is_address => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    });
    format!("{scheme}{}", escaped.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::reference;

    #[test]
    fn a_path_becomes_a_reference_and_an_address_stays_one() {
        for (path, expected) in [
            ("./specs/pets 1.yaml", "specs/pets%201.yaml"),
            ("C:\\specs\\pets.yaml", "C%3A/specs/pets.yaml"),
            ("/specs/pets.yaml", "file:///specs/pets.yaml"),
            ("https://api.example:8443/openapi.json?v=1", "https://api.example:8443/openapi.json?v=1"),
        ] {
            assert_eq!(reference(path), expected);
        }
    }
}
