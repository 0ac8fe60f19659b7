//! A secret in every form in which it may be met, and where it is in a text.

use std::ops::Range;

use memchr::memmem::{self, Finder};

use super::{
    encodings::{base32, encodings, hexadecimal, utf16, utf16_hexadecimal},
    mask::placeholder,
    number_list::NumberList,
};

/// From this length on a secret is known whatever the case of its letters; below, a word of any text could be it.
const ANY_CASE: usize = 8;
/// How much of a text is looked at in one go: what is found there is put together before more is, and it is copied to look for secrets
/// whatever the case of their letters.
pub(super) const PART: usize = 256 << 10;
/// In how many places of a text secrets are distinguished; what follows the last of them is taken out as a whole.
pub(super) const MOST_HITS: usize = 60_000;

/// A secret in every form in which it may be met, the plain one first.
#[derive(Clone)]
pub(super) struct KnownSecret {
    pub(super) name: String,
    forms: Vec<Finder<'static>>,
    /// In small letters: what is in base 16 and 32, and the secret itself if it is long enough, which is not a leak in other letters.
    small: Vec<(Finder<'static>, bool)>,
    /// In UTF-16, which has zeros that no other text has.
    wide: Vec<Finder<'static>>,
    /// The same in hexadecimal, in small letters.
    wide_hex: Vec<Finder<'static>>,
    /// As the numbers of its bytes.
    list: Option<NumberList>,
    /// The length of the shortest of them: what is shorter holds none.
    shortest: usize,
    /// Whether a response that shows it leaks.
    pub(super) leaks: bool,
}

/// Where a secret is in a text.
pub(super) struct Hit<'a> {
    pub(super) place: Range<usize>,
    pub(super) secret: &'a KnownSecret,
    /// Whether it is there letter by letter.
    pub(super) exact: bool,
    /// Whether it is there as a list of numbers.
    pub(super) is_list: bool,
}

impl std::fmt::Debug for KnownSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

impl KnownSecret {
    /// A secret by its name.
    pub(super) fn new(name: &str, text: &str, leaks: bool) -> Self {
        let finder = |form: &String| Finder::new(form.as_bytes()).into_owned();
        let forms = encodings(text);
        let shortest = forms.iter().map(String::len).min().unwrap_or(usize::MAX);
        let letters = (text.len() >= ANY_CASE).then(|| (finder(&text.to_ascii_lowercase()), false));
        let mut coded = hexadecimal(text);
        let (mut wide, mut wide_hex, mut list) = (Vec::new(), Vec::new(), None);
        // What is made of a single request is met in no form that a target would have to make of it.
        if leaks {
            coded.extend(base32(text));
            wide = utf16(text).iter().map(|form| Finder::new(form).into_owned()).collect();
            wide_hex = utf16_hexadecimal(text).iter().map(finder).collect();
            list = NumberList::new(text.as_bytes()).filter(|_| !wide.is_empty());
        }
        let small = coded.iter().map(|form| (finder(form), true)).chain(letters).collect();
        let (name, forms) = (name.to_owned(), forms.iter().map(finder).collect());
        Self { name, forms, small, wide, wide_hex, list, shortest, leaks }
    }

    /// Whether a text of this length may hold it.
    pub(super) fn fits(&self, length: usize) -> bool {
        length >= self.shortest
    }

    /// The secret itself.
    pub(super) fn plain(&self) -> &[u8] {
        self.forms[0].needle()
    }

    /// The length of its longest form.
    fn longest(&self) -> usize {
        let small = self.small.iter().map(|(form, _)| form);
        let all = self.forms.iter().chain(small).chain(&self.wide).chain(&self.wide_hex);
        all.map(|form| form.needle().len()).max().unwrap_or(0)
    }

    /// Where it begins in a part of a text as it is, which has zeros or not.
    fn hits<'a>(&'a self, part: &[u8], from: usize, has_zeros: bool, hits: &mut Vec<Hit<'a>>) {
        for form in self.forms.iter().chain(self.wide.iter().filter(|_| has_zeros)) {
            self.found(form, part, from, true, hits);
        }
    }

    /// Where it begins in a part of a text that is made small letters, which has zeros in hexadecimal or not.
    fn small_hits<'a>(&'a self, lower: &[u8], from: usize, has_zeros: bool, hits: &mut Vec<Hit<'a>>) {
        for (form, exact) in &self.small {
            self.found(form, lower, from, *exact, hits);
        }
        for form in self.wide_hex.iter().filter(|_| has_zeros) {
            self.found(form, lower, from, true, hits);
        }
    }

    fn found<'a>(&'a self, form: &Finder<'_>, part: &[u8], from: usize, exact: bool, hits: &mut Vec<Hit<'a>>) {
        let length = form.needle().len();
        let begun = form.find_iter(part).take_while(|at| *at < PART);
        hits.extend(begun.map(|at| Hit { place: from + at..from + at + length, secret: self, exact, is_list: false }));
    }

    /// Where it is in a whole text as a list of numbers.
    fn list_hits<'a>(&'a self, text: &[u8], hits: &mut Vec<Hit<'a>>) {
        let places = self.list.iter().flat_map(|list| list.places(text));
        hits.extend(places.map(|place| Hit { place, secret: self, exact: true, is_list: true }));
    }
}

impl Hit<'_> {
    /// What is in its place.
    pub(super) fn mask(&self) -> String {
        let name = &self.secret.name;
        if self.exact { placeholder(name) } else { placeholder(&format!("{name} in other letters")) }
    }

    fn weight(&self) -> (usize, bool) {
        (self.secret.plain().len(), self.exact)
    }
}

/// Where secrets are in a text, in order; the last of too many reaches to its end.
pub(super) fn hits<'a>(known: &'a [KnownSecret], bytes: &[u8]) -> Vec<Hit<'a>> {
    let (mut kept, mut here) = (Vec::new(), Vec::new());
    let longest = known.iter().map(KnownSecret::longest).max().unwrap_or(0);
    // Most strings of a body are shorter, and need no copy.
    let small = known.iter().flat_map(|secret| &secret.small).any(|(form, _)| form.needle().len() <= bytes.len());
    let is_ascii = known.iter().all(|secret| secret.plain().is_ascii());
    for from in (0..bytes.len()).step_by(PART) {
        // What begins in a part may end in the next.
        let part = &bytes[from..bytes.len().min(from + PART + longest)];
        // Characters beyond ASCII need no zero next to them.
        let has_zeros = memchr::memchr(0, part).is_some() || !is_ascii;
        for secret in known.iter().filter(|secret| secret.fits(bytes.len())) {
            secret.hits(part, from, has_zeros, &mut here);
        }
        if small {
            let lower = part.to_ascii_lowercase();
            let has_zeros = !is_ascii || has_zeros_in_hex(&lower);
            for secret in known {
                secret.small_hits(&lower, from, has_zeros, &mut here);
            }
        }
        join(&mut kept, &mut here);
        if kept.len() >= MOST_HITS {
            kept.truncate(MOST_HITS);
            if let Some(last) = kept.last_mut() {
                last.place.end = bytes.len();
            }
            return kept;
        }
    }
    for secret in known {
        secret.list_hits(bytes, &mut here);
    }
    if here.is_empty() {
        return kept;
    }
    kept.append(&mut here);
    apart(kept)
}

/// Whether zeros are in hexadecimal as between letters of ASCII in UTF-16: bare, in units, or with something between the bytes.
fn has_zeros_in_hex(lower: &[u8]) -> bool {
    let is_zero = |at: usize| lower.get(at..at + 2) == Some(b"00");
    memmem::find_iter(lower, b"00").any(|at| [4, 5, 6].iter().any(|step| is_zero(at + step)))
}

/// The hits in order. Where some are over one another they become one, which has the name of the longest secret.
pub(super) fn apart(mut hits: Vec<Hit<'_>>) -> Vec<Hit<'_>> {
    let mut kept = Vec::with_capacity(hits.len());
    join(&mut kept, &mut hits);
    kept
}

/// Adds hits to those that begin before them.
fn join<'a>(kept: &mut Vec<Hit<'a>>, hits: &mut Vec<Hit<'a>>) {
    hits.sort_by_key(|hit| hit.place.start);
    for mut hit in hits.drain(..) {
        match kept.last_mut().filter(|last| hit.place.start < last.place.end) {
            Some(last) => {
                let both = last.place.start..last.place.end.max(hit.place.end);
                if hit.weight() > last.weight() {
                    std::mem::swap(last, &mut hit);
                }
                last.place = both;
            }
            None => kept.push(hit),
        }
    }
}

/// Whether each list of numbers is one of JSON: then its mask is in quotes, so that what is left is JSON as well.
pub(super) fn are_of_json(bytes: &[u8], hits: &[Hit<'_>]) -> Vec<bool> {
    let is_blank = |byte: &&u8| !byte.is_ascii_whitespace();
    let (mut at, mut in_string) = (0, false);
    let is_of_json = |hit: &Hit<'_>| {
        if !hit.is_list {
            return false;
        }
        while at < hit.place.start {
            in_string ^= bytes[at] == b'"';
            at += if in_string && bytes[at] == b'\\' { 2 } else { 1 };
        }
        let before = bytes[..hit.place.start].iter().rev().find(is_blank);
        let behind = bytes[hit.place.end..].iter().find(is_blank);
        !in_string && matches!(before, Some(b'[' | b',')) && matches!(behind, Some(b']' | b','))
    };
    hits.iter().map(is_of_json).collect()
}
