//! Blocks in their places, and mistakes where they are written.

use serde_json::json;

use super::*;

const BLOCKS: &str = "schemas/a/errors.json";

fn whole(file: &str, value: &Value, blocks: &Value) -> Result<Whole, Vec<String>> {
    let mut blocks = blocks.clone();
    blocks["$schema"] = "../_meta/blocks.schema.json".into();
    let files = Files::embedded().with(BLOCKS, blocks.to_string()).with("schemas/b/x.json", "{}".to_owned());
    expand(&files, file, value).map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

fn errors(value: &Value, blocks: &Value) -> Vec<String> {
    whole("schemas/a/contract.json", value, blocks).err().unwrap_or_default()
}

#[test]
fn a_block_stands_where_it_is_referred_to_and_mistakes_in_it_where_it_is_written() {
    let value = json!({"errors": [
        {"id": "own"}, {"$ref": "errors.json#/two"}, {"$ref": "errors.json#/common", "with": {"rows": "r", "n": 7}, "id": "row"}]});
    let blocks = json!({"common": {"id": "all", "code": "/${rows}/code", "most": "${n}"},
        "two": [{"id": "x"}, {"id": "y", "names": {"$ref": "#/names"}}], "names": {"list": "/d"}});
    let whole = whole("schemas/a/contract.json", &value, &blocks).unwrap_or_else(|errors| panic!("{errors:?}"));
    let due = json!({"errors": [{"id": "own"}, {"id": "x"}, {"id": "y", "names": {"list": "/d"}},
        {"id": "row", "code": "/r/code", "most": 7}]});
    assert_eq!(whole.value, due);
    let located = |at: &str| {
        let error = LoadError::new("schemas/a/contract.json", at, "p", "m");
        let error = whole.origins.located(vec![error]).remove(0);
        format!("{} {}", error.file, error.pointer)
    };
    for (at, written) in [
        ("/errors/0/id", "schemas/a/contract.json /errors/0/id"),
        ("/errors/2/names/list", "schemas/a/errors.json /names/list"),
        ("/errors/1", "schemas/a/errors.json /two/0"),
        ("/errors/3/code", "schemas/a/errors.json /common/code"),
        ("/errors/3/id", "schemas/a/contract.json /errors/2/id"),
    ] {
        assert_eq!(located(at), written, "{at}");
    }
}

#[test]
fn what_leads_nowhere_out_or_back_to_itself_is_refused_where_it_is_written() {
    let one = |reference: &str| {
        errors(&json!({"e": {"$ref": reference}}), &json!({"a": {"$ref": "#/b"}, "b": [{"$ref": "#/a"}], "c": 1}))
    };
    for (reference, due) in [
        ("errors.json#/d", "schemas/a/errors.json has no `#/d`; write one of #/a, #/b, #/c"),
        ("gone.json#/d", "there is no file schemas/a/gone.json; add it, or fix the name"),
        ("../b/x.json#/d", "`../b/x.json` leads out of the folder; name a file in schemas/a/ or below it"),
        ("/etc/x.json#/d", "`/etc/x.json` leads out of the folder; name a file in schemas/a/ or below it"),
        ("errors.json", "`errors.json` names no block; write a file and a place in it, such as `errors.json#/common`"),
    ] {
        assert_eq!(one(reference), [format!("schemas/a/contract.json /e/$ref: {due}")]);
    }
    let back = "schemas/a/errors.json /b/0/$ref: `#/a` leads back to itself; take one of the references out";
    assert_eq!(one("errors.json#/a"), [back]);
}

#[test]
fn what_is_given_is_used_and_what_is_used_is_given() {
    let blocks = json!({"c": {"x": "${rows}", "y": "${row}"}});
    let found = errors(&json!({"e": {"$ref": "errors.json#/c", "with": {"rows": 1, "cols": 2}}}), &blocks);
    assert_eq!(
        found,
        [
            "schemas/a/errors.json /c/y: `${row}` is not given here; there are rows, cols; write one of those, or give it under `with` or in `kinds`",
            "schemas/a/contract.json /e/with/cols: nothing there holds `${cols}`; take it out, or write it where it belongs",
        ]
    );
    let over = errors(&json!({"e": {"$ref": "errors.json#/c", "id": 1}}), &json!({"c": [1]}));
    assert_eq!(
        over,
        [
            "schemas/a/contract.json /e/id: the block is not an object, and nothing can be laid over it; take it out, or write it in the block"
        ]
    );
}

#[test]
fn blocks_of_blocks_have_an_end() {
    let blocks: Map<String, Value> = (0..40)
        .map(|n| (format!("b{n}"), json!([{"$ref": format!("#/b{}", n + 1)}, {"$ref": format!("#/b{}", n + 1)}])))
        .chain([("b40".to_owned(), json!([1]))])
        .collect();
    let found = errors(&json!({"e": {"$ref": "errors.json#/b0"}}), &Value::Object(blocks));
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("there are more than 2000 blocks, or 200000 values in them; refer to less"), "{found:?}");
}

#[test]
fn a_scenario_of_several_kinds_has_its_steps_for_each() {
    let value = json!({"kinds": [{"kind": "a", "rows": "/x"}, {"kind": "b", "rows": "/y"}], "draw": {"d": "${kind}"},
        "steps": [{"name": "${kind}_add", "body": {"${kind}": [1]}}, {"name": "${kind}_get", "at": "${rows}/0"}]});
    let whole = whole("scenarios/a/s.json", &value, &json!({"a": 1})).unwrap_or_else(|errors| panic!("{errors:?}"));
    let due = json!({"draw": {"d": "${kind}"}, "steps": [{"name": "a_add", "body": {"a": [1]}}, {"name": "a_get", "at": "/x/0"},
        {"name": "b_add", "body": {"b": [1]}}, {"name": "b_get", "at": "/y/0"}]});
    assert_eq!(whole.value, due);
    let error = LoadError::new("scenarios/a/s.json", "/steps/3/at", "p", "m");
    assert_eq!(whole.origins.located(vec![error])[0].pointer, "/steps/1/at");
}
