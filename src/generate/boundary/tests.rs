//! Which constraint a class is credited to.

use serde_json::{Value, json};

use crate::contract::schema::{CharClass, Options};
use crate::generate::Drawer;

fn drawer(schema: &Value) -> Drawer {
    let class = |ranges: &[(char, char)]| CharClass(ranges.to_vec());
    let classes = [("wide", class(&[('A', 'Z'), ('a', 'z')])), ("narrow", class(&[('A', 'Z'), ('a', 'f')]))];
    let options = Options {
        classes: classes.map(|(name, class)| (name.to_owned(), class)).into(),
        given: [("shop/id".to_owned(), vec![json!(7)])].into(),
        ..Options::default()
    };
    Drawer::new(schema, &options).unwrap_or_else(|error| panic!("{schema}: {error}"))
}

/// The schema path of the constraint that a class is credited to.
fn credited(drawer: &Drawer, place: &str, name: &str) -> Option<String> {
    let class = drawer.classes().iter().find(|class| class.place.as_str() == place && class.name == name);
    let class = class.unwrap_or_else(|| panic!("no class {place} {name}: {:?}", drawer.classes()));
    class.of.map(|of| drawer.constraints()[of].schema_path.clone())
}

fn check(cases: &[(Value, &[(&str, &str)])]) {
    for (schema, expected) in cases {
        let drawer = drawer(schema);
        for (name, path) in *expected {
            assert_eq!(credited(&drawer, "", name).as_deref().unwrap_or("-"), *path, "{schema} {name}");
        }
    }
}

#[test]
fn a_size_at_a_limit_or_one_inside_it_is_credited_to_the_limit() {
    check(&[
        (
            json!({"type": "array", "minItems": 2, "maxItems": 30}),
            &[("items-2", "/minItems"), ("items-3", "/minItems"), ("items-12", "-"), ("items-29", "/maxItems")],
        ),
        (json!({"type": "array", "minItems": 2, "maxItems": 3}), &[("items-2", "/minItems"), ("items-3", "/maxItems")]),
        (json!({"type": "array", "maxItems": 1000}), &[("items-0", "-"), ("items-1000", "/maxItems")]),
        (json!({"type": "array", "contains": {"const": 1}}), &[("items-1", "/contains"), ("items-2", "/contains")]),
        (
            json!({"type": "array", "contains": {"const": 1}, "minContains": 3}),
            &[("items-3", "/minContains"), ("items-12", "-")],
        ),
        (
            json!({"type": "object", "minProperties": 1, "maxProperties": 3}),
            &[("properties-1", "/minProperties"), ("properties-2", "/maxProperties")],
        ),
    ]);
}

#[test]
fn a_number_at_a_limit_is_credited_to_the_bound_or_to_the_digits() {
    check(&[
        (
            json!({"type": "integer", "minimum": 5, "exclusiveMaximum": 9}),
            &[("minimum", "/minimum"), ("minimum-inside", "/minimum"), ("maximum", "/exclusiveMaximum")],
        ),
        (
            json!({"type": "number", "exclusiveMinimum": 0.5, "maximum": 2.5}),
            &[("fraction-minimum", "/exclusiveMinimum"), ("fraction-maximum", "/maximum"), ("fraction", "-")],
        ),
        (json!({"type": "integer", "x-maxDigits": 3}), &[("minimum", "/x-maxDigits"), ("maximum", "/x-maxDigits")]),
        (
            json!({"type": "integer", "x-maxDigits": 3, "minimum": -5, "maximum": 5000}),
            &[("minimum", "/minimum"), ("maximum", "/x-maxDigits"), ("zero", "-")],
        ),
        // A limit that a negation sets is nobody's.
        (json!({"type": "integer", "maximum": 9, "x-open": {"minimum": 5}}), &[("maximum", "-")]),
    ]);
}

#[test]
fn a_text_is_credited_to_its_length_else_to_its_form() {
    check(&[
        (
            json!({"type": "string", "minLength": 2, "maxLength": 9}),
            &[("length-min", "/minLength"), ("length-max-inside", "/maxLength"), ("length-max:kana", "/maxLength")],
        ),
        (
            json!({"type": "string", "pattern": "^[0-9]{2,4}$", "maxLength": 9}),
            &[("length-min", "/pattern"), ("length-max", "/pattern")],
        ),
        (json!({"type": "string", "x-charClass": "wide"}), &[("length-min", "/x-charClass")]),
        (json!({"type": "string", "format": "date-slash"}), &[("leap-day", "/format")]),
    ]);
}

#[test]
fn a_member_is_credited_to_its_enumeration_and_a_type_to_the_types() {
    check(&[
        (json!({"enum": ["a", null]}), &[("enum:0", "/enum"), ("null", "/enum")]),
        (json!({"const": 3}), &[("enum:0", "/const")]),
        (json!({"type": ["boolean", "null"]}), &[("true", "/type"), ("null", "/type")]),
        (json!({"type": ["string", "integer"]}), &[("type:string", "/type"), ("zero", "-"), ("length-min", "-")]),
        (json!({"type": "integer", "x-from": "shop/id", "maximum": 9}), &[("given:0", "-")]),
    ]);
}

#[test]
fn of_several_constraints_the_one_that_binds_is_credited() {
    let two = |a: Value, b: Value| json!({"allOf": [a, b]});
    check(&[
        (two(json!({"maxItems": 5}), json!({"type": "array", "maxItems": 3})), &[("items-3", "/allOf/1/maxItems")]),
        (two(json!({"maximum": 5}), json!({"type": "integer", "maximum": 7})), &[("maximum", "/allOf/0/maximum")]),
        (
            two(json!({"maximum": 5}), json!({"type": "integer", "exclusiveMaximum": 5})),
            &[("maximum", "/allOf/1/exclusiveMaximum")],
        ),
        (two(json!({"enum": [1, 2, 3]}), json!({"enum": [2, 3]})), &[("enum:1", "/allOf/1/enum")]),
        (two(json!({"type": ["string", "boolean"]}), json!({"type": "boolean"})), &[("true", "/allOf/1/type")]),
        (
            two(json!({"type": "string", "x-charClass": "wide"}), json!({"x-charClass": "narrow"})),
            &[("class-edge:U+0041", "/allOf/0/x-charClass"), ("class-edge:U+0066", "/allOf/1/x-charClass")],
        ),
    ]);
}

#[test]
fn a_property_that_may_be_absent_is_credited_to_the_rule_that_may_ask_for_it() {
    let schema = json!({"type": "object", "properties": {"kind": {"type": "string"}, "code": {"type": "string"}, "memo": true},
        "dependentRequired": {"kind": ["code"]}});
    let drawer = drawer(&schema);
    for name in ["absent", "present"] {
        assert_eq!(credited(&drawer, "/code", name).as_deref(), Some("/dependentRequired"));
        assert_eq!(credited(&drawer, "/memo", name), None);
    }
}

#[test]
fn a_limit_belongs_to_the_alternative_in_which_it_holds() {
    let schema = json!({"type": "object", "required": ["kind", "n"],
        "properties": {"kind": {"enum": ["a", "b"]}, "n": {"type": "integer"}},
        "if": {"properties": {"kind": {"const": "a"}}},
        "then": {"properties": {"n": {"maximum": 5}}}, "else": {"properties": {"n": {"maximum": 9}}}});
    let drawer = drawer(&schema);
    let class = drawer.classes().iter().find(|class| class.name == "maximum").expect("a class");
    let path = &drawer.constraints()[class.of.expect("a constraint")].schema_path;
    let value = drawer.class(class, &mut crate::generate::Rng::new(1, "maximum")).expect("a value");
    assert_eq!(path, if value["n"] == 5 { "/then/properties/n/maximum" } else { "/else/properties/n/maximum" });
}
