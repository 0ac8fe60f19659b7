//! The requirements that a description makes by itself: one for each constraint on a request, each response, each header, and what holds of
//! an operation as a whole.

use serde_json::{Value, json};

use super::{
    LoadError,
    derived_key::key_of,
    openapi::{Described, Description, StatusKey, request_schema},
    schema::{Constraint, constraints},
};

/// The word that makes ids of constraints.
pub(super) const DERIVE: &str = "x-derive";

/// The requirements of one operation, as `requirements.json` has them.
pub(super) fn rows(
    description: &Description,
    document: &str,
    described: &Described,
    bounded: bool,
) -> Result<Vec<Value>, Vec<LoadError>> {
    let key = key_of(&described.entry);
    let call = format!("{} {}", described.entry.method, described.entry.path);
    let row = |id: String, level: &str, pointer: &str, ja: String, en: String| {
        json!({"id": id, "level": level, "text": {"ja": ja, "en": en},
            "source": {"document": document, "anchor": format!("#{pointer}")}})
    };
    let at = &described.entry.pointer;
    let refuses = described.answers.iter().any(|answer| is_refusal(answer.status));
    let fails =
        described.answers.iter().any(|answer| matches!(answer.status, StatusKey::Exactly(500..) | StatusKey::Class(5)));
    let mut all = vec![
        row(
            format!("{key}.accepted"),
            "should",
            at,
            format!("{call} は文書どおりの要求を受け付ける。"),
            format!("{call} accepts a request that keeps the description."),
        ),
        row(
            format!("{key}.server-error"),
            if fails { "should" } else { "must" },
            at,
            format!("{call} は 5xx を返さない。"),
            format!("{call} does not respond with a 5xx."),
        ),
        row(
            format!("{key}.content"),
            "must",
            at,
            format!("{call} の応答の Content-Type と本文は文書どおりである。"),
            format!("The responses of {call} have the documented content type."),
        ),
        row(
            format!("{key}.status"),
            "should",
            at,
            format!("{call} は文書にあるステータスだけを返す。"),
            format!("{call} responds with documented statuses alone."),
        ),
    ];
    if bounded {
        all.push(row(
            format!("{key}.bound"),
            "must",
            at,
            format!("{call} の一覧は要求した件数を超えない。"),
            format!("A list of {call} is no longer than the request asks for."),
        ));
    }
    if described.is_guarded() {
        let says = described.answers.iter().any(|answer| {
            matches!(answer.status, StatusKey::Exactly(401 | 403) | StatusKey::Class(4) | StatusKey::Default)
        });
        all.push(row(
            format!("{key}.security"),
            if says { "must" } else { "should" },
            at,
            format!("{call} は認証情報のない要求を拒否する。"),
            format!("{call} refuses a request without credentials."),
        ));
    }
    for answer in &described.answers {
        let status = answer.status.to_string();
        all.push(row(
            format!("{key}.response.{status}"),
            "must",
            &answer.pointer,
            format!("{call} の {status} 応答は文書どおりの形である。"),
            format!("The {status} response of {call} has the documented form."),
        ));
        for header in &answer.headers {
            let name = &header.name;
            all.push(row(
                format!("{key}.response.{status}.header.{name}"),
                "must",
                &answer.pointer,
                format!("{call} の {status} 応答のヘッダー {name} は文書どおりである。"),
                format!("Header {name} of the {status} response of {call} is as documented."),
            ));
        }
    }
    let gathered = request_schema(description, described)?;
    let mut schema = gathered.schema.clone();
    mark(&mut schema, &key);
    let level = if refuses { "must" } else { "should" };
    let mut seen = std::collections::BTreeSet::new();
    for constraint in constraints(&schema).unwrap_or_default() {
        let Some(id) = constraint.annotations.get("x-requirement").and_then(Value::as_str) else { continue };
        if seen.insert(id.to_owned()) {
            let (_, pointer) = gathered.origins.written(&constraint.schema_object);
            let what = told(&constraint);
            all.push(row(
                id.to_owned(),
                level,
                &pointer,
                format!("{call}: {what} に反する要求は拒否される。"),
                format!("{call} refuses a request that breaks {what}."),
            ));
        }
    }
    Ok(all)
}

/// Lets the constraints of a request make requirements by themselves.
pub(super) fn mark(schema: &mut Value, key: &str) {
    let prefix = Value::from(format!("{key}.request"));
    match schema {
        Value::Object(object) => drop(object.entry(DERIVE).or_insert(prefix)),
        Value::Bool(true) => *schema = json!({ DERIVE: prefix }),
        _ => {}
    }
}

fn is_refusal(status: StatusKey) -> bool {
    matches!(status, StatusKey::Exactly(400..=499) | StatusKey::Class(4) | StatusKey::Default)
}

/// A constraint in a few words: its place, its keyword and what that says.
fn told(constraint: &Constraint) -> String {
    let place = constraint.place.as_str();
    let place = if place.is_empty() { "the request" } else { place };
    let operand = constraint.operand.to_string();
    let operand = if operand.chars().count() > 40 { String::new() } else { format!(" {operand}") };
    match &constraint.property {
        Some(property) => format!("`required` {property} of {place}"),
        None => format!("`{}`{operand} of {place}", constraint.keyword),
    }
}
