//! Criteria of Arazzo as expressions of scenarios: `simple`, `regex` and `jsonpath`.

use serde_json::Value;

use super::runtime::{Refused, Scope, is_expression, quoted};
use crate::contract::{ArazzoId, is_jsonpath, is_regex};

/// A criterion, in CEL.
pub(super) fn criterion(value: &Value, scope: &Scope) -> Result<String, Refused> {
    let kind = match &value["type"] {
        Value::Null => "simple",
        Value::String(kind) => kind,
        typed => typed["type"].as_str().unwrap_or_default(),
    };
    let fix = ArazzoId::ConditionAsText;
    let condition = value["condition"].as_str().ok_or_else(|| (ArazzoId::NoCondition.into(), fix.into()))?;
    if kind == "simple" {
        return simple(condition, scope);
    }
    let context = value["context"]
        .as_str()
        .ok_or_else(|| (ArazzoId::CriterionNoContext.with([kind.into()]), ArazzoId::NameContext.into()))?;
    let context = scope.expression(context)?;
    match kind {
        "regex" => {
            if !is_regex(condition) {
                let fix = ArazzoId::RegexSyntax;
                return Err((ArazzoId::NoRegularExpression.with([condition.into()]), fix.into()));
            }
            Ok(format!("({context} != null && string({context}).matches({}))", quoted(condition)))
        }
        "jsonpath" => {
            is_jsonpath(condition).map_err(|why| {
                (ArazzoId::NoJsonPathHere.with([condition.into(), why.into()]), ArazzoId::WriteJsonPath.into())
            })?;
            Ok(format!("jsonpath({context}, {}) > 0", quoted(condition)))
        }
        "xpath" => Err((ArazzoId::NoXpath.into(), ArazzoId::WriteOtherType.into())),
        other => Err((ArazzoId::NoCriterionType.with([other.into()]), ArazzoId::WriteOtherType.into())),
    }
}

/// What a simple condition says of the status alone, where it says nothing but `$statusCode == 201`.
pub(super) fn status_of(condition: &str) -> Option<u16> {
    let (left, right) = condition.split_once("==")?;
    let (left, right) = (left.trim(), right.trim());
    match (left, right) {
        ("$statusCode", number) | (number, "$statusCode") => number.parse().ok(),
        _ => None,
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// A runtime expression, in CEL.
    Value(String),
    /// A text.
    Text(String),
    /// A number, `true`, `false` or `null`.
    Plain(String),
    /// An operator or a parenthesis.
    Sign(&'static str),
}

/// The signs, the longer ones first.
const SIGNS: [&str; 11] = ["==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "(", ")"];

fn tokens(condition: &str, scope: &Scope) -> Result<Vec<Token>, Refused> {
    let mut found = Vec::new();
    let mut rest = condition.trim_start();
    while !rest.is_empty() {
        if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            found.push(Token::Sign(sign));
            rest = rest[sign.len()..].trim_start();
        } else if let Some(after) = rest.strip_prefix('\'') {
            let (text, behind) = text(after).ok_or_else(|| unread(condition))?;
            found.push(Token::Text(text));
            rest = behind.trim_start();
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || "()<>=!&|'".contains(c)).unwrap_or(rest.len());
            let (word, behind) = rest.split_at(end);
            let is_plain = ["true", "false", "null"].contains(&word) || word.parse::<f64>().is_ok_and(f64::is_finite);
            found.push(if is_expression(word) {
                Token::Value(scope.expression(word)?)
            } else if is_plain {
                Token::Plain(word.to_owned())
            } else {
                return Err(unread(condition));
            });
            rest = behind.trim_start();
        }
    }
    Ok(found)
}

/// A text up to its quote, in which two quotes mean one.
fn text(mut rest: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    loop {
        let (before, behind) = rest.split_once('\'')?;
        text.push_str(before);
        match behind.strip_prefix('\'') {
            Some(more) => {
                text.push('\'');
                rest = more;
            }
            None => return Some((text, behind)),
        }
    }
}

fn unread(condition: &str) -> Refused {
    let fix = ArazzoId::WriteComparisons;
    (ArazzoId::NotSimple.with([condition.into()]), fix.into())
}

/// A simple condition, in CEL. Texts are compared without regard to case, as Arazzo says.
pub(super) fn simple(condition: &str, scope: &Scope) -> Result<String, Refused> {
    let tokens = tokens(condition, scope)?;
    let mut reader = Reader { tokens: &tokens, at: 0 };
    match reader.any() {
        Some(read) if reader.at == tokens.len() => Ok(read),
        _ => Err(unread(condition)),
    }
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Reader<'_> {
    fn takes(&mut self, signs: &[&'static str]) -> Option<&'static str> {
        match self.tokens.get(self.at) {
            Some(Token::Sign(sign)) if signs.contains(sign) => {
                self.at += 1;
                Some(sign)
            }
            _ => None,
        }
    }

    fn any(&mut self) -> Option<String> {
        let mut all = self.every()?;
        while self.takes(&["||"]).is_some() {
            all = format!("({all} || {})", self.every()?);
        }
        Some(all)
    }

    fn every(&mut self) -> Option<String> {
        let mut all = self.not()?;
        while self.takes(&["&&"]).is_some() {
            all = format!("({all} && {})", self.not()?);
        }
        Some(all)
    }

    fn not(&mut self) -> Option<String> {
        if self.takes(&["!"]).is_some() {
            return Some(format!("!({})", self.not()?));
        }
        let left = self.operand()?;
        let Some(sign) = self.takes(&["==", "!=", "<=", ">=", "<", ">"]) else {
            return Some(told(&left));
        };
        let right = self.operand()?;
        Some(match (&left, &right, sign) {
            (own, Token::Text(text), "==") | (Token::Text(text), own, "==") => {
                format!("same_text({}, {})", told(own), quoted(text))
            }
            (own, Token::Text(text), "!=") | (Token::Text(text), own, "!=") => {
                format!("!same_text({}, {})", told(own), quoted(text))
            }
            _ => format!("{} {sign} {}", told(&left), told(&right)),
        })
    }

    fn operand(&mut self) -> Option<Token> {
        if self.takes(&["("]).is_some() {
            let inner = self.any()?;
            self.takes(&[")"])?;
            return Some(Token::Value(format!("({inner})")));
        }
        let token = self.tokens.get(self.at).filter(|token| !matches!(token, Token::Sign(_)))?;
        self.at += 1;
        Some(token.clone())
    }
}

fn told(token: &Token) -> String {
    match token {
        Token::Value(text) | Token::Plain(text) => text.clone(),
        Token::Text(text) => quoted(text),
        Token::Sign(sign) => (*sign).to_owned(),
    }
}
