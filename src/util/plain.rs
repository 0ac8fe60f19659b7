//! JSON values as text for people.

use serde_json::Value;

/// A string as it is, any other value as compact JSON.
pub fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A string as it is, any other value as indented JSON.
pub fn indented(value: &Value) -> String {
    value.as_str().map_or_else(|| serde_json::to_string_pretty(value).unwrap_or_default(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_strings_lose_their_quotes() {
        assert_eq!(plain(&json!("0013")), "0013");
        assert_eq!(plain(&json!(13)), "13");
        assert_eq!(plain(&json!(["a"])), "[\"a\"]");
        assert_eq!(indented(&json!("{}")), "{}");
        assert_eq!(indented(&json!({"a": 1})), "{\n  \"a\": 1\n}");
    }
}
