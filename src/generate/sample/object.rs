//! Objects: what is required, what that requires in turn, what must be there on purpose, and optional properties by chance.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::Sampler;
use crate::generate::conjunct::Conjunct;
use crate::generate::goal::Naming;
use crate::generate::limits::{Child, Extra, NodeId};
use crate::generate::mode::Mode;
use crate::generate::pattern::{Fill, PatternSampler};
use crate::generate::text::TextAsk;

/// Names that no schema is likely to know.
const FRESH: [&str; 3] = ["extra", "x", "unexpected"];
/// Names that hardly a pattern of names matches, and the attempt from which on they are tried.
const ODD: [&str; 10] = ["1", "-", "A", "a b", "é", "$", "\u{3042}", " ", "", "\u{1F600}"];
const ODD_FROM: usize = 16;

/// A property whose value is given.
pub(in crate::generate) struct Fixed<'a> {
    /// Its name.
    pub(in crate::generate) name: &'a str,
    /// Its value.
    pub(in crate::generate) value: Value,
}

impl Sampler<'_> {
    /// An object of the conjunct, with the given property where there is one.
    pub(in crate::generate) fn object(
        &mut self,
        conjunct: &Conjunct,
        fuel: u32,
        fixed: Option<Fixed<'_>>,
    ) -> Option<Value> {
        let object = &conjunct.object;
        let mut wanted = Wanted::new(conjunct);
        object.required.iter().for_each(|name| wanted.add(name));
        if let Some(fixed) = &fixed {
            wanted.add(fixed.name);
        }
        wanted.close(0);
        let most = object.max.unwrap_or(usize::MAX);
        let least = object.min;
        self.optional(conjunct, fuel, &mut wanted, most)?;
        let mut map = Map::with_capacity(wanted.list.len());
        let mut fixed = fixed;
        for ((name, child), wanted) in object.names.iter().zip(&wanted.flags) {
            if *wanted {
                let given = fixed.take_if(|fixed| fixed.name == name).map(|fixed| fixed.value);
                let value = match given {
                    Some(value) => value,
                    None => self.node(child.node, fuel.saturating_sub(1))?,
                };
                map.insert(name.clone(), value);
            }
        }
        if let Some(fixed) = fixed {
            map.insert(fixed.name.to_owned(), fixed.value);
        }
        for extra in &object.extras {
            self.extra(conjunct, extra, fuel, &mut map)?;
        }
        self.fill(conjunct, fuel, least, most, &mut map)?;
        Some(Value::Object(map))
    }

    /// Adds optional properties: those that the minimum needs, and by chance others.
    fn optional(&mut self, conjunct: &Conjunct, fuel: u32, wanted: &mut Wanted<'_>, most: usize) -> Option<()> {
        let object = &conjunct.object;
        let extras = object.extras.len();
        if self.mode == Mode::Plain && wanted.list.len() + extras >= object.min {
            return (wanted.list.len() + extras <= most).then_some(());
        }
        let mut order: Vec<usize> = (0..object.names.len()).collect();
        if self.mode == Mode::Random {
            // A random start, so that a maximum does not always leave out the same ones.
            let start = self.rng.below(order.len().max(1));
            order.rotate_left(start);
        }
        let share = 1 + self.rng_below(4);
        let clash = wanted.list.iter().any(|index| ruled_out(conjunct, &object.names.at(*index).0));
        for index in order {
            let (name, child) = object.names.at(index);
            let short = wanted.list.len() + extras < object.min;
            let wished = match self.mode {
                Mode::Plain => false,
                Mode::Full => true,
                Mode::Random => self.rng.below(4) < share,
            };
            let chance = wished && self.may_add(child.node);
            if !(short || chance) || wanted.flags[index] || clash || !self.can_stand(conjunct, name, child, fuel) {
                continue;
            }
            let before = wanted.list.len();
            wanted.add(name);
            wanted.close(before);
            let barred = wanted.list[before..].iter().any(|index| ruled_out(conjunct, &object.names.at(*index).0));
            if wanted.list.len() + extras > most || barred {
                wanted.back_to(before);
            } else if chance {
                self.added(child.node);
            }
        }
        (wanted.list.len() + extras <= most).then_some(())
    }

    fn rng_below(&mut self, count: usize) -> usize {
        if self.mode == Mode::Random { self.rng.below(count) } else { 0 }
    }

    /// Whether an optional property may be drawn: it has a value shallow enough, nothing rules it out, and its values are given.
    fn can_stand(&self, conjunct: &Conjunct, name: &str, child: &Child, fuel: u32) -> bool {
        // Where nothing deeper may stand, a container could hold another one and so on without end.
        let scalar = fuel == 0 && self.graph.nodes[child.node].scalar;
        let shallow = self.graph.depth(child.node).is_some_and(|depth| depth < fuel || (depth == 0 && scalar));
        shallow && !ruled_out(conjunct, name) && !self.graph.withheld(child.node)
    }

    /// Further properties until the minimum is reached, and now and then one by chance.
    fn fill(
        &mut self,
        conjunct: &Conjunct,
        fuel: u32,
        least: usize,
        most: usize,
        map: &mut Map<String, Value>,
    ) -> Option<()> {
        let object = &conjunct.object;
        let roomy = || fuel > 0 || object.patterns.iter().all(|p| self.graph.nodes[p.child.node].scalar);
        let free = !object.rest.origins.is_empty() && self.graph.depth(object.rest.node).is_some();
        let roomy = || roomy() && (!free || fuel > 0 || self.graph.nodes[object.rest.node].scalar);
        let chance = self.mode == Mode::Random && (free || !object.patterns.is_empty()) && roomy();
        let chance = usize::from(chance && self.rng.once_in(2));
        let target = least.max((map.len() + chance).min(most));
        for attempt in 0..20 + 2 * target {
            if map.len() >= target {
                break;
            }
            let patterned = object.patterns.get(attempt % (object.patterns.len() + 1));
            let (naming, node) = match patterned {
                Some(patterned) => (Naming::Matching(patterned.pattern.as_str().into()), patterned.child.node),
                None => (Naming::Free, object.rest.node),
            };
            if self.graph.depth(node).is_none_or(|depth| depth > fuel) {
                continue;
            }
            let Some(name) = self.name(conjunct, &naming, object.name_node, map) else { continue };
            let value = self.node(node, fuel.saturating_sub(1))?;
            map.insert(name, value);
        }
        (map.len() >= least && map.len() <= most).then_some(())
    }

    fn extra(&mut self, conjunct: &Conjunct, extra: &Extra, fuel: u32, map: &mut Map<String, Value>) -> Option<()> {
        let names = extra.name.or(conjunct.object.name_node);
        let name = self.name(conjunct, &extra.naming, names, map)?;
        let value = self.node(extra.value, fuel.saturating_sub(1))?;
        map.insert(name, value);
        Some(())
    }

    /// A name that is not yet taken and that no schema applies to, unless it is to match a pattern.
    pub(in crate::generate) fn name(
        &mut self,
        conjunct: &Conjunct,
        naming: &Naming,
        names: Option<NodeId>,
        map: &Map<String, Value>,
    ) -> Option<String> {
        let sampler = match naming {
            Naming::Matching(pattern) => {
                let known = conjunct.object.patterns.iter().find(|known| *known.pattern == **pattern);
                Some(
                    known
                        .and_then(|known| known.sampler.clone())
                        .or_else(|| PatternSampler::new(pattern).map(Arc::new))?,
                )
            }
            Naming::Exactly(name) => return (!map.contains_key(&**name)).then(|| name.to_string()),
            Naming::Free | Naming::Against(_) => None,
        };
        for attempt in 0..40 {
            let chance = (attempt > 0).then_some(&mut *self.rng);
            let name = match (&sampler, names) {
                (Some(sampler), _) => sampler.sample(&mut Fill { length: None, allowed: None, chance }),
                (None, Some(node)) => self.name_of(node, attempt)?,
                (None, None) => match FRESH.get(attempt).or_else(|| ODD.get(attempt.checked_sub(ODD_FROM)?)) {
                    Some(fresh) => (*fresh).to_owned(),
                    None => format!("extra{}", attempt + map.len()),
                },
            };
            let known = conjunct.object.names.position(&name).is_some();
            if !map.contains_key(&name) && !known && (attempt > 30 || own(conjunct, naming, &name)) {
                return Some(name);
            }
        }
        None
    }

    fn name_of(&mut self, node: NodeId, attempt: usize) -> Option<String> {
        let mode = self.mode;
        self.mode = if attempt == 0 { mode } else { Mode::Random };
        let conjuncts: Vec<&Conjunct> = self.graph.live(node).map(|(_, conjunct)| conjunct).collect();
        let conjunct = conjuncts.get(attempt % conjuncts.len().max(1))?;
        let value = match &conjunct.choices {
            Some(choices) => choices.get(attempt % choices.len().max(1)).cloned(),
            None => self.text(conjunct, &TextAsk::default()),
        };
        self.mode = mode;
        value?.as_str().map(str::to_owned)
    }
}

/// Whether no other pattern matches the name.
fn own(conjunct: &Conjunct, naming: &Naming, name: &str) -> bool {
    let others =
        conjunct.object.patterns.iter().filter(|p| !matches!(naming, Naming::Matching(ours) if **ours == *p.pattern));
    let name = Value::from(name);
    others.filter_map(|p| p.matcher.as_ref()).all(|matcher| !matcher.is_valid(&name))
}

fn ruled_out(conjunct: &Conjunct, name: &str) -> bool {
    conjunct.object.forbidden.iter().any(|barred| barred == name)
}

/// The named properties that an object gets, by their positions.
struct Wanted<'f> {
    conjunct: &'f Conjunct,
    flags: Vec<bool>,
    /// In the order in which they were added.
    list: Vec<usize>,
}

impl<'f> Wanted<'f> {
    fn new(conjunct: &'f Conjunct) -> Self {
        Self { conjunct, flags: vec![false; conjunct.object.names.len()], list: Vec::new() }
    }

    fn add(&mut self, name: &str) {
        if let Some(index) = self.conjunct.object.names.position(name)
            && !std::mem::replace(&mut self.flags[index], true)
        {
            self.list.push(index);
        }
    }

    /// Adds what the wanted properties from this one on require in turn.
    fn close(&mut self, from: usize) {
        let conjunct = self.conjunct;
        let mut at = from;
        while let Some(index) = self.list.get(at) {
            let trigger = &conjunct.object.names.at(*index).0;
            for (_, needed) in conjunct.object.dependent.iter().filter(|(known, _)| known == trigger) {
                self.add(needed);
            }
            at += 1;
        }
    }

    /// Takes away what was added after the first so many.
    fn back_to(&mut self, count: usize) {
        for index in self.list.drain(count..) {
            self.flags[index] = false;
        }
    }
}
