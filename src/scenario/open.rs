//! Finds the expressions of a scenario or a template, and which steps each can read.

use serde_json::Value;

use super::{
    Scenario, Step,
    expressions::{NAMED_IN_RAW, draw_source},
};
use crate::{contract::expression::Expression, util::pointer::escape};

/// An expression and where it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OpenPlace {
    pub(super) pointer: String,
    pub(super) source: String,
    /// How many steps, from the first on, have responses that it can read.
    pub(super) steps: usize,
}

/// Every expression of a scenario.
pub(super) fn of_scenario(scenario: &Scenario) -> Vec<OpenPlace> {
    let mut collector = Collector::default();
    collector.text("/when", scenario.when.as_ref());
    for (index, step) in scenario.steps.iter().enumerate() {
        collector.step(&format!("/steps/{index}"), index, step);
    }
    collector.open
}

/// Every expression of a template, which sees the responses of no step.
pub(super) fn of_template(template: &Value, pointer: &str) -> Vec<OpenPlace> {
    let mut collector = Collector::default();
    collector.template(template, pointer);
    collector.open
}

/// Every expression of a set-up step, which sees those before it.
pub(super) fn of_setup(step: &Value, pointer: &str, index: usize) -> Vec<OpenPlace> {
    let mut collector = Collector { steps: index, ..Collector::default() };
    if let Some(when) = step["when"].as_str() {
        collector.text(&format!("{pointer}/when"), Some(&when.to_owned()));
    }
    for key in ["credentials", "path", "query", "headers", "body"] {
        collector.template(&step[key], &format!("{pointer}/{key}"));
    }
    collector.open
}

#[derive(Default)]
struct Collector {
    open: Vec<OpenPlace>,
    steps: usize,
}

impl Collector {
    fn step(&mut self, at: &str, index: usize, step: &Step) {
        // A step that is played again sees its own last response.
        self.steps = index + usize::from(step.repeat.is_some());
        self.text(&format!("{at}/when"), step.when.as_ref());
        if let Some(repeat) = &step.repeat {
            self.text(&format!("{at}/repeat/times"), repeat.times.as_ref());
            self.text(&format!("{at}/repeat/until"), repeat.until.as_ref());
        }
        for (key, templates) in [
            ("credentials", &step.credentials),
            ("path", &step.path),
            ("headers", &step.headers),
            ("expect/fills", &step.expect.fills),
        ] {
            for (name, template) in templates {
                self.template(template, &format!("{at}/{key}/{}", escape(name)));
            }
        }
        if let Some(query) = &step.query {
            self.template(query, &format!("{at}/query"));
        }
        if let Some(body) = &step.body {
            self.template(body, &format!("{at}/body"));
        }
        self.steps = index + 1;
        for (number, rule) in step.rules.iter().enumerate() {
            self.text(&format!("{at}/rules/{number}/when"), rule.when.as_ref());
            self.text(&format!("{at}/rules/{number}/rule"), Some(&rule.rule));
        }
    }

    fn text(&mut self, pointer: &str, source: Option<&String>) {
        let open =
            source.map(|source| OpenPlace { pointer: pointer.to_owned(), source: source.clone(), steps: self.steps });
        self.open.extend(open);
    }

    fn template(&mut self, template: &Value, pointer: &str) {
        match template {
            Value::Object(fields) => {
                if let Some(source) = fields.get("$cel").and_then(Value::as_str) {
                    self.text(&format!("{pointer}/$cel"), Some(&source.to_owned()));
                } else if let Some(name) = fields.get("$draw").and_then(Value::as_str) {
                    self.text(&format!("{pointer}/$draw"), Some(&draw_source(name)));
                } else {
                    for (key, value) in fields {
                        self.template(value, &format!("{pointer}/{}", escape(key)));
                    }
                }
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(index, item)| self.template(item, &format!("{pointer}/{index}")));
            }
            _ => {}
        }
    }
}

/// Whether a mark in the raw body of a step has another value for each request.
pub fn has_fresh_mark(step: &Step) -> bool {
    // Only functions have one, and few marks call any.
    let calls = step.raw.iter().flat_map(|raw| marks(raw)).filter(|path| path.contains('('));
    let mut compiled = calls.filter_map(|path| Expression::compile(path, &NAMED_IN_RAW).ok());
    compiled.any(|expression| expression.is_fresh())
}

/// The paths in `{{…}}` of a raw body.
pub(super) fn marks(raw: &str) -> impl Iterator<Item = &str> {
    raw.split("{{").skip(1).filter_map(|rest| rest.split_once("}}")).map(|(path, _)| path)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn expressions_are_found_at_their_places_and_data_is_left_alone() {
        let text = json!({"ja": "x", "en": "x"});
        let due = json!({"outcome": "any", "requirement": "AB-1"});
        let scenario = json!({
            "$schema": "s", "contract": "c", "name": "n", "title": text, "requirements": [], "when": "a",
            "draw": {"d": {"schema": {"const": {"$cel": "no"}}}},
            "steps": [
                {"name": "x", "operation": "o", "when": "b", "headers": {"h": {"$cel": "c"}}, "expect": due,
                 "body": {"when": "tomorrow", "schema": {"$cel": "d"}, "l": [{"$draw": "d"}]}},
                {"name": "y", "operation": "o", "repeat": {"times": "e", "until": "u", "max": 2}, "expect": due,
                 "rules": [{"requirement": "AB-1", "when": "f", "rule": "g", "text": text}]}
            ]
        });
        let scenario: Scenario = serde_json::from_value(scenario).unwrap();
        let found: Vec<String> = of_scenario(&scenario)
            .into_iter()
            .map(|open| format!("{} {} {}", open.pointer, open.source, open.steps))
            .collect();
        let expected = [
            "/when a 0",
            "/steps/0/when b 0",
            "/steps/0/headers/h/$cel c 0",
            "/steps/0/body/schema/$cel d 0",
            "/steps/0/body/l/0/$draw draw['d'] 0",
            "/steps/1/repeat/times e 2",
            "/steps/1/repeat/until u 2",
            "/steps/1/rules/0/when f 2",
            "/steps/1/rules/0/rule g 2",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn marks_are_what_stands_in_double_braces() {
        assert_eq!(marks("{\"a\": {{steps.x}}, {{{row.y}} {{").collect::<Vec<_>>(), ["steps.x", "{row.y"]);
    }
}
