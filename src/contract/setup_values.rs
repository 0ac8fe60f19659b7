//! Values that set-up steps bring.

/// What is in a drawn request for a value that a set-up step brings: a field of its response, or a header of it. A key such as `rows/0/id`
/// leads down into the response.
pub fn marker(step: &str, key: &str) -> String {
    format!("{{{{setup.{}}}}}", taken(step, key))
}

/// The expression that takes such a value from a step that was played, without the variable that holds the steps.
pub fn taken(step: &str, key: &str) -> String {
    if let Some(name) = key.strip_prefix("header:") {
        return format!("{step}.headers['{}']", name.to_ascii_lowercase());
    }
    let mut text = format!("{step}.response");
    for part in key.split('/') {
        let is_name = part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        match part.parse::<usize>() {
            Ok(index) => text.push_str(&format!("[{index}]")),
            Err(_) if is_name => text.push_str(&format!(".{part}")),
            Err(_) => text.push_str(&format!("['{}']", part.replace('\\', "\\\\").replace('\'', "\\'"))),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_taken_by_an_expression_however_deep_it_stands() {
        for (key, due) in [
            ("sid", "{{setup.s.response.sid}}"),
            ("data/items/0/id", "{{setup.s.response.data.items[0].id}}"),
            ("0/pet-id", "{{setup.s.response[0]['pet-id']}}"),
            ("header:Location", "{{setup.s.headers['location']}}"),
        ] {
            assert_eq!(marker("s", key), due);
        }
    }
}
