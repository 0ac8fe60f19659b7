//! What is generated on the command line.

use std::io::ErrorKind;
use std::path::Path;

use super::*;

fn drawn(schema: &Value, cases: usize, seed: u64) -> (Vec<Value>, Vec<String>) {
    let drawer = Drawer::new(schema, &Options::default()).expect("a schema");
    let mut out = DrawnLines::new(Vec::new(), seed, 20_000);
    out.all(&drawer, cases).expect("a vector takes all");
    let text = String::from_utf8(out.out.clone()).expect("UTF-8");
    let lines = text.lines().map(|line| serde_json::from_str(line).expect("a JSON object a line"));
    (lines.collect(), out.summary(&drawer, schema).iter().map(Message::english).collect())
}

#[test]
fn every_line_says_what_it_is_for_and_keeps_its_word() {
    let schema = json!({"type": "object", "required": ["n"], "properties": {
        "n": {"type": "integer", "maximum": 5}, "m": {"type": "string"}, "o": {"type": "null"}}});
    let (lines, _) = drawn(&schema, 12, 1);
    let drawer = Drawer::new(&schema, &Options::default()).expect("a schema");
    for line in &lines {
        let valid = drawer.validator().is_valid(&line["value"]);
        assert_eq!(valid, line["intent"] == "valid", "{line}");
        assert!(line["pointer"].is_string() && line["kind"].is_string());
        assert_eq!(line["keyword"].is_null(), valid);
    }
    let count = |kind: &str| lines.iter().filter(|line| line["kind"] == kind).count();
    assert_eq!(count("random"), 12);
    assert!(count("pair") > 0 && count("missing") > 0);
    let missing = lines.iter().find(|line| line["kind"] == "missing").expect("missing");
    assert_eq!((&missing["property"], &missing["pointer"]), (&json!("n"), &json!("")));
}

#[test]
fn the_seed_decides_every_line() {
    let schema = json!({"type": "array", "items": {"type": "string", "minLength": 3}});
    assert_eq!(drawn(&schema, 20, 5), drawn(&schema, 20, 5));
    assert_ne!(drawn(&schema, 20, 5), drawn(&schema, 20, 6));
}

#[test]
fn a_limit_too_far_away_is_left_out_and_said() {
    let schema = json!({"type": "object", "required": ["s"], "properties": {"s": {"type": "string", "maxLength": 2_147_483_647}}});
    let (lines, summary) = drawn(&schema, 3, 1);
    assert!(lines.iter().all(|line| line["keyword"] != "maxLength" && line.to_string().len() < 10_000));
    let said = "not generated: /s /properties/s/maxLength: its limit is beyond the longest text that is drawn, 150000";
    assert_eq!(summary, [said]);
}

#[test]
fn one_kind_of_breach_is_not_drawn_again_and_again() {
    let schema = json!({"oneOf": [{"type": "integer"}, {"type": "boolean"}]});
    let (lines, _) = drawn(&schema, 100, 1);
    // The union and what is in its branches are constraints of their own.
    for schema in [Value::Null, json!("/oneOf/0/type"), json!("/oneOf/1/type")] {
        let own = |line: &&Value| line["kind"] == "type-string" && line["branch"]["schema"] == schema;
        let texts = lines.iter().filter(own).count();
        assert!((1..=3).contains(&texts), "{schema}: {texts}");
    }
}

#[test]
fn what_is_not_exercised_is_listed() {
    let schema = json!({"type": "string", "enum": ["a"], "anyOf": [{"maxLength": 3}, {"pattern": "b"}]});
    let (_, summary) = drawn(&schema, 0, 1);
    let has = |start: &str| summary.iter().any(|line| line.starts_with(start));
    assert!(has("not exercised: the whole value /type"), "{summary:?}");
    assert!(has("not exercised: the whole value /anyOf/0/maxLength"), "{summary:?}");
}

#[test]
fn a_breach_inside_a_branch_names_the_union_and_the_branch() {
    let branch = |tag: &str| json!({"required": ["k"], "properties": {"k": {"const": tag}, "n": {"maximum": 5}}});
    let (lines, _) = drawn(&json!({"type": "object", "oneOf": [branch("a"), branch("b")]}), 0, 1);
    let line =
        lines.iter().find(|line| line["branch"]["schema"] == "/oneOf/1/properties/n/maximum").expect("it is broken");
    assert_eq!((&line["pointer"], &line["keyword"]), (&json!(""), &json!("oneOf")));
    assert_eq!((&line["branch"]["pointer"], &line["value"]["k"]), (&json!("/n"), &json!("b")));
}

#[test]
fn no_more_lines_than_asked_for_are_written_and_the_rest_is_told() {
    let properties: serde_json::Map<String, Value> =
        (0..30).map(|n| (format!("p{n}"), json!({"type": "integer"}))).collect();
    let drawer = Drawer::new(&json!({"type": "object", "properties": properties}), &Options::default());
    let drawer = drawer.expect("a schema");
    let mut out = DrawnLines::new(Vec::new(), 1, 80);
    out.all(&drawer, 5).expect("a vector takes all");
    let text = String::from_utf8(out.out.clone()).expect("UTF-8");
    let broken: Vec<&str> = text.lines().filter(|line| line.contains("violates")).collect();
    assert_eq!((text.lines().count(), broken.len()), (80, 40));
    // Each property is broken once before any is broken twice.
    assert!((0..30).all(|n| broken.iter().any(|line| line.contains(&format!("/p{n}\"")))));
    let told = out.summary(&drawer, &json!({}));
    assert!(told.iter().any(|line| line.english().contains("beyond --most")), "{told:?}");
}

#[test]
fn unusable_files_are_named_with_the_mend() {
    let missing = read(Path::new("no/such/schema.json")).expect_err("no file");
    assert!(missing.english().contains("no/such/schema.json") && missing.english().contains("give the path"));
    let folder = std::env::temp_dir().join(format!("tekigo-draw-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("schema.json");
    std::fs::write(&file, "{\"type\": ").expect("a file");
    assert!(read(&file).expect_err("no JSON").english().contains("line 1 column 9"));
    std::fs::write(&file, "\u{FEFF}{\"enum\": []}").expect("a file");
    let draw = |file: &PathBuf| Draw { schema: file.clone(), cases: 0, seed: 1, most: 100, schemas: None };
    let error = draw(&file).run().expect_err("no value");
    let error = error.english();
    assert!(error.contains("schema.json") && error.contains("enumeration"), "{error}");
    for (schema, exit) in [
        (r#"{"type": "string", "minLength": 2000000000}"#, Exit::Beyond),
        (r#"{"type": "array", "minItems": 2000000000}"#, Exit::Beyond),
        (r#"{"type": "string", "allOf": [{"pattern": "^a"}, {"pattern": "^b"}]}"#, Exit::NotFound),
    ] {
        std::fs::write(&file, schema).expect("a file");
        assert_eq!(draw(&file).run(), Ok(exit), "{schema}");
    }
    std::fs::remove_dir_all(folder).expect("removed");
}

#[test]
fn a_closed_pipe_ends_the_writing() {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let drawer = Drawer::new(&json!({"type": "null"}), &Options::default()).expect("a schema");
    let error = DrawnLines::new(Closed, 1, 100).all(&drawer, 5).expect_err("closed");
    assert_eq!(error.kind(), ErrorKind::BrokenPipe);
}
