//! Finds the line of each requirement in the description that it was made from, for reports that point at it.

use super::{Requirement, schema::percent_decode, unescape};

/// Marks every requirement with the line of the place that its anchor names.
pub(super) fn mark(text: &str, requirements: &mut [Requirement]) {
    let lines: Vec<Line<'_>> = text.lines().map(Line::of).collect();
    for requirement in requirements {
        let anchor = requirement.source.place.anchor.as_deref();
        let pointer = anchor.and_then(|anchor| anchor.strip_prefix('#')).map(percent_decode);
        requirement.line = pointer.and_then(|pointer| line_of(&lines, &pointer));
    }
}

/// A line of a description, YAML or JSON, as far as its layout shows it: how far it is indented, and the key or the item that it begins.
struct Line<'a> {
    indent: usize,
    key: Option<&'a str>,
    item: bool,
}

impl<'a> Line<'a> {
    fn of(line: &'a str) -> Self {
        let inner = line.trim_start();
        let item = inner.starts_with("- ");
        let start = inner.trim_start_matches(['-', '{', '[', ' ']);
        let quoted = start.strip_prefix(['"', '\'']).and_then(|rest| rest.split_once(['"', '\'']));
        let key = match quoted {
            Some((key, rest)) => rest.trim_start().starts_with(':').then_some(key),
            None => start.split_once(':').map(|(key, _)| key.trim_end()),
        };
        let key = key.filter(|_| !inner.starts_with('#'));
        Self { indent: line.len() - inner.len(), key, item }
    }
}

/// The line of a place, counted from 1: that of the last of its steps which has a line of its own. None where the text is not laid out.
fn line_of(lines: &[Line<'_>], pointer: &str) -> Option<u32> {
    let (mut from, mut to, mut found) = (0, lines.len(), None);
    for step in pointer.split('/').skip(1) {
        let step = unescape(step);
        let within = || lines[from..to].iter().enumerate();
        let Some(indent) =
            within().filter(|(_, line)| line.key.is_some() || line.item).map(|(_, line)| line.indent).min()
        else {
            break;
        };
        let own = within().filter(|(_, line)| line.indent == indent);
        let at = match step.parse::<usize>() {
            Ok(index) if own.clone().any(|(_, line)| line.item) => own.filter(|(_, line)| line.item).nth(index),
            _ => own.clone().find(|(_, line)| line.key == Some(&*step)),
        };
        let Some((at, _)) = at else { break };
        let at = from + at;
        found = Some(at);
        from = at + 1;
        to = (from..to).find(|next| lines[*next].indent <= indent && lines[*next].key.is_some()).unwrap_or(to);
    }
    found.and_then(|at| u32::try_from(at + 1).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const YAML: &str = "openapi: 3.1.0\n# paths:\npaths:\n  /pets/{id}:\n    get:\n      parameters:\n        - name: id\n          in: path\n        - name: limit\n          in: query\n          schema:\n            maximum: 100\n      responses:\n        '200':\n          description: paths\n  /other:\n    get:\n      responses:\n        \"404\": {}\n";

    #[test]
    fn a_place_has_the_line_on_which_it_stands() {
        let json = serde_json::to_string_pretty(&serde_json::json!({"info": {"title": "responses: no"}, "paths": {
            "/pets/{id}": {"get": {"responses": {"200": {"description": "ok"}}}}}}))
        .unwrap();
        for (text, pointer, line) in [
            (YAML, "/paths/~1pets~1{id}/get", Some("    get:")),
            (YAML, "/paths/~1pets~1{id}/get/responses/200", Some("        '200':")),
            (YAML, "/paths/~1pets~1{id}/get/parameters/1", Some("        - name: limit")),
            (YAML, "/paths/~1other/get/responses/404", Some("        \"404\": {}")),
            // What has no line of its own is on that of what holds it.
            (YAML, "/paths/~1other/get/responses/404/content", Some("        \"404\": {}")),
            (YAML, "/gone", None),
            (json.as_str(), "/paths/~1pets~1{id}/get/responses/200", Some("          \"200\": {")),
        ] {
            let lines: Vec<Line<'_>> = text.lines().map(Line::of).collect();
            let found = line_of(&lines, pointer).map(|line| text.lines().nth(line as usize - 1).expect("a line"));
            assert_eq!(found, line, "{pointer}");
        }
        assert_eq!(YAML.lines().position(|line| line.starts_with("  /other")), Some(15));
    }
}
