//! Where a field is in a call, and how a message names it.

use super::faults::FaultId;
use super::readings::Rules;
use super::refusal::Name;

/// An entry of a list of the call, and the way to it.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) list: &'static str,
    index: usize,
    pub(super) above: Option<&'a Place<'a>>,
}

impl<'a> Place<'a> {
    pub(super) fn transaction(index: usize) -> Self {
        Self { list: "transactionList", index, above: None }
    }

    pub(super) fn within(&'a self, list: &'static str, index: usize) -> Self {
        Self { list, index, above: Some(self) }
    }

    pub(super) fn index(&self) -> usize {
        self.index
    }

    /// The index in the nearest list of that name.
    fn index_in(&self, list: &str) -> Option<usize> {
        if self.list == list { Some(self.index) } else { self.above.and_then(|above| above.index_in(list)) }
    }

    fn path(&self) -> String {
        let above = self.above.map(Place::path).unwrap_or_default();
        format!("{above}{}[{}].", self.list, self.index)
    }
}

/// A field where it is; no place is the top of the call.
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) rules: &'a Rules,
    pub(super) field: &'static str,
    pub(super) place: Option<&'a Place<'a>>,
}

impl Spot<'_> {
    /// How a message names it.
    pub(super) fn name(&self) -> Name {
        let path = self.place.filter(|_| self.rules.name_by_path).map(Place::path).unwrap_or_default();
        Name { field: self.field, told: format!("{path}{}", self.field), in_detail: self.in_detail() }
    }

    pub(super) fn has(&self, fault: FaultId) -> bool {
        self.rules.has(fault)
    }

    pub(super) fn in_detail(&self) -> bool {
        self.place.is_some_and(|place| place.list == "detailErrorInfo")
    }

    /// The index in the list around it.
    pub(super) fn index(&self) -> usize {
        self.place.map_or(0, |place| place.index)
    }

    /// Whether it stands in a list of that name, in that entry of it or a later one.
    pub(super) fn is_from(&self, list: &str, first: usize) -> bool {
        self.place.and_then(|place| place.index_in(list)).is_some_and(|index| index >= first)
    }
}
