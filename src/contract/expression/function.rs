//! The functions that are evaluated in place; the others are left to the library.

use std::{borrow::Cow, collections::HashSet};

use super::view::{List, Sure, Unsure, View};
use crate::contract::functions;

/// A function by its name and the number of its arguments, a value before the dot among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    OrValue,
    HasValue,
    Size,
    Type,
    Int,
    Double,
    String,
    Contains,
    StartsWith,
    EndsWith,
    Matches,
    After,
    Repeat,
    Sorted,
    Reversed,
    Distinct,
    Sum,
    Min,
    Max,
}

impl Function {
    /// The function of that name, where it is one of these.
    pub(super) fn of(name: &str, arguments: usize) -> Option<Self> {
        Some(match (name, arguments) {
            ("orValue", 2) => Self::OrValue,
            ("hasValue", 1) => Self::HasValue,
            ("size", 1) => Self::Size,
            ("type", 1) => Self::Type,
            ("int", 1) => Self::Int,
            ("double", 1) => Self::Double,
            ("string", 1) => Self::String,
            ("contains", 2) => Self::Contains,
            ("startsWith", 2) => Self::StartsWith,
            ("endsWith", 2) => Self::EndsWith,
            ("after", 2) => Self::After,
            ("repeat", 2) => Self::Repeat,
            ("sorted", 1) => Self::Sorted,
            ("reversed", 1) => Self::Reversed,
            ("distinct", 1) => Self::Distinct,
            ("sum", 1) => Self::Sum,
            ("min", 2) => Self::Min,
            ("max", 2) => Self::Max,
            _ => return None,
        })
    }

    /// The value for one argument.
    pub(super) fn of_one(self, value: View<'_>) -> Sure<View<'_>> {
        Ok(match (self, value) {
            (Self::HasValue, View::Optional(value)) => View::Bool(value.is_some()),
            (Self::Size, View::Text(text)) => count(text.chars().count())?,
            (Self::Size, View::List(items)) => count(items.len())?,
            (Self::Size, View::Object(fields)) => count(fields.len())?,
            (Self::Type, value) => View::Kind(value.kind()?),
            (Self::Int, value @ View::Int(_))
            | (Self::Double, value @ View::Double(_))
            | (Self::String, value @ View::Text(_)) => value,
            #[expect(clippy::cast_precision_loss, reason = "the conversion of the language is this one")]
            (Self::Double, View::Int(number)) => View::Double(number as f64),
            (Self::String, View::Int(number)) => View::Text(Cow::Owned(number.to_string())),
            (Self::Sorted, View::List(items)) => View::Bool(is_sorted(&items)?),
            (Self::Reversed, View::List(items)) => View::made(items.iter().rev().collect()),
            (Self::Distinct, View::List(items)) => View::Bool(is_distinct(&items)?),
            (Self::Sum, View::List(items)) => View::Int(sum(&items)?),
            _ => return Err(Unsure),
        })
    }

    /// The value for two arguments.
    pub(super) fn of_two<'a>(self, first: View<'a>, second: View<'a>) -> Sure<View<'a>> {
        Ok(match (self, first, second) {
            (Self::OrValue, View::Optional(value), other) => value.map_or(other, |value| *value),
            (Self::Contains, View::Text(text), View::Text(part)) => View::Bool(text.contains(&*part)),
            (Self::StartsWith, View::Text(text), View::Text(part)) => View::Bool(text.starts_with(&*part)),
            (Self::EndsWith, View::Text(text), View::Text(part)) => View::Bool(text.ends_with(&*part)),
            (Self::Matches, View::Text(text), View::Text(pattern)) => {
                View::Bool(functions::is_match(&text, &pattern).map_err(|_| Unsure)?)
            }
            (Self::After, View::Text(text), View::Text(mark)) => {
                View::Text(Cow::Owned(functions::text_after(&text, &mark).to_owned()))
            }
            (Self::Repeat, View::Text(text), View::Int(times)) => {
                View::Text(Cow::Owned(functions::repeated(&text, times).ok_or(Unsure)?))
            }
            (Self::Min, View::Int(a), View::Int(b)) => View::Int(a.min(b)),
            (Self::Max, View::Int(a), View::Int(b)) => View::Int(a.max(b)),
            _ => return Err(Unsure),
        })
    }
}

fn count<'a>(number: usize) -> Sure<View<'a>> {
    i64::try_from(number).map(View::Int).map_err(|_| Unsure)
}

fn is_sorted(items: &List<'_>) -> Sure<bool> {
    let mut before = None;
    for item in items.iter() {
        match (&before, &item) {
            (None | Some(View::Null), _) => {}
            (Some(_), View::Null) => return Ok(false),
            (Some(before), item) => {
                if before.order(item)?.is_gt() {
                    return Ok(false);
                }
            }
        }
        before = Some(item);
    }
    Ok(true)
}

fn is_distinct(items: &List<'_>) -> Sure<bool> {
    #[derive(PartialEq, Eq, Hash)]
    enum Key<'a> {
        Plain(u8, i64),
        Text(Cow<'a, str>),
    }
    let mut seen = HashSet::with_capacity(items.len());
    for item in items.iter() {
        let key = match item {
            View::Null => Key::Plain(0, 0),
            View::Bool(truth) => Key::Plain(1, truth.into()),
            View::Int(number) => Key::Plain(2, number),
            View::Text(text) => Key::Text(text),
            _ => return Err(Unsure),
        };
        if !seen.insert(key) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn sum(items: &List<'_>) -> Sure<i64> {
    items.iter().try_fold(0_i64, |total, item| match item {
        View::Int(number) => total.checked_add(number).ok_or(Unsure),
        _ => Err(Unsure),
    })
}
