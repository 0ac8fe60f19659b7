//! Which values are never the same twice: ids, times and tokens.

use serde_json::Value;

use super::{
    class::{class, is_digit},
    duration::is_duration,
    seen::Newness,
};
use crate::util::plain::plain;

/// With fewer digits than this a value counts or numbers something, even where its field is called as ids are.
const FEW_DIGITS: usize = 5;
/// A token has at least so many characters.
const SHORTEST_TOKEN: usize = 6;
/// What the names of fields that hold ids end with.
const ID_WORDS: [&str; 9] = ["id", "no", "num", "number", "seq", "key", "token", "ref", "reference"];
/// Classes whose values are ids, times or tokens wherever they are.
const BY_LOOKS: [&str; 6] = ["long number", "long digits", "date", "time", "uuid", "token"];
/// What numbers are called by.
const NUMBERED: [&str; 8] = ["番号", "番号:", "番号：", "No", "No.", "№", "#", "ID"];
/// What is around the digits of an amount.
const CURRENCIES: [&str; 7] = ["円", "JPY", "YEN", "USD", "EUR", "¥", "￥"];

/// What is known of the field of a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// Whether no two responses of a run had the same value there.
    pub(super) newness: Newness,
}

impl Field<'_> {
    /// Why two different values are not a change, because they are ids, times or tokens; none where they are a change.
    ///
    /// Amounts look like short ids: numbers are ids only where the field is called so or no amount is so large.
    pub(super) fn passed(self, a: &Value, b: &Value) -> Option<&'static str> {
        let (of_a, of_b) = (class(a), class(b));
        if of_a == of_b && BY_LOOKS.contains(&of_a) {
            // A date that is written in another form is a change.
            return (of_a != "date" || date_form(&plain(a)) == date_form(&plain(b))).then_some(of_a);
        }
        match (a, b) {
            (Value::String(_), Value::String(_)) | (Value::Number(_), Value::Number(_))
                if self.newness == Newness::Fleeting =>
            {
                Some("another each time")
            }
            (Value::String(one), Value::String(other)) if self.newness == Newness::Mixed && is_word(one, other) => {
                Some("token")
            }
            (Value::String(one), Value::String(other)) if is_number(one) && is_number(other) => self.number(a, b),
            (Value::String(one), Value::String(other)) => self.text(one, other),
            (Value::Number(_), Value::Number(_)) => self.number(a, b),
            _ => None,
        }
    }

    /// Whether a value is likely another one in every run.
    pub(super) fn is_volatile(self, value: &Value) -> bool {
        self.is_duration(value, value) || self.passed(value, value).is_some()
    }

    /// Whether two values are how long something took, which a request may hold by chance.
    pub(super) fn is_duration(self, a: &Value, b: &Value) -> bool {
        is_duration(self.name, a, b)
    }

    fn is_new(self) -> bool {
        self.newness >= Newness::New
    }

    fn number(self, a: &Value, b: &Value) -> Option<&'static str> {
        let is_long = |value: &Value| plain(value).len() >= FEW_DIGITS;
        // No amount has zeros before it.
        let is_padded = |value: &Value| plain(value).starts_with(['0', '０']) && digits(&plain(value)) >= FEW_DIGITS;
        let is_id = is_named_as_id(self.name) && (self.is_new() || (is_long(a) && is_long(b)));
        let are_padded = self.newness == Newness::Padded || (self.is_new() && is_padded(a) && is_padded(b));
        (is_id || are_padded).then_some("id")
    }

    fn text(self, a: &str, b: &str) -> Option<&'static str> {
        let both = |fits: &dyn Fn(&str) -> bool| fits(a) && fits(b);
        let is_named = is_named_as_id(self.name);
        let alike = form(a) == form(b);
        if alike && both(&|text| class(&Value::from(text)) == "dated text") {
            return Some("dated text");
        }
        let is_new = self.is_new();
        if alike && is_new && (is_numbered(a) || is_numbered(b) || is_dotted(a) || is_dotted(b)) {
            return Some("id");
        }
        let is_known = is_new && (is_named || a.is_ascii());
        if alike && is_id(a) && (is_known || (is_named && both(&|text| digits(text) >= FEW_DIGITS))) {
            return Some("id");
        }
        if is_new && is_hex_behind_a_prefix(a, b) {
            return Some("token");
        }
        let long = if is_new { SHORTEST_TOKEN } else { SHORTEST_TOKEN + 2 };
        let fits = both(&|text| text.len() >= long && is_of_token(text));
        let is_mixed = if is_new { is_mixed(a) || is_mixed(b) } else { is_named && is_mixed(a) && is_mixed(b) };
        (fits && is_mixed).then_some("token")
    }
}

/// Whether two texts differ in words alone that are ids, times or tokens by their looks.
pub(super) fn is_passage(a: &str, b: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let split = |c: char| c.is_whitespace() || ",;'\"()[]<>「」、。".contains(c);
        text.split(split).map(str::to_owned).collect()
    };
    let passes = |a: &String, b: &String| {
        let (of_a, of_b) = (Value::from(a.as_str()), Value::from(b.as_str()));
        let by_looks = class(&of_a) == class(&of_b) && BY_LOOKS.contains(&class(&of_a));
        by_looks || (form(a) == form(b) && is_id(a) && a.is_ascii() && digits(a) >= FEW_DIGITS)
    };
    let (a, b) = (words(a), words(b));
    a.len() > 1 && a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a == b || passes(a, b))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_digit)
}

/// A number that is called one, or that stands behind a sign with zeros before it: `受付番号12`, `#12`, `(00012)`.
fn is_numbered(text: &str) -> bool {
    let Some(at) = text.find(is_digit) else { return false };
    let (before, number) = text.split_at(at);
    let is_called = NUMBERED.iter().any(|word| before.trim_end().ends_with(word));
    let is_padded = number.starts_with(['0', '０']) && digits(text) >= FEW_DIGITS;
    is_called || (is_padded && !before.is_empty() && !before.chars().any(char::is_alphanumeric))
}

/// Three numbers or more with dots between them, as versions, addresses and branches of a tree are written, and not a large amount.
fn is_dotted(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let is_amount = parts[1..].iter().all(|part| part.len() == 3);
    parts.len() > 2 && !is_amount && parts.iter().all(|part| is_number(part))
}

fn digits(text: &str) -> usize {
    text.chars().filter(|c| is_digit(*c)).count()
}

/// A text with each run of digits as one sign.
fn form(text: &str) -> String {
    let mut form = String::new();
    for c in text.chars() {
        match (is_digit(c), form.ends_with('#')) {
            (true, true) => {}
            (true, false) => form.push('#'),
            (false, _) => form.push(c),
        }
    }
    form
}

/// A date as a form, the names of days and halves of days left out.
fn date_form(text: &str) -> String {
    form(&text.replace('元', "1")).replace(|c| "日月火水木金土曜午前後APM".contains(c), "")
}

/// A word of letters and digits that is not an amount.
fn is_id(text: &str) -> bool {
    let beside = text.trim_matches(|c| is_digit(c) || " ,.-+".contains(c));
    digits(text) > 0
        && text.chars().any(char::is_alphabetic)
        && !text.contains(char::is_whitespace)
        && !CURRENCIES.contains(&beside)
}

/// Whether both texts are words of letters and digits.
fn is_word(a: &str, b: &str) -> bool {
    [a, b].iter().all(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)))
}

/// What tokens are written with.
fn is_of_token(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~+/=".contains(&b)) && !is_number(text)
}

/// Whether two texts differ in digits of base 16 alone, as many in both, behind what they share.
fn is_hex_behind_a_prefix(a: &str, b: &str) -> bool {
    let tail = |text: &'_ str| text.len() - text.bytes().rev().take_while(u8::is_ascii_hexdigit).count();
    let ((before_a, one), (before_b, other)) = (a.split_at(tail(a)), b.split_at(tail(b)));
    let is_mixed = |text: &str| {
        text.bytes().any(|byte| byte.is_ascii_digit()) && text.bytes().any(|byte| byte.is_ascii_alphabetic())
    };
    before_a == before_b
        && one.len() == other.len()
        && one.len() >= SHORTEST_TOKEN
        && (is_mixed(one) || is_mixed(other))
}

/// Small letters, capitals and digits mixed as nobody writes them. One number with words around it is an id with a prefix, which has
/// a form to keep.
fn is_mixed(text: &str) -> bool {
    let of = |fits: fn(&u8) -> bool| text.as_bytes().iter().filter(|byte| fits(byte)).count();
    let (small, large) = (of(u8::is_ascii_lowercase), of(u8::is_ascii_uppercase));
    let numbers = form(text).matches('#').count();
    (numbers > 1 && small + large > 0) || (large > 0 && small > 0 && large + numbers > 1)
}

/// Whether a field is called as ids are: `payment_id`, `batchNumber`, `receipt-no`, `gid`.
fn is_named_as_id(key: &str) -> bool {
    let mut last = String::new();
    for c in key.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && !last.ends_with(char::is_uppercase)) {
            last.clear();
        }
        if c.is_alphanumeric() {
            last.push(c);
        }
    }
    let last = last.to_lowercase();
    ID_WORDS.contains(&last.as_str())
        || (last.len() <= 4 && last.ends_with("id") && !["paid", "void"].contains(&&*last))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn passed(name: &str, is_new: bool, a: &Value, b: &Value) -> Option<&'static str> {
        let field = Field { name, newness: if is_new { Newness::New } else { Newness::Known } };
        assert_eq!(field.passed(a, b), field.passed(b, a), "{name} {a} {b}");
        field.passed(a, b)
    }

    /// By the name of the field, whether its values were never the same, and both values.
    #[test]
    fn ids_times_and_tokens_are_passed_over() {
        for (name, is_new, a, b, due) in [
            ("at", false, json!("2024-04-01T10:20:30Z"), json!("2025-04-01T10:20:30Z"), Some("time")),
            ("at", false, json!("令和8年11月29日 12時00分01秒"), json!("令和8年11月30日 1時07分00秒"), Some("date")),
            ("at", false, json!("2026年11月29日"), json!("2026年12月1日"), Some("date")),
            ("at", false, json!("令和元年5月1日（水）"), json!("令和8年11月29日（日）"), Some("date")),
            ("at", false, json!("2026年11月29日"), json!("2026-11-29"), None),
            ("at", false, json!("2026/11/29"), json!("2026-11-29"), None),
            ("slip", false, json!("令和8年-000123号"), json!("令和8年-000207号"), Some("dated text")),
            ("slip", false, json!("令和8年-000123号"), json!("令和8年-000207"), None),
            (
                "note",
                false,
                json!(900_719_925_474_099_301_u64),
                json!(900_719_925_474_099_309_u64),
                Some("long number"),
            ),
            // By their names.
            ("payment_id", false, json!(48_213), json!(48_214), Some("id")),
            ("payment_id", false, json!("48213"), json!("48214"), Some("id")),
            ("payment_id", false, json!(42), json!(43), None),
            ("payment_id", true, json!(42), json!(43), Some("id")),
            ("amount", true, json!(48_213), json!(48_214), None),
            ("id", false, json!("ch_000004"), json!("ch_000003"), Some("id")),
            ("id", false, json!("ch_000004"), json!("re_000003"), None),
            ("receipt_no", false, json!("R0007919"), json!("R0015838"), Some("id")),
            ("shop_id", false, json!("S-1"), json!("S-2"), None),
            ("shop_id", false, json!("north"), json!("south"), None),
            ("request_id", false, json!("k3J_x-9aQ2_b"), json!("Zz81hhQ-aQ_m"), Some("token")),
            // By never being the same.
            ("of", true, json!("ch_4"), json!("ch_13"), Some("id")),
            ("of", false, json!("ch_000004"), json!("ch_000013"), None),
            ("of", true, json!("k3J_x-9a"), json!("QzA8hhQm"), Some("token")),
            ("of", true, json!("req_baf3897a"), json!("req_dc2574bd"), Some("token")),
            ("of", true, json!("baf3897a"), json!("dc2574bd"), Some("token")),
            ("of", true, json!("req_baf3897a"), json!("res_dc2574bd"), None),
            ("of", false, json!("req_baf3897a"), json!("req_dc2574bd"), None),
            ("of", true, json!("accepted"), json!("rejected"), None),
            ("of", true, json!("facade"), json!("decade"), None),
            ("of", true, json!("Balance 12 left"), json!("Balance 13 left"), None),
            ("of", true, json!("残高1200円です"), json!("残高1300円です"), None),
            ("of", true, json!("JPY1200"), json!("JPY1300"), None),
            ("of", true, json!("1,200円"), json!("1,300円"), None),
            ("of", true, json!(1.5), json!(2.5), None),
            ("of", true, json!(null), json!("ch_1"), None),
        ] {
            assert_eq!(passed(name, is_new, &a, &b), due, "{name} {is_new} {a} {b}");
        }
    }

    #[test]
    fn times_and_numbers_are_known_as_systems_of_their_owners_write_them() {
        for (name, is_new, a, b, due) in [
            // By what numbers are called, and by zeros before them.
            ("of", true, json!("受付番号12"), json!("受付番号130"), Some("id")),
            ("of", true, json!("#12"), json!("#130"), Some("id")),
            ("of", true, json!("(00012)"), json!("(00130)"), Some("id")),
            ("of", true, json!("00012"), json!("00130"), Some("id")),
            ("of", true, json!("０００１２"), json!("００１３０"), Some("id")),
            ("of", true, json!("12345"), json!("12346"), None),
            ("of", true, json!("(12)"), json!("(13)"), None),
            ("of", false, json!("受付番号12"), json!("受付番号130"), None),
            ("of", true, json!("12.34.5"), json!("7.1.130"), Some("id")),
            ("of", true, json!("10.0.3.17"), json!("10.100.200.130"), Some("id")),
            ("of", true, json!("1.234.567"), json!("2.345.678"), None),
            ("of", true, json!("12.34.5"), json!("7.1"), None),
            ("of", false, json!("1.4.2"), json!("1.5.0"), None),
            // By looks, as times are written in other places.
            ("at", false, json!("12:00:01"), json!("13:07:00.123"), Some("time")),
            ("at", false, json!("12:00:01"), json!("13:07:00"), Some("time")),
            ("at", false, json!("12:00"), json!("13:00"), None),
            ("at", false, json!("R8.11.30 12:00:01"), json!("R8.12.1 9:07:00"), Some("date")),
            ("at", false, json!("R08-11-30"), json!("R08-12-01"), Some("date")),
            ("at", false, json!("R08/11/30"), json!("R08-12-01"), None),
            ("of", false, json!("R08-11-30-0001"), json!("R08-11-30-0207"), Some("date")),
            ("at", false, json!("11/30/2026 03:30:17 PM"), json!("12/01/2026 11:30:17 AM"), Some("date")),
            ("at", false, json!("30.11.2026"), json!("1.12.2026"), Some("date")),
        ] {
            assert_eq!(passed(name, is_new, &a, &b), due, "{name} {is_new} {a} {b}");
        }
    }

    #[test]
    fn where_most_values_have_letters_one_of_digits_is_a_token_as_well() {
        for (newness, due) in [(Newness::Mixed, Some("token")), (Newness::New, None), (Newness::Known, None)] {
            let field = Field { name: "span", newness };
            assert_eq!(field.passed(&json!("28724788"), &json!("51900665")), due);
        }
    }

    #[test]
    fn where_zeros_are_written_before_digits_each_of_them_is_an_id() {
        for (newness, due) in [(Newness::Padded, Some("id")), (Newness::New, None), (Newness::Known, None)] {
            let field = Field { name: "span", newness };
            assert_eq!(field.passed(&json!("72847"), &json!("00665")), due);
        }
    }

    #[test]
    fn what_is_another_value_for_whoever_asks_twice_is_no_change() {
        for (a, b, due) in [
            (json!(4821), json!(17), Some("another each time")),
            (json!("4821"), json!("17"), Some("another each time")),
            (json!("1.5"), json!("a word"), Some("another each time")),
            (json!(1.5), json!(0.25), Some("another each time")),
            (json!("17"), json!(17), None),
            (json!(true), json!(false), None),
        ] {
            let passed = |newness| Field { name: "of", newness }.passed(&a, &b);
            assert_eq!((passed(Newness::Fleeting), passed(Newness::New)), (due, None), "{a} {b}");
        }
    }

    #[test]
    fn a_text_may_differ_in_the_ids_that_it_names() {
        for (a, b, due) in [
            ("charge ch_000004 is unknown", "charge ch_000017 is unknown", true),
            ("「ch_000004」は存在しません", "「ch_000017」は存在しません", true),
            (
                "at 2024-04-01 by 0ddba11e-0000-4000-8000-000000000001",
                "at 2024-04-02 by 0ddba11e-0000-4000-8000-000000000002",
                true,
            ),
            ("charge ch_4 is unknown", "charge ch_7 is unknown", false),
            ("charge ch_000004 is unknown", "charge ch_000017 is not known", false),
            ("charge ch_000004 is unknown", "charge ch_000017 is missing", false),
            ("Balance 12000 left", "Balance 13000 left", false),
            ("ch_000004", "ch_000017", false),
        ] {
            assert_eq!(is_passage(a, b), due, "{a}");
        }
    }

    #[test]
    fn a_number_is_an_id_where_its_field_is_called_so() {
        for (key, id) in [
            ("payment_id", true),
            ("paymentBatchNumber", true),
            ("transactionID", true),
            ("receipt-no", true),
            ("gid", true),
            ("acid", true),
            ("pid", true),
            ("user-id", true),
            ("ID", true),
            ("SEQ", true),
            ("userid", false),
            ("valid", false),
            ("void", false),
            ("idle", false),
            ("id2", false),
            ("amount", false),
            ("paid", false),
            ("total_paid", false),
            ("ta", false),
            ("note", false),
            ("", false),
        ] {
            for (value, few) in [(json!(48_213), json!(42)), (json!("48213"), json!("42"))] {
                assert_eq!(passed(key, false, &value, &value).is_some(), id, "{key}");
                assert_eq!(passed(key, false, &few, &few), None, "{key}: few digits count something");
            }
        }
    }
}
