//! The address of a contract file, for findings that point at a line of it.

use crate::record::Run;

/// A file of a contract as a reference from the folder that the run was started in.
pub(super) fn uri(run: &Run, contract: &str) -> String {
    let mut words = run.arguments.iter();
    let folder = words.find(|word| *word == "--contracts").and_then(|_| words.next()).map_or(".", String::as_str);
    let path = format!("{}/schemas/{contract}/requirements.json", folder.trim_end_matches('/')).replace('\\', "/");
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    let path = path.trim_start_matches("./");
    let escaped = path.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    });
    format!("{scheme}{}", escaped.collect::<String>())
}
