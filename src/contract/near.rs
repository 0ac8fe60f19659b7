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

/// The names of the ways; the last four put a blank or a line break next to the text, which a header cannot carry.
pub fn near_misses(carried_by_header: bool) -> impl Iterator<Item = &'static str> {
    let most = if carried_by_header { WAYS.len() - 4 } else { WAYS.len() };
    WAYS.iter().take(most).map(|(name, _)| *name)
}

/// The ways in which an id is nearly another one: with another letter, or without its first or last one, it may be that of a record.
pub(super) fn of_ids() -> impl Iterator<Item = &'static str> {
    WAYS.iter().map(|(name, _)| *name).filter(|name| !["last-letter", "first-letter"].contains(name))
}

/// What lies near an id in a way; none where there is no such neighbour, or where that may be the id of another record: of a number
/// that counts up, what is left without a digit was given to an earlier one.
pub fn near_id(id: &str, way: &str) -> Option<String> {
    let other = near_miss(id, way).filter(|other| other != id && !other.is_empty())?;
    let digits = id.trim_start_matches(|c: char| !c.is_ascii_digit());
    let counts = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let may_be_there = match way {
        "cut" => counts && !digits.starts_with('0'),
        "cut-before" => counts && digits.len() == id.len(),
        "doubled" => counts && digits.len() == id.len() && id.len() < 6,
        _ => false,
    };
    (!may_be_there).then_some(other)
}

/// What lies near a text in a way; the text itself where there is no such neighbour, and nothing for an unknown way.
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
    fn what_is_near_an_id_is_never_the_id_of_another_record() {
        for (id, way, due) in [
            ("acc-0012", "cut", Some("acc-001")),
            ("ch_12", "cut", None),
            ("12", "cut", None),
            ("12", "cut-before", None),
            ("12", "doubled", None),
            ("12", "other-case", None),
            ("12", "blank-before", Some(" 12")),
            ("ch_12", "cut-before", Some("h_12")),
            ("ch_12", "doubled", Some("ch_12ch_12")),
            ("ch_12", "other-case", Some("CH_12")),
            ("3f0a-9c1e", "cut", Some("3f0a-9c1")),
        ] {
            assert_eq!(near_id(id, way).as_deref(), due, "{id} {way}");
        }
        assert_eq!(of_ids().count(), 8);
    }

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
