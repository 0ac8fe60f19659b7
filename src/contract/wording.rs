//! Words the patterns of our meta-schemas: what a text is not, and what to write.

use super::FormId;

/// What is said where a text does not keep a pattern.
pub(super) struct Wording {
    pattern: &'static str,
    pub(super) problem: FormId,
    pub(super) fix: FormId,
}

const fn row(pattern: &'static str, problem: FormId, fix: FormId) -> Wording {
    Wording { pattern, problem, fix }
}

const WORDINGS: [Wording; 24] = [
    row(r"\S", FormId::TextEmpty, FormId::WriteInWords),
    row(r"^/", FormId::NotSlash, FormId::WriteSlash),
    row(r"^(/.*)?$", FormId::NoPointer, FormId::StartOrEmpty),
    row(r"^[A-Z]+$", FormId::NotHttpMethod, FormId::InCapitals),
    row(r"^\S+$", FormId::NotName, FormId::NoSpaces),
    row(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", FormId::NotName, FormId::WithDashes),
    row(r"^[a-z][a-z0-9_]*$", FormId::NotName, FormId::WithUnderscores),
    row(r"^[a-z][A-Za-z0-9_]*$", FormId::NotName, FormId::MixedUnderscores),
    row(r"^((/.*)?|header:[A-Za-z0-9_-]+)$", FormId::NeitherPointer, FormId::PointerOrHeader),
    row(r"^[1-9][0-9]*(ms|s|m)$", FormId::NotSpan, FormId::WriteSpan),
    row(r"^[A-Za-z0-9][A-Za-z0-9._-]*$", FormId::NotRequirementId, FormId::WriteRequirementId),
    row(r"^#\S+$", FormId::NotAnchor, FormId::WriteAnchorName),
    row(r"^https?://[!-~]+$", FormId::NotUrl, FormId::WriteUrl),
    row(r"^[1-9][0-9]*(-[1-9][0-9]*)?$", FormId::NoLines, FormId::WriteLines),
    row(r"\.request\.schema\.json$", FormId::NotRequestFile, FormId::WriteRequestFile),
    row(r"\.schema\.json(#.*)?$|^#/", FormId::NotSchemaPlace, FormId::WriteSchemaPlace),
    row(r"^[A-Za-z][A-Za-z0-9_.-]*$", FormId::NotOperationId, FormId::WriteOperationId),
    row(r"^[^/]+/[^/]+$", FormId::NotMedia, FormId::WriteMedia),
    row(r"_meta/blocks\.schema\.json$", FormId::NotBlocksForm, FormId::NameBlocksForm),
    row(r"^\$schema$|^[a-z][A-Za-z0-9_-]*$", FormId::NotBlockName, FormId::WriteBlockName),
    row(r"_meta/scenario\.schema\.json$", FormId::NotScenarioForm, FormId::NameScenarioForm),
    row(r"^([0-9a-fA-F]{2})*$", FormId::NotHex, FormId::WriteHex),
    row(r"^([a-z][a-z0-9_.-]*\.schema\.json(#(/.*)?)?|#(/.*)?)$", FormId::NamesNoSchema, FormId::NameSchema),
    row(r"^[^/]+(/[^/]+)+$", FormId::NoSourceOfValues, FormId::WriteSourceOfValues),
];

/// The words for a pattern, if there are some.
pub(super) fn wording(pattern: &str) -> Option<&'static Wording> {
    WORDINGS.iter().find(|wording| wording.pattern == pattern)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::{super::Files, *};

    fn patterns(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("pattern").and_then(Value::as_str).map(str::to_owned));
                fields.values().for_each(|value| patterns(value, found));
            }
            Value::Array(items) => items.iter().for_each(|item| patterns(item, found)),
            _ => {}
        }
    }

    #[test]
    fn every_pattern_of_our_forms_has_words_and_no_words_are_left_over() {
        let files = Files::embedded();
        let mut used = BTreeSet::new();
        for form in ["contract", "requirements", "codes", "scenario", "json-schema", "blocks"] {
            let text = files.text(&format!("schemas/_meta/{form}.schema.json")).expect("a form");
            patterns(&serde_json::from_str(text).expect("JSON"), &mut used);
        }
        let worded: BTreeSet<String> = WORDINGS.iter().map(|wording| wording.pattern.to_owned()).collect();
        assert_eq!(used, worded);
    }
}
