//! Finds the line of each requirement in the description that it was made from, for reports that point at it.

use std::collections::HashMap;

use super::{Requirement, schema::percent_decode, unescape};

/// Marks every requirement with the line of the place that its anchor names.
pub(super) fn mark(text: &str, requirements: &mut [Requirement]) {
    let lines: Vec<Line<'_>> = text.lines().map(Line::of).collect();
    let mut layout = Layout { lines: &lines, levels: HashMap::new() };
    for requirement in requirements {
        let anchor = requirement.source.place.anchor.as_deref();
        let pointer = anchor.and_then(|anchor| anchor.strip_prefix('#')).map(percent_decode);
        requirement.line = pointer.and_then(|pointer| layout.line_of(&pointer));
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

/// A description with what was found in it. The places of its requirements share their beginnings, so each part is read once.
struct Layout<'a> {
    lines: &'a [Line<'a>],
    /// By the first line of a part and the one behind it.
    levels: HashMap<(usize, usize), Option<Level<'a>>>,
}

/// What stands side by side in a part of a description.
struct Level<'a> {
    /// The first line of each key.
    keys: HashMap<&'a str, usize>,
    items: Vec<usize>,
    /// The lines with a key, where what is before them ends.
    ends: Vec<usize>,
}

impl<'a> Level<'a> {
    fn of(lines: &[Line<'a>], from: usize, to: usize) -> Option<Self> {
        let within = || (from..to).map(|at| (at, &lines[at])).filter(|(_, line)| line.key.is_some() || line.item);
        let indent = within().map(|(_, line)| line.indent).min()?;
        let mut level = Self { keys: HashMap::new(), items: Vec::new(), ends: Vec::new() };
        for (at, line) in within().filter(|(_, line)| line.indent == indent) {
            if let Some(key) = line.key {
                level.keys.entry(key).or_insert(at);
                level.ends.push(at);
            }
            if line.item {
                level.items.push(at);
            }
        }
        Some(level)
    }

    /// The line that a step of a pointer leads to.
    fn step(&self, step: &str) -> Option<usize> {
        match step.parse::<usize>() {
            Ok(index) if !self.items.is_empty() => self.items.get(index).copied(),
            _ => self.keys.get(step).copied(),
        }
    }
}

impl Layout<'_> {
    /// The line of a place, counted from 1: that of the last of its steps which has a line of its own. None where the text is not laid out.
    fn line_of(&mut self, pointer: &str) -> Option<u32> {
        let (mut from, mut to, mut found) = (0, self.lines.len(), None);
        for step in pointer.split('/').skip(1) {
            let lines = self.lines;
            let level = self.levels.entry((from, to)).or_insert_with(|| Level::of(lines, from, to));
            let Some((level, at)) = level.as_ref().and_then(|level| Some((level, level.step(&unescape(step))?))) else {
                break;
            };
            found = Some(at);
            from = at + 1;
            to = level.ends.get(level.ends.partition_point(|end| *end <= at)).copied().unwrap_or(to);
        }
        found.and_then(|at| u32::try_from(at + 1).ok())
    }
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
            let mut layout = Layout { lines: &lines, levels: HashMap::new() };
            let found = layout.line_of(pointer).map(|line| text.lines().nth(line as usize - 1).expect("a line"));
            assert_eq!(found, line, "{pointer}");
        }
        assert_eq!(YAML.lines().position(|line| line.starts_with("  /other")), Some(15));
    }
}
