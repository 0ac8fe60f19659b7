//! A parameter of an operation: where it travels, and how its value is spelled there.

use serde_json::{Map, Value, json};

use super::{
    super::{DescribedId, LoadError, LoadId, Message},
    description::{Description, Located},
};

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum In {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// It is the query as a whole.
    Querystring,
    /// As a header.
    Header,
    /// As a cookie.
    Cookie,
}

impl In {
    /// The part of a request that holds its value.
    pub fn part(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query | Self::Querystring => "query",
            Self::Header => "headers",
            Self::Cookie => "cookies",
        }
    }

    pub(crate) fn named(text: &str) -> Option<Self> {
        Some(match text {
            "path" => Self::Path,
            "query" => Self::Query,
            "querystring" => Self::Querystring,
            "header" => Self::Header,
            "cookie" => Self::Cookie,
            _ => return None,
        })
    }
}

/// How lists and objects are spelled (OpenAPI, `style`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `a,b`
    Simple,
    /// `.a.b`
    Label,
    /// `;name=a,b`
    Matrix,
    /// `name=a,b`
    Form,
    /// `name=a%20b`
    SpaceDelimited,
    /// `name=a|b`
    PipeDelimited,
    /// `name[key]=a`
    DeepObject,
    /// As one JSON text (`content`).
    Json,
}

impl Style {
    const ALL: [(&'static str, Self); 7] = [
        ("simple", Self::Simple),
        ("label", Self::Label),
        ("matrix", Self::Matrix),
        ("form", Self::Form),
        ("spaceDelimited", Self::SpaceDelimited),
        ("pipeDelimited", Self::PipeDelimited),
        ("deepObject", Self::DeepObject),
    ];

    /// The style of a name, if it may be at a place.
    pub(super) fn named(text: &str, place: In) -> Option<Self> {
        let (_, style) = Self::ALL.iter().find(|(name, _)| *name == text)?;
        let may = match place {
            In::Path => matches!(style, Self::Simple | Self::Label | Self::Matrix),
            In::Query => !matches!(style, Self::Simple | Self::Label | Self::Matrix),
            In::Header => *style == Self::Simple,
            In::Cookie => *style == Self::Form,
            In::Querystring => false,
        };
        may.then_some(*style)
    }

    fn default_at(place: In) -> Self {
        if matches!(place, In::Path | In::Header) { Self::Simple } else { Self::Form }
    }
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name, as it travels.
    pub name: String,
    /// Where it travels.
    pub place: In,
    /// How its value is spelled.
    pub style: Style,
    /// Whether each item of a list, and each key of an object, is spelled by itself.
    pub explode: bool,
    /// Whether reserved characters are left as they are.
    pub allow_reserved: bool,
}

/// A parameter as the description has it.
pub(super) struct ParameterForm {
    pub(super) own: Parameter,
    pub(super) required: bool,
    pub(super) schema: Located,
    /// Our words next to the schema.
    pub(super) words: Map<String, Value>,
    /// Where it is written.
    pub(super) file: String,
    pub(super) pointer: String,
}

/// Headers that OpenAPI leaves to other parts of a description.
const ELSEWHERE: [&str; 3] = ["accept", "content-type", "authorization"];

impl ParameterForm {
    /// A text at a place of the path of which nothing else is said.
    pub(super) fn of_path(description: &Description, name: &str, pointer: &str) -> Self {
        let (file, pointer) = (description.file.clone(), pointer.to_owned());
        Self {
            own: Parameter {
                name: name.to_owned(),
                place: In::Path,
                style: Style::Simple,
                explode: false,
                allow_reserved: false,
            },
            required: true,
            schema: Located { file: file.clone(), pointer: pointer.clone(), value: json!({"type": "string"}) },
            words: Map::new(),
            file,
            pointer,
        }
    }

    /// Reads one parameter; none where OpenAPI says to pass over it.
    pub(super) fn read(description: &Description, at: &str, value: &Value) -> Result<Option<Self>, LoadError> {
        let Located { file, pointer, value } = description.part(at, value)?;
        let wrong =
            |key: &str, problem: Message, fix: Message| LoadError::new(&file, &format!("{pointer}{key}"), problem, fix);
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        let Some(name) = text("name") else {
            return Err(wrong("", DescribedId::NoName.into(), DescribedId::GiveName.into()));
        };
        let Some(place) = text("in").and_then(In::named) else {
            let fix = DescribedId::WriteIn.into();
            return Err(wrong("/in", DescribedId::NoIn.with([name.into()]), fix));
        };
        if place == In::Header && ELSEWHERE.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            return Ok(None);
        }
        let (schema, at, style) = form(&value, name, place).map_err(|(key, problem, fix)| wrong(key, problem, fix))?;
        let explode =
            value.get("explode").and_then(Value::as_bool).unwrap_or(matches!(style, Style::Form | Style::DeepObject));
        let words = value.as_object().into_iter().flatten().filter(|(key, _)| key.starts_with("x-"));
        let own = Parameter {
            name: name.to_owned(),
            place,
            style,
            explode,
            allow_reserved: value.get("allowReserved") == Some(&Value::Bool(true)),
        };
        Ok(Some(Self {
            required: place == In::Path || value.get("required") == Some(&Value::Bool(true)),
            own,
            schema: Located { file: file.clone(), pointer: format!("{pointer}{at}"), value: schema },
            words: words.map(|(key, value)| (key.clone(), value.clone())).collect(),
            file,
            pointer,
        }))
    }
}

/// The schema of a parameter, the place of it below the parameter, and its style; or the key that is wrong, what is wrong, and the fix.
fn form(value: &Value, name: &str, place: In) -> Result<(Value, String, Style), (&'static str, Message, Message)> {
    let content = value.get("content").and_then(Value::as_object).and_then(|all| all.iter().next());
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    match (value.get("schema"), content) {
        (Some(schema), None) => {
            let style = match text("style") {
                None => Style::default_at(place),
                Some(named) => Style::named(named, place).ok_or_else(|| {
                    let problem =
                        DescribedId::NotParameterStyle.with([named.into(), text("in").unwrap_or_default().into()]);
                    ("/style", problem, DescribedId::TakeStyle.into())
                })?,
            };
            Ok((schema.clone(), "/schema".to_owned(), style))
        }
        (None, Some((media, content))) => {
            let is_json = media.contains("json");
            if !is_json && place != In::Querystring {
                let fix = DescribedId::BySchema.into();
                return Err(("/content", DescribedId::ParameterMedia.with([name.into(), media.into()]), fix));
            }
            let at = format!("/content/{}/schema", super::super::escape(media));
            let style = if is_json { Style::Json } else { Style::Form };
            Ok((content.get("schema").cloned().unwrap_or(Value::Bool(true)), at, style))
        }
        (None, None) => Ok((Value::Bool(true), "/schema".to_owned(), Style::default_at(place))),
        (Some(_), Some(_)) => {
            let problem = DescribedId::SchemaAndContent.with([name.into()]);
            Err(("/content", problem, LoadId::KeepOneOfTwo.into()))
        }
    }
}
