//! Collects which file cites which requirement. Every requirement must be cited, and every citation must name one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{LoadError, LoadId, Requirement};
use crate::util::pointer::escape;

/// A requirement id named in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The file.
    pub file: String,
    /// Where in the file.
    pub pointer: String,
    /// The id.
    pub id: String,
}

/// Keys of ours whose values are data of the API, in which a key such as `requirement` cites nothing.
const DATA: [&str; 8] = ["body", "headers", "query", "credentials", "fills", "table", "const", "enum"];

/// Keywords of schemas whose keys are names of the API.
const NAMES: [&str; 4] = ["properties", "patternProperties", "$defs", "dependentSchemas"];

/// Every citation in a file: the values of `requirement`, `requirements` and `x-requirement`, and what `echo` says of text and integers.
pub fn citations(file: &str, value: &Value) -> Vec<Citation> {
    let mut found = Vec::new();
    walk(file, value, "", &mut found);
    found
}

/// Every citation in an OpenAPI description or an overlay: the values of `x-requirement`, wherever they are, except in samples.
pub(super) fn citations_of_description(file: &str, value: &Value) -> Vec<Citation> {
    let mut found = Vec::new();
    walk_description(file, value, "", &mut found);
    found
}

fn walk_description(file: &str, value: &Value, pointer: &str, found: &mut Vec<Citation>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let pointer = format!("{pointer}/{}", escape(key));
                match (key.as_str(), value) {
                    ("const" | "enum" | "example" | "examples", _) => {}
                    // A property may be called `example`.
                    (keyword, Value::Object(named)) if NAMES.contains(&keyword) => {
                        for (name, value) in named {
                            walk_description(file, value, &format!("{pointer}/{}", escape(name)), found);
                        }
                    }
                    ("x-requirement", Value::String(id)) => {
                        found.push(Citation { file: file.to_owned(), pointer, id: id.clone() });
                    }
                    _ => walk_description(file, value, &pointer, found),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk_description(file, item, &format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}

fn walk(file: &str, value: &Value, pointer: &str, found: &mut Vec<Citation>) {
    let cite = |pointer: String, id: &Value, found: &mut Vec<Citation>| {
        if let Some(id) = id.as_str() {
            found.push(Citation { file: file.to_owned(), pointer, id: id.to_owned() });
        }
    };
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let pointer = format!("{pointer}/{}", escape(key));
                match (key.as_str(), value) {
                    (data, _) if DATA.contains(&data) => {}
                    (keyword, Value::Object(named)) if NAMES.contains(&keyword) => {
                        for (name, value) in named {
                            walk(file, value, &format!("{pointer}/{}", escape(name)), found);
                        }
                    }
                    ("echo", Value::Object(rules)) => {
                        for part in ["text", "integers"] {
                            rules.get(part).into_iter().for_each(|id| cite(format!("{pointer}/{part}"), id, found));
                        }
                        walk(file, value, &pointer, found);
                    }
                    ("requirement" | "x-requirement", Value::String(_)) => cite(pointer, value, found),
                    ("requirements", Value::Array(ids)) => {
                        ids.iter().enumerate().for_each(|(i, id)| cite(format!("{pointer}/{i}"), id, found));
                    }
                    _ => walk(file, value, &pointer, found),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(file, item, &format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Citations of no requirement, and requirements that nothing cites, or a code alone that no trial provokes (`idle_codes`).
pub fn unmatched(
    requirements_file: &str,
    requirements: &[Requirement],
    citations: &[Citation],
    idle_codes: &[String],
) -> Vec<LoadError> {
    let known: BTreeSet<&str> = requirements.iter().map(|requirement| requirement.id.as_str()).collect();
    let mut cited: BTreeMap<&str, Vec<&Citation>> = BTreeMap::new();
    for citation in citations {
        cited.entry(citation.id.as_str()).or_default().push(citation);
    }
    let unknown = citations.iter().filter(|citation| !known.contains(citation.id.as_str())).map(|citation| {
        let problem = LoadId::NoRequirementOf.with([(&citation.id).into()]);
        LoadError::new(&citation.file, &citation.pointer, problem, LoadId::NameOrAdd.with([requirements_file.into()]))
    });
    let idle = requirements.iter().enumerate().filter_map(|(index, requirement)| {
        let id = requirement.id.as_str();
        let own = cited.get(id);
        let problem = if own.is_none() {
            LoadId::CitedByNothing
        } else if own
            .into_iter()
            .flatten()
            .all(|citation| idle_codes.contains(&format!("{} {}", citation.file, citation.pointer)))
        {
            LoadId::CitedByCode
        } else {
            return None;
        };
        let at = format!("/requirements/{index}/id");
        Some(LoadError::new(requirements_file, &at, problem.with([id.into()]), LoadId::CiteIt))
    });
    unknown.chain(idle).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_property_that_is_called_like_a_sample_cites_and_a_sample_does_not() {
        let description = serde_json::json!({"properties": {"example": {"x-requirement": "A-1"}}, "example": {"x-requirement": "A-2"}});
        let found = citations_of_description("f", &description);
        assert_eq!(found.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["A-1"]);
    }

    #[test]
    fn citations_are_found_wherever_they_stand_but_not_in_data() {
        let file = json!({
            "requirements": ["AB-1"], "echo": {"places": ["/x"], "requirement": "AB-2", "text": "AB-3", "integers": "AB-4"},
            "properties": {"requirement": {"x-requirement": "AB-5"}, "echo": {"type": "string"}, "body": {"x-requirement": "AB-7"}},
            "steps": [{"body": {"requirement": "no", "echo": {"text": "no"}}, "expect": {"requirement": "AB-6"}}]
        });
        let found: Vec<String> =
            citations("f", &file).into_iter().map(|citation| format!("{} {}", citation.pointer, citation.id)).collect();
        let expected = [
            "/requirements/0 AB-1",
            "/echo/text AB-3",
            "/echo/integers AB-4",
            "/echo/requirement AB-2",
            "/properties/requirement/x-requirement AB-5",
            "/properties/body/x-requirement AB-7",
            "/steps/0/expect/requirement AB-6",
        ];
        assert_eq!(found, expected);
    }
}
