//! The text of a profile, with its lines, and the environment that it takes values from.

use std::path::{Path, PathBuf};

use toml::{Spanned, de::DeTable};

use super::ProfileError;
use crate::contract::{Message, ProfileId};

/// What gives the value of a variable.
pub(super) type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// One profile being read.
pub(in crate::target) struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    /// Where each line starts.
    starts: Vec<usize>,
    environment: Environment<'a>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: &'a str, text: &'a str, environment: Environment<'a>) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { file, text, starts, environment }
    }

    pub(super) fn document(&self) -> Result<Spanned<DeTable<'a>>, ProfileError> {
        DeTable::parse(self.text).map_err(|error| {
            let line = error.span().map(|span| self.line(span.start));
            self.error(line, error.message(), ProfileId::CorrectToml)
        })
    }

    /// The line of a byte, counted from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }

    pub(super) fn error(
        &self,
        line: Option<usize>,
        problem: impl Into<Message>,
        fix: impl Into<Message>,
    ) -> ProfileError {
        ProfileError { file: self.file.to_owned(), line, problem: problem.into(), fix: fix.into() }
    }

    /// A path that the profile names, from where the profile is.
    pub(super) fn beside(&self, path: &str) -> PathBuf {
        Path::new(self.file).parent().unwrap_or_else(|| Path::new("")).join(path)
    }

    /// A text with every `${NAME}` taken from the environment; `$${` stands for `${` itself.
    pub(super) fn filled(&self, line: usize, text: &str) -> Result<String, ProfileError> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            if let Some(before) = before.strip_suffix('$') {
                filled.push_str(before);
                filled.push_str("${");
                rest = after;
                continue;
            }
            let Some((name, after)) = after.split_once('}') else {
                return Err(self.error(Some(line), ProfileId::NeverClosed, ProfileId::WriteVariable));
            };
            let value = (self.environment)(name).ok_or_else(|| {
                let [problem, fix] = [ProfileId::NotSet, ProfileId::SetBefore].map(|id| id.with([name.into()]));
                self.error(Some(line), problem, fix)
            })?;
            filled.push_str(before);
            filled.push_str(&value);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }
}
