//! Values that are new each time: of the form of a valid one, with another letter or digit wherever the schema leaves a choice.
//!
//! A form counts its values: each index below its room is another one. Who draws gives every index once.

use std::sync::OnceLock;

use serde_json::Value;

use super::{drawer::Drawer, rng::Rng};
use crate::contract::schema::{Place, marked};

/// Room beyond which no further characters are varied.
const ENOUGH: u128 = 1 << 56;
/// Values of a place that are looked at for the one with the most room.
const SAMPLES: usize = 24;
/// What makes neighbouring indices look unlike each other: the golden ratio in 64 bits.
const SPREAD: u128 = 0x9E37_79B9_7F4A_7C15;

/// A valid value with the characters that it may have in place of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    text: Vec<char>,
    /// Positions in the text, each with what may stand there.
    slots: Vec<(usize, Vec<char>)>,
    is_number: bool,
    room: u128,
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
        let value: Value = serde_json::from_str(&text).ok()?;
        (value.is_number() && value.to_string() == text).then_some(value)
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
    place: Place,
    found: OnceLock<Option<Found>>,
}

/// Where a place has the most room.
#[derive(Debug)]
struct Found {
    /// A valid value as a whole, and where in it the place is.
    around: Value,
    pointer: String,
    form: Form,
}

impl Unique {
    /// The places that a schema marks.
    pub(super) fn of(schema: &Value) -> Vec<Self> {
        let places = marked(schema, "x-unique").into_iter().filter(|(_, said)| *said == true);
        places.map(|(place, _)| Self { place, found: OnceLock::new() }).collect()
    }

    /// The place.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Where in a value the place has a text or a number.
    pub fn pointers(&self, value: &Value) -> Vec<String> {
        let all = places_in(&self.place, value).into_iter();
        all.filter(|(_, value)| value.is_string() || value.is_number()).map(|(at, _)| at).collect()
    }

    /// The form of valid values that leaves the most room; none where the place never has a text or an integer.
    pub fn form(&self, drawer: &Drawer) -> Option<&Form> {
        self.found(drawer).map(|found| &found.form)
    }

    /// The form of a value for this place, where it is valid there.
    pub fn form_of(&self, drawer: &Drawer, value: &Value) -> Option<Form> {
        let found = self.found(drawer)?;
        let is_valid = |value: &Value| fits(drawer, &found.around, &found.pointer, value);
        is_valid(value).then(|| Form::of(value, &is_valid)).flatten()
    }

    /// Whether a value is valid at this place.
    pub fn fits(&self, drawer: &Drawer, value: &Value) -> bool {
        self.found(drawer).is_some_and(|found| fits(drawer, &found.around, &found.pointer, value))
    }

    fn found(&self, drawer: &Drawer) -> Option<&Found> {
        self.found.get_or_init(|| self.search(drawer)).as_ref()
    }

    fn search(&self, drawer: &Drawer) -> Option<Found> {
        let mut rng = Rng::new(0, self.place.as_str());
        let classes = drawer.classes().iter().filter(|class| class.place == self.place);
        let mut samples: Vec<Value> = classes.filter_map(|class| drawer.class(class, &mut rng)).collect();
        samples.extend((0..SAMPLES).filter_map(|_| drawer.random(&mut rng)));
        let length = |value: &Value, at: &str| value.pointer(at).map_or(0, |value| value.to_string().chars().count());
        let mut all: Vec<(usize, String, Value)> = Vec::new();
        for sample in samples {
            let Some(at) = self.pointers(&sample).into_iter().next() else { continue };
            all.push((length(&sample, &at), at, sample));
        }
        // The shortest that has room enough: what is sent is to be read by people too.
        all.sort_by_key(|(length, ..)| *length);
        let mut best: Option<Found> = None;
        for (_, pointer, around) in all {
            let is_valid = |value: &Value| fits(drawer, &around, &pointer, value);
            let Some(form) = around.pointer(&pointer).and_then(|value| Form::of(value, &is_valid)) else { continue };
            let room = form.room;
            if best.as_ref().is_none_or(|best| best.form.room < room) {
                best = Some(Found { around, pointer, form });
            }
            if room >= ENOUGH {
                break;
            }
        }
        best
    }
}

/// Whether a whole value is valid with another one at a place.
fn fits(drawer: &Drawer, around: &Value, pointer: &str, value: &Value) -> bool {
    let mut whole = around.clone();
    let Some(place) = whole.pointer_mut(pointer) else { return false };
    *place = value.clone();
    drawer.validator().is_valid(&whole)
}

/// What stands at a place of a value, with its pointer: several in the rows of a list.
pub fn places_in<'v>(place: &Place, value: &'v Value) -> Vec<(String, &'v Value)> {
    let mut all = vec![(String::new(), value)];
    for token in place.as_str().split('/').skip(1) {
        all = all.into_iter().flat_map(|(at, value)| children(&at, value, token)).collect();
    }
    all
}

/// What a token of a place leads to.
fn children<'v>(at: &str, value: &'v Value, token: &str) -> Vec<(String, &'v Value)> {
    use crate::util::pointer::{escape, unescape};
    match value {
        Value::Array(items) if token == "*" => {
            items.iter().enumerate().map(|(index, item)| (format!("{at}/{index}"), item)).collect()
        }
        Value::Array(items) => {
            let item = token.parse().ok().and_then(|index: usize| items.get(index));
            item.map(|item| (format!("{at}/{token}"), item)).into_iter().collect()
        }
        Value::Object(fields) if token == "*" => {
            fields.iter().map(|(key, value)| (format!("{at}/{}", escape(key)), value)).collect()
        }
        Value::Object(fields) => {
            let key = unescape(&token.replace("~2", "*"));
            fields.get(&key).map(|value| (format!("{at}/{}", escape(&key)), value)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::json;

    use super::*;
    use crate::contract::schema::Options;

    fn drawer(schema: &Value) -> Drawer {
        Drawer::new(schema, &Options::default()).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn every_index_has_another_value_that_keeps_pattern_length_and_characters() {
        for (id, least) in [
            (json!({"type": "string", "pattern": "^[0-9A-Za-z-]{1,27}$"}), 1_u128 << 56),
            (json!({"type": "string", "pattern": "^ORD-[0-9]{6}$"}), 1_000_000),
            (json!({"type": "string", "format": "uuid"}), 1 << 56),
            (json!({"type": "string", "minLength": 8, "maxLength": 8, "pattern": "^[a-f0-9]+$"}), 1 << 31),
            (json!({"type": "integer", "minimum": 1, "maximum": 999_999_999_999_999_999_u64}), 1 << 55),
        ] {
            let mut id = id;
            id["x-unique"] = json!(true);
            let drawer = drawer(&json!({"type": "object", "required": ["id"], "properties": {"id": id}}));
            let [unique] = drawer.unique() else { panic!("one place") };
            let form = unique.form(&drawer).unwrap_or_else(|| panic!("{id}"));
            assert!(form.room() >= least, "{id}: {}", form.room());
            let mut seen = HashSet::new();
            for index in (0..500).chain(form.room() - 500..form.room()) {
                let value = form.value(index).unwrap_or_else(|| panic!("{id} {index}"));
                assert!(unique.fits(&drawer, &value), "{id}: {value}");
                assert!(seen.insert(value.to_string()), "{id}: {value} came twice");
            }
        }
    }

    #[test]
    fn a_small_room_is_counted_to_its_last_value() {
        let form = Form::of(&json!("A-7"), &|value| value.as_str().is_some_and(|text| text.starts_with("A-")));
        let form = form.expect("a form");
        assert_eq!(form.room(), 62);
        let all: HashSet<String> = (0..62).filter_map(|index| form.value(index)).map(|value| value.to_string()).collect();
        assert_eq!(all.len(), 62);
        assert_eq!(form.value(62), form.value(0), "then it begins again");
        assert_eq!(Form::of(&json!(true), &|_| true), None);
        assert_eq!(Form::of(&json!(1.5), &|_| true), None);
    }

    #[test]
    fn places_are_found_in_rows_and_only_where_a_text_or_a_number_stands() {
        let id = json!({"type": ["string", "null"], "x-unique": true, "minLength": 12, "maxLength": 12});
        let row = json!({"type": "object", "properties": {"id": id}});
        let drawer = drawer(&json!({"type": "object", "properties": {"rows": {"type": "array", "items": row}}}));
        let [unique] = drawer.unique() else { panic!("one place") };
        assert_eq!(unique.place().as_str(), "/rows/*/id");
        let value = json!({"rows": [{"id": "a"}, {"id": null}, {}, {"id": "b"}]});
        assert_eq!(unique.pointers(&value), ["/rows/0/id", "/rows/3/id"]);
        assert!(unique.form(&drawer).is_some_and(|form| form.room() > 1 << 40));
        let own = unique.form_of(&drawer, &json!("abcdefghijkl")).expect("it is valid");
        assert_eq!(own.value(3).and_then(|value| value.as_str().map(|text| text.chars().count())), Some(12));
        assert_eq!(unique.form_of(&drawer, &json!("short")), None);
    }
}
