//! Words for a POSIX shell.

/// A word in single quotes: nothing in it means anything to the shell.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A word as it is where the shell reads it so, else in single quotes.
pub fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { quoted(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_where_a_shell_would_read_more_into_it() {
        assert_eq!(word("a/b-1.json"), "a/b-1.json");
        for (text, due) in [("", "''"), ("a b", "'a b'"), ("$(x)", "'$(x)'"), ("it's", r"'it'\''s'")] {
            assert_eq!(word(text), due);
        }
    }

    #[test]
    fn quotes_are_put_around_any_word_on_demand() {
        assert_eq!(quoted("a"), "'a'");
    }
}
