//! Schemas of everyday shape that are large or deep: unions of many branches, recursion, shared definitions, thousands of properties.

use serde_json::{Value, json};

use crate::contract::schema::Options;
use crate::generate::{At, Drawer, Mode, Rng};

fn drawer(schema: &Value) -> Drawer {
    Drawer::new(schema, &Options::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// The values of the boundary classes whose name starts so, each confirmed.
fn classes(drawer: &Drawer, start: &str) -> Vec<Value> {
    let named = drawer.classes().iter().filter(|class| class.name.starts_with(start));
    let values: Vec<Value> =
        named.map(|class| drawer.class(class, &mut Rng::new(1, &class.name)).expect("it was tried")).collect();
    assert!(values.iter().all(|value| drawer.validator().is_valid(value)));
    values
}

/// A value that breaks the constraint with this evaluation path, in its first way.
fn broken(drawer: &Drawer, path: &str) -> Option<(Value, String)> {
    let constraint = drawer.constraints().iter().find(|constraint| constraint.schema_path == path);
    let constraint = constraint.unwrap_or_else(|| panic!("no constraint {path}"));
    let kinds = drawer.kinds(constraint);
    let mut rng = Rng::new(1, path);
    let found = drawer.broken_in(constraint, kinds.first()?, At::First, Mode::Plain, &mut rng);
    let found = found.or_else(|| drawer.broken_in(constraint, kinds.first()?, At::First, Mode::Random, &mut rng))?;
    Some((found.value, found.pointer))
}

fn randoms(drawer: &Drawer) -> Vec<Value> {
    let values: Vec<Value> = (0..30).filter_map(|case| drawer.random(&mut Rng::new(case, "random"))).collect();
    assert!(values.len() >= 20 && values.iter().all(|value| drawer.validator().is_valid(value)), "{}", values.len());
    values
}

fn tagged(keyword: &str, count: usize) -> Value {
    let branch = |index: usize| {
        json!({"type": "object", "required": ["kind", "size"], "properties": {
            "kind": {"const": format!("k{index}")}, "size": {"type": "integer", "minimum": 1, "maximum": 10 + index}}})
    };
    json!({ keyword: (0..count).map(branch).collect::<Vec<_>>() })
}

#[test]
fn each_branch_of_a_tagged_union_is_drawn_and_broken_with_its_tag_kept() {
    for keyword in ["oneOf", "anyOf"] {
        let drawer = drawer(&tagged(keyword, 50));
        let mut tags: Vec<Value> = classes(&drawer, "branch:").iter().map(|value| value["kind"].clone()).collect();
        tags.sort_by_key(Value::to_string);
        tags.dedup();
        assert_eq!(tags.len(), 50, "{keyword}");
        for index in [0, 7, 49] {
            let (value, at) = broken(&drawer, &format!("/{keyword}/{index}/properties/size/maximum")).expect("a value");
            assert_eq!(value, json!({"kind": format!("k{index}"), "size": 11 + index}));
            assert_eq!(at, "/size");
            let (value, at) = broken(&drawer, &format!("/{keyword}/{index}/required")).expect("a value");
            assert!(at.is_empty() && value.get("kind").is_none(), "{value}");
        }
    }
}

#[test]
fn what_stands_in_a_branch_has_the_annotations_of_the_branch_else_of_the_union() {
    let drawer = drawer(&json!({"x-code": 1, "oneOf": [
        {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer", "x-code": 2}}}, {"type": "string"}]}));
    let code = |path: &str| {
        let constraint =
            drawer.constraints().iter().find(|constraint| constraint.schema_path == path).expect("it is listed");
        assert_eq!(constraint.within.as_ref().map(|union| union.schema_path.as_str()), Some("/oneOf"));
        constraint.annotations["x-code"].clone()
    };
    assert_eq!((code("/oneOf/0/properties/a/type"), code("/oneOf/1/type")), (json!(2), json!(1)));
}

#[test]
fn many_conditions_and_unions_stand_together() {
    let rule = |index: usize| json!({"if": {"properties": {"k": {"const": format!("v{index}")}}}, "then": {"required": [format!("f{index}")]}});
    let names: Vec<String> = (0..12).map(|index| format!("v{index}")).collect();
    let rules: Vec<Value> = (0..12).map(rule).collect();
    let drawn =
        drawer(&json!({"type": "object", "required": ["k"], "properties": {"k": {"enum": names}}, "allOf": rules}));
    let chosen = classes(&drawn, "branch:");
    for (index, name) in names.iter().enumerate() {
        let field = format!("f{index}");
        assert!(chosen.iter().any(|value| value["k"] == *name && value.get(&field).is_some()));
        let (value, _) = broken(&drawn, &format!("/allOf/{index}/then/required")).expect("a value");
        assert!(value["k"] == *name && value.get(&field).is_none(), "{value}");
    }
    // What decides which rule applies is broken where none does.
    assert!(broken(&drawn, "/properties/k/enum").is_some());
    let union = |index: usize| {
        let name = format!("p{index}");
        let branch = |kind: &str| json!({"required": [name], "properties": {&name: {"type": kind}}});
        json!({"oneOf": [branch("integer"), branch("string"), branch("boolean")]})
    };
    let unions: Vec<Value> = (0..6).map(union).collect();
    let drawn = drawer(&json!({"type": "object", "allOf": unions}));
    let values = classes(&drawn, "branch:");
    for index in 0..6 {
        let of = |is: fn(&Value) -> bool| values.iter().any(|value| is(&value[format!("p{index}")]));
        assert!(of(Value::is_i64) && of(Value::is_string) && of(Value::is_boolean), "p{index}");
    }
}

#[test]
fn a_ring_of_dependent_schemas_is_drawn_and_broken() {
    let rules: serde_json::Map<String, Value> =
        (0..12).map(|index| (format!("p{index}"), json!({"required": [format!("p{}", (index + 1) % 12)]}))).collect();
    let drawer = drawer(&json!({"type": "object", "dependentSchemas": rules}));
    assert!(classes(&drawer, "branch:").iter().any(|value| value.as_object().is_some_and(|o| o.len() == 12)));
    let (value, _) = broken(&drawer, "/dependentSchemas/p3/required").expect("a value");
    assert!(value.get("p3").is_some() && value.get("p4").is_none(), "{value}");
}

#[test]
fn recursion_by_two_ways_ends() {
    let twice = json!({"type": "object", "properties": {"left": {"$ref": "#"}, "right": {"$ref": "#"}}});
    let values = randoms(&drawer(&twice));
    assert!(values.iter().any(|value| value["left"].is_object()));
    let list =
        json!({"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/b"}, {"type": "null"}]}});
    randoms(&drawer(&json!({"$ref": "#/$defs/a", "$defs": {
        "a": {"type": "object", "properties": {"a": {"$ref": "#/$defs/a"}, "b": {"$ref": "#/$defs/b"}, "all": list}},
        "b": {"type": "object", "patternProperties": {"^x": {"$ref": "#/$defs/a"}}, "additionalProperties": {"$ref": "#/$defs/b"}}}})));
}

#[test]
fn definitions_shared_over_forty_levels_are_bounded_and_it_is_told() {
    let mut defs = json!({"d0": {"type": "integer", "minimum": 0}});
    for level in 1..=40 {
        let below = json!({"$ref": format!("#/$defs/d{}", level - 1)});
        defs[format!("d{level}")] = json!({"type": "object", "properties": {"l": below, "r": below}});
    }
    let drawer = drawer(&json!({"$ref": "#/$defs/d40", "$defs": defs}));
    assert!(drawer.is_cut());
    randoms(&drawer);
    let deepest = drawer.constraints().iter().find(|one| one.keyword == "minimum").expect("the deepest is listed");
    assert!(!drawer.kinds(deepest).is_empty());
}

#[test]
fn hundreds_of_properties_and_deep_arrays_are_drawn() {
    let many: serde_json::Map<String, Value> =
        (0..600).map(|index| (format!("p{index}"), json!({"type": "integer", "maximum": index}))).collect();
    let wide = drawer(&json!({"type": "object", "properties": many}));
    assert!(!wide.is_cut());
    assert_eq!(classes(&wide, "present").len(), 600);
    assert_eq!(broken(&wide, "/properties/p599/maximum").map(|(value, _)| value), Some(json!({"p599": 600})));
    let deep =
        (0..110).fold(json!({"type": "integer"}), |inner, _| json!({"type": "array", "minItems": 1, "items": inner}));
    let deep = drawer(&deep);
    randoms(&deep);
    let path = format!("{}/type", "/items".repeat(110));
    assert!(broken(&deep, &path).is_some());
}

#[test]
fn names_and_what_is_left_over_are_drawn_too() {
    let names = drawer(
        &json!({"propertyNames": {"enum": ["red", "blue"]}, "type": "object", "additionalProperties": {"type": "integer"}}),
    );
    let drawn = classes(&names, "name:enum:");
    assert!(drawn.len() == 2 && drawn.iter().any(|value| value["blue"].is_i64()), "{drawn:?}");
    let sized = drawer(&json!({"type": "object", "propertyNames": {"minLength": 2, "maxLength": 4}}));
    let lengths: Vec<usize> = classes(&sized, "name:length-m")
        .iter()
        .filter_map(|value| Some(value.as_object()?.keys().next()?.chars().count()))
        .collect();
    assert!(lengths.contains(&2) && lengths.contains(&4), "{lengths:?}");
    let rest = drawer(
        &json!({"type": "object", "properties": {"a": true}, "unevaluatedProperties": {"type": "integer", "minimum": 3}}),
    );
    assert!(
        classes(&rest, "minimum").iter().any(|value| value.as_object().is_some_and(|o| o.values().any(|v| *v == 3)))
    );
    let fed =
        drawer(&json!({"type": "array", "contains": {"type": "string"}, "unevaluatedItems": {"type": "integer"}}));
    assert!(randoms(&fed).iter().any(|value| value.as_array().is_some_and(|items| items.iter().any(Value::is_i64))));
    let closed = drawer(
        &json!({"type": "object", "patternProperties": {"^[_a-zA-Z][a-zA-Z0-9_-]*$": {"type": "integer"}}, "additionalProperties": false}),
    );
    assert!(broken(&closed, "/additionalProperties").is_some());
}

#[test]
fn an_item_that_counts_may_be_the_broken_one() {
    let drawer =
        drawer(&json!({"type": "array", "minItems": 5, "maxItems": 5, "contains": {"minimum": 90}, "minContains": 2,
        "maxContains": 3, "items": {"type": "integer", "maximum": 100}}));
    let (value, at) = broken(&drawer, "/items/maximum").expect("a value");
    assert_eq!(value.pointer(&at), Some(&json!(101)));
    let maximum = drawer.constraints().iter().find(|one| one.schema_path == "/items/maximum").expect("it is listed");
    let kind = &drawer.kinds(maximum)[0];
    assert!(drawer.broken_in(maximum, kind, At::Last, Mode::Plain, &mut Rng::new(1, "last")).is_some());
}

#[test]
fn references_by_id_and_by_a_dynamic_anchor_are_followed() {
    let list = json!({"$id": "https://x.test/ints", "$ref": "list", "$defs": {
        "int": {"$dynamicAnchor": "T", "type": "integer"},
        "list": {"$id": "https://x.test/list", "type": "array", "items": {"$dynamicRef": "#T"}, "minItems": 1,
            "$defs": {"none": {"$dynamicAnchor": "T", "not": true}}}}});
    let of_list = drawer(&list);
    assert!(randoms(&of_list).iter().all(|value| value[0].is_number()));
    assert!(broken(&of_list, "/$ref/items/$dynamicRef/type").is_some());
    let nested = json!({"$id": "https://x.test/a/base.json", "$ref": "sub/one.json", "$defs": {
        "one": {"$id": "sub/one.json", "$ref": "./two.json"}, "two": {"$id": "sub/two.json", "type": "number"}}});
    assert!(randoms(&drawer(&nested)).iter().all(Value::is_number));
}

#[test]
fn only_what_is_proved_is_called_impossible() {
    let listed = drawer(&json!({"type": "string", "enum": ["a"]}));
    assert!(listed.is_impossible(&listed.constraints()[0]) && !listed.is_impossible(&listed.constraints()[1]));
    let crossed = drawer(&json!({"type": "string", "pattern": "^(?=a)[ab]{2}$", "minLength": 1}));
    let length = crossed.constraints().iter().find(|one| one.keyword == "minLength").expect("it is listed");
    assert!(crossed.kinds(length).is_empty() && !crossed.is_impossible(length));
}

/// The tag of a branch need not be required: a value that has it belongs to that branch alone.
#[test]
fn branches_that_share_their_fields_and_may_leave_out_their_tag_are_drawn_and_broken() {
    let branch = |number: usize| {
        json!({"type": "object", "additionalProperties": false, "properties": {
            "attempt": {"type": "string", "pattern": "^[a-z]{1,9}$"},
            "stored": {"type": "string", "maxLength": 6},
            "type": {"type": "string", "enum": [format!("k{number}")]}
        }})
    };
    let schema = json!({"oneOf": (0..20).map(branch).collect::<Vec<_>>()});
    let drawer = Drawer::new(&schema, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
    let limits = drawer.constraints().iter().filter(|one| one.keyword == "maxLength");
    assert_eq!(limits.filter(|one| !drawer.kinds(one).is_empty()).count(), 20);
    let branches = drawer.classes().iter().filter(|class| class.name.starts_with("branch:"));
    assert_eq!(branches.count(), 20);
}

#[test]
fn what_a_dynamic_reference_leads_to_by_each_way_is_broken() {
    let of = |id: &str, kind: &str| json!({"$id": id, "$ref": "list", "$defs": {"t": {"$dynamicAnchor": "T", "type": kind}}});
    let schema = json!({"$id": "https://example.test/main", "type": "object", "properties": {"n": {"const": 1}}, "if": {"required": ["n"]},
        "then": {"$ref": "numbers"}, "else": {"$ref": "texts"}, "$defs": {
            "list": {"$id": "list", "properties": {"list": {"items": {"$dynamicRef": "#T"}}}, "$defs": {"any": {"$dynamicAnchor": "T"}}},
            "numbers": of("numbers", "number"), "texts": of("texts", "string")}});
    let drawer = Drawer::new(&schema, &Options::default()).expect("a drawer");
    for kind in ["number", "string"] {
        let own = drawer.constraints().iter().find(|one| one.keyword == "type" && one.operand == kind);
        let own = own.unwrap_or_else(|| panic!("{kind} is not listed: {:?}", drawer.constraints()));
        assert!(!drawer.kinds(own).is_empty(), "{kind}");
    }
}

/// Both are closed, and neither requires what tells them apart.
#[test]
fn closed_branches_are_told_apart_by_the_properties_of_one() {
    let closed = |properties: Value| json!({"type": "object", "additionalProperties": false, "properties": properties});
    let secret = json!({"oneOf": [{"type": "string"}, closed(json!({"secure": {"type": "string"}}))]});
    let room = closed(json!({"secure": false, "off": {"type": "boolean"}, "name": {"type": "string", "minLength": 2}}));
    let schema = json!({"oneOf": [{"$ref": "#/$defs/secret"}, {"type": "boolean"}, room], "$defs": {"secret": secret}});
    let drawer = drawer(&schema);
    assert!(classes(&drawer, "branch:").iter().any(|value| value.get("off").is_some()));
    assert!(classes(&drawer, "length-min").iter().any(|value| value["name"] == "aa" || value["name"] == "ab"));
    let (value, at) = broken(&drawer, "/oneOf/2/properties/name/minLength").expect("a value");
    assert_eq!((at.as_str(), value["name"].as_str().map(str::len)), ("/name", Some(1)));
}

#[test]
fn where_not_all_fits_what_the_schema_says_once_comes_before_what_it_says_elsewhere() {
    let shared = json!({"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}});
    let mut properties: serde_json::Map<String, Value> =
        (0..20).map(|number| (format!("p{number}"), json!({"$ref": "#/$defs/shared"}))).collect();
    properties.insert("last".into(), json!({"enum": [7, 8]}));
    let drawer = drawer(&json!({"type": "object", "properties": properties, "$defs": {"shared": shared}}));
    let ordered = drawer.classes_by_schema();
    assert_eq!(ordered.len(), drawer.classes().len());
    let position = |place: &str, name: &str| {
        let is_it = |class: &&crate::generate::Class| class.place.as_str() == place && class.name == name;
        ordered.iter().position(is_it).expect("it is a class")
    };
    assert!(position("/last", "enum:1") < position("/p1/b", "present"));
    assert!(position("/p0/b", "present") < position("/p1/a", "present"));
}
