//! Words in a text: runs of letters, digits, `_` and `-`, which is what names of fields and codes are made of.

/// The words of a text, in its order.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_inside(c)).filter(|word| !word.is_empty())
}

/// Whether something is in a text and is not a part of a longer word there.
pub fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, found)| {
        let before = text[..at].chars().next_back().is_some_and(is_inside);
        let after = text[at + found.len()..].chars().next().is_some_and(is_inside);
        !before && !after && !word.is_empty()
    })
}

fn is_inside(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_ends_where_another_character_stands() {
        assert_eq!(
            words("got['card-no'].a_b == 1 && 金額").collect::<Vec<_>>(),
            ["got", "card-no", "a_b", "1", "金額"]
        );
        assert_eq!(words(" ").count(), 0);
    }

    #[test]
    fn a_part_of_a_longer_word_is_not_that_word() {
        for (text, word) in [("got.amount > 0", "amount"), ("3605 400", "400"), ("a.b.c", "b.c"), ("x", "x")] {
            assert!(has_word(text, word), "{word} in {text}");
        }
        for (text, word) in
            [("got.amounts", "amount"), ("ER400-X", "ER400"), ("a_b", "b"), ("anything", ""), ("a", "b")]
        {
            assert!(!has_word(text, word), "{word} in {text}");
        }
    }
}
