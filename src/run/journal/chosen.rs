//! Which trials of a plan a run plays.

use serde::{Deserialize, Serialize};

use crate::util::glob;

/// Trials that are chosen by their names, or by the requirements that they are there for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Those that contain one of these, fit it as a pattern, or are there for it as a requirement; all where there is none.
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
    /// Whether a trial is chosen: by its name, and the requirements that it is there for.
    pub fn fits(&self, name: &str, requirements: &[String]) -> bool {
        let is_one = |filter: &str| requirements.iter().any(|id| id.eq_ignore_ascii_case(filter));
        let fits = |filter: &String| match filter.as_str() {
            filter if self.exact => name == filter || is_one(filter),
            filter if glob::is_glob(filter) => {
                glob::fits(filter, name) || requirements.iter().any(|id| glob::fits(filter, id))
            }
            filter => name.contains(filter) || is_one(filter),
        };
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
