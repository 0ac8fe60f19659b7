//! A conjunct: one alternative of what a value may be, with all goals merged into limits that a sample can be read off. The alternatives of a
//! value together are the disjunctive normal form of its goals.

use serde_json::Value;

use super::goal::{Contradiction, SchemaPointer, Trail};
use super::limits::{Array, Depths, Numbers, Object, Texts, least};
use super::number::{Bound, Decimal, INTEGERS, Lattice};
use super::types::Types;
use crate::contract::DrawId;
use crate::contract::schema::LengthUnit;

/// Limits that hold all at once: no `allOf`, no branches and no references are left.
#[derive(Debug, Clone)]
pub(super) struct Conjunct {
    /// The types that a value may have.
    pub(super) types: Types,
    /// The types that some keyword applies to: a schema without `type` most likely means these.
    pub(super) hinted: Types,
    /// The only values there are, where an enumeration or given values say so.
    pub(super) choices: Option<Vec<Value>>,
    /// The longest enumeration as it is written: members are named by their index in it.
    pub(super) listed: Vec<Value>,
    /// Values that may not stand here.
    pub(super) excluded: Vec<Value>,
    /// Limits on numbers.
    pub(super) numbers: Numbers,
    /// Limits on text.
    pub(super) text: Texts,
    /// Limits on arrays.
    pub(super) array: Array,
    /// Limits on objects.
    pub(super) object: Object,
    /// The name of `x-from`.
    pub(super) from: Option<String>,
    /// Values of `x-from` are missing: the place stays empty where it can.
    pub(super) unavailable: bool,
    /// The empty text stands for no value too.
    pub(super) blank: bool,
    /// Levels of containers that the smallest value of a type needs: of any type, of an object, of an array.
    pub(super) depths: Depths,
    /// Every schema object that holds here, with the way that led to it.
    pub(super) holds: Vec<(SchemaPointer, Trail)>,
}

impl Default for Conjunct {
    fn default() -> Self {
        Self {
            types: Types::ALL,
            hinted: Types::NONE,
            choices: None,
            listed: Vec::new(),
            excluded: Vec::new(),
            numbers: Numbers::default(),
            text: Texts::default(),
            array: Array::default(),
            object: Object::default(),
            from: None,
            unavailable: false,
            blank: false,
            depths: Depths::default(),
            holds: Vec::new(),
        }
    }
}

impl Conjunct {
    /// The conjunct with one type only.
    pub(super) fn only(&self, single: Types) -> Self {
        Self { types: single, ..self.clone() }
    }

    /// Keeps only these types.
    pub(super) fn restrict(&mut self, types: Types, at: &str, keyword: &str) -> Result<(), Contradiction> {
        let left = self.types.and(types);
        if left.is_empty() {
            return Err(Contradiction::new(at, DrawId::LeavesNoType.with([keyword.into()])));
        }
        self.types = left;
        Ok(())
    }

    /// Notes that a keyword applies to these types.
    pub(super) fn hint(&mut self, types: Types) {
        self.hinted = self.hinted.or(types);
    }

    /// Keeps only these values.
    pub(super) fn choose(&mut self, values: &[Value], at: &str) -> Result<(), Contradiction> {
        let kept: Vec<Value> = match &self.choices {
            Some(choices) => choices.iter().filter(|c| values.iter().any(|v| same(c, v))).cloned().collect(),
            None => values.to_vec(),
        };
        if kept.is_empty() {
            return Err(Contradiction::new(at, DrawId::NoMemberLeft));
        }
        self.choices = Some(kept);
        if values.len() > self.listed.len() {
            self.listed = values.to_vec();
        }
        Ok(())
    }

    /// Merges a lower bound; an open one excludes the bound itself.
    pub(super) fn at_least(&mut self, at: Decimal, open: bool) {
        let tighter = self.numbers.low.is_none_or(|low| at > low.at || (at == low.at && open));
        if tighter {
            self.numbers.low = Some(Bound { at, open });
        }
    }

    /// Merges an upper bound; an open one excludes the bound itself.
    pub(super) fn at_most(&mut self, at: Decimal, open: bool) {
        let tighter = self.numbers.high.is_none_or(|high| at < high.at || (at == high.at && open));
        if tighter {
            self.numbers.high = Some(Bound { at, open });
        }
    }

    /// Merges limits on length.
    pub(super) fn length(&mut self, unit: LengthUnit, min: usize, max: Option<usize>) {
        let lengths = &mut self.text.limits.lengths;
        let index = lengths.iter().position(|(known, ..)| *known == unit).unwrap_or_else(|| {
            lengths.push((unit, 0, None));
            lengths.len() - 1
        });
        let entry = &mut lengths[index];
        entry.1 = entry.1.max(min);
        entry.2 = least(entry.2, max);
    }

    /// Whether the empty text is the only text that may stand here.
    pub(super) fn empty_alone(&self) -> bool {
        let empty = Value::from("");
        let alone = match &self.choices {
            Some(choices) => choices.iter().filter(|choice| choice.is_string()).all(|choice| *choice == empty),
            None => self.text.plan.as_ref().is_some_and(|plan| plan.max == Some(0)),
        };
        alone && self.admits(&empty)
    }

    /// Whether nothing but null or the empty text stands in the place of values that are not given.
    pub(super) fn empties(&self) -> bool {
        self.types == Types::NULL || self.blank
    }

    /// Works out the numbers that are left.
    pub(super) fn settle_numbers(&mut self) {
        let n = &mut self.numbers;
        let fine = n.not_multiples.iter().map(|dec| dec.scale() + 1).fold(2, u32::max);
        n.fraction = Lattice::new(n.low, n.high, &n.multiples, Some(fine)).filter(|l| l.step % l.unit() != 0);
        let (mut low, mut high) = INTEGERS;
        if let Some(bound) = n.max_digits.and_then(|digits| 10_i128.checked_pow(digits)) {
            (low, high) = (low.max(1 - bound), high.min(bound - 1));
        }
        let closed = |limit: i128| Bound { at: Decimal::integer(limit), open: false };
        let (low, high) = (closed(low), closed(high));
        let (least, most) = if n.max_digits.is_some() {
            let least = n.low.filter(|bound| bound.at >= low.at).unwrap_or(low);
            (Some(least), Some(n.high.filter(|bound| bound.at <= high.at).unwrap_or(high)))
        } else {
            // Bounds may lie anywhere; without one, integers stay within 64 bits where the other bound lets them.
            let least = n.low.or_else(|| n.high.is_none_or(|bound| bound.at >= low.at).then_some(low));
            (least, n.high.or_else(|| n.low.is_none_or(|bound| bound.at <= high.at).then_some(high)))
        };
        // Multiples of a large number may lie outside of 64 bits only.
        let anywhere = || if n.max_digits.is_none() { Lattice::new(n.low, n.high, &n.multiples, None) } else { None };
        n.whole = Lattice::new(least, most, &n.multiples, None).or_else(anywhere);
        if n.whole.is_none() {
            self.types = self.types.without(Types::INTEGER);
        }
        if n.fraction.is_none() {
            self.types = self.types.without(Types::FRACTION);
        }
    }

    /// Whether a scalar keeps the limits; of a container only its type, its size and its membership in an enumeration are checked.
    pub(super) fn admits(&self, value: &Value) -> bool {
        let chosen = self.choices.as_ref().is_none_or(|choices| choices.iter().any(|c| same(c, value)));
        let kind = self.types.holds(Types::of(value));
        if !chosen || !kind || self.excluded.iter().any(|e| same(e, value)) {
            return false;
        }
        match value {
            Value::Number(_) => self.admits_number(value),
            Value::String(text) => self.text.plan.as_ref().is_none_or(|plan| plan.admits(text)),
            Value::Array(items) => items.len() >= self.array.min && self.array.max.is_none_or(|max| items.len() <= max),
            Value::Object(object) => {
                object.len() >= self.object.min
                    && self.object.max.is_none_or(|max| object.len() <= max)
                    && self.object.required.iter().all(|name| object.contains_key(name))
            }
            Value::Null | Value::Bool(_) => true,
        }
    }

    fn admits_number(&self, value: &Value) -> bool {
        let n = &self.numbers;
        let Some(dec) = Decimal::of(value) else { return true };
        let above = n.low.is_none_or(|low| dec > low.at || (dec == low.at && !low.open));
        let below = n.high.is_none_or(|high| dec < high.at || (dec == high.at && !high.open));
        let digits = n.max_digits.is_none_or(|digits| {
            dec.units(0).map_or(!dec.is_vast(), |whole| {
                10_u128.checked_pow(digits).is_none_or(|bound| whole.unsigned_abs() < bound)
            })
        });
        let multiple = |of: &Decimal| {
            let scale = of.scale().max(dec.scale()).cast_signed();
            matches!((dec.units(scale), of.units(scale)), (Some(d), Some(o)) if o != 0 && d % o == 0)
        };
        above && below && digits && n.multiples.iter().all(multiple) && !n.not_multiples.iter().any(multiple)
    }
}

/// Equality as JSON Schema has it: `1` and `1.0` are the same.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(m), Value::Number(n)) => {
            let digits = |n: &serde_json::Number| n.as_str().bytes().all(|byte| byte.is_ascii_digit());
            // Two different runs of digits are two different numbers.
            m == n
                || !(digits(m) && digits(n)) && matches!((Decimal::of(a), Decimal::of(b)), (Some(a), Some(b)) if a == b)
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

#[cfg(test)]
mod tests;
