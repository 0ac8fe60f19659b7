//! Waivers: findings that somebody accepts until a day.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Node, ProfileError};
use crate::{contract::ProfileId, util::plain::plain};

/// Every key of a waiver.
const KNOWN: &[&str] = &[
    "requirement",
    "trial",
    "check",
    "operation",
    "pointer",
    "kind",
    "expected-code",
    "observed-code",
    "until",
    "owner",
    "reason",
];

/// Findings that somebody is responsible for, until a day. What is not given narrows nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// The requirement whose findings are waived.
    pub requirement: String,
    /// Only those of the trial of this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial: Option<String>,
    /// Only those that this check found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// Only those of this operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Only those at this place, of the response or of the request; an index stands for any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Only those that this kind of violation shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Only those where this code was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_code: Option<String>,
    /// Only those where this code was returned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_code: Option<String>,
    /// The last day on which it counts, UTC.
    pub until: Date,
    /// Who is responsible for it.
    pub owner: String,
    /// Why.
    pub reason: String,
}

impl Waiver {
    /// What it is bound to, in words.
    pub fn scope(&self) -> String {
        let narrowed = self.narrowed().map(|(key, value)| format!(" {key} {value}"));
        format!("{}{}", self.requirement, narrowed.collect::<String>())
    }

    /// The keys that narrow it, with their values.
    pub fn narrowed(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("trial", &self.trial),
            ("check", &self.check),
            ("operation", &self.operation),
            ("pointer", &self.pointer),
            ("kind", &self.kind),
            ("expected-code", &self.expected_code),
            ("observed-code", &self.observed_code),
        ];
        all.into_iter().filter_map(|(key, value)| Some((key, value.as_deref()?)))
    }
}

pub(super) fn read(list: &Node<'_>) -> Result<Vec<Waiver>, ProfileError> {
    list.items()?.iter().map(waiver).collect()
}

fn waiver(table: &Node<'_>) -> Result<Waiver, ProfileError> {
    let fields = table.fields()?;
    if let Some(unknown) = fields.iter().find(|field| !KNOWN.contains(&field.key())) {
        let otherwise = ProfileId::KnownAre.with([KNOWN.join(", ").into()]);
        return Err(unknown.unknown(Some("waivers"), KNOWN.iter().copied(), otherwise));
    }
    let field = |key: &str| fields.iter().find(|field| field.key() == key);
    let needed = |key: &str| {
        let missing = || table.error(ProfileId::WaiverLacks.with([key.into()]), ProfileId::WaiverNeeds);
        let field = field(key).ok_or_else(missing)?;
        let text = if key == "until" { field.json()?.as_str().map(str::to_owned) } else { Some(field.text()?) };
        match text.filter(|text| !text.trim().is_empty()) {
            Some(text) => Ok((field, text)),
            None => Err(field.error(ProfileId::Empty.with([key.into()]), ProfileId::SayIt)),
        }
    };
    let text = |key: &str| field(key).map(Node::text).transpose();
    let code = |key: &str| field(key).map(|field| field.json().map(|code| plain(&code))).transpose();
    let (until_at, until) = needed("until")?;
    Ok(Waiver {
        requirement: needed("requirement")?.1,
        trial: text("trial")?,
        check: text("check")?,
        operation: text("operation")?,
        pointer: text("pointer")?,
        kind: text("kind")?,
        expected_code: code("expected-code")?,
        observed_code: code("observed-code")?,
        until: day(&until)
            .ok_or_else(|| until_at.error(ProfileId::NoDate.with([(&until).into()]), ProfileId::WriteDate))?,
        owner: needed("owner")?.1,
        reason: needed("reason")?.1,
    })
}

/// A day that exists, and nothing else.
pub fn day(text: &str) -> Option<Date> {
    text.parse().ok().filter(|date: &Date| date.to_string() == text)
}
