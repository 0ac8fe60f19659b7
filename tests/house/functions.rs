//! A function fits a screen and takes what a reader can hold in mind.

use crate::{
    source::{Source, item_end},
    words::Word,
};

const MOST_LINES: usize = 60;
const MOST_ARGUMENTS: usize = 6;

pub(crate) fn judge(sources: &[Source]) -> Vec<String> {
    let held = sources.iter().filter(|source| source.file.starts_with("src/"));
    held.flat_map(large).collect()
}

fn large(source: &Source) -> Vec<String> {
    let mut breaches = Vec::new();
    for (at, word) in source.words.iter().enumerate() {
        let Some(name) = source.words.get(at + 1).filter(|name| word.text == "fn" && name.is_name()) else { continue };
        let here = format!("{}:{}: `{}`", source.file, word.line, name.text);
        let lines = item_end(&source.words, at)
            .checked_sub(1)
            .and_then(|end| source.words.get(end))
            .map_or(0, |end| end.line + 1 - word.line);
        if lines > MOST_LINES {
            breaches.push(format!(
                "{here} has {lines} lines, {MOST_LINES} is the most; give its steps functions of their own"
            ));
        }
        let arguments = arguments(&source.words[at + 2..]);
        if arguments > MOST_ARGUMENTS {
            breaches.push(format!(
                "{here} takes {arguments} arguments, {MOST_ARGUMENTS} is the most; give those that belong together a struct"
            ));
        }
    }
    breaches
}

/// How many arguments are declared in the first parentheses outside of `<…>`, `self` among them.
fn arguments(words: &[Word]) -> usize {
    let (mut angles, mut depth, mut commas, mut last) = (0_usize, 0_usize, 0, "");
    for word in words {
        match word.text.as_str() {
            "<" => angles += 1,
            ">" => angles = angles.saturating_sub(1),
            "(" | "[" | "{" if angles == 0 || depth > 0 => depth += 1,
            ")" | "]" | "}" if depth == 1 => return commas + usize::from(!matches!(last, "(" | ",")),
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            "," if depth == 1 && angles == 0 => commas += 1,
            _ => {}
        }
        last = &word.text;
    }
    0
}

#[cfg(test)]
mod tests {
    use super::{MOST_LINES, large};
    use crate::source::Source;

    fn reported(text: &str) -> Vec<String> {
        large(&Source::new("src/target/a.rs", text))
    }

    #[test]
    fn one_line_too_many_is_found() {
        let function = |lines: usize| format!("\nfn long() {{{}}}\nfn short() {{}}", "\n".repeat(lines - 1));
        assert_eq!(reported(&function(MOST_LINES)), Vec::<String>::new());
        assert_eq!(
            reported(&function(61)),
            ["src/target/a.rs:2: `long` has 61 lines, 60 is the most; give its steps functions of their own"]
        );
    }

    #[test]
    fn one_argument_too_many_is_found() {
        let seven = "fn f<A: Fn(u8, u8) -> u8, B>(&self, a: (u8, u8), b: Map<u8, u8>, c: [u8; 2], d: impl Fn(u8, u8) -> u8, e: A, f: B,) {}";
        let expected =
            "src/target/a.rs:1: `f` takes 7 arguments, 6 is the most; give those that belong together a struct";
        assert_eq!(reported(seven), [expected]);
        for fits in [
            "fn f(a: A, b: B, c: C, d: D, e: E, f: F) {}",
            "fn f() -> (u8, u8, u8, u8, u8, u8, u8) {}",
            "fn f(a: Map<(u8, u8), Box<dyn Fn(u8, u8, u8, u8, u8, u8) -> u8>>, b: B) {}",
            "type F = fn(u8, u8, u8, u8, u8, u8, u8);",
        ] {
            assert_eq!(reported(fits), Vec::<String>::new(), "{fits}");
        }
    }
}
