//! A character outside a class: each one just outside each of its ranges, and those that are often confused.

use super::{Family, Spot, Way};
use crate::contract::schema::CharClass;
use crate::generate::text::TextAsk;

/// Characters that implementations let through, whatever the class.
const CONFUSED: &str = "\u{0}\u{7F}\n \u{3000}ー－ｰ･。あア漢Ａ１éａ\u{200B}𠮷①髙～〜−¥";

pub(super) const FAMILY: Family = Family { keywords: &["x-charClass"], ways };

fn ways(spot: &Spot<'_>) -> Vec<Way> {
    let Some(class) = spot.class else { return Vec::new() };
    let ask = |c: char| TextAsk { insert: Some(c), fill: Some(class.clone()), ..TextAsk::default() };
    outside(class).into_iter().map(|c| spot.ask(format!("class:U+{:04X}", u32::from(c)), &ask(c))).collect()
}

/// The characters before and after each range that are not in the class, then the confusable ones.
fn outside(class: &CharClass) -> Vec<char> {
    let mut found: Vec<char> = Vec::new();
    let edges = class.0.iter().flat_map(|&(first, last)| [before(first), after(last)]);
    for c in edges.flatten().chain(CONFUSED.chars()) {
        if !class.contains(c) && !found.contains(&c) {
            found.push(c);
        }
    }
    found
}

fn before(c: char) -> Option<char> {
    let code = u32::from(c).checked_sub(1)?;
    char::from_u32(code).or(Some('\u{D7FF}'))
}

fn after(c: char) -> Option<char> {
    let code = u32::from(c) + 1;
    char::from_u32(code).or_else(|| (code < 0xE000).then_some('\u{E000}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_neighbour_of_each_range_is_outside() {
        let class = CharClass(vec![('\u{FF66}', '\u{FF6F}'), ('\u{FF71}', '\u{FF9D}'), ('0', '9')]);
        let found = outside(&class);
        for c in ['\u{FF65}', '\u{FF70}', '\u{FF9E}', '/', ':'] {
            assert!(found.contains(&c), "{c}");
        }
        assert!(found.iter().all(|c| !class.contains(*c)));
        assert_eq!(before('\u{E000}'), Some('\u{D7FF}'));
        assert_eq!((before('\u{0}'), after(char::MAX)), (None, None));
    }
}
