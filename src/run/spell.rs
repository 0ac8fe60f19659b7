//! How values become the text of an address, of cookies and of forms: RFC 3986, RFC 6570 as OpenAPI uses it, and HTML's forms.

use bytes::Bytes;
use serde_json::{Map, Value};

pub(super) use crate::util::plain::plain as text;

use crate::contract::{BodyForm, BodyKind, In, Parameter, Spelling, Style};

/// A name with its text.
type Pair = (String, String);

/// The path of a request: each `{name}` of a template filled with its value. Nothing where one is not there.
pub(super) fn path(template: &str, parameters: &[Parameter], values: &Map<String, Value>) -> Option<String> {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        out.push_str(before);
        let value = values.get(name).filter(|value| !value.is_null())?;
        let own = parameters.iter().find(|one| one.place == In::Path && one.name == name);
        out.push_str(&step(name, own, value));
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

fn step(name: &str, own: Option<&Parameter>, value: &Value) -> String {
    let reserved = own.is_some_and(|own| own.allow_reserved);
    let code = |text: &str| percent(text, reserved);
    let (style, explode) = own.map_or((Style::Simple, false), |own| (own.style, own.explode));
    let items: Vec<String> = match value {
        Value::Array(items) => items.iter().map(|item| code(&text(item))).collect(),
        Value::Object(fields) if style != Style::Json => {
            let glue = if explode { "=" } else { "," };
            fields.iter().map(|(key, value)| format!("{}{glue}{}", code(key), code(&text(value)))).collect()
        }
        other => vec![code(&text(other))],
    };
    match style {
        Style::Label => format!(".{}", items.join(if explode { "." } else { "," })),
        Style::Matrix if explode && value.is_array() => {
            let name = code(name);
            items.iter().map(|item| [";", &name, "=", item].concat()).collect()
        }
        Style::Matrix if explode && value.is_object() => items.iter().map(|item| [";", item].concat()).collect(),
        Style::Matrix => format!(";{}={}", code(name), items.join(",")),
        _ => items.join(","),
    }
}

/// Text as it stands in a step of a path: everything but letters, digits and `-._~` is encoded, or also the reserved characters stay.
fn percent(text: &str, reserved: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let stays =
            byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || (reserved && b":/@!$'()*+,;=".contains(&byte));
        if stays {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A query of parameters, without its `?`.
pub(super) fn query(parameters: &[Parameter], values: &Map<String, Value>) -> String {
    let mut out = String::new();
    for (name, value) in values {
        let own = parameters.iter().find(|one| one.place == In::Query && one.name == *name);
        let reserved = own.is_some_and(|own| own.allow_reserved);
        let style = own.map_or(Style::Form, |own| own.style);
        let code = |text: &str| if reserved { percent(text, true).replace('+', "%2B") } else { form(text) };
        let delimited =
            matches!(value, Value::Array(_)) && own.is_some_and(|own| !own.explode) && style != Style::DeepObject;
        if let (true, Value::Array(items)) = (delimited, value) {
            let glue = match style {
                Style::SpaceDelimited => "%20",
                Style::PipeDelimited => "|",
                _ => ",",
            };
            let items: Vec<String> = items.iter().map(|item| code(&text(item))).collect();
            if !items.is_empty() {
                push(&mut out, &form(name), &items.join(glue));
            }
            continue;
        }
        for (name, value) in pairs(name, style, value) {
            push(&mut out, &form(&name), &code(&value));
        }
    }
    out
}

fn push(out: &mut String, name: &str, value: &str) {
    if !out.is_empty() {
        out.push('&');
    }
    out.push_str(name);
    out.push('=');
    out.push_str(value);
}

/// Text as forms have it: blanks as `+`.
fn form(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// A field as pairs of names and texts: each item of a list by itself, the keys of an object in brackets where the style says so.
fn pairs(name: &str, style: Style, value: &Value) -> Vec<Pair> {
    match (style, value) {
        (Style::Json, value) => vec![(name.to_owned(), value.to_string())],
        (_, Value::Null) => Vec::new(),
        (Style::DeepObject, Value::Object(fields)) => {
            fields.iter().flat_map(|(key, value)| pairs(&format!("{name}[{key}]"), style, value)).collect()
        }
        (Style::DeepObject, Value::Array(items)) => {
            let each = items.iter().filter(|item| !item.is_null()).enumerate();
            let named = each.flat_map(|(index, item)| {
                let name = if item.is_object() { format!("{name}[{index}]") } else { format!("{name}[]") };
                pairs(&name, style, item)
            });
            named.collect()
        }
        (_, Value::Array(items)) => {
            items.iter().filter(|item| !item.is_null()).map(|item| (name.to_owned(), text(item))).collect()
        }
        (_, other) => vec![(name.to_owned(), text(other))],
    }
}

/// The `cookie` header of some cookies; nothing where there are none.
pub(super) fn cookies(values: &Map<String, Value>) -> Option<String> {
    let pairs = values.iter().flat_map(|(name, value)| pairs(name, Style::Form, value));
    let each: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", percent(&value, false))).collect();
    (!each.is_empty()).then(|| each.join("; "))
}

/// The bytes of a body with the content type that they are sent under; nothing where a value has no such form.
pub(super) fn body(body: &BodyForm, value: &Value) -> Option<(Bytes, String)> {
    match (body.kind, value) {
        (BodyKind::Json, _) => Some((Bytes::from(serde_json::to_vec(value).ok()?), body.media.clone())),
        (BodyKind::Text, _) => Some((Bytes::from(text(value)), body.media.clone())),
        (BodyKind::Form, Value::Object(fields)) => Some((Bytes::from(urlencoded(body, fields)), body.media.clone())),
        (BodyKind::Multipart, Value::Object(fields)) => Some(multipart(body, fields)),
        _ => None,
    }
}

fn urlencoded(body: &BodyForm, fields: &Map<String, Value>) -> String {
    let mut out = String::new();
    for (name, value) in fields {
        let own = body.fields.get(name);
        let style = own.map_or(Style::Form, |own| own.style);
        let delimited = own.is_some_and(|own| !own.explode) && style != Style::DeepObject;
        match value {
            Value::Array(items) if delimited => {
                let glue = if style == Style::PipeDelimited {
                    "|"
                } else if style == Style::SpaceDelimited {
                    " "
                } else {
                    ","
                };
                let joined: Vec<String> = items.iter().map(text).collect();
                push(&mut out, &form(name), &form(&joined.join(glue)));
            }
            value => {
                for (name, value) in pairs(name, style, value) {
                    push(&mut out, &form(&name), &form(&value));
                }
            }
        }
    }
    out
}

/// A multipart body. Its boundary is one that stands nowhere in it, and the same for the same values.
fn multipart(body: &BodyForm, fields: &Map<String, Value>) -> (Bytes, String) {
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, value) in fields {
        let own = body.fields.get(name);
        let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        for item in items.iter().filter(|item| !item.is_null()) {
            parts.push(part(name, own, item));
        }
    }
    let holds =
        |mark: &str| parts.iter().any(|(_, bytes)| bytes.windows(mark.len()).any(|window| window == mark.as_bytes()));
    let marks = (0u64..).map(|number| format!("tekigo-part-{number:08x}"));
    let mark = marks.into_iter().find(|mark| !holds(mark)).unwrap_or_default();
    let mut out = Vec::new();
    for (head, bytes) in &parts {
        out.extend_from_slice(format!("--{mark}\r\n{head}\r\n\r\n").as_bytes());
        out.extend_from_slice(bytes);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(format!("--{mark}--\r\n").as_bytes());
    (Bytes::from(out), format!("{}; boundary={mark}", body.media))
}

/// One part: its head without the empty line, and its bytes.
fn part(name: &str, own: Option<&Spelling>, value: &Value) -> (String, Vec<u8>) {
    let quoted = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    let is_file = own.is_some_and(|own| own.file);
    let file = if is_file { format!("; filename=\"{quoted}\"") } else { String::new() };
    let own_type = own.and_then(|own| own.content_type.clone());
    let content_type = own_type.or_else(|| value.is_object().then(|| "application/json".to_owned()));
    let content_type = content_type.map(|kind| format!("\r\ncontent-type: {kind}")).unwrap_or_default();
    (format!("content-disposition: form-data; name=\"{quoted}\"{file}{content_type}"), text(value).into_bytes())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parameter(place: In, name: &str, style: Style, explode: bool) -> Parameter {
        Parameter { name: name.to_owned(), place, style, explode, allow_reserved: false }
    }

    fn map(value: &Value) -> Map<String, Value> {
        value.as_object().cloned().expect("an object")
    }

    #[test]
    fn a_path_is_filled_and_encoded_so_that_no_value_makes_another_step() {
        for (style, explode, value, due) in [
            (Style::Simple, false, json!("a/b ?#%"), "/v1/a%2Fb%20%3F%23%25/x"),
            (Style::Simple, false, json!("検"), "/v1/%E6%A4%9C/x"),
            (Style::Simple, false, json!("0013"), "/v1/0013/x"),
            (Style::Simple, false, json!(123_456_789_012_345_678_u64), "/v1/123456789012345678/x"),
            (Style::Simple, false, json!(["a", "b"]), "/v1/a,b/x"),
            (Style::Simple, true, json!({"k": 1, "l": 2}), "/v1/k=1,l=2/x"),
            (Style::Label, true, json!(["a", "b"]), "/v1/.a.b/x"),
            (Style::Label, false, json!(5), "/v1/.5/x"),
            (Style::Matrix, true, json!(["a", "b"]), "/v1/;id=a;id=b/x"),
            (Style::Matrix, false, json!(["a", "b"]), "/v1/;id=a,b/x"),
            (Style::Matrix, true, json!({"k": 1}), "/v1/;k=1/x"),
        ] {
            let own = [parameter(In::Path, "id", style, explode)];
            let filled = path("/v1/{id}/x", &own, &map(&json!({"id": value})));
            assert_eq!(filled.as_deref(), Some(due), "{style:?} {value}");
        }
        let mut reserved = parameter(In::Path, "id", Style::Simple, false);
        reserved.allow_reserved = true;
        assert_eq!(path("/{id}", &[reserved], &map(&json!({"id": "a/b?"}))).as_deref(), Some("/a/b%3F"));
        assert_eq!(path("/{id}", &[], &map(&json!({"id": null}))), None);
        assert_eq!(path("/{id}/{no}", &[], &map(&json!({"id": 1}))), None);
        assert_eq!(path("/plain", &[], &Map::new()).as_deref(), Some("/plain"));
    }

    #[test]
    fn a_query_is_spelled_in_the_style_of_each_parameter() {
        for (style, explode, value, due) in [
            (Style::Form, true, json!(["a b", 2, null]), "q=a+b&q=2"),
            (Style::Form, false, json!(["a b", 2]), "q=a+b,2"),
            (Style::SpaceDelimited, false, json!(["a", "b"]), "q=a%20b"),
            (Style::PipeDelimited, false, json!(["a", "b"]), "q=a|b"),
            (
                Style::DeepObject,
                true,
                json!({"a": {"b": 1}, "c": ["x"], "n": null}),
                "q%5Ba%5D%5Bb%5D=1&q%5Bc%5D%5B%5D=x",
            ),
            (Style::Json, true, json!({"a": [1]}), "q=%7B%22a%22%3A%5B1%5D%7D"),
            (Style::Form, true, json!(null), ""),
        ] {
            let own = [parameter(In::Query, "q", style, explode)];
            assert_eq!(query(&own, &map(&json!({"q": value}))), due, "{style:?}");
        }
        assert_eq!(query(&[], &map(&json!({"a": "x y", "b": [1, 2]}))), "a=x+y&b=1&b=2");
    }

    #[test]
    fn cookies_are_joined_and_encoded() {
        assert_eq!(cookies(&map(&json!({"a": "x;y", "b": 1, "c": null}))).as_deref(), Some("a=x%3By; b=1"));
        assert_eq!(cookies(&Map::new()), None);
    }

    fn form_of(kind: BodyKind, fields: &[(&str, Style, bool)]) -> BodyForm {
        let spelling = |style, explode| Spelling { style, explode, content_type: None, file: false };
        let fields =
            fields.iter().map(|(name, style, explode)| ((*name).to_owned(), spelling(*style, *explode))).collect();
        let media = if kind == BodyKind::Form { "application/x-www-form-urlencoded" } else { "multipart/form-data" };
        BodyForm { media: media.to_owned(), kind, fields }
    }

    #[test]
    fn a_form_nests_in_brackets_where_its_encoding_says_so() {
        let form = form_of(BodyKind::Form, &[("meta", Style::DeepObject, true), ("tags", Style::Form, false)]);
        let value = json!({"amount": 100, "meta": {"a": {"b": "ü"}, "rows": [{"n": 1}, {"n": 2}]}, "tags": ["x", "y"], "no": null});
        let (bytes, kind) = body(&form, &value).expect("a form");
        let due = "amount=100&meta%5Ba%5D%5Bb%5D=%C3%BC&meta%5Brows%5D%5B0%5D%5Bn%5D=1&meta%5Brows%5D%5B1%5D%5Bn%5D=2&tags=x%2Cy";
        assert_eq!((std::str::from_utf8(&bytes), kind.as_str()), (Ok(due), "application/x-www-form-urlencoded"));
        assert!(body(&form, &json!([1])).is_none(), "a list is not a form");
    }

    #[test]
    fn a_multipart_body_has_a_part_for_each_field_and_a_boundary_that_is_nowhere_in_it() {
        let mut form = form_of(BodyKind::Multipart, &[]);
        let file =
            Spelling { style: Style::Form, explode: true, content_type: Some("image/png".to_owned()), file: true };
        form.fields.insert("scan".to_owned(), file);
        let value = json!({"a\"b": "tekigo-part-00000000", "scan": "bytes", "meta": {"n": 1}});
        let (bytes, kind) = body(&form, &value).expect("parts");
        assert_eq!(kind, "multipart/form-data; boundary=tekigo-part-00000001");
        let due = "--tekigo-part-00000001\r\ncontent-disposition: form-data; name=\"a%22b\"\r\n\r\ntekigo-part-00000000\r\n\
                   --tekigo-part-00000001\r\ncontent-disposition: form-data; name=\"scan\"; filename=\"scan\"\r\ncontent-type: image/png\r\n\r\nbytes\r\n\
                   --tekigo-part-00000001\r\ncontent-disposition: form-data; name=\"meta\"\r\ncontent-type: application/json\r\n\r\n{\"n\":1}\r\n\
                   --tekigo-part-00000001--\r\n";
        assert_eq!(String::from_utf8_lossy(&bytes), due);
    }
}
