//! Texts that are nearly another one: what a careless comparison of credentials or ids lets in.

/// A way and what it makes of a text.
type Way = (&'static str, fn(&str) -> String);

/// Every way there is, by the name that a scenario calls it.
pub(super) const WAYS: [Way; 10] = [
    ("other-case", other_case),
    ("cut", |text| without(text, text.chars().count().saturating_sub(1))),
    ("cut-before", |text| without(text, 0)),
    ("last-letter", |text| with_other(text, text.chars().count().saturating_sub(1))),
    ("first-letter", |text| with_other(text, 0)),
    ("doubled", |text| text.repeat(2)),
    ("blank-before", |text| format!(" {text}")),
    ("blank-behind", |text| format!("{text} ")),
    ("newline-before", |text| format!("\n{text}")),
    ("newline-behind", |text| format!("{text}\n")),
];

/// The names of the ways; the last four put a blank or a line break beside the text, which a header cannot carry.
pub fn near_misses(carried_by_header: bool) -> impl Iterator<Item = &'static str> {
    let most = if carried_by_header { WAYS.len() - 4 } else { WAYS.len() };
    WAYS.iter().take(most).map(|(name, _)| *name)
}

/// What lies near a text in a way; the text itself where there is no such neighbour, and nothing for a way that there is not.
pub(super) fn near_miss(text: &str, way: &str) -> Option<String> {
    WAYS.iter().find(|(name, _)| *name == way).map(|(_, make)| make(text))
}

/// The text with small ASCII letters for capital ones and the other way round.
pub(super) fn other_case(text: &str) -> String {
    let other = |c: char| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
    text.chars().map(other).collect()
}

fn without(text: &str, place: usize) -> String {
    text.chars().enumerate().filter(|(index, _)| *index != place).map(|(_, c)| c).collect()
}

fn with_other(text: &str, place: usize) -> String {
    let number = text.bytes().all(|byte| byte.is_ascii_digit());
    let other = |c| if number { other_digit(c) } else { other_letter(c) };
    text.chars().enumerate().map(|(index, c)| if index == place { other(c) } else { c }).collect()
}

/// Another letter. In base64 it differs in the first two of its six bits: those of the last letter of a token that count for sure.
fn other_letter(c: char) -> char {
    let shifted = |from: u8, to: u8| char::from(u8::try_from(c).unwrap_or(from).saturating_sub(from) + to);
    match c {
        'A'..='P' => shifted(b'A', b'g'),
        'Q'..='Z' => shifted(b'Q', b'A'),
        'a'..='f' => shifted(b'a', b'g'),
        'g'..='v' => shifted(b'g', b'A'),
        'w'..='z' => shifted(b'w', b'g'),
        '0'..='9' => shifted(b'0', b'A'),
        _ => 'x',
    }
}

/// Another digit of a number.
fn other_digit(c: char) -> char {
    if c == '9' { '0' } else { char::from(u8::try_from(c).unwrap_or(b'0') + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_leads_to_another_text_nearby() {
        let near = |way| near_miss("Key09z", way).expect("a way");
        for (way, due) in [
            ("other-case", "kEY09Z"),
            ("cut", "Key09"),
            ("cut-before", "ey09z"),
            ("last-letter", "Key09j"),
            ("first-letter", "qey09z"),
            ("doubled", "Key09zKey09z"),
            ("blank-before", " Key09z"),
            ("blank-behind", "Key09z "),
            ("newline-before", "\nKey09z"),
            ("newline-behind", "Key09z\n"),
        ] {
            assert_eq!(near(way), due, "{way}");
        }
        assert_eq!(near_miss("a", "next"), None);
        assert_eq!((near_miss("", "cut"), near_miss("", "last-letter")), (Some(String::new()), Some(String::new())));
    }

    #[test]
    fn another_letter_stands_for_other_bits_of_base64_that_count_at_the_end_of_a_token_too() {
        let letters: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').collect();
        let first_bits = |c: char| letters.iter().position(|one| *one == c).expect("a letter") / 16;
        for c in &letters {
            assert_ne!(first_bits(*c), first_bits(other_letter(*c)), "{c}");
        }
        assert_eq!(
            (near_miss("0199", "last-letter"), near_miss("12", "last-letter")),
            (Some("0190".into()), Some("13".into()))
        );
        assert_eq!((other_letter('='), other_letter('~'), other_letter('\u{65E5}')), ('x', 'x', 'x'));
    }
}
