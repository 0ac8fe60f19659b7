//! Fields that hold how long something took.

use serde_json::Value;

/// What fields are called that hold how long something took …
const DURATIONS: [&str; 10] = [
    "elapsed",
    "elapsedtime",
    "took",
    "duration",
    "latency",
    "responsetime",
    "processingtime",
    "processtime",
    "executiontime",
    "servertime",
];
/// … and the units behind it, in their names or in their values.
const UNITS: [&str; 12] =
    ["", "ms", "msec", "millis", "milliseconds", "s", "sec", "seconds", "us", "µs", "micros", "ns"];

/// Whether two values of a field are how long something took.
pub(super) fn is_duration(name: &str, a: &Value, b: &Value) -> bool {
    is_named_as_duration(name) && is_amount_of_time(a) && is_amount_of_time(b)
}

/// A number, or one with a unit of time behind it.
fn is_amount_of_time(value: &Value) -> bool {
    match value {
        Value::Number(_) => true,
        Value::String(text) => {
            let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
            unit.len() < text.len() && UNITS.contains(&unit.trim_start())
        }
        _ => false,
    }
}

/// Whether a field is called as what a request took: `elapsedMs`, `took`, `processing_time`.
fn is_named_as_duration(key: &str) -> bool {
    let name: String = key.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    DURATIONS.iter().any(|word| name == *word || UNITS.iter().any(|unit| name.strip_suffix(unit) == Some(word)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn how_long_a_response_took_is_no_change() {
        for (name, a, b, due) in [
            ("elapsedMs", json!(1.5), json!(20), true),
            ("took", json!("199ms"), json!("36ms"), true),
            ("processing_time", json!(3), json!(12), true),
            ("time", json!(3), json!(12), false),
            ("took", json!("part"), json!("all"), false),
        ] {
            assert_eq!(is_duration(name, &a, &b), due, "{name}");
        }
    }
}
