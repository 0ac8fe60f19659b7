//! Whether a value is still in the boundary class that it was drawn for: what is shrunk must not leave what its label names.

use serde_json::Value;

use super::Class;
use super::boundary::Candidate;
use super::conjunct::{Conjunct, same};
use super::drawer::Drawer;
use super::edit::{Edit, presence};
use super::path::{Part, Step};

impl Drawer {
    /// Whether a value that takes the place of one drawn for a class is in the class as well.
    pub fn stays_in(&self, class: &Class, before: &Value, after: &Value) -> bool {
        let candidates = self.candidates(class);
        candidates.iter().any(|Candidate { path, edit, .. }| {
            let known = instances(before, &path.steps);
            instances(after, &path.steps).into_iter().any(|value| shows(edit, value, &known))
        })
    }
}

/// Every part of a value that the steps lead to.
fn instances<'v>(value: &'v Value, steps: &[Step]) -> Vec<&'v Value> {
    let mut found = vec![value];
    for step in steps {
        found = found.into_iter().flat_map(|value| parts(value, &step.part)).collect();
    }
    found
}

fn parts<'v>(value: &'v Value, part: &Part) -> Vec<&'v Value> {
    match (part, value) {
        (Part::Property(name), Value::Object(fields)) => fields.get(name).into_iter().collect(),
        (Part::Further(_), Value::Object(fields)) => fields.values().collect(),
        (Part::Index(index), Value::Array(items)) => items.get(*index).into_iter().collect(),
        (Part::Item | Part::Counted(_), Value::Array(items)) => items.iter().collect(),
        _ => Vec::new(),
    }
}

/// Whether a part is what the class puts there. A text in an alphabet of its own stays as it was drawn.
fn shows(edit: &Edit, value: &Value, known: &[&Value]) -> bool {
    match edit {
        Edit::Put(due) => same(due, value),
        Edit::Conjunct(conjunct) => fits(conjunct, value),
        Edit::Presence(conjunct, name, there) => fits(&presence(conjunct, name, *there), value),
        Edit::Text(conjunct, ask) => {
            let Some(text) = value.as_str() else { return false };
            let measured = conjunct.text.plan.as_ref().and_then(|plan| plan.unit.measure(text));
            let sized = ask.length.is_none_or(|length| measured == Some(length));
            let holds = ask.insert.is_none_or(|letter| text.contains(letter));
            conjunct.admits(value) && sized && holds && (ask.alphabet.is_none() || known.contains(&value))
        }
        Edit::Change(..) | Edit::Misspell(..) => known.contains(&value),
    }
}

fn fits(conjunct: &Conjunct, value: &Value) -> bool {
    let free = |fields: &serde_json::Map<String, Value>| {
        !conjunct.object.forbidden.iter().any(|name| fields.contains_key(name.as_str()))
    };
    conjunct.admits(value) && value.as_object().is_none_or(free)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::contract::schema::Options;

    fn stays(place: &str, name: &str, before: &Value, after: &Value) -> bool {
        let row = json!({"type": "object", "required": ["n"], "properties": {
            "n": {"type": "integer", "minimum": 1, "maximum": 9}, "memo": {"type": "string", "maxLength": 4}}});
        let schema = json!({"type": "object", "required": ["rows"], "properties": {
            "rows": {"type": "array", "items": row, "minItems": 1, "maxItems": 20}}});
        let drawer = Drawer::new(&schema, &Options::default()).expect("a drawer");
        let class = drawer.classes().iter().find(|class| class.place.as_str() == place && class.name == name);
        let class = class.unwrap_or_else(|| panic!("no class {name} at {place}: {:?}", drawer.classes()));
        assert!(drawer.stays_in(class, before, before), "what was drawn is in its class");
        drawer.stays_in(class, before, after)
    }

    #[test]
    fn a_value_stays_in_its_class_where_the_labelled_part_does() {
        let rows = |rows: Value| json!({ "rows": rows });
        let high = rows(json!([{"n": 9, "memo": "ab"}]));
        assert!(stays("/rows/*/n", "maximum", &high, &rows(json!([{"n": 9}]))));
        assert!(!stays("/rows/*/n", "maximum", &high, &rows(json!([{"n": 8}]))));
        let long = rows(json!([{"n": 1, "memo": "x9yz"}]));
        assert!(stays("/rows/*/memo", "length-max", &long, &rows(json!([{"n": 1, "memo": "aaaa"}]))));
        assert!(!stays("/rows/*/memo", "length-max", &long, &rows(json!([{"n": 1, "memo": "aaa"}]))));
        assert!(!stays("/rows/*/memo", "length-max", &long, &rows(json!([{"n": 1}]))));
        let kana = rows(json!([{"n": 1, "memo": "ひらがな"}]));
        assert!(!stays("/rows/*/memo", "text:hiragana", &kana, &rows(json!([{"n": 1, "memo": ""}]))));
        assert!(stays("/rows/*/memo", "text:hiragana", &kana, &rows(json!([{"n": 1}, {"n": 1, "memo": "ひらがな"}]))));
        let without = rows(json!([{"n": 5}]));
        assert!(stays("/rows/*/memo", "absent", &without, &rows(json!([{"n": 1}]))));
        assert!(!stays("/rows/*/memo", "absent", &without, &rows(json!([{"n": 5, "memo": ""}]))));
        let many = rows(json!(vec![json!({"n": 3}); 12]));
        assert!(stays("/rows", "items-12", &many, &rows(json!(vec![json!({"n": 1}); 12]))));
        assert!(!stays("/rows", "items-12", &many, &rows(json!(vec![json!({"n": 1}); 11]))));
    }
}
