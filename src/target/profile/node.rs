//! One value of a profile with its path and line; every section is read from these.

use std::{collections::BTreeMap, path::PathBuf};

use serde_json::{Number, Value};
use toml::{
    Spanned,
    de::{DeInteger, DeTable, DeValue},
};

use super::{ProfileError, nearest, reader::Reader};
use crate::{
    contract::{Message, ProfileId},
    util::text_file::read_text,
};

enum Inner<'a> {
    Table(&'a DeTable<'a>),
    Other(&'a DeValue<'a>),
}

/// A value, the path to it, and the line of its key.
pub(in crate::target) struct Node<'a> {
    reader: &'a Reader<'a>,
    path: String,
    line: usize,
    inner: Inner<'a>,
}

#[allow(dead_code, reason = "sections take what they need")]
impl<'a> Node<'a> {
    pub(super) fn root(reader: &'a Reader<'a>, document: &'a Spanned<DeTable<'a>>) -> Self {
        Self { reader, path: String::new(), line: 1, inner: Inner::Table(document.get_ref()) }
    }

    fn child(&self, key: &str, at: usize, value: &'a DeValue<'a>) -> Self {
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}/{key}", self.path) };
        let inner = if let DeValue::Table(table) = value { Inner::Table(table) } else { Inner::Other(value) };
        Self { reader: self.reader, path, line: self.reader.line(at), inner }
    }

    /// The key that it is under; for an item of a list its number.
    pub(in crate::target) fn key(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The table that its key is in, as one writes it.
    fn table(&self) -> String {
        self.path.rsplit_once('/').map_or_else(String::new, |(above, _)| above.replace('/', "."))
    }

    pub(in crate::target) fn is_table(&self) -> bool {
        matches!(self.inner, Inner::Table(_))
    }

    pub(in crate::target) fn is_list(&self) -> bool {
        matches!(self.inner, Inner::Other(DeValue::Array(_)))
    }

    pub(in crate::target) fn is_text(&self) -> bool {
        matches!(self.inner, Inner::Other(DeValue::String(_)))
    }

    /// A mistake here.
    pub(in crate::target) fn error(&self, problem: impl Into<Message>, fix: impl Into<Message>) -> ProfileError {
        self.reader.error(Some(self.line), problem, fix)
    }

    /// The mistake that nobody knows this key; `otherwise` is the fix where it resembles none that is known.
    pub(in crate::target) fn unknown<'k>(
        &self,
        place: Option<&str>,
        known: impl IntoIterator<Item = &'k str>,
        otherwise: Message,
    ) -> ProfileError {
        let meant = nearest(self.key(), known);
        let fix = meant.map_or(otherwise, |meant| ProfileId::DidYouMean.with([meant.into()]));
        let key = self.key().into();
        let problem = match place {
            Some(place) => ProfileId::NotKnownIn.with([key, place.into()]),
            None => ProfileId::NotKnownHere.with([key]),
        };
        self.error(problem, fix)
    }

    /// The same with the keys that are known as the fix.
    pub(in crate::target) fn unknown_key(&self, known: &[&str]) -> ProfileError {
        let otherwise = ProfileId::KnownAre.with([known.join(", ").into()]);
        self.unknown(Some(&self.table()), known.iter().copied(), otherwise)
    }

    /// The mistake that another kind of value is due here.
    pub(in crate::target) fn not(&self, due: ProfileId, fix: impl Into<Message>) -> ProfileError {
        self.error(due.with([self.key().into()]), fix)
    }

    /// The fields of a table in the order of the file.
    pub(in crate::target) fn fields(&self) -> Result<Vec<Self>, ProfileError> {
        let Inner::Table(table) = self.inner else { return Err(self.not(ProfileId::NoTable, ProfileId::WriteTable)) };
        let mut fields: Vec<_> = table.iter().collect();
        fields.sort_by_key(|(key, _)| key.span().start);
        Ok(fields
            .into_iter()
            .map(|(key, value)| self.child(key.get_ref(), key.span().start, value.get_ref()))
            .collect())
    }

    /// The field of a table.
    pub(in crate::target) fn get(&self, key: &str) -> Result<Option<Self>, ProfileError> {
        Ok(self.fields()?.into_iter().find(|field| field.key() == key))
    }

    /// The items of a list.
    pub(in crate::target) fn items(&self) -> Result<Vec<Self>, ProfileError> {
        let Inner::Other(DeValue::Array(items)) = self.inner else {
            return Err(self.not(ProfileId::NoList, ProfileId::WriteList));
        };
        let item = |(number, item): (usize, &'a Spanned<DeValue<'a>>)| {
            self.child(&number.to_string(), item.span().start, item.get_ref())
        };
        Ok(items.iter().enumerate().map(item).collect())
    }

    /// A text with what it takes from the environment.
    pub(in crate::target) fn text(&self) -> Result<String, ProfileError> {
        let Inner::Other(DeValue::String(text)) = self.inner else {
            return Err(self.not(ProfileId::NoText, ProfileId::WriteQuotes));
        };
        self.reader.filled(self.line, text)
    }

    /// A text that may be in a file of its own: `file:PATH`, from where the profile is.
    pub(in crate::target) fn secret(&self) -> Result<String, ProfileError> {
        let text = self.text()?;
        let Some(path) = text.strip_prefix("file:") else { return Ok(text) };
        let path = self.reader.beside(path);
        let read = read_text(&path).map_err(|error| {
            let parts = [self.key().into(), path.display().into(), Message::library(&error)];
            self.error(ProfileId::FileUnreadable.with(parts), ProfileId::PutSecret)
        })?;
        let line = read.strip_suffix('\n').unwrap_or(&read);
        Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
    }

    /// A path from where the profile is.
    pub(in crate::target) fn path(&self) -> Result<PathBuf, ProfileError> {
        Ok(self.reader.beside(&self.text()?))
    }

    /// The folder that the profile is in.
    pub(in crate::target) fn folder(&self) -> PathBuf {
        let folder = self.reader.beside("");
        if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder }
    }

    /// `true` or `false`.
    pub(in crate::target) fn flag(&self) -> Result<bool, ProfileError> {
        match self.inner {
            Inner::Other(DeValue::Boolean(flag)) => Ok(*flag),
            _ => Err(self.not(ProfileId::NoFlag, ProfileId::WriteFlag)),
        }
    }

    /// The value as JSON; integers are exact or refused.
    pub(in crate::target) fn json(&self) -> Result<Value, ProfileError> {
        match self.inner {
            Inner::Table(_) => {
                let fields = self.fields()?.into_iter().map(|field| Ok((field.key().to_owned(), field.json()?)));
                Ok(Value::Object(fields.collect::<Result<_, _>>()?))
            }
            Inner::Other(value) => match value {
                DeValue::String(_) => Ok(Value::String(self.text()?)),
                DeValue::Integer(number) => integer(number).map(Value::Number).ok_or_else(|| {
                    self.error(ProfileId::Not64Bits.with([Message::library(number)]), ProfileId::QuoteIfText)
                }),
                DeValue::Float(number) => {
                    number.as_str().parse().ok().and_then(Number::from_f64).map(Value::Number).ok_or_else(|| {
                        self.error(ProfileId::NoJsonNumber.with([number.as_str().into()]), ProfileId::WriteFinite)
                    })
                }
                DeValue::Boolean(truth) => Ok(Value::Bool(*truth)),
                DeValue::Datetime(time) => Ok(Value::String(time.to_string())),
                DeValue::Array(_) | DeValue::Table(_) => {
                    Ok(Value::Array(self.items()?.iter().map(Self::json).collect::<Result<_, _>>()?))
                }
            },
        }
    }

    /// Notes the line of everything below.
    pub(super) fn lines(&self, lines: &mut BTreeMap<String, usize>) {
        let below = if self.is_table() { self.fields() } else { self.items() };
        for node in below.unwrap_or_default() {
            lines.insert(node.path.clone(), node.line);
            node.lines(lines);
        }
    }
}

fn integer(number: &DeInteger<'_>) -> Option<Number> {
    let (text, radix) = (number.as_str(), number.radix());
    let signed = i64::from_str_radix(text, radix).ok().map(Number::from);
    signed.or_else(|| u64::from_str_radix(text, radix).ok().map(Number::from))
}
