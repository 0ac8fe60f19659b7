//! The message is the documented one, with its placeholders filled.

use serde_json::Value;

use super::{Evidence, Judgement, SeenError};
use crate::{
    contract::{MessagesForm, Naming, code_text, unescape},
    util::plain::plain,
};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    for error in &evidence.errors {
        let Some(rule) = &error.place.messages else { continue };
        let Some(template) = rule.by_code.get(&code_text(error.code)) else { continue };
        let pointer = error.place.message.as_ref().and_then(|pattern| pattern.fill(&error.bound));
        let Some(pointer) = pointer else { continue };
        judgement.asked.push(&rule.requirement);
        let message = evidence
            .exchange
            .response
            .as_deref()
            .and_then(|response| response.pointer(&pointer))
            .and_then(Value::as_str);
        let keeps = |template: &str| message.is_some_and(|message| fits(&alike(template, rule), &alike(message, rule)));
        let filled = filled(template, evidence, error, rule);
        if !keeps(&filled) {
            let actual = message.map_or("no message".to_owned(), |message| format!("「{message}」"));
            // The right sentence about the wrong thing speaks of what the request broke.
            let due = evidence.expectation;
            let (requirement, level) = if keeps(template) && !due.requirement.is_empty() {
                (&due.requirement, [due.level, rule.level].into_iter().flatten().min())
            } else {
                (&rule.requirement, rule.level)
            };
            let mut finding = evidence.finding(requirement, level, &pointer, format!("「{filled}」"), actual);
            finding.class = code_text(error.code);
            judgement.findings.push(finding);
            return;
        }
    }
}

/// The template with what is known of the request where the error is the one that is due.
fn filled(template: &str, evidence: &Evidence<'_>, error: &SeenError<'_>, rule: &MessagesForm) -> String {
    let due = evidence.expectation;
    let is_due = due.codes.contains(error.code)
        && evidence.due_error().is_some_and(|due| due.pointer == error.pointer)
        && template.contains('{');
    if !is_due {
        return template.to_owned();
    }
    let known = |name: &str| match (due.fills.get(name), name) {
        (Some(fill), _) => Some(plain(fill)),
        (None, "field") if !due.at.is_empty() => Some(written(&due.at, rule.names)),
        (None, "value") => evidence.exchange.request.as_deref()?.pointer(&due.at).map(plain),
        _ => None,
    };
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, inside)| Some((before, inside.split_once('}')?)))
    {
        filled.push_str(before);
        match known(name) {
            Some(fill) => filled.push_str(&fill),
            None => filled.push_str(&format!("{{{name}}}")),
        }
        rest = after;
    }
    filled + rest
}

/// A field as messages name it.
fn written(pointer: &str, naming: Naming) -> String {
    let steps = pointer.split('/').skip(1).map(unescape);
    match naming {
        Naming::Bare => steps.last().unwrap_or_default(),
        Naming::Path => steps.fold(String::new(), |path, step| {
            if !path.is_empty() && step.bytes().all(|b| b.is_ascii_digit()) {
                format!("{path}[{step}]")
            } else if path.is_empty() {
                step
            } else {
                format!("{path}.{step}")
            }
        }),
    }
}

/// The text with the first of each group of characters for all of them.
fn alike(text: &str, rule: &MessagesForm) -> String {
    let first = |c: char| rule.alike.iter().find(|group| group.contains(c)).and_then(|group| group.chars().next());
    text.chars().map(|c| first(c).unwrap_or(c)).collect()
}

/// Whether a message is the template with each `{name}` replaced by something that is no placeholder itself.
fn fits(template: &str, message: &str) -> bool {
    let Some((fixed, rest)) = template.split_once('{').and_then(|(fixed, rest)| Some((fixed, rest.split_once('}')?.1)))
    else {
        return template == message;
    };
    let Some(message) = message.strip_prefix(fixed) else { return false };
    let mut ends = message.char_indices().skip(1).map(|(index, _)| index).chain(Some(message.len()));
    !message.is_empty() && ends.any(|end| !is_placeholder(&message[..end]) && fits(rest, &message[end..]))
}

fn is_placeholder(text: &str) -> bool {
    text.split_once('{').is_some_and(|(_, inside)| inside.contains('}'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{contract, findings};
    use super::{fits, written};
    use crate::contract::{Expectation, Naming, Outcome};

    #[test]
    fn the_right_sentence_about_the_wrong_thing_breaks_what_was_due() {
        let mut contract = contract("abs-status");
        for rule in contract.operations[0].errors.iter_mut().filter_map(|place| place.messages.as_mut()) {
            rule.by_code.insert("0013".to_owned(), "{field}は{limit}文字以内です".to_owned());
        }
        let mut due = Expectation {
            codes: vec![json!("0013")],
            at: "/errorMessage".to_owned(),
            ..Expectation::new(Outcome::Refused, "AS-0013")
        };
        due.fills.insert("limit".to_owned(), json!(2048));
        let told = |message: &str| {
            let body = json!({"errorCode": "0013", "message": message}).to_string();
            let found = findings(&contract, &due, json!({}), (200, "application/json", &body));
            found
                .into_iter()
                .filter(|finding| finding.check == "message")
                .map(|finding| finding.requirement)
                .collect::<Vec<_>>()
        };
        assert_eq!(told("errorMessageは2048文字以内です"), Vec::<String>::new());
        assert_eq!(told("errorMessageは2000文字以内です"), ["AS-0013"]);
        assert_eq!(told("too long"), ["AS-template"]);
    }

    #[test]
    fn an_unfilled_placeholder_is_no_text() {
        assert!(!fits("{名前}は必須です", "{0}は必須です"));
        assert!(!fits("値:{値}", "値:a{0}b"));
    }

    #[test]
    fn a_field_is_written_by_name_or_by_path() {
        assert_eq!(written("/rows/0/a~1b", Naming::Bare), "a/b");
        assert_eq!(written("/rows/0/amount", Naming::Path), "rows[0].amount");
    }

    #[test]
    fn a_placeholder_stands_for_some_text() {
        assert!(fits("入力に誤りがあります", "入力に誤りがあります"));
        assert!(!fits("入力に誤りがあります", "入力に誤りがあります。"));
        assert!(fits("{名前}は{数}件までです", "請求書は10件までです"));
        assert!(!fits("{名前}は必須です", "は必須です"));
        assert!(fits("{a}", "x"));
    }
}
