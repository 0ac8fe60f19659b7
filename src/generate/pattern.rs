//! Samples texts that match a regular expression, of a wished length where the expression allows it.

mod references;
pub(super) mod twist;

use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};

use self::references::closing;
use super::rng::Rng;
use crate::contract::schema::{CharClass, ecma};

/// The longest text that is built from an expression.
const LONGEST: usize = 20_000;
/// Characters that a plain text takes first, in this order.
const PLAIN: &str = "aA0あアｱ漢-_. /@";

/// A regular expression that texts are drawn from.
#[derive(Debug, Clone)]
pub(super) struct PatternSampler {
    hir: Hir,
    /// The expression itself, without what may stand before and after it.
    pub(super) core: Hir,
    /// Whether the text begins with the core, and whether it ends with it.
    pub(super) anchored: (bool, bool),
    /// Contents of the look-aheads, which the text must also hold somewhere.
    hints: Vec<Hir>,
}

/// How the places that are free are filled.
pub(super) struct Fill<'a> {
    /// The text's wished length in scalars.
    pub(super) length: Option<usize>,
    /// Only these characters, where the expression leaves a choice.
    pub(super) allowed: Option<&'a CharClass>,
    /// Without chance the text is the plainest.
    pub(super) chance: Option<&'a mut Rng>,
}

impl PatternSampler {
    /// Reads an expression as ECMA-262 writes it; none where it is beyond what can be sampled.
    pub(super) fn new(pattern: &str) -> Option<Self> {
        let (plain, looks) = without_looks(&ecma(pattern).ok()?);
        let core = parse(&plain)
            .or_else(|| parse(&references::filled(&plain, |group| Some(sample_of(&parse(group)?, 0, None)))?))?;
        let anchored = (
            core.properties().look_set_prefix().contains(Look::Start),
            core.properties().look_set_suffix().contains(Look::End),
        );
        let pad = |anchored: bool| if anchored { None } else { padding() };
        let hir = Hir::concat(pad(anchored.0).into_iter().chain([core.clone()]).chain(pad(anchored.1)).collect());
        Some(Self { hir, core, anchored, hints: looks.iter().filter_map(|look| parse(look)).collect() })
    }

    /// A text of the core alone: as short as may be, or by chance a little longer.
    pub(super) fn core(&self, mut chance: Option<&mut Rng>) -> String {
        let roam = chance.as_deref_mut().map_or(0, |rng| rng.below(4));
        sample_of(&self.core, roam, chance)
    }

    /// The shortest and the longest text, in scalars, without what a look-around adds.
    pub(super) fn span(&self) -> (usize, Option<usize>) {
        span(&self.hir)
    }

    /// One text; the caller checks it against the expression.
    pub(super) fn sample(&self, fill: &mut Fill<'_>) -> String {
        let (min, max) = span(&self.hir);
        let roam = fill.chance.as_deref_mut().map_or(0, |rng| rng.below(9));
        let wish = fill.length.unwrap_or(min + roam).clamp(min, max.unwrap_or(usize::MAX)).min(LONGEST);
        let mut text = String::new();
        write(&self.hir, wish, fill, &mut text);
        for (at, hint) in self.hints.iter().enumerate() {
            overlay(&mut text, hint, at, fill);
        }
        text
    }
}

/// Whether the lengths of a pattern are beyond doubt: a reference back to a group that took no part is empty, and what looks around is left
/// out of them.
pub(super) fn has_sure_span(pattern: &str) -> bool {
    let mut escaped = pattern.split('\\').skip(1).filter_map(|part| part.chars().next());
    let refers = escaped.any(|c| c == 'k' || matches!(c, '1'..='9'));
    !refers && !["(?=", "(?!", "(?<"].iter().any(|look| pattern.contains(look))
}

/// A text of an expression that is so much longer than its shortest.
pub(super) fn sample_of(hir: &Hir, longer: usize, chance: Option<&mut Rng>) -> String {
    let (min, max) = span(hir);
    let wish = (min + longer).min(max.unwrap_or(usize::MAX)).min(LONGEST);
    let mut text = String::new();
    write(hir, wish, &mut Fill { length: None, allowed: None, chance }, &mut text);
    text
}

pub(super) fn parse(pattern: &str) -> Option<Hir> {
    let rust = jsonschema_regex::to_rust_regex(pattern).ok()?;
    regex_syntax::Parser::new().parse(&rust).ok()
}

/// Letters that may stand before or after an expression without anchors.
fn padding() -> Option<Hir> {
    let letter = parse("[a-z]")?;
    Some(Hir::repetition(Repetition { min: 0, max: None, greedy: true, sub: Box::new(letter) }))
}

/// Splits look-arounds off: what is left, and the contents of the positive look-aheads at the start, which the whole text must hold.
fn without_looks(pattern: &str) -> (String, Vec<String>) {
    let (mut plain, mut looks) = (String::new(), Vec::new());
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let opener = ["(?=", "(?!", "(?<=", "(?<!"].into_iter().find(|opener| rest.starts_with(opener));
        let group = opener.and_then(|opener| Some((opener, closing(rest)?)));
        if let Some((opener, end)) = group {
            if opener == "(?=" && matches!(plain.as_str(), "" | "^") {
                looks.push(rest[opener.len()..end].trim_end_matches('$').to_owned());
            }
            rest = &rest[end + 1..];
            continue;
        }
        let width = if c == '\\' { 1 + rest[1..].chars().next().map_or(0, char::len_utf8) } else { c.len_utf8() };
        plain.push_str(&rest[..width]);
        rest = &rest[width..];
    }
    (plain, looks)
}

/// Writes the shortest text of a look-ahead over the text at a place of its own, so that several can hold at once.
fn overlay(text: &mut String, hint: &Hir, at: usize, fill: &mut Fill<'_>) {
    let mut needed = String::new();
    write(hint, span(hint).0, fill, &mut needed);
    let mut chars: Vec<char> = text.chars().collect();
    for (offset, c) in needed.chars().enumerate() {
        if let Some(slot) = chars.get_mut(at + offset) {
            *slot = c;
        }
    }
    *text = chars.into_iter().collect();
}

fn span(hir: &Hir) -> (usize, Option<usize>) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => (0, Some(0)),
        HirKind::Literal(literal) => {
            let count = String::from_utf8_lossy(&literal.0).chars().count();
            (count, Some(count))
        }
        HirKind::Class(_) => (1, Some(1)),
        HirKind::Capture(capture) => span(&capture.sub),
        HirKind::Repetition(repetition) => {
            let (min, max) = span(&repetition.sub);
            let most = match (max, repetition.max) {
                (Some(0), _) => Some(0),
                (Some(max), Some(times)) => Some(max.saturating_mul(times as usize)),
                _ => None,
            };
            (min.saturating_mul(repetition.min as usize), most)
        }
        HirKind::Concat(parts) => parts.iter().map(span).fold((0, Some(0)), |(min, max), (low, high)| {
            (min.saturating_add(low), max.zip(high).map(|(a, b): (usize, usize)| a.saturating_add(b)))
        }),
        HirKind::Alternation(parts) => {
            let spans: Vec<_> = parts.iter().map(span).collect();
            let max = spans.iter().map(|&(_, max)| max).try_fold(0, |most: usize, max| max.map(|max| most.max(max)));
            (spans.iter().map(|&(min, _)| min).min().unwrap_or(0), max)
        }
    }
}

fn write(hir: &Hir, wish: usize, fill: &mut Fill<'_>, out: &mut String) {
    if out.len() > LONGEST * 4 {
        return;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(class) => out.extend(one_of(class, fill)),
        HirKind::Capture(capture) => write(&capture.sub, wish, fill, out),
        HirKind::Repetition(repetition) => repeat(repetition, wish, fill, out),
        HirKind::Concat(parts) => {
            let parts: Vec<&Hir> = parts.iter().collect();
            share(&parts, wish, fill, out);
        }
        HirKind::Alternation(parts) => {
            let fitting: Vec<&Hir> = parts.iter().filter(|part| fits(part, wish)).collect();
            let from = if fitting.is_empty() { parts.iter().collect() } else { fitting };
            let index = fill.chance.as_deref_mut().map_or(0, |rng| rng.below(from.len()));
            write(from[index], wish, fill, out);
        }
    }
}

fn fits(hir: &Hir, wish: usize) -> bool {
    let (min, max) = span(hir);
    min <= wish && max.is_none_or(|max| wish <= max)
}

fn repeat(repetition: &Repetition, wish: usize, fill: &mut Fill<'_>, out: &mut String) {
    let (min, max) = span(&repetition.sub);
    let least = repetition.min as usize;
    let most = repetition.max.map_or(usize::MAX, |max| max as usize);
    // As few repetitions as can reach the wish, and no more than the wish leaves room for.
    let needed = max.map_or(1, |max| wish.div_ceil(max.max(1)));
    let room = wish.checked_div(min).unwrap_or(usize::MAX);
    let times = needed.min(room).clamp(least, most).min(LONGEST);
    let parts: Vec<&Hir> = std::iter::repeat_n(&*repetition.sub, if wish == 0 { least } else { times }).collect();
    share(&parts, wish, fill, out);
}

/// Gives every part what it needs at least, and the rest of the wish from left to right (at random under chance).
fn share(parts: &[&Hir], wish: usize, fill: &mut Fill<'_>, out: &mut String) {
    let spans: Vec<_> = parts.iter().map(|part| span(part)).collect();
    let mut spare = wish.saturating_sub(spans.iter().map(|&(min, _)| min).sum());
    // Room that later parts still have: a part must take what they cannot.
    let mut later: Vec<Option<usize>> = vec![Some(0)];
    for &(min, max) in spans.iter().rev() {
        let next = later.last().copied().flatten().zip(max).map(|(a, max)| a.saturating_add(max - min));
        later.push(next);
    }
    for (index, part) in parts.iter().enumerate() {
        let (min, max) = spans[index];
        let most = max.map_or(spare, |max| spare.min(max - min));
        let least = later[parts.len() - 1 - index].map_or(0, |room| spare.saturating_sub(room)).min(most);
        let extra = match fill.chance.as_deref_mut() {
            Some(rng) => least + rng.below(most - least + 1),
            None => {
                if later[parts.len() - 1 - index].is_none() {
                    least
                } else {
                    most
                }
            }
        };
        spare -= extra;
        write(part, min + extra, fill, out);
    }
}

fn one_of(class: &Class, fill: &mut Fill<'_>) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.ranges().iter().map(|r| (r.start(), r.end())).collect(),
        Class::Bytes(class) => class.ranges().iter().map(|r| (char::from(r.start()), char::from(r.end()))).collect(),
    };
    let set = match fill.allowed {
        Some(allowed) => intersect(&ranges, &allowed.0),
        None => Vec::new(),
    };
    let set = if set.is_empty() { ranges } else { set };
    match fill.chance.as_deref_mut() {
        Some(rng) => roam(&set, rng),
        None => plainest(&set),
    }
}

/// The ranges that two sets share.
pub(super) fn intersect(a: &[(char, char)], b: &[(char, char)]) -> Vec<(char, char)> {
    let pairs = a.iter().flat_map(|&x| b.iter().map(move |&y| (x.0.max(y.0), x.1.min(y.1))));
    pairs.filter(|(low, high)| low <= high).collect()
}

/// The plainest character of a set.
pub(super) fn plainest(set: &[(char, char)]) -> Option<char> {
    let holds = |c: char| set.iter().any(|&(low, high)| low <= c && c <= high);
    PLAIN.chars().find(|&c| holds(c)).or_else(|| ('!'..='~').find(|&c| holds(c))).or_else(|| set.first().map(|r| r.0))
}

/// A character of a set by chance: mostly ASCII where there is any, never unassigned planes for want of better.
fn roam(set: &[(char, char)], rng: &mut Rng) -> Option<char> {
    const TIDY: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('a', 'z')];
    const WIDER: &[(char, char)] =
        &[(' ', '~'), ('ぁ', 'ん'), ('ァ', 'ヶ'), ('一', '龠'), ('ｦ', 'ﾟ'), ('\u{C0}', '\u{FF}')];
    let tidy = if rng.once_in(4) { WIDER } else { TIDY };
    let near = intersect(set, tidy);
    let near = if near.is_empty() { intersect(set, WIDER) } else { near };
    pick_from(if near.is_empty() { set } else { &near }, rng)
}

/// A share of a whole, as an index below the count.
fn scaled(share: u32, count: usize) -> usize {
    usize::try_from((u128::from(share) * count as u128) >> 32).unwrap_or(0)
}

/// A character of a set, each range as likely as its neighbour.
pub(super) fn pick_from(set: &[(char, char)], rng: &mut Rng) -> Option<char> {
    let (first, second) = rng.halves();
    let &(low, high) = set.get(scaled(first, set.len()))?;
    let span = (u32::from(high) - u32::from(low)) as usize + 1;
    let code = u32::from(low) + u32::try_from(scaled(second, span)).ok()?;
    char::from_u32(code).or(Some(low))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::contract::schema::{Options, Validator};

    fn matches(pattern: &str, text: &str) -> bool {
        Validator::new(&json!({"pattern": pattern}), &Options::default()).expect(pattern).is_valid(&json!(text))
    }

    const PATTERNS: &[&str] = &[
        "^[0-9]{4}-[0-9]{2}$",
        "^(ab|c)+$",
        "foo",
        "^\\d+(\\.\\d{1,2})?$",
        "^[^\\s]{3,8}$",
        "^([a-z0-9+_-]+)(\\.[a-z0-9+_-]+)*@([a-z0-9-]+\\.)+[a-z]+$",
        "^(?=.*\\d)(?=.*[a-z])(?=.*[A-Z]).{8,20}$",
        "^[ｦ-ﾟ ]+$",
        "^\\p{L}{2}$",
        "^$",
    ];

    #[test]
    fn plain_and_random_samples_match() {
        for pattern in PATTERNS {
            let sampler = PatternSampler::new(pattern).expect(pattern);
            let plain = sampler.sample(&mut Fill { length: None, allowed: None, chance: None });
            assert!(matches(pattern, &plain) || pattern.contains("(?="), "{pattern}: {plain}");
            let mut rng = Rng::new(1, pattern);
            let hits = (0..50).filter(|_| {
                let text = sampler.sample(&mut Fill { length: Some(9), allowed: None, chance: Some(&mut rng) });
                matches(pattern, &text)
            });
            assert!(hits.count() > 0, "{pattern}");
        }
    }

    #[test]
    fn a_wished_length_is_reached_exactly() {
        for (pattern, length) in
            [("^[a-z]{2,8}-\\d+$", 20), ("^[A-Z]{1,64}(\\.[A-Z]+)*$", 100), ("x", 7), ("^(a|bc)*$", 9)]
        {
            for chance in [false, true] {
                let mut rng = Rng::new(2, pattern);
                let chance = chance.then_some(&mut rng);
                let text = PatternSampler::new(pattern).expect(pattern).sample(&mut Fill {
                    length: Some(length),
                    allowed: None,
                    chance,
                });
                assert_eq!((text.chars().count(), matches(pattern, &text)), (length, true), "{pattern}: {text}");
            }
        }
    }

    #[test]
    fn allowed_characters_are_preferred() {
        let allowed = CharClass(vec![('x', 'z')]);
        let text = PatternSampler::new("^[a-z]{3}$").expect("pattern").sample(&mut Fill {
            length: None,
            allowed: Some(&allowed),
            chance: None,
        });
        assert_eq!(text, "xxx");
    }

    #[test]
    fn spans_are_known() {
        assert_eq!(PatternSampler::new("^a{2,5}(b|cd)$").map(|s| s.span()), Some((3, Some(7))));
        assert_eq!(PatternSampler::new("a").map(|s| s.span()), Some((1, None)));
        assert_eq!(PatternSampler::new("^(a)\\1$").map(|sampler| sampler.core(None)).as_deref(), Some("aa"));
    }
}
