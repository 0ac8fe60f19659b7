//! Objects: what is required, what that asks for in turn, what must be there on purpose, and optional properties by chance.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::Sampler;
use crate::generate::conjunct::Conjunct;
use crate::generate::goal::Naming;
use crate::generate::limits::{Child, Extra, NodeId};
use crate::generate::mode::Mode;
use crate::generate::pattern::{Fill, PatternSampler};
use crate::generate::text::TextAsk;

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
        let mut wanted: Vec<&str> = object.required.iter().map(String::as_str).collect();
        if let Some(fixed) = &fixed {
            add(conjunct, &mut wanted, fixed.name);
        }
        close(conjunct, &mut wanted);
        let most = object.max.unwrap_or(usize::MAX);
        let least = object.min;
        self.optional(conjunct, fuel, &mut wanted, most)?;
        let mut map = Map::with_capacity(wanted.len());
        let mut fixed = fixed;
        for (name, child) in &object.names {
            if wanted.contains(&name.as_str()) {
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
    fn optional<'f>(
        &mut self,
        conjunct: &'f Conjunct,
        fuel: u32,
        wanted: &mut Vec<&'f str>,
        most: usize,
    ) -> Option<()> {
        let object = &conjunct.object;
        let extras = object.extras.len();
        if self.mode == Mode::Plain && wanted.len() + extras >= object.min {
            return (wanted.len() + extras <= most).then_some(());
        }
        let mut order: Vec<usize> = (0..object.names.len()).collect();
        if self.mode == Mode::Random {
            // A random start, so that a maximum does not always leave out the same ones.
            let start = self.rng.below(order.len().max(1));
            order.rotate_left(start);
        }
        let share = 1 + self.rng_below(4);
        for index in order {
            let (name, child) = &object.names[index];
            let name = name.as_str();
            let short = wanted.len() + extras < object.min;
            let chance = self.mode == Mode::Random && self.rng.below(4) < share;
            if !(short || chance) || wanted.contains(&name) || !self.can_stand(conjunct, name, child, fuel) {
                continue;
            }
            let mut next = wanted.clone();
            add(conjunct, &mut next, name);
            close(conjunct, &mut next);
            let clash = next.iter().any(|name| object.forbidden.iter().any(|barred| barred == name));
            if next.len() + extras <= most && !clash {
                *wanted = next;
            }
        }
        (wanted.len() + extras <= most).then_some(())
    }

    fn rng_below(&mut self, count: usize) -> usize {
        if self.mode == Mode::Random { self.rng.below(count) } else { 0 }
    }

    /// Whether an optional property may be drawn: it has a value shallow enough, nothing rules it out, and its values are given.
    fn can_stand(&self, conjunct: &Conjunct, name: &str, child: &Child, fuel: u32) -> bool {
        let shallow = self.graph.depth(child.node).is_some_and(|depth| depth < fuel.max(1));
        let ruled_out = conjunct.object.forbidden.iter().any(|barred| barred == name);
        shallow && !ruled_out && !self.graph.withheld(child.node)
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
        let chance = usize::from(self.mode == Mode::Random && !object.patterns.is_empty() && self.rng.once_in(2));
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
        const FRESH: [&str; 3] = ["extra", "x", "unexpected"];
        let sampler = match naming {
            Naming::Matching(pattern) => {
                let known = conjunct.object.patterns.iter().find(|known| *known.pattern == **pattern);
                Some(
                    known
                        .and_then(|known| known.sampler.clone())
                        .or_else(|| PatternSampler::new(pattern).map(Arc::new))?,
                )
            }
            Naming::Free | Naming::Against(_) => None,
        };
        for attempt in 0..40 {
            let chance = (attempt > 0).then_some(&mut *self.rng);
            let name = match (&sampler, names) {
                (Some(sampler), _) => sampler.sample(&mut Fill { length: None, allowed: None, chance }),
                (None, Some(node)) => self.name_of(node, attempt)?,
                (None, None) => FRESH
                    .get(attempt)
                    .map_or_else(|| format!("extra{}", attempt + map.len()), |fresh| (*fresh).to_owned()),
            };
            let known = conjunct.object.names.iter().any(|(known, _)| *known == name);
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

fn add<'f>(conjunct: &'f Conjunct, wanted: &mut Vec<&'f str>, name: &str) {
    let known = conjunct.object.names.iter().find(|(known, _)| known == name);
    if let Some((known, _)) = known.filter(|(known, _)| !wanted.contains(&known.as_str())) {
        wanted.push(known);
    }
}

/// Adds what the wanted properties ask for in turn.
fn close<'f>(conjunct: &'f Conjunct, wanted: &mut Vec<&'f str>) {
    let mut at = 0;
    while at < wanted.len() {
        let trigger = wanted[at];
        for (_, needed) in conjunct.object.dependent.iter().filter(|(known, _)| known == trigger) {
            add(conjunct, wanted, needed);
        }
        at += 1;
    }
}
