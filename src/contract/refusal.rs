//! Requests that are good but for one thing which no schema of theirs is about, and must be refused: a body under a content type that is not
//! documented, responses requested in a form that does not exist, and ids in the path that are nearly right, or somebody else's.

use super::RefusalForm;

/// One place of a request and what is there wrongly.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// The place: `/headers/content-type`, `/headers/accept`, or an id such as `/path/id`.
    pub at: String,
    /// What is wrong with it, as trials name it.
    pub keyword: &'static str,
    /// The values of the header, or in which ways the id is nearly right.
    pub ways: Vec<String>,
    /// What is due.
    pub due: RefusalForm,
}

/// The keyword of trials with the ids of others.
pub(super) const ANOTHER: &str = "another";

impl Refusal {
    /// The header that is wrong; none where it is an id in the path.
    pub fn header(&self) -> Option<&str> {
        self.at.strip_prefix("/headers/")
    }

    /// Where the id of another party comes from, where that is what is there.
    pub fn another(&self) -> Option<&str> {
        self.due.another.as_deref().filter(|_| self.keyword == ANOTHER)
    }
}
