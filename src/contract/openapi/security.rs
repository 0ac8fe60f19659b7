//! Credentials as security schemes describe them, as templates of headers and query parameters.

use serde_json::{Map, Value, json};

use super::{
    super::{DescribedId, LoadError, escape},
    description::Description,
};

/// What an operation sends to identify the client.
#[derive(Debug, Default, Clone)]
pub(super) struct Shown {
    pub(super) headers: Map<String, Value>,
    pub(super) query: Map<String, Value>,
    pub(super) cookies: Map<String, Value>,
}

/// Reads the first alternative that a `security` list gives. Each scheme takes the credential of its name; `credentials` holds those that
/// the contract declares, and a scheme whose credential is not among them is left to the profile.
pub(super) fn shown(
    description: &Description,
    at: &str,
    security: &Value,
    credentials: &[&str],
) -> Result<Shown, LoadError> {
    let mut shown = Shown::default();
    let alternatives = security.as_array().into_iter().flatten();
    let chosen = alternatives.clone().find(|one| one.as_object().is_some_and(|one| !one.is_empty()));
    for name in chosen.and_then(Value::as_object).into_iter().flat_map(Map::keys) {
        let place = format!("/components/securitySchemes/{}", escape(name));
        let Some(scheme) = description.root.pointer(&place) else {
            let problem = DescribedId::NoScheme.with([name.into()]);
            let there = description.root.pointer("/components/securitySchemes").and_then(Value::as_object);
            let there = there.into_iter().flat_map(Map::keys).map(String::as_str);
            return Err(LoadError::unknown(&description.file, at, problem, there));
        };
        let scheme = description.part(&place, scheme)?.value;
        add(&mut shown, name, &scheme, credentials);
    }
    Ok(shown)
}

/// The name of the credential that a scheme takes: that of the scheme, in the letters that a credential may have.
pub(crate) fn credential_of(scheme: &str) -> String {
    let plain: String = scheme.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let mut letters = plain.chars();
    match letters.next() {
        Some(first) if first.is_ascii_alphabetic() => first.to_ascii_lowercase().to_string() + letters.as_str(),
        _ => format!("key_{plain}"),
    }
}

fn add(shown: &mut Shown, name: &str, scheme: &Value, credentials: &[&str]) {
    let text = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
    let named = scheme.get("x-credential").and_then(Value::as_str).map(str::to_owned);
    let own = named.unwrap_or_else(|| credential_of(name));
    if !credentials.contains(&own.as_str()) {
        return;
    }
    // A credential that the profile leaves out is not sent, as one that a step takes away.
    let given = format!("credentials.?{own}.orValue(null)");
    let value = |prefix: &str| {
        if prefix.is_empty() {
            json!({"$cel": given})
        } else {
            json!({"$cel": format!("{given} == null ? null : '{prefix} ' + credentials.{own}")})
        }
    };
    match (text("type"), text("in")) {
        ("apiKey", "header") => drop(shown.headers.insert(text("name").to_owned(), value(""))),
        ("apiKey", "query") => drop(shown.query.insert(text("name").to_owned(), value(""))),
        ("apiKey", "cookie") => drop(shown.cookies.insert(text("name").to_owned(), value(""))),
        ("http", _) => {
            let scheme = if text("scheme").eq_ignore_ascii_case("basic") { "Basic" } else { "Bearer" };
            shown.headers.insert("authorization".to_owned(), value(scheme));
        }
        ("oauth2" | "openIdConnect", _) => drop(shown.headers.insert("authorization".to_owned(), value("Bearer"))),
        _ => {}
    }
}
