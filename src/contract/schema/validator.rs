//! The validator: the only place that decides whether a value is valid, and which keywords it breaks.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::breach::Breach;
use super::constraint::Constraint;
use super::document::{Document, holds_several};
use super::ecma::is_known;
use super::rewrite::{NAME_GUARD, StandIn, plainly};
use super::traced::References;
use super::{Options, SchemaError, asked, vocabulary};
use crate::contract::SchemaId;

/// Steps that a pattern with look-around or back-references may take before it counts as not matching.
const BACKTRACK_LIMIT: usize = 100_000;

/// A compiled schema. Cheap to clone and to share between threads.
#[derive(Debug, Clone)]
pub struct Validator {
    pub(super) inner: jsonschema::Validator,
    /// Schema paths of the compiled schema that stand for a keyword of the schema as written.
    stands_for: Arc<HashMap<String, StandIn>>,
    /// What puts the paths of breaches right, where the schema needs that.
    references: Option<Arc<References>>,
}

impl Validator {
    /// Compiles a schema; formats are asserted.
    pub fn new(schema: &Value, options: &Options) -> Result<Self, SchemaError> {
        let document = Document::new(schema);
        vocabulary::check(&document, options)?;
        let plain = plainly(&document, options);
        drop(document);
        let builder = jsonschema::draft202012::options()
            .offline()
            .should_validate_formats(true)
            .should_ignore_unknown_formats(true)
            .with_pattern_options(jsonschema::PatternOptions::fancy_regex().backtrack_limit(BACKTRACK_LIMIT));
        let built = plain.extend(builder).build(&plain.schema);
        let inner = built.map_err(|error| {
            let at = error.instance_path().as_str();
            // The engine has limits of its own, which are not a mistake of the schema.
            if schema
                .pointer(at)
                .and_then(Value::as_str)
                .is_some_and(|pattern| at.ends_with("/pattern") && is_known(pattern))
            {
                return SchemaError::new(at, SchemaId::TooLargePattern, SchemaId::SmallerPattern);
            }
            SchemaError::new(at, asked::of_keyword(error.masked().to_string().into(), error.kind()), SchemaId::AsDraft)
        })?;
        let references = References::doubtful(&plain.schema).map(Arc::new);
        Ok(Self { inner, stands_for: Arc::new(plain.stands_for), references })
    }

    /// Whether the value keeps every promise of the schema.
    pub fn is_valid(&self, value: &Value) -> bool {
        self.inner.is_valid(value)
    }

    /// Every keyword that the value breaks, one entry for each property where a keyword is about several.
    pub fn breaches(&self, value: &Value) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for error in self.inner.iter_errors(value) {
            for breach in self.read(value, &error) {
                if !breaches.contains(&breach) {
                    breaches.push(breach);
                }
            }
        }
        breaches
    }

    /// The breach of a value that breaks one keyword once; none where it breaks nothing or more.
    pub fn sole_breach(&self, value: &Value) -> Option<Breach> {
        let mut sole: Option<Breach> = None;
        for breach in self.inner.iter_errors(value).flat_map(|error| self.read(value, &error)) {
            match &sole {
                Some(known) if *known != breach => return None,
                Some(_) => {}
                None => sole = Some(breach),
            }
        }
        sole
    }

    /// The breach of this constraint, where the value breaks nothing else. A constraint in a branch of a union is broken where the union is
    /// all that the value breaks, and the constraint all that parts the value from the branch.
    pub fn breach_of(&self, value: &Value, constraint: &Constraint) -> Option<Breach> {
        if constraint.within.is_none() {
            return self.sole_breach(value).filter(|breach| constraint.is_itself(breach));
        }
        let mut breaches = self.breaches_beside(value, constraint);
        breaches.pop().filter(|breach| breaches.is_empty() && constraint.is_itself(breach))
    }

    /// What a value breaks, as a constraint sees it. Where it is in a branch and the union is all that the value breaks, that is what
    /// parts the value from the branch.
    pub fn breaches_beside(&self, value: &Value, constraint: &Constraint) -> Vec<Breach> {
        let mut errors = self.inner.iter_errors(value);
        match (errors.next(), errors.next()) {
            (Some(error), None) if constraint.within.is_some() => self.inside(value, &error, constraint),
            _ => self.breaches(value),
        }
    }

    /// What the branches of a union say of a value, the branch of the constraint only; the union itself where the constraint is in none.
    fn inside(&self, value: &Value, error: &jsonschema::ValidationError<'_>, constraint: &Constraint) -> Vec<Breach> {
        let branch = || {
            let rest = constraint.schema_path.strip_prefix(&*self.path(error))?;
            rest.split('/').nth(1)?.parse::<usize>().ok()
        };
        let said = match error.kind() {
            ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
                branch().and_then(|branch| context.get(branch)).map(Vec::as_slice)
            }
            _ => None,
        };
        match said {
            Some([error]) => self.inside(value, error, constraint),
            Some(errors) => {
                let mut breaches = Vec::new();
                for breach in errors.iter().flat_map(|error| self.read(value, error)) {
                    if !breaches.contains(&breach) {
                        breaches.push(breach);
                    }
                }
                breaches
            }
            None => self.read(value, error),
        }
    }

    /// The evaluation path of an error.
    fn path<'a>(&self, error: &'a jsonschema::ValidationError<'_>) -> Cow<'a, str> {
        let reported = error.evaluation_path().as_str();
        let corrected = self.references.as_ref().and_then(|references| {
            references.corrected(reported, error.schema_path().as_str(), error.instance_path().as_str())
        });
        corrected.map_or(Cow::Borrowed(reported), Cow::Owned)
    }

    pub(super) fn read(&self, root: &Value, error: &jsonschema::ValidationError<'_>) -> Vec<Breach> {
        let mut path = self.path(error).into_owned();
        let mut keyword = error.kind().keyword().to_owned();
        let mut properties = vec![None];
        let mut message = error.masked().to_string();
        match error.kind() {
            ValidationErrorKind::Required { property } => {
                properties = vec![property.as_str().map(str::to_owned)];
                last_keyword(&path).unwrap_or("required").clone_into(&mut keyword);
            }
            ValidationErrorKind::AdditionalProperties { unexpected }
            | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
                properties = unexpected.iter().cloned().map(Some).collect();
            }
            ValidationErrorKind::FalseSchema => {
                // Alone in its schema object, `additionalProperties: false` reports as a `false` schema without the names.
                let free = last_keyword(&path) == Some("additionalProperties");
                keyword = if free { "additionalProperties" } else { "false" }.into();
                if let (true, Some(Value::Object(object))) = (free, root.pointer(error.instance_path().as_str())) {
                    properties = object.keys().cloned().map(Some).collect();
                }
            }
            ValidationErrorKind::PropertyNames { error: inner } => {
                properties = vec![inner.instance().as_str().map(str::to_owned)];
                path.truncate(path.rfind(NAME_GUARD).unwrap_or(path.len()));
                message = "a property name is not allowed".into();
            }
            // The keyword as it is written: `minContains` and its like share the kind of another keyword.
            _ => keyword = last_keyword(&path).unwrap_or(&keyword).to_owned(),
        }
        if let Some(stand_in) = self.stands_for.get(error.schema_path().as_str()) {
            path.truncate(path.len().saturating_sub(stand_in.cut));
            path = format!("{path}/{}", stand_in.keyword);
            stand_in.keyword.clone_into(&mut keyword);
            message.clone_from(&stand_in.message);
        }
        let pointer = error.instance_path().as_str();
        let breach = |property| Breach {
            pointer: pointer.to_owned(),
            keyword: keyword.clone(),
            schema_path: path.clone(),
            property,
            message: message.clone(),
        };
        properties.into_iter().map(breach).collect()
    }
}

/// The last segment of an evaluation path where it is a keyword and not a name or an index below one.
fn last_keyword(path: &str) -> Option<&str> {
    let mut segments = path.split('/').skip(1);
    let mut last = None;
    while let Some(segment) = segments.next() {
        last = Some(segment);
        if holds_several(segment) && segments.next().is_some() {
            last = None;
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lines(schema: &Value, value: &Value) -> Vec<String> {
        let validator = Validator::new(schema, &Options::default()).expect("a schema");
        let breaches = validator.breaches(value);
        assert_eq!(breaches.is_empty(), validator.is_valid(value));
        assert_eq!(validator.sole_breach(value).as_ref(), breaches.first().filter(|_| breaches.len() == 1));
        let line = |b: &Breach| {
            format!("{} {} {} {}", b.pointer, b.keyword, b.schema_path, b.property.as_deref().unwrap_or("-"))
        };
        breaches.iter().map(line).collect()
    }

    #[test]
    fn a_breach_names_keyword_path_and_property() {
        let cases = [
            (json!({"required": ["a"]}), json!({}), " required /required a"),
            (json!({"dependentRequired": {"a": ["b"]}}), json!({"a": 1}), " dependentRequired /dependentRequired b"),
            (json!({"additionalProperties": false}), json!({"a": 1}), " additionalProperties /additionalProperties a"),
            (
                json!({"properties": {"additionalProperties": false}}),
                json!({"additionalProperties": {}}),
                "/additionalProperties false /properties/additionalProperties -",
            ),
            (
                json!({"properties": {"q": {}}, "additionalProperties": false}),
                json!({"a": 1}),
                " additionalProperties /additionalProperties a",
            ),
            (
                json!({"unevaluatedProperties": false}),
                json!({"a": 1}),
                " unevaluatedProperties /unevaluatedProperties a",
            ),
            (json!({"contains": {"type": "string"}, "minContains": 2}), json!(["a"]), " minContains /minContains -"),
            (
                json!({"contains": {"type": "string"}, "maxContains": 0, "minContains": 0}),
                json!(["a"]),
                " maxContains /maxContains -",
            ),
            (json!({"contains": {"const": 1}, "maxContains": 1}), json!([2]), " contains /contains -"),
            (json!({"contains": {"const": 1}, "maxContains": 1}), json!([1, 1]), " maxContains /maxContains -"),
            (json!({"propertyNames": false}), json!({"b": 1}), " propertyNames /propertyNames b"),
            (
                json!({"$ref": "#/$defs/o", "$defs": {"o": {"propertyNames": {"$ref": "#/$defs/n"}}, "n": {"maxLength": 1, "pattern": "^a"}}}),
                json!({"bb": 1}),
                " propertyNames /$ref/propertyNames bb",
            ),
            (
                json!({"if": {"required": ["a"]}, "then": {"required": ["b"]}}),
                json!({"a": 1}),
                " required /then/required b",
            ),
            (
                json!({"items": {"$ref": "#/$defs/x"}, "$defs": {"x": {"x-open": {"const": 2}}}}),
                json!([2]),
                "/0 x-open /items/$ref/x-open -",
            ),
            (json!({"minLength": 3, "x-lengthUnit": "cp932"}), json!("あ"), " minLength /minLength -"),
            (json!({"minLength": 3, "x-lengthUnit": "cp932"}), json!("é"), " x-lengthUnit /x-lengthUnit -"),
            (json!({"x-maxDigits": 1}), json!(10), " x-maxDigits /x-maxDigits -"),
            (json!({"format": "date-slash"}), json!("2024/02/30"), " format /format -"),
            (json!({"properties": {"a/b": false}}), json!({"a/b": 1}), "/a~1b false /properties/a~1b -"),
            (json!(false), json!(1), " false  -"),
        ];
        for (schema, value, expected) in cases {
            assert_eq!(lines(&schema, &value), [expected], "{schema}");
        }
    }

    #[test]
    fn each_unexpected_property_is_a_breach_of_its_own() {
        assert_eq!(lines(&json!({"additionalProperties": false}), &json!({"a": 1, "b": 1})).len(), 2);
        assert_eq!(
            lines(&json!({"properties": {"c": {}}, "additionalProperties": false}), &json!({"a": 1, "b": 1})).len(),
            2
        );
    }

    #[test]
    fn a_class_is_asserted_and_lengths_agree_with_their_unit() {
        let kana = super::super::CharClass(vec![('\u{FF66}', '\u{FF6F}')]);
        let options = Options { classes: [("kana".to_owned(), kana)].into(), ..Options::default() };
        let schema = json!({"x-charClass": "kana", "maxLength": 2, "x-lengthUnit": "utf16"});
        let validator = Validator::new(&schema, &options).expect("a schema");
        assert!(validator.is_valid(&json!("ｦｧ")));
        assert_eq!(validator.breaches(&json!("ｰ"))[0].keyword, "x-charClass");
        assert_eq!(validator.breaches(&json!("ｦｦｦ"))[0].keyword, "maxLength");
    }

    #[test]
    fn every_path_shows_its_references() {
        let classes = [("digits".to_owned(), super::super::CharClass(vec![('0', '9')]))].into();
        let cases = [
            (json!({"x-maxDigits": 1}), json!(10), "x-maxDigits"),
            (json!({"x-charClass": "digits"}), json!("a"), "x-charClass"),
            (json!({"maxLength": 1, "x-lengthUnit": "utf16"}), json!("ab"), "maxLength"),
            (json!({"minLength": 3, "x-lengthUnit": "cp932"}), json!("あ"), "minLength"),
            (json!({"x-lengthUnit": "cp932"}), json!("é"), "x-lengthUnit"),
            (json!({"x-open": {"const": 1}}), json!(1), "x-open"),
            (json!({"format": "date-compact"}), json!("1"), "format"),
            (json!({"contains": {"const": 1}, "maxContains": 2}), json!([]), "contains"),
            (json!({"propertyNames": {"maxLength": 1}}), json!({"ab": 1}), "propertyNames"),
        ];
        let options = Options { classes, ..Options::default() };
        for (part, value, keyword) in cases {
            let schema = json!({"items": {"$ref": "#/$defs/part"}, "$defs": {"part": part}});
            let breaches = Validator::new(&schema, &options).expect("a schema").breaches(&json!([value]));
            let paths: Vec<_> =
                breaches.iter().map(|b| (b.pointer.as_str(), b.keyword.as_str(), b.schema_path.clone())).collect();
            assert_eq!(paths, [("/0", keyword, format!("/items/$ref/{keyword}"))]);
        }
    }

    #[test]
    fn a_wrong_schema_is_refused_with_its_place() {
        let cases = [
            (json!({"type": "strin"}), "/type"),
            (json!({"properties": {"a": {"pattern": "("}}}), "/properties/a/pattern"),
            (json!({"items": {"minimum": "a"}}), "/items/minimum"),
            (json!({"items": {"pattern": "(?:[a-z]{1,1000}){1,1000}"}}), "/items/pattern"),
            (json!([1]), ""),
        ];
        for (schema, pointer) in cases {
            assert_eq!(Validator::new(&schema, &Options::default()).expect_err("no schema").pointer, pointer);
        }
    }

    #[test]
    fn patterns_cannot_run_away() {
        let schema = json!({"pattern": "^(?=a)(a+)+$"});
        assert_eq!(lines(&schema, &json!(format!("{}b", "a".repeat(60)))), [" pattern /pattern -"]);
    }
}
