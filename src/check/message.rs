//! The message of an error is the documented one, with its placeholders filled.

use serde_json::Value;

use super::{Evidence, Judgement, SeenError};
use crate::{
    contract::{Expectation, MessageId, MessagesForm, Naming, code_text, unescape, words},
    util::plain::plain,
};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    for error in &evidence.errors {
        let Some(rule) = &error.place.rules.messages else { continue };
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
            let actual = message.map_or(MessageId::NoMessage.into(), |message| format!("「{message}」").into());
            // The right sentence about the wrong thing is about what the request broke.
            let due = evidence.expectation;
            let (requirement, level) = if keeps(template) && !due.requirement.is_empty() {
                (&due.requirement, [due.level, rule.level].into_iter().flatten().min())
            } else {
                (&rule.requirement, rule.level)
            };
            let mut finding = evidence.finding(requirement, level, &pointer, format!("「{filled}」").into(), actual);
            finding.class = code_text(error.code);
            finding.codes.came = vec![code_text(error.code)];
            if filled != *template {
                finding.rests_on = sources(template, due);
            }
            judgement.findings.push(finding);
            return;
        }
    }
}

/// The template with what is known of the request where the error is the one that is due.
fn filled(template: &str, evidence: &Evidence<'_>, error: &SeenError<'_>, rule: &MessagesForm) -> String {
    let due = evidence.expectation;
    let is_due = due.codes.contains(error.code) && evidence.due_error().is_some_and(|due| due.pointer == error.pointer);
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

/// Where what is filled into a template comes from. Of a hidden field a fill holds the name in place of the value.
fn sources(template: &str, due: &Expectation) -> Vec<String> {
    let fills: Vec<String> = due.fills.values().map(plain).collect();
    let words = fills.iter().flat_map(|fill| words(fill)).map(str::to_owned);
    let of_request = ["{field}", "{value}"].iter().any(|name| template.contains(name)) && !due.at.is_empty();
    of_request.then(|| due.at.clone()).into_iter().chain(words).collect()
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

/// Whether a message is the template with each `{name}` replaced by something that is not a placeholder itself.
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
    use serde_json::{Value, json};

    use super::super::testing::{Made, codes};
    use super::{fits, judge, written};
    use crate::contract::{Level, MessagesForm, Naming, Pattern};

    /// Row 0 is at fault with 101, which is above 100: code 1.
    fn made(rows: &Value) -> Made {
        let mut made = Made::new().refused("/rows/0/amount", &[json!(1)]).sends(&json!({"rows": [{"amount": 101}]}));
        made.due.fills.insert("limit".to_owned(), json!(100));
        made.answers(200, &json!({"rows": rows}))
    }

    fn message(text: &str) -> Made {
        made(&json!([{"code": 1, "message": text}]))
    }

    fn rule(made: &mut Made) -> &mut MessagesForm {
        made.operation().errors[0].rules.messages.as_mut().expect("the contract says it")
    }

    /// An error of the whole with a message: `{field} is wrong`.
    fn whole(text: &str) -> Made {
        let mut made = Made::new().refused("", &[json!("E4")]);
        let mut rule = rule(&mut made).clone();
        rule.by_code = [("E4".to_owned(), "{field} is wrong".to_owned())].into();
        made.operation().errors[1].rules.messages = Some(rule);
        made.operation().errors[1].message = Pattern::new("/error/message");
        made.answers(400, &json!({"error": {"code": "E4", "message": text}}))
    }

    #[test]
    fn the_documented_sentence_with_its_placeholders_filled_is_kept() {
        let judged = message("amount is above 100: 101").judged(judge);
        assert_eq!((judged.findings, judged.asked), (vec![], vec!["MU-messages".to_owned()]));
    }

    #[test]
    fn the_right_sentence_about_the_wrong_thing_breaks_what_was_due() {
        for text in ["amount is above 200: 101", "amount is above 100: 102", "memo is above 100: 101"] {
            let expected = format!("MU-amount must \"/rows/0/message\": 「amount is above 100: 101」 | 「{text}」 [1]");
            assert_eq!(message(text).lines(judge), [expected]);
        }
        let finding = message("memo is above 100: 101").finding(judge);
        assert_eq!(codes(&finding), (vec![], vec!["1"]));
        assert_eq!(finding.rests_on, ["/rows/0/amount", "100"]);
        let mut nobodys = message("memo is above 100: 101");
        nobodys.due.requirement.clear();
        assert_eq!(nobodys.finding(judge).requirement, "MU-messages");
    }

    #[test]
    fn another_sentence_breaks_the_clause_of_messages() {
        let expected = "MU-messages must \"/rows/0/message\": 「amount is above 100: 101」 |";
        for (rows, actual) in [
            (json!([{"code": 1, "message": "too much"}]), "「too much」"),
            (json!([{"code": 1, "message": 1}]), "no message"),
            (json!([{"code": 1}]), "no message"),
        ] {
            assert_eq!(made(&rows).lines(judge), [format!("{expected} {actual} [1]")]);
        }
    }

    #[test]
    fn the_lower_level_counts_where_the_sentence_is_right() {
        for (text, of_rule, of_due, expected) in [
            ("memo is above 100: 101", Some(Level::Should), None, Level::Should),
            ("memo is above 100: 101", Some(Level::Should), Some(Level::Open), Level::Open),
            ("memo is above 100: 101", Some(Level::Open), Some(Level::Should), Level::Open),
            ("too much", Some(Level::Should), Some(Level::Open), Level::Should),
            ("too much", None, Some(Level::Open), Level::Must),
        ] {
            let mut made = message(text);
            rule(&mut made).level = of_rule;
            made.due.level = of_due;
            assert_eq!(made.finding(judge).level, expected, "{text} {of_rule:?} {of_due:?}");
        }
    }

    #[test]
    fn of_an_error_that_is_not_the_one_due_no_placeholder_is_known() {
        let mut other_code = message("x is above y: z");
        other_code.due.codes = vec![json!(2)];
        let other_row = made(&json!([{"code": 0}, {"code": 1, "message": "x is above y: z"}]));
        for made in [other_code, other_row] {
            assert_eq!(made.lines(judge), Vec::<String>::new());
        }
        let made = made(&json!([{"code": 0}, {"code": 1, "message": "too much"}]));
        let expected = "MU-messages must \"/rows/1/message\": 「{field} is above {limit}: {value}」 | 「too much」 [1]";
        assert_eq!(made.lines(judge), [expected]);
        assert_eq!(made.finding(judge).rests_on, Vec::<String>::new());
    }

    #[test]
    fn the_first_wrong_message_is_told_and_those_before_it_are_kept() {
        let row = |code: u8, message: &str| json!({"code": code, "message": message});
        let made = made(&json!([row(1, "amount is above 100: 101"), row(2, "wrong"), row(2, "wrong")]));
        assert_eq!(made.lines(judge), ["MU-messages must \"/rows/1/message\": 「invalid memo」 | 「wrong」 [2]"]);
        assert_eq!(made.judged(judge).asked.len(), 2);
    }

    #[test]
    fn codes_without_a_sentence_and_places_without_messages_are_passed_over() {
        let mut no_rule = message("too much");
        no_rule.operation().errors[0].rules.messages = None;
        let mut no_place = message("too much");
        no_place.operation().errors[0].message = None;
        for made in [no_rule, no_place, made(&json!([{"code": 3, "message": "too much"}]))] {
            let judged = made.judged(judge);
            assert_eq!((judged.findings, judged.asked), (vec![], vec![]));
        }
    }

    #[test]
    fn what_is_not_known_of_the_request_may_be_any_text() {
        assert_eq!(whole("anything is wrong").lines(judge), Vec::<String>::new());
        assert_eq!(whole(" is wrong").lines(judge).len(), 1);
        let mut no_limit = message("amount is above whatever: 101");
        no_limit.due.fills.clear();
        assert_eq!(no_limit.lines(judge), Vec::<String>::new());
        let mut no_body = message("amount is above 100: whatever");
        no_body.sent.json = None;
        assert_eq!(no_body.lines(judge), Vec::<String>::new());
        let mut named = message("The amount is above 100: 101");
        named.due.fills.insert("field".to_owned(), json!("The amount"));
        assert_eq!(named.lines(judge), Vec::<String>::new());
        let limit_alone = {
            let mut made = message("at most 7");
            rule(&mut made).by_code.insert("1".to_owned(), "at most {limit}".to_owned());
            made.finding(judge)
        };
        assert_eq!(limit_alone.rests_on, ["100"], "it does not speak of the field");
        assert_eq!(whole("none").finding(judge).rests_on, Vec::<String>::new());
    }

    #[test]
    fn characters_that_count_as_the_same_may_stand_for_each_other() {
        let mut made = message("amount is above 100： 101");
        assert_eq!(made.lines(judge).len(), 1);
        rule(&mut made).alike = vec!["xX".to_owned(), ":：".to_owned()];
        assert_eq!(made.lines(judge), Vec::<String>::new());
        let mut path = message("rows[0].amount is above 100: 101");
        rule(&mut path).names = Naming::Path;
        assert_eq!(path.lines(judge), Vec::<String>::new());
    }

    #[test]
    fn an_unfilled_placeholder_is_no_text() {
        assert!(!fits("{名前}は必須です", "{0}は必須です"));
        assert!(!fits("値:{値}", "値:a{0}b"));
        assert!(fits("値:{値}", "値:a{0"), "a brace alone is text");
    }

    #[test]
    fn a_field_is_written_by_name_or_by_path() {
        assert_eq!(written("/rows/0/a~1b", Naming::Bare), "a/b");
        assert_eq!(written("/rows/0/amount", Naming::Path), "rows[0].amount");
        assert_eq!(written("/0/a1", Naming::Path), "0.a1");
    }

    #[test]
    fn a_placeholder_stands_for_some_text() {
        assert!(fits("入力に誤りがあります", "入力に誤りがあります"));
        assert!(!fits("入力に誤りがあります", "入力に誤りがあります。"));
        assert!(fits("{名前}は{数}件までです", "請求書は10件までです"));
        assert!(!fits("{名前}は必須です", "は必須です"));
        assert!(fits("{a}", "x") && !fits("{a}", ""));
        assert!(fits("{a}は{b}", "はは必") && !fits("{a}は{b}", "必は"));
        assert!(!fits("a{b}", "b") && fits("a{b", "a{b"));
    }
}
