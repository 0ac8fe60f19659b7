//! Texts that several keywords shape at once, such as a format next to a pattern: where no single one of them writes such a text, what one of
//! them writes is repaired until it keeps the others too.

use serde_json::json;

use super::{TextAsk, TextPlan};
use crate::contract::schema::{LengthUnit, Options, Validator};
use crate::generate::alphabet::ASCII;
use crate::generate::pattern::{Fill, PatternSampler};
use crate::generate::rng::Rng;

/// Texts that are kept from one repair to the next.
const KEPT: usize = 24;
/// Places of a text that are repaired.
const PLACES: usize = 80;
/// Tries of a change by chance.
const CHANGES: usize = 12;

impl TextPlan {
    /// Whether several keywords shape the text, so that one of them alone may not write it.
    pub(super) fn is_shaped_by_several(&self) -> bool {
        let shapes = self.formats.len() + self.samplers.len();
        shapes > 1 || (shapes == 1 && (self.min > 0 || self.max.is_some() || self.check.is_some()))
    }

    /// A text that keeps everything, found by repair; by chance a changed one.
    pub(super) fn search(&self, ask: &TextAsk, chance: Option<&mut Rng>) -> Option<String> {
        if ask.alphabet.is_some() || ask.insert.is_some() {
            return None;
        }
        let seeds = self.seeds.get_or_init(|| self.repaired());
        let (from, fixed) = match (chance, ask.length) {
            (Some(rng), None) => {
                let seed = rng.pick(seeds)?;
                return Some(self.changed(seed, rng).unwrap_or_else(|| seed.clone()));
            }
            (Some(rng), length) => (rng.below(seeds.len().max(1)), length),
            (None, length) => (0, length),
        };
        let Some(length) = fixed else { return seeds.first().cloned() };
        let fits = |text: &String| self.unit.measure(text) == Some(length) && self.admits(text);
        let turned = seeds[from..].iter().chain(&seeds[..from]);
        turned.take(KEPT).find_map(|seed| self.sized(seed, length, fits))
    }

    /// Texts that keep everything, the plainest first.
    fn repaired(&self) -> Vec<String> {
        let validator_of = |pattern: &String| Validator::new(&json!({ "pattern": pattern }), &Options::default()).ok();
        let patterns: Vec<Option<Validator>> = self.patterns.iter().map(validator_of).collect();
        let holds = |which: usize, text: &str| {
            patterns[which].as_ref().is_none_or(|judge| judge.is_valid(&serde_json::Value::from(text)))
        };
        let mut texts = self.bases();
        for (number, pattern) in self.patterns.iter().enumerate() {
            let Some(sampler) = PatternSampler::new(pattern) else { continue };
            let keeps = |text: &str| (0..=number).all(|which| holds(which, text)) && self.is_formed(text);
            let mut kept: Vec<String> = texts.iter().filter(|text| keeps(text)).cloned().collect();
            let cores = cores(&sampler);
            let spliced = texts.iter().flat_map(|text| cores.iter().map(move |core| (text, core)));
            for (text, core) in spliced {
                if kept.len() >= KEPT {
                    break;
                }
                kept.extend(splices(text, core, sampler.anchored).filter(|text| keeps(text)).take(3));
            }
            texts = kept;
        }
        let mut found: Vec<String> = Vec::new();
        for text in texts {
            let length = self.unit.measure(&text).unwrap_or(0);
            let within = length.max(self.min).min(self.max.unwrap_or(length));
            let fits = |text: &String| self.admits(text);
            let repaired = if within == length { Some(text).filter(fits) } else { self.sized(&text, within, fits) };
            found.extend(repaired.filter(|text| !found.contains(text)));
        }
        found
    }

    /// Whether the text is of every format.
    fn is_formed(&self, text: &str) -> bool {
        self.formats.is_empty() || self.form.as_ref().is_none_or(|form| form.is_valid(&serde_json::Value::from(text)))
    }

    /// What a single keyword writes.
    fn bases(&self) -> Vec<String> {
        let mut rng = Rng::new(0, "repair");
        let mut texts: Vec<String> = Vec::new();
        for format in &self.formats {
            texts.push(format.plain.to_owned());
            let lengths = [Some(self.min), self.max].into_iter().flatten().filter(|length| (1..=400).contains(length));
            texts.extend(lengths.filter_map(|length| format.sized.and_then(|sized| sized(length))));
            texts.extend(format.classes.iter().map(|(_, text)| (*text).to_owned()));
            texts.extend((0..3).map(|_| (format.random)(&mut rng)));
        }
        if self.formats.is_empty() {
            let class = self.allowed.as_ref();
            for sampler in &self.samplers {
                let least = sampler.span().0.max(self.min);
                for longer in [0, 1, 2, 4, 8] {
                    let fill = |chance| Fill { length: Some(least + longer), allowed: class, chance };
                    texts.push(sampler.sample(&mut fill(None)));
                    texts.push(sampler.sample(&mut fill(Some(&mut rng))));
                }
            }
            texts.extend(ASCII.fill(LengthUnit::Scalars, self.min.clamp(1, 400)));
        }
        texts
    }

    /// The text made so long, by a run of one of its parts or without one of them.
    fn sized(&self, text: &str, length: usize, fits: impl Fn(&String) -> bool) -> Option<String> {
        let chars: Vec<char> = text.chars().collect();
        let now = self.unit.measure(text)?;
        if now == length {
            return Some(text.to_owned()).filter(&fits);
        }
        let places = chars.len().min(PLACES);
        let (from, more) = (now.min(length), now.abs_diff(length));
        if from == length {
            let cut = |at: usize| {
                let rest = chars.get(at + more..)?;
                Some(chars[..at].iter().chain(rest).collect::<String>())
            };
            return (0..=places).rev().filter_map(cut).find(&fits);
        }
        // Runs of one letter, then of a few, which divides what may not be long in one piece.
        [1, 2, 3, 8].into_iter().find_map(|run: usize| {
            let grown = |at: usize| {
                let part = chars.get(at.checked_sub(run)?..at)?;
                let added = part.iter().cycle().take(more);
                Some(chars[..at].iter().chain(added).chain(&chars[at..]).collect::<String>())
            };
            (1..=places).rev().filter_map(grown).find(&fits)
        })
    }

    /// The text with a few characters changed for others of their kind, and a little shorter or longer.
    fn changed(&self, text: &str, rng: &mut Rng) -> Option<String> {
        let mut best = None;
        let mut chars: Vec<char> = text.chars().collect();
        for _ in 0..CHANGES {
            let before = chars.clone();
            if chars.is_empty() {
                break;
            }
            let at = rng.below(chars.len());
            match rng.below(6) {
                0 => chars.insert(at, before[at]),
                1 => drop(chars.remove(at)),
                _ => chars[at] = alike(before[at], rng),
            }
            let text: String = chars.iter().collect();
            if self.admits(&text) { best = Some(text) } else { chars = before }
        }
        best
    }
}

/// A few texts of the expression alone, the plainest first.
fn cores(sampler: &PatternSampler) -> Vec<String> {
    let mut rng = Rng::new(0, "core");
    let mut cores = vec![sampler.core(None)];
    cores.extend((0..5).map(|_| sampler.core(Some(&mut rng))));
    cores.dedup();
    cores
}

/// The core in place of each part of the text where the anchors let it stand, the smallest change first.
fn splices<'a>(text: &'a str, core: &'a str, anchored: (bool, bool)) -> impl Iterator<Item = String> + 'a {
    let cuts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).take(PLACES).collect();
    let last = cuts.len() - 1;
    let starts = if anchored.0 { 0..=0 } else { 0..=last };
    let pairs = starts.flat_map(move |start| {
        // What is replaced is mostly as long as what it is replaced by, or there is nothing to replace.
        let own = core.chars().count();
        let ends = if anchored.1 { last..=last } else { start..=last };
        ends.map(move |end| (start, end, (end - start).min((end - start).abs_diff(own))))
    });
    let mut pairs: Vec<(usize, usize, usize)> = pairs.collect();
    pairs.sort_by_key(|&(start, end, cost)| (cost, std::cmp::Reverse(start), end));
    pairs.into_iter().map(move |(start, end, _)| format!("{}{core}{}", &text[..cuts[start]], &text[cuts[end]..]))
}

/// Another character of the same kind.
fn alike(c: char, rng: &mut Rng) -> char {
    let of = |rng: &mut Rng, first: u8, count: usize| char::from(first + u8::try_from(rng.below(count)).unwrap_or(0));
    match c {
        // Never to a zero: a year or a first octet of zeros is legal to some only.
        '0'..='9' => of(rng, b'1', 9),
        'a'..='f' => of(rng, b'a', 6),
        'A'..='F' => of(rng, b'A', 6),
        'a'..='z' => of(rng, b'a', 26),
        'A'..='Z' => of(rng, b'A', 26),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::text::TextLimits;

    fn plan(patterns: &[&str], format: Option<&str>, min: usize, max: Option<usize>) -> TextPlan {
        let limits = TextLimits {
            lengths: vec![(LengthUnit::Scalars, min, max)],
            patterns: patterns.iter().map(|&pattern| pattern.to_owned()).collect(),
            formats: format.into_iter().map(str::to_owned).collect(),
            ..TextLimits::default()
        };
        TextPlan::new(&limits, &Options::default()).expect("no contradiction")
    }

    #[test]
    fn a_format_keeps_a_pattern_or_a_length_beside_it() {
        let rows: &[(&str, &[&str], usize, Option<usize>)] = &[
            ("date-time", &["\\.[0-9]{3}Z$"], 0, None),
            ("uuid", &["^.{8}-.{4}-7"], 0, None),
            ("ipv4", &["^10\\."], 0, None),
            ("email", &["@corp\\.example$"], 0, None),
            ("email", &["^[a-z]+@", "\\.example$"], 20, Some(40)),
            ("uri", &["^https://"], 30, Some(80)),
            ("hostname", &[], 0, Some(10)),
            ("email", &[], 31, Some(31)),
            ("ipv6", &["^fe80:"], 0, None),
            ("date", &["^2030-"], 0, None),
        ];
        for (format, patterns, min, max) in rows {
            let plan = plan(patterns, Some(format), *min, *max);
            assert!(plan.draw(&TextAsk::default(), None).is_some(), "{format} {patterns:?}");
            let mut rng = Rng::new(1, format);
            let drawn = (0..20).filter_map(|_| plan.draw(&TextAsk::default(), Some(&mut rng)));
            assert!(drawn.filter(|text| plan.admits(text)).count() == 20, "{format} {patterns:?}");
        }
    }

    #[test]
    fn several_patterns_hold_at_once() {
        let rows: &[(&[&str], usize, Option<usize>)] = &[
            (&["[0-9]", "[A-Z]"], 8, None),
            (&["[0-9]", "[A-Z]", "[a-z]", "[^A-Za-z0-9]", "^\\S+$"], 12, Some(64)),
            (&["^[A-Z]", "[0-9]$", "^[A-Za-z0-9]+$"], 0, Some(10)),
            (&["^P(?!$)(\\d+D)?(T(?=\\d)(\\d+H)?(\\d+M)?)?$"], 0, None),
            (&["^(?=.*[0-9])(?=.*[a-z])[a-z0-9]{8}$"], 0, None),
        ];
        for (patterns, min, max) in rows {
            let plan = plan(patterns, None, *min, *max);
            assert!(plan.draw(&TextAsk::default(), None).is_some(), "{patterns:?}");
            assert!(plan.draw(&TextAsk::default(), Some(&mut Rng::new(1, "several"))).is_some(), "{patterns:?}");
        }
    }

    #[test]
    fn a_repaired_text_has_the_length_that_is_asked() {
        let plan = plan(&["@corp\\.example$"], Some("email"), 0, Some(60));
        for length in [20, 40, 60] {
            let text = plan.draw(&TextAsk { length: Some(length), ..TextAsk::default() }, None);
            assert_eq!(text.map(|text| text.chars().count()), Some(length));
        }
    }
}
