//! Sets of JSON types, in which integers and fractions are kept apart.

use serde_json::Value;

use super::number::Decimal;

/// A set of JSON types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Types(u8);

impl Types {
    pub(super) const NONE: Self = Self(0);
    pub(super) const STRING: Self = Self(1);
    pub(super) const INTEGER: Self = Self(2);
    pub(super) const FRACTION: Self = Self(4);
    pub(super) const OBJECT: Self = Self(8);
    pub(super) const ARRAY: Self = Self(16);
    pub(super) const BOOLEAN: Self = Self(32);
    pub(super) const NULL: Self = Self(64);
    pub(super) const NUMBER: Self = Self(2 | 4);
    pub(super) const ALL: Self = Self(127);

    /// The single types, plainest first, with the names they have in classes and kinds.
    pub(super) const EACH: [(Self, &'static str); 7] = [
        (Self::STRING, "string"),
        (Self::INTEGER, "integer"),
        (Self::FRACTION, "fraction"),
        (Self::OBJECT, "object"),
        (Self::ARRAY, "array"),
        (Self::BOOLEAN, "boolean"),
        (Self::NULL, "null"),
    ];

    /// The types that the operand of `type` names.
    pub(super) fn named(operand: &Value) -> Self {
        match operand {
            Value::String(name) => match name.as_str() {
                "number" => Self::NUMBER,
                name => Self::EACH.iter().find(|(_, known)| *known == name).map_or(Self::NONE, |(types, _)| *types),
            },
            Value::Array(names) => names.iter().map(Self::named).fold(Self::NONE, Self::or),
            _ => Self::NONE,
        }
    }

    /// The type of a value; `1.0` is an integer.
    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
            Value::Number(number) if number.is_i64() || number.is_u64() => Self::INTEGER,
            Value::Number(number) => match Decimal::of(value) {
                Some(dec) if dec.scale() > 0 => Self::FRACTION,
                // Too fine or too large for a decimal.
                None if number.as_f64().is_some_and(|float| float.fract() != 0.0) => Self::FRACTION,
                _ => Self::INTEGER,
            },
        }
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) fn holds(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn is_single(self) -> bool {
        self.0.is_power_of_two()
    }

    /// The single types in the set, plainest first.
    pub(super) fn singles(self) -> impl Iterator<Item = Self> {
        Self::EACH.into_iter().map(|(single, _)| single).filter(move |single| self.holds(*single))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_and_values_agree() {
        for (types, name) in Types::EACH {
            if name != "fraction" {
                assert_eq!(Types::named(&json!(name)), types);
            }
        }
        assert_eq!(Types::named(&json!(["number", "null"])), Types::NUMBER.or(Types::NULL));
        assert_eq!(Types::of(&json!(1.0)), Types::INTEGER);
        assert_eq!(Types::of(&json!(1.5)), Types::FRACTION);
        assert_eq!(Types::of(&json!(u64::MAX)), Types::INTEGER);
    }

    #[test]
    fn sets_behave_as_sets() {
        assert!(Types::ALL.without(Types::ALL).is_empty());
        assert_eq!(Types::NUMBER.singles().collect::<Vec<_>>(), [Types::INTEGER, Types::FRACTION]);
        assert!(Types::NULL.is_single() && !Types::NUMBER.is_single() && !Types::NONE.is_single());
        assert!(!Types::STRING.holds(Types::NUMBER));
    }
}
