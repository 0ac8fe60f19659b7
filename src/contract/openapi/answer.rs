//! The responses that a description documents, by status.

use std::fmt;

use serde_json::Value;

use super::{
    super::{DescribedId, LoadError, escape},
    description::{Description, Located},
    gather::{Gathered, Gatherer},
    lift::Way,
    link::Link,
};

/// The statuses that a response stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusKey {
    /// One status.
    Exactly(u16),
    /// Every status that starts with a digit: `2XX`.
    Class(u16),
    /// Every status that no other response stands for.
    Default,
}

impl StatusKey {
    fn read(text: &str) -> Option<Self> {
        if text == "default" {
            return Some(Self::Default);
        }
        if let Some(class) = text.strip_suffix("XX").or_else(|| text.strip_suffix("xx")) {
            return class.parse().ok().filter(|class| (1..=5).contains(class)).map(Self::Class);
        }
        text.parse().ok().filter(|status| (100..=599).contains(status)).map(Self::Exactly)
    }

    /// Whether a status is one of those.
    pub fn holds(self, status: u16) -> bool {
        match self {
            Self::Exactly(own) => own == status,
            Self::Class(class) => status / 100 == class,
            Self::Default => true,
        }
    }
}

impl fmt::Display for StatusKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(status) => write!(f, "{status}"),
            Self::Class(class) => write!(f, "{class}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A response with one of its content types each.
pub(crate) struct Answer {
    pub(crate) status: StatusKey,
    pub(crate) contents: Vec<MediaForm>,
    pub(crate) headers: Vec<HeaderForm>,
    /// Which operations take values of it.
    pub(crate) links: Vec<Link>,
    /// The requirement that the response as a whole cites.
    pub(crate) requirement: Option<String>,
    pub(crate) file: String,
    pub(crate) pointer: String,
}

/// The body of a response in one content type.
pub(crate) struct MediaForm {
    pub(crate) media: String,
    pub(crate) schema: Option<Gathered>,
}

/// A header of a response.
pub(crate) struct HeaderForm {
    pub(crate) name: String,
    pub(crate) required: bool,
    pub(crate) schema: Option<Gathered>,
    pub(crate) requirement: Option<String>,
}

impl Answer {
    /// Reads the responses of an operation, the most exact first.
    pub(super) fn all(description: &Description, at: &str, responses: &Value) -> Result<Vec<Self>, Vec<LoadError>> {
        let mut all = Vec::new();
        let mut errors = Vec::new();
        for (key, value) in responses.as_object().into_iter().flatten().filter(|(key, _)| !key.starts_with("x-")) {
            let at = format!("{at}/{}", escape(key));
            let Some(status) = StatusKey::read(key) else {
                let fix = DescribedId::WriteStatus;
                errors.push(LoadError::new(&description.file, &at, DescribedId::NotAStatus.with([key.into()]), fix));
                continue;
            };
            match Self::read(description, &at, status, value) {
                Ok(answer) => all.push(answer),
                Err(more) => errors.extend(more),
            }
        }
        all.sort_by_key(|answer| match answer.status {
            StatusKey::Exactly(status) => (0, status),
            StatusKey::Class(class) => (1, class),
            StatusKey::Default => (2, 0),
        });
        if errors.is_empty() { Ok(all) } else { Err(errors) }
    }

    fn read(description: &Description, at: &str, status: StatusKey, value: &Value) -> Result<Self, Vec<LoadError>> {
        let Located { file, pointer, value } = description.part(at, value).map_err(|error| vec![error])?;
        let requirement = cited(&value);
        let links = Link::all(description, &file, &pointer, &value);
        let mut answer = Self { status, contents: Vec::new(), headers: Vec::new(), links, requirement, file, pointer };
        for (media, content) in value.get("content").and_then(Value::as_object).into_iter().flatten() {
            let at = format!("{}/content/{}/schema", answer.pointer, escape(media));
            let schema = content.get("schema").map(|schema| answer.gathered(description, &at, schema)).transpose()?;
            answer.contents.push(MediaForm { media: media.clone(), schema });
        }
        for (name, header) in value.get("headers").and_then(Value::as_object).into_iter().flatten() {
            // What the body travels under is said by `content`.
            if name.eq_ignore_ascii_case("content-type") {
                continue;
            }
            let at = format!("{}/headers/{}", answer.pointer, escape(name));
            let header = Located { file: answer.file.clone(), pointer: at, value: header.clone() };
            let header = description.resolved(header).map_err(|error| vec![error])?;
            let place = format!("{}/schema", header.pointer);
            let schema = header.value.get("schema");
            let schema = schema.map(|schema| gathered(description, &header.file, &place, schema)).transpose()?;
            answer.headers.push(HeaderForm {
                name: name.to_ascii_lowercase(),
                required: header.value.get("required") == Some(&Value::Bool(true)),
                schema,
                requirement: cited(&header.value),
            });
        }
        Ok(answer)
    }

    fn gathered(&self, description: &Description, at: &str, schema: &Value) -> Result<Gathered, Vec<LoadError>> {
        gathered(description, &self.file, at, schema)
    }
}

/// A schema of a response in one piece.
pub(super) fn gathered(
    description: &Description,
    file: &str,
    at: &str,
    schema: &Value,
) -> Result<Gathered, Vec<LoadError>> {
    let mut gatherer = Gatherer::new(description, Way::Response);
    let located = Located { file: file.to_owned(), pointer: at.to_owned(), value: schema.clone() };
    let part = gatherer.whole(&located);
    gatherer.finish(part)
}

fn cited(value: &Value) -> Option<String> {
    value.get("x-requirement").and_then(Value::as_str).map(str::to_owned)
}
