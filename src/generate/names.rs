//! The named properties of an object, found by name at once and shared by every copy of a conjunct: an object may have thousands.

use std::sync::Arc;

use super::child::Child;

/// Properties by name, in the order of the document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Names(Arc<Listed>);

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Listed {
    all: Vec<(String, Child)>,
    /// Positions in the order of the names.
    sorted: Vec<usize>,
}

impl Names {
    pub(super) fn new(all: Vec<(String, Child)>) -> Self {
        let mut sorted: Vec<usize> = (0..all.len()).collect();
        sorted.sort_by(|one, other| all[*one].0.cmp(&all[*other].0));
        Self(Arc::new(Listed { all, sorted }))
    }

    /// The position of a name.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        let Listed { all, sorted } = &*self.0;
        let found = sorted.binary_search_by(|position| all[*position].0.as_str().cmp(name)).ok()?;
        Some(sorted[found])
    }

    /// The value of the property of a name.
    pub(super) fn get(&self, name: &str) -> Option<&Child> {
        Some(&self.0.all[self.position(name)?].1)
    }

    /// The same, to be changed: of this copy only.
    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Child> {
        let position = self.position(name)?;
        Some(&mut Arc::make_mut(&mut self.0).all[position].1)
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, (String, Child)> {
        self.0.all.iter()
    }

    pub(super) fn len(&self) -> usize {
        self.0.all.len()
    }

    /// The property at a position.
    pub(super) fn at(&self, position: usize) -> &(String, Child) {
        &self.0.all[position]
    }
}

impl<'a> IntoIterator for &'a Names {
    type Item = &'a (String, Child);
    type IntoIter = std::slice::Iter<'a, (String, Child)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_one_copy_leaves_the_others_as_they_are() {
        let child = |node| Child { node, origins: Vec::new() };
        let names = Names::new(vec![("b".into(), child(1)), ("a".into(), child(2))]);
        let mut copy = names.clone();
        copy.get_mut("a").expect("it is there").node = 7;
        assert_eq!((names.get("a").map(|child| child.node), copy.get("a").map(|child| child.node)), (Some(2), Some(7)));
        assert_eq!((names.position("a"), names.get("c").is_none(), names.len()), (Some(1), true, 2));
    }
}
