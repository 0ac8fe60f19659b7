//! The wire request of a call: its query, headers and body.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use bytes::Bytes;
use serde_json::{Map, Value};

use super::{readback, spell};
use crate::{
    contract::{BodyForm, BodyKind, Carries, In, Message, Operation, ScenarioId, expression::Scope},
    generate::{Parts, Wire},
    scenario::{BODY, BindError, Expressions, bind},
    target::can_carry,
};

/// The headers and query parameters that an operation sends by itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Own {
    pub(super) headers: Map<String, Value>,
    pub(super) query: Map<String, Value>,
    cookies: Map<String, Value>,
}

impl Own {
    /// Fills the operation's templates.
    pub(super) fn of(operation: &Operation, expressions: &Expressions, scope: &Scope) -> Result<Self, BindError> {
        Ok(Self {
            headers: object(&operation.headers, expressions, scope)?,
            query: object(&operation.query, expressions, scope)?,
            cookies: object(&operation.own_cookies, expressions, scope)?,
        })
    }
}

impl Own {
    /// Whether headers that are laid over these change one of them.
    pub(super) fn is_changed_by(&self, headers: &Map<String, Value>) -> bool {
        let own = |name: &str| self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        headers.iter().any(|(name, value)| own(name).is_some_and(|(_, known)| known != value))
    }
}

fn object(template: &Value, expressions: &Expressions, scope: &Scope) -> Result<Map<String, Value>, BindError> {
    match bind(template, expressions, scope)? {
        Some(Value::Object(fields)) => Ok(fields),
        Some(Value::Null) | None => Ok(Map::new()),
        Some(other) => {
            Err(BindError { pointer: String::new(), why: ScenarioId::NotAnObject.with([other.to_string().into()]) })
        }
    }
}

/// What is sent besides method and path.
#[derive(Debug, Clone)]
pub(super) struct Request {
    /// The path, where it is not that of the operation just as it stands.
    pub(super) path: Option<String>,
    /// The query as it stands in an address, without its `?`.
    pub(super) query: String,
    /// The headers, names in lower case.
    pub(super) headers: Vec<(String, String)>,
    /// The names of headers that the contract or the case mentions, sent or left out on purpose.
    pub(super) spoken: Vec<String>,
    /// The bytes of the body.
    pub(super) body: Bytes,
    /// The request as rules see it.
    pub(super) json: Option<Arc<Value>>,
}

/// What is laid over what an operation sends by itself.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Over<'a> {
    /// What fills the places of the path.
    pub(super) path: Option<&'a Map<String, Value>>,
    /// Query parameters, or the query as text.
    pub(super) query: Option<&'a Value>,
    /// Headers; null takes one away.
    pub(super) headers: Option<&'a Map<String, Value>>,
    /// Cookies; null takes one away.
    pub(super) cookies: Option<&'a Map<String, Value>>,
}

impl<'a> Over<'a> {
    /// The parts of a request that was drawn.
    fn of_parts(request: &'a Value) -> Self {
        let part = |name: &str| request.get(name).and_then(Value::as_object);
        Self { path: part("path"), query: request.get("query"), headers: part("headers"), cookies: part("cookies") }
    }
}

/// A body that is sent: its bytes, and the content type that it is sent under.
#[derive(Debug, Clone)]
pub(super) struct Body {
    pub(super) bytes: Bytes,
    pub(super) media: String,
}

impl Body {
    /// Bytes under the content type of an operation.
    pub(super) fn of_bytes(operation: &Operation, bytes: Bytes) -> Self {
        let media = operation.body.as_ref().map_or("application/json", |form| &form.media);
        Self { bytes, media: media.to_owned() }
    }

    /// A value in the form that the body of an operation has; nothing where it has none.
    pub(super) fn of_value(operation: &Operation, value: &Value) -> Option<Self> {
        match &operation.body {
            Some(form) => spell::body(form, value).map(|(bytes, media)| Self { bytes, media }),
            None => Some(Self::of_bytes(operation, Bytes::from(serde_json::to_vec(value).ok()?))),
        }
    }
}

/// Makes the body of a request known to the headers that are computed from it; what is wrong where it is not text.
pub(super) fn enter_body(scope: &mut Scope, body: &Bytes) -> Result<(), Message> {
    let text = std::str::from_utf8(body).map_err(|_| ScenarioId::BodyNotText)?;
    scope.set(BODY, &Value::from(text));
    Ok(())
}

/// The wire request of a request as it was drawn; none where HTTP cannot carry it.
pub(super) fn of_drawn(operation: &Operation, own: &Own, request: &Arc<Value>) -> Option<Request> {
    if operation.carries == Carries::Body {
        let body = Body::of_value(operation, request)?;
        let json = if readback::is(&body.bytes, request) {
            Arc::clone(request)
        } else {
            Arc::new(serde_json::from_slice(&body.bytes).ok()?)
        };
        return of(operation, own, Over::default(), Some(body), Some(json));
    }
    let Some(value) = request.get("body") else {
        return of_parts(operation, own, request, None, Some(Arc::clone(request)));
    };
    let body = Body::of_value(operation, value)?;
    let mut json = Value::clone(request);
    if is_json(operation) {
        json["body"] = serde_json::from_slice(&body.bytes).ok()?;
    }
    of_parts(operation, own, request, Some(body), Some(Arc::new(json)))
}

/// Whether the body of an operation is JSON.
fn is_json(operation: &Operation) -> bool {
    operation.body.as_ref().is_none_or(|form| form.kind == BodyKind::Json)
}

/// The wire request of a drawn request with other bytes for its body, and nothing else changed: the same query, the same headers, a
/// Content-Type also where the body is empty. A second breach would be another test.
pub(super) fn of_bytes(operation: &Operation, own: &Own, request: &Value, body: Bytes) -> Option<Request> {
    let json = serde_json::from_slice(&body).ok();
    let body = Some(Body::of_bytes(operation, body));
    match operation.carries {
        Carries::Body => of(operation, own, Over::default(), body, json.map(Arc::new)),
        Carries::Parts => {
            let mut all = request.as_object().cloned().unwrap_or_default();
            all.shift_remove("body");
            all.extend(json.map(|json| ("body".to_owned(), json)));
            of_parts(operation, own, request, body, Some(Arc::new(Value::Object(all))))
        }
    }
}

/// What a malformed body is made from: the body of a valid request.
pub(super) fn body_of<'v>(operation: &Operation, request: &'v Value) -> &'v Value {
    match operation.carries {
        Carries::Body => request,
        Carries::Parts => request.get("body").unwrap_or(&Value::Null),
    }
}

/// The wire request of a drawn request that carries parts. A query that is drawn as text stands after what the operation sends by
/// itself, such as who sends it.
fn of_parts(
    operation: &Operation,
    own: &Own,
    request: &Value,
    body: Option<Body>,
    json: Option<Arc<Value>>,
) -> Option<Request> {
    let over = Over::of_parts(request);
    let mut sent = of(operation, own, over, body, json)?;
    if over.query.is_some_and(Value::is_string) && !own.query.is_empty() {
        let first = encoded(operation, &own.query, None);
        sent.query =
            [first.as_str(), &sent.query].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("&");
    }
    Some(sent)
}

/// The wire request of a call: the operation's own with path, query parameters, headers and cookies laid over them. A body that is empty
/// is a body: only a call that has none goes out without a Content-Type.
pub(super) fn of(
    operation: &Operation,
    own: &Own,
    over: Over<'_>,
    body: Option<Body>,
    json: Option<Arc<Value>>,
) -> Option<Request> {
    let none = Map::new();
    let path = if operation.path.contains('{') {
        Some(spell::path(&operation.path, &operation.parameters, over.path.unwrap_or(&none))?)
    } else {
        None
    };
    let mut all: BTreeMap<String, Cow<'_, Value>> = BTreeMap::new();
    if let Some(body) = &body {
        all.insert("content-type".to_owned(), Cow::Owned(Value::from(body.media.as_str())));
    }
    if let Some(cookies) = cookies(own, over.cookies) {
        all.insert("cookie".to_owned(), Cow::Owned(cookies.into()));
    }
    for (name, value) in own.headers.iter().chain(over.headers.unwrap_or(&none)) {
        all.insert(name.to_ascii_lowercase(), Cow::Borrowed(value));
    }
    let spoken = all.keys().cloned().collect();
    let all = all.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (name, header(&value)));
    let headers: Vec<(String, String)> = all.collect();
    let carried = headers.iter().all(|(name, value)| can_carry(name, value));
    let body = body.map(|body| body.bytes).unwrap_or_default();
    let query = encoded(operation, &own.query, over.query);
    carried.then_some(Request { path, query, headers, spoken, body, json })
}

/// The cookies of a call, as their header.
fn cookies(own: &Own, over: Option<&Map<String, Value>>) -> Option<String> {
    if own.cookies.is_empty() && over.is_none() {
        return None;
    }
    let mut all = own.cookies.clone();
    all.extend(over.cloned().unwrap_or_default());
    spell::cookies(&all)
}

/// The text of a header: items of a list joined by commas.
pub(super) fn header(value: &Value) -> String {
    match value {
        Value::Array(items) if items.iter().all(|item| !item.is_array() && !item.is_object()) => {
            items.iter().map(spell::text).collect::<Vec<_>>().join(",")
        }
        other => spell::text(other),
    }
}

/// How the drawn requests of an operation travel.
pub(super) fn wire(operation: &Operation) -> Wire {
    let body = operation.body.clone().filter(|body: &BodyForm| body.kind != BodyKind::Json);
    match operation.carries {
        Carries::Body => Wire::Json,
        Carries::Parts => {
            Wire::Parts(Parts { headers: described(operation), parameters: operation.parameters.clone(), body })
        }
    }
}

/// The names of the headers that the request schema of an operation describes: whether they are sent is up to each case.
pub(super) fn described(operation: &Operation) -> Vec<String> {
    if operation.carries == Carries::Body {
        return Vec::new();
    }
    let of_parameters = operation.parameters.iter().filter(|one| one.place == In::Header);
    let of_parameters = of_parameters.map(|one| one.name.clone());
    let resolved = |schema: &Value| match schema.get("$ref").and_then(Value::as_str) {
        Some(place) => operation.request.pointer(place.trim_start_matches('#')).cloned(),
        None => Some(schema.clone()),
    };
    let headers = operation.request.pointer("/properties/headers").and_then(resolved);
    let names = headers.as_ref().and_then(|headers| headers.get("properties")).and_then(Value::as_object);
    let mut all: Vec<String> = of_parameters.collect();
    for name in names.into_iter().flat_map(Map::keys) {
        if !all.contains(name) {
            all.push(name.clone());
        }
    }
    all
}

/// The query as it stands in an address: text as it is, parameters encoded.
pub(super) fn encoded(operation: &Operation, own: &Map<String, Value>, over: Option<&Value>) -> String {
    if let Some(Value::String(text)) = over {
        return text.clone();
    }
    let Some(over) = over.and_then(Value::as_object) else { return spell::query(&operation.parameters, own) };
    if own.is_empty() {
        return spell::query(&operation.parameters, over);
    }
    let mut all = own.clone();
    all.extend(over.clone());
    spell::query(&operation.parameters, &all)
}

#[cfg(test)]
mod tests;
