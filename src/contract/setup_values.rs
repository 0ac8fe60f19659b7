//! Values that set-up steps bring.

/// What stands in a drawn request for a value that a set-up step brings: a field of its response, or a header of it.
pub fn marker(step: &str, key: &str) -> String {
    match key.strip_prefix("header:") {
        Some(name) => format!("{{{{setup.{step}.headers['{}']}}}}", name.to_ascii_lowercase()),
        None => format!("{{{{setup.{step}.response.{key}}}}}"),
    }
}
