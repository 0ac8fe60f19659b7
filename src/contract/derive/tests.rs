use super::*;

fn of(paths: &Value) -> Result<Derived, Vec<LoadError>> {
    let description = json!({"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, "paths": paths,
        "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}});
    derived("pets.json", &description.to_string(), false)
}

/// An operation that takes a query parameter of a schema.
fn takes(schema: &Value) -> Value {
    json!({"parameters": [{"name": "q", "in": "query", "schema": schema}], "responses": {"200": {"description": "x"}}})
}

#[test]
fn what_is_wrong_in_one_operation_costs_no_other_its_test() {
    let sound = takes(&json!({"type": "string", "maxLength": 3}));
    for (path, wrong, why) in [
        ("/a", takes(&json!({"$ref": "#/components/schemas/Gone"})), "leads nowhere"),
        ("/a", takes(&json!({"type": "string", "pattern": "(?i)a"})), "not a regular expression"),
        ("/a", takes(&json!({"type": "string", "required": true})), "is not of type"),
        (
            "/a",
            json!({"requestBody": {"content": {"application/zip": {}}}, "responses": {"200": {}}}),
            "is not generated",
        ),
        ("/a", json!({"security": [{"gone": []}], "responses": {"200": {}}}), "no security scheme `gone`"),
    ] {
        let made = of(&json!({"/good": {"get": sound}, path: {"post": wrong}})).expect(why);
        let contract = Contract::load(&made.files, &made.id, &Readings::new()).expect("a contract");
        let ids: Vec<&str> = contract.operations.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["get_good"], "{why}");
        let [(call, errors)] = made.left_out.as_slice() else { panic!("{:?}", made.left_out) };
        assert!(call.starts_with(&format!("POST {path} (post_a")), "{call}");
        assert!(errors[0].problem.contains(why), "{errors:?}");
        let told = contract.requirements.iter().find(|one| one.id.ends_with(".left-out")).expect("a requirement");
        assert!(serde_json::to_string(&told.text).expect("JSON").contains(why), "{told:?}");
        let all = of(&json!({path: {"post": wrong}})).expect_err("nothing is left");
        assert!(all[0].problem.contains(why), "{all:?}");
    }
}

#[test]
fn a_place_of_a_path_that_no_parameter_describes_takes_any_text() {
    let made =
        of(&json!({"/a/{id}": {"get": takes(&json!({"type": "string", "maxLength": 3}))}})).expect("a contract");
    assert_eq!((made.left_out.len(), made.contract.operations[0].places()), (0, vec!["id"]));
    assert_eq!(made.contract.operations[0].parameters.len(), 2);
}

#[test]
fn a_record_that_is_made_without_a_body_needs_nothing_drawn() {
    let object = json!({"properties": {"id": {"type": "string"}}});
    let makes =
        json!({"responses": {"201": {"description": "x", "content": {"application/json": {"schema": object}}}}});
    let get = json!({"parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
        "responses": {"200": {"description": "x"}}});
    let made = of(&json!({"/a": {"post": makes}, "/a/{id}": {"get": get}})).expect("a contract");
    let contract = Contract::load(&made.files, &made.id, &Readings::new()).expect("a contract");
    assert_eq!(contract.operations.iter().map(|one| one.setup.len()).sum::<usize>(), 1);
}

#[test]
fn ids_that_stand_twice_are_made_of_the_method_and_the_path() {
    let mut operation = takes(&json!({}));
    operation["operationId"] = "one".into();
    let made = of(&json!({"/a": {"get": operation}, "/b": {"get": operation}})).expect("a contract");
    let contract = Contract::load(&made.files, &made.id, &Readings::new()).expect("a contract");
    let ids: Vec<&str> = contract.operations.iter().map(|one| one.id.as_str()).collect();
    assert_eq!((ids, made.left_out.len()), (vec!["one", "get_b"], 0));
}

#[test]
fn names_with_spaces_and_calls_without_anything_to_draw_make_a_contract() {
    let mut guarded = json!({"responses": {"200": {"description": "x"}}});
    guarded["security"] = json!([{"key": []}]);
    let spaced = json!({"parameters": [{"name": "q r", "in": "query", "schema": {"maxLength": 3}}], "responses": {"200": {}}});
    let made = of(&json!({"/a": {"get": guarded}, "/b": {"get": spaced}})).expect("a contract");
    assert_eq!(made.left_out.len(), 0);
    let text = made.files.text("schemas/pets/requirements.json").expect("requirements");
    assert!(text.contains("get_b.request.query.q_r") || text.contains("get_b.request"), "{text}");
    let scenario = made.files.text("scenarios/pets/get_a-security.json").expect("a scenario");
    assert!(!scenario.contains("\"request\": \"get_a\""), "nothing takes what would be drawn: {scenario}");
}
