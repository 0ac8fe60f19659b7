//! The limits of a conjunct, for each type of value: numbers, texts, arrays and objects.

use std::sync::Arc;

pub(super) use super::child::{Child, NodeId};
use super::goal::{Goal, Naming, SchemaPointer};
use super::names::Names;
use super::number::{Bound, Decimal, Lattice};
use super::pattern::PatternSampler;
use super::text::{TextLimits, TextPlan};
use super::types::Types;
use crate::contract::{DrawId, schema::Validator};

/// The depths of the smallest values; none where there is no value.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Depths {
    /// Of a value of any type.
    pub(super) any: Option<u32>,
    /// Of an object.
    pub(super) object: Option<u32>,
    /// Of an array.
    pub(super) array: Option<u32>,
}

impl Depths {
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
    /// A bound has more digits behind the point than are kept: it stands at zero.
    pub(super) rounded: bool,
    /// The greatest lower bound.
    pub(super) low: Option<Bound>,
    /// The least upper bound.
    pub(super) high: Option<Bound>,
    /// What a number must be a multiple of.
    pub(super) multiples: Vec<Decimal>,
    /// What it must not be a multiple of.
    pub(super) not_multiples: Vec<Decimal>,
    /// Digits that an integer may have.
    pub(super) max_digits: Option<u32>,
    /// The integers that are left, once settled.
    pub(super) whole: Option<Lattice>,
    /// The fractions that are left, once settled.
    pub(super) fraction: Option<Lattice>,
}

impl Numbers {
    /// Why there is none.
    pub(super) fn none(&self) -> DrawId {
        if self.rounded { DrawId::NumberFiner } else { DrawId::NoNumber }
    }
}

/// Limits on text, and what is left within them.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts {
    /// As the schema words them.
    pub(super) limits: TextLimits,
    /// What texts are drawn from, once settled.
    pub(super) plan: Option<Arc<TextPlan>>,
}

/// A number of items that must match, or must not.
#[derive(Debug, Clone)]
pub(super) struct Need {
    /// What an item that counts must keep.
    pub(super) goal: Goal,
    /// The fewest items that count.
    pub(super) min: usize,
    /// The most items that count.
    pub(super) max: Option<usize>,
}

/// One position of an array.
#[derive(Debug, Clone, Default)]
pub(super) struct Slot {
    /// An item that counts for no need.
    pub(super) plain: Child,
    /// For each need, an item that counts for it.
    pub(super) with: Vec<Child>,
}

/// Limits on arrays.
#[derive(Debug, Clone, Default)]
pub(super) struct Array {
    /// The fewest items.
    pub(super) min: usize,
    /// The most items.
    pub(super) max: Option<usize>,
    /// No two items may be equal.
    pub(super) unique: bool,
    /// Two items must be equal.
    pub(super) repeat: bool,
    /// Items that must match, or must not.
    pub(super) needs: Vec<Need>,
    /// What is required of the item at an index.
    pub(super) goals: Vec<(usize, Goal)>,
    /// The positions that have a schema of their own.
    pub(super) prefix: Vec<Slot>,
    /// Every position after them.
    pub(super) rest: Slot,
}

/// A further property that must be there.
#[derive(Debug, Clone)]
pub(super) struct Extra {
    /// How its name is found.
    pub(super) naming: Naming,
    /// What is required of its value.
    pub(super) goal: Goal,
    /// The node of its value, once settled.
    pub(super) value: NodeId,
    /// The node of its name, where the name must break a schema.
    pub(super) name: Option<NodeId>,
}

/// Properties by pattern.
#[derive(Debug, Clone)]
pub(super) struct Patterned {
    /// The pattern as it is written.
    pub(super) pattern: String,
    /// Tells whether a name matches; none where the pattern cannot be used.
    pub(super) matcher: Option<Validator>,
    /// Makes names that match; none where the pattern is beyond it.
    pub(super) sampler: Option<Arc<PatternSampler>>,
    /// The value of such a property.
    pub(super) child: Child,
}

/// Limits on objects.
#[derive(Debug, Clone, Default)]
pub(super) struct Object {
    /// Properties that must be there.
    pub(super) required: Vec<String>,
    /// Properties that must not be there.
    pub(super) forbidden: Vec<String>,
    /// What is required of the property of a name, besides its schemas.
    pub(super) goals: Vec<(String, Goal)>,
    /// The second property must be there where the first is.
    pub(super) dependent: Vec<(String, String)>,
    /// The fewest properties.
    pub(super) min: usize,
    /// The most properties.
    pub(super) max: Option<usize>,
    /// Further properties that must be there.
    pub(super) extras: Vec<Extra>,
    /// The schemas that every name must keep.
    pub(super) name_schemas: Vec<SchemaPointer>,
    /// Every property that has a schema or is required, in the order of the document.
    pub(super) names: Names,
    /// Properties by pattern.
    pub(super) patterns: Vec<Patterned>,
    /// A property that no schema names.
    pub(super) rest: Child,
    /// The node of names of further properties, where names have a schema.
    pub(super) name_node: Option<NodeId>,
}

impl Array {
    /// Asks for items that match, or must not; limits on the same items are merged.
    pub(super) fn need(&mut self, goal: Goal, min: usize, max: Option<usize>) {
        if let Some(need) = self.needs.iter_mut().find(|need| need.goal == goal) {
            need.min = need.min.max(min);
            need.max = least(need.max, max);
        } else {
            self.needs.push(Need { goal, min, max });
        }
    }

    /// The fewest items that can stand.
    pub(super) fn least(&self) -> usize {
        self.min.max(self.needs.iter().map(|need| need.min).max().unwrap_or(0))
    }
}

/// The smaller of two upper limits.
pub(super) fn least(a: Option<usize>, b: Option<usize>) -> Option<usize> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
