//! The message is the documented one; `{name}` in a template stands for any text.

use serde_json::Value;

use super::{Evidence, Judgement};
use crate::contract::code_text;

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    for error in &evidence.errors {
        let Some(rule) = &error.place.messages else { continue };
        let Some(template) = rule.by_code.get(&code_text(error.code)) else { continue };
        let pointer = error.place.message.as_ref().and_then(|pattern| pattern.fill(&error.bound));
        let Some(pointer) = pointer else { continue };
        judgement.asked.push(&rule.requirement);
        let message =
            evidence.exchange.response.as_ref().and_then(|response| response.pointer(&pointer)).and_then(Value::as_str);
        if !message.is_some_and(|message| fits(template, message)) {
            let actual = message.map_or("no message".to_owned(), |message| format!("「{message}」"));
            let mut finding = evidence.finding(&rule.requirement, None, &pointer, format!("「{template}」"), actual);
            finding.class = code_text(error.code);
            judgement.findings.push(finding);
            return;
        }
    }
}

/// Whether a message is the template with each `{name}` replaced by something.
fn fits(template: &str, message: &str) -> bool {
    let Some((fixed, rest)) = template.split_once('{').and_then(|(fixed, rest)| Some((fixed, rest.split_once('}')?.1)))
    else {
        return template == message;
    };
    let Some(message) = message.strip_prefix(fixed) else { return false };
    let mut starts = message.char_indices().skip(1).map(|(index, _)| index).chain(Some(message.len()));
    !message.is_empty() && starts.any(|start| fits(rest, &message[start..]))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_placeholder_stands_for_some_text() {
        assert!(fits("入力に誤りがあります", "入力に誤りがあります"));
        assert!(!fits("入力に誤りがあります", "入力に誤りがあります。"));
        assert!(fits("{名前}は{数}件までです", "請求書は10件までです"));
        assert!(!fits("{名前}は必須です", "は必須です"));
        assert!(fits("{a}", "x"));
    }
}
