//! What is put at the end of a path: a value, a sample of a conjunct, or a sample that is changed.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::conjunct::Conjunct;
use super::mode::Mode;
use super::text::TextAsk;

/// Variants of one change of a text that are looked at.
pub(super) const VARIANTS: usize = 24;

/// A change that is made to a sample; the number counts the tries.
pub(super) type Change = dyn Fn(&Value, usize) -> Option<Value> + Send + Sync;

/// What is at the end of a path.
#[derive(Clone)]
pub(super) enum Edit {
    /// This value.
    Put(Value),
    /// A sample of the conjunct.
    Conjunct(Arc<Conjunct>),
    /// A sample of the conjunct, an object with this property or without it.
    Presence(Arc<Conjunct>, String, bool),
    /// A text of the conjunct, as it is requested.
    Text(Arc<Conjunct>, TextAsk),
    /// A sample of the conjunct, changed.
    Change(Arc<Conjunct>, Arc<Change>),
    /// A text of the conjunct, changed until it is a near miss.
    Misspell(Arc<Conjunct>, Arc<Change>, Arc<NearMiss>),
}

/// The conjunct of an object that has this property, or lacks it. It is made when it is drawn from: of thousands of properties each has two.
pub(super) fn presence(conjunct: &Conjunct, name: &str, there: bool) -> Conjunct {
    let mut conjunct = conjunct.clone();
    if there {
        conjunct.object.required.push(name.to_owned());
    } else {
        conjunct.object.forbidden.push(name.to_owned());
    }
    conjunct
}

/// What a changed text must no longer keep, and what it must still keep.
pub(super) struct NearMiss {
    /// Keeps everything: the text must not.
    pub(super) legal: Arc<Conjunct>,
    /// Keep everything but the constraint: the text must keep one of them.
    pub(super) relaxed: Vec<Arc<Conjunct>>,
}

impl NearMiss {
    /// Whether the text is a near miss.
    pub(super) fn is_met_by(&self, value: &Value) -> bool {
        !self.legal.admits(value) && self.relaxed.iter().any(|conjunct| conjunct.admits(value))
    }
}

impl Edit {
    /// Whether another try may end otherwise.
    pub(super) fn varies(&self, mode: Mode) -> bool {
        mode == Mode::Random || !matches!(self, Self::Put(_) | Self::Conjunct(_) | Self::Presence(..))
    }

    /// Whether a sample is changed, in another way at each try.
    pub(super) fn is_change(&self) -> bool {
        matches!(self, Self::Change(..) | Self::Misspell(..))
    }
}

impl fmt::Debug for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Put(value) => f.debug_tuple("Put").field(value).finish(),
            Self::Conjunct(_) => f.write_str("Conjunct"),
            Self::Presence(_, name, there) => f.debug_tuple("Presence").field(name).field(there).finish(),
            Self::Text(_, ask) => f.debug_tuple("Text").field(ask).finish(),
            Self::Change(..) => f.write_str("Change"),
            Self::Misspell(..) => f.write_str("Misspell"),
        }
    }
}
