//! Our functions for expressions, in addition to those of CEL.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    sync::Arc,
};

use cel::{Context, ExecutionError, Value, extractors::This};
use jiff::{ToSpan, civil::DateTime};
use regex::Regex;

use super::{digests, heads, moment, near, queries, value::to_json};

type List = Arc<Vec<Value>>;
/// A string as the language hands it to a function.
type SharedText = Arc<String>;

const OURS: [&str; 15] = [
    "min",
    "max",
    "seconds",
    "shift",
    "repeat",
    "other_case",
    "near_miss",
    "after",
    "distinct",
    "flatten",
    "sum",
    "sorted",
    "reversed",
    "real_time",
    "first_index",
];
/// Functions, macros and operators of the language itself; operators look like `_==_` or `@in`.
const STANDARD: [&str; 23] = [
    "hasValue",
    "value",
    "or",
    "size",
    "has",
    "all",
    "exists",
    "exists_one",
    "map",
    "filter",
    "contains",
    "startsWith",
    "endsWith",
    "matches",
    "int",
    "uint",
    "double",
    "string",
    "bool",
    "type",
    "dyn",
    "bytes",
    "orValue",
];

/// The most patterns that a thread keeps; expressions write theirs out, so there are few.
const MOST_PATTERNS: usize = 256;

thread_local! {
    static PATTERNS: RefCell<HashMap<String, Regex>> = RefCell::default();
}

/// The names of our functions.
pub(super) fn ours() -> impl Iterator<Item = &'static str> {
    OURS.into_iter().chain(digests::NAMES).chain(heads::NAMES).chain(moment::NAMES).chain(queries::NAMES)
}

/// Whether an expression may call `name`.
pub(super) fn is_known(name: &str) -> bool {
    ours().any(|own| own == name) || STANDARD.contains(&name) || !name.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Adds our functions to a context.
pub(super) fn add(context: &mut Context<'_, '_>) {
    let results = [
        context.add_function("matches", matches),
        context.add_function("min", |a: i64, b: i64| a.min(b)),
        context.add_function("max", |a: i64, b: i64| a.max(b)),
        context.add_function("seconds", seconds),
        context.add_function("shift", shift),
        context.add_function("repeat", repeat),
        context.add_function("other_case", other_case),
        context.add_function("near_miss", near_miss),
        context.add_function("after", after),
        context.add_function("distinct", distinct),
        context.add_function("flatten", flatten),
        context.add_function("sum", sum),
        context.add_function("sorted", sorted),
        context.add_function("reversed", reversed),
        context.add_function("real_time", real_time),
        context.add_function("first_index", first_index),
        digests::add(context),
        heads::add(context),
        moment::add(context),
        queries::add(context),
    ];
    debug_assert!(results.iter().all(Result::is_ok), "a function of ours has the name of a standard one");
}

fn fail(function: &str, message: impl ToString) -> ExecutionError {
    ExecutionError::function_error(function, message)
}

/// The language's own function of this name builds the pattern for each call, which takes far longer than to match it.
#[expect(clippy::needless_pass_by_value, reason = "functions of CEL take their arguments so")]
fn matches(This(text): This<SharedText>, pattern: SharedText) -> Result<bool, ExecutionError> {
    is_match(&text, &pattern).map_err(|error| fail("matches", error))
}

/// Whether a pattern is found anywhere in a text.
pub(super) fn is_match(text: &str, pattern: &str) -> Result<bool, regex::Error> {
    PATTERNS.with_borrow_mut(|known| {
        if let Some(regex) = known.get(pattern) {
            return Ok(regex.is_match(text));
        }
        let regex = Regex::new(pattern)?;
        let found = regex.is_match(text);
        if known.len() >= MOST_PATTERNS {
            known.clear();
        }
        known.insert(pattern.to_owned(), regex);
        Ok(found)
    })
}

/// A local time `yyyy-MM-ddTHH:mm:ss`, nothing more and nothing less.
fn parse(text: &str) -> Option<DateTime> {
    let shape = "0000-00-00T00:00:00";
    let fits = text.len() == shape.len()
        && text
            .bytes()
            .zip(shape.bytes())
            .all(|(got, want)| if want == b'0' { got.is_ascii_digit() } else { got == want });
    // A leap second would be read as :59, which is another time than the one written.
    if !fits || text.ends_with(":60") {
        return None;
    }
    text.parse().ok()
}

/// Seconds from 1970-01-01T00:00:00 to a local time, as if there were no zones.
fn seconds(This(time): This<SharedText>) -> Result<i64, ExecutionError> {
    let time = parse(&time)
        .ok_or_else(|| fail("seconds", format!("`{time}` is not a time in the form yyyy-MM-ddTHH:mm:ss")))?;
    let since = time.since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0)).map_err(|error| fail("seconds", error))?;
    let rounded = since.total((jiff::Unit::Second, jiff::SpanRelativeTo::days_are_24_hours()));
    #[expect(clippy::cast_possible_truncation, reason = "whole seconds of four-digit years are far below 2^53")]
    rounded.map(|total| total as i64).map_err(|error| fail("seconds", error))
}

/// A local time moved by so many seconds.
fn shift(This(time): This<SharedText>, by: i64) -> Result<Value, ExecutionError> {
    let time =
        parse(&time).ok_or_else(|| fail("shift", format!("`{time}` is not a time in the form yyyy-MM-ddTHH:mm:ss")))?;
    let moved = time.checked_add(by.seconds()).map_err(|error| fail("shift", error))?;
    Ok(moved.strftime("%Y-%m-%dT%H:%M:%S").to_string().into())
}

/// Whether a text is a real local time in the form `yyyy-MM-ddTHH:mm:ss`.
fn real_time(This(time): This<Value>) -> bool {
    matches!(time, Value::String(text) if parse(&text).is_some())
}

fn repeat(This(text): This<SharedText>, times: i64) -> Result<Value, ExecutionError> {
    repeated(&text, times).map(Value::from).ok_or_else(|| fail("repeat", "the text would pass 16 MiB"))
}

/// A text so many times; `None` beyond 16 MiB.
pub(super) fn repeated(text: &str, times: i64) -> Option<String> {
    let times = usize::try_from(times).ok()?;
    (text.len().saturating_mul(times) <= 16 << 20).then(|| text.repeat(times))
}

/// What is after the first `mark` in a text; nothing where there is none.
#[expect(clippy::needless_pass_by_value, reason = "functions of CEL take their arguments so")]
fn after(This(text): This<SharedText>, mark: SharedText) -> Value {
    text_after(&text, &mark).to_owned().into()
}

/// What is after the first `mark` in a text; nothing where there is none.
pub(super) fn text_after<'a>(text: &'a str, mark: &str) -> &'a str {
    text.split_once(mark).map_or("", |(_, rest)| rest)
}

/// The text with small ASCII letters for capital ones and the other way round.
fn other_case(This(text): This<SharedText>) -> Value {
    near::other_case(&text).into()
}

/// What lies near a text in a way.
#[expect(clippy::needless_pass_by_value, reason = "functions of CEL take their arguments so")]
fn near_miss(This(text): This<SharedText>, way: SharedText) -> Result<Value, ExecutionError> {
    let unknown = || {
        let ways: Vec<&str> = near::WAYS.iter().map(|(name, _)| *name).collect();
        ExecutionError::function_error(
            "near_miss",
            format!("there is no way `{way}`; write one of {}", ways.join(", ")),
        )
    };
    Ok(near::near_miss(&text, &way).ok_or_else(unknown)?.into())
}

/// Whether no value is in the list twice.
fn distinct(This(list): This<List>) -> bool {
    let mut seen = HashSet::new();
    // As JSON, whose objects have their keys in order here: the language keeps them in none.
    let text = |value| to_json(value).map_or_else(|| format!("{value:?}"), |value| value.to_string());
    list.iter().all(|value| seen.insert(text(value)))
}

fn flatten(This(list): This<List>) -> Result<Value, ExecutionError> {
    let mut flat = Vec::new();
    for value in list.iter() {
        match value {
            Value::List(inner) => flat.extend(inner.iter().cloned()),
            _ => return Err(fail("flatten", "an element is not a list")),
        }
    }
    Ok(Value::List(Arc::new(flat)))
}

fn sum(This(list): This<List>) -> Result<i64, ExecutionError> {
    list.iter().try_fold(0_i64, |total, value| match value {
        Value::Int(number) => total.checked_add(*number).ok_or_else(|| fail("sum", "overflow")),
        _ => Err(fail("sum", "an element is not an integer")),
    })
}

/// Whether each value is at least the one before it; null is before everything.
fn sorted(This(list): This<List>) -> bool {
    list.windows(2).all(|pair| match (&pair[0], &pair[1]) {
        (Value::Null, _) => true,
        (_, Value::Null) => false,
        (a, b) => a.partial_cmp(b).is_some_and(std::cmp::Ordering::is_le),
    })
}

fn reversed(This(list): This<List>) -> Value {
    Value::List(Arc::new(list.iter().rev().cloned().collect()))
}

/// Where a value first is in a list, or -1.
#[expect(clippy::needless_pass_by_value, reason = "functions of CEL take their arguments so")]
fn first_index(This(list): This<List>, wanted: Value) -> i64 {
    list.iter().position(|value| *value == wanted).and_then(|index| i64::try_from(index).ok()).unwrap_or(-1)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::contract::expression::{Expression, Scope};

    fn value(source: &str) -> Result<Value, String> {
        Expression::compile(source, &[]).and_then(|e| e.value(&Scope::default())).map_err(|e| e.to_string())
    }

    #[test]
    fn times_are_moved_across_leap_days_and_years() {
        assert_eq!(value("shift('2024-02-28T23:59:59', 1)"), Ok(json!("2024-02-29T00:00:00")));
        assert_eq!(value("shift('2024-01-01T00:00:00', -1)"), Ok(json!("2023-12-31T23:59:59")));
        assert_eq!(value("seconds('1970-01-02T00:00:01')"), Ok(json!(86_401)));
        assert_eq!(
            value("seconds(shift('2024-02-25T00:00:00', 604800)) - seconds('2024-02-25T00:00:00')"),
            Ok(json!(604_800))
        );
        assert!(value("seconds('2023-02-29T00:00:00')").is_err());
    }

    #[test]
    fn a_pattern_is_looked_for_anywhere_in_a_text_and_is_an_error_when_it_is_none() {
        assert_eq!(value("'abc'.matches('b') && matches('abc', '^a.c$') && !'abc'.matches('^b')"), Ok(json!(true)));
        assert_eq!(value("['a1', 'b2', 'c'].map(text, text.matches('[0-9]'))"), Ok(json!([true, true, false])));
        assert!(value("'abc'.matches('(')").is_err_and(|error| error.contains("unclosed group")));
        assert!(value("null.matches('a')").is_err());
        // More patterns than are kept.
        let many = "['a', 'b', 'ab'].all(x, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].all(a, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].all(b, (x + string(a * 10 + b)).matches('^' + x + string(a * 10 + b) + '$'))))";
        assert_eq!(value(many), Ok(json!(true)));
    }

    #[test]
    fn only_the_documented_form_is_a_real_time() {
        for (text, real) in [
            ("2024-02-29T00:00:00", true),
            ("2023-02-29T00:00:00", false),
            ("2024-01-01T24:00:00", false),
            ("2024-01-01T23:59:60", false),
            ("2024-01-01T00:00:00Z", false),
            ("2024-01-01 00:00:00", false),
            ("2024-01-01", false),
        ] {
            assert_eq!(value(&format!("real_time('{text}')")), Ok(json!(real)), "{text}");
        }
        assert_eq!(value("real_time(null)"), Ok(json!(false)));
    }

    #[test]
    fn lists() {
        assert_eq!(value("distinct([1, 2, 3])"), Ok(json!(true)));
        assert_eq!(value("distinct([1, 2, 1])"), Ok(json!(false)));
        let object = "{'a': 1, 'b': 2, 'c': 3, 'd': 4, 'e': 5, 'f': 6}";
        assert_eq!(value(&format!("distinct([{object}, {object}])")), Ok(json!(false)));
        assert_eq!(value("flatten([[1], [], [2, 3]])"), Ok(json!([1, 2, 3])));
        assert_eq!(value("min(2, 3) * max(2, 3)"), Ok(json!(6)));
        assert_eq!(value("sum([1, 2, 3])"), Ok(json!(6)));
        assert_eq!(value("sorted([null, 1, 1, 2])"), Ok(json!(true)));
        assert_eq!(value("sorted([2, 1])"), Ok(json!(false)));
        assert_eq!(value("sorted(reversed(['b', 'a']))"), Ok(json!(true)));
        assert_eq!(value("first_index(['a', 'b'], 'b')"), Ok(json!(1)));
        assert_eq!(value("first_index(['a', 'b'], 'c')"), Ok(json!(-1)));
    }

    #[test]
    fn letters_change_their_case() {
        assert_eq!(value("other_case('aB1-é')"), Ok(json!("Ab1-é")));
        assert_eq!(value("near_miss('aB1', 'cut')"), Ok(json!("aB")));
        assert!(value("near_miss('aB1', 'next')").is_err());
        assert_eq!(value("after('header:X-Key', 'header:') + after('none', ':')"), Ok(json!("X-Key")));
    }

    #[test]
    fn text_is_repeated_within_a_bound() {
        assert_eq!(value("repeat('ab', 3)"), Ok(json!("ababab")));
        assert!(value("repeat('ab', 100000000)").is_err());
    }
}
