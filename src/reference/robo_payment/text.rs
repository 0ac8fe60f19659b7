//! Ways to damage text and numbers. Nothing here runs while no fault is on.

use super::faults::FaultId;
use super::readings::Rules;

/// The memo as it is stored.
pub(super) fn spoiled(memo: &str, rules: &Rules) -> String {
    let mut memo = memo.to_owned();
    if rules.has(FaultId::MemoWave) {
        memo = memo.replace('\u{301C}', "\u{FF5E}");
    }
    if rules.has(FaultId::MemoAstral) {
        memo = memo.chars().map(|c| if c > '\u{FFFF}' { '?' } else { c }).collect();
    }
    if rules.has(FaultId::MemoComposed) {
        memo = composed(&memo);
    }
    if rules.has(FaultId::MemoNewline) {
        memo = memo.replace('\n', " ");
    }
    memo
}

/// The first so many characters.
pub(super) fn cut(text: &str, limit: usize) -> String {
    text.chars().take(limit).collect()
}

/// Composes the marks people meet: voiced kana and the Latin vowels with an acute accent or a diaeresis.
fn composed(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match out.chars().next_back().and_then(|base| compose(base, c)) {
            Some(whole) => {
                out.pop();
                out.push(whole);
            }
            None => out.push(c),
        }
    }
    out
}

fn compose(base: char, mark: char) -> Option<char> {
    const ACUTE: [(char, char); 10] = [
        ('a', 'á'),
        ('e', 'é'),
        ('i', 'í'),
        ('o', 'ó'),
        ('u', 'ú'),
        ('A', 'Á'),
        ('E', 'É'),
        ('I', 'Í'),
        ('O', 'Ó'),
        ('U', 'Ú'),
    ];
    const DIAERESIS: [(char, char); 6] = [('a', 'ä'), ('o', 'ö'), ('u', 'ü'), ('A', 'Ä'), ('O', 'Ö'), ('U', 'Ü')];
    let find = |table: &[(char, char)]| table.iter().find(|(from, _)| *from == base).map(|(_, to)| *to);
    let voiced = "かきくけこさしすせそたちつてとはひふへほカキクケコサシスセソタチツテトハヒフヘホ".contains(base);
    match mark {
        '\u{0301}' => find(&ACUTE),
        '\u{0308}' => find(&DIAERESIS),
        // The voiced kana stands right after the plain one, the half-voiced after that.
        '\u{3099}' if voiced => char::from_u32(u32::from(base) + 1),
        '\u{309A}' if "はひふへほハヒフヘホ".contains(base) => char::from_u32(u32::from(base) + 2),
        _ => None,
    }
}

/// What a 64-bit float makes of a number.
pub(super) fn through_float(number: i64) -> i64 {
    let float: f64 = number.to_string().parse().unwrap_or_default();
    format!("{float:.0}").parse().unwrap_or(i64::MAX)
}

/// What a 32-bit integer makes of a number.
pub(super) fn through_i32(number: i64) -> i64 {
    const HALF: i64 = 1 << 31;
    (number + HALF).rem_euclid(2 * HALF) - HALF
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_what_it_says() {
        assert_eq!(composed("か\u{3099}は\u{309A}e\u{301}ん\u{3099}"), "がぱéん\u{3099}");
        assert_eq!(through_float(999_999_999_999_999_999), 1_000_000_000_000_000_000);
        assert_eq!((through_i32(2_147_483_647), through_i32(2_147_483_648)), (2_147_483_647, -2_147_483_648));
        assert_eq!(cut("髙𠮷a", 2), "髙𠮷");
    }
}
