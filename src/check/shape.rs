//! The body has the documented shape.

use super::{Evidence, Judgement, codes_below, finding::fields_in};

pub(super) fn judge<'a>(evidence: &Evidence<'a>, judgement: &mut Judgement<'a>) {
    let (Some((_, shape)), Some(response)) = (evidence.shape(), &evidence.exchange.response) else { return };
    if shape.validator.is_valid(response) {
        return;
    }
    for breach in shape.validator.breaches(response) {
        let requirement = shape.requirement_of(&breach);
        let part = response.pointer(&breach.pointer);
        let actual = part.map_or_else(|| "nothing".to_owned(), short);
        let mut finding = evidence.finding(requirement, None, &breach.pointer, breach.message, actual);
        finding.codes.came = codes_below(&evidence.errors, &breach.pointer);
        finding.rests_on = match (&breach.property, part) {
            (Some(property), _) => vec![property.clone()],
            (None, part) => part.map(fields_in).unwrap_or_default(),
        };
        finding.class = match breach.property {
            Some(property) => format!("{} {property}", breach.keyword),
            None => breach.keyword,
        };
        judgement.misshapen = judgement.misshapen.max(Some(finding.level));
        judgement.findings.push(finding);
    }
}

/// A value in at most some eighty characters.
fn short(value: &serde_json::Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 80 { text } else { text.chars().take(79).chain(['…']).collect() }
}
