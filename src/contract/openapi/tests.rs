//! Descriptions as they are read: what becomes of parameters, bodies, responses, references and credentials.

use serde_json::{Value, json};

use super::{Described, Description, In, Style, request_schema};
use crate::contract::{Files, Readings};

fn loaded(description: &Value, more: &[(&str, &Value)]) -> Result<Description, String> {
    let files = more
        .iter()
        .fold(Files::default(), |files, (name, value)| files.with(&format!("schemas/a/{name}"), value.to_string()));
    let files = files.with("schemas/a/openapi.json", description.to_string());
    Description::load(&files, "a", &[], &Readings::new()).map_err(|errors| errors[0].to_string())
}

fn described(description: &Description, content_type: Option<&str>) -> Result<Described, String> {
    let entries = description.entries().map_err(|errors| errors[0].to_string())?;
    Described::read(description, &entries[0], content_type, &["key", "user"]).map_err(|errors| errors[0].to_string())
}

/// A description of one operation.
fn one(path: &str, method: &str, operation: &Value) -> Value {
    let mut operation = operation.clone();
    if operation.get("responses").is_none() {
        operation["responses"] = json!({"200": {"description": "x"}});
    }
    json!({"openapi": "3.1.0", "paths": {path: {method: operation}},
        "components": {"schemas": {"Pet": {"type": "object", "properties": {"tag": {"$ref": "#/components/schemas/Tag"}}}, "Tag": {"type": "string"}},
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}, "user": {"type": "http", "scheme": "basic"},
                "none": {"type": "http", "scheme": "bearer"}}}})
}

fn schema_of(path: &str, method: &str, operation: &Value) -> Value {
    let description = loaded(&one(path, method, operation), &[]).expect("a description");
    let described = described(&description, None).expect("an operation");
    request_schema(&description, &described).map_err(|errors| errors[0].to_string()).expect("a schema").schema
}

#[test]
fn parameters_and_body_are_the_parts_of_a_request() {
    let schema = schema_of(
        "/pets/{id}",
        "put",
        &json!({
            "parameters": [
                {"name": "id", "in": "path", "required": true, "x-code": 1, "schema": {"type": "string"}},
                {"name": "q", "in": "query", "schema": {"type": "integer"}},
                {"name": "X-A", "in": "header", "required": true, "schema": {"type": "string"}},
                {"name": "Authorization", "in": "header", "schema": {"type": "string"}},
                {"name": "c", "in": "cookie", "schema": {"$ref": "#/components/schemas/Tag"}}
            ],
            "requestBody": {"required": true, "x-requirement": "A-1", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}
        }),
    );
    assert_eq!(schema["required"], json!(["path", "headers", "body"]));
    let parts = &schema["properties"];
    assert_eq!(parts["path"]["properties"]["id"], json!({"type": "string", "x-code": 1}));
    assert_eq!((&parts["path"]["required"], parts["query"].get("required")), (&json!(["id"]), None));
    assert_eq!(
        parts["headers"]["properties"],
        json!({"X-A": {"type": "string"}}),
        "OpenAPI says other headers elsewhere"
    );
    assert_eq!(parts["cookies"]["properties"]["c"], json!({"$ref": "#/$defs/Tag"}));
    assert_eq!(parts["body"], json!({"$ref": "#/$defs/Pet", "x-requirement": "A-1"}));
    assert_eq!(schema["$defs"]["Pet"]["properties"]["tag"], json!({"$ref": "#/$defs/Tag"}));
}

#[test]
fn a_body_alone_is_the_request_itself() {
    let body = |required: bool| json!({"requestBody": {"required": required, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}});
    let schema = schema_of("/pets", "post", &body(true));
    assert_eq!((&schema["type"], &schema["properties"]["tag"]), (&json!("object"), &json!({"$ref": "#/$defs/Tag"})));
    let schema = schema_of("/pets", "post", &body(false));
    assert_eq!(schema["properties"]["body"], json!({"$ref": "#/$defs/Pet"}), "one that may be left out is a part");
    assert_eq!(schema.get("required"), None);
}

#[test]
fn parameters_of_a_path_hold_for_its_operations_unless_they_say_otherwise() {
    let mut description = one(
        "/a/{id}",
        "get",
        &json!({"parameters": [{"name": "q", "in": "query", "style": "pipeDelimited", "schema": {"type": "array"}}]}),
    );
    description["paths"]["/a/{id}"]["parameters"] = json!([
        {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
        {"name": "q", "in": "query", "schema": {"type": "string"}}
    ]);
    let description = loaded(&description, &[]).expect("a description");
    let spellings = described(&description, None).expect("an operation").spellings();
    let told: Vec<_> = spellings.iter().map(|one| (one.name.as_str(), one.place, one.style, one.explode)).collect();
    assert_eq!(told, [("id", In::Path, Style::Simple, false), ("q", In::Query, Style::PipeDelimited, false)]);
}

#[test]
fn a_body_is_taken_in_the_content_type_that_is_asked_for() {
    let content = json!({
        "text/plain": {"schema": {"type": "string"}},
        "application/json": {"schema": {"type": "object"}},
        "application/x-www-form-urlencoded": {"schema": {"type": "object"}, "encoding": {"a": {"style": "deepObject"}}}
    });
    let description = one("/a", "post", &json!({"requestBody": {"required": true, "content": content}}));
    let description = loaded(&description, &[]).expect("a description");
    let media = |wanted| described(&description, wanted).map(|one| one.body_form().expect("a body").media);
    assert_eq!(media(None).as_deref(), Ok("application/json"));
    assert_eq!(media(Some("text/plain; charset=utf-8")).as_deref(), Ok("text/plain"));
    let form = described(&description, Some("application/x-www-form-urlencoded")).expect("a form");
    assert_eq!(form.body_form().expect("a form").fields["a"].style, Style::DeepObject);
    let error = media(Some("application/xml")).expect_err("there is none");
    assert!(error.contains("no content type `application/xml`; write one of text/plain, application/json"), "{error}");
}

#[test]
fn credentials_are_sent_as_their_schemes_say() {
    let of = |security: Value| {
        let description = loaded(&one("/a", "get", &json!({ "security": security })), &[]).expect("a description");
        described(&description, None).map(|one| one.credentials())
    };
    let (headers, query, cookies) = of(json!([{"key": [], "user": []}])).expect("known");
    assert_eq!(headers["X-Key"], json!({"$cel": "credentials.?key.orValue(null)"}));
    assert!(headers["authorization"]["$cel"].as_str().is_some_and(|text| text.contains("'Basic ' + credentials.user")));
    assert!(query.is_empty() && cookies.is_empty());
    let (headers, _, _) = of(json!([{}, {"none": []}])).expect("known");
    assert!(headers.is_empty(), "the contract has no credential of its name");
    assert!(of(json!([{"gone": []}])).err().is_some_and(|error| error.contains("there is no security scheme `gone`")));
}

#[test]
fn files_beside_a_description_are_read_and_no_others() {
    let operation = |reference: &str| json!({"requestBody": {"required": true, "content": {"application/json": {"schema": {"properties": {"p": {"$ref": reference}}}}}}});
    let pet = json!({"$schema": "x", "type": "object", "properties": {"n": {"$ref": "#/$defs/n"}, "t": {"$ref": "more/tag.json"}}, "$defs": {"n": {"maximum": 3}}});
    let tag = json!({"type": "string", "properties": {"up": {"$ref": "../pet.schema.json"}}});
    let beside = [("pet.schema.json", &pet), ("more/tag.json", &tag)];
    let schema = |reference: &str| {
        let description = loaded(&one("/a", "post", &operation(reference)), &beside)?;
        let described = described(&description, None)?;
        request_schema(&description, &described).map_err(|errors| errors[0].to_string())
    };
    let gathered = schema("pet.schema.json").expect("files");
    assert_eq!(gathered.schema["properties"]["p"], json!({"$ref": "#/$defs/pet"}));
    assert_eq!(gathered.schema["$defs"]["pet"]["properties"]["n"], json!({"$ref": "#/$defs/n"}));
    assert_eq!(gathered.schema["$defs"]["tag"]["properties"]["up"], json!({"$ref": "#/$defs/pet"}), "each file once");
    let (file, pointer) = gathered.origins.written("/$defs/n/maximum");
    assert_eq!((file, pointer.as_str()), ("schemas/a/pet.schema.json", "/$defs/n/maximum"));
    for (reference, problem) in [
        ("gone.json", "there is no file schemas/a/gone.json"),
        ("../b/x.json", "outside the folder of the contract"),
        ("https://example.test/x.json", "is an address"),
        ("#/components/schemas/Gone", "has no place /components/schemas/Gone"),
        ("#anchor", "names an anchor"),
    ] {
        let error = schema(reference).err().unwrap_or_else(|| panic!("{reference}"));
        assert!(error.contains(problem), "{error}");
    }
}

#[test]
fn mistakes_in_a_description_have_their_place() {
    let parameter = |parameter: Value| json!({ "parameters": [parameter] });
    for (operation, place) in [
        (parameter(json!({"in": "query"})), "/parameters/0: the parameter has no `name`"),
        (
            parameter(json!({"name": "a", "in": "body"})),
            "/parameters/0/in: the parameter `a` does not say where it is (`in`)",
        ),
        (parameter(json!({"name": "a", "in": "path"})), "/parameters/0: the path `/a` has no place `{a}`"),
        (
            parameter(json!({"name": "a", "in": "header", "style": "form", "schema": {}})),
            "/parameters/0/style: `form` is not a style",
        ),
        (
            parameter(json!({"name": "a", "in": "query", "schema": {}, "content": {"application/json": {}}})),
            "has both `schema` and `content`",
        ),
        (
            parameter(json!({"$ref": "#/components/parameters/a"})),
            "/parameters/0/$ref: `#/components/parameters/a` leads nowhere",
        ),
        (json!({"requestBody": {}}), "/requestBody: the body has no `content`"),
        (json!({"requestBody": {"content": {"application/zip": {}}}}), "a body of application/zip is not generated"),
        (json!({"responses": {"2xy": {}}}), "/responses/2xy: `2xy` is not a status"),
    ] {
        let description = loaded(&one("/a", "post", &operation), &[]).expect("a description");
        let error = described(&description, None).err().unwrap_or_else(|| panic!("{place}"));
        assert!(error.contains(place), "{error}");
    }
    for (description, problem) in [
        (json!({"swagger": "2.0"}), "/swagger: Swagger 2.0 is not supported"),
        (json!({"openapi": "4.0.0"}), "/openapi: OpenAPI 4.0.0 is not supported"),
        (json!({"paths": {}}), "does not say which version of OpenAPI"),
    ] {
        let error = loaded(&description, &[]).err().unwrap_or_default();
        assert!(error.contains(problem), "{error}");
    }
    let twice =
        json!({"openapi": "3.1.0", "paths": {"/a": {"get": {"operationId": "x"}, "put": {"operationId": "x"}}}});
    let entries = loaded(&twice, &[]).expect("a description").entries();
    assert!(entries.err().is_some_and(|errors| errors[0].problem.english().contains("`x` stands here a second time")));
}

#[test]
fn an_operation_without_an_id_is_called_by_its_method_and_path() {
    let description = loaded(
        &one("/v1/pets/{petId}", "get", &json!({"parameters": [{"name": "petId", "in": "path", "required": true}]})),
        &[],
    );
    let entries = description.expect("a description").entries().expect("entries");
    assert_eq!((entries[0].id.as_str(), entries[0].method.as_str()), ("get_v1_pets_petId", "GET"));
}
