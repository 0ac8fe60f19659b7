//! Functions for expressions over headers.

use std::sync::Arc;

use cel::{Context, DeclarationError, ExecutionError, Value};

/// The names of the functions.
pub(super) const NAMES: [&str; 1] = ["link"];

/// Adds the functions to a context.
pub(super) fn add(context: &mut Context<'_, '_>) -> Result<(), DeclarationError> {
    context.add_function("link", link)
}

/// The address of a `Link` header (RFC 8288) for a relation; empty where there is none. All headers may be given, or the one.
#[expect(clippy::needless_pass_by_value, reason = "functions of CEL take their arguments so")]
fn link(headers: Value, relation: Arc<String>) -> Result<Value, ExecutionError> {
    let header = match &headers {
        Value::Map(all) => all.map.iter().find(|(name, _)| name.to_string() == "link").map(|(_, value)| value.clone()),
        other => Some(other.clone()),
    };
    let texts = match header {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::String(text)) => vec![text],
        Some(Value::List(texts)) => texts
            .iter()
            .filter_map(|text| if let Value::String(text) = text { Some(Arc::clone(text)) } else { None })
            .collect(),
        Some(_) => return Err(ExecutionError::function_error("link", "write `link(headers, 'next')`")),
    };
    Ok(texts.iter().find_map(|text| target(text, &relation)).unwrap_or_default().into())
}

/// The address that one header gives for a relation.
fn target(header: &str, relation: &str) -> Option<String> {
    let mut rest = header;
    while let Some((_, after)) = rest.split_once('<') {
        let (address, parameters) = after.split_once('>')?;
        let end = first_outside(parameters, ',');
        let mut own = &parameters[..end];
        while !own.is_empty() {
            let next = first_outside(own, ';');
            if is_relation(&own[..next], relation) {
                return Some(address.trim().to_owned());
            }
            own = own.get(next + 1..).unwrap_or_default();
        }
        rest = &parameters[end..];
    }
    None
}

/// Where a sign first is that is in no quotes, else the end.
fn first_outside(text: &str, sign: char) -> usize {
    let mut quoted = false;
    let ends = |(_, c): &(usize, char)| {
        quoted ^= *c == '"';
        *c == sign && !quoted
    };
    text.char_indices().find(ends).map_or(text.len(), |(at, _)| at)
}

/// Whether a parameter names a relation; it may name several.
fn is_relation(parameter: &str, relation: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else { return false };
    let named =
        || value.trim().trim_matches('"').split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case(relation));
    name.trim().eq_ignore_ascii_case("rel") && named()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::expression::{Expression, Scope};

    #[test]
    fn a_link_is_found_by_its_relation() {
        let header = "</a?x=1,2>; title=\"a, b; rel=last\"; rel=\"prev next\", <b>;rel=LAST , <c>";
        for (relation, address) in
            [("next", Some("/a?x=1,2")), ("prev", Some("/a?x=1,2")), ("last", Some("b")), ("first", None)]
        {
            assert_eq!(target(header, relation).as_deref(), address, "{relation}");
        }
        for broken in ["", "next", "<a", "<a>; rel", "a>; rel=next"] {
            assert_eq!(target(broken, "next"), None, "{broken}");
        }
    }

    #[test]
    fn a_rule_reads_it_from_all_headers_or_from_the_one() {
        let mut scope = Scope::default();
        scope.set("headers", &serde_json::json!({"link": ["<a>; rel=prev", "<b>; rel=next"], "etag": "1"}));
        scope.set("none", &serde_json::json!({}));
        for rule in [
            "link(headers, 'next') == 'b' && link(headers.link, 'prev') == 'a' && link(headers.link[1], 'next') == 'b'",
            "link(none, 'next') == '' && link(headers, 'last') == '' && link(none.?link.orValue(null), 'x') == ''",
        ] {
            assert_eq!(
                Expression::compile(rule, &["headers", "none"]).and_then(|rule| rule.holds(&scope)),
                Ok(true),
                "{rule}"
            );
        }
        assert!(Expression::compile("link(1, 'next')", &[]).is_ok_and(|rule| rule.value(&scope).is_err()));
    }
}
