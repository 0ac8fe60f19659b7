//! What a value should have been, by the keyword that it breaks.

use jsonschema::ValidationError;
use serde_json::Value;

use super::{Validator, asked::asked, breach::Breach};
use crate::contract::{Message, MessageId as Id};

impl Validator {
    /// Every keyword that the value breaks, each with a message about what it requires.
    pub fn worded_breaches(&self, value: &Value) -> Vec<(Breach, Message)> {
        let mut all: Vec<(Breach, Message)> = Vec::new();
        for error in self.inner.iter_errors(value) {
            for breach in self.read(value, &error) {
                if !all.iter().any(|(known, _)| *known == breach) {
                    let message = worded(&breach, &error);
                    all.push((breach, message));
                }
            }
        }
        all
    }
}

/// The validator's own words in English; what the keyword requires in other languages.
fn worded(breach: &Breach, error: &ValidationError<'_>) -> Message {
    let own = || Message::from(breach.message.as_str());
    let (id, part) = match (asked(error.kind()), &breach.property) {
        // Alone in its schema object, `additionalProperties: false` is read as a `false` schema.
        ((Id::Never, _), Some(_)) => (Id::Unexpected, None),
        (asked, _) => asked,
    };
    // A keyword of ours is judged by a stand-in, which has a message of its own.
    let is_itself = error.kind().keyword() == breach.keyword
        || matches!(id, Id::Never | Id::PropertyName | Id::Required | Id::Unexpected);
    if !is_itself {
        return Id::Keyword.with([own(), breach.keyword.as_str().into()]);
    }
    let part = breach.property.clone().filter(|_| matches!(id, Id::Required | Id::Unexpected)).or(part);
    match part {
        Some(part) => id.with([own(), part.into()]),
        None => id.with([own()]),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Options;
    use super::*;
    use crate::contract::Language;

    fn japanese(schema: &Value, value: &Value) -> Vec<String> {
        let validator = Validator::new(schema, &Options::default()).unwrap();
        let said = validator.worded_breaches(value);
        let breaches: Vec<Breach> = said.iter().map(|(breach, _)| breach.clone()).collect();
        assert_eq!(breaches, validator.breaches(value));
        for (breach, message) in &said {
            assert_eq!(message.in_language(Language::English), breach.message);
        }
        said.iter().map(|(_, message)| message.in_language(Language::Japanese)).collect()
    }

    #[test]
    fn each_keyword_has_words_of_its_own() {
        for (schema, value, expected) in [
            (json!({"type": "string"}), json!(1), "string 型であること"),
            (json!({"type": ["string", "null"]}), json!(1), "null / string 型であること"),
            (json!({"enum": ["a", 1]}), json!(2), "次のいずれかであること: \"a\", 1"),
            (json!({"const": "a"}), json!(2), "\"a\" であること"),
            (json!({"maxLength": 3}), json!("abcd"), "3文字以下であること"),
            (json!({"minLength": 3}), json!("ab"), "3文字以上であること"),
            (json!({"pattern": "^a$"}), json!("b"), "正規表現 ^a$ に一致すること"),
            (json!({"format": "date"}), json!("b"), "形式 date に合うこと"),
            (json!({"maximum": 9_999_999_999_u64}), json!(10_000_000_000_u64), "9999999999 以下であること"),
            (json!({"exclusiveMinimum": 0}), json!(0), "0 より大きいこと"),
            (json!({"multipleOf": 5}), json!(3), "5 の倍数であること"),
            (json!({"minItems": 1}), json!([]), "要素が1件以上であること"),
            (json!({"uniqueItems": true}), json!([1, 1]), "要素が重複しないこと"),
            (json!({"required": ["a"]}), json!({}), "必須項目 a があること"),
            (json!({"properties": {"a": false}}), json!({"a": 1}), "値がないこと"),
            (
                json!({"properties": {"b": {}}, "additionalProperties": false}),
                json!({"a": 1}),
                "規定にない項目がないこと: a",
            ),
            (json!({"additionalProperties": false}), json!({"a": 1}), "規定にない項目がないこと: a"),
            (json!({"oneOf": [{"type": "null"}]}), json!(1), "規定された形のちょうど1つに合うこと"),
            (json!({"not": {"type": "null"}}), json!(null), "禁止された形に合わないこと"),
        ] {
            assert_eq!(japanese(&schema, &value), [expected], "{schema}");
        }
    }
}
