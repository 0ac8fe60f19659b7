//! Values as expressions read them in place: JSON is neither copied nor converted.

use std::{borrow::Cow, cmp::Ordering, collections::BTreeMap, sync::Arc};

use serde_json::{Map as JsonMap, Number, Value};

use super::variable::{Source, Variable};
use crate::{contract::value::nearest_double, util::pointer::unescape};

/// What cannot be said in place: the whole expression is left to the library, which also words its errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unsure;

/// A value, or that the library has to say it.
pub(super) type Sure<T> = Result<T, Unsure>;

/// A value of CEL that borrows from the JSON it is in.
#[derive(Debug, Clone)]
pub enum View<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A signed integer.
    Int(i64),
    /// An unsigned integer beyond those.
    Uint(u64),
    /// A number with a fraction, or beyond 64 bits.
    Double(f64),
    /// A text.
    Text(Cow<'a, str>),
    /// A list.
    List(List<'a>),
    /// An object.
    Object(Object<'a>),
    /// The type of a value.
    Kind(CelType),
    /// A value that may be missing.
    Optional(Option<Box<Self>>),
}

/// The items of a list.
#[derive(Debug, Clone)]
pub enum List<'a> {
    /// Those of a JSON array.
    Json(&'a [Value]),
    /// Variables.
    Variables(&'a [Variable]),
    /// What an expression made.
    Made(Arc<Vec<View<'a>>>),
}

/// The fields of an object.
#[derive(Debug, Clone, Copy)]
pub enum Object<'a> {
    /// Those of a JSON object.
    Json(&'a JsonMap<String, Value>),
    /// Variables.
    Variables(&'a BTreeMap<Arc<str>, Variable>),
}

/// The types of CEL that a JSON value can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CelType {
    /// That of `null`.
    Null,
    /// That of `true`.
    Bool,
    /// That of signed integers.
    Int,
    /// That of unsigned integers.
    Uint,
    /// That of numbers with a fraction.
    Double,
    /// That of texts.
    Text,
    /// That of lists.
    List,
    /// That of objects.
    Object,
}

impl<'a> From<&'a Value> for View<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(truth) => Self::Bool(*truth),
            Value::Number(number) => of_number(number),
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Array(items) => Self::List(List::Json(items)),
            Value::Object(fields) => Self::Object(Object::Json(fields)),
        }
    }
}

impl<'a> From<&'a Variable> for View<'a> {
    fn from(variable: &'a Variable) -> Self {
        match variable.source() {
            Source::Json(value) => Self::from(&**value),
            Source::Object(fields) => Self::Object(Object::Variables(fields)),
            Source::List(items) => Self::List(List::Variables(items)),
            Source::Later(later) => Self::from(later.value()),
        }
    }
}

/// A number as [`crate::contract::value`] converts it.
fn of_number<'a>(number: &Number) -> View<'a> {
    if let Some(signed) = number.as_i64() {
        return View::Int(signed);
    }
    if let Some(unsigned) = number.as_u64() {
        return View::Uint(unsigned);
    }
    let float = nearest_double(number);
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53, so the integer is the same number")]
    if float.fract() == 0.0 && float.abs() < 9e15 { View::Int(float as i64) } else { View::Double(float) }
}

impl View<'_> {
    /// A list that an expression made.
    pub(super) fn made(items: Vec<Self>) -> Self {
        Self::List(List::Made(Arc::new(items)))
    }

    /// The value at a JSON pointer.
    pub(super) fn at(self, pointer: &str) -> Option<Self> {
        pointer.split('/').skip(1).try_fold(self, |value, step| match value {
            Self::List(items) => items.get(step.parse().ok()?),
            Self::Object(fields) => fields.get(&unescape(step)),
            _ => None,
        })
    }

    /// Its type; the library knows more of them.
    pub(super) fn kind(&self) -> Sure<CelType> {
        Ok(match self {
            Self::Null => CelType::Null,
            Self::Bool(_) => CelType::Bool,
            Self::Int(_) => CelType::Int,
            Self::Uint(_) => CelType::Uint,
            Self::Double(_) => CelType::Double,
            Self::Text(_) => CelType::Text,
            Self::List(_) => CelType::List,
            Self::Object(_) => CelType::Object,
            Self::Kind(_) | Self::Optional(_) => return Err(Unsure),
        })
    }

    /// The truth that it is.
    pub(super) fn truth(&self) -> Sure<bool> {
        if let Self::Bool(truth) = self { Ok(*truth) } else { Err(Unsure) }
    }

    /// The text that it is.
    pub(super) fn text(&self) -> Sure<&str> {
        if let Self::Text(text) = self { Ok(text) } else { Err(Unsure) }
    }

    /// Whether it is the same value as another. Numbers of two types are left to the library.
    pub(super) fn equals(&self, other: &Self) -> Sure<bool> {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => Ok(a == b),
            (Self::Uint(a), Self::Uint(b)) => Ok(a == b),
            (Self::Text(a), Self::Text(b)) => Ok(a == b),
            (Self::Bool(a), Self::Bool(b)) => Ok(a == b),
            (Self::Kind(a), Self::Kind(b)) => Ok(a == b),
            (Self::Null, Self::Null) => Ok(true),
            (Self::Double(a), Self::Double(b)) => a.partial_cmp(b).map(Ordering::is_eq).ok_or(Unsure),
            (Self::List(a), Self::List(b)) => {
                let same = |(a, b): (Self, Self)| a.equals(&b);
                Ok(a.len() == b.len() && all(a.iter().zip(b.iter()).map(same))?)
            }
            (Self::Object(a), Self::Object(b)) => {
                let same = |(key, value): (&str, Self)| b.get(key).map_or(Ok(false), |other| value.equals(&other));
                Ok(a.len() == b.len() && all(a.iter().map(same))?)
            }
            (a, b) => {
                let (a, b) = (a.kind()?, b.kind()?);
                let number = |kind| matches!(kind, CelType::Int | CelType::Uint | CelType::Double);
                if number(a) && number(b) { Err(Unsure) } else { Ok(false) }
            }
        }
    }

    /// Which of two values of one type comes first.
    pub(super) fn order(&self, other: &Self) -> Sure<Ordering> {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => Ok(a.cmp(b)),
            (Self::Text(a), Self::Text(b)) => Ok(a.cmp(b)),
            (Self::Double(a), Self::Double(b)) => a.partial_cmp(b).ok_or(Unsure),
            _ => Err(Unsure),
        }
    }
}

/// Whether all hold; the first that does not ends it.
fn all(truths: impl Iterator<Item = Sure<bool>>) -> Sure<bool> {
    for truth in truths {
        if !truth? {
            return Ok(false);
        }
    }
    Ok(true)
}

impl<'a> List<'a> {
    /// How many items there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Json(items) => items.len(),
            Self::Variables(items) => items.len(),
            Self::Made(items) => items.len(),
        }
    }

    /// An item by its number.
    pub(super) fn get(&self, index: usize) -> Option<View<'a>> {
        match self {
            Self::Json(items) => items.get(index).map(View::from),
            Self::Variables(items) => items.get(index).map(View::from),
            Self::Made(items) => items.get(index).cloned(),
        }
    }

    /// The items in their order.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = View<'a>> {
        (0..self.len()).map(|index| self.get(index).unwrap_or(View::Null))
    }
}

impl<'a> Object<'a> {
    /// How many fields there are.
    pub(super) fn len(self) -> usize {
        match self {
            Self::Json(fields) => fields.len(),
            Self::Variables(fields) => fields.len(),
        }
    }

    /// A field by its name.
    pub(super) fn get(self, key: &str) -> Option<View<'a>> {
        match self {
            Self::Json(fields) => fields.get(key).map(View::from),
            Self::Variables(fields) => fields.get(key).map(View::from),
        }
    }

    /// The names of its fields.
    pub(super) fn keys(self) -> Vec<&'a str> {
        match self {
            Self::Json(fields) => fields.keys().map(String::as_str).collect(),
            Self::Variables(fields) => fields.keys().map(|key| &**key).collect(),
        }
    }

    /// Its fields by their names.
    pub(super) fn iter(self) -> impl Iterator<Item = (&'a str, View<'a>)> {
        self.keys().into_iter().map(move |key| (key, self.get(key).unwrap_or(View::Null)))
    }
}
