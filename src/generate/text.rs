//! Text: everything that a conjunct says of a string, prepared so that a draw compiles nothing.

mod search;
mod wide;

use std::sync::OnceLock;

use serde_json::{Value, json};

use super::alphabet::{ASCII, Alphabet};
use super::format::{self, Format};
use super::pattern::{Fill, PatternSampler, has_sure_span, intersect, pick_from, plainest};
use super::rng::Rng;
use crate::contract::schema::{CharClass, LengthUnit, Options, Validator};
use crate::contract::{DrawId, Message};

/// How often a text is tried before the wish counts as impossible, and how much is written for it beyond the first tries.
const ATTEMPTS: usize = 40;
const LETTERS: usize = 2000;
const SURE: usize = 3;
/// The longest text that is drawn.
const LONGEST: usize = 200_000;
/// Length that a random text gets beyond its minimum.
const ROAM: usize = 12;

/// Limits on text, as the schema words them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct TextLimits {
    /// The least and the greatest length, by the unit that they are counted in.
    pub(super) lengths: Vec<(LengthUnit, usize, Option<usize>)>,
    /// Patterns to match.
    pub(super) patterns: Vec<String>,
    /// Patterns not to match.
    pub(super) not_patterns: Vec<String>,
    /// Formats to be of.
    pub(super) formats: Vec<String>,
    /// Formats not to be of.
    pub(super) not_formats: Vec<String>,
    /// Character classes to keep to, by name.
    pub(super) classes: Vec<String>,
    /// Character classes to leave, by name.
    pub(super) not_classes: Vec<String>,
}

/// Limits on text, ready to draw from.
#[derive(Debug)]
pub(super) struct TextPlan {
    /// The unit of the limits on length.
    pub(super) unit: LengthUnit,
    /// The least length.
    pub(super) min: usize,
    /// The greatest length.
    pub(super) max: Option<usize>,
    /// The characters that every class allows.
    pub(super) allowed: Option<CharClass>,
    /// What texts are made from, where patterns say so.
    pub(super) samplers: Vec<PatternSampler>,
    /// What texts are made from, where formats say so.
    pub(super) formats: Vec<&'static Format>,
    /// The characters that some class must not hold: to break it, one of the others is put in.
    barred: Option<CharClass>,
    /// Everything beyond length and class.
    check: Option<Validator>,
    /// The patterns as they are written.
    patterns: Vec<String>,
    /// The formats alone.
    form: Option<Validator>,
    /// Texts that were found by repair, once one was needed.
    seeds: OnceLock<Vec<String>>,
}

/// What a text should be like within its plan.
#[derive(Debug, Clone, Default)]
pub(super) struct TextAsk {
    /// Its length in the unit of the plan.
    pub(super) length: Option<usize>,
    /// The alphabet that it is written in.
    pub(super) alphabet: Option<&'static Alphabet>,
    /// Characters to fill with, where the plan itself allows any.
    pub(super) fill: Option<CharClass>,
    /// A character that must stand in it.
    pub(super) insert: Option<char>,
}

/// Contradictions beyond doubt: of others there may be a text that was not found.
pub(super) const PROVED: [DrawId; 3] = [DrawId::MinAboveMax, DrawId::NoCharacter, DrawId::PatternNoLength];

impl TextPlan {
    /// Prepares the limits; the error says what contradicts what.
    pub(super) fn new(limits: &TextLimits, options: &Options) -> Result<Self, Message> {
        let (unit, min, max) = limits.lengths.first().copied().unwrap_or_default();
        let known = |name: &String| options.classes.get(name);
        let allowed = limits.classes.iter().filter_map(known).fold(None, |all: Option<CharClass>, class| {
            Some(all.map_or_else(|| class.clone(), |all| CharClass(intersect(&all.0, &class.0))))
        });
        let plan = Self {
            unit,
            min,
            max,
            samplers: limits.patterns.iter().filter_map(|pattern| PatternSampler::new(pattern)).collect(),
            formats: limits.formats.iter().filter_map(|name| format::find(format::FORMATS, name)).collect(),
            barred: limits.not_classes.iter().find_map(known).cloned(),
            check: check(limits, options),
            patterns: limits.patterns.clone(),
            form: Some(TextLimits { formats: limits.formats.clone(), ..TextLimits::default() })
                .filter(|_| !limits.patterns.is_empty())
                .and_then(|formats| check(&formats, options)),
            seeds: OnceLock::new(),
            allowed,
        };
        plan.contradiction().map_or(Ok(plan), Err)
    }

    fn contradiction(&self) -> Option<Message> {
        if self.min > LONGEST {
            return Some(DrawId::TextBeyond.with([self.min.into(), LONGEST.into()]));
        }
        if self.max.is_some_and(|max| self.min > max) {
            return Some(PROVED[0].into());
        }
        if self.min > 0 && self.allowed.as_ref().is_some_and(|class| class.0.is_empty()) {
            return Some(PROVED[1].into());
        }
        let scalars = self.unit == LengthUnit::Scalars;
        let clash = |(short, long): (usize, Option<usize>)| {
            self.max.is_some_and(|max| short > max) || (scalars && long.is_some_and(|long| long < self.min))
        };
        let sure = self.patterns.iter().all(|pattern| has_sure_span(pattern));
        let why = if sure { DrawId::PatternNoLength } else { DrawId::PatternMayHaveNone };
        self.samplers.iter().any(|s| clash(s.span())).then(|| why.into())
    }

    /// Whether it is text of no class and no form, so that an alphabet can be written in it. Other requirements may still bar one.
    pub(super) fn takes_alphabets(&self) -> bool {
        self.allowed.is_none() && self.barred.is_none() && self.formats.is_empty() && self.samplers.is_empty()
    }

    /// Whether a text of the alphabet and of exactly this length is within the plan.
    pub(super) fn writes(&self, alphabet: &Alphabet, length: usize) -> bool {
        self.takes_alphabets() && alphabet.fill(self.unit, length).is_some_and(|text| self.admits(&text))
    }

    /// Whether the text keeps everything.
    pub(super) fn admits(&self, text: &str) -> bool {
        let fits = self.unit.measure(text).is_some_and(|n| n >= self.min && self.max.is_none_or(|max| n <= max));
        fits && self.admits_letters(text)
    }

    fn admits_letters(&self, text: &str) -> bool {
        self.allowed.as_ref().is_none_or(|class| text.chars().all(|c| class.contains(c)))
            && self.barred.as_ref().is_none_or(|class| text.chars().any(|c| !class.contains(c)))
            && self.check.as_ref().is_none_or(|check| check.is_valid(&Value::from(text)))
    }

    /// A text within the plan; without chance the plainest.
    pub(super) fn draw(&self, ask: &TextAsk, mut chance: Option<&mut Rng>) -> Option<String> {
        if ask.length.is_some_and(|length| !self.reaches(length)) {
            return None;
        }
        // Where nothing but repair has led to a text, it is the first to be tried.
        if self.formats.len() + self.samplers.len() > 1
            && self.seeds.get().is_some_and(|seeds| !seeds.is_empty())
            && let Some(text) = self.search(ask, chance.as_deref_mut())
        {
            return Some(text);
        }
        let (mut fallback, mut written) = (None, 0);
        for attempt in 0..ATTEMPTS {
            if written > LETTERS && attempt >= SURE {
                break;
            }
            // The first try is the plainest; later ones vary, or they would all fail alike.
            let vary = match chance.as_deref_mut() {
                None if attempt > 0 => Some(fallback.get_or_insert_with(|| Rng::new(0, "text"))),
                chance => chance,
            };
            let Some(mut text) = self.attempt(ask, attempt, vary) else { continue };
            written += text.len();
            if let Some(c) = ask.insert {
                text = put(&text, c, attempt);
            }
            if ask.length.is_none_or(|length| self.unit.measure(&text) == Some(length)) && self.admits(&text) {
                return Some(text);
            }
        }
        if self.is_shaped_by_several() { self.search(ask, chance) } else { None }
    }

    /// Whether the expressions leave a text of this length, as far as their spans show: to try costs hundreds of texts.
    fn reaches(&self, length: usize) -> bool {
        let scalars = self.unit == LengthUnit::Scalars;
        self.samplers.iter().map(PatternSampler::span).all(|(short, long)| {
            // Every unit counts a character once at least.
            short <= length && !(scalars && long.is_some_and(|long| length > long))
        })
    }

    fn attempt(&self, ask: &TextAsk, attempt: usize, chance: Option<&mut Rng>) -> Option<String> {
        if let Some(format) = turn(&self.formats, attempt) {
            return match (ask.length, chance) {
                (Some(length), _) => format.sized.and_then(|sized| sized(length)),
                (None, Some(rng)) => Some((format.random)(rng)),
                (None, None) => Some(self.fitting(format)),
            };
        }
        if let Some(sampler) = turn(&self.samplers, attempt) {
            let (short, long) = sampler.span();
            let room = long.map_or(ROAM, |long| long.saturating_sub(short)).min(ROAM);
            let wish = short.max(self.min) + if attempt == 0 { 0 } else { attempt % (room + 1) };
            let length = ask.length.unwrap_or_else(|| wish.min(self.max.unwrap_or(wish)));
            let allowed = ask.fill.as_ref().or(self.allowed.as_ref());
            return Some(sampler.sample(&mut Fill { length: Some(length), allowed, chance }));
        }
        self.compose(ask, chance)
    }

    /// The plainest text of the format, or one that is as long as it must be or may be.
    fn fitting(&self, format: &Format) -> String {
        let sized = |length: usize| format.sized.and_then(|sized| sized(length));
        let count = self.unit.measure(format.plain).unwrap_or(0);
        let text = if count < self.min { sized(self.min) } else { self.max.filter(|max| count > *max).and_then(sized) };
        text.unwrap_or_else(|| format.plain.to_owned())
    }

    /// A text without pattern or format: an alphabet, a class, or letters.
    fn compose(&self, ask: &TextAsk, chance: Option<&mut Rng>) -> Option<String> {
        if let Some(alphabet) = ask.alphabet {
            return match ask.length {
                Some(length) => alphabet.fill(self.unit, length),
                None => alphabet.within(self.unit, self.min, self.max),
            };
        }
        let inserted = ask.insert.map_or(0, |_| 1);
        let plain = self.min.max(1).max(inserted).min(self.max.unwrap_or(usize::MAX));
        let class = ask.fill.as_ref().or(self.allowed.as_ref());
        let Some(rng) = chance else {
            let length = ask.length.unwrap_or(plain);
            return match (class, &self.barred) {
                (Some(class), _) => repeat(plainest(&class.0)?, self.unit, length),
                (None, Some(barred)) => repeat(outside(barred)?, self.unit, length),
                (None, None) => ASCII.fill(self.unit, length),
            };
        };
        let most = self.max.unwrap_or(usize::MAX).min(self.min.saturating_add(ROAM));
        let length = ask.length.unwrap_or_else(|| self.min + rng.below(most.saturating_sub(self.min) + 1));
        match (class, &self.barred) {
            (Some(class), _) => {
                let edge = rng.pick(&class.0).map(|range| range.0)?;
                let text: String = (0..length).filter_map(|_| pick_from(&class.0, rng)).collect();
                if self.unit.measure(&text) == Some(length) { Some(text) } else { repeat(edge, self.unit, length) }
            }
            (None, Some(barred)) => repeat(outside(barred)?, self.unit, length),
            (None, None) => free(self.unit, length, rng),
        }
    }
}

/// The first member on even attempts, the others in turn.
fn turn<T>(from: &[T], attempt: usize) -> Option<&T> {
    if from.is_empty() { None } else { from.get(attempt % from.len()) }
}

/// Free text by chance: mostly letters, now and then an alphabet that matters.
fn free(unit: LengthUnit, length: usize, rng: &mut Rng) -> Option<String> {
    if rng.once_in(3) {
        // Alphabets that a caller may want to see by name only (control characters) stay out of random text.
        let alphabet = rng.pick(&super::alphabet::ALPHABETS[..10])?;
        if let Some(text) = alphabet.fill(unit, length) {
            return Some(text);
        }
    }
    let letter = |rng: &mut Rng| char::from(b'a' + u8::try_from(rng.below(26)).unwrap_or(0));
    Some((0..length).map(|_| letter(rng)).collect())
}

fn repeat(c: char, unit: LengthUnit, length: usize) -> Option<String> {
    let size = unit.measure(c.encode_utf8(&mut [0; 4]))?.max(1);
    length.is_multiple_of(size).then(|| std::iter::repeat_n(c, length / size).collect())
}

fn outside(class: &CharClass) -> Option<char> {
    ('!'..='~').chain('ぁ'..='ん').chain('一'..='龠').find(|&c| !class.contains(c))
}

/// Replaces one character: the first, the last or the middle one, in turn.
fn put(text: &str, c: char, attempt: usize) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let at = match attempt % 3 {
        0 => chars.len() / 2,
        1 => 0,
        _ => chars.len().saturating_sub(1),
    };
    match chars.get_mut(at) {
        Some(slot) => *slot = c,
        None => chars.push(c),
    }
    chars.into_iter().collect()
}

/// A validator for what length and class do not say; none where they say everything.
fn check(limits: &TextLimits, options: &Options) -> Option<Validator> {
    let mut parts: Vec<Value> = Vec::new();
    parts.extend(limits.patterns.iter().map(|pattern| json!({ "pattern": pattern })));
    parts.extend(limits.not_patterns.iter().map(|pattern| json!({"not": {"pattern": pattern}})));
    parts.extend(limits.formats.iter().map(|format| json!({ "format": format })));
    parts.extend(limits.not_formats.iter().map(|format| json!({"not": {"format": format}})));
    for &(unit, min, max) in limits.lengths.iter().skip(1) {
        let unit = match unit {
            LengthUnit::Scalars => "scalars",
            LengthUnit::Utf16 => "utf16",
            LengthUnit::Utf8 => "utf8",
            LengthUnit::Cp932 => "cp932",
        };
        let mut part = json!({"x-lengthUnit": unit, "minLength": min});
        if let Some(max) = max {
            part["maxLength"] = max.into();
        }
        parts.push(part);
    }
    if parts.is_empty() {
        return None;
    }
    Validator::new(&json!({ "allOf": parts }), &Options { strict: false, ..options.clone() }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(limits: &TextLimits) -> TextPlan {
        let kana = CharClass(vec![('\u{FF66}', '\u{FF6F}'), ('A', 'Z')]);
        let options = Options { classes: [("kana".to_owned(), kana)].into(), ..Options::default() };
        TextPlan::new(limits, &options).expect("a plan")
    }

    #[test]
    fn lengths_are_met_in_every_unit() {
        for unit in [LengthUnit::Scalars, LengthUnit::Utf16, LengthUnit::Utf8, LengthUnit::Cp932] {
            let plan = plan(&TextLimits {
                lengths: vec![(unit, 2, Some(300))],
                classes: vec!["kana".into()],
                ..TextLimits::default()
            });
            let text = plan.draw(&TextAsk { length: Some(300), ..TextAsk::default() }, None).expect("a text");
            assert_eq!(unit.measure(&text), Some(300));
            let mut rng = Rng::new(1, "text");
            assert!((0..50).all(|_| plan.draw(&TextAsk::default(), Some(&mut rng)).is_some_and(|t| plan.admits(&t))));
        }
    }

    #[test]
    fn a_wished_character_stands_in_the_text() {
        let limits = TextLimits { lengths: vec![(LengthUnit::Scalars, 1, Some(48))], ..TextLimits::default() };
        let ask = TextAsk { insert: Some('ｰ'), fill: Some(CharClass(vec![('A', 'C')])), ..TextAsk::default() };
        assert!(plan(&limits).draw(&ask, None).is_some_and(|text| text.contains('ｰ')));
    }

    #[test]
    fn patterns_formats_and_their_negations_combine() {
        let limits = TextLimits {
            patterns: vec!["^[0-9/]+$".into(), "^2024".into()],
            formats: vec!["date-slash".into()],
            not_patterns: vec!["29$".into()],
            ..TextLimits::default()
        };
        let text = plan(&limits).draw(&TextAsk::default(), None);
        assert!(text.is_none_or(|t| t.starts_with("2024/")));
        let two = TextLimits { patterns: vec!["^[0-9]+$".into(), "^.{3}$".into()], ..TextLimits::default() };
        assert_eq!(plan(&two).draw(&TextAsk::default(), None).map(|t| t.len()), Some(3));
    }

    #[test]
    fn a_length_that_an_expression_rules_out_is_not_tried() {
        let of = |unit: LengthUnit| {
            let lengths = vec![(unit, 0, None)];
            let plan = plan(&TextLimits { lengths, patterns: vec!["^AC.{3,4}$".into()], ..TextLimits::default() });
            [4, 5, 6, 7, 12].map(|length| plan.reaches(length))
        };
        assert_eq!(of(LengthUnit::Scalars), [false, true, true, false, false]);
        assert_eq!(of(LengthUnit::Utf8), [false, true, true, true, true]);
    }

    #[test]
    fn contradictions_are_said() {
        let short = TextLimits {
            lengths: vec![(LengthUnit::Scalars, 0, Some(2))],
            patterns: vec!["^abcd".into()],
            ..TextLimits::default()
        };
        assert!(TextPlan::new(&short, &Options::default()).is_err());
        let crossed = TextLimits { lengths: vec![(LengthUnit::Scalars, 3, Some(2))], ..TextLimits::default() };
        assert!(TextPlan::new(&crossed, &Options::default()).is_err());
    }
}
