//! Checks that every `x-when` names a reading of the contract and one of its choices.

use serde_json::Value;

use super::{Also, LoadError, LoadId, ProfileId, Reading};
use crate::util::pointer::escape;

/// What is wrong with the `x-when`s of a file, in force or not.
pub(super) fn mistakes(file: &str, value: &Value, readings: &[Reading]) -> Vec<LoadError> {
    let mut walk = Walk { file, readings, errors: Vec::new() };
    walk.value(value, "");
    walk.errors
}

struct Walk<'a> {
    file: &'a str,
    readings: &'a [Reading],
    errors: Vec<LoadError>,
}

impl<'a> Walk<'a> {
    fn value(&mut self, value: &Value, at: &str) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    let at = format!("{at}/{}", escape(key));
                    match (key.as_str(), value) {
                        ("x-when", Value::Array(whens)) => {
                            whens
                                .iter()
                                .enumerate()
                                .for_each(|(index, when)| self.when(when, &format!("{at}/{index}")));
                        }
                        ("x-valueOf", Value::String(name)) => drop(self.reading(name, &at)),
                        _ => self.value(value, &at),
                    }
                }
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(index, item)| self.value(item, &format!("{at}/{index}")));
            }
            _ => {}
        }
    }

    fn when(&mut self, when: &Value, at: &str) {
        let named = when.get("reading").and_then(Value::as_str).unwrap_or_default();
        if let Some(reading) = self.reading(named, &format!("{at}/reading")) {
            if let Some(member) = when.get("has").filter(|_| reading.also != Also::Names) {
                let problem = LoadId::NotAList.with([(&reading.id).into(), member.to_string().into()]);
                self.errors.push(LoadError::new(self.file, &format!("{at}/has"), problem, LoadId::AskWithIs));
            }
            for key in ["is", "isNot"] {
                let Some(wanted) = when.get(key).filter(|wanted| reading.choose(wanted).as_ref() != Some(wanted))
                else {
                    continue;
                };
                let problem = LoadId::NotAChoice.with([wanted.to_string().into(), (&reading.id).into()]);
                let choices: Vec<String> = reading.choices.iter().map(Value::to_string).collect();
                let there = choices.iter().map(String::as_str);
                self.errors.push(LoadError::unknown(self.file, &format!("{at}/{key}"), problem, there));
            }
        }
        if let Some(merge) = when.get("merge") {
            self.value(merge, &format!("{at}/merge"));
        }
    }

    fn reading(&mut self, name: &str, at: &str) -> Option<&'a Reading> {
        let found = self.readings.iter().find(|reading| reading.id == name);
        if found.is_none() {
            let there = self.readings.iter().map(|reading| reading.id.as_str());
            self.errors.push(LoadError::unknown(self.file, at, ProfileId::NoReadingNamed.with([name.into()]), there));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn mistakes_of(when: &Value) -> Vec<String> {
        let readings = json!([
            {"id": "limit", "choices": [10, "unknown"], "also": "integer", "why": {"ja": "x", "en": "x"}},
            {"id": "dates", "choices": ["calendar", "pattern"], "why": {"ja": "x", "en": "x"}}
        ]);
        let readings: Vec<Reading> = serde_json::from_value(readings).unwrap();
        let file = json!({"a/b": [{"x-when": [when]}]});
        mistakes("f", &file, &readings).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn listed_and_allowed_choices_pass() {
        for is in [json!(10), json!(25), json!("unknown")] {
            assert_eq!(
                mistakes_of(&json!({"reading": "limit", "is": is, "merge": {"maxItems": {"x-valueOf": "limit"}}})),
                Vec::<String>::new()
            );
        }
    }

    #[test]
    fn a_choice_is_of_its_type() {
        let expected =
            "f /a~1b/0/x-when/0/isNot: \"10\" is not a choice of the reading `limit`; write one of 10, \"unknown\"";
        assert_eq!(mistakes_of(&json!({"reading": "limit", "isNot": "10", "merge": {}})), [expected]);
        assert_eq!(mistakes_of(&json!({"reading": "dates", "is": "calender", "merge": {}})).len(), 1);
    }

    #[test]
    fn names_of_readings_are_looked_up_wherever_they_stand() {
        let merge =
            json!({"items": {"x-when": [{"reading": "limt", "merge": {}}], "maxItems": {"x-valueOf": "limits"}}});
        let errors = mistakes_of(&json!({"reading": "limit", "merge": merge}));
        assert_eq!(
            errors[0],
            "f /a~1b/0/x-when/0/merge/items/x-when/0/reading: there is no reading `limt`; write one of limit, dates"
        );
        assert_eq!(
            errors[1],
            "f /a~1b/0/x-when/0/merge/items/maxItems/x-valueOf: there is no reading `limits`; write one of limit, dates"
        );
        assert_eq!(errors.len(), 2);
    }
}
