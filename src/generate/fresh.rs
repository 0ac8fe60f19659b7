//! Values that are new each time: of the form of a valid one, with another letter or digit wherever the schema leaves a choice.

use serde_json::Value;

use super::{
    drawer::Drawer,
    rng::Rng,
    unique::{ENOUGH, Form, Unique, UniquePlace},
};

/// Values of a place that are looked at for the one with the most room.
const SAMPLES: usize = 24;
impl Unique {
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

    fn found(&self, drawer: &Drawer) -> Option<&UniquePlace> {
        self.found.get_or_init(|| self.search(drawer)).as_ref()
    }

    fn search(&self, drawer: &Drawer) -> Option<UniquePlace> {
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
        let mut best: Option<UniquePlace> = None;
        for (_, pointer, around) in all {
            let is_valid = |value: &Value| fits(drawer, &around, &pointer, value);
            let Some(form) = around.pointer(&pointer).and_then(|value| Form::of(value, &is_valid)) else { continue };
            let room = form.room;
            if best.as_ref().is_none_or(|best| best.form.room < room) {
                best = Some(UniquePlace { around, pointer, form });
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
        let all: HashSet<String> =
            (0..62).filter_map(|index| form.value(index)).map(|value| value.to_string()).collect();
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
