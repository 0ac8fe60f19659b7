//! Values of a form: each index below its room is another one. Who draws gives every index once.

use std::sync::OnceLock;

use serde_json::Value;

use super::value_path::ValuePath;
use crate::contract::schema::{Place, marked};

/// Room beyond which no further characters are varied.
pub(super) const ENOUGH: u128 = 1 << 56;
/// What makes neighbouring indices look unlike each other: the golden ratio in 64 bits.
const SPREAD: u128 = 0x9E37_79B9_7F4A_7C15;

/// A valid value with the characters that it may have in place of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    text: Vec<char>,
    /// Positions in the text, each with what may be there.
    slots: Vec<(usize, Vec<char>)>,
    is_number: bool,
    pub(super) room: u128,
}

impl Form {
    /// The form of a text or of an integer that is valid; none of any other value.
    pub fn of(value: &Value, is_valid: &dyn Fn(&Value) -> bool) -> Option<Self> {
        let (text, is_number) = match value {
            Value::String(text) => (text.clone(), false),
            Value::Number(number) => (number.to_string(), true),
            _ => return None,
        };
        if is_number && !text.trim_start_matches('-').chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        let mut form = Self { text: text.chars().collect(), slots: Vec::new(), is_number, room: 1 };
        for at in (0..form.text.len()).rev() {
            let own = form.text[at];
            let mut there: Vec<char> = alphabet(own, is_number);
            there.retain(|other| {
                let mut text = form.text.clone();
                text[at] = *other;
                *other == own || form.written(&text).is_some_and(|value| is_valid(&value))
            });
            if there.len() > 1 {
                form.room = form.room.saturating_mul(there.len() as u128);
                form.slots.push((at, there));
            }
            if form.room >= ENOUGH {
                break;
            }
        }
        Some(form)
    }

    /// How many values of this form there are, at most.
    pub fn room(&self) -> u128 {
        self.room
    }

    /// The value of an index; each index below the room has another one. Where characters depend on each other it may be invalid.
    pub fn value(&self, index: u128) -> Option<Value> {
        let mut left = (index % self.room) * coprime(self.room) % self.room;
        let mut text = self.text.clone();
        for (at, there) in &self.slots {
            let count = there.len() as u128;
            text[*at] = there[usize::try_from(left % count).ok()?];
            left /= count;
        }
        self.written(&text)
    }

    /// A text as the value that it stands for; none where it stands for no integer or for one that is written otherwise.
    fn written(&self, text: &[char]) -> Option<Value> {
        let text: String = text.iter().collect();
        if !self.is_number {
            return Some(Value::String(text));
        }
        let Value::Number(number) = serde_json::from_str(&text).ok()? else { return None };
        (number.as_str() == text).then_some(Value::Number(number))
    }
}

/// What may take the place of a character: any letter or digit in the place of one, neighbours in its script beyond ASCII.
fn alphabet(own: char, is_number: bool) -> Vec<char> {
    match own {
        _ if is_number && own.is_ascii_digit() => ('0'..='9').collect(),
        'a'..='z' | 'A'..='Z' | '0'..='9' if !is_number => ('0'..='9').chain('A'..='Z').chain('a'..='z').collect(),
        _ if !own.is_ascii() && own.is_alphabetic() => {
            let first = u32::from(own) & !0x3F;
            (first..first + 64).filter_map(char::from_u32).filter(|c| c.is_alphabetic()).collect()
        }
        _ => vec![own],
    }
}

/// A factor that has no divisor with a room in common, so that multiplying by it only reorders the indices.
fn coprime(room: u128) -> u128 {
    let divisor = |mut a: u128, mut b: u128| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    let start = (SPREAD % room).max(1);
    (start..start + room).find(|factor| divisor(*factor, room) == 1).unwrap_or(1)
}

/// A place whose values are to be new each time (`x-unique`).
#[derive(Debug)]
pub struct Unique {
    pub(super) place: Place,
    path: ValuePath,
    pub(super) found: OnceLock<Option<UniquePlace>>,
}

/// Where a place has the most room.
#[derive(Debug)]
pub(super) struct UniquePlace {
    /// A valid value as a whole, and where in it the place is.
    pub(super) around: Value,
    pub(super) pointer: String,
    pub(super) form: Form,
}

impl Unique {
    /// The places that a schema marks.
    pub(super) fn of(schema: &Value) -> Vec<Self> {
        let places = marked(schema, "x-unique").into_iter().filter(|(_, said)| *said == true);
        places.map(|(place, _)| Self { path: ValuePath::of(&place), place, found: OnceLock::new() }).collect()
    }

    /// The place.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Where in a value the place has a text or a number.
    pub fn pointers(&self, value: &Value) -> Vec<String> {
        let all = self.path.found(value).into_iter();
        all.filter(|(_, value)| value.is_string() || value.is_number()).map(|(at, _)| at).collect()
    }
}
