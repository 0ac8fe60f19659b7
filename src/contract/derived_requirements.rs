//! The requirements that a description makes by itself: one for each constraint on a request, each response, each header, and what holds of
//! an operation as a whole.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    Language, LoadError,
    derived_key::{anchor, key_of},
    derived_words::codes_of,
    openapi::{Described, Description, StatusKey, request_schema},
    schema::{Constraint, constraints},
};

/// The word that makes ids of constraints.
pub(super) const DERIVE: &str = "x-derive";

/// The requirements of one operation, as `requirements.json` has them, and the codes that its constraints earn. What the description cites
/// by an id of its own is not among them: that may be in many places.
pub(super) fn rows(
    description: &Description,
    document: &str,
    described: &Described,
    bounded: bool,
) -> Result<Rows, Vec<LoadError>> {
    let of = Of {
        document,
        key: key_of(&described.entry),
        call: format!("{} {}", described.entry.method, described.entry.path),
    };
    let mut all = of.whole(described, bounded);
    all.extend(of.responses(described));
    let mut rows = of.constraints(description, described)?;
    all.append(&mut rows.requirements);
    Ok(Rows { requirements: all, ..rows })
}

/// What one operation adds to the lists of a contract.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) requirements: Vec<Value>,
    pub(super) codes: Vec<Value>,
}

/// What the requirements of an operation have in common.
struct Of<'a> {
    document: &'a str,
    key: String,
    call: String,
}

impl Of<'_> {
    /// A requirement: its id below that of the operation, its level, its place, and what it says of the call in Japanese and English.
    fn row(&self, id: &str, level: &str, pointer: &str, ja: &str, en: &str) -> Value {
        let call = &self.call;
        json!({"id": id, "level": level, "text": {"ja": ja.replace("{}", call), "en": en.replace("{}", call)},
            "source": {"document": self.document, "anchor": anchor(pointer)}})
    }

    fn id(&self, what: &str) -> String {
        format!("{}.{what}", self.key)
    }

    /// What holds of the operation as a whole.
    fn whole(&self, described: &Described, bounded: bool) -> Vec<Value> {
        let at = &described.entry.pointer;
        let answers = &described.answers;
        let fails =
            answers.iter().any(|answer| matches!(answer.status, StatusKey::Exactly(500..) | StatusKey::Class(5)));
        let of_server = if fails { "should" } else { "must" };
        let row = |what: &str, level: &str, ja: &str, en: &str| self.row(&self.id(what), level, at, ja, en);
        let mut all = vec![
            row(
                "accepted",
                "should",
                "{} は文書どおりのリクエストを受け付ける。",
                "{} accepts a request that keeps the description.",
            ),
            row("server-error", of_server, "{} は 5xx を返さない。", "{} does not respond with a 5xx."),
            row(
                "content",
                "must",
                "{} の応答の Content-Type と本文は文書どおりである。",
                "The responses of {} have the documented content type.",
            ),
            row(
                "status",
                "should",
                "{} は文書にあるステータスだけを返す。",
                "{} responds with documented statuses alone.",
            ),
        ];
        if bounded {
            let (ja, en) =
                ("{} の一覧はリクエストした件数を超えない。", "A list of {} is no longer than the request asks for.");
            all.push(row("bound", "must", ja, en));
        }
        if described.is_guarded() {
            let says = |status: StatusKey| {
                matches!(status, StatusKey::Exactly(401 | 403) | StatusKey::Class(4) | StatusKey::Default)
            };
            let level = if answers.iter().any(|answer| says(answer.status)) { "must" } else { "should" };
            let (ja, en) = ("{} は認証情報のないリクエストを拒否する。", "{} refuses a request without credentials.");
            all.push(row("security", level, ja, en));
        }
        all
    }

    /// What holds of each response, and of each header of it.
    fn responses(&self, described: &Described) -> Vec<Value> {
        let mut all = Vec::new();
        for answer in &described.answers {
            let (status, at) = (answer.status.to_string(), &answer.pointer);
            let own = self.id(&format!("response.{status}"));
            let (ja, en) = of_status(&status);
            if answer.requirement.is_none() {
                all.push(self.row(&own, "must", at, &ja, &en));
            }
            let id = answer.requirement.as_ref().unwrap_or(&own);
            for header in answer.headers.iter().filter(|header| header.requirement.is_none()) {
                let name = &header.name;
                let id = format!("{id}.header.{name}");
                let ja = format!("{{}} の {status} 応答のヘッダー {name} は文書どおりである。");
                let en = format!("Header {name} of the {status} response of {{}} is as documented.");
                all.push(self.row(&id, "must", at, &ja, &en));
            }
        }
        all
    }

    /// What holds of each constraint on a request.
    fn constraints(&self, description: &Description, described: &Described) -> Result<Rows, Vec<LoadError>> {
        let gathered = request_schema(description, described)?;
        let mut schema = gathered.schema.clone();
        mark(&mut schema, &self.key);
        let refuses = described.answers.iter().any(|answer| is_refusal(answer.status));
        let level = if refuses { "must" } else { "should" };
        let own = format!("{}.request.", self.key);
        let mut seen = BTreeSet::new();
        let mut all = Rows::default();
        for constraint in constraints(&schema).unwrap_or_default() {
            let Some(id) = constraint.requirement() else { continue };
            let id = id.as_ref();
            let is_new = id.starts_with(&own) && seen.insert(id.to_owned());
            if !is_new && constraint.codes().is_empty() {
                continue;
            }
            let (_, pointer) = gathered.origins.written(&constraint.schema_object);
            all.codes.extend(codes_of(&constraint, id, &pointer));
            if !is_new {
                continue;
            }
            let what = told(&constraint);
            let ja = format!("{{}}: {what} に反するリクエストは拒否される。");
            let en = format!("{{}} refuses a request that breaks {what}.");
            all.requirements.push(self.row(id, level, &pointer, &ja, &en));
        }
        Ok(all)
    }
}

/// What is said of a response, in Japanese and English.
fn of_status(status: &str) -> (String, String) {
    match status {
        "415" => (
            "{} は文書にない Content-Type の本文を 415 で拒否する。".to_owned(),
            "{} refuses a body of an undocumented content type with 415.".to_owned(),
        ),
        "406" => (
            "{} は文書にない形式だけを求める Accept を 406 で拒否する。".to_owned(),
            "{} refuses with 406 to respond in an undocumented content type.".to_owned(),
        ),
        _ => (
            format!("{{}} の {status} 応答は文書どおりの形である。"),
            format!("The {status} response of {{}} has the documented form."),
        ),
    }
}

/// What is said of an operation that cannot be tested: its id, where it is, and why.
pub(super) fn left_out(document: &str, id: &str, call: &str, error: &LoadError) -> Value {
    let at = if error.pointer.is_empty() { "/paths" } else { error.pointer.as_str() };
    let [ja, en] = [Language::Japanese, Language::English].map(|language| error.problem.in_language(language));
    json!({"id": id, "level": "open", "source": {"document": document, "anchor": anchor(at)}, "text": {
        "ja": format!("{call} は試験の対象外である（{at}: {ja}）。"),
        "en": format!("{call} is left out, so nothing of it is tested: {at}: {en}.")
    }})
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
