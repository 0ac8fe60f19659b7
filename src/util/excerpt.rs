//! The beginning of a text that is too long to be shown whole.

use std::fmt::{self, Display, Write};

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

/// What is shown of something, in at most this many characters, as `shortened` has them; no more of it is made.
pub fn shown(what: &impl Display, most: usize) -> String {
    let mut start = Start { text: String::new(), left: most + 1 };
    // It fails where there is more than is wanted.
    let _ = write!(start, "{what}");
    shortened(&start.text, most)
}

/// The first characters of what is written.
struct Start {
    text: String,
    left: usize,
}

impl Write for Start {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        for c in part.chars() {
            self.left = self.left.checked_sub(1).ok_or(fmt::Error)?;
            self.text.push(c);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What never ends unless it is stopped.
    struct Endless;
    impl Display for Endless {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            loop {
                f.write_str("ab")?;
            }
        }
    }

    #[test]
    fn what_is_shown_of_something_long_is_its_shortened_text() {
        for text in ["", "a", "日本語", "日本", "日本語とこ"] {
            for most in 1..7 {
                assert_eq!(shown(&text, most), shortened(text, most), "{text} {most}");
            }
        }
        assert_eq!(shown(&Endless, 4), "aba…");
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(start("日本語", 2), "日本");
        assert_eq!(start("ab", 2), "ab");
        assert_eq!((shortened("日本語", 3), shortened("日本語", 2)), ("日本語".to_owned(), "日…".to_owned()));
        assert_eq!(excerpt(&"é".repeat(500)).chars().count(), MOST);
    }
}
