//! The places of a value of which a schema says something besides validation: that a list has no order, where values are taken from.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::rc::Rc;

use serde_json::{Map, Value};

use super::{Document, Place};

/// Places of one keyword that are looked at.
pub(super) const PLACES: usize = 4096;
/// Steps from schema to schema on the way to them.
const STEPS: usize = 16 * PLACES;

/// The places at which a schema has a keyword, in whichever branch, with what it says there.
pub fn marked(schema: &Value, keyword: &str) -> BTreeMap<Place, Value> {
    found(schema, keyword).into_iter().map(|(place, (_, said))| (place, said)).collect()
}

/// The places at which a schema has a keyword, with the pointer of that keyword in the schema.
pub fn written_at(schema: &Value, keyword: &str) -> BTreeMap<Place, String> {
    found(schema, keyword).into_iter().map(|(place, (at, _))| (place, format!("{at}/{keyword}"))).collect()
}

/// The schema objects of a document that have an `x-open`, by pointer.
pub fn opened(schema: &Value) -> Vec<String> {
    fn walk(schema: &Value, at: &str, found: &mut Vec<String>) {
        let Value::Object(object) = schema else { return };
        if object.contains_key("x-open") {
            found.push(at.to_owned());
        }
        super::document::each_subschema(object, |path, sub| walk(sub, &format!("{at}{path}"), found));
    }
    let mut found = Vec::new();
    walk(schema, "", &mut found);
    found
}

/// Whether a keyword is at more places than are looked at: definitions may be shared over so many levels that nobody counts them.
pub(super) fn is_everywhere(schema: &Value, keyword: &str) -> bool {
    is_written(schema, keyword) && walked(schema, keyword).cut
}

fn found(schema: &Value, keyword: &str) -> BTreeMap<Place, (String, Value)> {
    if !is_written(schema, keyword) {
        return BTreeMap::new();
    }
    walked(schema, keyword).found
}

fn walked(schema: &Value, keyword: &str) -> Walk {
    let document = Document::new(schema);
    let mut walk = Walk { ways: Ways::of(&document, keyword), found: BTreeMap::new(), cut: false };
    walk.all(&document, keyword);
    walk
}

/// Whether a keyword is anywhere in a schema: what only speaks where it is written need not be looked for elsewhere.
pub(crate) fn is_written(schema: &Value, keyword: &str) -> bool {
    match schema {
        Value::Object(object) => {
            object.contains_key(keyword) || object.values().any(|value| is_written(value, keyword))
        }
        Value::Array(values) => values.iter().any(|value| is_written(value, keyword)),
        _ => false,
    }
}

/// Where one schema leads to another one: to the same value, or to a part of it.
#[derive(Clone)]
enum Step {
    Same,
    Property(String),
    Any,
}

/// The schemas of a document from which a keyword is reached, each with the steps to the next ones of them. Each schema is looked at once,
/// over however many ways it is shared.
struct Ways(HashMap<String, Vec<(Step, String)>>);

impl Ways {
    fn of(document: &Document, keyword: &str) -> Self {
        let mut steps: HashMap<String, Vec<(Step, String)>> = HashMap::new();
        let mut before: HashMap<String, Vec<String>> = HashMap::new();
        let (mut todo, mut leading) = (vec![String::new()], Vec::new());
        while let Some(at) = todo.pop() {
            if steps.contains_key(&at) {
                continue;
            }
            let Some(Value::Object(object)) = document.at(&at) else { continue };
            if object.contains_key(keyword) {
                leading.push(at.clone());
            }
            let next = next(document, object, &at);
            for (_, target) in &next {
                before.entry(target.clone()).or_default().push(at.clone());
                todo.push(target.clone());
            }
            steps.insert(at, next);
        }
        let mut reaching: HashSet<String> = HashSet::new();
        while let Some(at) = leading.pop() {
            if reaching.insert(at.clone()) {
                leading.extend(before.remove(&at).unwrap_or_default());
            }
        }
        steps.retain(|at, _| reaching.contains(at));
        for next in steps.values_mut() {
            next.retain(|(_, target)| reaching.contains(target));
        }
        Self(steps)
    }
}

/// The steps from a schema to those that it applies to the value or to its parts.
fn next(document: &Document, object: &Map<String, Value>, at: &str) -> Vec<(Step, String)> {
    let mut steps = Vec::new();
    for (keyword, value) in object {
        let below = format!("{at}/{keyword}");
        match (keyword.as_str(), value) {
            ("properties", Value::Object(fields)) => {
                let step = |name: &String| (Step::Property(name.clone()), format!("{below}/{}", super::escape(name)));
                steps.extend(fields.keys().map(step));
            }
            ("items" | "additionalProperties", _) => steps.push((Step::Any, below)),
            ("allOf" | "anyOf" | "oneOf", Value::Array(branches)) => {
                steps.extend((0..branches.len()).map(|index| (Step::Same, format!("{below}/{index}"))));
            }
            ("if" | "then" | "else", _) => steps.push((Step::Same, below)),
            ("$ref" | "$dynamicRef", Value::String(reference)) => {
                steps.extend(document.target(at, keyword, reference).map(|target| (Step::Same, target)));
            }
            _ => {}
        }
    }
    steps
}

/// The schemas that a way is inside of: a recursion is visited once.
struct Inside {
    at: String,
    above: Option<Rc<Inside>>,
}

impl Inside {
    fn has(mut this: &Rc<Self>, at: &str) -> bool {
        loop {
            match &this.above {
                _ if this.at == at => return true,
                Some(above) => this = above,
                None => return false,
            }
        }
    }
}

struct Walk {
    ways: Ways,
    found: BTreeMap<Place, (String, Value)>,
    cut: bool,
}

impl Walk {
    /// Finds the nearest places first, up to as many as are looked at.
    fn all(&mut self, document: &Document, keyword: &str) {
        let root = Rc::new(Inside { at: String::new(), above: None });
        let mut todo: VecDeque<(Rc<Inside>, Place)> = VecDeque::from([(root, Place::root())]);
        let mut seen: HashSet<(String, Place)> = HashSet::new();
        while let Some((inside, place)) = todo.pop_front() {
            if self.found.len() > PLACES || seen.len() > STEPS {
                self.cut = true;
                return;
            }
            if !seen.insert((inside.at.clone(), place.clone())) {
                continue;
            }
            let Some(steps) = self.ways.0.get(&inside.at) else { continue };
            if let Some(said) = document.at(&inside.at).and_then(|schema| schema.get(keyword)) {
                self.found.insert(place.clone(), (inside.at.clone(), said.clone()));
            }
            for (step, target) in steps.iter().filter(|(_, target)| !Inside::has(&inside, target)) {
                let place = match step {
                    Step::Same => place.clone(),
                    Step::Property(name) => place.property(name),
                    Step::Any => place.any(),
                };
                todo.push_back((Rc::new(Inside { at: target.clone(), above: Some(Rc::clone(&inside)) }), place));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn places_are_found_wherever_the_schema_says_it() {
        let schema = json!({
            "x-unordered": true,
            "items": {"$ref": "#/$defs/row"},
            "$defs": {"row": {
                "properties": {
                    "tags": {"type": "array", "x-unordered": true},
                    "steps": {"type": "array", "x-unordered": false},
                    "rows": {"anyOf": [{"type": "null"}, {"x-unordered": true, "items": {"$ref": "#/$defs/row"}}]}
                }
            }}
        });
        let found = marked(&schema, "x-unordered");
        let found: Vec<_> = found.iter().map(|(place, said)| (place.as_str(), said == &json!(true))).collect();
        assert_eq!(found, [("", true), ("/*/rows", true), ("/*/steps", false), ("/*/tags", true)]);
        assert!(marked(&schema, "x-from").is_empty());
        assert_eq!(
            written_at(&schema, "x-unordered")[&Place::root().any().property("tags")],
            "/$defs/row/properties/tags/x-unordered"
        );
    }

    /// Sixty levels of two: a walk by path would not end.
    fn shared(below: &Value, levels: usize) -> Value {
        let level = |number: usize| {
            let below = json!({"$ref": format!("#/$defs/d{}", number - 1)});
            (format!("d{number}"), json!({"properties": {"l": below, "r": below}}))
        };
        let mut defs: Map<String, Value> = (1..=levels).map(level).collect();
        defs.insert("d0".to_owned(), below.clone());
        json!({"$ref": format!("#/$defs/d{levels}"), "properties": {"id": {"x-unique": true}}, "$defs": defs})
    }

    #[test]
    fn what_is_shared_over_many_levels_and_not_marked_is_looked_at_once() {
        let schema = shared(&json!({"type": "string"}), 60);
        assert_eq!(marked(&schema, "x-unique").into_keys().map(|place| place.to_string()).collect::<Vec<_>>(), ["/id"]);
        assert!(!is_everywhere(&schema, "x-unique"));
    }

    #[test]
    fn a_mark_at_more_places_than_can_be_counted_is_found_at_the_nearest_ones() {
        let schema = shared(&json!({"type": "string", "x-unique": true}), 60);
        assert!(
            is_everywhere(&schema, "x-unique")
                && marked(&schema, "x-unique").contains_key(&Place::root().property("id"))
        );
        let few = shared(&json!({"type": "string", "x-unique": true}), 3);
        assert_eq!((marked(&few, "x-unique").len(), is_everywhere(&few, "x-unique")), (9, false));
    }
}
