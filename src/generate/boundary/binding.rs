//! The binding constraint of a limit: of several that are about it, the one whose operand is the limit that was left.

use std::collections::HashMap;

use crate::contract::schema::{CharClass, Constraint, Options, Place};
use crate::generate::conjunct::Conjunct;
use crate::generate::number::{Bound, Decimal};
use crate::generate::pattern::PatternSampler;
use crate::generate::types::Types;

/// The constraints of a schema, found by the place that they are about.
pub(super) struct Constraints<'a> {
    list: &'a [Constraint],
    options: &'a Options,
    by_place: HashMap<&'a Place, Vec<usize>>,
    /// The first that requires a property, by the place of the object.
    by_property: HashMap<(&'a Place, &'a str), usize>,
}

impl<'a> Constraints<'a> {
    pub(super) fn new(list: &'a [Constraint], options: &'a Options) -> Self {
        let mut by_place: HashMap<&Place, Vec<usize>> = HashMap::new();
        let mut by_property = HashMap::new();
        for (index, constraint) in list.iter().enumerate() {
            by_place.entry(&constraint.place).or_default().push(index);
            // A branch requires a property of its own; whether the property is there or not, another branch may hold.
            if let Some(property) = constraint.property.as_ref().filter(|_| constraint.within.is_none()) {
                by_property.entry((&constraint.place, property.as_str())).or_insert(index);
            }
        }
        Self { list, options, by_place, by_property }
    }

    fn at(&self, place: &Place) -> &[usize] {
        self.by_place.get(place).map_or(&[], Vec::as_slice)
    }

    /// What requires this property of the object, in whichever conjunct that is.
    pub(super) fn presence(&self, object: &Place, property: &str) -> Option<usize> {
        self.by_property.get(&(object, property)).copied()
    }

    /// The constraints that hold in this conjunct.
    pub(super) fn binding<'b>(&'b self, place: &Place, conjunct: &'b Conjunct) -> Binding<'b> {
        let holds = |index: &usize| conjunct.holds.iter().any(|(at, _)| **at == *self.list[*index].schema_object);
        Binding { constraints: self, conjunct, held: self.at(place).iter().copied().filter(holds).collect() }
    }
}

/// Tells which constraint sets a limit of one conjunct. A limit that no constraint sets, such as one that a branch or a negation sets,
/// has none.
pub(super) struct Binding<'a> {
    constraints: &'a Constraints<'a>,
    conjunct: &'a Conjunct,
    /// In the order of the document, by index.
    held: Vec<usize>,
}

impl Binding<'_> {
    fn of(&self, keywords: &[&str]) -> impl Iterator<Item = (usize, &Constraint)> {
        let all = self.held.iter().map(|index| (*index, &self.constraints.list[*index]));
        all.filter(move |(_, constraint)| keywords.contains(&constraint.keyword.as_str()))
    }

    /// The constraint with one of these keywords whose operand is this count.
    pub(super) fn count(&self, keywords: &[&str], count: usize) -> Option<usize> {
        let wanted = i128::try_from(count).ok()?;
        let counts = |constraint: &Constraint| match constraint.keyword.as_str() {
            // Without `minContains` one item has to match.
            "contains" => Some(1),
            _ => Decimal::of(&constraint.operand)?.units(0),
        };
        self.of(keywords).find(|(_, constraint)| counts(constraint) == Some(wanted)).map(|(index, _)| index)
    }

    /// The narrowest list of types.
    pub(super) fn types(&self) -> Option<usize> {
        let width = |constraint: &Constraint| Types::named(&constraint.operand).singles().count();
        self.of(&["type"]).min_by_key(|(_, constraint)| width(constraint)).map(|(index, _)| index)
    }

    /// The narrowest enumeration.
    pub(super) fn enumeration(&self) -> Option<usize> {
        let width = |constraint: &Constraint| match constraint.operand.as_array() {
            Some(members) if constraint.keyword == "enum" => members.len(),
            _ => 1,
        };
        self.of(&["enum", "const"]).min_by_key(|(_, constraint)| width(constraint)).map(|(index, _)| index)
    }

    /// What lets null stand: the types, else the enumeration that lists it.
    pub(super) fn null(&self) -> Option<usize> {
        self.types().or_else(|| self.enumeration())
    }

    /// What says how a text is written, whatever its length.
    pub(super) fn form(&self) -> Option<usize> {
        self.of(&["pattern", "format", "x-charClass"]).next().map(|(index, _)| index)
    }

    /// The constraint that names this format.
    pub(super) fn format(&self, name: &str) -> Option<usize> {
        self.of(&["format"]).find(|(_, constraint)| constraint.operand == name).map(|(index, _)| index)
    }

    /// The character class that begins or ends a range with this character.
    pub(super) fn edge(&self, c: char) -> Option<usize> {
        let classes = &self.constraints.options.classes;
        let class = |constraint: &Constraint| constraint.operand.as_str().and_then(|name| classes.get(name));
        let at_edge = |class: &CharClass| class.0.iter().any(|(first, last)| *first == c || *last == c);
        self.of(&["x-charClass"]).find(|(_, one)| class(one).is_some_and(at_edge)).map(|(index, _)| index)
    }

    /// What sets the least of the integers or of the fractions.
    pub(super) fn low(&self, whole: bool) -> Option<usize> {
        let numbers = &self.conjunct.numbers;
        let digits = self.digits().filter(|_| whole);
        match digits.filter(|(_, most)| numbers.low.is_none_or(|low| low.at < Decimal::integer(-most))) {
            Some((index, _)) => Some(index),
            None => self.bound(numbers.low?, "minimum", "exclusiveMinimum"),
        }
    }

    /// What sets the greatest of the integers or of the fractions.
    pub(super) fn high(&self, whole: bool) -> Option<usize> {
        let numbers = &self.conjunct.numbers;
        let digits = self.digits().filter(|_| whole);
        match digits.filter(|(_, most)| numbers.high.is_none_or(|high| high.at > Decimal::integer(*most))) {
            Some((index, _)) => Some(index),
            None => self.bound(numbers.high?, "maximum", "exclusiveMaximum"),
        }
    }

    /// The limit on digits and the largest number that it allows.
    fn digits(&self) -> Option<(usize, i128)> {
        let digits = self.conjunct.numbers.max_digits?;
        let index = self.count(&["x-maxDigits"], usize::try_from(digits).ok()?)?;
        Some((index, 10_i128.checked_pow(digits)? - 1))
    }

    fn bound(&self, bound: Bound, inclusive: &str, exclusive: &str) -> Option<usize> {
        let keyword = if bound.open { exclusive } else { inclusive };
        let binds = |constraint: &Constraint| Decimal::of(&constraint.operand) == Some(bound.at);
        self.of(&[keyword]).find(|(_, constraint)| binds(constraint)).map(|(index, _)| index)
    }

    /// What sets the least length of a text.
    pub(super) fn shortest(&self, length: usize) -> Option<usize> {
        self.count(&["minLength"], length).or_else(|| self.pattern(|sampler| sampler.span().0 == length))
    }

    /// What sets the greatest length of a text.
    pub(super) fn longest(&self, length: usize) -> Option<usize> {
        self.count(&["maxLength"], length).or_else(|| self.pattern(|sampler| sampler.span().1 == Some(length)))
    }

    fn pattern(&self, sets: impl Fn(&PatternSampler) -> bool) -> Option<usize> {
        let sampler = |constraint: &Constraint| constraint.operand.as_str().and_then(PatternSampler::new);
        self.of(&["pattern"])
            .find(|(_, one)| sampler(one).is_some_and(|sampler| sets(&sampler)))
            .map(|(index, _)| index)
    }

    /// What sets the limit at which, or one inside which, an array of this size stands.
    pub(super) fn items(&self, count: usize) -> Option<usize> {
        let array = &self.conjunct.array;
        self.size(count, (array.least(), &["minItems", "contains", "minContains"]), (array.max, &["maxItems"]))
    }

    /// The same of an object with so many properties.
    pub(super) fn properties(&self, count: usize) -> Option<usize> {
        let object = &self.conjunct.object;
        self.size(count, (object.min, &["minProperties"]), (object.max, &["maxProperties"]))
    }

    /// At a limit is nearer than inside one.
    fn size(&self, count: usize, least: (usize, &[&str]), most: (Option<usize>, &[&str])) -> Option<usize> {
        let lower = |inside: usize| (count == least.0 + inside).then(|| self.count(least.1, least.0)).flatten();
        let upper = |inside: usize| {
            let limit = most.0.filter(|limit| count + inside == *limit)?;
            self.count(most.1, limit)
        };
        upper(0).or_else(|| lower(0)).or_else(|| upper(1)).or_else(|| lower(1))
    }
}
