//! Which trials of a plan a run plays.

use serde::{Deserialize, Serialize};

/// Trials that are chosen by their names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Those that contain one of these; all where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filter: Vec<String>,
    /// Those that are one of them, not those that contain one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exact: bool,
    /// None that contains one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skip: Vec<String>,
}

impl Choice {
    /// Whether the trial of a name is chosen.
    pub fn fits(&self, name: &str) -> bool {
        let fits = |filter: &String| if self.exact { name == *filter } else { name.contains(filter.as_str()) };
        (self.filter.is_empty() || self.filter.iter().any(fits)) && !self.skip.iter().any(fits)
    }
}

/// One of several parts of a plan, which together are the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shard {
    /// Which one, counted from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
}

impl Shard {
    /// Whether the trial at a position of the plan belongs to it.
    pub fn has(self, position: usize) -> bool {
        position % self.of == self.number - 1
    }
}
