//! Samples in which an edit stands at a given place; everything around it is sampled to fit.

use serde_json::Value;

use super::array::Given;
use super::object::Fixed;
use super::{SLACK, Sampler};
use crate::generate::broken::At;
use crate::generate::conjunct::Conjunct;
use crate::generate::edit::{Edit, VARIANTS, presence};
use crate::generate::mode::Mode;
use crate::generate::path::{NodePath, Part};

/// Items that an array gets so that its last one stands at index 10 or later.
const MANY: usize = 13;

/// Levels of containers from which on an array has few items.
const DEEP: u32 = 10;

/// How a place is to be filled.
pub(in crate::generate) struct Placement<'a> {
    /// Leads to the place.
    pub(in crate::generate) path: &'a NodePath,
    /// What is there.
    pub(in crate::generate) edit: &'a Edit,
    /// Which item of the arrays on the way.
    pub(in crate::generate) at: At,
    /// Counts the tries.
    pub(in crate::generate) attempt: usize,
}

impl Placement<'_> {
    /// How many arrays the path passes through before a level.
    fn arrays_above(&self, level: usize) -> usize {
        let above = &self.path.steps[..level];
        above.iter().filter(|step| matches!(step.part, Part::Item | Part::Counted(_))).count()
    }
}

impl Sampler<'_> {
    /// A value in which the edit stands at the end of the path.
    pub(in crate::generate) fn place(&mut self, placement: &Placement<'_>) -> Option<Value> {
        self.parts = 0;
        self.step(placement, 0)
    }

    fn fuel(&self, conjunct: &Conjunct) -> u32 {
        conjunct.depths.any.unwrap_or(0) + if self.mode == Mode::Plain { 1 } else { SLACK }
    }

    fn step(&mut self, placement: &Placement<'_>, level: usize) -> Option<Value> {
        let Some(step) = placement.path.steps.get(level) else { return self.edit(placement) };
        let conjunct = &self.graph.nodes[step.node].conjuncts[step.alternative];
        let fuel = self.fuel(conjunct);
        let value = self.step(placement, level + 1)?;
        match &step.part {
            Part::Property(name) => self.object(conjunct, fuel, Some(Fixed { name, value })),
            Part::Further(naming) => {
                let name = self.name(conjunct, naming, conjunct.object.name_node, &serde_json::Map::new())?;
                self.object(conjunct, fuel, Some(Fixed { name: &name, value }))
            }
            Part::Index(index) => {
                let lengths = lengths(conjunct, At::First).into_iter().map(|length| length.max(index + 1));
                // Where items must match, the one that is given may not count.
                let own = conjunct.array.needs.is_empty().then(|| conjunct.array.min.max(index + 1));
                let last = [conjunct.array.least().max(index + 1)];
                own.into_iter().chain(lengths).chain(last).find_map(|length| {
                    self.array(conjunct, fuel, Some(Given { index: *index, length, item: value.clone(), role: None }))
                })
            }
            Part::Item => self.around(conjunct, (placement, level), &value, None),
            Part::Counted(need) => self.around(conjunct, (placement, level), &value, Some(*need)),
        }
    }

    /// An array in which the item stands, counting for a need where it does.
    fn around(
        &mut self,
        conjunct: &Conjunct,
        (placement, level): (&Placement<'_>, usize),
        item: &Value,
        role: Option<usize>,
    ) -> Option<Value> {
        let (fixed, fuel) = (conjunct.array.prefix.len(), self.fuel(conjunct));
        // Many long arrays in each other would be too much: of deep ones only the innermost are long.
        let at = match placement.at {
            At::LastOf(number) if number == placement.arrays_above(level) => At::Last,
            At::LastOf(_) => At::First,
            _ if fuel > DEEP => At::First,
            at => at,
        };
        lengths(conjunct, at).into_iter().find_map(|length| {
            let index = match at {
                At::First | At::LastOf(_) => fixed,
                At::Second => fixed.max(1).min(length - 1),
                At::Middle => fixed.max(length / 2),
                At::Last => length - 1,
            };
            self.array(conjunct, fuel, Some(Given { index, length, item: item.clone(), role }))
        })
    }

    fn edit(&mut self, placement: &Placement<'_>) -> Option<Value> {
        match placement.edit {
            Edit::Put(value) => Some(value.clone()),
            Edit::Conjunct(conjunct) => self.conjunct(conjunct, self.fuel(conjunct)),
            Edit::Presence(conjunct, name, there) => {
                let conjunct = presence(conjunct, name, *there);
                self.conjunct(&conjunct, self.fuel(&conjunct))
            }
            Edit::Text(conjunct, ask) => self.text(conjunct, ask),
            Edit::Change(conjunct, change) => {
                let value = self.conjunct(conjunct, self.fuel(conjunct))?;
                change(&value, placement.attempt)
            }
            Edit::Misspell(conjunct, change, near_miss) => {
                let value = self.conjunct(conjunct, self.fuel(conjunct))?;
                let start = if self.mode == Mode::Random { self.rng.below(VARIANTS) } else { 0 };
                let edits = (0..VARIANTS).filter_map(|variant| change(&value, (start + variant) % VARIANTS));
                edits.filter(|text| near_miss.is_met_by(text)).nth(placement.attempt)
            }
        }
    }
}

/// The lengths to try, best first.
fn lengths(conjunct: &Conjunct, at: At) -> Vec<usize> {
    let array = &conjunct.array;
    // The item itself may be none of those that are needed.
    let needed: usize = array.needs.iter().map(|need| need.min).sum();
    let least = array.min.max(array.prefix.len() + 1).max(needed + usize::from(needed > 0));
    let most = array.max.unwrap_or(usize::MAX);
    let wishes: &[usize] = match at {
        At::First | At::LastOf(_) => &[0, 2, 3],
        At::Second => &[3, 2, 6, 0],
        At::Middle | At::Last => &[MANY, 11, 6, 3, 2, 0],
    };
    let mut lengths: Vec<usize> = wishes.iter().map(|wish| (*wish).clamp(least.min(most), most)).collect();
    lengths.dedup();
    lengths.retain(|length| *length > array.prefix.len());
    lengths
}
