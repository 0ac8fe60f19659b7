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

/// The text in at most this many characters; where it is cut, an ellipsis is the last of them.
pub fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(start("日本語", 2), "日本");
        assert_eq!(start("ab", 2), "ab");
        assert_eq!((shortened("日本語", 3), shortened("日本語", 2)), ("日本語".to_owned(), "日…".to_owned()));
        assert_eq!(excerpt(&"é".repeat(500)).chars().count(), MOST);
    }
}
