//! Converts JSON to values of CEL and back.
//!
//! The language copies a value whenever it binds one to a name or makes it optional; a list of a thousand rows would be copied for
//! each step into it. Lists and maps from JSON are therefore shared: to copy one is to count one more holder.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use cel::{
    ExecutionError,
    common::{
        traits::{Adder, Container, Indexer, Iterable, Sizer, Zeroer},
        types::{CelBool, CelDouble, CelInt, CelList, CelMap, CelMapKey, CelNull, CelString, CelUInt, Type},
        value::{Builtin, BuiltinRef, CowVal, Val},
    },
};
use serde_json::{Number, Value};

/// A map that is copied by counting its holders; in all else the map itself.
#[derive(Debug, Clone)]
struct SharedMap(Arc<CelMap<'static>>);

/// A list that is copied by counting its holders; in all else the list itself.
#[derive(Debug, Clone)]
struct SharedList(Arc<CelList<'static>>);

macro_rules! shared {
    ($shared:ident, $whole:ident, $variant:ident) => {
        impl Val for $shared {
            fn get_type(&self) -> &Type {
                self.0.get_type()
            }
            fn cel_type() -> &'static Type {
                $whole::cel_type()
            }
            fn as_adder<'b, 'v>(&'b self) -> Option<&'b (dyn Adder + 'v)>
            where
                Self: 'v,
            {
                self.0.as_adder()
            }
            fn as_container(&self) -> Option<&dyn Container> {
                self.0.as_container()
            }
            fn as_indexer<'b, 'v>(&'b self) -> Option<&'b (dyn Indexer + 'v)>
            where
                Self: 'v,
            {
                self.0.as_indexer()
            }
            fn into_indexer<'v>(self: Box<Self>) -> Option<Box<dyn Indexer + 'v>>
            where
                Self: 'v,
            {
                Some(self)
            }
            fn as_iterable<'b, 'v>(&'b self) -> Option<&'b (dyn Iterable + 'v)>
            where
                Self: 'v,
            {
                self.0.as_iterable()
            }
            fn as_sizer(&self) -> Option<&dyn Sizer> {
                self.0.as_sizer()
            }
            fn as_zeroer(&self) -> Option<&dyn Zeroer> {
                self.0.as_zeroer()
            }
            fn equals(&self, other: &dyn Val) -> bool {
                self.0.equals(other)
            }
            fn clone_as_boxed<'v>(&self) -> Box<dyn Val + 'v>
            where
                Self: 'v,
            {
                Box::new(self.clone())
            }
            // As the whole it stands for, so that the language takes it for one of its own.
            fn as_builtin<'b, 'v>(&'b self) -> BuiltinRef<'b, 'v>
            where
                Self: 'v,
            {
                BuiltinRef::$variant(&self.0)
            }
            fn into_builtin<'v>(self: Box<Self>) -> Option<Builtin<'v>>
            where
                Self: 'v,
            {
                Some(Builtin::$variant(Arc::unwrap_or_clone(self.0)))
            }
        }

        impl Indexer for $shared {
            fn get<'b, 'v>(&'b self, index: &dyn Val) -> Result<CowVal<'b, 'v>, ExecutionError>
            where
                Self: 'v,
            {
                Indexer::get(&*self.0, index)
            }
            fn steal<'v>(self: Box<Self>, index: &dyn Val) -> Result<Box<dyn Val + 'v>, ExecutionError>
            where
                Self: 'v,
            {
                Indexer::get(&*self.0, index).map(CowVal::into_owned)
            }
        }
    };
}

shared!(SharedMap, CelMap, Map);
shared!(SharedList, CelList, List);

/// JSON as CEL: integers stay integers, signed where they fit.
pub(super) fn to_val(value: &Value) -> Box<dyn Val> {
    match value {
        Value::Null => Box::new(CelNull),
        Value::Bool(truth) => Box::new(CelBool::from(*truth)),
        Value::Number(number) => number_to_val(number),
        Value::String(text) => Box::new(CelString::from(text.clone())),
        Value::Array(items) => {
            Box::new(SharedList(Arc::new(CelList::from(items.iter().map(to_val).collect::<Vec<_>>()))))
        }
        Value::Object(fields) => {
            let map = fields.iter().map(|(key, value)| (CelMapKey::from(key.clone()), to_val(value)));
            Box::new(SharedMap(Arc::new(CelMap::from(map.collect::<HashMap<_, _>>()))))
        }
    }
}

/// A list whose items are values of CEL already.
pub(super) fn list_of<'a>(items: impl Iterator<Item = &'a (dyn Val + 'static)>) -> Box<dyn Val> {
    Box::new(SharedList(Arc::new(CelList::from(items.map(Val::clone_as_boxed).collect::<Vec<_>>()))))
}

/// An object whose fields are values of CEL already.
pub(super) fn object_of<'a>(fields: impl Iterator<Item = (&'a str, &'a (dyn Val + 'static))>) -> Box<dyn Val> {
    let map = fields.map(|(key, value)| (CelMapKey::from(key.to_owned()), value.clone_as_boxed()));
    Box::new(SharedMap(Arc::new(CelMap::from(map.collect::<HashMap<_, _>>()))))
}

/// The double that is nearest to a number, also where the number is beyond all of them.
pub(super) fn nearest_double(number: &Number) -> f64 {
    number.as_f64().unwrap_or(if number.as_str().starts_with('-') { f64::MIN } else { f64::MAX })
}

fn number_to_val(number: &Number) -> Box<dyn Val> {
    if let Some(signed) = number.as_i64() {
        Box::new(CelInt::from(signed))
    } else if let Some(unsigned) = number.as_u64() {
        Box::new(CelUInt::from(unsigned))
    } else {
        let float = nearest_double(number);
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53, so the integer is the same number")]
        if float.fract() == 0.0 && float.abs() < 9e15 {
            // JSON knows one kind of number: 10.0 is the integer 10.
            return Box::new(CelInt::from(float as i64));
        }
        Box::new(CelDouble::from(float))
    }
}

/// A value of CEL as JSON; none where JSON cannot hold it.
pub(super) fn to_json(value: &cel::Value) -> Option<Value> {
    Some(match value {
        cel::Value::Null => Value::Null,
        cel::Value::Bool(truth) => Value::Bool(*truth),
        cel::Value::Int(number) => Value::from(*number),
        cel::Value::UInt(number) => Value::from(*number),
        cel::Value::Float(number) => Value::Number(Number::from_f64(*number)?),
        cel::Value::String(text) => Value::String(text.to_string()),
        cel::Value::List(items) => Value::Array(items.iter().map(to_json).collect::<Option<_>>()?),
        cel::Value::Map(map) => {
            // CEL maps have no order; keys in byte order keep what is sent the same for the same seed.
            let sorted: BTreeMap<String, &cel::Value> =
                map.map.iter().map(|(key, value)| (key.to_string(), value)).collect();
            let fields = sorted.into_iter().map(|(key, value)| Some((key, to_json(value)?))).collect::<Option<_>>()?;
            Value::Object(fields)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use cel::common::value::Val;
    use serde_json::json;

    use super::{CelList, to_json, to_val};
    use crate::contract::expression::{Expression, Scope};

    #[test]
    fn what_is_shared_is_equal_to_what_the_language_makes_itself() {
        let mut scope = Scope::default();
        scope.set("sent", &json!({"rows": [{"a": 1, "b": ["x"]}, null]}));
        for rule in [
            "sent.rows == [{'a': 1, 'b': ['x']}, null]",
            "[{'a': 1, 'b': ['x']}, null] == sent.rows",
            "{'rows': sent.rows} == sent",
            "sent.rows.map(r, r) == sent.rows",
            "sent.rows != [{'a': 1, 'b': ['y']}, null]",
            "{'a': 1, 'b': ['x']} in sent.rows && 'rows' in sent && !('cols' in sent)",
            "(sent.rows + [1]).size() == 3 && ([1] + sent.rows).size() == 3",
            "type(sent) == type({}) && type(sent.rows) == type([]) && size(sent) == 1",
            "sent.?rows[?0].?b[?0].orValue('') == 'x' && sent.?cols.orValue(sent).rows.size() == 2",
            "reversed(sent.rows)[1].a == 1 && [sent.rows][0][0].a == 1",
        ] {
            assert_eq!(Expression::compile(rule, &["sent"]).and_then(|rule| rule.holds(&scope)), Ok(true), "{rule}");
        }
    }

    #[test]
    fn a_number_beyond_doubles_is_the_nearest_of_them() {
        let mut scope = Scope::default();
        let sent = r#"{"high": 1e400, "low": -1e400, "long": 123456789012345678901234567890, "ten": 10.00}"#;
        scope.set("sent", &serde_json::from_str(sent).expect("JSON"));
        for rule in ["sent.high > 1e308", "sent.low < -1e308", "sent.long > 1e29 && sent.long < 2e29", "sent.ten == 10"]
        {
            assert_eq!(Expression::compile(rule, &["sent"]).and_then(|rule| rule.holds(&scope)), Ok(true), "{rule}");
        }
    }

    #[test]
    fn a_copy_is_the_same_list() {
        fn start(list: &(dyn Val + 'static)) -> Option<*const Box<dyn Val>> {
            list.downcast_ref::<CelList<'static>>().map(|list| list.inner().as_ptr())
        }
        let list = to_val(&json!([1, 2]));
        let copy = list.clone_as_boxed();
        assert_eq!(start(&*list), start(&*copy));
        assert_eq!(cel::Value::try_from(&*copy).ok().as_ref().and_then(to_json), Some(json!([1, 2])));
    }
}
