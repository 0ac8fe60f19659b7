//! The beginning of a text that is too long to be shown whole.

/// How many characters of a foreign text an error or a finding repeats.
const MOST: usize = 400;

/// The text, cut after 400 characters.
pub fn excerpt(text: &str) -> String {
    start(text, MOST)
}

/// The text, cut after this many characters.
pub fn start(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(start("日本語", 2), "日本");
        assert_eq!(start("ab", 2), "ab");
        assert_eq!(excerpt(&"é".repeat(500)).chars().count(), MOST);
    }
}
