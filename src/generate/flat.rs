//! One alternative of what a value may be: every claim merged into limits that a draw can read off.

use std::sync::Arc;

use serde_json::Value;

use super::claim::{Claim, Naming, Trail, Why};
use super::number::{Bound, Dec, INTEGERS, Lattice};
use super::pattern::Sampler;
use super::text::{Limits, TextPlan};
use super::types::Types;
use crate::contract::schema::{LengthUnit, Validator};

/// A node of the graph.
pub(super) type NodeId = usize;

/// One alternative, flat: no `allOf`, no branches, no references.
#[derive(Debug, Clone)]
pub(super) struct Flat {
    pub(super) types: Types,
    /// The types that some keyword speaks of: a schema without `type` most likely means these.
    pub(super) hinted: Types,
    pub(super) choices: Option<Vec<Value>>,
    /// The longest enumeration as it is written: members are named by their index in it.
    pub(super) listed: Vec<Value>,
    pub(super) excluded: Vec<Value>,
    pub(super) numbers: Numbers,
    pub(super) text: Text,
    pub(super) array: Array,
    pub(super) object: Object,
    /// The name of `x-from`.
    pub(super) from: Option<String>,
    /// Values of `x-from` are missing: the place stays empty where it can.
    pub(super) unavailable: bool,
    /// The empty text stands for no value too.
    pub(super) blank: bool,
    /// Levels of containers that the smallest value of a type needs: of any type, of an object, of an array.
    pub(super) heights: Heights,
    /// Every schema object that holds here, with the way that led to it.
    pub(super) holds: Vec<(Arc<str>, Trail)>,
}

impl Default for Flat {
    fn default() -> Self {
        Self {
            types: Types::ALL,
            hinted: Types::NONE,
            choices: None,
            listed: Vec::new(),
            excluded: Vec::new(),
            numbers: Numbers::default(),
            text: Text::default(),
            array: Array::default(),
            object: Object::default(),
            from: None,
            unavailable: false,
            blank: false,
            heights: Heights::default(),
            holds: Vec::new(),
        }
    }
}

/// The heights of the smallest values; none where there is no value.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Heights {
    pub(super) any: Option<u32>,
    pub(super) object: Option<u32>,
    pub(super) array: Option<u32>,
}

impl Heights {
    pub(super) fn of(&self, single: Types) -> Option<u32> {
        match single {
            Types::OBJECT => self.object,
            Types::ARRAY => self.array,
            _ => Some(0),
        }
    }
}

/// Limits on numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers {
    pub(super) low: Option<Bound>,
    pub(super) high: Option<Bound>,
    pub(super) multiples: Vec<Dec>,
    pub(super) not_multiples: Vec<Dec>,
    pub(super) max_digits: Option<u32>,
    /// The integers and the fractions that are left, once settled.
    pub(super) whole: Option<Lattice>,
    pub(super) fraction: Option<Lattice>,
}

/// Text that is left, once settled.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    pub(super) limits: Limits,
    pub(super) plan: Option<Arc<TextPlan>>,
}

/// A child node and where its claims come from: (index of its claim, index in `Flat::holds`, step).
#[derive(Debug, Clone, Default)]
pub(super) struct Child {
    pub(super) node: NodeId,
    pub(super) origins: Vec<(usize, usize, String)>,
}

/// A number of items that must match, or must not.
#[derive(Debug, Clone)]
pub(super) struct Need {
    pub(super) claim: Claim,
    pub(super) min: usize,
    pub(super) max: Option<usize>,
}

/// One position of an array.
#[derive(Debug, Clone, Default)]
pub(super) struct Slot {
    pub(super) plain: Child,
    /// For each need, the node of an item that counts for it.
    pub(super) with: Vec<NodeId>,
}

/// Limits on arrays.
#[derive(Debug, Clone, Default)]
pub(super) struct Array {
    pub(super) min: usize,
    pub(super) max: Option<usize>,
    pub(super) unique: bool,
    /// Two items must be equal.
    pub(super) repeat: bool,
    pub(super) needs: Vec<Need>,
    /// What is said of the item at an index.
    pub(super) claims: Vec<(usize, Claim)>,
    pub(super) prefix: Vec<Slot>,
    pub(super) rest: Slot,
}

/// A further property that must be there.
#[derive(Debug, Clone)]
pub(super) struct Extra {
    pub(super) naming: Naming,
    pub(super) claim: Claim,
    /// The node of its value, once settled.
    pub(super) value: NodeId,
    /// The node of its name, where the name must break a schema.
    pub(super) name: Option<NodeId>,
}

/// Properties by pattern.
#[derive(Debug, Clone)]
pub(super) struct Patterned {
    pub(super) pattern: String,
    pub(super) matcher: Option<Validator>,
    pub(super) sampler: Option<Arc<Sampler>>,
    pub(super) child: Child,
}

/// Limits on objects.
#[derive(Debug, Clone, Default)]
pub(super) struct Object {
    pub(super) required: Vec<String>,
    pub(super) forbidden: Vec<String>,
    pub(super) claims: Vec<(String, Claim)>,
    pub(super) dependent: Vec<(String, String)>,
    pub(super) min: usize,
    pub(super) max: Option<usize>,
    pub(super) extras: Vec<Extra>,
    /// The pointers of the schemas of names.
    pub(super) name_schemas: Vec<Arc<str>>,
    /// Every property that is spoken of, in the order of the document.
    pub(super) names: Vec<(String, Child)>,
    pub(super) patterns: Vec<Patterned>,
    pub(super) rest: Child,
    /// The node of names of further properties, where names have a schema.
    pub(super) name_node: Option<NodeId>,
}

impl Array {
    /// Asks for items that match, or must not; what is said of the same items comes together.
    pub(super) fn need(&mut self, claim: Claim, min: usize, max: Option<usize>) {
        if let Some(need) = self.needs.iter_mut().find(|need| need.claim == claim) {
            need.min = need.min.max(min);
            need.max = least(need.max, max);
        } else {
            self.needs.push(Need { claim, min, max });
        }
    }

    /// The fewest items that can stand.
    pub(super) fn least(&self) -> usize {
        self.min.max(self.needs.iter().map(|need| need.min).max().unwrap_or(0))
    }
}

impl Flat {
    /// The alternative with one type only.
    pub(super) fn only(&self, single: Types) -> Self {
        Self { types: single, ..self.clone() }
    }

    pub(super) fn restrict(&mut self, types: Types, at: &str, keyword: &str) -> Result<(), Why> {
        let left = self.types.and(types);
        if left.is_empty() {
            return Err(Why::new(at, format!("`{keyword}` leaves no type that the rest allows")));
        }
        self.types = left;
        Ok(())
    }

    pub(super) fn hint(&mut self, types: Types) {
        self.hinted = self.hinted.or(types);
    }

    pub(super) fn choose(&mut self, values: &[Value], at: &str) -> Result<(), Why> {
        let kept: Vec<Value> = match &self.choices {
            Some(choices) => choices.iter().filter(|c| values.iter().any(|v| same(c, v))).cloned().collect(),
            None => values.to_vec(),
        };
        if kept.is_empty() {
            return Err(Why::new(at, "no member of the enumeration is left"));
        }
        self.choices = Some(kept);
        if values.len() > self.listed.len() {
            self.listed = values.to_vec();
        }
        Ok(())
    }

    pub(super) fn at_least(&mut self, at: Dec, open: bool) {
        let tighter = self.numbers.low.is_none_or(|low| at > low.at || (at == low.at && open));
        if tighter {
            self.numbers.low = Some(Bound { at, open });
        }
    }

    pub(super) fn at_most(&mut self, at: Dec, open: bool) {
        let tighter = self.numbers.high.is_none_or(|high| at < high.at || (at == high.at && open));
        if tighter {
            self.numbers.high = Some(Bound { at, open });
        }
    }

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
        n.fraction =
            Lattice::new(n.low, n.high, &n.multiples, Some(fine)).filter(|l| l.step % 10_i128.pow(l.scale) != 0);
        let (mut low, mut high) = INTEGERS;
        if let Some(bound) = n.max_digits.and_then(|digits| 10_i128.checked_pow(digits)) {
            (low, high) = (low.max(1 - bound), high.min(bound - 1));
        }
        let tighten = |bound: Option<Bound>, limit: i128, upper: bool| {
            let limit = Bound { at: Dec::integer(limit), open: false };
            let keep = bound.filter(|b| if upper { b.at < limit.at } else { b.at > limit.at });
            keep.or_else(|| bound.filter(|b| b.at == limit.at)).unwrap_or(limit)
        };
        let (low, high) = (tighten(n.low, low, false), tighten(n.high, high, true));
        n.whole = Lattice::new(Some(low), Some(high), &n.multiples, None);
        if n.whole.is_none() {
            self.types = self.types.without(Types::INTEGER);
        }
        if n.fraction.is_none() {
            self.types = self.types.without(Types::FRACTION);
        }
    }

    /// Whether a scalar keeps what is said here; of a container only its type, size and place in an enumeration are asked.
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
        let Some(dec) = Dec::of(value) else { return true };
        let above = n.low.is_none_or(|low| dec > low.at || (dec == low.at && !low.open));
        let below = n.high.is_none_or(|high| dec < high.at || (dec == high.at && !high.open));
        let digits = n.max_digits.is_none_or(|digits| {
            dec.units(0)
                .is_none_or(|whole| 10_u128.checked_pow(digits).is_none_or(|bound| whole.unsigned_abs() < bound))
        });
        let multiple = |of: &Dec| {
            let scale = of.scale().max(dec.scale());
            matches!((dec.units(scale), of.units(scale)), (Some(d), Some(o)) if o != 0 && d % o == 0)
        };
        above && below && digits && n.multiples.iter().all(multiple) && !n.not_multiples.iter().any(multiple)
    }
}

/// The smaller of two upper limits.
pub(super) fn least(a: Option<usize>, b: Option<usize>) -> Option<usize> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Equality as JSON Schema has it: `1` and `1.0` are the same.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(_), Value::Number(_)) => {
            a == b || matches!((Dec::of(a), Dec::of(b)), (Some(a), Some(b)) if a == b)
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
