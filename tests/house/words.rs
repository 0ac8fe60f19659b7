//! Rust source as words: what is left of it without comments, strings and numbers.

/// A word or a sign, and the line it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) line: usize,
}

impl Word {
    /// Whether it is a name or a keyword.
    pub(crate) fn is_name(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

/// Signs of two characters that are kept in one piece.
const PAIRS: [&str; 4] = ["::", "->", "=>", "!="];

struct Reader {
    text: Vec<char>,
    at: usize,
    line: usize,
}

/// The words of a source file.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut reader = Reader { text: text.chars().collect(), at: 0, line: 1 };
    let mut words = Vec::new();
    while let Some(c) = reader.peek(0) {
        let line = reader.line;
        let mut word = None;
        match (c, reader.peek(1)) {
            ('/', Some('/')) => reader.skip_while(|c| c != '\n'),
            ('/', Some('*')) => reader.block_comment(),
            ('"', _) => reader.string(),
            ('\'', _) => reader.character(),
            _ if c.is_ascii_digit() => reader.skip_while(|c| c.is_alphanumeric() || c == '_'),
            _ if c.is_alphabetic() || c == '_' => word = reader.name(),
            _ if c.is_whitespace() => reader.step(1),
            (_, next) => {
                let pair: String = [c].into_iter().chain(next).collect();
                let sign = if PAIRS.contains(&pair.as_str()) { pair } else { c.to_string() };
                reader.step(sign.chars().count());
                word = Some(sign);
            }
        }
        words.extend(word.map(|text| Word { text, line }));
    }
    words
}

impl Reader {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    fn step(&mut self, count: usize) {
        let passed = self.text.iter().skip(self.at).take(count);
        self.line += passed.filter(|c| **c == '\n').count();
        self.at += count;
    }

    fn skip_while(&mut self, goes_on: impl Fn(char) -> bool) {
        while self.peek(0).is_some_and(&goes_on) {
            self.step(1);
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0_u32;
        while let Some(c) = self.peek(0) {
            let (opens, closes) = ((c, self.peek(1)) == ('/', Some('*')), (c, self.peek(1)) == ('*', Some('/')));
            self.step(if opens || closes { 2 } else { 1 });
            depth = depth + u32::from(opens) - u32::from(closes);
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        self.step(1);
        while let Some(c) = self.peek(0) {
            self.step(if c == '\\' { 2 } else { 1 });
            if c == '"' {
                return;
            }
        }
    }

    /// A character, or the tick of a lifetime.
    fn character(&mut self) {
        match (self.peek(1), self.peek(2)) {
            (Some('\\'), _) => {
                self.step(3);
                self.skip_while(|c| c != '\'');
                self.step(1);
            }
            (Some(_), Some('\'')) => self.step(3),
            _ => self.step(1),
        }
    }

    /// A name; none where it is the prefix of a raw string, which is passed over.
    fn name(&mut self) -> Option<String> {
        let start = self.at;
        self.skip_while(|c| c.is_alphanumeric() || c == '_');
        let name: String = self.text[start..self.at].iter().collect();
        let hashes = self.text[self.at..].iter().take_while(|c| **c == '#').count();
        if !["r", "br", "cr"].contains(&name.as_str()) || self.peek(hashes) != Some('"') {
            return Some(name);
        }
        let end: Vec<char> = ['"'].into_iter().chain(std::iter::repeat_n('#', hashes)).collect();
        self.step(hashes + 1);
        while self.at < self.text.len() && !self.text[self.at..].starts_with(&end) {
            self.step(1);
        }
        self.step(end.len());
        None
    }
}

#[test]
fn comments_strings_and_characters_are_no_words() {
    let text =
        "a // crate::run\n/* b /* c */ d */ \"e \\\" f\" 'g' '\\'' '\\u{1F}' b\"h\" r#\"i \" \"# 1_000u64 'k::l->m";
    let read: Vec<(String, usize)> = words(text).into_iter().map(|word| (word.text, word.line)).collect();
    let expected = [("a", 1), ("b", 2), ("k", 2), ("::", 2), ("l", 2), ("->", 2), ("m", 2)];
    assert_eq!(read, expected.map(|(text, line)| (text.to_owned(), line)));
}

#[test]
fn lines_are_counted_through_strings() {
    let line = |text: &str| words(text).last().map(|word| word.line);
    assert_eq!(line("\"\n\\\n\" a"), Some(3));
    assert_eq!(line("r\"\n\n\" a"), Some(3));
    assert_eq!(line("/*\n*/ a"), Some(2));
}
