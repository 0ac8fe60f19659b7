//! Links: which values of a response another operation takes.

use serde_json::{Map, Value};

use super::{
    super::{escape, schema::percent_decode, unescape},
    description::{Description, Located},
    entry::Entry,
};

/// A link of a response.
pub(crate) struct Link {
    /// The `operationId` that it leads to, or the pointer of the operation.
    operation: String,
    /// The parameters that it fills, each with its runtime expression.
    pub(crate) parameters: Vec<(String, String)>,
}

impl Link {
    /// The links of a response. One that cannot be read costs nothing but itself: the operation is tested as if there were none.
    pub(super) fn all(description: &Description, file: &str, pointer: &str, response: &Value) -> Vec<Self> {
        let links = response.get("links").and_then(Value::as_object).into_iter().flatten();
        let link = |(name, link): (&String, &Value)| {
            let pointer = format!("{pointer}/links/{}", escape(name));
            let located = Located { file: file.to_owned(), pointer, value: link.clone() };
            let link = description.resolved(located).ok()?.value;
            let text = |key: &str| link.get(key).and_then(Value::as_str).map(str::to_owned);
            let pointer = || Some(percent_decode(text("operationRef")?.strip_prefix('#')?));
            let operation = text("operationId").or_else(pointer)?;
            let parameters = link.get("parameters").and_then(Value::as_object);
            let parameters = parameters.into_iter().flat_map(Map::iter);
            let parameters = parameters.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
            Some(Self { operation, parameters: parameters.collect() })
        };
        links.filter_map(link).collect()
    }

    /// Whether it leads to an operation.
    pub(crate) fn leads_to(&self, entry: &Entry) -> bool {
        self.operation == entry.id || unescape(&self.operation) == unescape(&entry.pointer)
    }
}
