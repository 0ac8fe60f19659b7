//! Names that are meant by a pattern with `*` and `?`.

/// Whether a text is a pattern.
pub fn is_glob(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// Whether a whole name fits a pattern: `*` stands for any characters, slashes included, `?` for one.
pub fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut next) = (0, 0);
    // Where the last star was met, and how much of the name it took so far.
    let mut star: Option<(usize, usize)> = None;
    while next < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, next));
                at += 1;
            }
            Some(c) if *c == '?' || *c == name[next] => {
                at += 1;
                next += 1;
            }
            _ => {
                let Some((of_star, taken)) = star else { return false };
                star = Some((of_star, taken + 1));
                (at, next) = (of_star + 1, taken + 1);
            }
        }
    }
    pattern[at..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_characters_and_a_question_mark_for_one() {
        for (pattern, name, does) in [
            ("*/rejects/*amount*", "a/b/rejects/x.amount/maximum", true),
            ("RP-36??", "RP-3605", true),
            ("RP-36?", "RP-3605", false),
            ("*a*b", "xaaabxb", true),
            ("*a*b", "xaaabx", false),
            ("a*", "ba", false),
            ("*", "", true),
            ("", "a", false),
            ("入*録", "入金登録", true),
        ] {
            assert_eq!(fits(pattern, name), does, "{pattern} {name}");
        }
        assert!(is_glob("a*") && is_glob("?") && !is_glob("a/b.c"));
    }
}
