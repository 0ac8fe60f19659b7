//! Masks fields that the profile wants to see nowhere, whatever their value.

use bytes::Bytes;
use serde_json::Value;

use super::json_text::written;

/// Takes what is in the fields of these names out of a value, at any depth; whether there was any.
pub(super) fn hide(fields: &[String], value: &mut Value) -> bool {
    match value {
        Value::Object(members) => {
            let mut any = false;
            for (key, member) in members {
                if fields.contains(key) && !member.is_null() {
                    *member = Value::String(placeholder(key));
                    any = true;
                } else {
                    any |= hide(fields, member);
                }
            }
            any
        }
        Value::Array(items) => {
            let mut any = false;
            for item in items {
                any |= hide(fields, item);
            }
            any
        }
        _ => false,
    }
}

/// The same for a body; what is not JSON has no fields.
pub(super) fn hide_bytes(fields: &[String], body: Bytes) -> Bytes {
    let mut value = serde_json::from_slice::<Value>(&body).unwrap_or_default();
    if hide(fields, &mut value) { written(&value, body) } else { body }
}

/// The same for the query of an address.
pub(super) fn hide_query(fields: &[String], url: &str) -> String {
    let Some((place, query)) = url.split_once('?') else { return url.to_owned() };
    let parameter = |part: &str| {
        let name =
            form_urlencoded::parse(part.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default();
        if fields.contains(&name) {
            format!("{}={}", part.split('=').next().unwrap_or_default(), placeholder(&name))
        } else {
            part.to_owned()
        }
    };
    format!("{place}?{}", query.split('&').map(parameter).collect::<Vec<_>>().join("&"))
}

/// What is in place of a hidden field or a secret, by its name.
pub(super) fn placeholder(field: &str) -> String {
    format!("{{{{{field}}}}}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_is_hidden_at_any_depth_and_nothing_beside_it() {
        let fields = ["name".to_owned(), "cn4".to_owned()];
        let mut value = json!({"rows": [{"name": {"a": 1}, "memo": "name"}, {"cn4": "0013", "name": null}]});
        assert!(hide(&fields, &mut value));
        assert_eq!(value, json!({"rows": [{"name": "{{name}}", "memo": "name"}, {"cn4": "{{cn4}}", "name": null}]}));
        assert!(!hide(&fields, &mut json!(["name", 1])));
        let body = |text: &'static str| hide_bytes(&fields, Bytes::from_static(text.as_bytes()));
        assert_eq!(body("{\"n\":1.50,\"cn4\":\"1\"}").as_ref(), b"{\"n\":1.50,\"cn4\":\"{{cn4}}\"}");
        assert_eq!(body("{\"n\":1.50}").as_ref(), b"{\"n\":1.50}", "what has none stays as it came");
        assert_eq!(hide_query(&fields, "http://a/b?x=1&n%61me=k&name"), "http://a/b?x=1&n%61me={{name}}&name={{name}}");
    }
}
