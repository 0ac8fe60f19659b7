//! The values that expressions are given.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, OnceLock},
};

use cel::common::value::Val;
use serde_json::Value;

use crate::contract::value::{list_of, object_of, to_val};

/// A JSON value as expressions see it, shared by whatever holds it.
///
/// Most expressions read the JSON in place; for the others it is converted to values of CEL once, when the first of them needs it.
#[derive(Debug, Clone)]
pub struct Variable(Arc<Held>);

#[derive(Debug)]
struct Held {
    source: Source,
    val: OnceLock<Box<dyn Val>>,
}

/// What a variable is made of.
#[derive(Debug)]
pub(super) enum Source {
    /// One JSON value.
    Json(Arc<Value>),
    /// An object of other variables.
    Object(BTreeMap<Arc<str>, Variable>),
    /// A list of other variables.
    List(Vec<Variable>),
    /// One JSON value that is made when it is first read.
    Later(Later),
}

/// A value that most expressions do without.
pub(super) struct Later {
    make: Box<dyn Fn() -> Value + Send + Sync>,
    made: OnceLock<Value>,
}

impl Later {
    /// The value.
    pub(super) fn value(&self) -> &Value {
        self.made.get_or_init(|| (self.make)())
    }
}

impl fmt::Debug for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.made.fmt(f)
    }
}

impl Variable {
    fn of(source: Source) -> Self {
        Self(Arc::new(Held { source, val: OnceLock::new() }))
    }

    /// An object of variables.
    pub fn object<'a>(fields: impl Iterator<Item = (&'a str, &'a Self)>) -> Self {
        Self::of(Source::Object(fields.map(|(key, value)| (key.into(), value.clone())).collect()))
    }

    /// A list of variables.
    pub fn list<'a>(items: impl Iterator<Item = &'a Self>) -> Self {
        Self::of(Source::List(items.cloned().collect()))
    }

    /// A value that is made when it is first read.
    pub fn later(make: impl Fn() -> Value + Send + Sync + 'static) -> Self {
        Self::of(Source::Later(Later { make: Box::new(make), made: OnceLock::new() }))
    }

    pub(super) fn fields(fields: BTreeMap<Arc<str>, Self>) -> Self {
        Self::of(Source::Object(fields))
    }

    pub(super) fn source(&self) -> &Source {
        &self.0.source
    }

    /// The value as CEL has it.
    pub(super) fn val(&self) -> &(dyn Val + 'static) {
        &**self.0.val.get_or_init(|| match &self.0.source {
            Source::Json(value) => to_val(value),
            Source::Object(fields) => object_of(fields.iter().map(|(key, value)| (&**key, value.val()))),
            Source::List(items) => list_of(items.iter().map(Self::val)),
            Source::Later(later) => to_val(later.value()),
        })
    }
}

impl From<&Value> for Variable {
    fn from(value: &Value) -> Self {
        Self::of(Source::Json(Arc::new(value.clone())))
    }
}

impl From<Option<&Arc<Value>>> for Variable {
    fn from(value: Option<&Arc<Value>>) -> Self {
        Self::of(Source::Json(value.map_or_else(|| Arc::new(Value::Null), Arc::clone)))
    }
}
