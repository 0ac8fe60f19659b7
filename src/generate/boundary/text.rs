//! The boundary classes of text: lengths, the edges of character classes, legal forms, alphabets.

use std::sync::Arc;

use serde_json::Value;

use super::binding::Binding;
use super::point::Point;
use crate::generate::alphabet::{ALPHABETS, ASCII, ASTRAL, Alphabet, KANA};
use crate::generate::conjunct::Conjunct;
use crate::generate::edit::Edit;
use crate::generate::limits::least;
use crate::generate::text::{TextAsk, TextPlan};
use crate::generate::types::Types;
use crate::generate::violation::LONGEST;

pub(super) fn classes(conjunct: &Conjunct, binding: &Binding<'_>) -> Vec<Point> {
    let Some(plan) = &conjunct.text.plan else { return Vec::new() };
    let text = Arc::new(conjunct.only(Types::STRING));
    let mut classes = lengths(&text, plan, binding);
    for format in &plan.formats {
        let legal = format.classes.iter().filter(|(_, text)| plan.admits(text));
        let of = binding.format(format.name);
        classes.extend(legal.map(|(name, text)| Point::new(*name, Edit::Put(Value::from(*text)), of)));
    }
    if let Some(class) = &plan.allowed {
        let edges = class.0.iter().flat_map(|&(first, last)| [first, last]);
        let mut seen = Vec::new();
        for c in edges.filter(|_| plan.formats.is_empty()) {
            if !seen.contains(&c) {
                seen.push(c);
                let ask = TextAsk { insert: Some(c), ..TextAsk::default() };
                let edit = Edit::Text(Arc::clone(&text), ask);
                classes.push(Point::new(format!("class-edge:U+{:04X}", u32::from(c)), edit, binding.edge(c)));
            }
        }
    }
    if plan.takes_alphabets() {
        let fits =
            |alphabet: &&Alphabet| alphabet.within(plan.unit, plan.min, plan.max).is_some_and(|t| plan.admits(&t));
        for alphabet in ALPHABETS.iter().filter(fits) {
            let ask = TextAsk { alphabet: Some(alphabet), ..TextAsk::default() };
            let edit = Edit::Text(Arc::clone(&text), ask);
            classes.push(Point::new(format!("text:{}", alphabet.name), edit, binding.form()));
        }
    }
    classes
}

fn lengths(text: &Arc<Conjunct>, plan: &TextPlan, binding: &Binding<'_>) -> Vec<Point> {
    let (short, long) = reach(plan);
    // Whatever is broken at its limit is met at it.
    let most = long.filter(|most| *most < LONGEST);
    let mut rows: Vec<(String, usize, Option<&'static Alphabet>)> = vec![("length-min".into(), short, None)];
    if let Some(most) = most {
        rows.push(("length-max".into(), most, None));
        if most > short {
            rows.push(("length-max-inside".into(), most - 1, None));
        }
    }
    if most.is_none_or(|most| most > short) {
        rows.push(("length-min-inside".into(), short + 1, None));
    }
    if plan.takes_alphabets() {
        for alphabet in [&ASCII, &KANA, &ASTRAL] {
            rows.extend(
                most.filter(|most| *most > 0)
                    .map(|most| (format!("length-max:{}", alphabet.name), most, Some(alphabet))),
            );
        }
        rows.extend((short > 1).then(|| ("length-min:astral".to_owned(), short, Some(&ASTRAL))));
    }
    rows.retain(|(_, length, alphabet)| alphabet.is_none_or(|alphabet| plan.writes(alphabet, *length)));
    let (shortest, longest) = (binding.shortest(short), long.and_then(|long| binding.longest(long)));
    // A form has a boundary of length where a limit sets one, or where it can be as long as one likes.
    let formed = !plan.formats.is_empty();
    let edit = |(name, length, alphabet): (String, usize, Option<&'static Alphabet>)| {
        let ask = TextAsk { length: Some(length), alphabet, ..TextAsk::default() };
        let limit = if name.starts_with("length-max") { longest } else { shortest };
        Point::new(name, Edit::Text(Arc::clone(text), ask), limit.or_else(|| binding.form()))
    };
    let sized = plan.formats.iter().all(|format| format.sized.is_some());
    let limited = |name: &str| if name.starts_with("length-max") { plan.max.is_some() } else { plan.min > 0 };
    let rows =
        rows.into_iter().filter(|(name, ..)| !formed || limited(name) || (sized && name.starts_with("length-max")));
    rows.map(edit).collect()
}

/// The lengths that can be reached at all: those of the limits, narrowed by the patterns.
fn reach(plan: &TextPlan) -> (usize, Option<usize>) {
    plan.samplers.iter().fold((plan.min, plan.max), |(short, long), sampler| {
        let (low, high) = sampler.span();
        (short.max(low), least(long, high))
    })
}
