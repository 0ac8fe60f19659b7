//! The page of two runs that are compared: the first on the left, the second on the right, on a phone too.
//!
//! It is markup without a script, in the language of its reader. Whatever a target returned is escaped.

use data_encoding::BASE64;
use jiff::{Timestamp, tz::Offset};
use sha2::{Digest, Sha256};

use super::{
    html::{STYLE, cut_plain, escaped_markup},
    summary::{mark, word},
};
use crate::{contract::Language, record::Verdict};

const OWN: &str = include_str!("compared/compared.css");
const TEMPLATE: &str = include_str!("compared/compared.html");

/// What a text of a target may take on the page.
const MOST: usize = 400;

/// A page under a title, with the markup of its main part; the file of the record has the same for programs.
pub(super) fn page(title: &str, record: &str, main: &str, language: Language) -> String {
    let style = format!("{STYLE}{OWN}");
    let hash = BASE64.encode(&Sha256::digest(style.as_bytes()));
    let files = word(language, "機械可読の正本", "The record for programs");
    let places = [
        ("language", language.code().to_owned()),
        ("style-hash", hash),
        ("title", text(title)),
        ("kind", word(language, "API 契約適合性試験 比較", "API contract conformance, compared").to_owned()),
        ("skip", word(language, "本文へ", "Skip to content").to_owned()),
        ("files", format!("{files}: {record}")),
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("style", style),
        ("main", main.to_owned()),
    ];
    let mut parts = TEMPLATE.split("{{");
    let mut page = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("}}").unwrap_or(("", part));
        let value = places.iter().find(|(place, _)| *place == name);
        page.push_str(value.map_or("", |(_, value)| value));
        page.push_str(rest);
    }
    page
}

/// A text as markup that means only that text.
pub(super) fn text(text: &str) -> String {
    escaped_markup(&cut_plain(text, MOST))
}

/// What is left and right under a name.
pub(super) struct Row {
    /// What it is about, as markup.
    pub(super) head: String,
    /// Of the first and of the second run, as markup.
    pub(super) sides: [String; 2],
}

/// A table of two columns below their names; nothing where it has no rows.
pub(super) fn table(caption: &str, [head, a, b]: [&str; 3], rows: &[Row]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut markup = format!(
        "<table class=\"two\">\n<caption>{}</caption>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
        text(caption),
        text(head),
        text(a),
        text(b)
    );
    for row in rows {
        let Row { head, sides: [a, b] } = row;
        markup.push_str(&format!("<tr><th scope=\"row\">{head}</th><td>{a}</td><td>{b}</td></tr>\n"));
    }
    markup + "</tbody>\n</table>\n"
}

/// A heading of the second rank, and a part that is open or folded below it.
pub(super) fn part(head: &str, is_open: bool, markup: &str) -> String {
    let open = if is_open { " open" } else { "" };
    format!("<details class=\"fold\"{open}><summary><h2>{}</h2></summary>\n{markup}</details>\n", text(head))
}

/// The sentence that the page begins with, in the colour of a verdict.
pub(super) fn stamp(verdict: &str, sentence: &str) -> String {
    format!("<p class=\"stamp v-{verdict}\"><strong>{}</strong></p>\n", text(sentence))
}

/// Words in the colour of a verdict, with its mark.
pub(super) fn verdict(verdict: Verdict, words: &str) -> String {
    format!("<span class=\"v v-{}\" data-mark=\"{}\">{}</span>", verdict.name(), mark(verdict), text(words))
}

/// A moment in the time of Japan, as the page of a run shows it.
pub(super) fn moment(started: &str) -> String {
    let Ok(moment) = started.parse::<Timestamp>() else { return started.to_owned() };
    format!("{} JST", Offset::constant(9).to_datetime(moment).strftime("%Y-%m-%d %H:%M:%S"))
}

/// A value as it was received.
pub(super) fn code(value: &str) -> String {
    format!("<code class=\"raw\">{}</code>", text(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_that_of_japan_without_fractions() {
        assert_eq!(moment("2026-12-31T15:00:14.054011074Z"), "2027-01-01 00:00:14 JST");
        assert_eq!(moment("unknown"), "unknown");
    }

    #[test]
    fn a_verdict_has_its_mark_beside_its_colour() {
        let due = "<span class=\"v v-fail\" data-mark=\"✗\">&lt;b&gt;</span>";
        assert_eq!(verdict(Verdict::Fail, "<b>"), due);
    }

    #[test]
    fn nothing_of_a_target_is_markup_and_no_script_may_run() {
        let row = Row { head: text("<b>a"), sides: [code("</code><script>1"), text("\u{202e}")] };
        let page = page("</title><script>", "a.json", &table("<i>", ["&", "A", "B"], &[row]), Language::Japanese);
        assert!(page.contains("&lt;/code&gt;&lt;script&gt;1") && page.contains("U+202E"), "{page}");
        assert!(!page.contains("<script") && page.contains("default-src 'none'; style-src 'sha256-"), "{page}");
        assert!(page.contains("<html lang=\"ja\">") && !page.contains("{{"), "{page}");
    }
}
