//! The table: schemas of every kind, and what must hold of everything that is drawn from them.

use serde_json::{Value, json};

use crate::contract::schema::{CharClass, Options};
use crate::generate::{At, DrawError, Drawer, Mode, Rng, draw_one};

fn options() -> Options {
    let kana = CharClass(vec![('A', 'Z'), ('0', '9'), ('\u{FF66}', '\u{FF6F}'), ('\u{FF71}', '\u{FF9D}'), (' ', ' ')]);
    Options {
        classes: [("kana".to_owned(), kana), ("digits".to_owned(), CharClass(vec![('0', '9')]))].into(),
        given: [("shop/id".to_owned(), vec![json!(7), json!(900_719_925_474_099_301_u64)])].into(),
        invent: false,
        strict: true,
        effort: None,
    }
}

fn satisfiable() -> Vec<Value> {
    let text = include_str!("table/satisfiable.json");
    serde_json::from_str(text).expect("the table is JSON")
}

fn drawer(schema: &Value) -> Drawer {
    Drawer::new(schema, &options()).unwrap_or_else(|error| panic!("{schema}: {error}"))
}

/// Everything that is drawn from a schema; panics where a promise of the drawer is broken.
fn exercise(schema: &Value, lost: &mut Vec<String>) -> Vec<String> {
    let drawer = drawer(schema);
    let valid = |what: &str, value: &Value| {
        assert!(
            drawer.validator().is_valid(value),
            "{schema}\n{what}: {value}\n{:?}",
            drawer.validator().breaches(value)
        );
    };
    let mut lines = Vec::new();
    for class in drawer.classes() {
        match drawer.class(class, &mut Rng::new(1, &class.name)) {
            Some(value) => {
                valid(&class.name, &value);
                lines.push(format!("{} {} {value}", class.place, class.name));
            }
            None => lost.push(format!("{schema}: class {} {}", class.place, class.name)),
        }
    }
    for value in drawer.pairs(&mut Rng::new(1, "pairs")) {
        valid("pair", &value);
        lines.push(value.to_string());
    }
    let mut drawn = 0;
    for case in 0..30 {
        if let Some(value) = drawer.random(&mut Rng::new(case, "random")) {
            valid("random", &value);
            lines.push(value.to_string());
            drawn += 1;
        }
    }
    assert!(drawn >= 20, "{schema}: only {drawn} of 30 random draws");
    for constraint in drawer.constraints() {
        let mut broken = 0;
        for kind in drawer.kinds(constraint) {
            for at in [At::First, At::Middle, At::Last] {
                let found = drawer.broken(constraint, &kind, at, &mut Rng::new(1, &kind.name));
                let Some(found) = found else {
                    lost.push(format!("{schema}: {} {:?} {}", constraint.schema_path, constraint.property, kind.name));
                    continue;
                };
                let breaches = drawer.validator().breaches(&found.value);
                assert_eq!(breaches.len(), 1, "{schema}\n{} {}: {breaches:?}", constraint.schema_path, kind.name);
                let there = constraint.within.is_some() || breaches[0].pointer == found.pointer;
                assert!(there && constraint.is_broken_by(&breaches[0]), "{schema}\n{:?}", breaches[0]);
                assert!(drawer.breaks(&found.value, constraint).as_ref() == Some(&found.pointer));
                lines.push(format!("{} {} {}", constraint.schema_path, kind.name, found.value));
                broken += 1;
            }
        }
        if broken == 0 {
            lost.push(format!("{schema}: nothing breaks {} {:?}", constraint.schema_path, constraint.property));
        }
    }
    lines
}

/// What cannot be, by the start of its schema and the end of what is lost.
const IMPOSSIBLE: &[(&str, &str)] = &[
    // Another type would break a second keyword.
    (r#"{"type":"string","not":{"pattern":"^a"}}"#, "nothing breaks /type None"),
    (r#"{"type":"string","enum":["on","off"]}"#, "nothing breaks /type None"),
    (r#"{"type":"object","not":{"required":["secret"]}}"#, "nothing breaks /type None"),
    (r#"{"type":"integer","enum":[10,11,12,13,14]}"#, "nothing breaks /type None"),
    // A non-object would match all three branches.
    (r#"{"type":"object","required":["kind"],"oneOf""#, "nothing breaks /type None"),
    (r#"{"type":"object","required":["t"],"oneOf""#, "nothing breaks /type None"),
    // The pattern requires more than the length does.
    (r#"{"type":"object","required":["user_id","access_key"]"#, "nothing breaks /properties/user_id/minLength None"),
    // Every item is contained, and one at most may be.
    (r#"{"type":"array","uniqueItems":true,"contains":{},"maxContains":1}"#, ""),
    // A property of the wrong type is not evaluated either.
    (
        r#"{"type":"object","anyOf":[{"properties":{"a":{"type":"integer"}},"required":["a"]},{"properties":{"b":{"type":"integer"}},"required":["b"]}],"uneval"#,
        "",
    ),
    (
        r#"{"type":"object","allOf":[{"properties":{"a":{"type":"integer"}}},{"properties":{"b":{"type":"string"}}}],"uneval"#,
        "",
    ),
];

#[test]
fn every_valid_value_validates_and_every_broken_one_breaks_one_thing() {
    let table = satisfiable();
    assert!(table.len() >= 60, "the table has {} schemas", table.len());
    let mut lost = Vec::new();
    for schema in &table {
        exercise(schema, &mut lost);
    }
    for (schema, what) in IMPOSSIBLE {
        let before = lost.len();
        lost.retain(|line| !(line.starts_with(schema) && line.ends_with(what)));
        assert!(lost.len() < before, "no longer impossible: {schema} {what}");
    }
    assert!(lost.is_empty(), "{} could not be drawn:\n{}", lost.len(), lost.join("\n"));
}

#[test]
fn the_same_seed_draws_the_same_on_every_thread() {
    for schema in satisfiable().into_iter().step_by(9) {
        let again = schema.clone();
        let there = std::thread::spawn(move || exercise(&again, &mut Vec::new())).join().expect("a thread");
        assert_eq!(exercise(&schema, &mut Vec::new()), there, "{schema}");
    }
}

#[test]
fn a_drawer_is_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&drawer(&json!({"type": "string", "pattern": "^A", "x-charClass": "kana"})));
}

#[test]
fn another_seed_draws_other_values() {
    let drawer = drawer(&json!({"type": "string", "minLength": 20}));
    assert_ne!(drawer.random(&mut Rng::new(1, "a")), drawer.random(&mut Rng::new(2, "a")));
}

#[test]
fn what_no_value_can_keep_is_said_to_be_so() {
    let table: Vec<(Value, String)> =
        serde_json::from_str(include_str!("table/unsatisfiable.json")).expect("the table is JSON");
    for (schema, pointer) in table {
        match Drawer::new(&schema, &options()) {
            Err(
                DrawError::Unsatisfiable { pointer: at, why }
                | DrawError::Beyond { pointer: at, why }
                | DrawError::NotFound { pointer: at, why },
            ) => {
                assert_eq!(at, pointer, "{schema}: {}", why.english());
                assert!(!why.is_empty());
            }
            other => panic!("{schema}: {other:?}"),
        }
    }
}

#[test]
fn what_is_proved_is_told_from_what_is_too_fine_or_not_found() {
    let said = |schema: &Value| match Drawer::new(schema, &options()) {
        Ok(_) => "drawn",
        Err(DrawError::Unsatisfiable { .. }) => "empty",
        Err(DrawError::Beyond { .. }) => "beyond",
        Err(DrawError::NotFound { .. }) => "not found",
        Err(other) => panic!("{other}"),
    };
    for (schema, due) in [
        (json!({"type": "string", "pattern": "^a$", "minLength": 2}), "empty"),
        (json!({"type": "string", "pattern": "^[0-9]{4,}$", "maxLength": 3}), "empty"),
        // The reference back is empty where the group took no part.
        (json!({"type": "string", "pattern": "^(?:(aaaa)|b)\\1$", "maxLength": 1}), "not found"),
        (json!({"type": "number", "exclusiveMinimum": 0, "maximum": 1e-300}), "beyond"),
        (json!({"type": "integer", "minimum": 1.2, "maximum": 1.8}), "empty"),
    ] {
        assert_eq!(said(&schema), due, "{schema}");
    }
}

#[test]
fn multiples_beyond_64_bits_are_drawn() {
    for (low, due) in [(1, "100000000000000000000"), (-1, "0")] {
        let text = format!(r#"{{"type": "integer", "multipleOf": 100000000000000000000, "minimum": {low}}}"#);
        let drawer = drawer(&serde_json::from_str(&text).expect("JSON"));
        assert_eq!(drawer.minimal(&mut Rng::new(1, "m")).map(|value| value.to_string()).as_deref(), Some(due));
    }
}

#[test]
fn what_is_no_schema_is_said_where() {
    for (schema, at) in [(json!({"type": 3}), "/type"), (json!([]), ""), (json!({"$ref": "#/none"}), "/$ref")] {
        match Drawer::new(&schema, &options()) {
            Err(DrawError::Schema(error)) => assert_eq!(error.pointer, at),
            other => panic!("{schema}: {other:?}"),
        }
    }
}

#[test]
fn the_kinds_and_classes_that_matter_are_there() {
    let table: Vec<Value> = serde_json::from_str(include_str!("table/expected.json")).expect("the table is JSON");
    for row in table {
        let drawer = drawer(&row["schema"]);
        for class in row["classes"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let (place, name) = class.rsplit_once(' ').expect("place and name");
            let found = drawer.classes().iter().find(|c| c.place.as_str() == place && c.name == name);
            let found = found.unwrap_or_else(|| panic!("{}: no class {class}: {:?}", row["schema"], drawer.classes()));
            assert!(drawer.class(found, &mut Rng::new(1, "expected")).is_some(), "{class}");
        }
        for (path, kinds) in row["kinds"].as_object().into_iter().flatten() {
            let constraint = drawer.constraints().iter().find(|c| c.schema_path == *path).expect(path);
            let known = drawer.kinds(constraint);
            for kind in kinds.as_array().into_iter().flatten().filter_map(Value::as_str) {
                let found = known.iter().find(|known| known.name == kind);
                let found = found.unwrap_or_else(|| panic!("{}: no kind {kind} of {path}: {known:?}", row["schema"]));
                assert!(drawer.broken(constraint, found, At::First, &mut Rng::new(1, kind)).is_some(), "{path} {kind}");
            }
        }
    }
}

#[test]
fn the_last_item_stands_at_ten_or_later() {
    let row = json!({"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "maximum": 5}}});
    let drawer = drawer(
        &json!({"type": "object", "required": ["rows"], "properties": {"rows": {"type": "array", "items": row}}}),
    );
    let constraint = drawer.constraints().iter().find(|c| c.keyword == "maximum").expect("maximum");
    let kind = drawer.kinds(constraint).into_iter().find(|kind| kind.name == "one-over").expect("one-over");
    let at = |at, mode| drawer.broken_in(constraint, &kind, at, mode, &mut Rng::new(1, "at")).map(|b| b.pointer);
    for mode in [Mode::Plain, Mode::Random] {
        assert_eq!(at(At::First, mode).as_deref(), Some("/rows/0/n"));
        assert_eq!(at(At::Middle, mode).as_deref(), Some("/rows/6/n"));
        assert_eq!(at(At::Second, mode).as_deref(), Some("/rows/1/n"));
        assert_eq!(at(At::LastOf(0), mode).as_deref(), Some("/rows/12/n"));
        assert_eq!(at(At::LastOf(1), mode).as_deref(), Some("/rows/0/n"));
        assert_eq!(at(At::Last, mode).as_deref(), Some("/rows/12/n"));
    }
}

#[test]
fn eighteen_and_nineteen_digits_survive() {
    let drawer = drawer(&json!({"type": "integer", "x-maxDigits": 18}));
    let class = |name: &str| drawer.classes().iter().find(|class| class.name == name).cloned().expect(name);
    let drawn = |name: &str| drawer.class(&class(name), &mut Rng::new(1, name)).map(|value| value.to_string());
    assert_eq!(drawn("maximum").as_deref(), Some("999999999999999999"));
    assert_eq!(drawn("minimum").as_deref(), Some("-999999999999999999"));
    let constraint = drawer.constraints().iter().find(|c| c.keyword == "x-maxDigits").expect("digits").clone();
    let broken = |name: &str| {
        let kind = drawer.kinds(&constraint).into_iter().find(|kind| kind.name == name).expect(name);
        drawer.broken(&constraint, &kind, At::First, &mut Rng::new(1, name)).map(|broken| broken.value.to_string())
    };
    assert_eq!(broken("one-over").as_deref(), Some("1000000000000000000"));
    assert_eq!(broken("nines-19").as_deref(), Some("9999999999999999999"));
}

#[test]
fn given_values_are_kept_to_everywhere_but_where_they_are_broken() {
    let schema = json!({"type": "object", "required": ["shop", "n"], "properties": {
        "shop": {"type": "integer", "x-from": "shop/id", "maximum": 999_999_999_999_999_999_u64},
        "gone": {"type": "integer", "x-from": "nothing/here"},
        "none": {"type": ["integer", "null"], "x-from": "nothing/here"},
        "n": {"type": "integer", "minimum": 1}}});
    let drawer = drawer(&schema);
    let given = [json!(7), json!(900_719_925_474_099_301_u64)];
    for case in 0..40 {
        let value = drawer.random(&mut Rng::new(case, "given")).expect("a value");
        assert!(given.contains(&value["shop"]) && value.get("gone").is_none());
        assert!(value.get("none").is_none_or(Value::is_null));
    }
    for constraint in drawer.constraints() {
        for kind in drawer.kinds(constraint) {
            let Some(broken) = drawer.broken(constraint, &kind, At::First, &mut Rng::new(1, &kind.name)) else {
                continue;
            };
            let shop = broken.value.get("shop");
            let own = constraint.place.as_str() == "/shop" || constraint.property.as_deref() == Some("shop");
            assert!(
                own || !broken.value.is_object() || shop.is_some_and(|shop| given.contains(shop)),
                "{}",
                broken.value
            );
        }
    }
    let names: Vec<_> = drawer.classes().iter().map(|class| format!("{} {}", class.place, class.name)).collect();
    assert!(names.contains(&"/shop given:1".to_owned()) && names.contains(&"/none null".to_owned()), "{names:?}");
}

#[test]
fn open_values_are_neither_drawn_nor_broken() {
    let drawer = drawer(
        &json!({"type": "integer", "maximum": 99, "x-maxDigits": 4, "x-open": {"type": "integer", "maximum": 0}}),
    );
    let positive = |value: &Value| value.as_f64().is_none_or(|n| n > 0.0);
    assert!((0..60).filter_map(|case| drawer.random(&mut Rng::new(case, "open"))).all(|value| positive(&value)));
    let mut count = 0;
    for constraint in drawer.constraints() {
        for kind in drawer.kinds(constraint) {
            if let Some(broken) = drawer.broken(constraint, &kind, At::First, &mut Rng::new(1, "open")) {
                assert!(positive(&broken.value), "{}", broken.value);
                count += 1;
            }
        }
    }
    assert!(count > 5 && drawer.constraints().iter().all(|c| c.keyword != "x-open"));
}

#[test]
fn every_pair_of_optional_properties_stands_together() {
    let drawer = drawer(&json!({"type": "object", "properties": {"a": true, "b": true, "c": true, "d": true},
        "not": {"required": ["a", "d"]}}));
    let values = drawer.pairs(&mut Rng::new(1, "pairs"));
    let together = |x: &str, y: &str| values.iter().any(|value| value.get(x).is_some() && value.get(y).is_some());
    for (x, y) in [("a", "b"), ("a", "c"), ("b", "c"), ("b", "d"), ("c", "d")] {
        assert!(together(x, y), "{x} {y}: {values:?}");
    }
    assert!(!together("a", "d") && values.len() <= 3);
}

#[test]
fn one_value_of_an_inline_schema() {
    let mut rng = Rng::new(1, "one");
    assert_eq!(draw_one(&json!({"const": "x"}), &options(), &mut rng), Ok(json!("x")));
    assert!(draw_one(&json!(false), &options(), &mut rng).is_err());
}
