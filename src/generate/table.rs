//! The table: schemas of every kind, and what must hold of everything that is drawn from them.

use serde_json::{Value, json};

use super::{At, DrawError, Drawer, Mode, Rng};
use crate::contract::schema::{CharClass, Options};

fn options() -> Options {
    let kana = CharClass(vec![('A', 'Z'), ('0', '9'), ('\u{FF66}', '\u{FF6F}'), ('\u{FF71}', '\u{FF9D}'), (' ', ' ')]);
    Options {
        classes: [("kana".to_owned(), kana), ("digits".to_owned(), CharClass(vec![('0', '9')]))].into(),
        given: [("shop/id".to_owned(), vec![json!(7), json!(900_719_925_474_099_301_u64)])].into(),
        strict: true,
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
                assert!(constraint.is_broken_by(&breaches[0]) && breaches[0].pointer == found.pointer);
                assert!(drawer.confirms(&found.value, constraint, &found.pointer));
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

#[test]
fn every_valid_value_validates_and_every_broken_one_breaks_one_thing() {
    let table = satisfiable();
    assert!(table.len() >= 60, "the table has {} schemas", table.len());
    let mut lost = Vec::new();
    for schema in &table {
        exercise(schema, &mut lost);
    }
    for line in &lost {
        eprintln!("LOST {line}");
    }
}
