//! The limits inside an expression, each overstepped once: a repetition too few and too many, the characters just outside each class, and
//! something before and after where an anchor is. Whether a text really breaks the expression its validator says.

use regex_syntax::hir::{Class, Hir, HirKind, Repetition};

use super::{PatternSampler, sample_of};
use crate::generate::rng::Rng;

/// Repetitions of one expression that are broken.
const REPETITIONS: usize = 12;
/// Characters outside the classes of one expression.
const EDGES: usize = 16;
/// Classes and repetitions that are looked at for them.
const SPOTS: usize = 100;
/// The highest end of a repetition that is overstepped: a longer text is one of length.
const TIMES: u32 = 5000;
/// What is before and after an anchor: one of the first that the expression does not take there.
const STRANGERS: [&str; 4] = ["!", "a", "0", "漢"];

/// One limit overstepped: the name of the kind, and the texts that are tried.
pub(in crate::generate) type Twisted = (String, Vec<String>);

impl PatternSampler {
    /// Every limit of the expression, overstepped.
    pub(in crate::generate) fn twisted(&self) -> Vec<Twisted> {
        let mut spots = Vec::new();
        collect(&self.core, &mut Vec::new(), &mut spots);
        let mut found = Vec::new();
        let repetitions = spots.iter().filter_map(|(path, hir)| match hir.kind() {
            HirKind::Repetition(repetition) => Some((path, repetition)),
            _ => None,
        });
        for (number, (path, repetition)) in (1..).zip(repetitions.take(REPETITIONS)) {
            let times = |times: u32| {
                let exact = Repetition { min: times, max: Some(times), ..repetition.clone() };
                self.samples(path, &Hir::repetition(exact))
            };
            if let Some(less) = repetition.min.checked_sub(1).filter(|less| *less < TIMES) {
                found.push((format!("repetition-under:{number}"), times(less)));
            }
            if let Some(max) = repetition.max.filter(|max| *max < TIMES) {
                found.push((format!("repetition-over:{number}"), times(max + 1)));
            }
        }
        found.extend(self.edges(&spots));
        found.extend(self.anchors());
        found
    }

    fn edges(&self, spots: &[(Vec<usize>, &Hir)]) -> Vec<Twisted> {
        let mut found: Vec<Twisted> = Vec::new();
        for (path, hir) in spots.iter().take(SPOTS) {
            let HirKind::Class(Class::Unicode(class)) = hir.kind() else { continue };
            let ranges: Vec<(char, char)> = class.ranges().iter().map(|range| (range.start(), range.end())).collect();
            let holds = |c: char| ranges.iter().any(|&(low, high)| low <= c && c <= high);
            let next = |c: char, step: i64| u32::try_from(i64::from(u32::from(c)) + step).ok().and_then(char::from_u32);
            for c in
                ranges.iter().flat_map(|&(low, high)| [next(low, -1), next(high, 1)]).flatten().filter(|c| !holds(*c))
            {
                let kind = format!("edge:U+{:04X}", u32::from(c));
                let texts = self.samples(path, &Hir::literal(c.to_string().into_bytes()));
                match found.iter().position(|(known, _)| *known == kind) {
                    // The same character may be legal elsewhere in the expression: then this place is tried next.
                    Some(known) => found[known].1.extend(texts),
                    None if found.len() < EDGES => found.push((kind, texts)),
                    None => {}
                }
            }
        }
        found
    }

    fn anchors(&self) -> Vec<Twisted> {
        let texts: Vec<String> = self.samples(&[], &self.core);
        let with = |before: bool| {
            let strange = STRANGERS.iter().flat_map(|c| {
                texts.iter().map(move |text| if before { format!("{c}{text}") } else { format!("{text}{c}") })
            });
            strange.collect::<Vec<_>>()
        };
        let start = self.anchored.0.then(|| ("anchor-start".to_owned(), with(true)));
        let end = self.anchored.1.then(|| ("anchor-end".to_owned(), with(false)));
        start.into_iter().chain(end).collect()
    }

    /// Texts of the core in which this stands at the end of the path: a plain one, then some by chance.
    fn samples(&self, path: &[usize], what: &Hir) -> Vec<String> {
        let hir = put(&self.core, path, what);
        let mut rng = Rng::new(0, "twist");
        let mut texts = vec![sample_of(&hir, 0, None)];
        for longer in 1..4 {
            texts.push(sample_of(&hir, longer, Some(&mut rng)));
        }
        texts.dedup();
        texts
    }
}

/// Every repetition and every class, with the path to it.
fn collect<'h>(hir: &'h Hir, path: &mut Vec<usize>, spots: &mut Vec<(Vec<usize>, &'h Hir)>) {
    let mut below = |index: usize, sub: &'h Hir, spots: &mut Vec<(Vec<usize>, &'h Hir)>| {
        path.push(index);
        collect(sub, path, spots);
        path.pop();
    };
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            below(0, &repetition.sub, spots);
            spots.push((path.clone(), hir));
        }
        HirKind::Class(_) => spots.push((path.clone(), hir)),
        HirKind::Capture(capture) => below(0, &capture.sub, spots),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().enumerate().for_each(|(index, part)| below(index, part, spots));
        }
        HirKind::Empty | HirKind::Look(_) | HirKind::Literal(_) => {}
    }
}

/// The expression with something else at the end of a path, which every text then passes through.
fn put(hir: &Hir, path: &[usize], what: &Hir) -> Hir {
    let Some((&first, rest)) = path.split_first() else { return what.clone() };
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            let others = Repetition {
                min: repetition.min.saturating_sub(1),
                max: repetition.max.map(|max| max.saturating_sub(1)),
                ..repetition.clone()
            };
            Hir::concat(vec![put(&repetition.sub, rest, what), Hir::repetition(others)])
        }
        HirKind::Capture(capture) => put(&capture.sub, rest, what),
        HirKind::Alternation(parts) => parts.get(first).map_or_else(|| hir.clone(), |part| put(part, rest, what)),
        HirKind::Concat(parts) => {
            let changed =
                |(index, part): (usize, &Hir)| if index == first { put(part, rest, what) } else { part.clone() };
            Hir::concat(parts.iter().enumerate().map(changed).collect())
        }
        _ => hir.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pattern: &str, kind: &str) -> Vec<String> {
        let all = PatternSampler::new(pattern).expect(pattern).twisted();
        let names: Vec<_> = all.iter().map(|(name, _)| name.clone()).collect();
        all.into_iter().find(|(name, _)| name == kind).unwrap_or_else(|| panic!("{pattern} {kind}: {names:?}")).1
    }

    #[test]
    fn a_repetition_is_overstepped_with_letters_that_are_good() {
        assert_eq!(of("^[0-9A-Za-z-]{1,27}$", "repetition-over:1")[0], "a".repeat(28));
        assert_eq!(of("^[0-9A-Za-z-]{1,27}$", "repetition-under:1")[0], "");
        assert_eq!(of("^PF-[0-9]{6}$", "repetition-over:1")[0], "PF-0000000");
        assert_eq!(of("^PF-[0-9]{6}$", "repetition-under:1")[0], "PF-00000");
        assert_eq!(of("^(a|b(c{2,3}))$", "repetition-over:1")[0], "bcccc");
        assert_eq!(of("^x(-[0-9]{2})?$", "repetition-over:1")[0], "x-000");
        assert_eq!(of("^x(-[0-9]{2})?$", "repetition-over:2")[0], "x-00-00");
    }

    #[test]
    fn the_characters_beside_each_range_and_beyond_each_anchor_are_put_in() {
        assert_eq!(of("^[0-9]{3}[a-f]$", "edge:U+003A")[0], ":00a");
        assert_eq!(of("^[0-9]{3}[a-f]$", "edge:U+0067")[0], "000g");
        assert_eq!(of("^[0-9]{3}$", "anchor-start")[0], "!000");
        assert_eq!(of("[0-9]{3}$", "anchor-end")[0], "000!");
        let open = PatternSampler::new("[0-9]{3}").expect("a sampler").twisted();
        assert!(open.iter().all(|(kind, _)| !kind.starts_with("anchor")), "{open:?}");
    }

    #[test]
    fn an_expression_of_many_limits_is_not_broken_without_end() {
        let many = format!("^{}$", "([a-c]x[0-9]{1,2})?".repeat(60));
        assert!(PatternSampler::new(&many).expect("a sampler").twisted().len() <= 2 * REPETITIONS + EDGES + 2);
    }
}
