//! Arrays: as many items as requested, those that must match first, all different where they must be.

use serde_json::Value;

use super::Sampler;
use crate::generate::conjunct::{Conjunct, same};
use crate::generate::limits::NodeId;
use crate::generate::mode::Mode;

/// Items of a random array beyond its minimum.
const ROAM: usize = 4;
/// Items of a long array that are drawn; those beyond repeat them, because a thousandth item shows no more than a tenth.
const FRESH: usize = 64;

/// An item that is given, and the length of its array.
pub(in crate::generate) struct Given {
    /// Where the item is.
    pub(in crate::generate) index: usize,
    /// The length of the array.
    pub(in crate::generate) length: usize,
    /// The item.
    pub(in crate::generate) item: Value,
    /// The need that it counts for.
    pub(in crate::generate) role: Option<usize>,
}

impl Sampler<'_> {
    /// An array of the conjunct, with the given item where there is one.
    pub(in crate::generate) fn array(&mut self, conjunct: &Conjunct, fuel: u32, given: Option<Given>) -> Option<Value> {
        let array = &conjunct.array;
        let most = array.max.unwrap_or(usize::MAX);
        let needed: usize = array.needs.iter().map(|need| need.min).sum();
        let least = array.min.max(needed);
        let length = match (&given, self.mode) {
            (Some(given), _) => given.length,
            (None, Mode::Plain) => least,
            (None, Mode::Random | Mode::Full) if fuel == 0 => least,
            // An optional row is an optional part.
            (None, Mode::Full) => least.max(usize::from(most > 0 && self.may_add(array.rest.plain.node))),
            (None, Mode::Random) => {
                let more = self.rng.below(ROAM.min(most.saturating_sub(least)) + 1);
                let item = array.rest.plain.node;
                let affordable = (0..more).take_while(|_| {
                    let may = self.may_add(item);
                    self.added(item);
                    may
                });
                least + affordable.count()
            }
        };
        if length > most || length < array.min {
            return None;
        }
        let taken = given.as_ref().map(|given| given.index);
        let role = given.as_ref().and_then(|given| given.role);
        let roles = roles(conjunct, length, (taken, role), &|node| self.graph.depth(node).is_some())?;
        let mut items: Vec<Value> = Vec::with_capacity(length);
        let mut given = given;
        for (index, node) in roles.iter().copied().enumerate() {
            let earlier = index.checked_sub(FRESH).filter(|earlier| roles[*earlier] == node && Some(*earlier) != taken);
            let fixed = given.take_if(|given| given.index == index).map(|given| given.item);
            let against = given.as_ref().map(|given| &given.item);
            let item = match fixed {
                Some(item) => item,
                None if earlier.is_some() && !array.unique => items[index - FRESH].clone(),
                None => self.item(node, fuel.saturating_sub(1), array.unique, &items, against)?,
            };
            items.push(item);
        }
        if array.repeat {
            let first = items.first()?.clone();
            *items.last_mut()? = first;
        }
        Some(Value::Array(items))
    }

    /// An item that differs from the others where it must; plain items are all alike, so chance comes in.
    fn item(
        &mut self,
        node: NodeId,
        fuel: u32,
        unique: bool,
        others: &[Value],
        given: Option<&Value>,
    ) -> Option<Value> {
        let mode = self.mode;
        let listed = unique && self.graph.live(node).all(|(_, conjunct)| conjunct.choices.is_some());
        for _ in 0..if listed { 4 } else { 60 } {
            let item = self.node(node, fuel);
            let item = item.filter(|item| !unique || !others.iter().chain(given).any(|other| same(other, item)));
            if item.is_some() || !unique {
                self.mode = mode;
                return item;
            }
            self.mode = Mode::Random;
        }
        self.mode = mode;
        // Of an enumeration nearly used up, chance finds the last members too late.
        let taken = |item: &Value| others.iter().chain(given).any(|other| same(other, item));
        let listed = self.graph.live(node).filter_map(|(_, conjunct)| Some((conjunct, conjunct.choices.as_ref()?)));
        let members: Vec<(&Conjunct, &Value)> =
            listed.flat_map(|(conjunct, choices)| choices.iter().map(move |item| (conjunct, item))).collect();
        // From anywhere on, or each search would begin with all that are taken.
        let start = self.rng.below(members.len().max(1));
        let turned = members[start..].iter().chain(&members[..start]);
        turned.copied().find(|(conjunct, item)| !taken(item) && conjunct.admits(item)).map(|(_, item)| item.clone())
    }
}

/// Which node each item comes from: enough items for each need, the others plain.
fn roles(
    conjunct: &Conjunct,
    length: usize,
    (taken, role): (Option<usize>, Option<usize>),
    live: &dyn Fn(NodeId) -> bool,
) -> Option<Vec<NodeId>> {
    let array = &conjunct.array;
    let slot = |index: usize| array.prefix.get(index).unwrap_or(&array.rest);
    let mut roles: Vec<NodeId> = (0..length).map(|index| slot(index).plain.node).collect();
    let mut open: Vec<usize> = array.needs.iter().map(|need| need.min).collect();
    if let Some(counted) = role.and_then(|need| open.get_mut(need)) {
        *counted = counted.saturating_sub(1);
    }
    let mut free: Vec<usize> = Vec::new();
    for index in (0..length).filter(|index| Some(*index) != taken) {
        let role = (0..open.len()).find(|need| live(slot(index).with[*need].node));
        match role.filter(|_| !live(slot(index).plain.node)) {
            // Here only an item that counts for a need can stand.
            Some(need) => {
                roles[index] = slot(index).with[need].node;
                open[need] = open[need].saturating_sub(1);
            }
            None => free.push(index),
        }
    }
    // Items with a schema of their own are used last.
    free.sort_by_key(|index| *index < array.prefix.len());
    for (need, wanted) in open.into_iter().enumerate() {
        for _ in 0..wanted {
            let fitting = free.iter().position(|index| live(slot(*index).with[need].node));
            // The given item may be the one that counts; the validator will say.
            let Some(at) = fitting else { return taken.map(|_| roles) };
            let index = free.remove(at);
            roles[index] = slot(index).with[need].node;
        }
    }
    Some(roles)
}
