//! A secret that is in a text as a list of the numbers of its bytes: `[115,101]`, `115 101`, `0x73, 0x65`.

use std::{collections::VecDeque, ops::Range};

use memchr::memmem::{Finder, find_iter};

/// The longest that may be between two numbers: a line break and its indentation.
const LONGEST_GAP: usize = 64;
/// What may be between two numbers.
const BETWEEN: &[u8] = b" \t\r\n,;:|/.-_()[]'\"";

/// A secret by the numbers of its bytes.
#[derive(Clone)]
pub(super) struct NumberList {
    bytes: Vec<u8>,
    /// By how many numbers fit, how many fit of those that end there: each number of a text is read once, whatever it holds.
    back: Vec<usize>,
    /// The first number in decimal.
    first: Finder<'static>,
}

impl NumberList {
    /// None for an empty secret.
    pub(super) fn new(secret: &[u8]) -> Option<Self> {
        let first = Finder::new(secret.first()?.to_string().as_bytes()).into_owned();
        let mut back = vec![0; secret.len()];
        let mut fits = 0;
        for at in 1..secret.len() {
            while fits > 0 && secret[at] != secret[fits] {
                fits = back[fits - 1];
            }
            fits += usize::from(secret[at] == secret[fits]);
            back[at] = fits;
        }
        Some(Self { bytes: secret.to_vec(), back, first })
    }

    /// Where the list is in a text.
    pub(super) fn places(&self, text: &[u8]) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(at) = self.first.find(&text[from..]).map(|at| from + at) {
            // The digits found may be the last ones of a number, such as 065.
            let before = text[from..at].iter().rev().take(2).take_while(|byte| byte.is_ascii_digit()).count();
            let read = self.read(text, at - before, 10, &mut found);
            from = read.max(at + 1);
        }
        for sign in [b"0x", b"0X"] {
            let mut read = 0;
            for at in find_iter(text, sign) {
                if at >= read {
                    read = self.read(text, at, 16, &mut found);
                }
            }
        }
        found
    }

    /// Reads the numbers that begin at a place, as long as they may be those of the secret; where reading ended.
    fn read(&self, text: &[u8], from: usize, radix: u32, found: &mut Vec<Range<usize>>) -> usize {
        let (mut at, mut fits, mut begun) = (from, 0, VecDeque::new());
        while let Some((number, length)) = number(&text[at..], radix) {
            while fits > 0 && self.bytes[fits] != number {
                begun.drain(..fits - self.back[fits - 1]);
                fits = self.back[fits - 1];
            }
            if self.bytes[fits] == number {
                begun.push_back(at);
                fits += 1;
            }
            at += length;
            if fits == self.bytes.len() {
                found.push(begun[0]..at);
                (fits, begun) = (0, VecDeque::new());
            }
            let gap = text[at..].iter().take(LONGEST_GAP).take_while(|byte| BETWEEN.contains(byte)).count();
            if gap == 0 || fits == 0 {
                break;
            }
            at += gap;
        }
        at
    }
}

/// The number of a byte that a text begins with, and its length.
fn number(text: &[u8], radix: u32) -> Option<(u8, usize)> {
    let head = if radix == 16 { 2 } else { 0 };
    if radix == 16 && !matches!(text.get(..2)?, b"0x" | b"0X") {
        return None;
    }
    let rest = &text[head..];
    let digits = rest.iter().take(4).take_while(|byte| char::from(**byte).is_digit(radix)).count();
    let digits = std::str::from_utf8(&rest[..digits]).ok()?;
    Some((u8::from_str_radix(digits, radix).ok()?, head + digits.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(secret: &str, text: &str) -> Vec<String> {
        let list = NumberList::new(secret.as_bytes()).expect("a secret");
        list.places(text.as_bytes()).into_iter().map(|place| text[place].to_owned()).collect()
    }

    #[test]
    fn a_list_of_numbers_is_found_whatever_stands_between_them() {
        for list in [
            "115,101,99",
            "115, 101, 99",
            "115 101 99",
            "115\n    101\n    99",
            "115:101:099",
            "0x73,0x65,0x63",
            "0X73 0X65 0x63",
            "0x73, 0x65, 0x63",
        ] {
            for text in [list.to_owned(), format!("[{list}]"), format!("[1,2,{list},3]"), format!("[115,101,{list}]")] {
                assert_eq!(found("sec", &text), [list], "{text}");
            }
        }
        assert_eq!(found("AAB", "65,65,65,66"), ["65,65,66"]);
        assert_eq!(found("AAB", "065,65,66 065,65,66"), ["065,65,66", "065,65,66"]);
        for other in
            ["115,101", "1115,101,99", "115,101,991", "115101 99", "115,101,98,99", "115,,,101 98", "0x73,0x65"]
        {
            assert_eq!(found("sec", other), [""; 0], "{other}");
        }
        assert!(NumberList::new(b"").is_none());
    }

    #[test]
    fn each_number_of_a_text_is_read_once() {
        let secret = "a".repeat(2_000);
        let list = NumberList::new(secret.as_bytes()).expect("a secret");
        // As long as it takes to be nearly the secret over and over: a reader that began anew each time would take minutes.
        let text = ("97,".repeat(1_999) + "98,").repeat(300);
        assert!(list.places(text.as_bytes()).is_empty());
        assert_eq!(list.places((text + &"97,".repeat(2_000)).as_bytes()).len(), 1);
    }
}
