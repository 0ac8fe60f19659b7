//! Back-references: a group and what must repeat it are given one text, because an expression without them cannot say "the same again".

/// The expression with every group that is referred to, and its references, replaced by a text of the group; none where there is none.
pub(super) fn filled(pattern: &str, text_of: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut filled = pattern.to_owned();
    let mut any = false;
    for number in (1..=9).rev() {
        let reference = format!("\\{number}");
        let Some(start) = group(&filled, number).filter(|_| filled.contains(&reference)) else { continue };
        let end = start + closing(&filled[start..])?;
        let text = text_of(&filled[start..=end])?;
        // A group as well, so that the numbers of the others stay.
        let literal = format!("({})", regex_syntax::escape(&text));
        let (before, after) = (filled[..start].to_owned(), filled[end + 1..].to_owned());
        filled = format!("{before}{literal}{}", after.replace(&reference, &regex_syntax::escape(&text)));
        any = true;
    }
    any.then_some(filled)
}

/// The index of the parenthesis that closes the one at the start.
pub(super) fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut in_class, mut escaped) = (0, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Where the capturing group of this number begins.
fn group(pattern: &str, number: usize) -> Option<usize> {
    let (mut count, mut in_class, mut escaped) = (0, false, false);
    for (at, c) in pattern.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class && !pattern[at + 1..].starts_with('?') => {
                count += 1;
                if count == number {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_and_its_references_are_the_same_text() {
        let letter = |group: &str| group.chars().find(|c| !"([{".contains(*c)).map(String::from);
        assert_eq!(filled(r#"^(['"])[a-z]+\1$"#, letter).as_deref(), Some("^(')[a-z]+'$"));
        assert_eq!(filled(r"^(a|b)(c)\2\1$", letter).as_deref(), Some("^(a)(c)ca$"));
        assert_eq!(filled("^(a)$", letter), None);
    }
}
