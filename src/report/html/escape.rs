//! Escapes untrusted text for the page, and cuts it to what the page can hold.

use serde_json::{Value, json};

use crate::util::visible::is_hidden;

/// What the texts of all findings may take together, in bytes of the page.
const ALL: usize = 5_500_000;
/// What one text may take: as much of it as fits, never less than the last.
const STEPS: [usize; 7] = [8_192, 4_096, 2_048, 1_024, 512, 256, 160];

/// How much of each text of a finding is shown.
pub(super) struct Allowance(usize);

impl Allowance {
    /// The most that lets all these texts be together.
    pub(super) fn over<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let sizes: Vec<usize> = texts.map(|text| text.chars().map(cost).sum()).collect();
        let fits = |step: &&usize| sizes.iter().map(|size| size.min(*step)).sum::<usize>() <= ALL;
        Self(STEPS.iter().find(fits).copied().unwrap_or(STEPS[STEPS.len() - 1]))
    }

    /// The text, or its start and the size of the whole in bytes.
    pub(super) fn cut(&self, text: &str) -> Value {
        let start = start(text, self.0);
        if start.len() == text.len() { json!({"text": text}) } else { json!({"text": start, "of": text.len()}) }
    }

    /// A line that may say no more than the texts do.
    pub(super) fn line(&self, text: &str) -> String {
        cut_plain(text, self.0.min(200))
    }
}

/// A text, or its start and an ellipsis.
pub(in crate::report) fn cut_plain(text: &str, most: usize) -> String {
    let start = start(text, most);
    if start.len() == text.len() { text.to_owned() } else { format!("{start}…") }
}

fn start(text: &str, most: usize) -> &str {
    let mut taken = 0;
    let end = text.char_indices().find(|(_, c)| {
        taken += cost(*c);
        taken > most
    });
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// What a character takes in the page.
fn cost(c: char) -> usize {
    match c {
        '"' | '\\' | '\n' => 2,
        c if is_risky(c) => 6 * c.len_utf16(),
        c => c.len_utf8(),
    }
}

/// What could end a block of data, and what nobody sees.
fn is_risky(c: char) -> bool {
    matches!(c, '<' | '>' | '&') || is_hidden(c)
}

/// JSON that neither markup nor an editor can misread: risky characters, which are only inside strings, are written by their numbers.
pub(super) fn escaped_json(json: &str) -> String {
    let mut safe = String::with_capacity(json.len() + json.len() / 16);
    for c in json.chars() {
        if is_risky(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                safe.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            safe.push(c);
        }
    }
    safe
}

/// Text as markup that means only that text; risky characters are written as their numbers.
pub(in crate::report) fn escaped_markup(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '&' => "&amp;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&#39;".to_owned(),
        c if is_risky(c) => format!("U+{:04X}", u32::from(c)),
        c => c.to_string(),
    });
    escaped.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_says_the_same_and_holds_nothing_risky() {
        let value = json!({"a": "</script><!-- & \u{202e}\u{2028}\u{200b}\u{7f}\u{9b}\u{1b}\u{e0041}\n\"\\日本"});
        let safe = escaped_json(&value.to_string());
        assert!(!safe.contains(is_risky), "{safe}");
        assert_eq!(serde_json::from_str::<Value>(&safe).expect("JSON"), value);
    }

    #[test]
    fn a_cut_text_tells_its_size_and_ends_between_characters() {
        let text = "請求".repeat(60_000);
        let all = std::iter::repeat_n(text.as_str(), 20);
        let cut = Allowance::over(all).cut(&text);
        let start = cut["text"].as_str().expect("text");
        assert!(start.len() <= 8_192 && start.len() > 8_180 && text.starts_with(start), "{}", start.len());
        assert_eq!(cut["of"], 360_000);
        assert_eq!(Allowance::over([text.as_str()].into_iter()).cut("short"), json!({"text": "short"}));
    }

    #[test]
    fn what_is_shown_stays_within_bounds_whatever_it_costs() {
        let text = "<\u{202e}\n".repeat(1_000);
        let many: Vec<&str> = vec![&text; 20_000];
        let allowance = Allowance::over(many.iter().copied());
        let written: usize = many.iter().map(|text| escaped_json(&allowance.cut(text).to_string()).len()).sum();
        assert!(written < ALL + many.len() * 30, "{written}");
    }

    #[test]
    fn markup_means_only_its_text() {
        assert_eq!(escaped_markup("<a href='x'>\"&\u{202e}"), "&lt;a href=&#39;x&#39;&gt;&quot;&amp;U+202E");
    }
}
