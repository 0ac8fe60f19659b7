//! Character classes, lengths and dates.

use super::faults::FaultId;
use super::readings::{Rules, Unit};

/// 半角英数.
pub(super) fn alphanumeric(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

/// 半角英数 + 記号: the printable ASCII characters but the space.
pub(super) fn printable(c: char) -> bool {
    c.is_ascii_graphic()
}

/// 口座名義, in half width. The long vowel mark U+FF70 and the middle dot U+FF65 are not in it.
pub(super) fn account_name(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, ' ' | ',' | '.' | '(' | ')' | '\\' | '/' | '-' | '｢' | '｣')
        || matches!(c, '\u{FF66}'..='\u{FF6F}' | '\u{FF71}'..='\u{FF9F}')
}

/// Full-width katakana with the long vowel mark, as the extracted document prints them.
pub(super) fn full_width_kana(c: char) -> bool {
    matches!(c, '\u{30A1}'..='\u{30FA}' | '\u{30FC}')
}

/// メール形式: `([a-z0-9+_-]+)(\.[a-z0-9+_-]+)*@([a-z0-9-]+\.)+[a-z]+`, in either case.
pub(super) fn mail(text: &str) -> bool {
    let words =
        |text: &str, class: fn(char) -> bool| text.split('.').all(|word| !word.is_empty() && word.chars().all(class));
    let local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '_' | '-');
    let label = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let Some((name, host)) = text.split_once('@') else { return false };
    let Some((_, top)) = host.rsplit_once('.') else { return false };
    words(name, local) && words(host, label) && top.chars().all(|c| c.is_ascii_alphabetic())
}

/// 桁数 of a text.
pub(super) fn length(text: &str, unit: Unit) -> usize {
    match unit {
        Unit::Scalars => text.chars().count(),
        Unit::Utf16 => text.encode_utf16().count(),
        Unit::Bytes => text.len(),
        Unit::Cp932 => text.chars().map(cp932).sum(),
    }
}

/// Bytes of one character in Windows-31J; what it cannot hold takes the space of a kanji. Unlike the encoder of the web it holds neither
/// the yen sign of Latin-1 nor the overline.
fn cp932(c: char) -> usize {
    if matches!(c, '\u{A5}' | '\u{203E}') {
        return 2;
    }
    let mut utf8 = [0; 4];
    let (bytes, _, unmappable) = encoding_rs::SHIFT_JIS.encode(c.encode_utf8(&mut utf8));
    if unmappable { 2 } else { bytes.len() }
}

/// 日付, as `yyyy/mm/dd`. Like the vendor's pattern it takes `-` and one-digit months and days.
pub(super) fn date(text: &str, rules: &Rules) -> Option<String> {
    let text = if rules.has(FaultId::DateTail) { text.get(..10).unwrap_or(text) } else { text };
    let separator = if text.contains('/') { '/' } else { '-' };
    let [year, month, day] = text.split(separator).collect::<Vec<_>>().try_into().ok()?;
    let number = |digits: &str, lengths: std::ops::RangeInclusive<usize>| {
        let plain = lengths.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse::<u32>().ok()).flatten()
    };
    let (year, month, day) = (number(year, 4..=4)?, number(month, 1..=2)?, number(day, 1..=2)?);
    let any_day = rules.any_day || rules.has(FaultId::DateAnyDay);
    let last = if any_day { 31 } else { days(year, month, rules) };
    let real = year > 0 && (1..=12).contains(&month) && (1..=last).contains(&day);
    real.then(|| format!("{year:04}/{month:02}/{day:02}"))
}

fn days(year: u32, month: u32, rules: &Rules) -> u32 {
    let century = year.is_multiple_of(100) && !rules.has(FaultId::DateCentury);
    let leap = if century { year.is_multiple_of(400) } else { year.is_multiple_of(4) };
    match month {
        2 if leap && !rules.has(FaultId::DateNoLeapDay) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_form_is_the_vendors() {
        for good in ["a@b.c", "A.b+c_d-e@X-1.example.Com", "0@1.2.z", "-@-.a"] {
            assert!(mail(good), "{good}");
        }
        for bad in [
            "", "a", "a@b", "@b.c", "a@.c", "a@b.", "a.@b.c", ".a@b.c", "a..b@c.d", "a@b..c", "a@b.c1", "a b@c.d",
            "a@b@c.d", "あ@b.c", "a@b_c.d", "a@b.c\n",
        ] {
            assert!(!mail(bad), "{bad}");
        }
    }

    #[test]
    fn the_account_name_class_leaves_out_the_long_vowel_and_the_middle_dot() {
        assert!("AZaz09 ,.()\\/-｢｣ｦｧｯｱﾝﾞﾟ".chars().all(account_name));
        for c in "ｰ･。､コー　_@'\n𠮷é".chars() {
            assert!(!account_name(c), "{c}");
        }
        assert!("コウザメイギソノニヴー".chars().all(full_width_kana) && !full_width_kana('・'));
    }

    #[test]
    fn lengths_differ_by_unit() {
        let text = "aｱ①〜𠮷か\u{3099}";
        let by = |unit| length(text, unit);
        assert_eq!((by(Unit::Scalars), by(Unit::Utf16), by(Unit::Cp932), by(Unit::Bytes)), (7, 8, 12, 20));
        for (text, bytes) in [("\\~", 2), ("¥‾", 4), ("－～∥￠￡￢―", 14), ("−〜‖", 6)] {
            assert_eq!(length(text, Unit::Cp932), bytes, "{text}");
        }
    }
}
