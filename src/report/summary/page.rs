//! The lines of a summary: whatever is put on one takes one line of its reader's terminal and shows all that is in it.

use crate::{
    contract::Language,
    record::Verdict,
    util::{
        columns::{fitted, width, wrapped},
        visible::visible_line,
    },
};

/// How a text is laid out for its reader.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// Whether it has colours.
    pub colours: bool,
    /// The columns of the terminal; lines are whole where there is none.
    pub width: Option<usize>,
}

/// The most lines of a kind; the page has all.
pub(super) const MOST_SHOWN: usize = 20;

/// The text in one of both languages.
pub(in crate::report) fn word<'a>(language: Language, japanese: &'a str, english: &'a str) -> &'a str {
    match language {
        Language::Japanese => japanese,
        Language::English => english,
    }
}

/// The columns that are laid out where nobody knows how wide the reader's page is.
const UNKNOWN: usize = 100;

/// A text of lines, for a terminal (with colours) or a file (without). Colours are its only escapes.
pub(super) struct Page {
    text: String,
    look: Look,
}

impl Page {
    pub(super) fn new(look: Look) -> Self {
        Self { text: String::new(), look }
    }

    /// How many columns there are to lay things out in.
    pub(super) fn columns(&self) -> usize {
        self.look.width.unwrap_or(UNKNOWN)
    }

    /// Its text.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// Whether it goes to a terminal.
    pub(super) fn is_terminal(&self) -> bool {
        self.look.width.is_some()
    }

    /// An empty line.
    pub(super) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A line; it keeps the spaces that it begins with.
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(&shown(line));
        self.blank();
    }

    /// A sentence of ours: as many lines as the terminal needs for it, broken between words. Commands stay whole, to be copied.
    pub(super) fn sentence(&mut self, line: &str) {
        self.text.push_str(&self.broken(&shown(line), 0));
        self.blank();
    }

    /// A sentence behind a head in the colour of a verdict.
    pub(super) fn headed_sentence(&mut self, (verdict, head): (Verdict, &str), line: &str) {
        self.painted(verdict, head);
        self.text.push_str(&self.broken(&shown(line), width(head)));
        self.blank();
    }

    /// A line in as many as the terminal needs for it behind some columns.
    fn broken(&self, line: &str, taken: usize) -> String {
        self.look.width.map_or_else(|| line.to_owned(), |most| wrapped(line, most, taken, "  "))
    }

    /// A line, cut to the width of the terminal.
    pub(super) fn short(&mut self, line: &str) {
        let line = shown(line);
        self.text.push_str(&self.cut(&line, 0));
        self.blank();
    }

    /// A line behind a head in the colour of a verdict, cut to the width of the terminal.
    pub(super) fn short_headed(&mut self, indent: &str, (verdict, head): (Verdict, &str), line: &str) {
        self.text.push_str(indent);
        self.painted(verdict, head);
        let line = shown(line);
        self.text.push_str(&self.cut(&line, width(indent) + width(head)));
        self.blank();
    }

    /// A line of which the end, behind a label of ours, is in the colour of a verdict.
    pub(super) fn tailed(&mut self, label: &str, (verdict, tail): (Verdict, &str)) {
        self.text.push_str(label);
        let tail = shown(tail);
        self.painted(verdict, &self.cut(&tail, width(label)));
        self.blank();
    }

    /// As much of a line as fits behind some columns.
    fn cut(&self, line: &str, taken: usize) -> String {
        self.look.width.map_or_else(|| line.to_owned(), |width| fitted(line, width.saturating_sub(taken).max(20)))
    }

    /// A line behind some spaces and a head in the colour of a verdict.
    pub(super) fn headed(&mut self, indent: &str, (verdict, head): (Verdict, &str), line: &str) {
        self.text.push_str(indent);
        self.painted(verdict, head);
        self.line(line);
    }

    /// A line of cells, each in the colour of its verdict.
    pub(super) fn cells(&mut self, indent: &str, cells: impl Iterator<Item = (Verdict, String)>) {
        for (number, (verdict, cell)) in cells.enumerate() {
            self.text.push_str(if number == 0 { indent } else { "  " });
            self.painted(verdict, &cell);
        }
        self.blank();
    }

    fn painted(&mut self, verdict: Verdict, text: &str) {
        let colour = match verdict {
            Verdict::Pass => "32",
            Verdict::Fail | Verdict::Error => "31",
            Verdict::Warn | Verdict::Waived => "33",
            Verdict::Info => "36",
            Verdict::NotTested => "90",
        };
        let text = shown(text);
        if self.look.colours {
            self.text.push_str(&format!("\u{1b}[{colour}m{text}\u{1b}[0m"));
        } else {
            self.text.push_str(&text);
        }
    }
}

fn shown(line: &str) -> String {
    let indent = line.len() - line.trim_start_matches(' ').len();
    line[..indent].to_owned() + &visible_line(&line[indent..], usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_broken_for_a_terminal_and_whole_in_a_file() {
        let lines = |width| {
            let mut page = Page::new(Look { colours: false, width });
            page.headed_sentence((Verdict::Fail, "不合格"), ": 要件 SC-200, SC-102");
            page.sentence("one two three");
            page.into_text()
        };
        assert_eq!(lines(None), "不合格: 要件 SC-200, SC-102\none two three\n");
        assert_eq!(lines(Some(16)), "不合格: 要件\n  SC-200, SC-102\none two three\n");
    }

    #[test]
    fn a_text_of_the_target_neither_hides_nor_ends_a_line() {
        for colours in [false, true] {
            let mut page = Page::new(Look { colours, width: None });
            page.line("  a\u{202e}b\u{9b}31m\u{1b}[2J\nconformant: 9 trials");
            page.headed(" ", (Verdict::Fail, "x\u{ffff}"), " y\ny");
            page.cells("  ", [(Verdict::Pass, "p\u{200f}".to_owned()), (Verdict::Warn, "q".to_owned())].into_iter());
            let text = page.into_text();
            assert_eq!(text.lines().count(), 3);
            assert!(text.starts_with("  aU+202EbU+009B31mU+001B[2J conformant: 9 trials\n"), "{text}");
            let due = if colours {
                " \u{1b}[31mxU+FFFF\u{1b}[0m y y\n  \u{1b}[32mpU+200F\u{1b}[0m  \u{1b}[33mq\u{1b}[0m\n"
            } else {
                " xU+FFFF y y\n  pU+200F  q\n"
            };
            assert!(text.ends_with(due), "{text}");
        }
    }
}
