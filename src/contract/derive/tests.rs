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
        assert!(errors[0].problem.english().contains(why), "{errors:?}");
        let told = contract.requirements.iter().find(|one| one.id.ends_with(".left-out")).expect("a requirement");
        assert!(serde_json::to_string(&told.text).expect("JSON").contains(why), "{told:?}");
        let all = of(&json!({path: {"post": wrong}})).expect_err("nothing is left");
        assert!(all[0].problem.english().contains(why), "{all:?}");
    }
}

#[test]
fn a_place_of_a_path_that_no_parameter_describes_takes_any_text() {
    let made = of(&json!({"/a/{id}": {"get": takes(&json!({"type": "string", "maxLength": 3}))}})).expect("a contract");
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
    let spaced =
        json!({"parameters": [{"name": "q r", "in": "query", "schema": {"maxLength": 3}}], "responses": {"200": {}}});
    let made = of(&json!({"/a": {"get": guarded}, "/b": {"get": spaced}})).expect("a contract");
    assert_eq!(made.left_out.len(), 0);
    let text = made.files.text("schemas/pets/requirements.json").expect("requirements");
    assert!(text.contains("get_b.request.query.q_r") || text.contains("get_b.request"), "{text}");
    let scenario = made.files.text("scenarios/pets/get_a-security.json").expect("a scenario");
    assert!(!scenario.contains("\"request\": \"get_a\""), "nothing takes what would be drawn: {scenario}");
}

/// The set-up of an operation of a description: the operations that are called before it, and where its path takes values from.
fn set_up(paths: &Value, operation: &str) -> (Vec<String>, Vec<String>) {
    let made = of(paths).expect("a contract");
    let contract = Contract::load(&made.files, &made.id, &Readings::new()).expect("it loads");
    let own = contract.operation(operation).unwrap_or_else(|| panic!("{operation} is left out: {:?}", made.left_out));
    let asked = own.setup.iter().map(|step| step["operation"].as_str().unwrap_or_default().to_owned()).collect();
    let part = &own.request["properties"]["path"]["properties"];
    let from = part.as_object().into_iter().flatten();
    let from = from.map(|(name, schema)| format!("{name} {}", schema["x-from"].as_str().unwrap_or("-")));
    (asked, from.collect())
}

/// A response of success with these properties, and links.
fn gives(id: &str, properties: &Value, links: &Value) -> Value {
    let schema = json!({"type": "object", "properties": properties});
    json!({"operationId": id, "responses": {"201": {"description": "x", "links": links, "content": {"application/json": {"schema": schema}}}}})
}

/// An operation that takes an id of a type in its path.
fn takes_id(id: &str, name: &str, kind: &str) -> Value {
    json!({"operationId": id, "parameters": [{"name": name, "in": "path", "required": true, "schema": {"type": kind}}],
        "responses": {"200": {"description": "x"}}})
}

#[test]
fn an_id_in_a_path_comes_from_the_operation_that_gives_one_of_its_name_and_type() {
    let none = json!({});
    let id = json!({"id": {"type": "string"}});
    let pair = |one: &str, other: &str| (vec![one.to_owned()], vec![other.to_owned()]);
    // On the path before it.
    let paths = json!({"/pets": {"post": gives("make", &id, &none)}, "/pets/{petId}": {"get": takes_id("get", "petId", "string")}});
    assert_eq!(set_up(&paths, "get"), pair("make", "petId setup/make_petid/id"));
    // By its noun, in an envelope.
    let data = json!({"data": {"type": "object", "properties": {"id": {"type": "integer"}}}});
    let paths = json!({"/v2/pets": {"post": gives("make", &data, &none)}, "/vets/{petId}": {"get": takes_id("get", "petId", "integer")}});
    assert_eq!(set_up(&paths, "get"), pair("make", "petId setup/make_petid/data/id"));
    // By its name, and of its type alone.
    let order = json!({"order_no": {"type": "integer"}, "orderNo": {"type": "string"}});
    let paths = json!({"/basket": {"post": gives("make", &order, &none)}, "/status/{orderNo}": {"get": takes_id("get", "orderNo", "string")}});
    assert_eq!(set_up(&paths, "get"), pair("make", "orderNo setup/make_orderno/orderNo"));
    let paths = json!({"/basket": {"post": gives("make", &json!({"order_no": {"type": "integer"}}), &none)},
        "/status/{orderNo}": {"get": takes_id("get", "orderNo", "string")}});
    assert_eq!(set_up(&paths, "get"), (vec![], vec!["orderNo -".to_owned()]));
    // As a link says, whatever the names are, a header included.
    for link in [json!({"operationId": "get"}), json!({"operationRef": "#/paths/~1things~1{key}/get"})] {
        for (expression, due) in [("$response.body#/id", "id"), ("$response.header.X-Key", "header:X-Key")] {
            let mut link = link.clone();
            link["parameters"] = json!({"path.key": expression});
            let paths = json!({"/stock": {"post": gives("make", &id, &json!({"own": link}))}, "/things/{key}": {"get": takes_id("get", "key", "string")}});
            assert_eq!(set_up(&paths, "get"), pair("make", &format!("key setup/make_key/{due}")));
        }
    }
    // From a list, where nothing makes one.
    let list = json!({"operationId": "list", "responses": {"200": {"description": "x", "content": {"application/json": {"schema":
        {"type": "object", "properties": {"items": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}}}}}}}}}}});
    let paths = json!({"/pets": {"get": list}, "/pets/{id}": {"get": takes_id("get", "id", "string")}});
    assert_eq!(set_up(&paths, "get"), pair("list", "id setup/find_id/items/0/id"));
}

#[test]
fn a_record_below_another_is_made_below_the_one_that_was_made_for_it() {
    let id = json!({"id": {"type": "string"}});
    let mut below = gives("add", &id, &json!({}));
    below["parameters"] = json!([{"name": "userId", "in": "path", "required": true, "schema": {"type": "string"}},
        {"name": "Idempotency-Key", "in": "header", "required": true, "schema": {"type": "string"}}]);
    let paths = json!({"/users": {"post": gives("join", &id, &json!({}))}, "/users/{userId}/pets": {"post": below},
        "/pets/{petId}": {"delete": takes_id("drop", "petId", "string")}});
    let (asked, from) = set_up(&paths, "drop");
    assert_eq!(
        (asked, from),
        (vec!["join".to_owned(), "add".to_owned()], vec!["petId setup/make_petid/id".to_owned()])
    );
    let made = of(&paths).expect("a contract");
    let contract: Value =
        serde_json::from_str(made.files.text("schemas/pets/contract.json").expect("there")).expect("JSON");
    let step = &contract["operations"]["drop"]["setup"][1];
    assert_eq!(step["path"]["userId"]["$cel"], "steps.make_userid.response.id");
    assert_eq!(step["headers"]["Idempotency-Key"]["$cel"], "draw.make_petid.headers['Idempotency-Key']");
    assert_eq!(contract["operations"]["add"]["removedBy"], json!({"operation": "drop", "place": "petId"}));
    assert_eq!(contract["operations"]["add"]["makes"], json!(["/id"]));
    assert_eq!(contract["operations"]["join"]["removedBy"], Value::Null, "nothing removes a user");
}

#[test]
fn makers_that_need_one_another_keep_nobody_from_the_one_that_needs_nothing() {
    let of = |id: String, gives_name: &str, gives_kind: &str, takes_name: &str, takes_kind: &str| {
        let mut gives = gives(&id, &json!({gives_name: {"type": gives_kind}}), &json!({}));
        gives["parameters"] =
            json!([{"name": takes_name, "in": "path", "required": true, "schema": {"type": takes_kind}}]);
        json!({ "post": gives })
    };
    // Twenty that give the key need a number that twenty others give, and those need what nobody gives: 420 ways that lead nowhere.
    let mut paths = json!({"/keys": {"post": gives("make", &json!({"id": {"type": "string"}}), &json!({}))},
        "/things/{keyId}": {"get": takes_id("get", "keyId", "string")}});
    for number in 0..20 {
        paths[format!("/a{number}/{{count}}/b")] = of(format!("a{number}"), "keyId", "string", "count", "integer");
        paths[format!("/c{number}/{{gone}}/d")] = of(format!("c{number}"), "count", "integer", "gone", "string");
    }
    assert_eq!(set_up(&paths, "get"), (vec!["make".to_owned()], vec!["keyId setup/make_keyid/id".to_owned()]));
}
